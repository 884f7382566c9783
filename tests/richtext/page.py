"""Reads HTML as a strict browser would want it, and says everything that is wrong with it.

What is allowed is written here a second time, apart from the code's own lists, so that a slip there is seen.
"""

import re
import unicodedata
from html.parser import HTMLParser

PHRASING = {"a", "b", "br", "code", "em", "i", "img", "s", "span", "strong", "sub", "sup"}
COMMENT_TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong", "ul"}
ESSAY_TAGS = COMMENT_TAGS | {
    "b",
    "dd",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h3",
    "h4",
    "h5",
    "h6",
    "i",
    "img",
    "section",
    "span",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
}
VOID = {"br", "hr", "img"}
ADDRESS = re.compile(
    r"https?://(?![^/?#]*[@\\%])[^\s/?#\\]+([/?#]\S*)?|mailto:[^@\s]+@[^@\s]+|#\S*", re.IGNORECASE
)
SITE_PATH = re.compile(r"/(?![/\\])\S*")
COMMENT_VALUES = {
    ("a", "href"): ADDRESS,
    ("a", "rel"): re.compile("nofollow ugc"),
    ("ol", "start"): re.compile(r"\d+"),
}
ALIGNED = re.compile("align-(left|center|right)")
IDS = re.compile(r"(p-[0-9a-f]{8}(-\d+)?|(h|fn|fnref|cite)(-[\w-]+)+)")
ESSAY_VALUES = {
    ("a", "href"): re.compile(f"{ADDRESS.pattern}|{SITE_PATH.pattern}", re.IGNORECASE),
    ("a", "role"): re.compile("doc-(biblioref|noteref|backlink)"),
    ("div", "class"): re.compile("table"),
    ("div", "tabindex"): re.compile("0"),
    ("img", "src"): SITE_PATH,
    ("img", "srcset"): re.compile(r"/(?![/\\])\S+ \d+w(, /\S+ \d+w)*"),
    ("img", "sizes"): re.compile(r"\(min-width: 70rem\) 34rem, 100vw"),
    ("img", "width"): re.compile(r"\d+"),
    ("img", "height"): re.compile(r"\d+"),
    ("img", "alt"): re.compile(".*", re.DOTALL),
    ("img", "loading"): re.compile("lazy"),
    ("img", "decoding"): re.compile("async"),
    ("ol", "start"): re.compile(r"\d+"),
    ("section", "class"): re.compile("footnotes"),
    ("section", "role"): re.compile("doc-endnotes"),
    ("span", "class"): re.compile("cite|credit"),
    ("span", "dir"): re.compile("ltr|rtl|auto"),
    ("span", "lang"): re.compile("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"),
    ("sup", "class"): re.compile("fn"),
    ("td", "class"): ALIGNED,
    ("th", "class"): ALIGNED,
    ("th", "scope"): re.compile("col"),
    **{(tag, "id"): IDS for tag in ("a", "h3", "h4", "h5", "h6", "li", "p")},
}


class Page(HTMLParser):
    """The faults of a piece of HTML: what is not allowed, and what is not well-formed."""

    def __init__(self, tags: set[str], values: dict[tuple[str, str], re.Pattern[str]]) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.depth = 0
        self._tags = tags
        self._values = values
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._fault(tag not in self._tags, f"<{tag}>")
        parent = self._open[-1] if self._open else ""
        if tag not in PHRASING:
            inside = {"p", "h3", "h4", "h5", "h6", "dt", "th", *PHRASING} & set(self._open)
            self._fault(bool(inside), f"<{tag}> in {inside}")
        self._fault(tag == "a" and "a" in self._open, "<a> in <a>")
        self._fault(tag == "li" and parent not in ("ol", "ul"), f"<li> in <{parent}>")
        self._fault(parent in ("ol", "ul") and tag != "li", f"<{tag}> in <{parent}>")
        names = [name for name, _ in attrs]
        self._fault(len(names) != len(set(names)), f"<{tag}> repeats an attribute")
        for name, value in attrs:
            self._attribute(tag, name, value or "")
        if tag not in VOID:
            self._open.append(tag)
            self.depth = max(self.depth, len(self._open))

    def _attribute(self, tag: str, name: str, value: str) -> None:
        allowed = self._values.get((tag, name))
        self._fault(allowed is None or not allowed.fullmatch(value), f"<{tag} {name}={value!r}>")
        if name in ("href", "src"):
            hidden = any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") for char in value)
            self._fault(hidden, f"hidden characters in {value!r}")
        if name == "id":
            self.ids.append(value)
        if name == "href" and value.startswith(("#fn", "#cite")):
            self.targets.append(value[1:])

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self._fault(True, f"</{tag}> closes nothing")

    def handle_comment(self, data: str) -> None:
        self._fault(True, f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._fault(True, f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self._fault(True, f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self._fault(True, f"<![{data}]>")

    def handle_data(self, data: str) -> None:
        text_is_lost = self._open and self._open[-1] in ("ol", "ul", "dl", "table", "tr", "thead", "tbody")
        self._fault(bool(text_is_lost and data.strip()), f"text in <{self._open[-1:]}>")

    def _fault(self, wrong: bool, what: str) -> None:
        if wrong:
            self.faults.append(what)


def read(html: str, tags: set[str], values: dict[tuple[str, str], re.Pattern[str]]) -> Page:
    """The page of ``html``, with faults also for what is left open and for repeated ids."""
    page = Page(tags, values)
    page.feed(html)
    page.close()
    page.faults += [f"<{tag}> is not closed" for tag in page._open]
    page.faults += [f"id {name!r} twice" for name in set(page.ids) if page.ids.count(name) > 1]
    return page


def essay_faults(html: str) -> list[str]:
    """What is wrong with the HTML of a whole essay."""
    page = read(html, ESSAY_TAGS, ESSAY_VALUES)
    return page.faults + [f"#{target} leads nowhere" for target in page.targets if target not in page.ids]


def comment_faults(html: str) -> list[str]:
    """What is wrong with the HTML of a comment."""
    return read(html, COMMENT_TAGS, COMMENT_VALUES).faults
