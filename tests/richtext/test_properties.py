"""What holds for any text at all."""

from hypothesis import given, settings
from hypothesis import strategies as st

from debates.richtext.plain_text import invalid_character
from debates.richtext.render import Picture, Profile, Rendered, cited_keys, render
from debates.richtext.sanitize import _PLAIN_COMMENT, COMMENT, ESSAY, INLINE, _kept, sanitize
from tests.richtext.attacks import ATTACKS
from tests.richtext.page import comment_faults, essay_faults

MARKS = r"""
> - 1. # ``` *** --- |--| : [^1] [^1]: ^[ [@known] [@x,p.1] ![ ](image:k) ](#x) ](/x) ](https://a.example)
](javascript:x) {lang=fr} {dir=rtl} https://a.example/ <https://a.example> <b> &amp; &#x202e; &#12; &#13;
"""
PIECES = st.sampled_from(
    [
        *"*_`~[](){}<>!|#-+:;@^&'\"\\/.=%1a \n\té維😀\u200b\u202e\u00a0\u2028",
        *MARKS.split(),
        *(f"\n{mark} " for mark in (">", "-", "1.", "#", ":", "[^1]:", "|--|\n", "```", "   ", "")),
    ]
)
# Sanitised HTML that opens a pre with a line feed loses it when it is read again, as all HTML does.
NAMES = [*sorted({*ESSAY.tags} - {"pre"}), "svg", "math", "style", "form", "select"]
TAGS = st.sampled_from([f"<{slash}{name}>" for name in NAMES for slash in ("", "/")])
MARKDOWN = st.lists(PIECES, max_size=80).map("".join)
ANY_TEXT = st.text(max_size=300).filter(lambda text: invalid_character(text) is None)
TEXTS = MARKDOWN | ANY_TEXT | st.lists(st.sampled_from(ATTACKS), max_size=4).map("\n".join)
# A carriage return can come in as an entity only, and is a line feed to whoever reads it again.
HTML = st.lists(TAGS | PIECES.filter("&#13;".__ne__), max_size=30).map("".join)
PICTURE = Picture("/media/k.webp", "/media/k.webp 4w", 4, 3, "Alt", '<a href="https://c.example/">T</a>')


def essay(text: str) -> Rendered:
    return render(text, Profile.ESSAY, prefix="t1", number_of={"known": 1}.get, picture={"k": PICTURE}.get)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_essay_renders_to_what_is_allowed_and_well_formed(text: str) -> None:
    result = essay(text)
    assert essay_faults(result.html) == []
    assert sanitize(result.html, ESSAY) == result.html
    assert invalid_character(result.plain) is None
    assert essay(text) == result
    assert tuple(key for key in cited_keys(text) if key == "known") == tuple(c.key for c in result.citations)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_comment_renders_to_what_is_allowed_and_well_formed(text: str) -> None:
    result = render(text[:5_000], Profile.COMMENT)
    assert comment_faults(result.html) == []
    assert sanitize(result.html, COMMENT) == result.html
    assert invalid_character(result.plain) is None


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_every_id_given_out_is_in_the_html_once(text: str) -> None:
    taken: set[str] = set()
    result = render(text, Profile.ESSAY, prefix="t1", number_of={"known": 1}.get, taken_ids=taken)
    given_out = [item.id for item in (*result.paragraphs, *result.headings)]
    assert sorted(given_out) == sorted(taken)
    for anchor in (*given_out, *(citation.anchor for citation in result.citations)):
        assert result.html.count(f'id="{anchor}"') == 1


@settings(max_examples=300, deadline=None)
@given(HTML)
def test_sanitising_twice_is_sanitising_once(html: str) -> None:
    for allow in (ESSAY, COMMENT, INLINE):
        once = sanitize(html, allow)
        assert sanitize(once, allow) == once


PLAIN = st.sampled_from(
    [
        *(f"<{slash}{name}>" for name in sorted({*COMMENT.tags} - {"pre"}) for slash in ("", "/")),
        '<a href="https://a.example/?b=1&amp;c">',
        '<a href="https://a.example/" rel="nofollow ugc">',
        '<ol start="3">',
        *("a", " ", "\n", "é", "&amp;", "&lt;"),
    ]
)


@settings(max_examples=1000, deadline=None)
@given(st.lists(PLAIN, max_size=14).map("".join))
def test_where_the_first_sanitiser_is_left_out_it_would_have_changed_nothing(html: str) -> None:
    first, last = _kept.of(COMMENT)
    assert _PLAIN_COMMENT.fullmatch(html)
    assert sanitize(html, COMMENT) == last.clean(first.clean(html))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_what_a_comment_becomes_is_what_both_sanitisers_leave(text: str) -> None:
    html = render(text[:5_000], Profile.COMMENT).html
    first, last = _kept.of(COMMENT)
    assert last.clean(first.clean(html)) == html
