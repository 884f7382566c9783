import sys
import unicodedata

import pytest

from debates.richtext.plain_text import count_words, invalid_character

NONCHARACTERS = {
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | end for plane in range(17) for end in (0xFFFE, 0xFFFF)),
}


def test_every_character_that_is_no_text_is_named() -> None:
    refused = {code for code in range(sys.maxunicode + 1) if invalid_character(f"a{chr(code)}b") is not None}
    controls_and_surrogates = {
        code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) in ("Cc", "Cs")
    }
    assert refused == (controls_and_surrogates | NONCHARACTERS) - {ord("\t"), ord("\n"), ord("\r")}


def test_first_invalid_character_is_named_by_its_code_point() -> None:
    assert invalid_character("good\ttext\r\n") is None
    assert invalid_character("a\x00b\x01") == "U+0000"
    assert invalid_character("\udc80") == "U+DC80"
    assert invalid_character("\U0010ffff") == "U+10FFFF"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n\t ", 0),
        ("— … / * &", 0),
        ("One question, two answers.", 4),
        ("It’s a well-known 3.5 % rise", 5),
        ("l’été — où sont-ils ?", 3),
        ("one—two/three…four", 4),
        ("e\u0301te\u0301 a\u0300", 2),
        ("हिन्दी विकिपीडिया", 2),
        ("العربية والإنجليزية", 2),
        ("위키백과 우리 모두", 3),
        ("维基百科", 4),
        ("ウィキペディア", 7),
        ("自由な encyclopedia です", 6),
        ("𠀀𠀁", 2),
    ],
)
def test_words_are_counted_in_any_language(text: str, words: int) -> None:
    assert count_words(text) == words
