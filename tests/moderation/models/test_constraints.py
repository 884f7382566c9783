"""What the database itself holds of moderation, whatever writes to it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.db.models import ProtectedError

from accounts.models import User
from debates.comments.models import Comment
from debates.moderation.actions import Consequence, Why
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.models import (
    Appeal,
    Case,
    CaseNote,
    Decision,
    Desk,
    Notice,
    Penalty,
    Proposal,
    Rule,
    Terms,
)
from debates.publishing.models import Debate
from tests.comments.rows import say, written
from tests.makers import NOW
from tests.moderation.rows import against, case_of, decided, noticed, rule

LATER = NOW + timedelta(days=1)
WEEK = Consequence(Sanction.SUSPEND, NOW + timedelta(days=7))


@pytest.fixture
def rows(debate: Debate, vera: User, mo: User, sam: User) -> dict[str, models.Model]:
    """Answer a row of every kind that the constraints speak of."""
    first, second = say(debate, vera, "One."), say(debate, vera, "Two.")
    settled = noticed(first, sam)
    rejected = decided(case_of(first), mo, Measure.REJECT, against(), consequence=WEEK)
    on_second = case_of(second)
    illegal = decided(on_second, mo, Measure.REJECT, Why(Ground.LAW, law="§ 130"))
    approved = decided(on_second, mo, Measure.APPROVE)
    settled.refresh_from_db()
    third = say(debate, vera, "Three.")
    return {
        "terms": Terms.objects.get(),
        "rule": rule(),
        "case": Case.objects.get(comment=first),
        "note": CaseNote.objects.create(case=on_second, by=mo, text="Look.", at=NOW),
        "desk": Desk.objects.create(user=mo, next_summary_at=NOW),
        "quiet desk": Desk.objects.create(user=vera, summary_hour=None),
        "rejected": rejected,
        "illegal": illegal,
        "approved": approved,
        "held": decided(case_of(third), None, Measure.HOLD, Why(Ground.SCREENING)),
        "penalty": Penalty.objects.get(),
        "settled": settled,
        "open": noticed(second, sam),
        "from an address": noticed(third, None, email="x@example.net"),
        "of a crime": noticed(third, sam, **CRIME),
        "appeal": Appeal.objects.create(decision=rejected, appellant=vera, text="No.", created_at=NOW),
        "proposal": Proposal.objects.create(**PROPOSED, person=vera),
    }


CRIME = {"ground": "law", "rule": None, "law": "§ 130", "explanation": "Why so.", "in_good_faith": True}
PROPOSED = {
    "misuse": "violations",
    "bad": 3,
    "counted": 9,
    "sanction": "suspend",
    "days": 30,
    "state": "open",
    "created_at": NOW,
}


def a_rule() -> Any:
    return rule()


def the_terms() -> Any:
    return Terms.objects.get()


def a_decision() -> Any:
    return Decision.objects.order_by("-pk")[0]


def a_penalty() -> Any:
    return Penalty.objects.get()


def a_notice() -> Any:
    return Notice.objects.order_by("pk")[0]


def a_proposal() -> Any:
    return Proposal.objects.get()


def mo() -> Any:
    return User.objects.get(display_name="Mo")


# Of each check: the row, and what no writer may make of it. What a function answers is looked up.
CHECKS: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "terms_number_from_one": [("terms", {"number": 0})],
    "terms_in_force_once_published": [("terms", {"in_force_at": NOW - timedelta(seconds=1)})],
    "rule_place_is_a_key": [("rule", {"order": 0}), ("rule", {"order": 10})],
    "rule_says_something": [("rule", {"title": ""}), ("rule", {"text": ""}), ("rule", {"key": ""})],
    "rule_severity_known": [("rule", {"severity": 4})],
    "case_queue_known": [("case", {"queue": "later"}), ("case", {"queue": ""})],
    "case_severity_known": [("case", {"severity": 4})],
    "case_versions_count_from_one": [("case", {"version": 0})],
    "case_note_says_something": [("note", {"text": ""})],
    "desk_hour_is_one": [
        ("desk", {"summary_hour": 24}),
        ("desk", {"summary_hour": None}),
        ("quiet desk", {"next_summary_at": NOW}),
    ],
    "decision_number_from_one": [("rejected", {"number": 0})],
    "decision_measure_known": [("approved", {"measure": "hide"}), ("approved", {"measure": ""})],
    "decision_source_known": [("rejected", {"source": "mood"}), ("rejected", {"source": ""})],
    "decision_names_its_ground": [
        ("rejected", {"rule": None}),
        ("rejected", {"terms": None}),
        ("rejected", {"law": "§ 130"}),
        ("rejected", {"ground": "law"}),
        ("rejected", {"ground": "mood"}),
        ("illegal", {"law": ""}),
        ("illegal", {"terms": None}),
        ("illegal", {"rule": a_rule}),
        ("approved", {"rule": a_rule}),
        ("approved", {"law": "§ 130"}),
        ("held", {"automated_decision": False}),
        ("held", {"law": "§ 130"}),
        ("held", {"rule": a_rule}),
    ],
    "decision_that_takes_has_a_ground": [
        ("approved", {"measure": measure})
        for measure in ("reject", "restrict", "lock", "hold", "erase", "none")
    ],
    "decision_undoes_another": [("approved", {"measure": "undo"})],
    "decision_of_nobody_is_automated": [("held", {"decided_by": mo})],
    "decision_states_known": [("rejected", {"before": "hidden"}), ("rejected", {"after": ""})],
    "penalty_ends_where_it_has_an_end": [
        ("penalty", {"until": None}),
        ("penalty", {"until": NOW}),
        ("penalty", {"sanction": "ban"}),
        ("penalty", {"sanction": "warn"}),
        ("penalty", {"sanction": "ignore_notices", "until": None}),
        ("penalty", {"sanction": "shun"}),
    ],
    "penalty_has_one_cause": [("penalty", {"decision": None}), ("penalty", {"proposal": a_proposal})],
    "penalty_lifted_when": [("penalty", {"lifted_by": mo}), ("penalty", {"lifting_reason": "Why?"})],
    "notice_state_known": [("open", {"state": "lost"})],
    "notice_outcome_known": [("settled", {"outcome": "shelved"})],
    "notice_settled_with_an_outcome": [
        ("settled", {"outcome": ""}),
        ("settled", {"settled_at": None}),
        ("settled", {"state": "open"}),
        ("open", {"outcome": "founded"}),
        ("open", {"settled_at": NOW}),
        ("open", {"settled_by": a_decision}),
        ("open", {"state": "settled"}),
    ],
    "notice_taken_once_confirmed": [("open", {"confirmed_at": None}), ("settled", {"confirmed_at": None})],
    "notice_names_its_ground": [
        ("open", {"rule": None}),
        ("open", {"law": "§ 130"}),
        ("open", {"is_excepted": True}),
        ("open", {"ground": "mood"}),
        ("of a crime", {"rule": a_rule}),
        ("of a crime", {"law": ""}),
        ("of a crime", {"explanation": ""}),
        ("of a crime", {"in_good_faith": False}),
    ],
    "appeal_says_something": [("appeal", {"text": ""})],
    "appeal_decided_with_a_reply": [
        ("appeal", {"outcome": "upheld"}),
        ("appeal", {"outcome": "upheld", "decided_at": NOW}),
        ("appeal", {"outcome": "upheld", "reply": "No."}),
        ("appeal", {"outcome": "shelved", "decided_at": NOW, "reply": "No."}),
        ("appeal", {"decided_at": NOW}),
        ("appeal", {"reply": "No."}),
        ("appeal", {"result": a_decision}),
    ],
    "appeal_against_one_thing": [
        ("appeal", {"decision": None}),
        ("appeal", {"penalty": a_penalty}),
        ("appeal", {"decision": None, "penalty": a_penalty, "notice": a_notice}),
    ],
    "appeal_reversed_by_a_decision": [
        ("appeal", {"outcome": "reversed", "decided_at": NOW, "reply": "Yes."})
    ],
    "proposal_misuse_known": [
        ("proposal", {"misuse": misuse, "sanction": "warn", "days": 0}) for misuse in ("mood", "")
    ],
    "proposal_decided_with_a_reason": [
        ("proposal", {"state": "confirmed"}),
        ("proposal", {"state": "dismissed", "reason": "No."}),
        ("proposal", {"state": "dismissed", "decided_at": NOW}),
        ("proposal", {"state": "lost", "decided_at": NOW, "reason": "No."}),
        ("proposal", {"decided_at": NOW}),
    ],
    "proposal_counts_agree": [("proposal", {"bad": 10})],
    "proposal_fits_the_misuse": [
        ("proposal", {"days": 0}),
        ("proposal", {"sanction": "ignore_notices"}),
        ("proposal", {"misuse": "notices"}),
        ("proposal", {"sanction": "warn"}),
        ("proposal", {"sanction": "ban", "days": 0}),
    ],
}

# Of each unique constraint: the row of which there is no second, how that differs, and how SQLite says it: it
# names the columns where PostgreSQL names the constraint.
TWICE: dict[str, tuple[str, dict[str, Any], str]] = {
    "rule_place_once": ("rule", {"key": "other"}, "moderation_rule.terms_id, moderation_rule.order"),
    "rule_key_once": ("rule", {"order": 9}, "moderation_rule.terms_id, moderation_rule.key"),
    "decision_number_once_in_case": (
        "rejected",
        {"explanation": "Again."},
        "moderation_decision.case_id, moderation_decision.number",
    ),
    "notice_open_once_of_a_reader": (
        "open",
        {"explanation": "Again."},
        "moderation_notice.case_id, moderation_notice.notifier_id",
    ),
    "notice_open_once_of_an_address": (
        "from an address",
        {"email": "X@EXAMPLE.net"},
        "index 'notice_open_once_of_an_address'",
    ),
    "appeal_of_author_once": ("appeal", {"text": "Again."}, "moderation_appeal.decision_id"),
    "proposal_open_once": (
        "proposal",
        {"bad": 4},
        "moderation_proposal.person_id, moderation_proposal.misuse",
    ),
}

ONE_TO_ONE = {
    "comment": ("case", "moderation_case.comment_id"),
    "user": ("desk", "moderation_desk.user_id"),
    "number": ("terms", "moderation_terms.number"),
    "decision": ("penalty", "moderation_penalty.decision_id"),
}
"""Columns of which no value stands twice."""


ANOTHER: dict[type[models.Model], dict[str, Any]] = {
    Decision: {"number": 99, "supersedes": None},
    Terms: {"number": 99},
    Rule: {"order": 9, "key": "other"},
}
"""Of what is never changed: what a second row like one that stands has of its own."""


def refusal_of(row: models.Model, columns: dict[str, Any]) -> str:
    """Answer what the database says of a row like this one with these values, nothing where it takes it.

    A decision and a rule are never changed, so it is a second one that is tried.
    """
    values = {name: value() if callable(value) else value for name, value in columns.items()}
    try:
        with transaction.atomic():
            if type(row) in ANOTHER:
                insert(row, {**ANOTHER[type(row)], **values})
            else:
                type(row)._base_manager.filter(pk=row.pk).update(**values)
    except IntegrityError as error:
        return str(error)
    return ""


def insert(row: models.Model, columns: dict[str, Any]) -> None:
    """Write a second row like this one, with these values."""
    again = type(row)._base_manager.get(pk=row.pk)
    again.pk = None
    for name, value in columns.items():
        setattr(again, name, value)
    again.save(force_insert=True)


def test_every_constraint_is_attacked() -> None:
    tables = apps.get_app_config("moderation").get_models()
    named = {constraint.name for table in tables for constraint in table._meta.constraints}
    assert named == {*CHECKS, *TWICE}


@pytest.mark.parametrize("kind", ["rejected", "illegal", "approved", "held"])
def test_a_second_decision_like_these_is_taken(rows: dict[str, models.Model], kind: str) -> None:
    """So what is refused below is what was changed in it."""
    assert refusal_of(rows[kind], {}) == ""


@pytest.mark.parametrize("constraint", CHECKS)
def test_the_database_refuses(rows: dict[str, models.Model], constraint: str) -> None:
    told = [refusal_of(rows[kind], columns) for kind, columns in CHECKS[constraint]]
    assert [re.findall(rf"\b{constraint}\b", sentence)[:1] for sentence in told] == [[constraint]] * len(told)


@pytest.mark.parametrize("constraint", TWICE)
def test_the_database_takes_it_once(rows: dict[str, models.Model], constraint: str) -> None:
    kind, columns, on_sqlite = TWICE[constraint]
    if kind == "rejected":
        columns = {**columns, "supersedes": None}
    with (
        pytest.raises(IntegrityError, match=rf"\b{constraint}\b|UNIQUE .*: {re.escape(on_sqlite)}$"),
        transaction.atomic(),
    ):
        insert(rows[kind], columns)


@pytest.mark.parametrize("column", ONE_TO_ONE)
def test_no_value_of_these_columns_stands_twice(rows: dict[str, models.Model], column: str) -> None:
    kind, on_sqlite = ONE_TO_ONE[column]
    name = on_sqlite.partition(".")[2]
    with pytest.raises(IntegrityError, match=rf"UNIQUE .*{on_sqlite}$|unique .*{name}"), transaction.atomic():
        insert(rows[kind], {})


def test_a_decision_is_superseded_once(rows: dict[str, models.Model], mo: User) -> None:
    first = rows["illegal"]
    assert isinstance(first, Decision)
    with pytest.raises(IntegrityError, match="supersedes_id"), transaction.atomic():
        insert(first, {"number": 99, "supersedes": first})


def test_what_may_stand_beside_each_other_does(
    rows: dict[str, models.Model], debate: Debate, vera: User, sam: User
) -> None:
    """What the conditions of the unique constraints let through."""
    noticed(Comment.objects.get(case=rows["case"]), sam)  # the first one is settled
    other = written(debate, "Four.")
    noticed(other, sam)
    noticed(other, vera)
    noticed(other, None, email="x@example.net")
    noticed(other, None, email="y@example.net")
    noticed(other, None, is_excepted=True, **CRIME)
    noticed(other, None, is_excepted=True, **CRIME)
    Appeal.objects.create(
        decision=rows["rejected"], notice=rows["settled"], appellant=sam, text="Yes.", created_at=NOW
    )
    Proposal.objects.update(state="dismissed", decided_at=NOW, reason="No.")
    Proposal.objects.create(**PROPOSED, person=vera)
    Proposal.objects.create(**{**PROPOSED, "misuse": "notices", "sanction": "ignore_notices"}, person=vera)


# ---------------------------------------------------------------- kept for good

CHANGED: dict[str, Any] = {
    "case": 1,
    "number": 9,
    "supersedes": None,
    "measure": "approve",
    "before": "held",
    "after": "held",
    "comment_revision": 9,
    "case_version": 9,
    "ground": "",
    "rule": None,
    "terms": None,
    "law": "§ 1",
    "explanation": "",
    "public_reason": "",
    "source": "own",
    "automated_detection": True,
    "automated_decision": True,
    "at": LATER,
}


def test_every_column_of_a_decision_but_whose_it_is_is_attacked() -> None:
    columns = {column.name for column in Decision._meta.concrete_fields}
    assert columns - {"id", "decided_by"} == {*CHANGED}


@pytest.mark.parametrize("column", CHANGED)
def test_no_column_of_a_decision_is_ever_changed(rows: dict[str, models.Model], column: str) -> None:
    value = Case.objects.order_by("-pk")[0] if column == "case" else CHANGED[column]
    told = ""
    with transaction.atomic(), connection.cursor() as cursor:
        name = Decision._meta.get_field(column).column
        try:
            with transaction.atomic():
                cursor.execute(
                    f'UPDATE moderation_decision SET "{name}" = %s WHERE id = %s',  # noqa: S608 - a column of ours
                    [value.pk if isinstance(value, Case) else value, rows["rejected"].pk],
                )
        except IntegrityError as error:
            told = str(error)
    assert "A decision is superseded, never edited." in told


def test_whose_a_decision_was_may_be_forgotten(rows: dict[str, models.Model], mo: User) -> None:
    Desk.objects.filter(user=mo).delete()
    mo.delete()
    decision = Decision.objects.get(pk=rows["rejected"].pk)
    assert (decision.decided_by, decision.explanation) == (None, "It speaks of trains.")


def test_no_decision_is_ever_deleted(rows: dict[str, models.Model]) -> None:
    before = Decision.objects.count()
    kept = Decision.objects.get(pk=rows["held"].pk)
    for delete in (kept.delete, Decision.objects.filter(pk=kept.pk).delete):
        with pytest.raises(IntegrityError, match="A decision is kept for good"), transaction.atomic():
            delete()
    with (
        pytest.raises(IntegrityError, match="A decision is kept for good"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM moderation_decision")
    assert Decision.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_who_empties_the_whole_database_empties_it_of_decisions(debate: Debate, vera: User, mo: User) -> None:
    decided(case_of(say(debate, vera)), mo, Measure.REJECT, against())
    call_command("flush", interactive=False, verbosity=0)
    assert not Decision.objects.exists()


def test_what_a_decision_points_to_stays(rows: dict[str, models.Model]) -> None:
    case = rows["case"]
    assert isinstance(case, Case)
    for row in (case, case.comment, rows["rule"], rows["terms"], case.comment.debate):
        with pytest.raises(ProtectedError):
            row.delete()


def test_what_points_to_a_notice_or_an_appeal_keeps_it(rows: dict[str, models.Model], sam: User) -> None:
    """Notices and appeals outlive the accounts that sent them; what they settle is known still."""
    sam.delete()
    notice = Notice.objects.get(pk=rows["settled"].pk)
    assert (notice.notifier, notice.outcome, notice.settled_by) == (None, "founded", rows["rejected"])


def test_the_administration_has_no_door_to_what_was_decided() -> None:
    closed = {Appeal, Case, CaseNote, Decision, Notice, Penalty, Proposal}
    assert closed & {*admin.site._registry} == set()
