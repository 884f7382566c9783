"""Tables: alignment by class, since the site's policy forbids inline styles, and a frame that can scroll."""

from markdown_it.rules_core import StateCore
from markdown_it.token import Token


def tables_rule(state: StateCore) -> None:
    """The parser's core rule. The frame can be focused, so that it can be scrolled with the keys."""
    framed: list[Token] = []
    for token in state.tokens:
        if token.type == "table_open":
            frame = {"class": "table", "tabindex": "0"}
            framed.append(Token("table_frame_open", "div", 1, attrs=dict(frame), block=True))
        elif token.type in ("th_open", "td_open"):
            token.attrs = _cell_attributes(token)
        framed.append(token)
        if token.type == "table_close":
            framed.append(Token("table_frame_close", "div", -1, block=True))
    state.tokens = framed


def _cell_attributes(token: Token) -> dict[str, str | int | float]:
    attributes: dict[str, str | int | float] = {"scope": "col"} if token.tag == "th" else {}
    _, _, alignment = str(token.attrs.get("style", "")).partition("text-align:")
    if alignment:
        attributes["class"] = f"align-{alignment}"
    return attributes
