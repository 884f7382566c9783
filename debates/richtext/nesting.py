"""How deep blocks may stand in each other."""

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock

MAX_BLOCK_LEVEL = 16
"""No quotation, list or note opens at this level or deeper (a list takes two); its sign stays as text."""

MAX_NESTING = MAX_BLOCK_LEVEL + 4
"""The parser's own bound. No block may meet it, as it drops what is deeper; in a line it only stops."""

_CONTAINERS = frozenset({"blockquote", "list", "deflist", "footnote_def"})


def bound_nesting(md: MarkdownIt) -> None:
    """Makes the block rules of ``md`` that hold other blocks respect ``MAX_BLOCK_LEVEL``."""
    for rule in md.block.ruler.__rules__:
        if rule.name in _CONTAINERS:
            rule.fn = _bounded(rule.fn)


def _bounded(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level < MAX_BLOCK_LEVEL and rule(state, start, end, silent)

    return bounded
