"""A post's HTML becomes Markdown that renders to the same words, and to nothing dangerous."""

import re
import time
from contextlib import suppress
from html import escape

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.importing import html_tree
from debates.importing.html_to_markdown import markdown_of
from debates.importing.html_tree import HtmlRefused, line_of, plain_line, read_html
from debates.richtext.render import Profile, render

BASE = "https://estuary.example/post-1/"


def markdown(html: str) -> str:
    return markdown_of(read_html(html, BASE))


def shown(html: str) -> str:
    """Answer the HTML that readers get, without ids."""
    return re.sub(r' id="[^"]*"', "", render(markdown(html), Profile.ESSAY).html).strip()


# ------------------------------------------------------------------ what there is in essays


@pytest.mark.parametrize(
    ("html", "source"),
    [
        ("<p>One</p>\n<p>Two</p>", "One\n\nTwo"),
        ("<h2>What a wait costs</h2><p>Much.</p>", "## What a wait costs\n\nMuch."),
        (
            "<p><b>Strong</b> and <i>stressed</i> and <del>gone</del></p>",
            "**Strong** and *stressed* and ~~gone~~",
        ),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<ol start="3"><li>x</li><li>y</li></ol>', "3. x\n4. y"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<p>a</p><hr><p>b</p>", "a\n\n---\n\nb"),
        ("<p>a<br>b</p>", "a\\\nb"),
        ('<p><a href="https://a.example/x">words</a></p>', "[words](https://a.example/x)"),
        ('<p><a href="https://a.example/x">https://a.example/x</a></p>', "<https://a.example/x>"),
        ("<p>see https://a.example/x_y.</p>", "see <https://a.example/x_y>."),
        ("<p><code>a*b</code></p>", "`a*b`"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<dl><dt>Term</dt><dd>What it is</dd></dl>", "Term\n:   What it is"),
        ("<p>CO<sub>2</sub>, m<sup>2</sup>, 1<sup>st</sup></p>", "CO₂, m², 1st"),
        (
            '<p><span lang="fr">bac</span> <em lang="ar" dir="rtl">x</em></p>',
            "[bac]{lang=fr} [*x*]{lang=ar dir=rtl}",
        ),
        ("<p>He said <q>no</q>.</p>", "He said “no”."),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td></tr></table>",
            "| a | b |\n| --- | --- |\n| 1\\|2 |  |",
        ),
    ],
)
def test_what_essays_are_made_of_is_kept(html: str, source: str) -> None:
    assert markdown(html) == source


def test_the_marks_of_the_block_editor_are_dropped() -> None:
    assert (
        markdown(
            '<!-- wp:paragraph {"align":"left"} -->\n<p class="x" style="color:red">a</p>\n<!-- /wp:p -->'
        )
        == "a"
    )


def test_blank_lines_of_the_old_editor_are_paragraphs() -> None:
    assert markdown("one\n\ntwo\nlines\n\n<h3>Head</h3>\nthree") == "one\n\ntwo\\\nlines\n\n### Head\n\nthree"


def test_ends_that_html_lets_writers_leave_out() -> None:
    assert markdown("<p>a<p>b<p>c<ul><li>d<li>e</ul>") == "a\n\nb\n\nc\n\n- d\n- e"


def test_a_title_in_html_becomes_a_line() -> None:
    assert plain_line("Ferry &amp; <em>bridge</em>\n now<script>x()</script>") == "Ferry & bridge now"
    assert plain_line("notes.txt") == "notes.txt"


# ------------------------------------------------------------------ what stays out, and is said


def test_media_are_left_out_with_their_captions_and_noted() -> None:
    tree = read_html(
        '<figure><img src="/up/heron.jpg" alt="A heron"><figcaption>by me</figcaption></figure>'
        '[caption id="x"]<img src="https://a.example/b%20c/boat.png" /> A boat[/caption]'
        '[gallery ids="1,2"]<iframe src="https://video.example/v/1"></iframe><p>Text</p>'
    )
    assert (markdown_of(tree), tree.media) == ("Text", ["image “A heron”", "image “boat.png”", "iframe “1”"])


def test_scripts_styles_forms_and_comments_leave_nothing() -> None:
    html = (
        "<script>a()</script><style>b{}</style><form><input value=c>d</form><!-- e --><noscript>f</noscript>"
    )
    assert markdown(f"{html}<p>Text</p>") == "Text"


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "javascript\u200b:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "https://bank.example@evil.example/",
        "https://a.example\\@evil.example",
        "//[",
        "ftp://a.example/",
    ],
)
def test_a_link_that_may_not_stand_leaves_its_words_and_is_noted(href: str) -> None:
    tree = read_html(f'<p><a href="{escape(href)}">words</a></p>', BASE)
    assert (markdown_of(tree), len(tree.links)) == ("words", 1)


def test_relative_links_are_completed_and_places_on_the_old_page_forgotten() -> None:
    tree = read_html('<p><a href="/x (1)/">a</a> <a href="#top">b</a> <a>c</a></p>', BASE)
    assert (markdown_of(tree), tree.links) == ("[a](https://estuary.example/x%20\\(1\\)/) b c", [])


def test_entities_in_addresses_stay_what_they_are() -> None:
    html = '<p><a href="https://a.example/?a=1&amp;amp;b=2&amp;c">words</a></p>'
    assert shown(html) == '<p><a href="https://a.example/?a=1&amp;amp;b=2&amp;c">words</a></p>'


# ------------------------------------------------------------------ text stays text


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4 and _x_ and **y** and `z`",
        "[a](https://a.example) ![b](c) [@key] [@key, p. 3] [^1] ^[note]",
        "# no heading",
        "1. no list",
        "- no list",
        "+ no list",
        "> no quotation",
        ": no definition",
        "===",
        "---",
        "~~~",
        "a | b",
        "<b>bold</b> & &amp; &copy; <https://a.example>",
        "\\* C:\\new",
        "a_b_c and __init__",
        "[text]{lang=fr}",
        "~~no~~",
        "ends with #",
        "a < b, a <b",
    ],
)
@pytest.mark.parametrize(
    "frame", ["<p>{}</p>", "<p>x<br>{}</p>", "<h2>{}</h2>", "<ul><li>{}</li></ul>", "{}"]
)
def test_text_that_looks_like_markup_stays_text(text: str, frame: str) -> None:
    html = shown(frame.format(escape(text)))
    words = BeautifulSoup(html, "html.parser").get_text().strip()
    assert words.removeprefix("x").strip() == text
    assert [tag for tag in ("<em>", "<strong>", "<code>", "<blockquote>", "<s>", "<img") if tag in html] == []


def test_emphasis_that_markdown_cannot_see_leaves_its_words() -> None:
    assert markdown("<p><strong>Note:</strong>text un<em>believ</em>able</p>") == "Note:text un*believ*able"


def test_a_fence_in_code_does_not_end_the_code() -> None:
    assert markdown("<pre>```\n<b>x</b>\n</pre>") == "````\n```\nx\n````"


def test_an_exclamation_before_a_link_makes_no_image() -> None:
    assert shown('<p>Look!<a href="https://a.example/">here</a></p>') == (
        '<p>Look!<a href="https://a.example/">here</a></p>'
    )


SIGNS = (
    r"* _ ** ` [ ] ( ) a b Z \ ~~ ~ < > & # ## 1. 2) - + = : | @k [@k] [^1] ^[x] ! ![ {lang=fr} ]{lang=fr} é"
)
WORDS = (" ", "  ", "\n", "&amp;", "<b>", "https://x.example/a_b", "www.x.example", "\u00a0")
PIECES = st.sampled_from((*re.split(" ", SIGNS), *WORDS))
TEXT = st.lists(PIECES, min_size=1, max_size=8).map("".join).map(lambda text: escape(text, quote=False))
MARKS = st.sampled_from(["b", "i", "u", "s", "sup", 'span lang="fr"', 'a href="https://e.example/x_y"'])
LINES = st.recursive(
    TEXT | TEXT.map(lambda text: f" <code>{text}</code> ") | st.just("<br>"),
    lambda inner: st.tuples(MARKS, st.lists(inner, min_size=1, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0].split()[0]}>"
    ),
    max_leaves=8,
)
FRAMES = st.sampled_from(
    ["<p>{}</p>", "<h2>{}</h2>", "<ul><li>{}</li></ul>", "<blockquote>{}</blockquote>"]
) | st.just("<table><tr><td>h</td></tr><tr><td>{}</td></tr></table>")
PAGES = st.lists(
    st.tuples(FRAMES, st.lists(LINES, min_size=1, max_size=4)).map(
        lambda pair: pair[0].format("".join(pair[1]))
    ),
    min_size=1,
    max_size=3,
).map("\n".join)


def letters(text: str) -> str:
    """Answer text without white space, and with the dashes that typography makes of hyphens as hyphens."""
    return re.sub(r"[\s\u00a0]+", "", text).replace("—", "---").replace("–", "--")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(PAGES)
def test_whatever_stands_in_a_page_its_words_are_shown_and_no_more(html: str) -> None:
    tree = read_html(html)
    words = letters(tree.soup.get_text())
    rendered = render(markdown_of(tree), Profile.ESSAY)
    assert letters(BeautifulSoup(rendered.html, "html.parser").get_text()) == words
    assert (rendered.unknown_citations, rendered.unknown_pictures) == ((), ())


ATTACKS = [
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<p onclick=alert(1) style='x:expression(1)' id=csrfmiddlewaretoken hx-get=/x>a</p>",
    "<a href='javascript:alert(1)' onmouseover=alert(1)>a</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<a href='https://a.example/\"onclick=alert(1)//'>a</a>",
    "<code>`</code><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>a",
    "<object data=x></object><embed src=x><link rel=stylesheet href=x><textarea><script>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_dangerous_comes_through(attack: str) -> None:
    html = render(markdown(attack), Profile.ESSAY).html
    soup = BeautifulSoup(html, "html.parser")
    assert {tag.name for tag in soup.find_all(True)} <= {"p", "a", "code", "div"}
    assert {name for tag in soup.find_all(True) for name in tag.attrs} <= {"id", "href"}
    assert not any(str(tag.get("href", "")).startswith("javascript") for tag in soup.find_all(True))


# ------------------------------------------------------------------ size


@pytest.mark.parametrize("html", ["x" * 1_000_001, "<br>" * 5_001])
def test_html_that_is_too_large_is_refused(html: str) -> None:
    with pytest.raises(HtmlRefused):
        read_html(html)


@pytest.mark.parametrize(
    "html", ["<b>x" * 600, "<blockquote>x" * 600, "<p>x" * 600, "<li>x" * 600, "<q>x" * 600]
)
def test_deep_nesting_keeps_its_words(html: str) -> None:
    words = html.count("x")
    assert render(markdown(html), Profile.ESSAY).html.count("x") == words


@pytest.mark.parametrize(
    "piece", ["[caption]", "[gallery ", "<!--", "<!-- wp:", "<![CDATA[", "&", "https://", "*", "~"]
)
def test_floods_end_soon(piece: str) -> None:
    flood = piece * (100_000 // len(piece))
    start = time.perf_counter()
    with suppress(HtmlRefused):
        markdown(flood)
    assert time.perf_counter() - start < 5


def test_the_words_of_a_line_do_not_run_together() -> None:
    assert line_of(html_tree.soup_of("<p>a<br>b</p><p>c <b>d</b>e</p>")) == "a b c de"
