"""Reads of the poll: what the ballot page of one reader shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.verdicts import Verdict
from debates.publishing.models import Debate, Essay
from debates.publishing.workflow import Round
from debates.stances import policies
from debates.stances.models import Ballot, ResultsShown
from debates.stances.options import BOTH, UNSURE, Kind, Option, Phase
from debates.stances.voters import is_destroyed, key_of, voter_of

WITHOUT_POSITION: dict[Kind, str | Promise] = {
    Kind.BOTH: pgettext_lazy("answer of a reader", "Both persuade me"),
    Kind.UNSURE: pgettext_lazy("answer of a reader", "Unsure"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be answered: `letter`, `claim` and `contributor` are empty where it is no position."""

    code: str
    label: str | Promise
    letter: str = ""
    claim: str = ""
    contributor: str = ""


@dataclass(frozen=True, slots=True)
class BallotPage:
    """The ballot of one reader: what they can answer, in the order shown to them, and what they answered.

    `before` and `after` are the labels of what stands, empty where nothing does.
    """

    choices: tuple[Choice, ...]
    may_cast: Verdict
    may_say_before: Verdict
    may_withdraw: Verdict
    before: str | Promise
    after: str | Promise
    stance: str

    @property
    def has_voted(self) -> bool:
        """Answer whether anything of the reader stands."""
        return bool(self.before or self.after)


def ballot_page(debate: Debate, by: Any, arm: int, now: datetime) -> BallotPage:
    """Answer the ballot of `by`, the positions rotated by `arm`. The debate comes with its key."""
    standing = own_ballots(debate, by)
    choices = choices_of(debate, arm)
    labels = labels_of(choices)
    given = {phase: labels.get(ballot.option.code, "") for phase, ballot in standing.items()}
    after = standing.get(Phase.AFTER)
    return BallotPage(
        choices=choices,
        may_cast=policies.may_cast(by, debate, Phase.AFTER, standing.keys(), now),
        may_say_before=policies.may_cast(by, debate, Phase.BEFORE, standing.keys(), now),
        may_withdraw=policies.may_withdraw(by, debate),
        before=given.get(Phase.BEFORE, ""),
        after=given.get(Phase.AFTER, ""),
        stance=after.option.code if after else "",
    )


def own_ballots(debate: Debate, by: Any) -> dict[Phase, Ballot]:
    """Answer the ballots of somebody who is signed in, by phase; none where nobody can tell any more."""
    key = key_of(debate)
    if key is None or is_destroyed(debate):
        return {}
    found = Ballot.objects.of_reader(debate, voter_of(key, by=by))
    return {Phase(ballot.phase): ballot for ballot in found}


def was_shown_results(debate: Debate, by: Any, browser_id: str = "") -> bool:
    """Answer whether results of the debate were shown to somebody while it was open.

    To the one who is signed in, or to whoever uses their browser, which may have been before they signed in.
    """
    key = key_of(debate)
    if key is None or is_destroyed(debate):
        return False
    voters = [voter_of(key, by=by), voter_of(key, browser_id=browser_id)]
    return ResultsShown.objects.filter(debate=debate, voter__in=[name for name in voters if name]).exists()


def choices_of(debate: Debate, arm: int) -> tuple[Choice, ...]:
    """Answer what can be answered: the positions rotated left by `arm`, then both, then unsure."""
    openings = Essay.objects.filter(position__debate=debate, round=Round.OPENING)
    signed = dict(openings.values_list("position_id", "contributor__name"))
    positions = [
        Choice(
            Option(Kind.POSITION, position.pk).code,
            position.label,
            position.letter,
            position.claim,
            signed.get(position.pk, ""),
        )
        for position in debate.positions.all()
    ]
    others = [Choice(option.code, WITHOUT_POSITION[option.kind]) for option in (BOTH, UNSURE)]
    return (*positions[arm:], *positions[:arm], *others)


def labels_of(choices: Iterable[Choice]) -> dict[str, str | Promise]:
    """Answer what each choice is called in a sentence, by its code: A: Dredge it."""
    return {
        choice.code: f"{choice.letter}: {choice.label}" if choice.letter else choice.label
        for choice in choices
    }


def label_of(debate: Debate, code: str) -> str | Promise:
    """Answer what the answer of this code is called in a sentence; the debate offers it."""
    option = Option.of(code)
    names = {position.pk: position.name for position in debate.positions.all()}
    return names[option.position] if option.position else WITHOUT_POSITION[option.kind]
