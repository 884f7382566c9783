"""Who may see the queues, decide and undo: every policy asked for every role, state and measure."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions import set_standing
from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.comments.models import Comment
from debates.comments.visibility import Visibility
from debates.moderation import policies
from debates.moderation.actions import Consequence
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import Appeal, AppealOutcome, Case, Decision
from debates.publishing.models import Debate
from tests.comments.rows import say
from tests.makers import NOW, make_user
from tests.moderation.rows import against, case_of, decided

pytestmark = pytest.mark.django_db

ONLY_MODERATORS = "Only moderators decide about comments."
OWN = "Nobody decides about their own comments."
ONLY_SCREENING = "Only the screening holds comments."
ONLY_ADMINISTRATORS = "Only administrators erase what the law asks for."
APPEALED = "Somebody has appealed: answer the appeal."
GONE = "Its author has withdrawn this comment, or it was erased."
ALREADY_LOCKED = "This thread is locked already."
NOT_LOCKED = "This thread is not locked."
MAY_MODERATE = ("moderator", "suspended moderator", "moderating administrator", "the site itself")

People = dict[str, Any]


@pytest.fixture
def people(vera: User, ada: User, ed: User, mo: User) -> People:
    """Answer everybody there is; Vera has written the comment, and so has the author who moderates."""
    suspended = make_user("Sue", Role.MODERATOR)
    set_standing(person=suspended, suspended_until=NOW)
    return {
        "visitor": AnonymousUser(),
        "reader": vera,
        "contributor": ada,
        "editor": ed,
        "moderator": mo,
        "suspended moderator": suspended,
        "administrator": make_user("Root", Role.ADMINISTRATOR),
        "moderating administrator": make_user("Both", Role.ADMINISTRATOR, Role.MODERATOR),
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


def told(people: People, of_moderators: str, **others: str) -> dict[str, str]:
    """Answer what moderators are told, what some `others` are, and that the rest are no moderators."""
    said = dict.fromkeys(people, ONLY_MODERATORS) | dict.fromkeys(MAY_MODERATE, of_moderators)
    return said | {name.replace("_", " "): sentence for name, sentence in others.items()}


# ---------------------------------------------------------------- who moderates


@pytest.mark.matrix("may_moderate")
def test_moderators_alone_see_queues_and_cases(people: People) -> None:
    assert sentences(people, lambda user: policies.may_moderate(user)) == told(people, "")  # noqa: PLW0108 - asked by its name


@pytest.mark.matrix("may_act_on")
def test_nobody_acts_on_their_own_comment_in_whatever_state(people: People) -> None:
    for state in Visibility:
        of_nobody = Comment(visibility=state)
        assert sentences(people, lambda user, c=of_nobody: policies.may_act_on(user, c)) == told(people, "")
        for who in ("moderator", "moderating administrator"):
            own = Comment(visibility=state, author=people[who])
            asked = sentences(people, lambda user, c=own: policies.may_act_on(user, c))
            assert asked == told(people, "") | {who: OWN}


# ---------------------------------------------------------------- what a comment admits


def takes(state: Visibility, measure: Measure, *, locked: bool) -> str:
    """Answer why a comment does not admit a measure; empty where it does."""
    if measure is Measure.LOCK:
        return ALREADY_LOCKED if locked else ""
    if measure is Measure.UNLOCK:
        return "" if locked else NOT_LOCKED
    if measure in {Measure.APPROVE, Measure.REJECT, Measure.RESTRICT, Measure.HOLD}:
        return GONE if state in {Visibility.WITHDRAWN, Visibility.ERASED} else ""
    return GONE if measure is Measure.ERASE and state is Visibility.ERASED else ""


@pytest.mark.matrix("may_take")
def test_a_comment_admits_what_its_state_admits() -> None:
    for state, measure, locked in product(Visibility, Measure, (True, False)):
        comment = Comment(visibility=state, is_locked=locked)
        verdict = policies.may_take(comment, measure)
        assert (state, measure, locked, str(verdict.sentence)) == (
            state,
            measure,
            locked,
            takes(state, measure, locked=locked),
        )
        assert bool(verdict) == (verdict.sentence == "")


@pytest.mark.matrix("may_decide")
def test_moderators_decide_what_a_comment_admits(people: People, comment: Comment) -> None:
    case = case_of(comment)
    for state, measure, locked in product(Visibility, Measure, (True, False)):
        case.comment = Comment(pk=comment.pk, visibility=state, is_locked=locked)
        admitted = takes(state, measure, locked=locked)
        expected = told(people, admitted)
        if measure is Measure.HOLD:
            expected = told(people, ONLY_SCREENING, the_site_itself=admitted)
        if measure is Measure.ERASE:
            both = {"moderating_administrator": admitted, "the_site_itself": admitted}
            expected = told(people, ONLY_ADMINISTRATORS, **both)
        asked = sentences(people, lambda user, m=measure: policies.may_decide(user, case, m))
        assert (state, measure, locked, asked) == (state, measure, locked, expected)


@pytest.mark.matrix("may_decide")
def test_nobody_decides_where_somebody_has_appealed_or_about_their_own(
    people: People, comment: Comment, mo: User, debate: Debate
) -> None:
    case = case_of(comment)
    decision = decided(case, mo, Measure.REJECT, against())
    own = case_of(say(debate, people["moderator"], "Mine."))
    for measure in set(Measure) - {Measure.HOLD, Measure.ERASE, Measure.UNLOCK}:
        asked = sentences(people, lambda user, m=measure: policies.may_decide(user, own, m))
        assert asked == told(people, "", moderator=OWN)
    appeal = Appeal.objects.create(decision=decision, text="It is on topic.", created_at=NOW)
    case = Case.objects.select_related("comment").get(pk=case.pk)
    for measure in set(Measure) - {Measure.HOLD, Measure.ERASE}:
        asked = sentences(people, lambda user, m=measure: policies.may_decide(user, case, m))
        assert asked == told(people, APPEALED)
    appeal.outcome, appeal.reply, appeal.decided_at = AppealOutcome.UPHELD, "It stands.", NOW
    appeal.save()
    asked = sentences(people, lambda user: policies.may_decide(user, case, Measure.APPROVE))
    assert asked == told(people, "")


# ---------------------------------------------------------------- what can be undone

CANT = "This can’t be undone: decide about the comment instead."
ERASED = "What was erased is gone."
SINCE = "Something else was decided since: decide about the comment instead."

UNDOING = {
    Measure.HOLD: CANT,
    Measure.UNDO: CANT,
    Measure.ERASE: ERASED,
}
"""What is told of a decision by this measure; nothing of the others."""


def decision_by(measure: Measure, case: Case, by: Any) -> Decision:
    """Answer a decision by this measure."""
    if measure is Measure.UNDO:
        return Decision(case=case, measure=measure, automated_decision=False)
    if measure is Measure.UNLOCK:
        decided(case, by, Measure.LOCK, against())
    why = None if measure in {Measure.APPROVE, Measure.UNLOCK} else against()
    if measure in {Measure.HOLD, Measure.ERASE}:
        return Decision(case=case, measure=measure, automated_decision=measure is Measure.HOLD)
    warning = Consequence(Sanction.WARN) if measure is Measure.NONE else None
    return decided(case, by, measure, why, consequence=warning)


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.matrix("may_undo")
def test_moderators_undo_what_nothing_came_after(
    people: People, comment: Comment, mo: User, measure: Measure
) -> None:
    decision = decision_by(measure, case_of(comment), mo)
    asked = sentences(people, lambda user: policies.may_undo(user, decision))
    assert asked == told(people, UNDOING.get(measure, ""))


@pytest.mark.matrix("may_undo")
def test_nobody_undoes_what_something_came_after_or_about_their_own(
    people: People, comment: Comment, mo: User, debate: Debate
) -> None:
    case = case_of(comment)
    first = decided(case, mo, Measure.REJECT, against())
    second = decided(case, mo, Measure.APPROVE)
    assert sentences(people, lambda user: policies.may_undo(user, first)) == told(people, SINCE)
    assert sentences(people, lambda user: policies.may_undo(user, second)) == told(people, "")
    Appeal.objects.create(decision=second, text="It is not.", created_at=NOW)
    assert sentences(people, lambda user: policies.may_undo(user, second)) == told(people, SINCE)
    own = decided(case_of(say(debate, mo, "Mine.")), None, Measure.APPROVE)
    asked = sentences(people, lambda user: policies.may_undo(user, own))
    assert asked == told(people, "", moderator=OWN)
