"""The table of states and moves, spelled out once more by hand."""

import pytest

from debates.publishing.words import MOVE_EFFECTS, MOVE_LABELS, ROUND_MOVE_LABELS
from debates.publishing.workflow import (
    LATER_ROUNDS,
    PUBLIC,
    ROUNDS,
    IllegalMove,
    Move,
    Status,
    moves_from,
    target_of,
)

TABLE = {
    "draft": {"submit": "in_review", "import": "closed"},
    "in_review": {
        "return": "draft",
        "approve": "in_review",
        "schedule": "scheduled",
        "publish": "published",
    },
    "scheduled": {"unschedule": "in_review", "publish": "published"},
    "published": {"close": "closed", "unpublish": "draft", "withdraw": "withdrawn"},
    "closed": {
        "reopen": "published",
        "archive": "archived",
        "unpublish": "draft",
        "withdraw": "withdrawn",
    },
    "archived": {"unarchive": "closed", "unpublish": "draft", "withdraw": "withdrawn"},
    "withdrawn": {"revise": "draft"},
}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("move", list(Move))
def test_a_move_leads_where_the_table_says_and_nowhere_else(status: Status, move: Move) -> None:
    expected = TABLE[status].get(move)
    if expected is not None:
        assert target_of(move, status) == expected
        return
    with pytest.raises(IllegalMove) as refused:
        target_of(move, status)
    assert (refused.value.move, refused.value.status) == (move, status)


@pytest.mark.parametrize("status", list(Status))
def test_moves_are_listed_in_the_order_of_the_workflow(status: Status) -> None:
    assert moves_from(status) == tuple(TABLE[status])


def test_readers_see_what_is_published_closed_or_archived() -> None:
    assert {"published", "closed", "archived"} == PUBLIC


def test_rounds_are_read_in_the_order_in_which_they_are_written() -> None:
    assert ROUNDS == ("opening", "rebuttal", "closing")
    assert LATER_ROUNDS == ("rebuttal", "closing")


def test_every_step_has_a_name_and_all_but_the_import_say_what_they_do() -> None:
    assert set(MOVE_LABELS) == set(Move)
    assert set(MOVE_EFFECTS) == set(Move) - {Move.IMPORT}
    assert tuple(ROUND_MOVE_LABELS) == LATER_ROUNDS
