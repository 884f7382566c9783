"""What results say is worked out once for as long as what was counted is the same."""

from dataclasses import replace

import pytest
from django.utils import translation

from debates.stances.results import Cell, Counted
from debates.stances.telling import told
from debates.stances.telling.poll import Poll
from debates.stances.telling.shapes import Heading

COUNTED = Counted(
    options=("p1", "p2", "both", "unsure"),
    positions=2,
    cells=tuple(
        Cell("after", "verified", False, arm, "unknown", "", option, 20)
        for arm in (0, 1)
        for option in ("p1", "p2", "both", "unsure")
    ),
    matrix=((0,) * 4,) * 4,
)
POLL = Poll((Heading("Dredge", "A"), Heading("Leave", "B"), Heading("Both"), Heading("Unsure")), "en", "ltr")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    told._summary.cache_clear()
    told._parts.cache_clear()


def test_the_same_count_is_told_once() -> None:
    first = told.summary(COUNTED, POLL)
    assert "160 readers voted." in str(first.headline)
    again = told.summary(replace(COUNTED), replace(POLL))
    assert again is first
    assert told.parts(COUNTED, POLL, frozenset()) is told.parts(replace(COUNTED), POLL, frozenset())


@pytest.mark.parametrize(
    ("counted", "poll"),
    [
        (replace(COUNTED, cells=COUNTED.cells[:-1]), POLL),
        (COUNTED, replace(POLL, answers=(Heading("Dredge it", "A"), *POLL.answers[1:]))),
    ],
)
def test_another_count_or_another_name_is_told_anew(counted: Counted, poll: Poll) -> None:
    assert told.summary(counted, poll) != told.summary(COUNTED, POLL)


def test_bursts_that_are_set_apart_and_another_language_are_told_anew() -> None:
    told.parts(COUNTED, POLL, frozenset())
    told.parts(COUNTED, POLL, frozenset({"2026-03-01T09:00"}))
    with translation.override("fr"):
        told.parts(COUNTED, POLL, frozenset())
    assert told._parts.cache_info().misses == 3
