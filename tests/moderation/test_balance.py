"""How evenly moderators decide, as they see it themselves."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment
from debates.moderation import actions, policies
from debates.moderation.actions import Why
from debates.moderation.balance import Judged, removed_more_often
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Case, Decision
from debates.moderation.queries.balance import ON_PAGE, balance_of, balance_page
from debates.publishing.models import Debate
from debates.stances.telling.shapes import Table
from tests.comments.rows import essay_text, written
from tests.makers import NOW, make_debate, make_user
from tests.moderation.rows import against, case_of, decided

SCREENED = Why(Ground.SCREENING)


def on(debate: Debate, order: int, number: int) -> Comment:
    """Answer a comment on the position of this order."""
    text = essay_text(debate, order)
    assert text.essay
    return written(debate, f"Comment {order}/{number}.", text=text, position=text.essay.position)


def judge(debate: Debate, by: User | None, order: int, *, approved: int = 0, removed: int = 0) -> None:
    for number in range(approved + removed):
        measure, why = (Measure.APPROVE, None) if number < approved else (Measure.REJECT, against())
        decided(case_of(on(debate, order, number)), by, measure, why)


def cells(table: Table) -> dict[str, list[str | None]]:
    return {row.heading.whole: [cell and cell.text for cell in row.cells] for row in table.rows}


def counts(table: Table) -> dict[str, list[str]]:
    """Answer the cells without shares and intervals."""
    return {name: [str(text).partition(":")[0] for text in row] for name, row in cells(table).items()}


# ---------------------------------------------------------------- the rule


@pytest.mark.parametrize(
    ("sides", "pairs"),
    [
        ([Judged(approved=68, removed=12), Judged(approved=87, removed=3)], []),
        ([Judged(approved=60, removed=20), Judged(approved=87, removed=3)], [(0, 1)]),
        ([Judged(approved=87, removed=3), Judged(approved=60, removed=20)], [(1, 0)]),
        # Four say nothing, however they were decided about.
        ([Judged(removed=4), Judged(approved=400)], []),
        ([Judged(removed=40), Judged(approved=40), Judged(approved=40)], [(0, 1), (0, 2)]),
        ([Judged(), Judged(approved=40)], []),
        # What is collapsed is not removed.
        ([Judged(collapsed=40), Judged(approved=40)], []),
    ],
)
def test_a_side_is_removed_more_often_where_the_intervals_are_apart(
    sides: list[Judged], pairs: list[tuple[int, int]]
) -> None:
    assert [*removed_more_often(sides)] == pairs


def test_what_was_erased_was_removed() -> None:
    counts = {Measure.APPROVE: 3, Measure.RESTRICT: 2, Measure.REJECT: 4, Measure.ERASE: 1, Measure.LOCK: 9}
    judged = Judged.of(counts)
    assert (judged.approved, judged.collapsed, judged.removed, judged.decided) == (3, 2, 5, 10)


# ---------------------------------------------------------------- what is counted


def test_each_side_has_its_rates_with_the_counts(debate: Debate, mo: User) -> None:
    judge(debate, mo, 1, approved=6, removed=14)
    judge(debate, mo, 2, approved=20)
    of_all, own = balance_of(debate, mo)
    assert cells(of_all.table) == {
        "A: Side 1": ["20", "6: 30.0% (14.5% to 51.9%)", "14: 70.0% (48.1% to 85.5%)"],
        "B: Side 2": ["20", "20: 100.0% (83.9% to 100.0%)", "0: 0.0% (0.0% to 16.1%)"],
        "The debate as a whole": ["0", "", ""],
    }
    assert of_all == own
    [sentence] = of_all.sentences
    assert sentence.startswith(
        "Comments on A: Side 1 were removed more often than those on B: Side 2: 14 of 20 against 0 of 20."
    )


def test_of_fewer_than_five_nothing_is_told(debate: Debate, mo: User) -> None:
    judge(debate, mo, 1, removed=4)
    judge(debate, mo, 2, approved=5)
    of_all, _own = balance_of(debate, mo)
    assert cells(of_all.table)["A: Side 1"] == ["fewer than 5", None, None]
    assert cells(of_all.table)["B: Side 2"][0] == "5"
    assert of_all.sentences == ()


def test_a_comment_counts_once_as_it_was_last_decided_about(debate: Debate, mo: User) -> None:
    maria = make_user("Maria", Role.MODERATOR)
    judge(debate, mo, 1, removed=5)
    reversed_ = Case.objects.order_by("pk")[0]
    decided(reversed_, maria, Measure.APPROVE)
    undone = Case.objects.order_by("pk")[1]
    back = decided(undone, maria, Measure.RESTRICT, against())
    undone.refresh_from_db()
    actions.undo(decision=back, expected_version=undone.version, by=maria, now=NOW)
    # What the screening did, and what was done to a thread, judges nothing.
    decided(case_of(on(debate, 1, 9)), None, Measure.HOLD, SCREENED)
    decided(case_of(on(debate, 1, 10)), mo, Measure.LOCK, against())
    of_all, own = balance_of(debate, mo)
    assert counts(of_all.table)["A: Side 1"] == ["5", "1", "4"]
    assert cells(own.table)["A: Side 1"] == ["fewer than 5", None, None]


def test_a_moderator_sees_their_own_rates_beside_those_of_all(debate: Debate, mo: User) -> None:
    maria = make_user("Maria", Role.MODERATOR)
    judge(debate, mo, 1, approved=5)
    judge(debate, maria, 2, approved=1, removed=4)
    page = balance_page(mo, "", 1, NOW)
    assert page
    assert counts(page.together) == {
        "You": ["5", "5", "0"],
        "All moderators together": ["10", "6", "4"],
    }


def test_a_period_counts_what_was_decided_in_it(debate: Debate, mo: User) -> None:
    judge(debate, mo, 1, approved=5)
    autumn = NOW.replace(month=9)
    for case in Case.objects.all():
        decided(case, mo, Measure.REJECT, against(), now=autumn)
    removed = {}
    for period in ("2026-H1", "2026-H2", "2026", ""):
        page = balance_page(mo, period, 1, autumn)
        assert page
        removed[period] = counts(page.debates[0].table)["A: Side 1"][2]
    assert removed == {
        "2026-H1": "0",
        "2026-H2": "5",
        "2026": "5",
        "": "5",
    }
    assert balance_page(mo, "2025", 1, autumn) is None
    assert balance_page(mo, "2026-H3", 1, autumn) is None


def test_the_debates_with_the_most_decisions_come_first_a_page_at_a_time(ed: User, mo: User) -> None:
    debates = [make_debate(ed, question=f"Question {number}?") for number in range(ON_PAGE + 1)]
    for debate in debates:
        decided(case_of(on(debate, 1, 1)), mo, Measure.APPROVE)
    decided(case_of(on(debates[-1], 1, 2)), mo, Measure.APPROVE)
    first, second = balance_page(mo, "", 1, NOW), balance_page(mo, "", 2, NOW)
    assert first
    assert second
    assert first.debates[0].question == f"Question {ON_PAGE}?"
    assert (len(first.debates), first.before, first.after) == (ON_PAGE, 0, 2)
    assert (len(second.debates), second.before, second.after) == (1, 1, 0)
    assert balance_page(mo, "", 3, NOW) is None


@pytest.mark.parametrize("many", [1, 5])
def test_the_page_takes_five_queries(
    ed: User, mo: User, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        debate = make_debate(ed, question=f"Question {number}?")
        judge(debate, mo, 1, approved=many)
    with django_assert_num_queries(5):
        balance_page(mo, "2026", 1, timezone.now())


# ---------------------------------------------------------------- the pages


def test_the_pages_show_the_rates_and_name_no_other_moderator(debate: Debate, mo: User) -> None:
    maria = make_user("Maria", Role.MODERATOR)
    judge(debate, maria, 1, approved=6, removed=14)
    judge(debate, maria, 2, approved=20)
    client = Client()
    client.force_login(mo)
    for path in ("/moderating/balance/", f"/moderating/balance/{debate.slug}/"):
        response = client.get(path)
        page = response.content.decode()
        assert response.status_code == 200
        assert "<bdi>14: 70.0% (48.1% to 85.5%)</bdi>" in page
        assert "were removed more often than those on" in page
        assert "Maria" not in page
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("query", ["?page=0", "?page=x", "?page=2", "?period=2019", "?page=1234567"])
def test_a_page_that_is_not_there_is_not_found(debate: Debate, mo: User, query: str) -> None:
    judge(debate, mo, 1, approved=1)
    client = Client()
    client.force_login(mo)
    assert client.get(f"/moderating/balance/{query}").status_code == 404


@pytest.mark.parametrize("role", [*Role])
def test_the_pages_are_for_moderators(debate: Debate, role: Role) -> None:
    user = make_user("Somebody", *({role} - {Role.READER}))
    client = Client()
    client.force_login(user)
    answers = {
        client.get(path).status_code
        for path in ("/moderating/balance/", f"/moderating/balance/{debate.slug}/")
    }
    assert answers == ({200} if role is Role.MODERATOR else {404})
    assert bool(policies.may_moderate(user)) is (role is Role.MODERATOR)
    assert not Decision.objects.exists()
