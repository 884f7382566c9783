"""Characters that no text holds are mended, and long texts cut at a word."""

import pytest

from debates.importing.characters import in_one_line, mended, shortened
from debates.richtext.plain_text import invalid_character


def test_no_invalid_character_is_left() -> None:
    every = "".join(map(chr, range(0x110000)))
    assert invalid_character(mended(every)) is None


def test_what_old_code_pages_meant_is_kept() -> None:
    assert mended("\x91a\x92 \x96 b\x85\x81\x00\tc\n") == "‘a’ – b…\tc\n"


def test_a_line_has_no_breaks() -> None:
    assert in_one_line("  a\n\tb \x00 c ") == "a b c"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 7, "one…"),
        ("one, two", 6, "one…"),
        ("onetwothree", 6, "onetw…"),
        ("", 5, ""),
    ],
)
def test_a_long_text_ends_at_a_word(text: str, limit: int, short: str) -> None:
    assert (shortened(text, limit), len(short) <= limit) == (short, True)
