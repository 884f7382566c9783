"""Headings: which level a text's own have on the page, and their ids."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from debates.richtext.document import Heading
from debates.richtext.ids import Ids
from debates.richtext.inline import text_of

_LONGEST_SLUG = 60


def give_heading_ids(tokens: Sequence[Token], prefix: str, ids: Ids) -> Iterator[Heading]:
    """Sets level and id of each heading. ``#`` and ``##`` are level 3: the page has 1, the claim is 2."""
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = min(max(int(token.tag[1:]) + 1, 3), 6)
        token.tag = tokens[index + 2].tag = f"h{level}"
        text = " ".join(text_of(tokens[index + 1].children or ()).split())
        heading_id = ids.take("-".join(filter(None, ("h", prefix, _slug(text)))))
        token.attrs = {"id": heading_id}
        yield Heading(level, heading_id, text)


def _slug(text: str) -> str:
    """The words of ``text`` joined by hyphens, in lower case, in their own script."""
    plain = unicodedata.normalize("NFKC", text).lower()
    words = re.sub(r"[^\w]+|_+", "-", plain).strip("-")
    return words[:_LONGEST_SLUG].strip("-") or "section"


def headings_as_paragraphs_rule(state: StateCore) -> None:
    """A core rule for texts without headings: they become bold paragraphs."""
    for index, token in enumerate(state.tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        if token.nesting == 1:
            inline = state.tokens[index + 1]
            opening, closing = Token("strong_open", "strong", 1), Token("strong_close", "strong", -1)
            inline.children = [opening, *(inline.children or ()), closing]
        token.type = token.type.replace("heading", "paragraph")
        token.tag = "p"
