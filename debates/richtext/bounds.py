"""How deep blocks may stand in each other, and how many tags a text may become."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from debates.richtext.document import Profile

MAX_BLOCK_LEVEL = 10
"""No quotation, list or note opens at this level or deeper (a list takes two); its sign stays as text."""

MAX_NESTING = MAX_BLOCK_LEVEL + 2
"""The parser's own bound. No block may meet it, as it drops what is deeper; in a line it only stops."""

MAX_TAGS = {Profile.ESSAY: 20_000, Profile.COMMENT: 800}
"""How many opening and closing tags a text may become; one with more is shown as typed, without any mark-up.

Nothing that is written to be read comes near; what does is made to keep the sanitisers busy.
"""

# Tokens that become no or several tags. A figure has nine with its credit; each item of a citation adds two.
_TAGS = {"text": 0, "inline": 0, "fence": 4, "code_block": 4, "code_inline": 2, "citation": 2, "image": 9}

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


def as_typed_if_too_many(tokens: Sequence[Token], source: str, profile: Profile) -> Sequence[Token]:
    """The tokens or, when they would become more than ``MAX_TAGS``, one that shows the source as typed."""
    if _tags(tokens) <= MAX_TAGS[profile]:
        return tokens
    return [Token("code_block", "code", 0, content=source, block=True)]


def _tags(tokens: Sequence[Token]) -> int:
    inside = (child for block in tokens for child in block.children or ())
    return sum(_tags_of(token) for token in (*tokens, *inside) if not token.hidden)


def _tags_of(token: Token) -> int:
    if token.type in ("html_inline", "html_block"):
        return token.content.count("<")
    return _TAGS.get(token.type, 1) + 2 * len(token.meta.get("items", ()))
