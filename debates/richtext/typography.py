"""Smart punctuation: curly quotes, dashes and ellipses for the ones that keyboards have.

markdown-it's own rules are not used: they also turn ``(c)`` and ``(p)``, which are points of a law in many an
essay, into signs, and their pairing of quotes is quadratic.
"""

import re

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_MARK = re.compile(r"\.{3,}|-{2,}|[\"']")
_OPENS_AFTER = frozenset("([{<‘“‚„«‹—–-/=¿¡")
_QUOTES = {'"': ("“", "”"), "'": ("‘", "’")}


def typography_rule(state: StateCore) -> None:
    """The parser's core rule: changes the text of paragraphs, not code and not bare addresses."""
    for block in state.tokens:
        if block.type == "inline" and block.children and _MARK.search(block.content):
            _improve(block.children)


def _improve(tokens: list[Token]) -> None:
    before = " "
    in_address = False
    for token in tokens:
        if token.type in ("link_open", "link_close"):
            in_address = token.type == "link_open" and token.info == "auto"
        elif token.type == "text":
            if not in_address:
                token.content = _improved(token.content, before)
            before = token.content[-1:] or before
        elif token.type in ("softbreak", "hardbreak"):
            before = " "
        elif token.nesting == 0:
            before = "x"


def _improved(text: str, before: str) -> str:
    """``text`` with smart punctuation; ``before`` is the character that stands before it."""
    pieces: list[str] = []
    done = 0
    for match in _MARK.finditer(text):
        start, end = match.span()
        if start > done:
            pieces.append(text[done:start])
        previous = pieces[-1][-1] if pieces else before
        pieces.append(_mark(match[0], previous, text[end : end + 1]))
        done = end
    return "".join([*pieces, text[done:]])


def _mark(straight: str, previous: str, following: str) -> str:
    """The typographic form of a mark, by its neighbours; longer runs of dots and dashes stay as they are."""
    if straight in _QUOTES:
        return _quote(straight, previous, following)
    return {"...": "…", "--": "–", "---": "—"}.get(straight, straight)


def _quote(straight: str, previous: str, following: str) -> str:
    """The curly form of a quotation mark; an apostrophe is written like a closing one."""
    opening, closing = _QUOTES[straight]
    if not previous.isspace() and previous not in _OPENS_AFTER:
        return closing
    if following.isspace():
        return straight if previous.isspace() else closing
    if straight == "'" and following.isdigit():
        return closing
    return opening
