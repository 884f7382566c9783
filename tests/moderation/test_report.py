"""What the report about moderation counts, and as what it tells it."""

import csv
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment, Screened
from debates.moderation import actions
from debates.moderation.actions import Consequence, Why
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.models import Appeal, Decision, Notice, Penalty, Rule, State
from debates.moderation.queries.counts import Counted, counted_in, years_reported
from debates.moderation.queries.transparency import COLUMNS, Report, in_words, report_file, report_of
from debates.moderation.transparency import Year
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.makers import NOW, make_user
from tests.moderation.rows import against, case_of, decided, noticed, rule

YEAR = Year(2026, UTC)
AUTUMN = NOW + timedelta(days=220)
LATER = NOW + timedelta(hours=2)


def some(counts: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    return {key: halves for key, halves in counts.items() if any(halves)}


def table(counted: Counted, name: str) -> dict[str, tuple[int, int]]:
    return some(dict(counted.tables[name]))


def file_of(report: Report | None) -> list[dict[str, str]]:
    assert report is not None
    return [*csv.DictReader(StringIO(report_file(report)))]


def values(lines: Iterable[dict[str, str]], of: str) -> dict[tuple[str, str], str]:
    return {(line["period"], line["row"]): line["value"] for line in lines if line["table"] == of}


@pytest.fixture
def moderated(debate: Debate, mo: User, vera: User, sam: User) -> None:
    """Seven comments: decided on notices and without, undone, held, appealed; in both halves of a year."""
    first, second, third, fourth, fifth, sixth, seventh = (
        written(debate, f"Comment {number}.", author=vera) for number in range(7)
    )
    noticed(first, sam)
    noticed(second, sam, ground=Ground.LAW, rule=None, law="§ 130", explanation="Why so.", in_good_faith=True)
    address = {"rule": rule("abuse"), "email": "x@example.net", "confirmed_at": NOW + timedelta(minutes=3)}
    noticed(third, None, **address)
    Notice.objects.filter(pk=noticed(fourth, None, **address).pk).update(
        state=State.UNCONFIRMED, confirmed_at=None
    )
    until = Consequence(Sanction.SUSPEND, NOW + timedelta(days=30))
    decided(case_of(first), mo, Measure.REJECT, against(), consequence=until, now=LATER)
    decided(case_of(second), mo, Measure.APPROVE, now=NOW + timedelta(hours=4))
    rejected = decided(case_of(fourth), mo, Measure.REJECT, against("abuse"), now=AUTUMN)
    # Taken back at once: as if it had never been.
    warned = decided(
        case_of(fifth), mo, Measure.REJECT, against(), consequence=Consequence(Sanction.WARN), now=AUTUMN
    )
    undo(warned, mo, AUTUMN + timedelta(seconds=59))
    # Taken back later: two decisions.
    restricted = decided(case_of(sixth), mo, Measure.RESTRICT, Why(Ground.LAW, law="Art. 9 GDPR"), now=AUTUMN)
    undo(restricted, mo, AUTUMN + timedelta(seconds=60))
    decided(case_of(seventh), None, Measure.HOLD, Why(Ground.SCREENING), now=AUTUMN)
    appeal = {"appellant": vera, "text": "It is on topic.", "created_at": AUTUMN}
    Appeal.objects.create(decision=rejected, **appeal)
    replied = {"outcome": "upheld", "reply": "It is not.", "decided_at": AUTUMN + timedelta(days=3)}
    Appeal.objects.create(decision=restricted, **appeal, **replied)
    suspended = Penalty.objects.get(sanction=Sanction.SUSPEND)
    Appeal.objects.create(penalty=suspended, **{**appeal, "created_at": LATER})
    notice = Notice.objects.get(case__comment=second)
    Appeal.objects.create(
        decision=Decision.objects.get(case__comment=second), notice=notice, **{**appeal, "created_at": LATER}
    )


@pytest.mark.usefixtures("moderated")
def test_who_sent_a_notice_is_counted_also_when_they_are_forgotten(sam: User, vera: User) -> None:
    crime = {"ground": Ground.LAW, "rule": None, "law": "§ 1", "explanation": "It.", "in_good_faith": True}
    noticed(Comment.objects.order_by("pk")[0], None, is_excepted=True, **crime)
    Notice.objects.update(name="", email="")
    sam.delete()
    assert table(counted_in(YEAR), "notices_by_sender") == {"account": (2, 0), "address": (2, 0)}


def undo(decision: Decision, mo: User, now: datetime) -> None:
    decision.case.refresh_from_db()
    actions.undo(decision=decision, expected_version=decision.case.version, by=mo, now=now)


@pytest.mark.usefixtures("moderated")
def test_everything_is_counted_once_in_the_half_in_which_it_happened() -> None:
    counted = counted_in(YEAR)
    assert {name: some(dict(tally)) for name, tally in counted.tables.items()} == {
        "notices_by_ground": {"rule:off-topic": (1, 0), "rule:abuse": (1, 0), "law": (1, 0)},
        "notices_by_sender": {"account": (2, 0), "address": (1, 0)},
        "notices_by_outcome": {"open": (1, 0), "founded": (1, 0), "unfounded": (1, 0)},
        "decisions_by_measure": {
            "approve": (1, 0),
            "reject": (1, 1),
            "restrict": (0, 1),
            "undo": (0, 1),
            "hold": (0, 1),
        },
        "decisions_by_ground": {
            "rule:off-topic": (1, 0),
            "rule:abuse": (0, 1),
            "law": (0, 1),
            "screening": (0, 1),
        },
        "decisions_by_source": {"notice": (2, 0), "own": (0, 3), "screening": (0, 1)},
        "decisions_by_means": {"by_people": (2, 3), "automated": (0, 1)},
        "penalties": {"suspend": (1, 0)},
        "appeals_by_side": {"author": (0, 2), "notifier": (1, 0), "penalised": (1, 0)},
        "appeals_by_outcome": {"open": (2, 1), "upheld": (0, 1)},
    }
    assert counted.titles == {"off-topic": "Off topic", "abuse": "Abuse"}
    assert [median.count for median in counted.medians["notice_to_decision"]] == [2, 0, 2]
    assert [median.count for median in counted.medians["appeal_to_reply"]] == [0, 1, 1]


def test_what_was_taken_back_around_midnight_counts_in_neither_half(debate: Debate, mo: User) -> None:
    midnight = YEAR.middle
    decision = decided(
        case_of(written(debate)), mo, Measure.REJECT, against(), now=midnight - timedelta(seconds=20)
    )
    undo(decision, mo, midnight + timedelta(seconds=20))
    assert table(counted_in(YEAR), "decisions_by_measure") == {}


@pytest.mark.usefixtures("moderated")
def test_other_years_have_nothing_of_it() -> None:
    for other in (2025, 2027):
        counted = counted_in(Year(other, UTC))
        assert {name for name in counted.tables if table(counted, name)} == set()
        assert {median.count for medians in counted.medians.values() for median in medians} == {0}


def test_decisions_found_by_the_screening_are_told_apart_by_whether_it_was_right(
    debate: Debate, mo: User
) -> None:
    for number, measure in enumerate([Measure.REJECT, Measure.APPROVE, Measure.APPROVE]):
        comment = written(debate, f"Comment {number}.")
        Screened.objects.create(revision=comment.revisions.get(), outcome="report", rule="suspect_words")
        decided(case_of(comment), mo, measure, against() if measure is Measure.REJECT else None)
    assert table(counted_in(YEAR), "decisions_by_means") == {"found": (1, 0), "judged": (2, 0)}


def test_the_years_begin_with_the_first_notice_or_decision(
    debate: Debate, comment: Comment, mo: User, sam: User
) -> None:
    assert years_reported(AUTUMN, UTC) == ()
    noticed(comment, sam, now=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))
    decided(case_of(written(debate)), mo, Measure.APPROVE)
    assert years_reported(AUTUMN, UTC) == (2026, 2025, 2024)


@pytest.mark.parametrize("many", [1, 6])
def test_medians_are_told_of_five_or_more(debate: Debate, mo: User, many: int) -> None:
    hours = [1, 30, 2, 50, 3, 4]
    for number, took in enumerate(hours[:many]):
        comment = written(debate, f"Comment {number}.")
        noticed(comment, make_user(f"Reader{number}"))
        decided(case_of(comment), mo, Measure.APPROVE, now=NOW + timedelta(hours=took))
    first, second, year = counted_in(YEAR).medians["notice_to_decision"]
    assert (first.count, second.count, year.count) == (many, 0, many)
    assert year.took == first.took == (timedelta(hours=3.5) if many == 6 else None)
    told = values(file_of(report_of(2026, AUTUMN)), "medians")
    assert told["2026-H1", "notice_to_decision"] == ("12600" if many == 6 else "")


def test_numbers_that_are_not_small_are_told(debate: Debate, mo: User) -> None:
    for number in range(18):
        measure, why = (Measure.REJECT, against()) if number < 12 else (Measure.APPROVE, None)
        decided(case_of(written(debate, f"Comment {number}.")), mo, measure, why)
    lines = file_of(report_of(2026, NOW + timedelta(days=1)))
    assert [*lines[0]] == [*COLUMNS]
    told = values(lines, "decisions_by_measure")
    assert told["2026-H1", "reject"] == told["2026", "reject"] == "12"
    assert (told["2026", "approve"], told["2026", "total"], told["2026", "lock"]) == ("6", "18", "0")
    assert values(lines, "decisions_by_ground")["2026", "rule:off-topic"] == "12"
    assert {line["so_far"] for line in lines} == {"yes"}
    # The second half of the year has not begun.
    assert {line["period"] for line in lines} == {"2026-H1", "2026"}


@pytest.mark.usefixtures("moderated")
def test_small_numbers_are_hidden_and_the_total_says_that_it_is_small() -> None:
    lines = file_of(report_of(2026, AUTUMN + timedelta(days=1)))
    told = values(lines, "notices_by_ground")
    assert (told["2026", "rule:off-topic"], told["2026", "total"]) == ("", "<5")
    hidden = [line for line in lines if line["note"] == "hidden"]
    assert {line["value"] for line in hidden} == {""}
    assert {line["table"] for line in hidden} >= {"notices_by_ground", "penalties", "appeals_by_side"}


def test_a_year_that_is_over_says_so(debate: Debate, mo: User) -> None:
    decided(case_of(written(debate)), mo, Measure.APPROVE)
    lines = file_of(report_of(2026, datetime(2027, 1, 1, tzinfo=UTC)))
    assert {(line["period"], line["so_far"]) for line in lines} == {
        ("2026-H1", "no"),
        ("2026-H2", "no"),
        ("2026", "no"),
    }
    assert report_of(2028, datetime(2027, 1, 1, tzinfo=UTC)) is None


def test_a_rule_keeps_its_row_when_its_title_changes(debate: Debate, mo: User) -> None:
    decided(case_of(written(debate)), mo, Measure.REJECT, against())
    newer = rule("on-topic", number=2).terms
    Rule.objects.create(terms=newer, order=2, key="off-topic", title="=Keep to the question", text="Do.")
    lines = file_of(report_of(2026, AUTUMN))
    titles = {line["title"] for line in lines if line["row"] == "rule:off-topic"}
    # And no spreadsheet takes it for a formula.
    assert titles == {"'=Keep to the question"}


def test_a_site_without_the_duty_has_no_report(settings: Settings, db: None) -> None:
    assert report_of(None, NOW) == Report(0, ())
    settings.MODERATION_WITHOUT = frozenset({"report"})
    assert report_of(None, NOW) is None


@pytest.mark.parametrize("many", [1, 8])
def test_the_report_takes_ten_queries(
    debate: Debate, mo: User, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        comment = written(debate, f"Comment {number}.")
        noticed(comment, make_user(f"Reader{number}"), rule=rule(f"rule-{number}"))
        decided(case_of(comment), mo, Measure.REJECT, against(f"rule-{number}"))
    with django_assert_num_queries(10):
        report_of(2026, AUTUMN)


def test_who_asks_again_within_a_minute_is_told_the_same_without_counting(
    debate: Debate, mo: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    decided(case_of(written(debate)), mo, Measure.REJECT, against())
    first = report_of(2026, AUTUMN)
    decided(case_of(written(debate)), mo, Measure.REJECT, against())
    with django_assert_num_queries(2):
        assert report_of(2026, AUTUMN) == first


@pytest.mark.parametrize(
    ("took", "words"),
    [
        (timedelta(seconds=59), "less than a minute"),
        (timedelta(seconds=60), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_how_long_it_took_in_words(took: timedelta, words: str) -> None:
    assert in_words(took) == words


def test_moderators_are_not_named(debate: Debate) -> None:
    maria = make_user("Maria", Role.MODERATOR)
    decided(case_of(written(debate)), maria, Measure.REJECT, against())
    assert "Maria" not in report_file(report_of(2026, AUTUMN) or Report(0, ()))
