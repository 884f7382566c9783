import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from debates.media.actions import store_image
from debates.media.forms import ImageDetailsForm, ImageForm
from debates.media.models import Image
from tests.media.pictures import drawing, saved, stored_files

# The form asks the database whether the details agree with its constraints.
pytestmark = pytest.mark.django_db

DETAILS = {
    "title": "Ants at work",
    "author": "Wil Ferris",
    "source_url": "https://commons.example/ants",
    "source_name": "Commons",
    "licence_name": "CC BY 4.0",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "changes": "cropped",
    "alt": "Ants on a leaf",
    "decorative": False,
}


def form(content: bytes | None = None, **values) -> ImageForm:
    files = {} if content is None else {"upload": SimpleUploadedFile("ants.png", content)}
    return ImageForm(data={**DETAILS, **values}, files=files)


PNG = saved(drawing()).getvalue()


def test_valid_form_gives_the_action_all_it_needs(ed):
    filled = form(PNG)
    assert filled.is_valid()
    assert filled.details == DETAILS
    image = store_image(upload=filled.cleaned_data["upload"], by=ed, **filled.details)
    assert {name: getattr(image, name) for name in DETAILS} == DETAILS
    assert image.widths == [60]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "This field is required."),
        (b"", "The submitted file is empty."),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            "An image is a JPEG, PNG, WebP or AVIF file; this is SVG.",
        ),
        (
            PNG[:100],
            "The image is damaged or incomplete and cannot be read to its end. Save it anew and try again.",
        ),
    ],
    ids=["none", "empty", "SVG", "truncated"],
)
def test_refused_file_is_said_under_its_field_and_what_was_typed_is_kept(folder, content, sentence):
    filled = form(content)
    assert filled.errors == {"upload": [sentence]}
    assert {name: filled[name].value() for name in DETAILS} == DETAILS
    assert stored_files(folder) == []


@pytest.mark.parametrize(
    ("values", "errors"),
    [
        (
            {"source_url": "javascript:alert(1)"},
            {"source_url": ["Give a full address with https:// or http://."]},
        ),
        (
            {"licence_url": "https://a@b.example/"},
            {"licence_url": ["Give an address without a user name and without invisible characters."]},
        ),
        (
            {"decorative": True},
            {
                "__all__": [
                    "A decorative image has no description: clear it, or do not call the image decorative."
                ]
            },
        ),
        ({"title": "x" * 201}, {"title": ["Ensure this value has at most 200 characters (it has 201)."]}),
    ],
)
def test_wrong_details_are_said_and_kept(values, errors):
    filled = form(PNG, **values)
    assert filled.errors == errors
    assert {name: filled[name].value() for name in values} == values


def test_every_detail_may_wait():
    empty = ImageForm(data={}, files={"upload": SimpleUploadedFile("ants.png", PNG)})
    assert empty.errors == {}


def test_stored_image_takes_details_and_no_other_file(ed):
    image = store_image(upload=saved(drawing()), by=ed, title="Ants")
    filled = ImageDetailsForm(data={**DETAILS, "key": "stolen"}, instance=image)
    assert list(filled.fields) == list(DETAILS)
    assert filled.is_valid()
    assert (filled.instance.title, filled.instance.key) == ("Ants at work", "ants")
    assert Image.objects.get().title == "Ants"


def test_file_comes_first_and_the_browser_offers_only_what_is_accepted():
    blank = ImageForm()
    assert list(blank.fields) == list(ImageForm.base_fields) == ["upload", *DETAILS]
    assert blank.fields["upload"].widget.attrs["accept"] == "image/jpeg,image/png,image/webp,image/avif"
