"""Serves the stored copies of images, where no web server in front of the site does."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

CONTENT_TYPE = "image/webp"


def tag_of(_request: HttpRequest, name: str) -> str | None:
    """Answer the entity tag of a stored copy: its name says its bytes. None where there is no such copy."""
    return f'"{name}"' if default_storage.exists(name) else None


@require_safe
@condition(etag_func=tag_of)
def rendition(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer the bytes of one stored copy; the pattern of the address admits no other file's name."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404(_("There is no such image.")) from None
    response = FileResponse(file, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    # Even opened by itself the file may load and run nothing.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
