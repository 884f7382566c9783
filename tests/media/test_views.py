import pytest
from django.test import Client
from django.urls import reverse

from debates.media.actions import store_image
from debates.media.models import Image
from tests.media.pictures import drawing, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(ed) -> Image:
    return store_image(upload=saved(drawing((1000, 500))), by=ed, title="Ants")


def test_every_rendition_is_served_as_it_is_stored(client, image, folder):
    for copy in image.renditions:
        response = client.get(copy.url)
        assert (response.status_code, response.getvalue()) == (200, (folder / copy.name).read_bytes())
        assert copy.url == reverse("media:rendition", args=[copy.name])


def test_rendition_is_cached_for_good_and_can_run_nothing(client, image, settings):
    # The site says so of every page; a file that somebody uploaded says it itself.
    settings.SECURE_CONTENT_TYPE_NOSNIFF = False
    response = client.get(image.src)
    wanted = {
        "Content-Type": "image/webp",
        "Cache-Control": "public, max-age=31536000, s-maxage=1, stale-if-error=3600, immutable",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "ETag": f'"{image.renditions[-1].name}"',
        "Content-Length": str(len(response.getvalue())),
    }
    assert {name: response[name] for name in wanted} == wanted


def test_rendition_sets_no_cookie_and_varies_on_nothing(client, image, ed):
    client.force_login(ed)
    response = client.get(image.src)
    response.close()
    assert (dict(response.cookies), response.get("Vary")) == ({}, None)


def test_unchanged_rendition_is_answered_without_its_bytes(client, image):
    response = client.get(image.src)
    response.close()
    again = client.get(image.src, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (response["ETag"], response["Cache-Control"])


def test_head_answers_the_headers_alone(client, image):
    response = client.head(image.src)
    assert (response.status_code, response.getvalue(), int(response["Content-Length"]) > 0) == (
        200,
        b"",
        True,
    )


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_rendition_is_only_read(client, image, method):
    assert getattr(client, method)(image.src).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "",
        "images/",
        "images/ab/",
        "secret.txt",
        "images/ab/secret.txt",
        "images/ab/abababababababababab-480.webp.html",
        "images/ab/abababababababababab-480.webp/",
        "images/ab/abababababababababab-480.webp%0a",
        "images/ab/abababababababababab-480.webp%00",
        "images/ab/ABABABABABABABABABAB-480.webp",
        "images/ab/abababababababababab-0480.webp",
        "images/ab/abababababababababab-480.svg",
        "images/ab/abababababababababab.webp",
        "images/ab/abababababababababab--1.webp",
        "images/ab/../ab/abababababababababab-480.webp",
        "images/%2e%2e/%2e%2e/secret.txt",
        "../secret.txt",
        "..%2fsecret.txt",
        "%2e%2e/secret.txt",
        "..%5csecret.txt",
        "/etc/passwd",
        "%2fetc/passwd",
        "images//ab/abababababababababab-480.webp",
    ],
)
def test_any_other_name_is_not_found(client, folder, path):
    inside = folder / "images" / "ab"
    inside.mkdir(parents=True)
    for name in (
        "secret.txt",
        "abababababababababab-480.webp",
        "abababababababababab-480.svg",
        "abababababababababab.webp",
        "abababababababababab-0480.webp",
        "ABABABABABABABABABAB-480.webp",
    ):
        (inside / name).write_text("secret")
    (folder / "secret.txt").write_text("secret")
    (folder.parent / "secret.txt").write_text("secret")
    response = client.get(f"/media/{path}")
    assert response.status_code in {400, 404}
    assert b"secret" not in response.content.replace(b"secret.txt", b"")


def test_width_that_was_never_made_is_not_found(client, image):
    assert client.get(image.src.replace("-1000.", "-999.")).status_code == 404


def test_shelf_and_name_belong_together(client, image):
    shelf = image.digest[:2]
    other = "00" if shelf != "00" else "11"
    assert client.get(image.src.replace(f"/{shelf}/", f"/{other}/")).status_code == 404


def test_stranger_sees_the_same_bytes_as_the_editor(client, image, ed):
    signed_in = Client()
    signed_in.force_login(ed)
    assert client.get(image.src).getvalue() == signed_in.get(image.src).getvalue()
