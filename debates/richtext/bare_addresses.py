"""Addresses written without any mark-up become links: ``see https://example.org/page.``

linkify-it knows where an address ends. markdown-it's own rules for it are not used: they look back and ahead
through the whole paragraph for every address, which is quadratic, and guess that ``end.It`` is a site.
"""

import re

from linkify_it import LinkifyIt
from markdown_it.rules_inline import StateInline

_LONGEST = 2_000
_SCHEME = re.compile(r"(?<![A-Za-z0-9])https?\Z", re.IGNORECASE)
# Closes emphasis or the sentence, and is not the address's.
_NOT_LAST = "*_~.,;:!?'\""
_LINKIFY = LinkifyIt()


def bare_address_rule(state: StateInline, silent: bool) -> bool:
    """The parser's inline rule, asked at the ``:`` of ``https://``; the scheme is still pending then."""
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.src[max(0, state.pos - 6) : state.pos])
    if scheme is None:
        return False
    rest = state.src[state.pos + 1 : min(state.pos + 1 + _LONGEST, state.posMax)]
    length = _LINKIFY.test_schema_at(rest, "https:", 0)
    address = f"{scheme[0]}:{rest[:length].rstrip(_NOT_LAST)}"
    target = state.md.normalizeLink(address)
    if not length or not state.md.validateLink(target):
        return False
    if not silent:
        if not state.pending.endswith(scheme[0]):
            return False
        state.pending = state.pending[: -len(scheme[0])]
        link = state.push("link_open", "a", 1)
        link.attrs = {"href": target}
        link.info = "auto"
        state.push("text", "", 0).content = address
        state.push("link_close", "a", -1).info = "auto"
    state.pos += len(address) - len(scheme[0])
    return True
