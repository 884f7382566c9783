import pytest

from debates.richtext.render import Profile, render


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('"Yes," she said, "and no."', "“Yes,” she said, “and no.”"),
        ("\"It's 'so' here\"", "“It’s ‘so’ here”"),
        ("'Sic' et 'non'", "‘Sic’ et ‘non’"),
        ("\"'Sic'\"", "“‘Sic’”"),
        ('("x") ["y"] --"z"', "(“x”) [“y”] –“z”"),
        ("the '90s, 6' 2\"", "the ’90s, 6’ 2”"),
        ('a " b', 'a " b'),
        ("a -- b --- c - d ---- e", "a – b — c - d ---- e"),
        ("a... b .. c .... d", "a… b .. c .... d"),
        ("(c) (r) (tm) (p) +- 1st, ???", "(c) (r) (tm) (p) +- 1st, ???"),
    ],
)
def test_punctuation_is_made_typographic(typed: str, shown: str) -> None:
    assert render(typed, Profile.COMMENT).html == f"<p>{shown}</p>\n"
    assert render(typed, Profile.ESSAY).plain == shown


def test_quotes_look_past_mark_up() -> None:
    html = render('*"a"* "*b*" **x**"y" `z`"\n"w"', Profile.COMMENT).html
    assert html == "<p><em>“a”</em> “<em>b</em>” <strong>x</strong>”y” <code>z</code>”<br>\n“w”</p>\n"


def test_quote_after_a_citation_closes() -> None:
    assert render('"x [@a]"', Profile.ESSAY).plain == "“x”"


def test_code_addresses_and_escapes_stay_as_typed() -> None:
    html = render('`"--..."` https://example.org/a--b...c \\"x\\"', Profile.COMMENT).html
    assert html == (
        '<p><code>"--..."</code> <a href="https://example.org/a--b...c" rel="nofollow ugc">'
        'https://example.org/a--b...c</a> "x"</p>\n'
    )
