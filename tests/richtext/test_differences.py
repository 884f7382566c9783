"""What has changed between two versions of a text."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.richtext.differences import WORD, Change, Part, differences, joined, long_parts

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


# ---------------------------------------------------------------- texts of an essay's length and more

PARAGRAPHS = [f"Paragraph {n} says that the tide comes in at hour {n}.\n\n" for n in range(700)]


def test_a_word_that_was_exchanged_in_a_long_text_is_found_alone() -> None:
    text = "".join(PARAGRAPHS)
    assert len(text.split()) > 5000
    assert differences(text, text.replace("hour 350.", "dawn.")) == (
        Part(KEPT, text.partition("hour 350.")[0]),
        Part(REMOVED, "hour 350.\n\n"),
        Part(ADDED, "dawn.\n\n"),
        Part(KEPT, "".join(PARAGRAPHS[351:])),
    )


def test_changes_far_apart_in_a_long_text_leave_what_stands_between_them() -> None:
    changed = ["A new first line.\n\n", *PARAGRAPHS[:300], *PARAGRAPHS[301:699], "The end.\n\n"]
    found = differences("".join(PARAGRAPHS), "".join(changed))
    assert [(part.change, part.text) for part in found if part.change is not KEPT] == [
        (ADDED, "A new first line.\n\n"),
        (REMOVED, PARAGRAPHS[300]),
        (REMOVED, PARAGRAPHS[699]),
        (ADDED, "The end.\n\n"),
    ]


LINES = st.lists(st.sampled_from(["one two\n", "three\n", "\n", "four five six", "seven\n\n", "eight "]))


@given(LINES, LINES)
def test_both_versions_can_be_read_from_the_parts_of_a_long_text(before: list[str], after: list[str]) -> None:
    old, new = WORD.findall("".join(before)), WORD.findall("".join(after))
    found = [*joined(long_parts(old, new))]
    assert "".join(part.text for part in found if part.change is not ADDED) == "".join(before)
    assert "".join(part.text for part in found if part.change is not REMOVED) == "".join(after)
    assert all(one.change is not other.change for one, other in pairwise(found))
    assert all(part.text for part in found)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 100_000, "b " * 100_000),
        ("a b " * 50_000, "b a " * 50_000),
        ("a\n" * 100_000, "b a\n" * 50_000),
        ("".join(f"{n}\n" for n in range(30_000)), "".join(f"{n}\n" for n in reversed(range(30_000)))),
        ("".join(f"{n % 997} " for n in range(40_000)), "".join(f"{-n % 997} " for n in range(40_000))),
        (
            "".join(f"line {n // 60} {n % 60} \n" if n % 60 else f"only {n}\n" for n in range(15_000)),
            "".join(f"line {n % 60} {n // 60} \n" if n % 60 else f"only {n}\n" for n in range(15_000)),
        ),
    ],
    ids=["one word", "two in turn", "short lines", "lines backwards", "words backwards", "many gaps"],
)
def test_no_long_text_keeps_a_page_busy(before: str, after: str) -> None:
    began = time.process_time()
    differences(before, after)
    assert time.process_time() - began < 5
