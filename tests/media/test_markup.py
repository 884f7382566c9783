from html.parser import HTMLParser

import pytest
from django.utils.safestring import SafeString

from debates.media.markup import credit_html, picture_of
from debates.media.models import Image

COMPLETE = {
    "title": "Ants at work",
    "author": "Wil Ferris",
    "source_url": "https://commons.wikimedia.org/wiki/File:Ants.jpg",
    "source_name": "Wikimedia Commons",
    "licence_name": "CC BY-SA 4.0",
    "licence_url": "https://creativecommons.org/licenses/by-sa/4.0/",
    "changes": "cropped",
    "alt": "Ants on a leaf",
}


def image(**values) -> Image:
    return Image(
        key="ants",
        digest="ab" * 32,
        width=1000,
        height=500,
        widths=[480, 800, 1000],
        **{**COMPLETE, **values},
    )


class Elements(HTMLParser):
    """Every element and its attributes, as a browser would find them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_credit_says_everything_and_links_source_and_licence():
    credit = credit_html(image())
    assert isinstance(credit, SafeString)
    assert credit == (
        '<a href="https://commons.wikimedia.org/wiki/File:Ants.jpg">Ants at work</a>, by Wil Ferris, '
        '<a href="https://creativecommons.org/licenses/by-sa/4.0/">CC BY-SA 4.0</a>, '
        "via Wikimedia Commons, changes: cropped"
    )


@pytest.mark.parametrize(
    ("values", "credit"),
    [
        (dict.fromkeys(COMPLETE, ""), ""),
        ({**dict.fromkeys(COMPLETE, ""), "title": "Ants"}, "Ants"),
        ({**dict.fromkeys(COMPLETE, ""), "author": "Wil Ferris"}, "by Wil Ferris"),
        (
            {**dict.fromkeys(COMPLETE, ""), "source_url": "https://a.example/"},
            '<a href="https://a.example/">Source of the image</a>',
        ),
        (
            {**dict.fromkeys(COMPLETE, ""), "licence_url": "https://a.example/"},
            '<a href="https://a.example/">Licence</a>',
        ),
        ({**dict.fromkeys(COMPLETE, ""), "licence_name": "All rights reserved"}, "All rights reserved"),
    ],
)
def test_credit_leaves_out_what_nobody_said(values, credit):
    assert credit_html(image(**values)) == credit


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "&lt;script&gt;",
    "{{ settings.SECRET_KEY }}",
    "%s %(name)s {} {0}",
    "</a></span></figcaption><h1>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("field", ["title", "author", "source_name", "licence_name", "changes"])
def test_hostile_words_stay_words(field, hostile):
    elements = Elements(credit_html(image(**{field: hostile})))
    plain = Elements(credit_html(image()))
    assert elements.found == plain.found
    assert elements.text == plain.text.replace(COMPLETE[field], hostile)


@pytest.mark.parametrize(
    "hostile", [*HOSTILE, "javascript:alert(1)", "data:text/html,x", " https://a.example/"]
)
@pytest.mark.parametrize("field", ["source_url", "licence_url"])
def test_address_that_is_not_of_the_web_is_no_link(field, hostile):
    other = {"source_url": "licence_url", "licence_url": "source_url"}[field]
    found = Elements(credit_html(image(**{field: hostile}))).found
    assert [attributes["href"] for _tag, attributes in found] == [COMPLETE[other]]


def test_hostile_end_of_an_address_stays_in_the_address():
    address = 'https://a.example/"onclick="alert(1)"><script>'
    found = Elements(credit_html(image(source_url=address))).found
    assert found[0] == ("a", {"href": address})
    assert len(found) == 2


def test_picture_of_an_image_is_what_a_text_shows():
    shown = image()
    picture = picture_of(shown)
    assert (picture.src, picture.srcset, picture.width, picture.height, picture.alt, picture.credit) == (
        "/media/images/ab/abababababababababab-1000.webp",
        shown.srcset,
        1000,
        500,
        "Ants on a leaf",
        credit_html(shown),
    )


def test_picture_of_a_decorative_image_has_an_empty_description():
    assert picture_of(image(alt="", decorative=True)).alt == ""


def test_a_picture_that_its_author_published_names_them_once() -> None:
    credit = credit_html(image(source_name="Wil Ferris"))
    assert "via" not in credit
