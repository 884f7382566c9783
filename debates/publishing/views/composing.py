"""What the editor's script asks for while somebody writes: how it will look, and a place for a picture.

django-markdownx puts into the page whatever its preview is answered, so that is HTML of our renderer or a
short plain sentence; its upload is answered in JSON always.
"""

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.limits import Limit
from accounts.private_pages import personal_page
from accounts.verdicts import Refused, SecondFactorMissing
from debates.media.actions import store_image
from debates.publishing import composing
from debates.publishing.views.answers import NOT_YOURS, SIGNED_OUT, in_script, said
from debates.publishing.views.texts import followed

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

PREVIEWS = Limit("writing-preview", tries=240, seconds=60)
UPLOADS = Limit("writing-upload", tries=60, seconds=600)

OLD_PAGE = _("This page has grown old: save what you wrote, and load it again.")
TOO_OFTEN = _("That was too often in a short time. Wait a minute.")


class OwnForm(CsrfViewMiddleware):
    """Django's own check that a form is ours, whose refusal is a short sentence."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:  # noqa: ARG002 - Django calls it so
        return brief(request, OLD_PAGE, 403)


def brief(request: HttpRequest, sentence: str | Promise, status: int) -> HttpResponse:
    """Answer a short plain sentence: as JSON for what reads that, else as text."""
    if in_script(request):
        return said(sentence, status=status)
    response = HttpResponse(str(sentence), content_type="text/plain; charset=utf-8", status=status)
    add_never_cache_headers(response)
    return response


def briefly(view: View[P]) -> View[P]:
    """Answer in one plain sentence whatever would else be a page: signed out, not there, an old form."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        check = OwnForm(lambda _request: HttpResponse())
        check.process_request(request)
        refusal = check.process_view(request, view, (), {})
        if refusal is not None:
            return refusal
        if not request.user.is_authenticated:
            return brief(request, SIGNED_OUT, 401)
        try:
            return view(request, *args, **kwargs)
        except (Http404, SecondFactorMissing):
            return brief(request, NOT_YOURS, 404)

    # The check is made above, once: Django's own would answer a page.
    return csrf_exempt(answer)


@require_POST
@briefly
@personal_page
def preview_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how a text would look if it said what was sent; nothing is saved."""
    text = followed(request, pk)
    if PREVIEWS.wait(str(request.user.pk), time()):
        return brief(request, TOO_OFTEN, 429)
    try:
        look = composing.look_of(text, request.POST.get("content", ""))
    except Refused as refusal:
        return brief(request, str(refusal), 422)
    return render(request, "publishing/_look.html", {"look": look})


@require_POST
@briefly
@personal_page
def upload_image(request: HttpRequest, pk: int) -> HttpResponse:
    """Store a picture for a text, by the media room's rules, and answer the words that show it there."""
    followed(request, pk)
    if UPLOADS.wait(str(request.user.pk), time()):
        return said(TOO_OFTEN, status=429)
    file = request.FILES.get("image")
    if file is None:
        return said(_("Choose a picture."), status=400)
    try:
        image = store_image(upload=file, by=request.user)
    except Refused as refusal:
        return said(str(refusal), status=400)
    sentence = _("The picture is in. Say in the list of images what it shows, and whose it is.")
    return said(sentence, image_code=f"![](image:{image.key})")
