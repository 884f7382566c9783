import pytest

from debates.richtext.render import Profile, render


def linked(address: str, href: str = "") -> str:
    return f'<a href="{href or address}">{address}</a>'


def shown(text: str) -> str:
    html = render(text, Profile.ESSAY).html
    return html[html.index(">") + 1 : -len("</p>\n")]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("https://example.org", linked("https://example.org")),
        ("http://example.org/a_b_c*d?e=f#g", linked("http://example.org/a_b_c*d?e=f#g")),
        ("See https://example.org/x.", f"See {linked('https://example.org/x')}."),
        ("(https://example.org/x_(y))", f"({linked('https://example.org/x_(y)')})"),
        ("*https://example.org/x*", f"<em>{linked('https://example.org/x')}</em>"),
        ("**https://example.org/x**", f"<strong>{linked('https://example.org/x')}</strong>"),
        ("https://example.org/été", linked("https://example.org/été", "https://example.org/%C3%A9t%C3%A9")),
        ("https://münchen.de", linked("https://münchen.de", "https://xn--mnchen-3ya.de")),
        ("<https://example.org/x.>", linked("https://example.org/x.")),
        ("<ada@example.org>", linked("ada@example.org", "mailto:ada@example.org")),
        (
            "https://a.example,https://b.example",
            f"{linked('https://a.example')},{linked('https://b.example')}",
        ),
    ],
)
def test_address_is_linked_to_its_end(text: str, html: str) -> None:
    assert shown(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "www.example.org example.org ada@example.org end.It Node.js 1.2.3",
        "ftp://example.org mailto:ada@example.org javascript://x %0a",
        "xhttps://example.org https:// http:/a b",
        "https://user@example.org https://user:secret@example.org",
    ],
)
def test_what_has_no_scheme_or_is_refused_is_not_linked(text: str) -> None:
    assert shown(text) == text


def test_escaped_or_coded_address_is_not_linked() -> None:
    assert shown("https\\://example.org `https://example.org`") == (
        "https://example.org <code>https://example.org</code>"
    )


def test_address_that_is_a_link_already_is_not_linked_again() -> None:
    assert shown("[https://example.org/x](#y)") == '<a href="#y">https://example.org/x</a>'


def test_address_longer_than_the_bound_is_linked_to_the_bound() -> None:
    inside = 2_000 - len("//example.org/")
    html = shown("https://example.org/" + "a" * 3_000)
    assert html == linked("https://example.org/" + "a" * inside) + "a" * (3_000 - inside)


def test_readers_links_are_not_vouched_for() -> None:
    text = "https://a.example [b](http://b.example) <c@d.example> [e](#f)"
    assert render(text, Profile.COMMENT).html == (
        '<p><a href="https://a.example" rel="nofollow ugc">https://a.example</a>'
        ' <a href="http://b.example" rel="nofollow ugc">b</a>'
        ' <a href="mailto:c@d.example" rel="nofollow ugc">c@d.example</a> <a href="#f">e</a></p>\n'
    )
