"""Markdown to safe HTML."""

from collections.abc import Callable

from markdown_it import MarkdownIt

from debates.richtext import sanitize
from debates.richtext.document import (
    MAX_LENGTH,
    Citation,
    CitationItem,
    Heading,
    InvalidText,
    Paragraph,
    Picture,
    Profile,
    Rendered,
    TextRefused,
    TextTooLong,
)
from debates.richtext.plain_text import count_words, invalid_character

__all__ = [
    "MAX_LENGTH",
    "RENDERER_VERSION",
    "Citation",
    "CitationItem",
    "Heading",
    "InvalidText",
    "Paragraph",
    "Picture",
    "Profile",
    "Rendered",
    "TextRefused",
    "TextTooLong",
    "render",
]

RENDERER_VERSION: int = 1
"""Stored beside every rendered text; raised when the output changes, so that ``manage.py rerender`` renews it."""


def render(
    source: str,
    profile: Profile,
    *,
    prefix: str = "",
    number_of: Callable[[str], int | None] | None = None,
    picture: Callable[[str], Picture | None] | None = None,
    taken_ids: set[str] | None = None,
) -> Rendered:
    """Render."""
    if len(source) > MAX_LENGTH[profile]:
        raise TextTooLong(len(source), MAX_LENGTH[profile])
    if (name := invalid_character(source)) is not None:
        raise InvalidText(name)
    allow = sanitize.ESSAY if profile is Profile.ESSAY else sanitize.COMMENT
    html = sanitize.sanitize(MarkdownIt("js-default").render(source), allow)
    return Rendered(html, source, count_words(source), (), (), (), (), (), ())
