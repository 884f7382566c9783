"""What has changed between two versions of a text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.richtext.differences import Change, Part, differences

KEPT, ADDED, REMOVED = Change.KEPT, Change.ADDED, Change.REMOVED


def test_words_that_were_exchanged_are_told_apart_from_those_that_stay() -> None:
    assert differences("The tide decides, not you.", "The tide decides, not the board.") == (
        Part(KEPT, "The tide decides, not "),
        Part(REMOVED, "you."),
        Part(ADDED, "the board."),
    )


def test_the_same_text_is_all_kept_and_an_empty_one_nothing() -> None:
    assert differences("As it was.\n\nStill.", "As it was.\n\nStill.") == (
        Part(KEPT, "As it was.\n\nStill."),
    )
    assert differences("", "") == ()
    assert differences("", "New.") == (Part(ADDED, "New."),)
    assert differences("Old.", "") == (Part(REMOVED, "Old."),)


@given(st.text(), st.text())
def test_both_versions_can_be_read_from_the_parts(before: str, after: str) -> None:
    parts = differences(before, after)
    assert "".join(part.text for part in parts if part.change is not ADDED) == before
    assert "".join(part.text for part in parts if part.change is not REMOVED) == after


MANY = [chr(0x100 + number) for number in range(101)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["a"] * 2500, ["a"] * 2499 + ["b"]),
        (["a", "b"] * 1250, ["b", "a"] * 1250),
        ([MANY[place % 101] for place in range(2500)], [MANY[-place % 101] for place in range(2500)]),
        (["x" * 5000], ["y"] * 2500),
    ],
    ids=["one word again and again", "two in turn", "many backwards", "a long one"],
)
def test_no_text_keeps_a_page_busy(before: list[str], after: list[str]) -> None:
    began = time.process_time()
    differences(" ".join(before), " ".join(after))
    assert time.process_time() - began < 5
