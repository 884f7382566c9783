"""The sums that are shown of what was counted."""

import json

from debates.stances.options import EssaysRead, Phase, Tier
from debates.stances.results import Cell, Counted

COUNTED = Counted(
    options=("p:7", "p:8", "both", "unsure"),
    positions=2,
    cells=(
        Cell("after", "verified", False, 0, "unknown", "", "p:7", 5),
        Cell("after", "verified", False, 1, "unknown", "", "p:7", 4),
        Cell("after", "verified", True, 1, "both", "", "p:8", 3),
        Cell("after", "verified", False, 1, "unknown", "", "unsure", 1),
        Cell("after", "unverified", False, 0, "both", "", "p:8", 9),
        Cell("after", "unverified", False, 0, "unknown", "2026-03-01T09:10", "p:7", 40),
        Cell("before", "verified", False, 0, "unknown", "", "both", 6),
    ),
    matrix=((1, 0, 0, 0), (0, 2, 0, 0), (0, 0, 0, 3), (0, 0, 0, 0)),
)


def test_tiers_and_phases_are_never_mixed() -> None:
    assert COUNTED.current() == (9, 3, 0, 1)
    assert COUNTED.current(tier=Tier.UNVERIFIED) == (40, 9, 0, 0)
    assert COUNTED.current(phase=Phase.BEFORE) == (0, 0, 6, 0)


def test_who_had_been_shown_results_is_counted_apart() -> None:
    assert COUNTED.current(exposed=True) == (0, 3, 0, 0)
    assert COUNTED.current(exposed=False) == (9, 0, 0, 1)


def test_what_came_with_a_burst_can_be_set_apart() -> None:
    assert COUNTED.current(tier=Tier.UNVERIFIED, apart={"2026-03-01T09:10"}) == (0, 9, 0, 0)
    assert COUNTED.current(tier=Tier.UNVERIFIED, apart={"2026-03-01T09:20"}) == (40, 9, 0, 0)
    assert COUNTED.current(apart={""}) == COUNTED.current()


def test_who_read_all_essays_is_counted_apart() -> None:
    assert COUNTED.current(read=EssaysRead.BOTH) == (0, 3, 0, 0)
    assert COUNTED.current(read=EssaysRead.UNKNOWN) == (9, 0, 0, 1)


def test_answers_are_counted_by_the_order_that_was_shown() -> None:
    assert COUNTED.by_arm() == ((5, 0, 0, 0), (4, 3, 0, 1))


def test_a_row_gives_back_what_it_was_given() -> None:
    assert Counted.from_json(json.loads(json.dumps(COUNTED.as_json()))) == COUNTED
