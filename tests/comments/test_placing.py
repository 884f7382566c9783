"""What a comment quotes is what its paragraph says, as the renderer read it."""

import pytest

from debates.comments.actions.placing import element_of, paragraphs_in, paragraphs_of
from debates.publishing.models import Text
from debates.richtext.render import Profile, render


def rendered(source: str) -> tuple[dict[str, str], dict[str, str]]:
    """Answer the paragraphs of a text as its comments quote them, and as the renderer says that they are."""
    made = render(source, Profile.ESSAY, prefix="t1", number_of={"a": 1, "b": 2}.get)
    said = {paragraph.id: paragraph.text for paragraph in made.paragraphs}
    return paragraphs_of(Text(html=made.html)), said


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("It is left out [@a, art. 2(3)]. *All* of **those**.", "It is left out. All of those."),
        ("So says *the law*[@a; @b], it is said.", "So says the law, it is said."),
        ("A note^[Said below.], and[^1] another.\n\n[^1]: Also below.", "A note, and another."),
        ("One line\\\nand `another`,\nof a [link](#x).", "One line and another, of a link."),
        ("> Quoted, *all* of it [@b].", "Quoted, all of it."),
        ("[@a] begins, “*so*”.", "begins, “so”."),
    ],
)
def test_a_quote_is_what_the_paragraph_says_without_marks(source: str, words: str) -> None:
    quoted, said = rendered(source)
    assert quoted == said
    assert next(iter(quoted.values())) == words


def test_an_item_of_a_list_is_quoted_without_the_list_in_it() -> None:
    quoted, said = rendered("- a *few* [@a]\n- more:\n  - *one*\n  - two\n\nThe end.")
    assert list(quoted.values()) == ["a few", "more:", "one", "two", "The end."]
    assert quoted == said


SOURCES = [
    "One.\n\n> Two, *quoted*.\n>\n> Three.\n\n- four\n  - five\n    1. six\n- seven\n\nEight [@a].",
    'A name: ` id="p-00000000"`, and <p id="p-00000001">so</p>.\n\n```\n</p><li>\n```\n\nThe end.',
    '![a </p> b > c](/media/x.png "</li> ")\n\n- ![<li>](/media/y.png)\n- last',
]


@pytest.mark.parametrize("source", SOURCES)
def test_a_paragraph_that_is_taken_out_says_what_it_says_in_its_text(source: str) -> None:
    html = render(source, Profile.ESSAY, prefix="t1", number_of={"a": 1}.get).html
    whole = paragraphs_of(Text(html=html))
    assert whole
    for name, words in whole.items():
        part = element_of(html, name)
        assert paragraphs_in(part)[name] == words
        assert part.endswith(f"</{part[1:].split(' ')[0]}>")


@pytest.mark.parametrize("name", ["p-00000000", "p-00000001", "", "p-", '" class="', ".*", "p-0000000\x00"])
def test_what_is_no_paragraph_is_not_found(name: str) -> None:
    html = render(SOURCES[1], Profile.ESSAY, prefix="t1").html
    assert name not in paragraphs_in(element_of(html, name))
