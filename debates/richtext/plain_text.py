"""What counts as text here: which characters are refused, and what a word is."""

import re

# C0 and C1 control characters except tab, line feed and carriage return; surrogates (in a str they are always
# lone); U+FDD0..FDEF and the last two code points of each plane, which Unicode reserves as noncharacters
# (Unicode 16, 23.7). Form feed is refused with the rest: XML 1.0 has no place for it, so a feed could not
# carry the text.
_NONCHARACTER_PAIRS = "".join(
    f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17)
)
_INVALID = re.compile(
    f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTER_PAIRS}]",
)

# Han, kana and bopomofo are written without spaces. Readers of Chinese and Japanese read about as many
# characters a minute as readers of English read words (Trauzettel-Klosinski & Dietz 2012,
# doi:10.1167/iovs.11-8284), so each character counts as one word. Hangul is written with spaces and needs no
# rule.
_UNSPACED = re.compile(
    "[\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
_BETWEEN_WORDS = re.compile("[\\s/\u2013\u2014\u2026]+")


def invalid_character(text: str) -> str | None:
    """The first character of ``text`` that no text may hold, named like ``U+0000``; None when there is none.

    Refused are NUL and the other control characters (tab and line ends are welcome), lone surrogates and
    noncharacters: databases, feeds or browsers choke on them. The name, not the character, is answered
    because a lone surrogate can't be written to a log or a page.
    """
    found = _INVALID.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def without_invalid(text: str) -> str:
    """``text`` without the characters that :func:`invalid_character` refuses."""
    return _INVALID.sub("", text)


def count_words(text: str) -> int:
    """How many words ``text`` has, in any language.

    A word is what stands between spaces, dashes or slashes and holds a letter or digit; each Han or kana
    character is a word. Thai, Lao, Khmer and Burmese, written without spaces too, are counted by their runs.
    """
    spaced, unspaced = _UNSPACED.subn(" ", text)
    return unspaced + sum(any(map(str.isalnum, run)) for run in _BETWEEN_WORDS.split(spaced))
