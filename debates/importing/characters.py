"""Characters that no text here may hold, and what old exports meant by some of them."""

# Sites that were moved from Windows code pages still hold 0x80–0x9F as they were: the curly quotes and dashes
# of code page 1252. What that page leaves open, and every other character that is no text, is left out.
_MEANT: dict[int, str | None] = dict.fromkeys(
    [
        *(code for code in range(0x20) if chr(code) not in "\t\n\r"),
        0x7F,
        *range(0xD800, 0xE000),
        *range(0xFDD0, 0xFDF0),
        *(plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)),
    ]
) | {code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}


def mended(text: str) -> str:
    """Answer `text` with only characters that a text may hold."""
    return text.translate(_MEANT)


def in_one_line(text: str) -> str:
    """Answer `text` mended, with its white space collapsed and none at its ends."""
    return " ".join(mended(text).split())


def shortened(text: str, limit: int) -> str:
    """Answer `text` in at most `limit` characters; a longer one ends at a word, with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    words = cut.rpartition(" ")[0] if not text[limit - 1].isspace() else cut
    return (words or cut).rstrip(" ,;:–—-") + "…"
