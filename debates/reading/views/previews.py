"""A debate before its readers see it: for editors in a frame of a chosen width, for outsiders by a link."""

from dataclasses import replace

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from accounts.views import opened_by_link
from debates.publishing import policies
from debates.publishing.models import Debate, PreviewLink
from debates.publishing.queries import missing_in
from debates.reading import queries
from debates.reading.forms import PreviewForm
from debates.reading.public import ReaderOrder
from debates.reading.shapes import DebatePage


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
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what is in that frame: the page as an anonymous reader has it, with all that is written."""
    debate = editable(request, pk)
    page = queries.debate_page(debate, ReaderOrder(request), timezone.now(), drafts=True)
    context = {"page": to_read_only(page), **PreviewForm(request.GET).chosen}
    return unlisted(render(request, "reading/preview_page.html", context))


@require_safe
@opened_by_link
def shared_preview(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Answer a debate to an outsider who has a link; once readers see it, the link leads to its page."""
    now = timezone.now()
    links = PreviewLink.objects.select_related("debate__lead_image").filter(debate=pk)
    link = next((link for link in links if link.is_opened_by(token)), None)
    if link is None or not policies.shows_preview(link, now):
        return unlisted(render(request, "publishing/preview_void.html", status=410 if link else 404))
    if link.debate.is_public:
        return redirect(link.debate)
    page = queries.debate_page(link.debate, ReaderOrder(request), now)
    context = {"page": to_read_only(page), "outside": True}
    return unlisted(render(request, "reading/preview_page.html", context))


def to_read_only(page: DebatePage) -> DebatePage:
    """Answer the page with nothing to answer, and nothing that was answered."""
    nothing: tuple[()] = ()
    return replace(page, stances_before=nothing, stances=nothing, results=None, results_url="", comments=None)


def unlisted(response: HttpResponse) -> HttpResponse:
    """Tell search engines to leave the page out."""
    response["X-Robots-Tag"] = "noindex"
    return response
