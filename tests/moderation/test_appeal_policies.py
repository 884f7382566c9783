"""Who may see, appeal and answer, confirm and lift: every policy asked for every role and every state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from accounts.actions import set_standing
from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.comments.actions import withdraw_comment
from debates.comments.models import Comment
from debates.moderation import actions, policies
from debates.moderation.actions import Consequence
from debates.moderation.measures import Ground, Measure, Sanction, Source
from debates.moderation.models import (
    Appeal,
    AppealOutcome,
    Case,
    Decision,
    Misuse,
    Notice,
    Penalty,
    Proposal,
    ProposalState,
    State,
)
from debates.moderation.policies import APPEAL_WITHIN
from tests.makers import NOW, make_user
from tests.moderation.rows import (
    against,
    answered,
    appealed,
    case_of,
    decided,
    noticed,
    penalised,
    proposed,
)

People = dict[str, Any]

NOT_ABOUT_YOU = "Only whoever a decision is about can appeal against it."
ALREADY = "You have appealed against this already."
TOO_LATE = "A decision can be appealed against for six months."
ONLY_MODERATORS = "Only moderators decide about comments."
OVER = "This is over, or was lifted."


@pytest.fixture
def people(ed: User, ada: User, mo: User, vera: User, sam: User) -> People:
    """Answer one of each; the comment is Vera's, and Mo decides."""
    return {
        "visitor": AnonymousUser(),
        "author": vera,
        "reader": sam,
        "contributor": ada,
        "editor": ed,
        "who decided": mo,
        "moderator": make_user("Maria", Role.MODERATOR),
        "administrator": make_user("Root", Role.ADMINISTRATOR),
        "closed": make_user("Fay", Role.MODERATOR, is_active=False),
        "the site itself": None,
    }


def sentences(people: People, ask: Callable[[Any], Verdict]) -> dict[str, str]:
    """Answer what everybody is told; yes is the empty sentence."""
    told = {}
    for who, user in people.items():
        verdict = ask(user)
        assert bool(verdict) == (verdict.sentence == "")
        told[who] = str(verdict.sentence)
    return told


def everybody(people: People, sentence: str, **others: str) -> dict[str, str]:
    """Answer that all are told the same, but for some."""
    told = dict.fromkeys(people, sentence)
    return {**told, **{who.replace("_", " "): said for who, said in others.items()}}


def moderators(people: People, told: str = "", **others: str) -> dict[str, str]:
    """Answer that moderators are told this, and everybody else that they are none."""
    allowed = {"who_decided": told, "moderator": told, "the_site_itself": told}
    return everybody(people, ONLY_MODERATORS, **{**allowed, **others})


def fresh(decision: Decision) -> Decision:
    return Decision.objects.select_related("case__comment").get(pk=decision.pk)


# ---------------------------------------------------------------- authors and their decisions


def held(comment: Comment) -> Decision:
    """Answer the hold of the screening, which nobody has decided."""
    case = case_of(comment)
    return Decision.objects.create(
        case=case,
        number=1,
        measure=Measure.HOLD,
        before="published",
        after="held",
        comment_revision=1,
        case_version=case.version,
        ground=Ground.SCREENING,
        source=Source.SCREENING,
        automated_decision=True,
        at=NOW,
    )


def approved(comment: Comment, mo: User) -> Decision:
    return decided(case_of(comment), mo, Measure.APPROVE)


def rejected(comment: Comment, mo: User) -> Decision:
    return decided(case_of(comment), mo, Measure.REJECT, against())


def rejected_and_appealed(comment: Comment, mo: User) -> Decision:
    decision = rejected(comment, mo)
    assert comment.author
    appealed(decision, comment.author)
    return decision


def rejected_and_superseded(comment: Comment, mo: User) -> Decision:
    decision = rejected(comment, mo)
    decided(Case.objects.get(), mo, Measure.RESTRICT, against())
    return decision


def rejected_and_withdrawn(comment: Comment, mo: User) -> Decision:
    decision = rejected(comment, mo)
    comment.refresh_from_db()
    withdraw_comment(comment=comment, by=comment.author)
    return decision


STATES: dict[str, tuple[Callable[[Comment, User], Decision], str]] = {
    "held": (lambda comment, _mo: held(comment), "Nobody has judged this comment yet: a moderator will."),
    "approved": (approved, "This decision takes nothing from you."),
    "rejected": (rejected, ""),
    "rejected, and appealed against": (rejected_and_appealed, ALREADY),
    "rejected, and something else since": (rejected_and_superseded, "This decision no longer holds."),
    "rejected, and withdrawn since": (rejected_and_withdrawn, ""),
    "rejected long ago": (rejected, TOO_LATE),
}


@pytest.mark.matrix("may_appeal", "may_see_decision")
@pytest.mark.parametrize("state", STATES)
def test_may_appeal(people: People, comment: Comment, mo: User, state: str) -> None:
    make, told = STATES[state]
    decision = fresh(make(comment, mo))
    now = NOW + APPEAL_WITHIN if "long ago" in state else NOW
    asked = sentences(people, lambda user: policies.may_appeal(user, decision, now))
    assert asked == everybody(people, NOT_ABOUT_YOU, author=told)
    sees = sentences(people, lambda user: policies.may_see_decision(user, decision))
    assert sees == everybody(people, NOT_ABOUT_YOU, author="", the_site_itself="")


@pytest.mark.parametrize("standing", [{"suspended_until": NOW + timedelta(days=9)}, {"banned": True}])
def test_whoever_is_barred_sees_and_appeals_like_everybody(
    comment: Comment, mo: User, vera: User, standing: dict[str, Any]
) -> None:
    set_standing(person=vera, **standing)
    decision = fresh(rejected(comment, mo))
    assert policies.may_see_decision(vera, decision)
    assert policies.may_appeal(vera, decision, NOW)


def test_a_decision_that_holds_again_can_be_appealed_against(comment: Comment, mo: User, vera: User) -> None:
    first = rejected_and_superseded(comment, mo)
    second = Decision.objects.get(measure=Measure.RESTRICT)
    actions.undo(decision=second, expected_version=Case.objects.get().version, by=mo, now=NOW)
    assert policies.may_appeal(vera, fresh(first), NOW)
    assert str(policies.may_appeal(vera, fresh(second), NOW).sentence) == "This decision no longer holds."
    third = decided(Case.objects.get(), mo, Measure.RESTRICT, against())
    assert str(policies.may_appeal(vera, fresh(first), NOW).sentence) == "This decision no longer holds."
    assert policies.may_appeal(vera, fresh(third), NOW)


@pytest.mark.matrix("is_in_time")
@pytest.mark.parametrize("without", [(), ("appeals",)])
def test_is_in_time(settings: Settings, without: tuple[str, ...]) -> None:
    settings.MODERATION_WITHOUT = frozenset(without)
    for age, told in {
        timedelta(0): "",
        APPEAL_WITHIN - timedelta(seconds=1): "",
        APPEAL_WITHIN: TOO_LATE,
    }.items():
        expected = "This site takes no appeals." if without else told
        assert str(policies.is_in_time(NOW - age, NOW).sentence) == expected


# ---------------------------------------------------------------- penalties


def of_a_decision(comment: Comment, mo: User) -> Penalty:
    suspended = Consequence(Sanction.SUSPEND, NOW + timedelta(days=7))
    decided(case_of(comment), mo, Measure.REJECT, against(), consequence=suspended)
    return Penalty.objects.get()


def of_a_superseded_decision(comment: Comment, mo: User) -> Penalty:
    penalty = of_a_decision(comment, mo)
    decided(Case.objects.get(), mo, Measure.RESTRICT, against())
    return penalty


def of_a_proposal(comment: Comment, mo: User) -> Penalty:
    assert comment.author
    return penalised(comment.author, mo)


def lifted(comment: Comment, mo: User) -> Penalty:
    penalty = of_a_proposal(comment, mo)
    Penalty.objects.update(lifted_at=NOW)
    return penalty


def run_out(comment: Comment, mo: User) -> Penalty:
    penalty = of_a_proposal(comment, mo)
    Penalty.objects.update(at=NOW - timedelta(days=40), until=NOW)
    return penalty


def with_an_appeal(comment: Comment, mo: User) -> Penalty:
    penalty = of_a_proposal(comment, mo)
    Appeal.objects.create(penalty=penalty, appellant=penalty.person, text="Wrong.", created_at=NOW)
    return penalty


def with_an_appeal_against_its_decision(comment: Comment, mo: User) -> Penalty:
    penalty = of_a_decision(comment, mo)
    assert penalty.decision
    appealed(penalty.decision, penalty.person)
    return penalty


PENALTIES: dict[str, tuple[Callable[[Comment, User], Penalty], str, str]] = {
    "of a proposal": (of_a_proposal, "", ""),
    "of a decision": (
        of_a_decision,
        "Appeal against the decision about your comment: this was part of it.",
        "",
    ),
    "of a decision that no longer holds": (of_a_superseded_decision, "", ""),
    "lifted": (lifted, OVER, OVER),
    "run out": (run_out, OVER, OVER),
    "appealed against": (with_an_appeal, ALREADY, "Somebody has appealed: answer the appeal."),
    "its decision appealed against": (
        with_an_appeal_against_its_decision,
        ALREADY,
        "Somebody has appealed: answer the appeal.",
    ),
}


@pytest.mark.matrix("may_appeal_penalty", "may_see_penalty", "may_lift")
@pytest.mark.parametrize("state", PENALTIES)
def test_penalties(people: People, comment: Comment, mo: User, state: str) -> None:
    make, appeals, lifts = PENALTIES[state]
    penalty = Penalty.objects.select_related("decision").get(pk=make(comment, mo).pk)
    asked = sentences(people, lambda user: policies.may_appeal_penalty(user, penalty, NOW))
    assert asked == everybody(people, NOT_ABOUT_YOU, author=appeals)
    sees = sentences(people, lambda user: policies.may_see_penalty(user, penalty))
    assert sees == everybody(people, NOT_ABOUT_YOU, author="", the_site_itself="")
    may_lift = sentences(people, lambda user: policies.may_lift(user, penalty, NOW))
    assert may_lift == moderators(people, lifts)


def test_no_moderator_lifts_their_own_penalty(mo: User) -> None:
    penalty = penalised(mo, make_user("Maria", Role.MODERATOR))
    assert str(policies.may_lift(mo, penalty, NOW).sentence) == "Nobody lifts their own penalty."


# ---------------------------------------------------------------- whoever reported


NOT_THE_SENDER = "Only whoever has reported a comment can appeal against what came of it."
NOT_YET = "Nothing has been decided about your report that could be appealed against."


def settled_by(comment: Comment, sam: User, mo: User, measure: Measure, now: Any = NOW) -> Notice:
    notice = noticed(comment, sam, now)
    why = None if measure is Measure.APPROVE else against()
    decided(Case.objects.get(), mo, measure, why, now=now)
    return notice


def settled_and_appealed(comment: Comment, sam: User, mo: User) -> Notice:
    notice = settled_by(comment, sam, mo, Measure.APPROVE)
    decision = Decision.objects.get()
    Appeal.objects.create(decision=decision, notice=notice, appellant=sam, text="Wrong.", created_at=NOW)
    return notice


def settled_and_decided_anew(comment: Comment, sam: User, mo: User) -> Notice:
    notice = settled_by(comment, sam, mo, Measure.APPROVE, NOW - timedelta(hours=1))
    decided(Case.objects.get(), mo, Measure.RESTRICT, against())
    return notice


def gone(comment: Comment, sam: User) -> Notice:
    notice = noticed(comment, sam)
    withdraw_comment(comment=comment, by=comment.author)
    Notice.objects.update(state=State.SETTLED, outcome="gone", settled_at=NOW)
    return notice


NOTICES: dict[str, tuple[Callable[[Comment, User, User], Notice], str]] = {
    "open": (lambda comment, sam, _mo: noticed(comment, sam), NOT_YET),
    "nothing done": (lambda comment, sam, mo: settled_by(comment, sam, mo, Measure.APPROVE), ""),
    "collapsed": (lambda comment, sam, mo: settled_by(comment, sam, mo, Measure.RESTRICT), ""),
    "removed": (
        lambda comment, sam, mo: settled_by(comment, sam, mo, Measure.REJECT),
        "Readers no longer see this comment.",
    ),
    "gone": (lambda comment, sam, _mo: gone(comment, sam), NOT_YET),
    "appealed": (settled_and_appealed, ALREADY),
    "decided anew": (settled_and_decided_anew, "Something else has been decided since."),
    "long ago": (
        lambda comment, sam, mo: settled_by(comment, sam, mo, Measure.APPROVE, NOW - APPEAL_WITHIN),
        TOO_LATE,
    ),
}


@pytest.mark.matrix("may_appeal_outcome")
@pytest.mark.parametrize("state", NOTICES)
def test_may_appeal_outcome(people: People, comment: Comment, sam: User, mo: User, state: str) -> None:
    make, told = NOTICES[state]
    pk = make(comment, sam, mo).pk
    notice = Notice.objects.select_related("case__comment", "settled_by").get(pk=pk)
    for knows_link in (False, True):
        asked = sentences(
            people,
            lambda user, knows=knows_link: policies.may_appeal_outcome(user, notice, NOW, knows_link=knows),
        )
        assert asked == everybody(people, NOT_THE_SENDER, reader=told)


def test_a_notice_without_an_account_is_its_link_s(people: People, comment: Comment, mo: User) -> None:
    noticed(comment, None, email="nina@example.org")  # type: ignore[arg-type]
    decided(Case.objects.get(), mo, Measure.APPROVE)
    notice = Notice.objects.select_related("case__comment", "settled_by").get()
    without = sentences(people, lambda user: policies.may_appeal_outcome(user, notice, NOW))
    assert without == everybody(people, NOT_THE_SENDER)
    with_it = sentences(people, lambda user: policies.may_appeal_outcome(user, notice, NOW, knows_link=True))
    assert with_it == everybody(people, "")


# ---------------------------------------------------------------- answers


@pytest.mark.matrix("may_answer_appeal")
@pytest.mark.parametrize("others", [True, False], ids=["two moderators", "one moderator"])
@pytest.mark.parametrize("state", ["open", "answered"])
def test_may_answer_appeal(
    people: People, comment: Comment, mo: User, vera: User, state: str, *, others: bool
) -> None:
    appeal = appealed(rejected(comment, mo), vera)
    if state == "answered":
        appeal = answered(appeal, people["moderator"], AppealOutcome.UPHELD)
    if not others:
        people.pop("moderator").grants.all().delete()
    asked = sentences(people, lambda user: policies.may_answer_appeal(user, appeal))
    anew = "You have decided this: another moderator answers the appeal." if others else ""
    done = "This appeal has been answered already."
    told = (
        {"who_decided": anew, "moderator": ""}
        if state == "open"
        else {"who_decided": done, "moderator": done}
    )
    if not others:
        told.pop("moderator")
    assert asked == everybody(people, ONLY_MODERATORS, the_site_itself="A person answers appeals.", **told)


def test_nobody_answers_what_is_about_themselves(comment: Comment, sam: User, mo: User) -> None:
    """A moderator who reported, wrote the comment, or was penalised leaves the answer to others."""
    themselves = "Nobody answers an appeal that is about themselves."
    maria = make_user("Maria", Role.MODERATOR)
    notice = settled_by(comment, maria, mo, Measure.APPROVE)
    mine = Appeal.objects.create(
        decision=Decision.objects.get(), notice=notice, appellant=maria, text="Wrong.", created_at=NOW
    )
    assert str(policies.may_answer_appeal(maria, mine).sentence) == themselves
    penalty = penalised(maria, mo)
    theirs = Appeal.objects.create(penalty=penalty, appellant=maria, text="Wrong.", created_at=NOW)
    assert str(policies.may_answer_appeal(maria, theirs).sentence) == themselves
    # Who is a party is no other moderator, either: Mo, who decided, is the only one left.
    assert policies.may_answer_appeal(mo, mine)
    assert policies.may_answer_appeal(mo, theirs)


def test_another_moderator_is_one_who_can_use_their_powers(
    comment: Comment, mo: User, vera: User, settings: Settings
) -> None:
    appeal = appealed(rejected(comment, mo), vera)
    make_user("Maria", Role.MODERATOR)
    assert not policies.may_answer_appeal(mo, appeal)
    mo.__dict__["has_second_factor"] = True
    settings.SECOND_FACTOR_REQUIRED = True
    assert policies.may_answer_appeal(mo, appeal)


# ---------------------------------------------------------------- proposals


@pytest.mark.matrix("may_decide_proposal", "may_confirm_proposal")
@pytest.mark.parametrize("misuse", Misuse)
@pytest.mark.parametrize("state", ProposalState)
def test_proposals(people: People, vera: User, misuse: Misuse, state: ProposalState) -> None:
    proposal = proposed(vera, misuse)
    if state is not ProposalState.OPEN:
        Proposal.objects.update(state=state, reason="So.", decided_at=NOW)
        proposal.refresh_from_db()
    told = "" if state is ProposalState.OPEN else "This proposal has been decided already."
    decides = sentences(people, lambda user: policies.may_decide_proposal(user, proposal))
    assert decides == moderators(people, told)
    confirms = sentences(people, lambda user: policies.may_confirm_proposal(user, proposal))
    assert confirms == moderators(people, told, the_site_itself="A person confirms proposals.")


def test_no_moderator_decides_about_a_proposal_about_themselves(mo: User) -> None:
    verdict = policies.may_confirm_proposal(mo, proposed(mo))
    assert str(verdict.sentence) == "Nobody decides about a proposal that is about themselves."
