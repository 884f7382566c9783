"""One post says by the format's own words what it is to a debate."""

import pytest

from debates.importing.signs import (
    ClaimSentence,
    SignedLink,
    Signs,
    claim_in,
    is_candidate,
    office_of,
    read_signs,
)
from debates.importing.wxr import read_posts
from tests.importing.exports import FERRY, SITE, export, item


def signs_of(content: str) -> Signs:
    return read_signs(next(read_posts(export(item(1, "One", content)))))


def ferry() -> list[Signs]:
    with FERRY.open("rb") as file:
        return [read_signs(post) for post in read_posts(file) if is_candidate(post)]


def test_only_posts_with_a_sign_are_candidates() -> None:
    with FERRY.open("rb") as file:
        assert [post.post_id for post in read_posts(file) if is_candidate(post)] == [41, 42, 43]


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (item(1, "DEBATE – who owns the shore?"), True),
        (item(1, "Debates we had"), False),
        (item(1, "One", '<a href="/x">Read  the contribution by A B</a>'), True),
        (item(1, "One", "<p>Her take on the issue</p>"), True),
        (item(1, "One", extra='<category domain="category" nicename="debate">Debate</category>'), True),
        (item(1, "Debate: x", kind="attachment"), False),
        (item(1, "Debate: x", kind="nav_menu_item"), False),
        (item(1, "Debate: x", kind="page"), True),
    ],
)
def test_a_sign_is_a_title_a_link_or_a_category(post: str, expected: bool) -> None:
    assert is_candidate(next(read_posts(export(post)))) is expected


def test_an_introduction_is_taken_apart() -> None:
    introduction = ferry()[0]
    assert introduction.contributions == (
        SignedLink("Ines Lindqvist", f"{SITE}/debate-the-crossing-steel-outlasts-timetables/"),
        SignedLink("Tomas Brandl", f"{SITE}/debate-the-crossing-slow-water-keeps-towns-alive/"),
    )
    assert [(claim.name, claim.role, claim.affiliation) for claim in introduction.claims] == [
        ("Ines Lindqvist", "Chief Engineer", "Crossings Office"),
        ("Tomas Brandel", "Ferryman", "Northbank Boats"),
    ]
    assert [reference[:28] for reference in introduction.references] == [
        "Quill, Dora, “Tolls and Tide",
        "Ledger of the ferry company,",
    ]
    assert introduction.media == ("image “A heron”",)


def test_the_text_keeps_what_is_the_editors_and_nothing_of_the_format() -> None:
    introduction = ferry()[0]
    paragraphs = introduction.markdown.split("\n\n")
    assert [paragraph[:30] for paragraph in paragraphs] == [
        "For **ninety years** the ferry",
        "Ines Lindqvist, Chief Engineer",
        "Tomas Brandel, Ferryman at Nor",
    ]
    assert introduction.notice.startswith("The Review tries a new format: debate.")


def test_a_contribution_links_back_and_to_the_other_side() -> None:
    one, other = ferry()[1:]
    assert one.introduction == other.introduction == f"{SITE}/debate-should-a-bridge-replace-the-ferry/"
    assert [one.takes[0].name, other.takes[0].name] == ["Tomas Brandl", "Ines Lindqvist"]
    assert one.markdown.split("\n\n")[1:] == [
        "## What a wait costs",
        "Count the minutes: 2 \\* 40 \\* 365 is no *small* number.",
    ]
    assert other.markdown == "A ferry is a square that moves. Try it."


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Read James’ take on the issue", "James"),
        ("Read Ada Moss&#039;s take on the issue »", "Ada Moss"),
        ("READ Ada Moss’s take on this topic.", "Ada Moss"),
    ],
)
def test_links_to_the_other_side_in_their_spellings(words: str, name: str) -> None:
    assert signs_of(f'<p><a href="/x/">{words}</a></p>').takes == (SignedLink(name, f"{SITE}/x/"),)


def test_buttons_and_lists_of_links_go_as_a_whole() -> None:
    signs = signs_of(
        '<div class="wp-block-buttons"><div><a href="/a/">Read the contribution by A B</a></div></div>'
        '<ul><li><a href="/b/">Read the contribution by C D</a></li></ul>'
        '<p><a href="/c/">Read the introduction to the debate</a> | '
        '<a href="/d/">Read E F’s take on the issue</a></p>'
        "<p>Text</p>"
    )
    assert (signs.markdown, len(signs.contributions), signs.introduction, len(signs.takes)) == (
        "Text",
        2,
        f"{SITE}/c/",
        1,
    )


def test_a_link_in_a_sentence_counts_and_stays() -> None:
    signs = signs_of('<p>First <a href="/c/">read the introduction to the debate</a>, please.</p>')
    assert (signs.introduction, signs.markdown) == (
        f"{SITE}/c/",
        f"First [read the introduction to the debate]({SITE}/c/), please.",
    )


# ------------------------------------------------------------------ claims


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Ada Moss, Surveyor at the Weir Board argues that the weir must go. She has measured it.",
            ("Ada Moss", "Surveyor", "Weir Board", "The weir must go."),
        ),
        (
            "Bo Reed, Miller, points out that “no weir, no mill” is no threat.",
            ("Bo Reed", "Miller", "", "“no weir, no mill” is no threat."),
        ),
        (
            "Cy Oake, Dean, Weir College, warns that C. S. Lark was right about it.",
            ("Cy Oake", "Dean", "Weir College", "C. S. Lark was right about it."),
        ),
    ],
)
def test_a_claim_sentence_names_person_office_and_claim(line: str, expected: tuple[str, ...]) -> None:
    assert claim_in(line) == ClaimSentence(*expected, line)


@pytest.mark.parametrize(
    "line",
    [
        "We know that the weir must go.",
        "After years of talk, everybody in the town argues that something must be done.",
        "Ada Moss argues that the weir must go.",
        "Ada Moss, Surveyor at the Weir Board, arrived that day.",
        "in the end, the board says that it is over",
        "",
    ],
)
def test_other_sentences_are_no_claims(line: str) -> None:
    assert claim_in(line) is None


@pytest.mark.parametrize(
    ("office", "parts"),
    [
        ("Surveyor at the Weir Board", ("Surveyor", "Weir Board")),
        ("Head of Mills at Weir & Co", ("Head of Mills", "Weir & Co")),
        ("Dean, Weir College", ("Dean", "Weir College")),
        ("Miller", ("Miller", "")),
    ],
)
def test_an_office_is_role_and_affiliation(office: str, parts: tuple[str, str]) -> None:
    assert office_of(office) == parts


# ------------------------------------------------------------------ references


A = "https://a.example"


@pytest.mark.parametrize(
    ("after", "lines", "text"),
    [
        ("<ul><li>A, 2001;</li><li>B</li></ul><p>Write to us.</p>", ("A, 2001", "B"), "Write to us."),
        ("<ol><li><p>A</p></li><li><p>B</p></li></ol>", ("A", "B"), ""),
        (f"<p>A, 2001</p><p>B {A}</p><p>Thanks!</p>", ("A, 2001", f"B {A}"), "Thanks!"),
        (f"<ul><li><a href='{A}/x'>A</a>, 2001</li></ul>", (f"A, {A}/x, 2001",), ""),
        (f"<ul><li>A <a href='{A}/'>{A}</a></li></ul>", (f"A {A}",), ""),
        ("<p>We have none.</p>", (), "References:\n\nWe have none."),
        ("", (), "References:"),
    ],
)
def test_the_list_under_references_is_taken_out(after: str, lines: tuple[str, ...], text: str) -> None:
    signs = signs_of(f"<p>References:</p>{after}")
    assert (signs.references, signs.markdown) == (lines, text)


@pytest.mark.parametrize(
    "heading", ["<h3>Sources</h3>", "<p><strong>REFERENCES :</strong></p>", "<p>Bibliography</p>"]
)
def test_the_list_has_other_headings(heading: str) -> None:
    assert signs_of(f"<p>Text</p>{heading}<ul><li>A</li></ul>").references == ("A",)


def test_references_may_be_lines_of_one_paragraph() -> None:
    assert signs_of("<p>References:<br>A, 2001;<br>B, 2002</p>").references == ("A, 2001", "B, 2002")


def test_a_sentence_about_references_is_no_list() -> None:
    assert signs_of("<p>References: none to speak of, since 2001</p>").references == ()


def test_a_paragraph_that_only_touches_on_the_format_stays() -> None:
    text = "Here meets a diversity of views."
    assert (signs_of(f"<p>{text}</p>").markdown, signs_of(f"<p>{text}</p>").notice) == (text, "")
