"""Citations in text: ``[@key]``, ``[@key, p. 12]``, ``[see also -@a; @b, chap. 3]``."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from debates.richtext.document import Citation, CitationItem

# The parser's token; its meta holds the written items.
_TYPE = "citation"

# A longer bracket is no citation; the bound keeps a flood of brackets cheap.
_BRACKET = re.compile(r"\[([^\[\]\\`<>]{2,1000})\]")
_ITEM = re.compile(
    r"(?P<prefix>[^@]*?)(?<![^\s(])(?P<minus>-?)@(?P<key>[A-Za-z](?:[A-Za-z0-9_:.-]*[A-Za-z0-9])?)(?P<rest>(?:[\s,:.].*)?)",
    re.DOTALL,
)
_LOCATOR = re.compile(
    r",?\s*(?P<label>[A-Za-z]+\.?|§{1,2}|¶{1,2})\s*(?P<locator>[0-9ivxlcdmIVXLCDM]+(?:\s?[-–,]\s?[0-9ivxlcdm]+)*)(?![\w])(?P<suffix>.*)",
    re.DOTALL,
)
# Each kind of locator (CSL 1.0.2, "Locators"): how it is written, and how one and several are shown.
_LABELS = {
    "page": ("p pp page pages", "p.", "pp."),
    "chapter": ("ch chap chapter chapters", "chap.", "chaps."),
    "section": ("sec section sections § §§", "§", "§§"),
    "paragraph": ("par para paragraph paragraphs ¶ ¶¶", "¶", "¶¶"),
    "article": ("art article articles", "art.", "arts."),
    "figure": ("fig figure figures", "fig.", "figs."),
    "note": ("n note notes", "n.", "nn."),
    "volume": ("vol volume volumes", "vol.", "vols."),
}
_LABEL_OF = {word: label for label, (words, _, _) in _LABELS.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """An item of a citation and how it was written, for when its reference is unknown."""

    item: CitationItem
    literal: str


def parse_citation(inside: str) -> tuple[WrittenItem, ...]:
    """The items of a bracket's inside; none when it is not a citation (each part needs a key)."""
    items = []
    for part in inside.split(";"):
        match = _ITEM.fullmatch(part.strip())
        if match is None:
            return ()
        items.append(WrittenItem(_item(match), " ".join(part.split())))
    return tuple(items)


def _item(match: re.Match[str]) -> CitationItem:
    prefix = " ".join(match["prefix"].split())
    rest = " ".join(match["rest"].split())
    item = CitationItem(match["key"], prefix=prefix, suffix=rest, suppress_author=bool(match["minus"]))
    located = _LOCATOR.fullmatch(rest)
    label = _LABEL_OF.get(located["label"].rstrip(".").lower()) if located else None
    if located is None or label is None:
        return item
    return CitationItem(
        item.key, _dashed(located["locator"]), label, prefix, located["suffix"], item.suppress_author
    )


def _dashed(locator: str) -> str:
    """Ranges have an en dash."""
    return re.sub(r"\s?[-–]\s?", "–", locator)


def citation_rule(state: StateInline, silent: bool) -> bool:
    """The parser's inline rule. It stands after links, so that ``[@key](…)`` stays one.

    A link holds no citation: CommonMark takes no brackets that mean something into a link's text.
    """
    if state.src[state.pos] != "[":
        return False
    match = _BRACKET.match(state.src, state.pos, state.posMax)
    if match is None or "@" not in match[1]:
        return False
    items = parse_citation(match[1])
    if not items:
        return False
    if not silent:
        token = state.push(_TYPE, "", 0)
        token.meta = {"items": items}
    state.pos = match.end()
    return True


class Citations:
    """Turns the citations of one text into links, in order, and remembers what was found."""

    def __init__(self, prefix: str, number_of: Callable[[str], int | None] | None) -> None:
        self._anchor = f"cite-{prefix}-" if prefix else "cite-"
        self._number_of = number_of or (lambda _: None)
        self.found: list[Citation] = []
        self.unknown: dict[str, None] = {}

    def resolve(self, tokens: Iterable[Token]) -> None:
        """Turns each citation into HTML; the items whose reference is unknown stay as they were written."""
        for token in _citations(tokens):
            token.type = "html_inline"
            token.content = self._html(token)

    def _html(self, token: Token) -> str:
        shown = [self._html_of(written) for written in token.meta["items"]]
        inside = "; ".join(html for html, _ in shown)
        return f'<span class="cite">[{inside}]</span>' if any(known for _, known in shown) else f"[{inside}]"

    def _html_of(self, written: WrittenItem) -> tuple[str, bool]:
        item = written.item
        number = self._number_of(item.key)
        if number is None:
            self.unknown.setdefault(item.key)
            return escape(written.literal), False
        anchor = f"{self._anchor}{len(self.found) + 1}"
        self.found.append(Citation(item.key, anchor, number))
        before = f"{escape(item.prefix)} " if item.prefix else ""
        link = f'<a href="#ref-{item.key}" id="{anchor}" role="doc-biblioref">{number}</a>'
        return f"{before}{link}{escape(_tail(item))}", True


def _tail(item: CitationItem) -> str:
    """What is shown after the number: `, p. 12`, and what was written after it."""
    if not item.locator:
        return (
            item.suffix if item.suffix.startswith((",", ".", ":")) or not item.suffix else f" {item.suffix}"
        )
    _, one, several = _LABELS[item.label]
    shown = several if re.search("[–,]", item.locator) else one
    return f", {shown} {item.locator}{item.suffix}"


def keys(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The keys that a text's tokens cite, in order, each as often as it is cited."""
    return tuple(written.item.key for token in _citations(tokens) for written in token.meta["items"])


def _citations(tokens: Iterable[Token]) -> Iterator[Token]:
    return (child for block in tokens for child in block.children or () if child.type == _TYPE)
