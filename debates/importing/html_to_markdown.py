"""A post's HTML as Markdown that `richtext` renders to the same words.

The library walks the tree and joins the blocks; what is ours is that text stays text: whatever could be read
as mark-up, a citation, a footnote or an address is escaped, and emphasis stands only where Markdown sees it.
"""

import re
import unicodedata
from collections.abc import Set as AbstractSet

from bs4 import Tag
from bs4.element import NavigableString, PageElement
from markdownify import ATX, BACKSLASH, MarkdownConverter

from debates.importing.html_tree import BLOCKS, EMPHASIS, INLINES, Tree, line_of
from debates.richtext.links import is_allowed

_ADDRESS = re.compile(r"""https?://[^\s<>"'`|\\^{}\[\]*]*[\w/=#%&+-]""")
_SPECIAL = (
    r"[\\`*\[\]|]"  # code, emphasis, links, citations, footnotes, tables
    r"|<(?!\s)"  # addresses in angle brackets
    r"|&(?=#?[0-9A-Za-z]{1,40};)"  # entities
    r"|(?<![^\W_])_|_(?![^\W_])"  # emphasis; inside a word it is none
    r"|~(?=~)|(?<=~)~"  # struck-out text, code
    r"|(?<!\S)#(?=#{0,20}(?:\s|$))"  # the end of a heading
    r"|(?<=http):(?=//)|(?<=https):(?=//)"  # bare addresses
)
_LINE_START = re.compile(
    r"\A(?P<space>\s*)(?:"
    r"(?P<number>[0-9]{1,9})(?=[.)](?:\s|$))"  # a numbered list
    r"|(?P<run>[-=]+)(?=\s|$)"  # a list, a rule, the line under a heading
    r"|(?P<mark>>|[+:~](?=\s|$)|\#(?=\#{0,5}(?:\s|$)))"  # a quotation, a list, a definition, a heading
    r")"
)
_LAST_MARK = re.compile(r"(?<!\\)(?:\\\\)*[!^~]\Z")  # not escaped already


def markdown_of(tree: Tree) -> str:
    """Answer the tree as Markdown."""
    text: str = Converter(
        heading_style=ATX, newline_style=BACKSLASH, bullets="-", wrap=True, wrap_width=None
    ).convert_soup(tree.soup)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class Converter(MarkdownConverter):
    """The library's walk with our escapes. (Its own types name none of what it calls.)"""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Answer text with everything escaped that could be read as mark-up; addresses become links."""
        # In the brackets of a passage an at sign cites; in struck-out text every tilde counts.
        also = "".join(char for tag, char in (("span", "@"), ("del", "~")) if tag in parent_tags)
        done, pieces = 0, []
        for match in _ADDRESS.finditer(text):
            if "a" not in parent_tags and is_allowed(match[0], site_paths=False):
                pieces += [escaped(text[done : match.start()], also), f"<{match[0]}>"]
                done = match.end()
        return "".join([*pieces, escaped(text[done:], also)])

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Answer a piece of text, with what means something at the start of a line escaped there."""
        text: str = super().process_text(el, parent_tags)  # type: ignore[misc]
        if "_noformat" in (parent_tags or ()):
            return text
        if begins_line(el):
            text = re.sub(_LINE_START, escaped_start, text, count=1)
        # Neither an image, nor a footnote, nor a longer mark.
        if text.startswith("~") and is_tag(beside(el, -1), {"del"}):
            text = "\\" + text
        if _LAST_MARK.search(text) and is_tag(beside(el, 1), {"a", "span", "del"}):
            text = f"{text[:-1]}\\{text[-1]}"
        return text

    def emphasis(self, el: Tag, text: str, parent_tags: set[str], mark: str) -> str:
        """Answer text between marks, or bare where Markdown would show the marks or pair them otherwise."""
        inner = text.strip()
        if not inner or "_noformat" in parent_tags:
            return text
        before, _, after = text.partition(inner)
        nested = bool(parent_tags & EMPHASIS)
        first, last = inner.lstrip(mark)[:1], inner.rstrip(mark)[-1:]
        opens = bool(before) or can_stand(inside=first, outside=neighbour(el, -1), nested=nested)
        closes = bool(after) or can_stand(inside=last, outside=neighbour(el, 1), nested=nested)
        return f"{before}{mark}{inner}{mark}{after}" if opens and closes else text

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Answer strong text."""
        return self.emphasis(el, text, parent_tags, "**")

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Answer stressed text."""
        return self.emphasis(el, text, parent_tags, "*")

    def convert_del(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Answer struck-out text."""
        return self.emphasis(el, text, parent_tags, "~~")

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Answer a passage with its language and direction."""
        if "_noformat" in parent_tags or not text.strip():
            return text
        marks = " ".join(f"{name}={el[name]}" for name in ("lang", "dir") if el.get(name))
        return around(text, "[", f"]{{{marks}}}")

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Answer a link."""
        if "_noformat" in parent_tags or not text.strip():
            return text
        href = str(el["href"])
        if line_of(el) == href and _ADDRESS.fullmatch(href):
            return f"<{href}>"
        return around(text, "[", f"]({destination(href)})")

    def convert_code(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Answer code in a line; a bar would end the cell of a table."""
        code: str = super().convert_code(el, text, parent_tags)  # type: ignore[misc]
        return code.replace("|", "\\|") if parent_tags & {"td", "th"} else code

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Answer an item of a list; a table's cell is one line and holds no list."""
        if "_inline" in parent_tags:
            return f" {text.strip()} "
        item: str = super().convert_li(el, text, parent_tags)  # type: ignore[misc]
        return item

    def convert_hr(self, _el: Tag, _text: str, parent_tags: set[str]) -> str:
        """Answer a rule."""
        return " " if "_inline" in parent_tags else "\n\n---\n\n"

    def convert_pre(self, _el: Tag, text: str, parent_tags: set[str]) -> str:
        """Answer a block of code in a fence that is longer than any inside it."""
        if "_inline" in parent_tags:
            return self.escape(" ".join(text.split()), parent_tags)
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
        return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n"


def escaped(text: str, also: str) -> str:
    """Answer text with a backslash before each character that could be mark-up, and before `also`."""
    special = re.compile(f"[{also}]|{_SPECIAL}") if also else re.compile(_SPECIAL)
    return special.sub(r"\\\g<0>", text)


def escaped_start(found: re.Match[str]) -> str:
    """Answer what stands at the start of a line so that it starts nothing."""
    if found["number"]:
        return f"{found[0]}\\"
    return found["space"] + "".join(f"\\{char}" for char in found["run"] or found["mark"])


def begins_line(node: PageElement) -> bool:
    """Answer whether a piece of text may stand at the start of a line of Markdown."""
    return not is_tag(node.previous_sibling, INLINES)


def around(text: str, opening: str, closing: str) -> str:
    """Answer text between marks that take no white space at their edges."""
    inner = text.strip()
    before, _, after = text.partition(inner)
    return f"{before}{opening}{inner}{closing}{after}"


def can_stand(*, inside: str, outside: str, nested: bool) -> bool:
    """Answer whether emphasis can begin or end between these characters, and nothing else can.

    A mark with punctuation inside needs punctuation, white space or nothing outside (CommonMark 0.31.2, 6.2);
    between two such characters it could both begin and end, which only matters in other emphasis.
    """
    if not is_punctuation(inside) or not outside or outside.isspace():
        return True
    return is_punctuation(outside) and not nested


def is_punctuation(char: str) -> bool:
    """Answer whether CommonMark counts a character as punctuation."""
    return char != "" and unicodedata.category(char)[0] in "PS"


def beside(node: PageElement, direction: int) -> PageElement | None:
    """Answer what stands after (1) or before (-1) a node in its line; None at the line's edge."""
    here: PageElement = node
    while True:
        found = here.next_sibling if direction > 0 else here.previous_sibling
        if isinstance(found, Tag) and found.name in BLOCKS | {"br"}:
            return None
        if found is not None:
            return found
        if here.parent is None or here.parent.name not in INLINES:
            return None
        here = here.parent


def is_tag(node: PageElement | None, names: AbstractSet[str]) -> bool:
    """Answer whether a node is an element of one of these names."""
    return isinstance(node, Tag) and node.name in names


def neighbour(el: Tag, direction: int) -> str:
    """Answer the character next to an element in its line; empty at the line's edge."""
    found = beside(el, direction)
    if isinstance(found, NavigableString):
        return str(found)[0 if direction > 0 else -1]
    return "" if found is None else "*"


def destination(href: str) -> str:
    """Answer an address as it stands in the brackets of a link."""
    safe = re.sub(r"[ <>\"`|\\^{}]", lambda found: f"%{ord(found[0]):02X}", href)
    return re.sub(r"[()]|&(?=#?[0-9A-Za-z]{1,40};)", r"\\\g<0>", safe)
