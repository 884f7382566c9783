"""Writes ballots, casts and keys.

A transaction that writes a ballot writes nothing of an account, and locks nothing of one: the database keeps
with each row which transaction wrote it, and so would lay the two side by side. That is why two posts of one
reader meet at their ballot, by its unique constraint, and nowhere else. For the same reason nothing here is
logged with an account.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.publishing.models import Debate
from debates.stances import policies
from debates.stances.actions.writing import Given, write
from debates.stances.models import Ballot, Cast, PollKey, ResultsShown
from debates.stances.options import EssaysRead, Kind, NoSuchOption, Option, Phase, Tier
from debates.stances.secrecy import DESTROYED
from debates.stances.voters import is_destroyed, key_for_casting, key_of, voter_of

logger = logging.getLogger(__name__)

NO_SUCH_OPTION = _("This debate has no such answer: choose one of those that are shown.")
AGREE_FIRST = _("Your vote is counted only where you agree that it is stored.")


def cast_ballot(
    *,
    debate: Debate,
    by: Any = None,
    browser_id: str = "",
    phase: Phase,
    option: str,
    arm: int,
    consent: bool,
    now: datetime,
    read: EssaysRead = EssaysRead.UNKNOWN,
    used_browser: str = "",
) -> Cast:
    """Count the answer of somebody who is signed in, or of a browser that keeps `browser_id`.

    After reading, a new answer takes the place of the one before; before reading, the first one stays. `arm`
    is the order in which the positions were shown. Who had been shown results, with their account or in the
    browser that they used before they signed in, is counted apart. Raises `Refused`.

    Votes come in crowds, and so the debate is taken as it has just been read, with its key and positions:
    nothing is locked here, and to read it once more would make nothing surer. What is written is written
    together; the key of a debate's first vote may stand without it.
    """
    voter = known_voter(debate, by=by, browser_id=browser_id)
    may_cast = policies.may_cast_unverified if browser_id else policies.may_cast
    may_cast(by, debate, phase, given_before(debate, voter, phase), now).or_refuse()
    if not consent:
        raise Refused(AGREE_FIRST)
    answer = Given(phase, offered(debate, option, arm), arm, read)
    key = key_for_casting(debate)
    cast = write(
        debate,
        voter or voter_of(key, by=by, browser_id=browser_id),
        Tier.UNVERIFIED if browser_id else Tier.VERIFIED,
        answer,
        now,
        replace=phase is Phase.AFTER,
        also_known_as=voter_of(key, browser_id=used_browser),
    )
    if cast is None:
        raise Refused(policies.STOOD_BEFORE)
    return cast


@transaction.atomic
def withdraw(*, debate: Debate, by: Any = None, browser_id: str = "") -> int:
    """Take back what somebody has answered, in both phases, and answer how many ballots are gone.

    Their casts stay without salt and option. Those that are sealed wait for their leaf of erasure. Raises
    `Refused`.
    """
    debate = current(debate)
    verdict = policies.may_withdraw_unverified(debate) if browser_id else policies.may_withdraw(by, debate)
    verdict.or_refuse()
    voter = known_voter(debate, by=by, browser_id=browser_id)
    return erase(debate, voter) if voter else 0


@transaction.atomic
def show_results(*, debate: Debate, by: Any = None, browser_id: str = "", now: datetime) -> bool:
    """Note that somebody asked for the results of an open debate, and answer whether it was to be noted.

    Of a vote that is over nothing is noted: its results are public. Raises `Refused`.
    """
    debate = current(debate)
    policies.results_visible(debate, now, asked=True).or_refuse()
    if debate.poll_has_ended(now) or is_destroyed(debate):
        return False
    voter = voter_of(key_for_casting(debate), by=by, browser_id=browser_id)
    if not voter:
        raise ValueError("Somebody who is shown results is signed in, or their browser has an id.")
    ResultsShown.objects.bulk_create([ResultsShown(debate=debate, voter=voter)], ignore_conflicts=True)
    return True


@transaction.atomic
def claim_unverified(*, debate: Debate, by: Any, browser_id: str, consent: bool, now: datetime) -> list[Cast]:
    """Count the ballots that a browser cast without an account as those of `by`, who is now signed in.

    They are cast anew and erased without an account. Where `by` has answered already, that stays; the answer
    without an account is erased all the same, so that one person has one. That results have been shown to
    them by now counts for what is cast by now. Answers what was cast. Raises `Refused`.
    """
    debate = current(debate)
    policies.may_claim(by, debate, now).or_refuse()
    if not consent:
        raise Refused(AGREE_FIRST)
    theirs = known_voter(debate, browser_id=browser_id)
    found = [*Ballot.objects.of_reader(debate, theirs).select_for_update()] if theirs else []
    if not found:
        raise Refused(_("This browser holds no ballot that could be counted as yours."))
    mine = known_voter(debate, by=by)
    standing = Cast.objects.standing().of_reader(debate, theirs)
    read = {cast.phase: EssaysRead(cast.read) for cast in standing}
    given = {*Ballot.objects.of_reader(debate, mine).values_list("phase", flat=True)}
    casts = []
    for ballot in reversed(found):  # what was answered before reading first
        phase = Phase(ballot.phase)
        if phase not in given and policies.may_cast(by, debate, phase, given, now):
            answer = Given(
                phase,
                ballot.option,
                ballot.arm,
                read.get(phase, EssaysRead.UNKNOWN),
                ballot.exposed,
            )
            casts.append(write(debate, mine, Tier.VERIFIED, answer, now, replace=False, also_known_as=theirs))
            given.add(phase)
    erase(debate, theirs)
    return [cast for cast in casts if cast]


@transaction.atomic
def destroy_key(*, debate: Debate, by: Any, now: datetime) -> PollKey:
    """Overwrite the random bytes that link readers to their ballots in this debate. Raises `Refused`.

    The ballots stay, and stay countable. Nobody can be shown theirs any more, or withdraw it: for good once
    the last backup with the bytes is gone, and what a database keeps of rows that it has overwritten.
    """
    debate = current(debate)
    policies.may_destroy_key(by, debate, now).or_refuse()
    key = PollKey.objects.select_for_update().get(debate=debate)
    PollKey.objects.filter(pk=key.pk, destroyed_at=None).update(random_bytes=DESTROYED, destroyed_at=now)
    key.refresh_from_db()
    logger.info("The key to the ballots of debate %s was destroyed by account %s", debate.pk, by and by.pk)
    return key


# ---------------------------------------------------------------- what they are made of


def current(debate: Debate) -> Debate:
    """Answer the debate as it now is, with its key. Raises `Refused` if it is gone."""
    found = Debate.objects.select_related("poll_key").filter(pk=debate.pk).first()
    if found is None:
        raise Refused(_("This debate has been deleted."))
    return found


def known_voter(debate: Debate, *, by: Any = None, browser_id: str = "") -> str:
    """Answer under which pseudonym somebody may have voted; nothing where none can tell."""
    key = key_of(debate)
    return "" if key is None or is_destroyed(debate) else voter_of(key, by=by, browser_id=browser_id)


def given_before(debate: Debate, voter: str, phase: Phase) -> tuple[str, ...]:
    """Answer the phases in which somebody has answered, where that matters: after reading it does not."""
    if phase is Phase.AFTER or not voter:
        return ()
    return tuple(Ballot.objects.of_reader(debate, voter).values_list("phase", flat=True))


def offered(debate: Debate, code: str, arm: int) -> Option:
    """Answer the option of this code. Raises `Refused` where the debate does not offer it, in this order."""
    known = [position.pk for position in debate.positions.all()]
    try:
        option = Option.of(code)
    except NoSuchOption as error:
        raise Refused(NO_SUCH_OPTION) from error
    if option.kind is Kind.POSITION and option.position not in known:
        raise Refused(NO_SUCH_OPTION)
    if not 0 <= arm < len(known):
        raise Refused(_("The positions of this debate have changed: look at them again before you vote."))
    return option


def erase(debate: Debate, voter: str) -> int:
    """Delete a reader's ballots, wipe their casts, and answer how many ballots there were.

    Only casts of the phases found are wiped: what the reader casts at the same moment in the other one stands
    with its ballot.
    """
    ballots = Ballot.objects.of_reader(debate, voter)
    phases = [*ballots.select_for_update().values_list("phase", flat=True)]
    Ballot.objects.of_reader(debate, voter).filter(phase__in=phases).delete()
    Cast.objects.standing().filter(debate=debate, voter=voter, phase__in=phases).update(
        kind="", position=None, salt=b"", erased=True
    )
    return len(phases)
