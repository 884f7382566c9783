"""Lists of threads: orders, pages, filters, pins, and what they cost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.comments.models import Comment
from debates.comments.queries.places import Listed, Order, Place
from debates.comments.queries.texts import texts_of
from debates.comments.queries.threads import thread_list
from debates.publishing.models import Debate
from tests.comments.pages import (
    DAY,
    HOUR,
    all_pages,
    ids,
    joined,
    on_side,
    page_of,
    place,
    thread_of,
    view,
)
from tests.comments.rows import answered, written
from tests.makers import NOW, make_debate, make_user

pytestmark = pytest.mark.django_db


def test_the_ranking_decides_and_what_it_has_not_placed_follows_newest_first(debate: Debate) -> None:
    old, new, second, first = (written(debate, created_at=NOW + HOUR * hour) for hour in range(4))
    place(first, 1)
    place(second, 2)
    place(old, None)
    assert ids(page_of(debate)) == [first.pk, second.pk, new.pk, old.pk]


def test_newest_and_oldest_go_by_time_and_then_by_number(debate: Debate) -> None:
    late = written(debate, created_at=NOW + HOUR)
    early, as_early = written(debate), written(debate)
    assert ids(page_of(debate, "newest")) == [late.pk, as_early.pk, early.pk]
    assert ids(page_of(debate, "oldest")) == [early.pk, as_early.pk, late.pk]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("ranked", [0, 20, 30, 45])
def test_pages_have_twenty_threads_and_together_each_once(debate: Debate, order: str, ranked: int) -> None:
    threads = [written(debate, created_at=NOW + HOUR * (number // 7)) for number in range(45)]
    for number, thread in enumerate(threads[:ranked], start=1):
        place(thread, number)
    pages = [*all_pages(debate, order=order)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert sorted(joined(pages)) == [thread.pk for thread in threads]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("ranked", [0, 30])
def test_pages_hold_while_new_comments_arrive(debate: Debate, order: str, ranked: int) -> None:
    threads = [written(debate, created_at=NOW + HOUR * number) for number in range(45)]
    for number, thread in enumerate(threads[:ranked], start=1):
        place(thread, number)
    still = [*all_pages(debate, order=order)]
    moments = iter(range(100, 200))
    arrivals: list[int] = []

    def arrive() -> None:
        arrivals.extend(written(debate, created_at=NOW + HOUR * next(moments)).pk for _ in range(3))

    pages = [*all_pages(debate, arrive, order=order)]
    seen = joined(pages)
    assert len({*seen}) == len(seen)
    assert [pk for pk in seen if pk not in arrivals] == joined(still)


def test_each_debate_has_its_own_comments(debate: Debate, ed: User) -> None:
    other = make_debate(ed, question="Should the quay be widened?", closes_at=NOW + DAY)
    place(written(other), 1)
    written(other)
    mine = written(debate)
    for order in Order:
        assert ids(page_of(debate, order)) == [mine.pk]


@pytest.mark.parametrize(
    "asked",
    [
        {"order": "best"},
        {"on": "g"},
        {"on": "A"},
        {"on": "ab"},
        {"on": "question "},
        {"after": "0"},
        {"after": "-1"},
        {"after": "1" * 10},
        {"after": "²"},
        {"after": "x"},
        {"order": "newest", "after": "5"},
        {"after": "20260230T090000.000000Z-1"},
        {"after": "20260301T090000.000000Z-0"},
        {"after": "20260301T090000.000000Z-" + "9" * 30},
        {"after": "20260301T090000.000000+1-1"},
    ],
    ids=str,
)
def test_an_address_that_asks_for_nothing_that_can_be_is_refused(asked: dict[str, str]) -> None:
    assert Listed.of(**{"order": "", "on": "", "after": "", **asked}) is None


@pytest.mark.parametrize(
    "given", [Place(rank=999_999_999), Place(moment=NOW, comment=5), Place(moment=NOW + HOUR / 7, comment=1)]
)
def test_a_cursor_is_read_as_it_was_written(given: Place) -> None:
    assert Place.of(str(given)) == given


def test_the_largest_cursors_are_beyond_the_end(debate: Debate) -> None:
    written(debate)
    for order, after in (("", "999999999"), ("newest", f"00010101T000000.000000Z-{'9' * 18}")):
        assert ids(page_of(debate, order, after=after)) in ([], [Comment.objects.get().pk])
    assert ids(page_of(debate, "oldest", after=f"99991231T235959.999999Z-{'9' * 18}")) == []


# ---------------------------------------------------------------- filters, pins


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("ranked", [False, True])
def test_filters_show_one_side_or_what_is_on_none(debate: Debate, order: str, ranked: bool) -> None:
    question = written(debate)
    on_a, on_b = written(debate, **on_side(debate, 1)), written(debate, **on_side(debate, 2))
    for number, comment in enumerate((on_b, question, on_a), start=1):
        if ranked:
            place(comment, number)
    found = {on: ids(page_of(debate, order, on)) for on in ("a", "b", "question")}
    assert found == {"a": [on_a.pk], "b": [on_b.pk], "question": [question.pk]}


def test_a_side_that_the_debate_lacks_has_no_page(debate: Debate) -> None:
    listed = Listed.of(order="", on="c", after="")
    assert listed is not None
    assert thread_list(debate, listed, texts_of(debate), NOW) is None


@pytest.mark.parametrize("order", Order)
def test_pinned_ones_come_first_on_the_first_page_and_not_again(debate: Debate, order: str) -> None:
    threads = [written(debate, created_at=NOW + HOUR * number) for number in range(24)]
    on_b = written(debate, created_at=NOW + HOUR * 12, pinned=True, **on_side(debate, 2))
    on_a = written(debate, created_at=NOW + HOUR * 13, pinned=True, **on_side(debate, 1))
    for number, comment in enumerate((threads[3], on_a, threads[5], on_b), start=1):
        place(comment, number)
    pages = [*all_pages(debate, order=order)]
    assert pages[0][:2] == [on_a.pk, on_b.pk]
    assert [len(page) for page in pages] == [22, 4]
    assert len({*joined(pages)}) == 26
    assert ids(page_of(debate, order, "b")) == [on_b.pk]
    assert on_a.pk not in ids(page_of(debate, order, "question"))
    assert [view(comment).is_pinned for comment in (on_a, threads[3])] == [True, False]


def test_the_filters_and_orders_lead_to_each_other(debate: Debate) -> None:
    page = page_of(debate, "newest", "b")
    assert [(choice.label, choice.query, choice.is_chosen) for choice in page.filters] == [
        ("All", "?order=newest", False),
        ("Side 1", "?on=a&order=newest", False),
        ("Side 2", "?on=b&order=newest", True),
        ("On the question", "?on=question&order=newest", False),
    ]
    assert [(choice.label, choice.query, choice.is_chosen) for choice in page.orders] == [
        ("Valued across sides", "?on=b", False),
        ("Newest", "?on=b&order=newest", True),
        ("Oldest", "?on=b&order=oldest", False),
    ]


# ---------------------------------------------------------------- queries


def crowd(debate: Debate, threads: int, answers: int) -> None:
    """Write so many threads, each with so many answers, of as many authors."""
    for number in range(threads):
        person = make_user(f"Reader-{debate.pk}-{number}", about="Here I am.")
        root = written(debate, author=person, **on_side(debate, 1 + number % 2))
        for _ in range(answers):
            answered(root, author=person)


@pytest.mark.parametrize(("threads", "answers"), [(1, 1), (15, 6)])
@pytest.mark.parametrize("order", Order)
def test_a_list_costs_the_same_for_one_comment_and_for_a_hundred(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, order: str, threads: int, answers: int
) -> None:
    crowd(debate, threads, answers)
    found = Debate.objects.select_related("discussion", "ranking").get(pk=debate.pk)
    listed = Listed.of(order=order, on="", after="")
    assert listed is not None
    # Texts, places (by rank, then by time), which comments and pinned ones, those comments, authors.
    with django_assert_num_queries(6 if order == Order.VALUED else 5):
        page = thread_list(found, listed, texts_of(found), NOW)
    assert page is not None
    assert len(page.threads) == threads


@pytest.mark.parametrize("many", [1, 100])
def test_a_thread_costs_the_same_for_one_answer_and_for_a_hundred(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    crowd(debate, 1, many)
    root = Comment.objects.get(parent=None)
    # The first comment, texts, answers, authors; and the debate, which the test fetches.
    with django_assert_num_queries(5):
        assert len(thread_of(root).comments) == many + 1


def test_no_query_of_a_list_reads_the_words_of_an_essay(debate: Debate) -> None:
    crowd(debate, 2, 1)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page_of(debate)
    # What a function looks into stands right after its bracket, and is not answered.
    answered_words = re.compile(r'(?<!\()"publishing_text"\."(html|source|plain)"')
    texts = [query["sql"] for query in asked if "publishing_text" in query["sql"]]
    assert len(texts) > 1
    assert [sql for sql in texts if answered_words.search(sql)] == []
