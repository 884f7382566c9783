"""What happened to debates is found from their rows: once, and late if need be."""

from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.digests.actions.finding import SOON, YOUNG, find_events
from debates.digests.models import Event, News
from debates.publishing.actions import change_status, record_import, save_debate
from debates.publishing.models import Debate, Origin
from debates.publishing.workflow import Move, Status
from debates.stances.actions.renewing import renew_results
from tests.makers import NOW, make_debate, make_draft, rewrite, text_of
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def found(debate: Debate | None = None) -> list[tuple[str, datetime, datetime]]:
    """Answer what is noted: what, when it happened, when it was found."""
    events = Event.objects.order_by("pk")
    if debate is not None:
        events = events.filter(debate=debate)
    return [*events.values_list("news", "at", "found_at")]


def test_a_debate_opens_once(ed: User) -> None:
    debate = make_debate(ed)
    assert [find_events(now=NOW + HOUR * hours) for hours in (1, 2)] == [1, 0]
    assert found(debate) == [("opened", NOW, NOW + HOUR)]


def test_a_debate_that_is_published_anew_is_not_opened_again(ed: User) -> None:
    debate = make_debate(ed)
    find_events(now=NOW)
    change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW + HOUR, note="Not yet.")
    Debate.objects.filter(pk=debate.pk).update(status=Status.PUBLISHED, published_at=NOW + 2 * HOUR)
    assert find_events(now=NOW + 3 * HOUR) == 0


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED, Status.WITHDRAWN])
def test_of_what_readers_do_not_see_nothing_is_news(ed: User, status: Status) -> None:
    make_debate(ed, status)
    assert find_events(now=NOW + HOUR) == 0


@pytest.mark.parametrize(("late", "expected"), [(YOUNG - HOUR, 1), (YOUNG, 0), (YOUNG + HOUR, 0)])
def test_what_was_not_found_for_a_week_is_no_news(ed: User, late: timedelta, expected: int) -> None:
    make_debate(ed)
    assert find_events(now=NOW + late) == expected


def test_an_imported_debate_neither_opens_nor_ends(ed: User) -> None:
    debate = make_draft(ed, origin=Origin.IMPORT)
    record_import(debate=debate, published_at=NOW, by=ed, now=NOW)
    assert find_events(now=NOW + HOUR) == 0


def test_a_debate_closes_soon_two_days_before(ed: User) -> None:
    debate = make_debate(ed, closes_at=NOW + SOON + 2 * HOUR)
    assert find_events(now=NOW + HOUR) == 1
    assert find_events(now=NOW + 2 * HOUR) == 1
    assert find_events(now=NOW + 3 * HOUR) == 0
    assert found(debate)[1:] == [("closing", NOW + 2 * HOUR, NOW + 2 * HOUR)]


def test_an_end_that_is_moved_is_news_also_for_who_began_to_follow_a_day_before_it(ed: User) -> None:
    debate = make_debate(ed, closes_at=NOW + 30 * SOON)
    find_events(now=NOW + HOUR)
    debate.closes_at = NOW + 24 * HOUR
    save_debate(debate=debate, by=ed, now=NOW + 2 * HOUR)
    find_events(now=NOW + 3 * HOUR)
    assert found(debate)[1:] == [("closing", NOW + 3 * HOUR, NOW + 3 * HOUR)]


def test_a_debate_that_has_closed_closes_soon_no_more(ed: User) -> None:
    debate = make_debate(ed, closes_at=NOW + HOUR)
    find_events(now=NOW + HOUR)
    assert "closing" not in [news for news, _at, _found in found(debate)]


def test_a_result_is_news_once_everything_is_counted(ed: User, vera: User) -> None:
    debate = make_debate(ed, closes_at=NOW + 5 * HOUR)
    vote(debate, vera, now=NOW + HOUR)
    end = NOW + 5 * HOUR
    find_events(now=end - HOUR)
    assert find_events(now=end) == 0  # the last answers are not counted
    renew_results(now=end + HOUR)
    assert find_events(now=end + HOUR) == 1
    assert found(debate)[-1] == ("result", end, end + HOUR)
    assert find_events(now=end + 2 * HOUR) == 0


def test_a_debate_in_which_nobody_voted_ends_too(ed: User) -> None:
    debate = make_debate(ed)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW + HOUR)
    find_events(now=NOW + 2 * HOUR)
    assert [(news, at) for news, at, _found in found(debate)] == [("opened", NOW), ("result", NOW + HOUR)]


def test_no_result_is_news_while_the_debate_is_open(ed: User, vera: User) -> None:
    debate = make_debate(ed, closes_at=NOW + 5 * HOUR)
    vote(debate, vera, now=NOW + HOUR)
    renew_results(now=NOW + 2 * HOUR)
    find_events(now=NOW + 3 * HOUR)
    assert "result" not in [news for news, _at, _found in found(debate)]


def test_a_debate_that_is_reopened_and_ends_again_has_one_result(ed: User) -> None:
    debate = make_debate(ed)
    for hours, move in ((1, Move.CLOSE), (2, Move.REOPEN), (3, Move.CLOSE)):
        debate = change_status(debate=debate, move=move, by=ed, now=NOW + hours * HOUR)
        find_events(now=NOW + hours * HOUR)
    assert [news for news, _at, _found in found(debate)] == ["opened", "result"]


def test_each_correction_is_news(ed: User) -> None:
    debate = make_debate(ed)
    find_events(now=NOW)
    for year in ("1921", "1922"):
        rewrite(text_of(debate, 1), f"It began in {year}, as far as one knows.", ed, correction=year)
    rewrite(text_of(debate, 2), "A comma, which is nothing to tell anybody of.", ed)
    assert find_events(now=NOW + HOUR) == 2
    assert find_events(now=NOW + HOUR) == 0
    assert [*Event.objects.filter(news=News.CORRECTED).values_list("correction__note", flat=True)] == [
        "1921",
        "1922",
    ]


@pytest.mark.parametrize("count", [1, 4])
def test_a_sweep_asks_the_same_however_many_debates_there_are(
    ed: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_debate(ed, question=f"Is this number {number}?", closes_at=NOW + 9 * HOUR)
    with django_assert_num_queries(8):
        find_events(now=NOW)
    with django_assert_num_queries(7):
        find_events(now=NOW + HOUR)
