"""What moderators are shown of somebody whose comment is before them: what they wrote, what was decided."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import Standing, User
from debates.comments.models.comments import VISIBILITY_LABELS
from debates.comments.visibility import Visibility
from debates.moderation.measures import Measure
from debates.moderation.models import Case
from debates.moderation.models.decisions import MEASURE_LABELS
from debates.moderation.queries import found
from debates.moderation.queries.case_page import NoteLine, in_words, penalty_in_words
from debates.moderation.queries.queue import first_words


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
        counts=counts_by_state(person),
        earlier=earlier_of(person, case),
        decisions=decided_about(person, case),
        penalties=tuple(map(penalty_in_words, found.penalties_of(person, now))),
        notes=noted_about(person, case),
    )


def counts_by_state(person: User) -> tuple[tuple[str | Promise, int], ...]:
    """Answer how many comments of somebody are in each state, in the order of the states."""
    counts = found.counts_of(person)
    return tuple((VISIBILITY_LABELS[state], counts[state]) for state in Visibility if state in counts)


def earlier_of(person: User, case: Case) -> tuple[Earlier, ...]:
    """Answer the latest other comments of somebody."""
    return tuple(
        Earlier(
            url=case_url(row.case) if row.case else "",
            words=first_words(row.words),
            state=VISIBILITY_LABELS[Visibility(row.visibility)],
            at=row.created_at,
        )
        for row in found.written_beside(person, case)
    )


def decided_about(person: User, case: Case) -> tuple[EarlierDecision, ...]:
    """Answer the latest decisions about other comments of somebody that took something from them."""
    return tuple(
        EarlierDecision(
            case_url(row.case_id),
            MEASURE_LABELS[Measure(row.measure)],
            in_words(row.ground, row.rule, row.law),
            row.at,
        )
        for row in found.decisions_about(person, case)
    )


def noted_about(person: User, case: Case) -> tuple[NoteLine, ...]:
    """Answer what moderators noted about other comments of somebody, the latest first."""
    return tuple(
        NoteLine(row.by.display_name if row.by else "", row.at, row.text)
        for row in found.notes_about(person, case)
    )


def case_url(pk: int) -> str:
    """Answer the page of a case."""
    return reverse("moderation:case", args=[pk])
