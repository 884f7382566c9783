import pytest

from debates.richtext.bounds import MAX_BLOCK_LEVEL, MAX_TAGS
from debates.richtext.inline import MAX_INLINE_DEPTH
from debates.richtext.render import MAX_LENGTH, Picture, Profile, cited_keys, render
from tests.richtext.page import COMMENT_TAGS, COMMENT_VALUES, ESSAY_TAGS, ESSAY_VALUES, Page, read

PICTURE = Picture("/media/k.webp", "", 4, 3, "Alt", '<a href="https://c.example/">T</a>')

# What can stand around and in the deepest block: a table in its frame, or a list item's paragraph.
MOST_DEPTH = MAX_BLOCK_LEVEL + 2 + 5 + MAX_INLINE_DEPTH + 2

DEEP = {
    "quotations": "> " * 1_000 + "x",
    "lists": "- " * 1_000 + "x",
    "ordered lists": "1. " * 1_000 + "x",
    "steps": "".join(f"{'  ' * level}- x\n" for level in range(60)),
    "definitions": "x\n" + ": " * 1_000 + "x",
    "notes": "[^a]\n\n" + "[^a]: " * 500 + "x",
    "notes in place": "^[" * 1_000 + "x" + "]" * 1_000,
    "brackets": "[" * 2_000 + "x" + "]" * 2_000,
    "links": "[" * 800 + "x" + "](#a)" * 800,
    "images": "![" * 600 + "x" + "](image:a)" * 300,
    "spans": "[" * 300 + "x" + "]{lang=fr}" * 300,
    "emphasis": "*a **b " * 350 + "b** a*" * 350,
    "strikethrough": "~~a " * 500 + "a~~" * 500,
    "everything": "> - 1. " * 100 + "*[" * 100 + "x" + "](#a)*" * 100,
}


def page(text: str, profile: Profile) -> Page:
    html = render(text, profile, prefix="t1", number_of=lambda _: 1).html
    if profile is Profile.ESSAY:
        return read(html, ESSAY_TAGS, ESSAY_VALUES)
    return read(html, COMMENT_TAGS, COMMENT_VALUES)


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("name", DEEP)
def test_nesting_is_bounded_and_no_error(name: str, profile: Profile) -> None:
    result = page(DEEP[name][: MAX_LENGTH[profile]], profile)
    assert result.faults == []
    assert result.depth <= MOST_DEPTH


def test_deeper_blocks_stay_as_text() -> None:
    assert render("> " * 12 + "deep", Profile.COMMENT).html == (
        "<blockquote>\n" * 10 + "<p>&gt; &gt; deep</p>\n" + "</blockquote>\n" * 10
    )


def test_five_lists_may_stand_in_each_other() -> None:
    steps = "".join(f"{'  ' * level}- {level}\n" for level in range(5))
    assert render(steps, Profile.COMMENT).html.count("<ul>") == 5


def test_deeper_emphasis_keeps_its_text() -> None:
    opening, closing = "*a **b " * 20, "b** a*" * 20
    html = render(opening + closing, Profile.COMMENT).html
    assert html.count("<em>") + html.count("<strong>") == MAX_INLINE_DEPTH
    assert html.count("a") == 40


@pytest.mark.parametrize("profile", Profile)
def test_text_of_very_many_tags_is_shown_as_typed(profile: Profile) -> None:
    # Each line is a paragraph of two tags.
    most = MAX_TAGS[profile] // 2
    at_most = render("a\n\n" * most, profile)
    assert (at_most.html.count("<p"), at_most.html.count("<pre>")) == (most, 0)
    over = render("a *b*\n\n" * most, profile)
    assert over.html == "<pre><code>" + "a *b*\n\n" * most + "</code></pre>\n"
    assert (over.paragraphs, over.words) == ((), 2 * most)


@pytest.mark.parametrize(
    ("unit", "times"),
    [
        ("a\n\n", 11_000),
        ("`a` ", 11_000),
        ("*a* ", 11_000),
        ("```\n```\n", 6_000),
        ("[@a]", 6_000),
        ("[@a;@a;@a;@a;@a]\n", 2_000),
        ("[^1]", 3_000),
        ("^[a]", 2_500),
        ("![](image:a) ", 2_500),
    ],
)
def test_no_kind_of_mark_up_gets_past_the_bound_of_tags(unit: str, times: int) -> None:
    """Each would become a little more than 20,000 tags."""
    text = f"{unit * times}\n\n[^1]: n\n"
    result = render(text, Profile.ESSAY, number_of=lambda _: 1, picture=lambda _: PICTURE)
    assert result.html.startswith("<pre><code>")
    assert result.html.count("<") == 4


def test_text_shown_as_typed_cites_nothing() -> None:
    source = "*a* [@a]\n\n" * 10_000
    result = render(source, Profile.ESSAY, number_of=lambda _: 1)
    assert (result.citations, cited_keys(source)) == ((), ())
