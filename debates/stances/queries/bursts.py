"""Reads about bursts of ballots: what moderators are shown, and never what any ballot says."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.stances.bursts import BIN
from debates.stances.models import Burst, BurstDecision

PAGE = 20

RARITY = {
    1e-15: _("By chance that practically never happens."),
    1e-12: _("By chance that happens less than once in a trillion times."),
    1e-9: _("By chance that happens less than once in a billion times."),
}
"""How rare it is that chance brings such a crowd, by what its probability is below; rarest first."""


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What somebody decided; `by` is empty where their account is gone."""

    says: str | Promise
    by: str
    decided_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class BurstLine:
    """A burst as moderators see it.

    `url` is that of its debate, empty where readers do not see that; `when` is its ten minutes in the
    moderator's time zone, `when_utc` the same in UTC, empty where that is no other; `seen` is the number of
    the last decision, 0 for none.
    """

    pk: int
    question: str
    language: str
    url: str
    when: str
    when_utc: str
    count: int
    expected: float
    rarity: str | Promise
    state: str | Promise
    is_apart: bool
    is_decided: bool
    seen: int
    decisions: tuple[DecisionLine, ...]


@dataclass(frozen=True, slots=True)
class BurstPage:
    """Some of the bursts, and the numbers of the pages before and after them; 0 for none."""

    lines: tuple[BurstLine, ...]
    before: int
    after: int


def burst_page(number: int, size: int = PAGE) -> BurstPage:
    """Answer this page of all bursts, counted from 1: those without a decision first, each newest first."""
    decided = Exists(BurstDecision.objects.filter(burst=OuterRef("pk")))
    in_order = with_history().annotate(decided=decided).order_by("decided", "-start", "-pk")
    found = [line_of(burst) for burst in in_order[(number - 1) * size : number * size + 1]]
    return BurstPage(tuple(found[:size]), number - 1, number + 1 if len(found) > size else 0)


def with_history() -> QuerySet[Burst]:
    """Answer all bursts with what a line of them shows."""
    decisions = BurstDecision.objects.select_related("by").order_by("pk")
    return Burst.objects.select_related("debate").prefetch_related(Prefetch("decisions", decisions))


def undecided_count() -> int:
    """Answer how many bursts nobody has decided about yet."""
    return Burst.objects.filter(decisions=None).count()


def line_of(burst: Burst) -> BurstLine:
    """Answer a burst as moderators see it; it comes with its history."""
    decisions = [*burst.decisions.all()]
    return BurstLine(
        pk=burst.pk,
        question=burst.debate.question,
        language=burst.debate.language,
        url=burst.debate.get_absolute_url() if burst.debate.is_public else "",
        when=ten_minutes(timezone.localtime(burst.start)),
        when_utc=in_utc(burst.start),
        count=burst.count,
        expected=burst.expected,
        rarity=rarity_of(burst.probability),
        state=state_of(decisions),
        is_apart=burst.apart,
        is_decided=bool(decisions),
        seen=decisions[-1].pk if decisions else 0,
        decisions=tuple(
            DecisionLine(says_of(each), str(each.by or ""), each.decided_at, each.reason)
            for each in decisions
        ),
    )


def in_utc(start: datetime) -> str:
    """Answer when a burst was in UTC: 09:00–09:10, with the day where it is another; nothing for the same."""
    here, there = timezone.localtime(start), start.astimezone(UTC)
    if here.utcoffset() == there.utcoffset():
        return ""
    return hours(there) if here.date() == there.date() else ten_minutes(there)


def ten_minutes(start: datetime) -> str:
    """Answer the ten minutes that begin then: 1 March 2026, 10:00–10:10."""
    return f"{formats.date_format(start, 'j F Y')}, {hours(start)}"


def hours(start: datetime) -> str:
    """Answer the ten minutes that begin then, without the day: 10:00–10:10."""
    return f"{formats.date_format(start, 'H:i')}–{formats.date_format(start + BIN, 'H:i')}"


def rarity_of(probability: float) -> str | Promise:
    """Answer how rare it is that chance brings a crowd of this probability, at most one in a million."""
    found = (words for bound, words in RARITY.items() if probability < bound)
    return next(found, _("By chance that happens less than once in a million times."))


def state_of(decisions: list[BurstDecision]) -> str | Promise:
    """Answer what has become of a burst."""
    if not decisions:
        return pgettext_lazy("state of a burst of ballots", "Not decided yet")
    if decisions[-1].apart:
        return pgettext_lazy("state of a burst of ballots", "Set apart")
    return pgettext_lazy("state of a burst of ballots", "Counted")


def says_of(decision: BurstDecision) -> str | Promise:
    """Answer what was decided, in two or three words."""
    if decision.apart:
        return pgettext_lazy("decision about a burst of ballots", "Set apart")
    return pgettext_lazy("decision about a burst of ballots", "To be counted")
