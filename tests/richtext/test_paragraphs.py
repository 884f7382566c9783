import hashlib

import pytest

from debates.richtext.render import Paragraph, Profile, render


def paragraphs(source: str, taken: set[str] | None = None) -> tuple[Paragraph, ...]:
    return render(source, Profile.ESSAY, prefix="t1", number_of={"a": 1}.get, taken_ids=taken).paragraphs


def digest(text: str) -> str:
    return f"p-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def test_id_is_the_hash_of_what_the_paragraph_says() -> None:
    assert paragraphs("One *two*\nthree `four` [five](#x).") == (
        Paragraph(digest("One two three four five."), "One two three four five."),
    )


def test_id_is_that_of_earlier_versions() -> None:
    # Comments and links out in the world hold these: a change here breaks them.
    assert paragraphs("It’s *one* question [@a].")[0].id == "p-b926b3b1"


@pytest.mark.parametrize(
    "same",
    [
        "The  fact\nis\u00a0this.",
        "The fact is this [@a].",
        "The fact[^1] is this [@zz, p. 3].\n\n[^1]: n",
        "The *fact* **is** [this](https://example.org).",
        "[The fact]{lang=en} is this.",
        "The fact is this.\n\nAnother paragraph.",
    ],
)
def test_id_does_not_move_with_mark_up_citations_and_notes(same: str) -> None:
    assert paragraphs(same)[0] == Paragraph(digest("The fact is this."), "The fact is this.")


def test_id_is_the_same_for_composed_and_decomposed_letters() -> None:
    assert paragraphs("e\u0301te\u0301") == paragraphs("été")


def test_equal_paragraphs_of_a_page_are_numbered() -> None:
    same = digest("Yes.")
    taken: set[str] = set()
    assert [p.id for p in paragraphs("Yes.\n\nYes.", taken)] == [same, f"{same}-2"]
    assert [p.id for p in paragraphs("Yes.\n\nYes.", taken)] == [f"{same}-3", f"{same}-4"]
    assert taken == {same, f"{same}-2", f"{same}-3", f"{same}-4"}


def test_item_of_a_tight_list_bears_the_id_and_of_a_loose_one_its_paragraph() -> None:
    tight = render("- a\n- b\n  - c", Profile.ESSAY)
    assert tight.html == (
        f'<ul>\n<li id="{digest("a")}">a</li>\n<li id="{digest("b")}">b\n'
        f'<ul>\n<li id="{digest("c")}">c</li>\n</ul>\n</li>\n</ul>\n'
    )
    loose = render("1. a\n\n2. b", Profile.ESSAY)
    assert loose.html == (
        f'<ol>\n<li>\n<p id="{digest("a")}">a</p>\n</li>\n<li>\n<p id="{digest("b")}">b</p>\n</li>\n</ol>\n'
    )
    assert [p.text for p in tight.paragraphs + loose.paragraphs] == ["a", "b", "c", "a", "b"]


def test_every_paragraph_with_an_id_is_named_in_order() -> None:
    result = render("a\n\n> b\n\n- c\n\nT\n: d\n\n  e\n\nf[^1]\n\n[^1]: g", Profile.ESSAY, prefix="t1")
    assert [p.text for p in result.paragraphs] == ["a", "b", "c", "d", "e", "f", "g"]
    assert [result.html.count(f'id="{p.id}"') for p in result.paragraphs] == [1] * 7
    assert result.html.count('id="p-') == 7


def test_plain_text_has_every_word_and_no_mark_up() -> None:
    source = (
        "# A *heading*\n\nSome [text](https://example.org) [@a, p. 3] with\na break[^1].\n\n- one\n- two\n\n"
        "| h |\n|---|\n| cell |\n\nTerm\n: Definition\n\n```\ncode  <x>\n```\n\n[^1]: A note."
    )
    result = render(source, Profile.ESSAY, prefix="t1", number_of={"a": 1}.get)
    assert result.plain == (
        "A heading\n\nSome text with a break.\n\none\n\ntwo\n\nh\n\ncell\n\nTerm\n\nDefinition\n\n"
        "code  <x>\n\nA note."
    )
    assert result.words == 17


def test_comment_has_no_ids() -> None:
    result = render("a\n\n- b", Profile.COMMENT, taken_ids=(taken := {"x"}))
    assert result.html == "<p>a</p>\n<ul>\n<li>b</li>\n</ul>\n"
    assert (result.paragraphs, result.plain, result.words, taken) == ((), "a\n\nb", 2, {"x"})
