"""What moderators are shown of somebody whose comment is before them: what they wrote, what was decided."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import Standing, User
from debates.comments.models import Comment
from debates.comments.models.comments import VISIBILITY_LABELS
from debates.comments.visibility import Visibility
from debates.moderation.measures import Measure
from debates.moderation.models import Case, CaseNote, Decision, Penalty
from debates.moderation.models.decisions import MEASURE_LABELS
from debates.moderation.queries.case_page import NoteLine, in_words, penalty_in_words
from debates.moderation.queries.queue import FIRST_WORDS, first_words

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another comment of theirs; `url` leads to its case, empty where it has none."""

    url: str
    words: str
    state: str | Promise
    at: datetime


@dataclass(frozen=True, slots=True)
class EarlierDecision:
    """What was decided about another comment of theirs."""

    url: str
    label: str | Promise
    ground: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AuthorView:
    """Somebody with an account. `counts` are their comments by state, those that there are."""

    name: str
    url: str
    since: datetime
    is_active: bool
    premoderated: bool
    recent_rejections: int
    counts: tuple[tuple[str | Promise, int], ...]
    earlier: tuple[Earlier, ...]
    decisions: tuple[EarlierDecision, ...]
    penalties: tuple[str, ...]
    notes: tuple[NoteLine, ...]


def author_view(case: Case, now: datetime) -> AuthorView | None:
    """Answer who wrote the comment of a case, found with its context; None where nobody here did."""
    person = case.comment.author
    if person is None:
        return None
    standing: Standing | None = getattr(person, "standing", None)
    return AuthorView(
        name=person.display_name,
        url=person.get_absolute_url() if person.is_active and person.about else "",
        since=person.date_joined,
        is_active=person.is_active,
        premoderated=bool(standing and standing.premoderated),
        recent_rejections=standing.recent_rejections if standing else 0,
        counts=counts_of(person),
        earlier=earlier_of(person, case),
        decisions=decisions_about(person, case),
        penalties=penalties_of(person, now),
        notes=notes_about(person, case),
    )


def counts_of(person: User) -> tuple[tuple[str | Promise, int], ...]:
    """Answer how many comments of somebody are in each state, in the order of the states."""
    rows = Comment.objects.order_by().filter(author=person).values("visibility")
    counts = dict(rows.values_list("visibility").annotate(count=Count("pk")))
    return tuple((VISIBILITY_LABELS[state], counts[state]) for state in Visibility if state in counts)


def earlier_of(person: User, case: Case) -> tuple[Earlier, ...]:
    """Answer the latest other comments of somebody."""
    others = Comment.objects.filter(author=person).exclude(pk=case.comment_id).order_by("-created_at", "-pk")
    words = others.annotate(words=Left("plain", FIRST_WORDS + 1))
    rows = words.values_list("case", "words", "visibility", "created_at")[:MOST_SHOWN]
    return tuple(
        Earlier(case_url(pk) if pk else "", first_words(text), VISIBILITY_LABELS[Visibility(state)], at)
        for pk, text, state, at in rows
    )


def decisions_about(person: User, case: Case) -> tuple[EarlierDecision, ...]:
    """Answer the latest decisions about other comments of somebody that took something from them."""
    rows = Decision.objects.standing().filter(case__comment__author=person, automated_decision=False)
    told = rows.exclude(case=case).exclude(measure__in=[Measure.APPROVE, Measure.UNDO, Measure.UNLOCK])
    return tuple(
        EarlierDecision(
            case_url(row.case_id),
            MEASURE_LABELS[Measure(row.measure)],
            in_words(row.ground, row.rule, row.law),
            row.at,
        )
        for row in told.select_related("rule").order_by("-at", "-pk")[:MOST_SHOWN]
    )


def penalties_of(person: User, now: datetime) -> tuple[str, ...]:
    """Answer the penalties of somebody that are in force, and the warnings they had, the latest first."""
    rows = Penalty.objects.in_force(now).filter(person=person).order_by("-at", "-pk")
    return tuple(penalty_in_words(row) for row in rows[:MOST_SHOWN])


def notes_about(person: User, case: Case) -> tuple[NoteLine, ...]:
    """Answer what moderators noted about other comments of somebody, the latest first."""
    rows = CaseNote.objects.filter(case__comment__author=person).exclude(case=case).select_related("by")
    return tuple(
        NoteLine(row.by.display_name if row.by else "", row.at, row.text)
        for row in rows.order_by("-at", "-pk")[:MOST_SHOWN]
    )


def case_url(pk: int) -> str:
    """Answer the page of a case."""
    return reverse("moderation:case", args=[pk])
