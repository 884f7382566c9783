"""Markdown to safe HTML."""

import re
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from debates.richtext.bounds import as_typed_if_too_many
from debates.richtext.citation_syntax import Citations, keys
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
from debates.richtext.headings import give_heading_ids
from debates.richtext.ids import Ids
from debates.richtext.markdown import PARSERS
from debates.richtext.paragraphs import give_paragraph_ids, plain_text, without_empty
from debates.richtext.pictures import Pictures
from debates.richtext.plain_text import count_words, invalid_character
from debates.richtext.sanitize import COMMENT, ESSAY, sanitize

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
    "check",
    "cited_keys",
    "render",
]

ALLOW = {Profile.ESSAY: ESSAY, Profile.COMMENT: COMMENT}
_PREFIX = re.compile(r"[A-Za-z0-9]*")

RENDERER_VERSION: int = 1
"""Stored with every rendered text; raised when the output changes: ``manage.py rerender`` renews them."""


def render(
    source: str,
    profile: Profile,
    *,
    prefix: str = "",
    number_of: Callable[[str], int | None] | None = None,
    picture: Callable[[str], Picture | None] | None = None,
    taken_ids: set[str] | None = None,
) -> Rendered:
    """Markdown as safe HTML, with what was found in it; the same for page, preview, feed, search and e-mail.

    Both profiles read CommonMark with strikethrough, smart quotes, dashes and ellipses, bare ``https://``
    addresses as links, and no raw HTML (it is shown as typed). Links may have http, https and mailto
    addresses and ``#id``; any other link is shown as typed. Nesting is bounded: what is deeper stays as text;
    so is the number of tags (``bounds.py``). Paragraphs, headings and links without any text are left out.

    ``ESSAY`` adds tables, definition lists, ``[text]{lang=fr dir=ltr}``, links to paths of this site, and
    - headings, one level below their source but from 3 to 6, with ids;
    - footnotes, ``[^label]`` and ``^[text]``, at the end of the text, numbered in the order of their marks;
    - citations, ``[@key, p. 12]``, as links with the number that ``number_of`` answers. Where it answers
      None, and everywhere without it, they stay as typed;
    - pictures, ``![alt](image:key "Caption")``, that ``picture`` answers. Others leave their alternative
      text;
    - an id for every paragraph and every item of a tight list.

    ``COMMENT`` has none of these: a heading is a bold paragraph, a picture its alternative text, the rest is
    shown as typed, and no element has an id or class. A line break in the source is one in the result. Links
    to outside carry ``rel="nofollow ugc"``. The resolvers, ``prefix`` and
    ``taken_ids`` have no effect.

    ``prefix``, letters and digits that name the text on its page, goes into the ids of headings, footnotes
    and citations. ``taken_ids`` are the ids that the page has already; the text's own are added.

    Raises TextRefused (TextTooLong, InvalidText) with a sentence for the writer.
    """
    check(source, profile)
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"A prefix has only letters and digits: {prefix!r}")
    ids = Ids(set() if taken_ids is None else taken_ids)
    parser = PARSERS[profile]
    pictures = Pictures(picture if profile is Profile.ESSAY else None)
    citations = Citations(prefix, number_of)
    tokens = without_empty(pictures.placed(_parsed(source, profile, prefix)))
    headings, paragraphs = [], []
    if profile is Profile.ESSAY:
        headings = list(give_heading_ids(tokens, prefix, ids))
        paragraphs = list(give_paragraph_ids(tokens, ids))
    plain = plain_text(tokens)
    citations.resolve(tokens)
    html = parser.renderer.render(tokens, parser.options, {})
    return Rendered(
        html=sanitize(html, ALLOW[profile]),
        plain=plain,
        words=count_words(plain),
        paragraphs=tuple(paragraphs),
        headings=tuple(headings),
        citations=tuple(citations.found),
        unknown_citations=tuple(citations.unknown),
        pictures=tuple(pictures.found),
        unknown_pictures=tuple(pictures.unknown) if profile is Profile.ESSAY else (),
    )


def check(source: str, profile: Profile) -> None:
    """Raises TextRefused when ``source`` can't be rendered: too long, or not text."""
    if len(source) > MAX_LENGTH[profile]:
        raise TextTooLong(len(source), MAX_LENGTH[profile])
    if (name := invalid_character(source)) is not None:
        raise InvalidText(name)


def cited_keys(source: str) -> tuple[str, ...]:
    """The keys that an essay cites, in order, each as often as it does; for numbering, before rendering.

    Raises TextRefused as :func:`render`.
    """
    check(source, Profile.ESSAY)
    return keys(_parsed(source, Profile.ESSAY, ""))


def _parsed(source: str, profile: Profile, prefix: str) -> Sequence[Token]:
    tokens = PARSERS[profile].parse(source, {"prefix": prefix})
    return as_typed_if_too_many(tokens, source, profile)
