import ast
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from debates.richtext.sanitize import _PLAIN_COMMENT, COMMENT, ESSAY, INLINE, AllowList, sanitize

PACKAGES = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<i>a</i> <b>b</b> <em>c</em> <strong>d</strong> <sup>e</sup> <sub>f</sub>",) * 2,
        ('<span class="x" style="font-variant:small-caps">a</span>', "<span>a</span>"),
        ('<a href="https://doi.org/10.1/x">a</a>',) * 2,
        (
            '<a href="https://doi.org/10.1/x" title="t" target="_blank" rel="me">a</a>',
            '<a href="https://doi.org/10.1/x">a</a>',
        ),
        ('<a href="/admin/">a</a>', "<a>a</a>"),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="java\u200bscript:alert(1)">a</a>', "<a>a</a>"),
        ("<p>a</p><div>b</div>", "a\nb"),
        ("a & b < c &amp; d &lt; e", "a &amp; b &lt; c &amp; d &lt; e"),
        ("a\u00a0b &nbsp;", "a&nbsp;b &nbsp;"),
        ("<i>a", "<i>a</i>"),
        ("</i>a", "a"),
        ("a&#1;b&#12;c&#x85;d&#xfffe;e", "abc…de"),
        ("", ""),
    ],
)
def test_inline_html_is_cleaned(html: str, clean: str) -> None:
    assert sanitize(html, INLINE) == clean


@pytest.mark.parametrize(
    ("tag", "name", "good", "bad"),
    [
        ("p", "id", "p-0123abcd-2", "p-0123ABCD"),
        ("li", "id", "fn-t12-1", "fn"),
        ("a", "id", "cite-t12-1", "ref-x"),
        ("h3", "id", "h-t12-où-ça", "location"),
        ("a", "href", "/debates/x", "//debates/x"),
        ("a", "role", "doc-noteref", "button"),
        ("img", "src", "https://media.example.org/a.webp", "data:image/png;base64,AAAA"),
        ("img", "srcset", "/a.webp 1w, https://b.example/b.webp 22w", "/a.webp 1w, //b.example/b.webp 2w"),
        ("img", "srcset", "/a.webp 1w", "/a.webp 2x"),
        ("img", "width", "640", "100%"),
        ("img", "loading", "lazy", "eager"),
        ("span", "class", "credit", "credit admin"),
        ("span", "lang", "sr-Latn-RS", "sr_RS"),
        ("span", "dir", "rtl", "RTL"),
        ("sup", "class", "fn", "x"),
        ("td", "class", "align-right", "right"),
        ("th", "scope", "col", "row"),
        ("ol", "start", "999999999", "-1"),
        ("div", "tabindex", "0", "1"),
        ("section", "role", "doc-endnotes", "main"),
    ],
)
def test_value_of_an_attribute_is_checked(tag: str, name: str, good: str, bad: str) -> None:
    assert ESSAY.admits(tag, name, good)
    assert not ESSAY.admits(tag, name, bad)
    kept, dropped = sanitize(f'<{tag} {name}="{good}">', ESSAY), sanitize(f'<{tag} {name}="{bad}">', ESSAY)
    assert (f'{name}="{good}"' in kept, name in dropped) == (tag not in ("td", "th"), False)


@pytest.mark.parametrize("allow", [ESSAY, COMMENT, INLINE])
def test_no_list_admits_styles_handlers_or_scripted_attributes(allow: AllowList) -> None:
    attributes = {name for names in allow.tags.values() for name in names}
    harmless = "alt class decoding dir height href id lang loading rel role scope sizes src srcset start"
    assert attributes <= {*harmless.split(), "tabindex", "width"}
    assert not {"script", "style", "iframe", "form", "input", "svg", "math", "template"} & set(allow.tags)


def test_text_of_a_dropped_element_stays_but_not_as_markup() -> None:
    assert sanitize("<form>a <button>b</button></form><script>c</script>", COMMENT) == "a bc"


@pytest.mark.parametrize(
    "html",
    [
        *("<script>", "<b>", "<P>", "<p >", "<p/>", "<p", "a > b", "<!-- a -->", "<?a?>"),
        *("&", "&#1;", "&nbsp;", "\0", "\x0c", "<p\tid='a'>", "<p id=a>", "<p id>"),
        *('<a href="java\u200bscript:a">', '<a href="&#106;">'),
    ],
)
def test_what_could_be_read_in_two_ways_meets_both_sanitisers(html: str) -> None:
    assert _PLAIN_COMMENT.fullmatch("<p>a &amp; é</p>\n")
    assert not _PLAIN_COMMENT.fullmatch(html)
    assert not _PLAIN_COMMENT.fullmatch(f"<p>a</p>{html}<p>b</p>")


def test_only_this_file_imports_the_sanitisers() -> None:
    importers = {
        path.relative_to(PACKAGES).as_posix()
        for package in ("accounts", "config", "debates")
        for path in (PACKAGES / package).rglob("*.py")
        if {"bleach", "nh3"} & set(imported(path))
    }
    assert importers == {"debates/richtext/sanitize.py"}


def imported(path: Path) -> Iterator[str]:
    """The top-level packages that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0]


def test_threads_at_once_do_not_meet_in_a_parser() -> None:
    texts = [
        f"<p>{'<em>' * (number % 7)}{number} <a href='https://example.org/{number}'>" for number in range(60)
    ]
    alone = [sanitize(text, COMMENT) for text in texts]
    assert len(set(alone)) == len(texts)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(lambda text: sanitize(text, COMMENT), texts * 10))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone * 10
