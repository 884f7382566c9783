"""Paragraphs: what each says, and an id that only what it says decides."""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from markdown_it.token import Token

from debates.richtext.document import Paragraph
from debates.richtext.ids import Ids
from debates.richtext.inline import is_blank, text_of

_MAY_BE_EMPTY = frozenset({"paragraph_open", "heading_open"})


def give_paragraph_ids(tokens: Sequence[Token], ids: Ids) -> Iterator[Paragraph]:
    """Sets the id of each paragraph, and of each item of a tight list.

    The id is ``p-`` and 8 hex digits of the SHA-256 of the normalised text, so that a correction elsewhere
    moves none; citations and footnote marks are no part of it, so that renumbering moves none either.
    """
    for index, token in enumerate(tokens):
        if token.type != "paragraph_open":
            continue
        if token.hidden:
            bearer = tokens[index - 1]
            if bearer.type != "list_item_open":
                continue
        else:
            bearer = token
        text = normalised(text_of(tokens[index + 1].children or ()))
        paragraph_id = ids.take(f"p-{hashlib.sha256(text.encode()).hexdigest()[:8]}")
        bearer.attrs = {"id": paragraph_id}
        yield Paragraph(paragraph_id, text)


def normalised(text: str) -> str:
    """``text`` in Unicode's composed form (NFC) with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def without_empty(tokens: Iterable[Token]) -> list[Token]:
    """The tokens without the paragraphs and headings in which nothing stands."""
    kept: list[Token] = []
    closing = False
    for token in tokens:
        if closing:
            closing = False
        elif (
            token.type == "inline"
            and kept
            and kept[-1].type in _MAY_BE_EMPTY
            and all(map(is_blank, token.children or ()))
        ):
            kept.pop()
            closing = True
        else:
            kept.append(token)
    return kept


def plain_text(tokens: Iterable[Token]) -> str:
    """The words of a text for search and descriptions: its blocks with an empty line between them."""
    blocks = []
    for token in tokens:
        if token.type == "inline":
            blocks.append(normalised(text_of(token.children or ())))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip())
        elif token.type == "html_block":
            blocks.append(token.meta.get("text", ""))
    return "\n\n".join(filter(None, blocks))
