"""Serves the stored copies of images, where no web server in front of the site does."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

CONTENT_TYPE = "image/webp"
# A browser need not ask again: the name says the bytes. Who stands between asks whether they are still there.
KEPT = "public, max-age=31536000, s-maxage=1, stale-if-error=3600, immutable"


@require_safe
def rendition(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer the bytes of one stored copy; the pattern of the address admits no other file's name."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404(_("There is no such image.")) from None
    # The name says the bytes.
    tag = f'"{name}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=tag)
    if response is None:
        response = FileResponse(file, content_type=CONTENT_TYPE)
    else:
        file.close()
    response["ETag"] = tag
    response["Cache-Control"] = KEPT
    response["X-Content-Type-Options"] = "nosniff"
    # Even opened by itself the file may load and run nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
