"""What a name may be made of."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.names import NAME_LENGTH, forbidden_character, name_from, tidy

HOSTILE = {
    "Vera\r\nBcc: all@example.org": "U+000D",
    "Vera\x00": "U+0000",
    "Vera\x0b": "U+000B",
    "Vera\x0c": "U+000C",
    "Vera\u2028": "U+2028",
    "Vera\u2029": "U+2029",
    "\u202eareV": "U+202E",
    "Ve\u2066ra": "U+2066",
    "Vera\u200f": "U+200F",
    "Vera\ue000": "U+E000",
    "Vera\ud800": "U+D800",
    "Vera\U000e0fff": "U+E0FFF",
}


@pytest.mark.parametrize(("name", "code"), HOSTILE.items(), ids=list(HOSTILE.values()))
def test_an_invisible_character_is_named(name: str, code: str) -> None:
    assert forbidden_character(name) == code


@pytest.mark.parametrize(
    "name",
    ["Vera", "Ada Lovelace", "O’Hara-Łukasz", "李小龙", "أمل", "Zoë", "क्षत्रिय", "नि\u200dश", "👩‍🔬 Mo", "x"],
)
def test_names_of_the_world_are_names(name: str) -> None:
    assert forbidden_character(name) is None
    assert name_from(name) == name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Vera   Example ", "Vera Example"),
        ("Vera\u00a0Example", "Vera Example"),
        ("Zoe\u0308", "Zoë"),
        ("\t", ""),
        ("", ""),
    ],
)
def test_a_name_is_tidied(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_a_suggestion_becomes_a_name_without_what_no_name_may_hold() -> None:
    assert name_from("Ve\u202era\r\nBcc: x") == "VeraBcc: x"
    assert name_from("v" * 10_000) == "v" * NAME_LENGTH
    assert name_from("\u2066\x00") == ""


@given(st.text())
def test_whatever_another_site_says_becomes_a_name_that_may_stand_here(text: str) -> None:
    name = name_from(text)
    assert forbidden_character(name) is None
    assert len(name) <= NAME_LENGTH
    assert name == name.strip() == unicodedata.normalize("NFC", name)
