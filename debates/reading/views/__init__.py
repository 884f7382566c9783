"""The public pages. None reads a session: what is personal comes from elsewhere."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from debates.comments.models import Comment
from debates.comments.queries.history import history_of
from debates.comments.queries.places import Listed
from debates.comments.queries.rows import listed_comment
from debates.comments.queries.texts import texts_of
from debates.comments.queries.threads import thread_list, thread_page
from debates.comments.queries.valuing import valuing_of
from debates.importing.queries import new_address
from debates.publishing.models import Contributor, Debate
from debates.publishing.queries.corrections import corrections_of
from debates.publishing.stored_html import safe
from debates.publishing.workflow import Round, Status
from debates.reading import queries
from debates.reading.errors import gone
from debates.reading.found import readable_debate
from debates.reading.public import P, ReaderOrder, View, ordered_page, public_page
from debates.reading.structured_data import debate_data, essay_data
from debates.richtext.render import Profile
from debates.richtext.render import render as render_markdown
from debates.stances.queries.results import results_file, results_page
from debates.stances.queries.seal import seal_state
from debates.stances.worked_example import worked_example


def readable(slug: str) -> Debate:
    """Answer the debate at this address that strangers may know of: public, or withdrawn after it was."""
    found = readable_debate(slug)
    if found is None:
        raise Http404
    return found


def of_readable_debate(view: Callable[Concatenate[HttpRequest, Debate, P], HttpResponse]) -> View[P]:
    """Mark a page about one debate, which the view is given; of a withdrawn one it says that it is gone."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        found = readable(str(kwargs.pop("slug")))
        if found.status == Status.WITHDRAWN:
            return gone(request, found)
        return view(request, found, *args, **kwargs)

    return answer


@require_safe
@ordered_page
def home(request: HttpRequest, order: ReaderOrder) -> HttpResponse:
    """Answer the open debates, then the newest of the archive."""
    moved = (
        new_address(request.path_info, request.META.get("QUERY_STRING", "")) if "p" in request.GET else None
    )
    if moved:
        return HttpResponsePermanentRedirect(moved)
    now = timezone.now()
    context = {
        "open_debates": queries.open_debates(order, now),
        "archive": queries.archive(now, size=10),
    }
    return render(request, "reading/home.html", context)


@require_safe
@public_page
def archive(request: HttpRequest) -> HttpResponse:
    """Answer all debates that are over, a page at a time."""
    listing = queries.archive(timezone.now(), request.GET.get("after", ""))
    if listing is None:
        raise Http404
    return render(request, "reading/archive.html", {"listing": listing})


@require_safe
@ordered_page
@of_readable_debate
def debate(request: HttpRequest, found: Debate, order: ReaderOrder) -> HttpResponse:
    """Answer a debate: introduction, all positions, references."""
    page = queries.debate_page(found, order, timezone.now())
    return render(request, "reading/debate.html", {"page": page, "data": debate_data(page)})


@require_safe
@public_page
def essay(request: HttpRequest, slug: str, position: str, round_: str = "") -> HttpResponse:
    """Answer one essay with the way to the other side; the opening's address names no round."""
    if round_ == Round.OPENING:
        raise Http404
    round_ = round_ or Round.OPENING
    found = readable(slug)
    if found.status == Status.WITHDRAWN:
        if not found.positions.filter(slug=position, essays__round=round_).exists():
            raise Http404
        return gone(request, found)
    page = queries.essay_page(found, position, round_, timezone.now())
    if page is None:
        raise Http404
    return render(request, "reading/essay.html", {"page": page, "data": essay_data(page)})


@require_safe
@public_page
@of_readable_debate
def corrections(request: HttpRequest, found: Debate) -> HttpResponse:
    """Answer what was put right in a debate since it was published, a page at a time."""
    asked = request.GET.get("after", "")
    after = page_number(asked) if asked else None
    told = corrections_of(found, after)
    if after is not None and not told.told:
        raise Http404
    return render(request, "reading/corrections.html", {"debate": found, "corrections": told})


@require_safe
@public_page
@of_readable_debate
def recount(request: HttpRequest, found: Debate) -> HttpResponse:
    """Answer how far a debate is sealed, what that proves, and what it does not."""
    context = {"debate": found, "seal": seal_state(found), "example": worked_example()}
    return render(request, "reading/recount.html", context)


@require_safe
@public_page
@of_readable_debate
def results(request: HttpRequest, found: Debate) -> HttpResponse:
    """Answer the results of a debate that is over; while it is open the way to the page that asks first."""
    page = results_page(found, timezone.now())
    if page is None:
        return redirect("stances:results", found.slug)
    return render(request, "reading/results.html", {"results": page})


@require_safe
@public_page
@of_readable_debate
def results_csv(_request: HttpRequest, found: Debate) -> HttpResponse:
    """Answer the same results as a file; while the debate is open there is none."""
    page = results_page(found, timezone.now())
    if page is None:
        raise Http404
    response = HttpResponse(results_file(page), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-results.csv"'
    return response


# ---------------------------------------------------------------- comments


@require_safe
@public_page
@of_readable_debate
def comments(request: HttpRequest, found: Debate) -> HttpResponse:
    """Answer the threads of a debate, a page at a time, in the order and of the side that is asked for."""
    asked = {name: request.GET.get(name, "") for name in ("order", "on", "after")}
    listed = Listed.of(**asked)
    page = thread_list(found, listed, texts_of(found), timezone.now()) if listed else None
    if page is None:
        raise Http404
    return render(request, "reading/comments.html", {"debate": found, "comments": page})


@require_safe
@public_page
@of_readable_debate
def thread(request: HttpRequest, found: Debate, pk: int) -> HttpResponse:
    """Answer a comment with its answers, a page at a time; an answer's own address leads to its place."""
    comment = listed_comment(found, pk)
    if comment is None:
        raise Http404
    if comment.parent_id:
        return redirect(comment.url(found.slug))
    number = page_number(request.GET.get("page", "1"))
    page = thread_page(found, comment, number, texts_of(found), timezone.now())
    if page is None:
        raise Http404
    return render(request, "reading/thread.html", {"debate": found, "thread": page})


def page_number(asked: str) -> int:
    """Answer the number that an address names, or 0, of which there is no page."""
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 0


LONGEST_NUMBER = 9


@require_safe
@public_page
@of_readable_debate
def comment_history(request: HttpRequest, found: Debate, pk: int) -> HttpResponse:
    """Answer what a comment said before it was edited, for as long as it is shown."""
    comment = get_object_or_404(Comment.objects.shown().filter(debate=found), pk=pk)
    comment.debate = found
    context = {
        "debate": found,
        "comment_url": comment.get_absolute_url(),
        "reason": comment.public_reason,
        "history": history_of(comment),
    }
    return render(request, "reading/comment_history.html", context)


@require_safe
@public_page
@of_readable_debate
def comment_order(request: HttpRequest, found: Debate) -> HttpResponse:
    """Answer how the order of a debate's comments comes about."""
    return render(request, "reading/comment_order.html", {"debate": found, "valuing": valuing_of(found)})


# ---------------------------------------------------------------- people, topics, the site's own texts


@require_safe
@public_page
def contributor(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer who somebody is and what they signed; before something of theirs is public, nobody."""
    person = get_object_or_404(Contributor.objects.select_related("portrait"), slug=slug)
    essays = queries.signed_by(person)
    if not essays:
        raise Http404
    context = {"signature": queries.signature_of(person), "biography": person.biography, "essays": essays}
    return render(request, "reading/contributor.html", context)


@require_safe
@public_page
def topics(request: HttpRequest) -> HttpResponse:
    """Answer the topics that have a public debate."""
    return render(request, "reading/topics.html", {"topics": queries.topics()})


@require_safe
@public_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer the debates of a topic."""
    found = get_object_or_404(queries.topics(), slug=slug)
    listing = queries.archive(timezone.now(), request.GET.get("after", ""), topic=found)
    if listing is None:
        raise Http404
    return render(request, "reading/topic.html", {"topic": found, "listing": listing})


@require_safe
@public_page
def imprint(request: HttpRequest) -> HttpResponse:
    """Answer who publishes the site."""
    return site_text(request, settings.SITE.imprint.read_text(encoding="utf-8"), _("Imprint"))


@require_safe
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """Answer what the site does with data."""
    return site_text(request, settings.SITE.privacy.read_text(encoding="utf-8"), _("Privacy"))


def site_text(request: HttpRequest, source: str, title: object) -> HttpResponse:
    """Answer a page that the publisher wrote as a Markdown file."""
    context = {
        "title": title,
        "html": safe(render_markdown(source, Profile.ESSAY, prefix="site").html),
    }
    return render(request, "reading/site_text.html", context)


@require_safe
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Answer what machines may fetch: what people may read."""
    sitemap = request.build_absolute_uri(reverse("reading:sitemap"))
    lines = [
        "User-agent: *",
        "Disallow: /account/",
        "Disallow: /admin/",
        "Disallow: /comments/",
        "Disallow: /editing/",
        "Disallow: /invitations/",
        "Disallow: /moderating/",
        "Disallow: /outbox/",
        "Disallow: /preferences/",
        "Disallow: /preview/",
        "Disallow: /reports/",
        "Disallow: /subscribe/",
        "Disallow: /suggest/",
        "Disallow: /unsubscribe/",
        "Disallow: /writing/",
        f"Sitemap: {sitemap}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
