"""A post's HTML as a tidy tree: only what a text here can say, and notes of what had to stay out.

The tree is read twice: `signs` looks for what the debate format says, `html_to_markdown` writes the rest as
Markdown. Nothing in it is trusted: how large and how deep it may be is bounded before either walks it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import AttributeValueList, NavigableString, PageElement, PreformattedString

from debates.importing.characters import mended
from debates.richtext.languages import LANGUAGE
from debates.richtext.links import is_allowed

MAX_LENGTH = 1_000_000
"""Characters of HTML in one post: five times what the longest text here has."""
MAX_ELEMENTS = 5_000
MAX_DEPTH = 40

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | {"p", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre", "hr"}
BLOCKS |= {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}
EMPHASIS = frozenset({"strong", "em", "del"})
INLINES = EMPHASIS | {"a", "code", "span"}
ALONE = frozenset({"br", "hr", "table", "thead", "tbody", "tfoot", "tr", "td", "th"})
"""Elements that mean something without text."""

RENAMED = {"b": "strong", "i": "em", "cite": "em", "dfn": "em", "var": "em", "s": "del", "strike": "del"}
RENAMED |= dict.fromkeys(("kbd", "samp", "tt"), "code") | {"menu": "ul", "dir": "ul", "xmp": "pre"}
RENAMED |= dict.fromkeys(("article", "section", "main", "header", "footer", "aside", "nav", "address"), "div")
RENAMED |= dict.fromkeys(("center", "details", "fieldset", "figure"), "div")
RENAMED |= dict.fromkeys(("summary", "legend", "caption", "figcaption"), "p")

DROPPED = ("script", "style", "noscript", "template", "title", "head")
FORMS = ("form", "button", "select", "textarea", "input")
MEDIA = ("img", "picture", "video", "audio", "iframe", "object", "embed", "svg", "canvas")
RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")
LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


class HtmlRefused(ValueError):  # noqa: N818 - it names what happened to the text
    """The HTML is too large to be read; the message completes a sentence that begins with the post."""


@dataclass(slots=True)
class Tree:
    """The tidy tree, and what is not in it: images and other media, and links that may not stand here."""

    soup: BeautifulSoup
    media: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


def read_html(html: str, base: str = "") -> Tree:
    """Answer the tidy tree of a post's HTML; relative links are completed by `base`. Raises `HtmlRefused`."""
    if len(html) > MAX_LENGTH:
        raise HtmlRefused(f"has {len(html):,} characters; at most {MAX_LENGTH:,} can be read")
    soup = soup_of(with_paragraphs(without_shortcodes(html)))
    if len(soup.find_all(limit=MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        raise HtmlRefused(f"has more than {MAX_ELEMENTS:,} HTML elements")
    tree = Tree(soup)
    close_the_unclosed(soup)
    flatten(soup)
    drop_what_is_no_text(tree)
    name_alike(soup)
    drop_repeated(soup)
    check_links(tree, base)
    keep_blocks_out_of_lines(soup)
    join_neighbours(soup)
    drop_empty(soup)
    even_rows(soup)
    return tree


def soup_of(html: str) -> BeautifulSoup:
    """Answer the parsed HTML. The element around it keeps a lone word from being taken for a file's name."""
    return BeautifulSoup(f"<div>{html}</div>", "html.parser")


def line_of(node: PageElement) -> str:
    """Answer the text of a node in one line; a line break is a space."""
    if isinstance(node, Tag):
        parts = [
            " " if isinstance(part, Tag) else str(part) for part in node.descendants if is_break_or_text(part)
        ]
        return " ".join(mended("".join(parts)).split())
    return " ".join(mended(str(node)).split())


def is_break_or_text(node: PageElement) -> bool:
    """Answer whether a node adds to a line: text that is shown, or the edge of a block or line."""
    if isinstance(node, Tag):
        return node.name == "br" or node.name in BLOCKS
    return not isinstance(node, PreformattedString)


def plain_line(html: str) -> str:
    """Answer the text of a short piece of HTML, such as a title, in one line."""
    soup = soup_of(html)
    for tag in soup.find_all((*DROPPED, *FORMS)):
        tag.decompose()
    return line_of(soup)


# ------------------------------------------------------------------ before parsing

_CAPTION = re.compile(r"\[(/?)caption\b[^\]]{0,500}\]")
_SHORTCODE = re.compile(r"\[/?(?:gallery|embed|video|audio|playlist)\b[^\]]{0,500}\]")
_BLOCK_START = re.compile(
    r"\s*</?(?:p|div|ul|ol|li|dl|dt|dd|h[1-6]|blockquote|table|t[a-z]+|hr|figure|section|article|aside|form)\b",
    re.IGNORECASE,
)


def without_shortcodes(html: str) -> str:
    """Answer the HTML with WordPress's own brackets for media taken out; captions become figures."""
    return _SHORTCODE.sub(" ", _CAPTION.sub(r"<\1figure>", html))


def with_paragraphs(html: str) -> str:
    """Answer the HTML with `<p>` where the old editor left blank lines instead.

    The block editor marks its blocks with comments and leaves nothing to guess.
    """
    if "<!-- wp:" in html or "<pre" in html:
        return html
    pieces = between_blank_lines(html)
    return html if len(pieces) == 1 else in_paragraphs(pieces)


def between_blank_lines(html: str) -> list[str]:
    """Answer the pieces of the HTML that blank lines part."""
    return [piece for piece in re.split(r"\n[ \t\r]*\n", html) if piece.strip()]


def in_paragraphs(pieces: Iterable[str]) -> str:
    """Answer the pieces as paragraphs, but for what is a block already."""
    return "\n".join(piece if _BLOCK_START.match(piece) else f"<p>{lines(piece)}</p>" for piece in pieces)


def lines(piece: str) -> str:
    """Answer a paragraph of the old editor: each line end is a line break."""
    return re.sub(r"\s*\n\s*", "<br>", piece.strip())


# ------------------------------------------------------------------ tidying, in this order


def close_the_unclosed(soup: BeautifulSoup) -> None:
    """Put elements side by side that the parser nested because their end was left out, as HTML allows."""
    for tag in soup.find_all(["p", "li", "dt", "dd", "tr", "td", "th"]):
        parent = tag.parent
        if parent is not None and parent.name == tag.name and not has_text_after(tag):
            parent.insert_after(tag.extract())


def has_text_after(tag: Tag) -> bool:
    """Answer whether anything but white space follows in the same element."""
    return any(isinstance(node, Tag) or str(node).strip() for node in tag.next_siblings)


def flatten(soup: BeautifulSoup) -> None:
    """Let go of elements that stand too deep for whoever walks the tree; their text stays."""
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
    for tag in soup.find_all(True):
        if depths[id(tag)] > MAX_DEPTH:
            tag.unwrap()


def drop_what_is_no_text(tree: Tree) -> None:
    """Take out comments, scripts, forms and media; media are noted, and go with their captions."""
    for node in tree.soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        node.extract()
    for tag in tree.soup.find_all((*DROPPED, *FORMS)):
        tag.decompose()
    for tag in tree.soup.find_all(MEDIA):
        if not tag.decomposed:
            tree.media.append(description(tag))
            figure = tag.find_parent("figure")
            (tag if figure is None or figure.find(["table", "blockquote"]) else figure).decompose()
    for text in tree.soup.find_all(string=True):
        text.replace_with(NavigableString(mended(str(text))))


def description(tag: Tag) -> str:
    """Answer how the report names a medium: by its description, else by its file."""
    described = " ".join(mended(str(tag.get("alt") or tag.get("title") or "")).split())
    source = tag.find(src=True) if not tag.get("src") else tag
    address = str(source.get("src") or "") if isinstance(source, Tag) else ""
    try:
        file = urlsplit(mended(address)).path.rpartition("/")[2]
    except ValueError:
        file = ""
    kind = "image" if tag.name in {"img", "picture", "svg"} else tag.name
    return f"{kind} “{(described or file or 'without a name')[:120]}”"


def name_alike(soup: BeautifulSoup) -> None:
    """Give elements of one meaning one name, and let the others go while their text stays."""
    for tag in soup.find_all(True):
        tag.name = RENAMED.get(tag.name, tag.name)
        if tag.name in {"sub", "sup"}:
            shift(tag)
        elif tag.name == "q":
            tag.insert(0, "“")
            tag.append("”")
        elif tag.name in {"code", "pre"}:
            bare_code(tag)
        mark_language(soup, tag)
    for tag in soup.find_all(True):
        if tag.name not in BLOCKS | INLINES | {"br"} or (tag.name == "span" and not tag.attrs):
            tag.unwrap()
        else:
            tag.attrs = attributes_of(tag)


def attributes_of(tag: Tag) -> dict[str, str | AttributeValueList]:
    """Answer the attributes that mean something in Markdown."""
    if tag.name == "ol" and not re.fullmatch(r"[0-9]{1,6}", str(tag.get("start"))):
        return {}
    kept = {"a": {"href"}, "ol": {"start"}, "span": {"lang", "dir"}}.get(tag.name, set())
    return {name: str(value) for name, value in tag.attrs.items() if name in kept}


def shift(tag: Tag) -> None:
    """Write a raised or lowered number with the characters that Unicode has for it; Markdown has no mark."""
    text, table = line_of(tag), RAISED if tag.name == "sup" else LOWERED
    if text and all(ord(char) in table for char in text):
        tag.string = text.translate(table)


def bare_code(tag: Tag) -> None:
    """Leave only text in code."""
    for br in tag.find_all("br"):
        br.replace_with("\n")
    tag.string = tag.get_text()


def mark_language(soup: BeautifulSoup, tag: Tag) -> None:
    """Keep the language and direction of a passage, on a span of its own."""
    checks = {"lang": LANGUAGE, "dir": "ltr|rtl"}
    found = {name: str(tag.get(name, "")) for name in checks}
    marks = {name: value for name, value in found.items() if re.fullmatch(checks[name], value)}
    if tag.name == "span":
        tag.attrs = {**marks}
    elif marks and tag.name in INLINES:
        tag.wrap(soup.new_tag("span", attrs=marks))


def drop_repeated(soup: BeautifulSoup) -> None:
    """Let go of what Markdown can't say twice: emphasis in its own kind, marks in links, tables in tables."""
    outer = {"strong": ["strong"], "em": ["em"], "del": ["del"], "a": ["a"], "span": ["span", "a"]}
    for tag in soup.find_all(True):
        if tag.name in outer and tag.find_parent(outer[tag.name]) is not None:
            tag.unwrap()
        elif tag.name == "table" and tag.find_parent("table") is not None:
            for part in [tag, *tag.find_all(["thead", "tbody", "tfoot", "tr", "td", "th"])]:
                part.name = "div"


def check_links(tree: Tree, base: str) -> None:
    """Keep links that may stand in a text; of others only the words stay, and they are noted.

    Places on the old page are gone with it: links to them go without a word.
    """
    for tag in tree.soup.find_all("a"):
        written = re.sub(r"[\t\r\n]", "", str(tag.get("href", ""))).strip().replace(" ", "%20")
        if not written or written.startswith("#"):
            tag.unwrap()
            continue
        href = completed(base, written)
        if is_allowed(href, site_paths=False):
            tag["href"] = href
        else:
            tree.links.append(mended(written)[:120])
            tag.unwrap()


def completed(base: str, href: str) -> str:
    """Answer an address as seen from the page `base`; unchanged where it is none."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href


def keep_blocks_out_of_lines(soup: BeautifulSoup) -> None:
    """Settle emphasis and links that hold paragraphs: emphasis goes, a link keeps one line of words."""
    for tag in soup.find_all(list(INLINES)):
        blocks = tag.find_all(list(BLOCKS))
        if not blocks:
            continue
        if tag.name != "a" or len([block for block in blocks if line_of(block)]) > 1:
            tag.unwrap()
            continue
        for block in blocks:
            block.insert_before(" ")
            block.insert_after(" ")
            block.unwrap()


def join_neighbours(soup: BeautifulSoup) -> None:
    """Join emphasis or code that touches its own kind; of two kinds of emphasis that touch, one stays."""
    soup.smooth()
    for tag in soup.find_all(["code", *EMPHASIS]):
        before = tag.previous_sibling
        if not isinstance(before, Tag):
            continue
        if before.name == tag.name:
            before.extend(tag.contents[:])
            tag.decompose()
        elif {before.name, tag.name} <= EMPHASIS:
            tag.unwrap()
    soup.smooth()


def drop_empty(soup: BeautifulSoup) -> None:
    """Take out elements without text, and line breaks at the edge of a block, where they break nothing."""
    for tag in soup.find_all(True)[::-1]:  # what is inside first
        if tag.name in ALONE or holds_something(tag):
            continue
        if tag.name in INLINES:
            tag.replace_with(" ")
        else:
            tag.decompose()
    for br in soup.find_all("br"):
        if at_edge(br, forwards=False) or at_edge(br, forwards=True):
            br.replace_with(" ")
        else:
            move_out(br)
    soup.smooth()


def holds_something(tag: Tag) -> bool:
    """Answer whether a tag holds text or an element other than a line break."""
    return any(is_content(node) for node in tag.children)


def is_content(node: PageElement) -> bool:
    """Answer whether a node is text that shows, or an element other than a line break."""
    return node.name != "br" if isinstance(node, Tag) else bool(str(node).strip())


def at_edge(node: PageElement, *, forwards: bool) -> bool:
    """Answer whether only white space stands between a line break and the edge of its block."""
    here: PageElement = node
    while True:
        beside = here.next_sibling if forwards else here.previous_sibling
        while isinstance(beside, NavigableString) and not beside.strip():
            beside = beside.next_sibling if forwards else beside.previous_sibling
        if isinstance(beside, Tag) and beside.name == "br" and forwards:
            here = beside  # of several breaks at the end, none breaks anything
        elif beside is not None:
            return isinstance(beside, Tag) and beside.name in BLOCKS
        elif here.parent is None or here.parent.name not in INLINES:
            return True
        else:
            here = here.parent


def move_out(br: Tag) -> None:
    """Move a line break from the edge of emphasis or a link to its outside."""
    while br.parent is not None and br.parent.name in INLINES:
        if not any(is_content(node) for node in br.next_siblings):
            br.parent.insert_after(br.extract())
        elif not any(is_content(node) for node in br.previous_siblings):
            br.parent.insert_before(br.extract())
        else:
            return


def even_rows(soup: BeautifulSoup) -> None:
    """Give all rows of a table as many cells: Markdown drops what goes beyond the first row."""
    for table in soup.find_all("table"):
        rows = [(row, row.find_all(["td", "th"])) for row in table.find_all("tr")]
        widest = max((len(cells) for _row, cells in rows), default=0)
        for row, cells in rows:
            for _missing in range(widest - len(cells)):
                row.append(soup.new_tag(cells[0].name if cells else "td"))


def paragraphs(soup: BeautifulSoup) -> Iterator[Tag]:
    """Answer the innermost blocks that hold text, in order."""
    for tag in soup.find_all(["p", "li", "div", "dt", "dd", "td", "th", "blockquote", *HEADINGS]):
        if not tag.find(list(BLOCKS)) and line_of(tag):
            yield tag
