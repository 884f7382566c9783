"""Reads of the poll: what the ballot page of one reader shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.questions import rows
from accounts.rows import Columns
from accounts.verdicts import Verdict
from debates.publishing.models import Correction, Debate, Essay, Position
from debates.publishing.models.essays import essay_url
from debates.publishing.queries.corrections import corrected_since
from debates.publishing.workflow import Round
from debates.stances import policies
from debates.stances.models import Ballot, PollKey, ResultsShown
from debates.stances.options import BOTH, UNSURE, Kind, Option, Phase
from debates.stances.queries.seal import Receipt, receipts_of
from debates.stances.secrecy import DESTROYED
from debates.stances.voters import has_account, is_destroyed, key_of, voter_of

WITHOUT_POSITION: dict[Kind, str | Promise] = {
    Kind.BOTH: pgettext_lazy("answer of a reader", "Both persuade me"),
    Kind.UNSURE: pgettext_lazy("answer of a reader", "Unsure"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be answered: where it is no position all is empty but code and label.

    `essay` is the address of the position's opening essay, `position` its number in the database.
    """

    code: str
    label: str | Promise
    letter: str = ""
    claim: str = ""
    contributor: str = ""
    essay: str = ""
    position: int | None = None


# What a vote depends on and its page shows; each column more costs every vote.
NAMED = (
    "id",
    "question",
    "slug",
    "language",
    "status",
    "published_at",
    "rebuttals_published_at",
    "closings_published_at",
    "closes_at",
    "visitors_vote",
    "poll_ended_at",
)
DEBATE, POSITION = Columns(Debate, "debate", *NAMED), Columns(Position, "position")

# Written out: every vote asks it. One row for each position, and one with nothing of any where there is none.
POLLED = f"""
    SELECT {DEBATE}, {POSITION}, pollkey.id, pollkey.random_bytes
    FROM publishing_debate AS debate
    LEFT JOIN publishing_position AS position ON position.debate_id = debate.id
    LEFT JOIN stances_pollkey AS pollkey ON pollkey.debate_id = debate.id
    WHERE debate.slug = %s ORDER BY position."order"
"""  # noqa: S608 - names of our own columns


@dataclass(frozen=True, slots=True)
class FoundBallot:
    """A ballot that the browser of somebody who is signed in cast without an account, and its labels."""

    before: str | Promise
    after: str | Promise
    may_claim: Verdict


@dataclass(frozen=True, slots=True)
class BallotPage:
    """The ballot of one reader: what they can answer, in the order shown to them, and what they answered.

    `before` and `after` are the labels of what stands, empty where nothing does. `receipts` are of what
    stands; where the key was destroyed, `nobodys` says that nobody can tell which ballot is whose. `found` is
    what else their browser cast, before they signed in. `correction` is the newest one since they voted.
    """

    choices: tuple[Choice, ...]
    may_cast: Verdict
    may_say_before: Verdict
    may_withdraw: Verdict
    before: str | Promise
    after: str | Promise
    stance: str
    receipts: tuple[Receipt, ...]
    nobodys: str | Promise
    found: FoundBallot | None = None
    correction: Correction | None = None

    @property
    def is_pair(self) -> bool:
        """Answer whether there are just two positions."""
        return sum(choice.position is not None for choice in self.choices) == 2  # noqa: PLR2004 - a pair

    @property
    def has_voted(self) -> bool:
        """Answer whether anything of the reader stands."""
        return bool(self.before or self.after)


def ballot_page(debate: Debate, by: Any, browser_id: str, arm: int, now: datetime) -> BallotPage:
    """Answer the ballot of `by`, or of the browser where nobody is signed in, the positions rotated by `arm`.

    The debate comes with its key.
    """
    choices = choices_of(debate, arm)
    of_browser = own_ballots(debate, browser_id=browser_id)
    if has_account(by):
        standing, may_cast = own_ballots(debate, by), policies.may_cast
        may_withdraw = policies.may_withdraw(by, debate)
        found = found_ballot(debate, by, of_browser, choices, now)
    else:
        standing, may_cast = of_browser, policies.may_cast_unverified
        may_withdraw = policies.may_withdraw_unverified(debate)
        found = None
    own = "" if has_account(by) else browser_id
    before, after = said_in(standing, choices)
    return BallotPage(
        choices=choices,
        may_cast=may_cast(by, debate, Phase.AFTER, standing.keys(), now),
        may_say_before=may_cast(by, debate, Phase.BEFORE, standing.keys(), now),
        may_withdraw=may_withdraw,
        before=before,
        after=after,
        stance=standing[Phase.AFTER].option.code if Phase.AFTER in standing else "",
        receipts=receipts_of(debate, by, own) if standing else (),
        nobodys=policies.KEY_IS_GONE if is_destroyed(debate) else "",
        found=found,
        correction=corrected_since_vote(debate, standing.get(Phase.AFTER)),
    )


def corrected_since_vote(debate: Debate, ballot: Ballot | None) -> Correction | None:
    """Answer the newest correction since this ballot was cast, its own hour included; None for no ballot."""
    return corrected_since(debate, ballot.hour) if ballot is not None and debate.is_public else None


def found_ballot(
    debate: Debate, by: Any, ballots: Mapping[Phase, Ballot], choices: Iterable[Choice], now: datetime
) -> FoundBallot | None:
    """Answer what a browser cast, as somebody who has signed in since is asked about it."""
    if not ballots:
        return None
    before, after = said_in(ballots, choices)
    return FoundBallot(before, after, policies.may_claim(by, debate, now))


def said_in(
    ballots: Mapping[Phase, Ballot], choices: Iterable[Choice]
) -> tuple[str | Promise, str | Promise]:
    """Answer the labels of what was said before reading and after it, empty where nothing was."""
    labels = labels_of(choices)
    before, after = (
        labels.get(ballots[phase].option.code, "") if phase in ballots else ""
        for phase in (Phase.BEFORE, Phase.AFTER)
    )
    return before, after


def own_ballots(debate: Debate, by: Any = None, browser_id: str = "") -> dict[Phase, Ballot]:
    """Answer the ballots of the browser that keeps this id, or of whoever is signed in, by phase.

    None where nobody can tell any more.
    """
    key = key_of(debate)
    if key is None or is_destroyed(debate):
        return {}
    voter = voter_of(key, by=by, browser_id=browser_id)
    found = Ballot.objects.of_reader(debate, voter) if voter else ()
    return {Phase(ballot.phase): ballot for ballot in found}


def holds_ballot(debate: Debate, by: Any, browser_id: str) -> bool:
    """Answer whether somebody has voted: whoever is signed in, or before that their browser."""
    return Ballot.objects.filter(debate=debate, voter__in=voters_of(debate, by, browser_id)).exists()


def was_shown_results(debate: Debate, by: Any, browser_id: str = "") -> bool:
    """Answer whether results of the debate were shown to somebody while it was open.

    To the one who is signed in, or to whoever uses their browser, which may have been before they signed in.
    """
    return ResultsShown.objects.filter(debate=debate, voter__in=voters_of(debate, by, browser_id)).exists()


def polled(slug: str) -> Debate | None:
    """Answer the debate at this address with its positions and its key, whoever may see it; else nothing.

    A key that was destroyed is asked for when it is looked at.
    """
    found = rows(POLLED, [slug])
    debate = DEBATE.model_of(found[0]) if found else None
    if debate is None:
        return None
    keep_positions(debate, (POSITION.model_of(row, len(DEBATE)) for row in found))
    number, random_bytes = found[0][-2:]
    if number is None:
        # What Django keeps where it has looked in vain: nobody asks again.
        Debate.poll_key.related.set_cached_value(debate, None)
    elif bytes(random_bytes) != DESTROYED:
        PollKey(pk=number, debate=debate, random_bytes=random_bytes)
    return debate


def keep_positions(debate: Any, found: Iterable[Position | None]) -> None:
    """Let `debate.positions` be those that were found, as where Django has fetched them beforehand."""
    positions: Any = Position.objects.all()
    # Django has no public name for what it keeps, and its way to keep it is to ask.
    positions._result_cache = [position for position in found if position is not None]  # noqa: SLF001
    positions._prefetch_done = True  # noqa: SLF001
    debate._prefetched_objects_cache = {"positions": positions}  # noqa: SLF001


def voters_of(debate: Debate, by: Any, browser_id: str) -> list[str]:
    """Answer every pseudonym that somebody has: of their account and of their browser."""
    key = key_of(debate)
    if key is None or is_destroyed(debate):
        return []
    return [name for name in (voter_of(key, by=by), voter_of(key, browser_id=browser_id)) if name]


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
            essay_url(debate.slug, position.slug, Round.OPENING),
            position.pk,
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


def label_of(positions: Iterable[Position], code: str) -> str | Promise:
    """Answer what the answer of this code is called in a sentence, one of a debate with these positions."""
    option = Option.of(code)
    by_id = {position.pk: position for position in positions}
    return in_words(option, by_id[option.position] if option.position else None)


def in_words(option: Option, position: Position | None) -> str | Promise:
    """Answer what an answer is called in a sentence; `position` is the one that it names, if it names one."""
    return position.name if position is not None else WITHOUT_POSITION[option.kind]
