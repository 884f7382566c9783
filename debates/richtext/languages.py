"""Passages in another language or direction: ``[texte]{lang=fr}``, ``[...]{lang=ar dir=rtl}``."""

import re

from markdown_it.rules_core import StateCore

# A language tag as in BCP 47, without checking that the language exists.
LANGUAGE = r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}"
DIRECTION = r"ltr|rtl|auto"
_CHECKS = {"lang": re.compile(LANGUAGE), "dir": re.compile(DIRECTION)}


def languages_rule(state: StateCore) -> None:
    """The parser's core rule: a span keeps ``lang`` and ``dir`` with a possible value, and nothing else."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "span_open":
                token.attrs = {
                    name: value
                    for name, value in token.attrs.items()
                    if name in _CHECKS and _CHECKS[name].fullmatch(str(value))
                }
