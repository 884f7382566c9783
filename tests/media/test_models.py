"""What the database refuses, whoever writes, and what an image answers without a query."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from debates.media.models import Image, validate_web_address

DIGEST = "ab" * 32


def image(**values) -> Image:
    return Image(
        **{
            "key": "ants",
            "digest": DIGEST,
            "width": 1000,
            "height": 500,
            "widths": [480, 800, 1000],
            **values,
        }
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"decorative": True, "alt": "Ants on a leaf"},
        {"source_url": "javascript:alert(1)"},
        {"source_url": "//commons.example/ants"},
        {"source_url": " https://commons.example/ants"},
        {"licence_url": "data:text/html,x"},
        {"licence_url": "ftp://example.org/deed"},
        {"width": 0},
        {"height": 0},
        {"width": -1},
        {"height": -1},
        {"key": ""},
        {"digest": "abc"},
        {"digest": "../../secret_key"},
        {"digest": DIGEST[:-1]},
    ],
    ids=str,
)
def test_database_refuses(values):
    wrong = image(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.bulk_create([wrong])
    assert Image.objects.count() == 0


@pytest.mark.django_db
def test_database_refuses_a_key_twice():
    image().save()
    with pytest.raises(IntegrityError), transaction.atomic():
        image(digest="cd" * 32).save()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values", [{}, {"decorative": True}, {"alt": "Ants"}, {"source_url": "http://a.example/"}]
)
def test_database_accepts_drafts(values):
    image(**values).save()
    assert Image.objects.count() == 1


@pytest.mark.django_db
def test_same_bytes_may_stand_in_two_rows():
    image().save()
    image(key="ants-2").save()
    assert Image.objects.filter(digest=DIGEST).count() == 2


@pytest.mark.django_db
def test_closed_account_leaves_its_images(ed):
    stored = image(uploaded_by=ed)
    stored.save()
    ed.delete()
    stored.refresh_from_db()
    assert stored.uploaded_by is None


# ---------------------------------------------------------------- renditions (no database: none is asked)


def test_renditions_are_computed_from_the_row_alone():
    assert [(copy.name, copy.width, copy.height) for copy in image().renditions] == [
        ("images/ab/abababababababababab-480.webp", 480, 240),
        ("images/ab/abababababababababab-800.webp", 800, 400),
        ("images/ab/abababababababababab-1000.webp", 1000, 500),
    ]


def test_srcset_names_every_copy_with_its_width():
    base = "/media/images/ab/abababababababababab"
    assert image().srcset == f"{base}-480.webp 480w, {base}-800.webp 800w, {base}-1000.webp 1000w"


@pytest.mark.parametrize(
    ("widths", "plain"),
    [([60], 60), ([480, 800, 1200, 1600, 2400], 1200), ([480, 800, 1200], 1200), ([1300], 1300)],
)
def test_src_is_the_widest_copy_of_usual_width(widths, plain):
    shown = image(width=widths[-1], widths=widths)
    assert shown.src == f"/media/images/ab/abababababababababab-{plain}.webp"


def test_thin_strip_is_at_least_one_pixel_high():
    assert [copy.height for copy in image(width=2400, height=1, widths=[480, 2400]).renditions] == [1, 1]


# ---------------------------------------------------------------- what is missing

COMPLETE = {
    "title": "Ants",
    "author": "Wil Ferris",
    "source_url": "https://commons.example/ants",
    "source_name": "Commons",
    "licence_name": "CC BY 4.0",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "alt": "Ants on a leaf",
}


@pytest.mark.parametrize(
    ("emptied", "missing"),
    [
        ((), ()),
        (("title",), ("title",)),
        (("author",), ("author",)),
        (("source_url",), ()),
        (("source_name",), ()),
        (("source_url", "source_name"), ("source",)),
        (("licence_name",), ("licence",)),
        (("licence_url",), ("licence",)),
        (("alt",), ("alt",)),
        (tuple(COMPLETE), ("title", "author", "source", "licence", "alt")),
    ],
)
def test_missing_names_what_a_reader_must_be_told(emptied, missing):
    assert image(**{**COMPLETE, **dict.fromkeys(emptied, "")}).missing() == missing


def test_decorative_image_needs_no_description():
    assert image(**{**COMPLETE, "alt": "", "decorative": True}).missing() == ()


def test_spaces_are_no_answer():
    assert image(**{**COMPLETE, "title": "  ", "alt": "\n"}).missing() == ("title", "alt")


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "address",
    [
        "https://commons.wikimedia.org/wiki/File:Ants_(2019).jpg",
        "http://museum.example:8080/a?b=c@d",
        "https://de.wikipedia.example/wiki/Größe",
    ],
)
def test_web_address_is_accepted(address):
    validate_web_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt://example.org/%0aalert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "//example.org/",
        "/wiki/File:Ants.jpg",
        "commons.wikimedia.org",
        "https://",
        "https://bank.example@evil.example/",
        "https://bank.example:443@evil.example/",
        "https://example.org/\u202egpj.exe",
        "https://example.org/\u200b",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://example.org/\x00",
        'https://example.org"onclick="alert(1)',
    ],
)
def test_address_that_hides_where_it_leads_is_refused(address):
    with pytest.raises(ValidationError):
        validate_web_address(address)


def test_name_is_the_title_or_else_the_key():
    assert (str(image(title="Ants")), str(image())) == ("Ants", "ants")
