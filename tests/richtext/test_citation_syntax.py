import pytest

from debates.richtext.citation_syntax import parse_citation
from debates.richtext.render import Citation, CitationItem, Profile, Rendered, cited_keys, render

NUMBERS = {"a": 3, "b": 4, "Smith_2020:x.y-z": 5}


def essay(text: str, prefix: str = "t12") -> Rendered:
    return render(text, Profile.ESSAY, prefix=prefix, number_of=NUMBERS.get)


def shown(text: str) -> str:
    """The HTML of a one-paragraph text without the paragraph."""
    html = essay(text).html
    assert (html[:6], html[-5:]) == ("<p id=", "</p>\n")
    return html[html.index(">") + 1 : -len("</p>\n")]


def link(key: str, nth: int = 1) -> str:
    return f'<a href="#ref-{key}" id="cite-t12-{nth}" role="doc-biblioref">{NUMBERS[key]}</a>'


@pytest.mark.parametrize(
    ("inside", "items"),
    [
        ("@a", [CitationItem("a")]),
        ("@a, p. 12", [CitationItem("a", "12")]),
        ("@a, pp. 3-5", [CitationItem("a", "3–5")]),
        ("@a p. xii", [CitationItem("a", "xii")]),
        ("@a; @b", [CitationItem("a"), CitationItem("b")]),
        (
            "see also -@a, chap. 3, and more; cf. @b",
            [
                CitationItem("a", "3", "chapter", "see also", ", and more", True),
                CitationItem("b", prefix="cf."),
            ],
        ),
        ("@a, § 4", [CitationItem("a", "4", "section")]),
        ("@a, art. 17(3)", [CitationItem("a", "17", "article", suffix="(3)")]),
        ("@a, p. 12a", [CitationItem("a", suffix=", p. 12a")]),
        ("@a, blz. 4", [CitationItem("a", suffix=", blz. 4")]),
        ("@a emphasis", [CitationItem("a", suffix="emphasis")]),
        ("@a.", [CitationItem("a", suffix=".")]),
        ("@Smith_2020:x.y-z", [CitationItem("Smith_2020:x.y-z")]),
        ("-@a", [CitationItem("a", suppress_author=True)]),
        ("(@a", [CitationItem("a", prefix="(")]),
        ("see\n@a,\np. 1", [CitationItem("a", "1", prefix="see")]),
    ],
)
def test_citation_is_taken_apart(inside: str, items: list[CitationItem]) -> None:
    assert [written.item for written in parse_citation(inside)] == items


@pytest.mark.parametrize(
    "inside",
    ["a@b.c", "mail a@b.c", "@", "@1a", "@_a", "@a_", "@a/b", "@a;", "; @a", "@a; b", "@a; b@c.d", "@é", ""],
)
def test_what_is_no_citation_is_not_taken_for_one(inside: str) -> None:
    assert parse_citation(inside) == ()


def test_citation_becomes_numbered_links() -> None:
    assert shown("x [@a, p. 12; @b].") == f'x <span class="cite">[{link("a")}, p. 12; {link("b", 2)}]</span>.'


def test_citation_shows_what_was_written_around_it() -> None:
    html = shown('[see "x" & -@a, pages 3 - 5, <more]')
    assert html == "[see “x” &amp; -@a, pages 3 - 5, &lt;more]"
    html = shown('[see "x" & -@a, pages 3 - 5, more]')
    assert html == f'<span class="cite">[see "x" &amp; {link("a")}, pp. 3–5, more]</span>'


def test_citation_is_text_and_never_mark_up() -> None:
    # HTML reads some references without their semicolon.
    html = shown('[&ltb "x" @a, &ltb *y*; @zz &ltb]')
    assert html == f'<span class="cite">[&amp;ltb "x" {link("a")}, &amp;ltb *y*; @zz &amp;ltb]</span>'


def test_citation_is_an_anchor_in_order_of_appearance() -> None:
    result = essay("[@b] and [@a][^1] and [@b]\n\n[^1]: in a note [@a]")
    assert result.citations == (
        Citation("b", "cite-t12-1", 4),
        Citation("a", "cite-t12-2", 3),
        Citation("b", "cite-t12-3", 4),
        Citation("a", "cite-t12-4", 3),
    )
    assert [result.html.index(f'id="{citation.anchor}"') for citation in result.citations] == sorted(
        result.html.index(f'id="{citation.anchor}"') for citation in result.citations
    )


def test_citation_without_prefix_has_a_short_anchor() -> None:
    assert essay("[@a]", prefix="").citations == (Citation("a", "cite-1", 3),)


def test_unknown_key_stays_as_typed_and_is_named_once() -> None:
    result = essay("[@zz, p. 1] [see @yy; @a; @zz]")
    assert result.unknown_citations == ("zz", "yy")
    assert result.citations == (Citation("a", "cite-t12-1", 3),)
    assert (
        shown("[@zz, p. 1] [see @yy; @a]") == f'[@zz, p. 1] <span class="cite">[see @yy; {link("a")}]</span>'
    )


def test_every_key_is_unknown_without_numbers() -> None:
    result = render("[@a]", Profile.ESSAY)
    assert result.html == '<p id="p-e3b0c442">[@a]</p>\n'
    assert result.unknown_citations == ("a",)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("`[@a]`", "<code>[@a]</code>"),
        ("[a@b.c]", "[a@b.c]"),
        ("[@a](https://example.org)", '<a href="https://example.org">@a</a>'),
        ("[@a][r]\n\n[r]: https://example.org", '<a href="https://example.org">@a</a>'),
        ("\\[@a]", "[@a]"),
        ("[\\@a]", "[@a]"),
        ("[@a `x`]", "[@a <code>x</code>]"),
        ("![[@a]](https://example.org/x.png)", ""),
    ],
)
def test_citation_leaves_code_links_and_addresses_alone(text: str, html: str) -> None:
    result = essay(text)
    assert result.citations == ()
    assert result.html in (f"{result.html[: result.html.find('>') + 1]}{html}</p>\n", html)


def test_citation_in_the_text_of_a_link_wins_over_the_link() -> None:
    html = shown("[see [@a]](#x)")
    assert html == f'[see <span class="cite">[{link("a")}]</span>](#x)'


def test_comment_has_no_citations() -> None:
    result = render("[@a]", Profile.COMMENT, number_of=NUMBERS.get)
    assert (result.html, result.citations, result.unknown_citations) == ("<p>[@a]</p>\n", (), ())


def test_cited_keys_are_those_of_the_text_in_the_order_of_its_citations() -> None:
    source = "[@b; @zz]^[in a note [@a]] `[@c]` ![[@d]](image:k) [@b][^1]\n\n[^1]: [@e]\n[^2]: [@f]"
    assert cited_keys(source) == ("b", "zz", "b", "a", "e")
    rendered = render(source, Profile.ESSAY, number_of=lambda _: 1)
    assert tuple(citation.key for citation in rendered.citations) == cited_keys(source)
