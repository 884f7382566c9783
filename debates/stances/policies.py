"""Who may vote, withdraw, see results, and set a crowd of ballots apart, now.

`user` is whoever asks; `None` is the site itself, which has no opinion.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.policies import fresh_reader, may_act_as, may_take_part, or_sign_in
from accounts.roles import Role
from accounts.verdicts import Remedy, Verdict
from debates.publishing.models import Debate
from debates.publishing.workflow import Status
from debates.stances.options import Phase
from debates.stances.voters import is_destroyed, key_of

SIGN_IN_TO_VOTE = _("Sign in to vote.")
ONLY_WITH_ACCOUNT = _(
    "Only readers with an account vote here now. Your ballot stays as it is; you can withdraw it."
)
ONLY_PEOPLE = _("Only people vote.")
STOOD_BEFORE = _("You have said already where you stood before reading: that stays as it is.")
KEY_IS_GONE = _(
    "The key to the ballots of this debate was destroyed: nobody can tell any more which one is yours."
)


def is_open_for_ballots(debate: Debate, now: datetime) -> Verdict:
    """Answer whether anybody at all may vote in this debate now.

    One that was closed may be opened again, and its vote stays over: its results were public.
    """
    if not debate.is_public:
        return Verdict.no(_("There is no vote on this debate."))
    if not debate.takes_ballots(now) or is_destroyed(debate):
        return Verdict.no(_("The vote on this debate is over."))
    return Verdict.yes()


@or_sign_in(SIGN_IN_TO_VOTE)
def may_cast(user: Any, debate: Debate, phase: Phase, given: Collection[str], now: datetime) -> Verdict:
    """Answer whether `user` may cast a ballot in this phase; `given` are the phases they have answered in.

    Before reading one answers once, and not any more after having answered after it.
    """
    verdict = is_open_for_ballots(debate, now)
    if not verdict:
        return verdict
    if user is None:
        return Verdict.no(ONLY_PEOPLE)
    takes_part = may_take_part(user, now)
    if takes_part and phase is Phase.BEFORE and given:
        if Phase.AFTER in given:
            return Verdict.no(
                _("You have voted after reading: it is too late to say where you stood before.")
            )
        return Verdict.no(STOOD_BEFORE)
    return takes_part


def may_cast_unverified(
    user: Any, debate: Debate, phase: Phase, given: Collection[str], now: datetime
) -> Verdict:
    """Answer whether a reader without an account, whose browser keeps an id, may cast a ballot.

    Where the debate does not allow it signing in is all that is missing. That may have been otherwise when
    they voted, and what they gave then stands.
    """
    if user is None:
        return Verdict.no(ONLY_PEOPLE)
    if user.is_authenticated:
        return Verdict.no(_("You are signed in: vote with your account."))
    verdict = may_cast(fresh_reader(), debate, phase, given, now)
    if verdict and not debate.visitors_vote:
        return Verdict.no(ONLY_WITH_ACCOUNT if given else SIGN_IN_TO_VOTE, Remedy.SIGN_IN)
    return verdict


@or_sign_in(_("Sign in to count this ballot as yours."))
def may_claim(user: Any, debate: Debate, now: datetime) -> Verdict:
    """Answer whether `user` may have the ballot that their browser cast without an account counted as theirs.

    That is casting it: it is possible for as long as voting is.
    """
    return may_cast(user, debate, Phase.AFTER, (), now)


@or_sign_in(_("Sign in to withdraw your vote."))
def may_withdraw(user: Any, debate: Debate) -> Verdict:
    """Answer whether `user` may withdraw their ballots, whatever state the debate is in.

    Consent can be taken back at any time, also by who is suspended. Only where the key was destroyed can
    nobody find the ballots.
    """
    if user is None:
        return Verdict.no(_("Only the person themselves can withdraw their vote."))
    if not user.is_active:
        return Verdict.no(_("This account is closed."))
    if is_destroyed(debate):
        return Verdict.no(KEY_IS_GONE)
    return Verdict.yes()


def may_keep_keys(user: Any) -> Verdict:
    """Answer whether `user` decides on the keys of debates at all."""
    return may_act_as(user, Role.ADMINISTRATOR, _("Only administrators destroy the key of a debate."))


def may_withdraw_unverified(debate: Debate) -> Verdict:
    """Answer whether whoever has a browser's id may withdraw its ballots: as a reader may withdraw theirs."""
    return may_withdraw(fresh_reader(), debate)


def may_destroy_key(user: Any, debate: Debate, now: datetime) -> Verdict:
    """Answer whether `user` may make the ballots of a debate unlinkable for good: not before it is over."""
    verdict = may_keep_keys(user)
    if not verdict:
        return verdict
    if is_destroyed(debate):
        return Verdict.no(_("The key of this debate has been destroyed already."))
    if not (debate.poll_has_ended(now) or debate.status == Status.WITHDRAWN):
        return Verdict.no(_("The key is needed until the debate is over."))
    if key_of(debate) is None:
        return Verdict.no(_("Nobody has voted in this debate: there is no key."))
    return Verdict.yes()


def may_set_apart(user: Any) -> Verdict:
    """Answer whether `user` may see and decide about bursts of ballots, whatever state a debate is in."""
    return may_act_as(user, Role.MODERATOR, _("Only moderators decide about bursts of ballots."))


def results_visible(debate: Debate, now: datetime, *, asked: bool) -> Verdict:
    """Answer whether results of this debate may be shown: the one gate that everything asks which shows any.

    While a debate is open they show to a reader who `asked` for them, by a button, having voted or without
    voting, and to nobody else, whatever their role: so it is always on record who answers with them in mind.
    Once the vote is over they are public.
    """
    if not debate.is_public:
        return Verdict.no(_("There are no results of this debate."))
    if debate.poll_has_ended(now) or asked:
        return Verdict.yes()
    return Verdict.no(_("Results show once you have asked for them, or the debate is closed."))
