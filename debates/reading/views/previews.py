"""A debate before its readers see it: for editors in a frame of a chosen width, for outsiders by a link."""

import re
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.views import opened_by_link
from debates.publishing import policies
from debates.publishing.models import Debate, PreviewLink
from debates.publishing.models.essays import essay_url
from debates.publishing.queries import missing_in
from debates.publishing.workflow import Round
from debates.reading import queries
from debates.reading.forms import PreviewForm
from debates.reading.preview_places import Page, Place, within
from debates.reading.public import ReaderOrder


def editable(request: HttpRequest, pk: int) -> Debate:
    """Answer the debate, with its picture, for somebody who may edit; for everybody else it is not there."""
    policies.may_edit(request.user).or_not_found()
    debates = Debate.objects.visible_to(request.user).select_related("lead_image")
    return get_object_or_404(debates, pk=pk)


@require_safe
@never_cache
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]  # it takes views with arguments too
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a debate as its readers will see it, in a frame as wide as what they hold."""
    debate = editable(request, pk)
    form = PreviewForm(request.GET)
    context = {"debate": debate, "missing": missing_in(debate), "form": form, **form.chosen}
    return unlisted(render(request, "reading/preview.html", context))


@require_safe
@never_cache
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})  # type: ignore[arg-type]  # as above
def preview_page(request: HttpRequest, pk: int, position: str = "", round_: str = "") -> HttpResponse:
    """Answer what is in that frame: a page as an anonymous reader has it, with all that is written."""
    debate = editable(request, pk)
    form = PreviewForm(request.GET)
    query = urlencode({"theme": form.chosen["theme"]})
    place = Place(reverse("reading:preview_page", args=[pk]), f"?{query}")
    page = page_of(request, debate, position, round_, drafts=True)
    context = {"page": within(place, page, public=debate.is_public), "unlinked": True, **form.chosen}
    return leaving(place, unlisted(render(request, "reading/preview_page.html", context)))


@require_safe
@opened_by_link
def shared_preview(
    request: HttpRequest, pk: int, token: str, position: str = "", round_: str = ""
) -> HttpResponse:
    """Answer a debate, or one essay of it, to an outsider who has a link.

    Once readers see it, the link leads to their page.
    """
    links = PreviewLink.objects.select_related("debate__lead_image").filter(debate=pk)
    link = next((link for link in links if link.is_opened_by(token)), None)
    if link is None or not policies.shows_preview(link, timezone.now()):
        return unlisted(render(request, "publishing/preview_void.html", status=410 if link else 404))
    debate = link.debate
    if debate.is_public:
        return redirect(essay_url(debate.slug, position, round_ or Round.OPENING) if position else debate)
    place = Place(reverse("reading:shared_preview", args=[pk, token]))
    page = page_of(request, debate, position, round_, drafts=False)
    context = {"page": within(place, page, public=debate.is_public), "unlinked": True, "outside": True}
    return unlisted(render(request, "reading/preview_page.html", context))


def page_of(request: HttpRequest, debate: Debate, position: str, round_: str, *, drafts: bool) -> Page:
    """Answer the page of the debate, or of the essay that is named; another than there is is not there."""
    now = timezone.now()
    if not position:
        return queries.debate_page(debate, ReaderOrder(request), now, drafts=drafts)
    page = queries.essay_page(debate, position, round_ or Round.OPENING, now, drafts=drafts)
    if page is None or round_ == Round.OPENING:
        raise Http404
    return page


def leaving(place: Place, response: HttpResponse) -> HttpResponse:
    """Have links to anything but the preview's own pages leave the frame: no other page may stand in it."""
    own = f"#|{re.escape(place.start)}".encode()
    response.content = re.sub(
        rb'<a\b([^>]*?) href="(?!' + own + rb")", rb'<a\1 target="_top" href="', response.content
    )
    return response


def unlisted(response: HttpResponse) -> HttpResponse:
    """Tell search engines to leave the page out."""
    response["X-Robots-Tag"] = "noindex"
    return response
