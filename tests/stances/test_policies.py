"""Who may vote, withdraw and see results: every policy asked for every role and every state."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from accounts.actions import set_standing
from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Remedy, Verdict
from debates.publishing.models import Debate
from debates.publishing.workflow import Status
from debates.stances import policies
from debates.stances.models import PollKey
from debates.stances.options import Phase
from debates.stances.secrecy import DESTROYED
from tests.makers import NOW, make_contributor, make_user

READERS = ("reader", "contributor", "editor", "moderator", "administrator")
LATER = NOW + timedelta(days=1)

SIGN_IN = "Sign in to vote."
NO_VOTE = "There is no vote on this debate."
OVER = "The vote on this debate is over."
SITE = "Only people vote."
ACCOUNT_CLOSED = "This account is closed."
SUSPENDED = "You can’t take part until 2 March 2026, 09:00."
TOO_LATE = "You have voted after reading: it is too late to say where you stood before."
STOOD = "You have said already where you stood before reading: that stays as it is."
GONE = "The key to the ballots of this debate was destroyed: nobody can tell any more which one is yours."


@pytest.fixture
def people(ed: User, ada: User, mo: User, vera: User) -> dict[str, Any]:
    make_contributor(ed, "Ada", account=ada)
    suspended = make_user("Sue")
    set_standing(person=suspended, suspended_until=LATER)
    return {
        "visitor": AnonymousUser(),
        "reader": vera,
        "contributor": ada,
        "editor": ed,
        "moderator": mo,
        "administrator": make_user("Root", Role.ADMINISTRATOR),
        "suspended": suspended,
        "closed": make_user("Fay", Role.EDITOR, is_active=False),
        "the site itself": None,
    }


def debate_in(status: Status, *, destroyed: bool | None = None, **fields: Any) -> Debate:
    """Answer a debate in this state; `destroyed` says what has become of its key, None that it has none."""
    debate = Debate(question="?", slug="q", status=status, **fields)
    if destroyed is not None:
        PollKey(
            debate=debate,
            random_bytes=DESTROYED if destroyed else b"k" * 32,
            destroyed_at=NOW if destroyed else None,
        )
    return debate


def sentences(verdicts: dict[Any, Verdict]) -> dict[Any, str]:
    """Answer the sentence of each verdict; yes is the empty one."""
    for verdict in verdicts.values():
        assert bool(verdict) == (verdict.sentence == "")
    return {key: str(verdict.sentence) for key, verdict in verdicts.items()}


def everybody(people: dict[str, Any], sentence: str) -> dict[str, str]:
    return dict.fromkeys(people, sentence)


VOTERS = {
    "visitor": SIGN_IN,
    **dict.fromkeys(READERS, ""),
    "suspended": SUSPENDED,
    "closed": ACCOUNT_CLOSED,
    "the site itself": SITE,
}

# Every state, by the time at which the debate closes, and what has become of its key.
STATES = [
    pytest.param({"status": status, "closes_at": closes_at, "destroyed": destroyed}, id=f"{status}-{n}")
    for n, (status, closes_at, destroyed) in enumerate(
        product(Status, [None, NOW, LATER], [None, False, True])
    )
]


def told_of(state: dict[str, Any]) -> str:
    """Answer what is told of the debate itself, nothing where it is open for ballots."""
    if state["status"] not in {"published", "closed", "archived"}:
        return NO_VOTE
    still_open = state["status"] == "published" and state["closes_at"] != NOW and not state["destroyed"]
    return "" if still_open else OVER


@pytest.mark.matrix("is_open_for_ballots")
@pytest.mark.parametrize("state", STATES)
def test_a_debate_is_open_for_ballots_while_it_is_public_and_goes_on(state: dict[str, Any]) -> None:
    verdict = policies.is_open_for_ballots(debate_in(**state), NOW)
    assert sentences({"": verdict}) == {"": told_of(state)}


@pytest.mark.django_db
@pytest.mark.matrix("may_cast")
@pytest.mark.parametrize("state", STATES)
def test_whoever_may_take_part_may_cast_while_the_debate_is_open(
    people: dict[str, Any], state: dict[str, Any]
) -> None:
    debate = debate_in(**state)
    told = told_of(state)
    for phase in Phase:
        verdicts = {who: policies.may_cast(user, debate, phase, (), NOW) for who, user in people.items()}
        assert sentences(verdicts) == (everybody(people, told) if told else VOTERS)
        assert verdicts["visitor"].remedy is (Remedy.NONE if told else Remedy.SIGN_IN)


@pytest.mark.django_db
@pytest.mark.matrix("may_cast")
@pytest.mark.parametrize(
    ("phase", "given", "told"),
    [
        (Phase.BEFORE, {"before"}, STOOD),
        (Phase.BEFORE, {"after"}, TOO_LATE),
        (Phase.BEFORE, {"before", "after"}, TOO_LATE),
        (Phase.AFTER, {"before"}, ""),
        (Phase.AFTER, {"after"}, ""),
        (Phase.AFTER, {"before", "after"}, ""),
    ],
)
def test_before_reading_is_answered_once_and_not_after_it(
    people: dict[str, Any], phase: Phase, given: set[str], told: str
) -> None:
    debate = debate_in(Status.PUBLISHED)
    verdicts = {who: policies.may_cast(user, debate, phase, given, NOW) for who, user in people.items()}
    # A visitor has answered nothing; who asks it with something given is told what a reader is told.
    assert sentences(verdicts) == {
        **VOTERS,
        **dict.fromkeys(READERS, told),
        "visitor": told or SIGN_IN,
    }


@pytest.mark.django_db
@pytest.mark.matrix("may_cast_unverified")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("allowed", [False, True])
def test_without_an_account_one_votes_where_the_debate_allows_it(
    people: dict[str, Any], state: dict[str, Any], allowed: bool
) -> None:
    debate = debate_in(**state, visitors_vote=allowed)
    verdicts = {
        who: policies.may_cast_unverified(user, debate, Phase.AFTER, (), NOW) for who, user in people.items()
    }
    told = told_of(state) or ("" if allowed else SIGN_IN)
    assert sentences(verdicts) == {
        **everybody(people, "You are signed in: vote with your account."),
        "visitor": told,
        "the site itself": SITE,
    }
    assert verdicts["visitor"].remedy is (Remedy.SIGN_IN if told == SIGN_IN else Remedy.NONE)


def test_whoever_voted_while_the_debate_allowed_it_is_told_that_their_ballot_stays() -> None:
    debate = debate_in(Status.PUBLISHED, visitors_vote=False)
    verdict = policies.may_cast_unverified(AnonymousUser(), debate, Phase.AFTER, ("after",), NOW)
    told = "Only readers with an account vote here now. Your ballot stays as it is; you can withdraw it."
    assert (sentences({"": verdict}), verdict.remedy) == ({"": told}, Remedy.SIGN_IN)


@pytest.mark.parametrize(("given", "told"), [(("before",), STOOD), (("after",), TOO_LATE), ((), "")])
def test_without_an_account_too_before_reading_is_answered_once(given: tuple[str, ...], told: str) -> None:
    debate = debate_in(Status.PUBLISHED, visitors_vote=True)
    verdict = policies.may_cast_unverified(AnonymousUser(), debate, Phase.BEFORE, given, NOW)
    assert sentences({"": verdict}) == {"": told}


@pytest.mark.django_db
@pytest.mark.matrix("may_claim")
@pytest.mark.parametrize("state", STATES)
def test_a_ballot_is_claimed_for_as_long_as_voting_is_possible(
    people: dict[str, Any], state: dict[str, Any]
) -> None:
    debate = debate_in(**state)
    verdicts = {who: policies.may_claim(user, debate, NOW) for who, user in people.items()}
    told = told_of(state)
    claimers = {**VOTERS, "visitor": "Sign in to count this ballot as yours."}
    assert sentences(verdicts) == (everybody(people, told) if told else claimers)


@pytest.mark.django_db
@pytest.mark.matrix("may_withdraw")
@pytest.mark.parametrize("state", STATES)
def test_a_vote_is_withdrawn_at_any_time_unless_nobody_can_find_it(
    people: dict[str, Any], state: dict[str, Any]
) -> None:
    debate = debate_in(**state)
    verdicts = {who: policies.may_withdraw(user, debate) for who, user in people.items()}
    gone = GONE if state["destroyed"] else ""
    assert sentences(verdicts) == {
        **everybody(people, gone),
        "visitor": gone or "Sign in to withdraw your vote.",
        "closed": ACCOUNT_CLOSED,
        "the site itself": "Only the person themselves can withdraw their vote.",
    }


@pytest.mark.matrix("may_withdraw_unverified")
@pytest.mark.parametrize("state", STATES)
def test_a_browser_withdraws_its_vote_in_every_state_too(state: dict[str, Any]) -> None:
    verdict = policies.may_withdraw_unverified(debate_in(**state))
    assert sentences({"": verdict}) == {"": GONE if state["destroyed"] else ""}


@pytest.mark.django_db
@pytest.mark.matrix("may_destroy_key")
@pytest.mark.parametrize("state", STATES)
def test_administrators_destroy_a_key_once_the_debate_is_over(
    people: dict[str, Any], state: dict[str, Any]
) -> None:
    debate = debate_in(**state)
    verdicts = {who: policies.may_destroy_key(user, debate, NOW) for who, user in people.items()}
    over = state["status"] in {"closed", "archived", "withdrawn"} or (
        state["status"] == "published" and state["closes_at"] == NOW
    )
    told = "" if over else "The key is needed until the debate is over."
    if over and state["destroyed"] is None:
        told = "Nobody has voted in this debate: there is no key."
    if state["destroyed"]:
        told = "The key of this debate has been destroyed already."
    assert sentences(verdicts) == {
        **everybody(people, "Only administrators destroy the key of a debate."),
        "administrator": told,
        "the site itself": told,
    }


@pytest.mark.django_db
@pytest.mark.matrix("may_keep_keys")
@pytest.mark.parametrize("second_factor", [False, True])
def test_administrators_alone_decide_on_keys(
    people: dict[str, Any], settings: Settings, second_factor: bool
) -> None:
    settings.SECOND_FACTOR_REQUIRED = second_factor
    verdicts = {who: policies.may_keep_keys(user) for who, user in people.items()}
    waits = "Add a passkey or an authenticator app to your account first."
    assert sentences(verdicts) == {
        **everybody(people, "Only administrators destroy the key of a debate."),
        "administrator": waits if second_factor else "",
        "the site itself": "",
    }


@pytest.mark.django_db
@pytest.mark.matrix("may_set_apart")
def test_moderators_decide_about_bursts_whatever_state_the_debate_is_in(people: dict[str, Any]) -> None:
    verdicts = {who: policies.may_set_apart(user) for who, user in people.items()}
    assert sentences(verdicts) == {
        **everybody(people, "Only moderators decide about bursts of ballots."),
        "moderator": "",
        "the site itself": "",
    }


@pytest.mark.django_db
@pytest.mark.matrix("may_set_apart")
def test_moderators_too_need_their_second_factor_where_the_site_asks_for_it(
    people: dict[str, Any], settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    remedies = {who: policies.may_set_apart(user).remedy for who, user in people.items()}
    assert remedies == {**dict.fromkeys(people, Remedy.NONE), "moderator": Remedy.SECOND_FACTOR}


@pytest.mark.matrix("results_visible")
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("asked", [False, True])
def test_results_show_to_who_asked_for_them_and_to_all_once_the_debate_is_over(
    state: dict[str, Any], asked: bool
) -> None:
    debate = debate_in(**state)
    verdict = policies.results_visible(debate, NOW, asked=asked)
    ended = state["status"] in {"closed", "archived"} or state["closes_at"] == NOW
    told = "Results show once you have asked for them, or the debate is closed."
    if state["status"] not in {"published", "closed", "archived"}:
        assert sentences({"": verdict}) == {"": "There are no results of this debate."}
    else:
        assert sentences({"": verdict}) == {"": "" if ended or asked else told}
