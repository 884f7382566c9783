"""What a later decision leaves of an earlier one, and what the grounds of decisions have to say."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.actions import Consequence, Why
from debates.moderation.measures import Ground, Measure, Sanction, Source
from debates.moderation.models import Case, Decision, Penalty
from tests.at_once import at_once
from tests.comments.rows import say
from tests.makers import NOW, make_debate, make_user
from tests.moderation.rows import against, case_of, decided, noticed, rule

HOUR = timedelta(hours=1)


def undone(decision: Decision, by: User) -> Decision:
    case = Case.objects.get(pk=decision.case_id)
    return actions.undo(decision=decision, expected_version=case.version, by=by, now=NOW)


def test_what_is_illegal_names_the_rules_that_were_in_force_as_well(comment: Comment, mo: User) -> None:
    terms = rule().terms
    decision = decided(case_of(comment), mo, Measure.REJECT, Why(Ground.LAW, law="Penal Code, § 130"))
    assert (decision.terms, decision.rule, decision.law) == (terms, None, "Penal Code, § 130")
    comment.refresh_from_db()
    assert comment.public_reason == "Illegal: Penal Code, § 130"


def test_before_the_first_rules_are_published_nothing_is_taken_from_anybody(
    comment: Comment, mo: User
) -> None:
    with pytest.raises(Refused, match="not published its rules"):
        decided(case_of(comment), mo, Measure.REJECT, Why(Ground.LAW, law="Penal Code, § 130"))


def test_a_person_has_to_name_a_ground_that_only_the_screening_needs_not(comment: Comment, mo: User) -> None:
    with pytest.raises(Refused, match="Choose the rule"):
        decided(case_of(comment), mo, Measure.REJECT, Why(Ground.SCREENING))


def test_the_screening_led_to_a_hold_whoever_else_has_reported_the_comment(
    comment: Comment, sam: User
) -> None:
    noticed(comment, sam)
    decision = decided(Case.objects.get(), None, Measure.HOLD, Why(Ground.SCREENING, explanation="Links."))
    assert (decision.source, decision.automated_decision) == (Source.SCREENING, True)


def test_undoing_brings_back_what_readers_were_told_before(comment: Comment, mo: User) -> None:
    case = case_of(comment)
    decided(case, mo, Measure.REJECT, against())
    undone(decided(case, mo, Measure.RESTRICT, against("insult")), mo)
    comment.refresh_from_db()
    assert (comment.visibility, comment.public_reason) == ("rejected", "Against the rule: Off topic")


def test_a_case_that_comes_back_stands_where_it_stood(comment: Comment, mo: User, sam: User) -> None:
    noticed(comment, sam, NOW + HOUR)
    before = Case.objects.get()
    decision = decided(before, mo, Measure.REJECT, against(), now=NOW + 3 * HOUR)
    case = Case.objects.get()
    assert (case.queue, case.since) == ("decided", NOW + 3 * HOUR)
    actions.undo(decision=decision, expected_version=case.version, by=mo, now=NOW + 4 * HOUR)
    case.refresh_from_db()
    assert (case.queue, case.since, case.urgent_at) == ("reported", NOW + HOUR, before.urgent_at)


def test_who_is_suspended_for_a_comment_is_so_no_longer_once_it_is_approved(
    comment: Comment, mo: User, vera: User
) -> None:
    case = case_of(comment)
    week = Consequence(Sanction.SUSPEND, NOW + timedelta(days=7))
    decided(case, mo, Measure.REJECT, against(), consequence=week)
    decided(case, mo, Measure.RESTRICT, against())
    vera = User.objects.select_related("standing").get(pk=vera.pk)
    assert vera.standing.suspended_until == week.until
    decided(case, mo, Measure.APPROVE)
    vera.standing.refresh_from_db()
    assert (vera.standing.suspended_until, vera.standing.recent_rejections) == (None, 0)
    assert Penalty.objects.get().lifted_by == mo


@pytest.mark.django_db(transaction=True)
def test_of_notices_that_come_at_once_each_makes_the_case_more_urgent(ed: User, vera: User) -> None:
    comment = say(make_debate(ed, closes_at=NOW + timedelta(days=9)), vera)
    rule()
    case = case_of(comment)
    readers = [make_user(f"Reader-{number}") for number in range(3)]
    at_once(3, lambda number: noticed(comment, readers[number]))
    case.refresh_from_db()
    # Three who have never reported anything weigh a half each, and each half two hours.
    assert case.since - case.urgent_at == timedelta(hours=6)
