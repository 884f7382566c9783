"""What waits for editors, and how it stands with the debates, in a fixed number of queries."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from debates.publishing.models import (
    Debate,
    Invitation,
    Note,
    Revision,
    StatusChange,
    Suggestion,
    Text,
)
from debates.publishing.numbers import Counted, numbers_of
from debates.publishing.queries.drafts import approved, text_url, workspace_url
from debates.publishing.queries.suggestions import open_suggestions_count
from debates.publishing.workflow import Move, Round, Status

SOON = timedelta(days=7)
"""What closes within this time closes soon."""

MOST = 30
"""So many lines of each kind are shown; the page of all debates shows the others."""

PAGE = 50


@dataclass(frozen=True, slots=True)
class DebateLine:
    """A debate in a list; `moment` is when it is published or closes, where the list is about that."""

    question: str
    language: str
    url: str
    status: str | Promise
    saved_at: datetime
    moment: datetime | None
    approved_by: str
    numbers: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class EssayLine:
    """An essay of which something waits; `count` is how much, where there may be more than one."""

    title: str
    contributor: str
    question: str
    language: str
    url: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Home:
    """Everything on the editors' home."""

    drafts: tuple[DebateLine, ...]
    in_review: tuple[DebateLine, ...]
    handed_in: tuple[EssayLine, ...]
    approvals: tuple[EssayLine, ...]
    notes: tuple[EssayLine, ...]
    suggestions: tuple[EssayLine, ...]
    scheduled: tuple[DebateLine, ...]
    open: tuple[DebateLine, ...]
    closing: tuple[DebateLine, ...]

    @property
    def nothing_waits(self) -> bool:
        """Answer whether there is nothing that waits for an editor."""
        return not (self.in_review or self.handed_in or self.approvals or self.notes or self.suggestions)


def home_of(user: Any, now: datetime) -> Home:
    """Answer what there is to do for this editor."""
    rows = {
        "drafts": newest(drafts_of(user)),
        "in_review": newest(Debate.objects.filter(status=Status.IN_REVIEW)),
        "scheduled": first(Debate.objects.filter(status=Status.SCHEDULED), "publish_at"),
        "open": newest(Debate.objects.open(now)),
        "closing": first(Debate.objects.open(now).filter(closes_at__lte=now + SOON), "closes_at"),
    }
    numbers = numbers_of({debate.pk for debates in rows.values() for debate in debates})
    approvers = approvers_of(rows["in_review"])
    lines = {
        name: tuple(
            DebateLine(
                question=debate.question,
                language=debate.language,
                url=workspace_url(debate),
                status=debate.get_status_display(),
                saved_at=debate.updated_at,
                moment=debate.publish_at if name == "scheduled" else debate.closes_at,
                approved_by=approvers.get(debate.pk, ""),
                numbers=numbers[debate.pk],
            )
            for debate in debates
        )
        for name, debates in rows.items()
    }
    return Home(
        **lines,
        handed_in=essay_lines(handed_in()),
        approvals=essay_lines(approvals_missing()),
        notes=essay_lines(noted(), notes_url),
        suggestions=essay_lines(suggested()),
    )


def waiting_count() -> int:
    """Answer how much waits for editors: debates in review, essays handed in, suggested corrections."""
    in_review = Debate.objects.filter(status=Status.IN_REVIEW).count()
    return in_review + handed_in().count() + open_suggestions_count()


def all_debates(words: str, number: int) -> Page[Debate]:
    """Answer a page of all debates whose question or address has these words, changed last first.

    A number too high is that of the last page.
    """
    found = Debate.objects.order_by("-updated_at", "-pk")
    for word in words.split():
        found = found.filter(Q(question__icontains=word) | Q(slug__icontains=word))
    return Paginator(found, PAGE).get_page(number)


# ---------------------------------------------------------------- debates


def newest(debates: QuerySet[Debate]) -> list[Debate]:
    """Answer those that were changed last."""
    return list(debates.order_by("-updated_at", "-pk")[:MOST])


def first(debates: QuerySet[Debate], moment: str) -> list[Debate]:
    """Answer those whose moment comes first."""
    return list(debates.order_by(moment, "pk")[:MOST])


def drafts_of(user: Any) -> QuerySet[Debate]:
    """Answer the drafts in which this editor has written or to which they invited, and those of nobody yet.

    What a guest writes of their own essay makes a draft no editor's.
    """
    written = Revision.objects.filter(text__debate=OuterRef("pk"))
    invited = Invitation.objects.filter(essay__position__debate=OuterRef("pk"), invited_by__isnull=False)
    mine = Exists(written.filter(by=user)) | Exists(invited.filter(invited_by=user))
    edited = written.exclude(by=F("text__essay__contributor__account"))
    return Debate.objects.filter(mine | ~(Exists(edited) | Exists(invited)), status=Status.DRAFT)


def approvers_of(debates: Iterable[Debate]) -> dict[int, str]:
    """Answer by whom each of these debates in review was approved, if nothing has moved since."""
    changes = StatusChange.objects.filter(debate__in=list(debates)).select_related("by").order_by("at", "pk")
    last = {change.debate_id: change for change in changes}
    return {
        pk: change.by.display_name if change.by else "–"
        for pk, change in last.items()
        if change.move == Move.APPROVE
    }


# ---------------------------------------------------------------- essays


def essays_in(*statuses: Status) -> QuerySet[Text]:
    """Answer the texts of essays in debates of these states.

    Of a debate that is going on those of rounds that are still to come out.
    """
    hidden = Q(essay__round=Round.REBUTTAL, debate__rebuttals_published_at=None)
    hidden |= Q(essay__round=Round.CLOSING, debate__closings_published_at=None)
    later = Q(debate__status=Status.PUBLISHED) & hidden
    before = Q(debate__status__in=statuses) & ~Q(debate__status=Status.PUBLISHED)
    texts = Text.objects.filter(before | later if Status.PUBLISHED in statuses else before)
    essays = texts.filter(essay__isnull=False).select_related("debate", "essay__contributor")
    return essays.order_by("essay__submitted_at", "pk")


def handed_in() -> QuerySet[Text]:
    """Answer the essays that were handed in and are to be read: their contributor has not approved them."""
    texts = essays_in(Status.DRAFT, Status.PUBLISHED)
    return texts.filter(~approved(), essay__submitted_at__isnull=False)


def approvals_missing() -> QuerySet[Text]:
    """Answer the essays about to be published that their contributor has not approved as they are."""
    return essays_in(Status.IN_REVIEW, Status.SCHEDULED).filter(~approved(), words__gt=0)


def noted() -> QuerySet[Text]:
    """Answer the essays in writing with open notes, and how many each has."""
    notes = Note.objects.open().filter(revision__text=OuterRef("pk")).order_by().values("revision__text")
    texts = essays_in(Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED, Status.PUBLISHED)
    return texts.filter(Exists(notes)).annotate(
        count=Count("revisions__notes", filter=Q(revisions__notes__settled_at=None), distinct=True)
    )


def suggested() -> QuerySet[Text]:
    """Answer the essays of which readers suggest corrections that nobody has looked at, and how many."""
    return (
        Text.objects.filter(essay__suggestions__in=Suggestion.objects.open())
        .select_related("debate", "essay__contributor")
        .annotate(count=Count("essay__suggestions"))
        .order_by("pk")
    )


def notes_url(text: Text) -> str:
    """Answer where the notes on an essay are."""
    return reverse("publishing:notes", args=[text.essay_id])


def essay_url(text: Text) -> str:
    """Answer the essay's place in the workspace."""
    return text_url(text, text.debate)


def essay_lines(texts: QuerySet[Text], url: Callable[[Text], str] = essay_url) -> tuple[EssayLine, ...]:
    """Answer the first of these essays as lines of a list."""
    return tuple(
        EssayLine(
            title=text.essay.title,
            contributor=text.essay.contributor.name,
            question=text.debate.question,
            language=text.debate.language,
            url=url(text),
            count=getattr(text, "count", 1),
        )
        for text in texts[:MOST]
        if text.essay is not None
    )
