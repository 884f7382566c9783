import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from PIL import Image as Pillow

from debates.media import actions
from debates.media.actions import ImageRefused, delete_image, save_image, store_image
from debates.media.models import Image
from debates.publishing.models import Contributor, Debate, Text
from tests.media.pictures import RED, drawing, near, saved, stored_files, stored_picture

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
}


# ---------------------------------------------------------------- storing


def test_store_image_writes_every_rendition_and_the_details(ed, folder):
    image = store_image(upload=saved(drawing((1000, 500))), by=ed, **DETAILS)
    image.refresh_from_db()
    assert {name: getattr(image, name) for name in DETAILS} == DETAILS
    assert (image.key, image.decorative, image.uploaded_by) == ("ants-at-work", False, ed)
    assert (image.width, image.height, image.widths) == (1000, 500, [480, 800, 1000])
    assert stored_files(folder) == sorted(copy.name for copy in image.renditions)
    for copy in image.renditions:
        picture = stored_picture(copy.name)
        assert (picture.format, picture.size) == ("WEBP", (copy.width, copy.height))
        assert near(picture.getpixel((5, 5)), RED)


def test_store_image_takes_an_upload_of_a_form(ed):
    upload = SimpleUploadedFile("x.svg", saved(drawing(), "JPEG").getvalue(), content_type="image/svg+xml")
    assert store_image(upload=upload, by=ed).widths == [60]


def test_command_stores_in_nobodys_name(db):
    assert store_image(upload=saved(drawing()), by=None, title="Ants").uploaded_by is None


def test_image_may_be_incomplete_while_a_debate_is_drafted(ed):
    image = store_image(upload=saved(drawing()), by=ed)
    assert (image.key, image.missing()) == ("image", ("title", "author", "source", "licence", "alt"))


@pytest.mark.parametrize(
    "title",
    [
        "Ants",
        "ants!",
        "  ANTS  ",
        "Ants <script>",
        "Fourmis à l’œuvre",
        "蟻",
        "../../etc/passwd",
        "a" * 200,
        "-",
    ],
)
def test_key_can_be_written_into_a_text_and_an_address(ed, title):
    key = store_image(upload=saved(drawing()), by=ed, title=title).key
    assert Image._meta.get_field("key").clean(key, None) == key
    assert 1 <= len(key) <= 60


def test_equal_titles_get_numbered_keys(ed):
    keys = [store_image(upload=saved(drawing()), by=ed, title="Ants").key for _ in range(3)]
    assert keys == ["ants", "ants-2", "ants-3"]


def test_key_that_a_title_happens_to_make_is_not_given_twice(ed):
    keys = [
        store_image(upload=saved(drawing()), by=ed, title=title).key for title in ("Ants 2", "Ants", "Ants")
    ]
    assert keys == ["ants-2", "ants", "ants-3"]


def test_same_bytes_twice_are_two_images_that_share_their_files(ed, folder):
    first = store_image(upload=saved(drawing()), by=ed, title="Ants", alt="Ants")
    second = store_image(upload=saved(drawing()), by=ed, title="Labour", alt="Ants carrying a leaf")
    assert first.pk != second.pk
    assert first.src == second.src
    assert stored_files(folder) == [first.renditions[0].name]


def test_files_left_incomplete_are_written_anew(ed):
    first = store_image(upload=saved(drawing()), by=ed)
    name = first.renditions[0].name
    whole = default_storage.size(name)
    default_storage.delete(name)
    default_storage.save(name, io.BytesIO(b"RIFF"))
    store_image(upload=saved(drawing()), by=ed)
    assert default_storage.size(name) == whole


@pytest.mark.parametrize(
    "upload",
    [
        io.BytesIO(),
        io.BytesIO(b"<svg/>"),
        io.BytesIO(saved(Pillow.effect_noise((90, 90), 50)).getvalue()[:2000]),
        SimpleUploadedFile("a.jpg", b"\xff\xd8\xff" + bytes(20 * 1024 * 1024)),
        saved(Pillow.new("1", (20_000, 20_000))),
    ],
    ids=["empty", "SVG", "truncated", "20 MB", "bomb"],
)
def test_refused_file_leaves_nothing(ed, folder, upload):
    with pytest.raises(ImageRefused):
        store_image(upload=upload, by=ed, **DETAILS)
    assert (Image.objects.count(), stored_files(folder)) == (0, [])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (
            {"decorative": True},
            "A decorative image has no description: clear it, or do not call the image decorative.",
        ),
        ({"licence_url": "javascript:alert(1)"}, "Give a full address with https:// or http://."),
        (
            {"source_url": "https://a@b.example/"},
            "Give an address without a user name and without invisible characters.",
        ),
        ({"title": "x" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
    ],
)
def test_refused_details_leave_nothing(ed, folder, wrong, sentence):
    with pytest.raises(ImageRefused) as refused:
        store_image(upload=saved(drawing()), by=ed, **{**DETAILS, **wrong})
    assert str(refused.value).startswith(sentence)
    assert (Image.objects.count(), stored_files(folder)) == (0, [])


def test_full_disk_leaves_neither_row_nor_files(ed, folder, monkeypatch):
    save = default_storage.save

    def save_until_full(name, content):
        if name.endswith("-800.webp"):
            raise OSError(28, "No space left on device")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", save_until_full)
    with pytest.raises(OSError, match="No space left"):
        store_image(upload=saved(drawing((1000, 500))), by=ed)
    assert (Image.objects.count(), stored_files(folder)) == (0, [])


def test_row_that_cannot_be_written_leaves_no_files(ed, folder, monkeypatch):
    store_image(upload=saved(drawing((30, 30))), by=ed, title="Ants")
    before = stored_files(folder)
    monkeypatch.setattr(actions, "free_key", lambda _title: "ants")
    with pytest.raises(IntegrityError), transaction.atomic():
        store_image(upload=saved(drawing()), by=ed, title="Ants")
    assert stored_files(folder) == before


def at_once(*acts: Callable[[], object]) -> None:
    """Do all of them at the same moment, each with a connection of its own."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(run, act) for act in acts]:
            done.result()


@pytest.mark.django_db(transaction=True)
def test_stored_at_once_equal_titles_get_different_keys(ed):
    at_once(*[lambda: store_image(upload=saved(drawing()), by=ed, title="Ants")] * 4)
    assert sorted(Image.objects.values_list("key", flat=True)) == ["ants", "ants-2", "ants-3", "ants-4"]


@pytest.mark.django_db(transaction=True)
def test_bytes_stored_while_they_are_deleted_keep_their_files(ed, folder):
    for _ in range(10):
        old = store_image(upload=saved(drawing()), by=ed)
        at_once(partial(delete_image, image=old, by=ed), partial(store_image, upload=saved(drawing()), by=ed))
        assert stored_files(folder) == [Image.objects.get().renditions[0].name]
        delete_image(image=Image.objects.get(), by=ed)
        assert stored_files(folder) == []


# ---------------------------------------------------------------- saying more


def test_save_image_writes_details_and_keeps_the_rest(ed, vera):
    image = store_image(upload=saved(drawing()), by=ed, title="Ants")
    image.title, image.decorative = "Bees", True
    image.key, image.digest, image.width, image.uploaded_by = "stolen", "cd" * 32, 7, vera
    save_image(image=image, by=ed)
    stored = Image.objects.get(pk=image.pk)
    assert (stored.title, stored.decorative) == ("Bees", True)
    assert (stored.key, stored.digest[:2] == "cd", stored.width, stored.uploaded_by) == (
        "ants",
        False,
        60,
        ed,
    )


def test_save_image_refuses_a_decorative_image_with_a_description(ed):
    image = store_image(upload=saved(drawing()), by=ed, alt="Ants")
    image.decorative = True
    with pytest.raises(ImageRefused) as refused:
        save_image(image=image, by=ed)
    assert str(refused.value) == (
        "A decorative image has no description: clear it, or do not call the image decorative."
    )
    assert Image.objects.get().decorative is False


# ---------------------------------------------------------------- deleting


def test_delete_image_removes_row_and_files(ed, folder, django_capture_on_commit_callbacks):
    image = store_image(upload=saved(drawing((1000, 500))), by=ed)
    with django_capture_on_commit_callbacks(execute=True):
        delete_image(image=image, by=ed)
    assert (Image.objects.count(), stored_files(folder)) == (0, [])


def test_delete_image_leaves_files_that_another_shares(ed, folder, django_capture_on_commit_callbacks):
    first, second = (store_image(upload=saved(drawing()), by=ed) for _ in range(2))
    with django_capture_on_commit_callbacks(execute=True):
        delete_image(image=first, by=ed)
    assert stored_files(folder) == [second.renditions[0].name]
    with django_capture_on_commit_callbacks(execute=True):
        delete_image(image=second, by=ed)
    assert stored_files(folder) == []


def test_deletion_that_is_rolled_back_keeps_the_files(ed, folder):
    image = store_image(upload=saved(drawing()), by=ed)
    with transaction.atomic():
        delete_image(image=image, by=ed)
        transaction.set_rollback(True)
    assert Image.objects.count() == 1
    assert stored_files(folder) == [image.renditions[0].name]


def test_deleting_twice_is_deleting_once(ed):
    image = store_image(upload=saved(drawing()), by=ed)
    again = Image.objects.get()
    delete_image(image=image, by=ed)
    delete_image(image=again, by=ed)
    assert Image.objects.count() == 0


def shown_by_a_debate(image: Image) -> None:
    Debate.objects.create(question="Ants?", slug="ants", lead_image=image)


def shown_by_a_contributor(image: Image) -> None:
    Contributor.objects.create(name="Ada", slug="ada", portrait=image)


def shown_by_a_text(image: Image) -> None:
    debate = Debate.objects.create(question="Ants?", slug="ants")
    Text.objects.create(debate=debate, kind="introduction").images.add(image)


@pytest.mark.parametrize(
    ("show", "user"),
    [(shown_by_a_debate, "debate"), (shown_by_a_contributor, "contributor"), (shown_by_a_text, "text")],
)
def test_image_that_is_shown_is_not_deleted(ed, folder, django_capture_on_commit_callbacks, show, user):
    image = store_image(upload=saved(drawing()), by=ed)
    show(image)
    with (
        pytest.raises(ImageRefused) as refused,
        django_capture_on_commit_callbacks(execute=True),
    ):
        delete_image(image=image, by=ed)
    assert str(refused.value) == f"The image is still in use ({user}). Take it out there first."
    assert Image.objects.count() == 1
    assert stored_files(folder) == [image.renditions[0].name]
