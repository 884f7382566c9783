"""What stands inside a paragraph: reading it as text, and keeping it well-formed."""

from collections.abc import Iterable

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_INLINE_DEPTH = 16
"""How deep emphasis, links and spans may stand in each other; deeper ones are left out, their text stays."""


def text_of(tokens: Iterable[Token]) -> str:
    """The words of inline tokens, with pictures' alternative text, without citations and footnote marks."""
    parts: list[str] = []
    for token in tokens:
        if token.type in ("text", "text_special", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "image":
            parts.append(text_of(token.children or ()))
        elif "text" in token.meta:
            parts.append(token.meta["text"])
        elif token.nesting == 0 and parts:
            # The space before a citation or a mark goes with it.
            parts[-1] = parts[-1].rstrip()
    return "".join(parts)


def pairs_rule(state: StateCore) -> None:
    """The parser's core rule: every paragraph through :func:`without_useless_pairs`."""
    for block in state.tokens:
        if block.type == "inline" and block.children:
            block.children = without_useless_pairs(block.children)


def without_useless_pairs(tokens: Iterable[Token]) -> list[Token]:
    """The tokens without the pairs that are too deep, hold no text or, as spans, say nothing.

    What they hold stays.
    """
    kept: list[Token] = []
    places: list[int] = []
    depth = 0
    for token in tokens:
        if token.nesting == 1:
            useless = depth >= MAX_INLINE_DEPTH or (token.tag == "span" and not token.attrs)
            places.append(-1 if useless else len(kept))
            if useless:
                continue
            depth += 1
        elif token.nesting == -1:
            place = places.pop()
            if place < 0:
                continue
            depth -= 1
            if all(is_blank(inner) for inner in kept[place + 1 :]):
                del kept[place]
                continue
        kept.append(token)
    return kept


def is_blank(token: Token) -> bool:
    """Whether an inline token shows nothing."""
    return token.type in ("text", "softbreak", "hardbreak") and not token.content.strip()
