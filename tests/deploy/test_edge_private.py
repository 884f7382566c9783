"""What is for one person goes through the edge untouched, and nothing of it is ever stored."""

import json
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from django.test import Client
from django.urls import resolve
from django.urls.exceptions import Resolver404

from accounts.models import User
from debates.publishing.models import Debate
from tests.accounts.running_site import RunningSite
from tests.config.test_serving import free_port
from tests.deploy.edge import Answer, Edge
from tests.deploy.urls import MIXTURES
from tests.test_strangers import routes

pytestmark = [pytest.mark.edge, pytest.mark.xdist_group("edge")]

PRIVATE_READING = {"preview", "preview_page", "shared_preview"}
SECRETS = (b"Set-Cookie", b"csrfmiddlewaretoken", b"sessionid", b"csrftoken")


def cookies_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return f"sessionid={client.cookies['sessionid'].value}; position_order=1"


def addresses() -> Iterator[tuple[str, bool]]:
    """Answer an example of every address of the site, and whether it is a public page's."""
    for route in routes():
        if "^" in route:
            continue  # the images, and the administration's own by pattern
        path = "/" + re.sub(r"<queue:\w+>", "new", route)
        path = re.sub(r"<(?:int|path):\w+>", "1000", path)
        path = re.sub(r"<\w+:\w+>", "some-thing", path)
        try:
            match = resolve(path)
        except Resolver404:
            continue
        yield path, match.namespace == "reading" and match.url_name not in PRIVATE_READING


# ---------------------------------------------------------------- by its address


def test_the_edge_knows_of_every_address_whether_it_is_private(edge: Edge) -> None:
    asked = [*addresses()]
    past = {path for path, _public in asked if edge.get(path).cache is None}
    assert past == {path for path, public in asked if not public}
    assert len(past) > 150
    assert len(asked) - len(past) > 20


@pytest.mark.parametrize(
    "path",
    [
        "/account/x.css",
        "/account/me/x.css",
        "/account/..%2fstatic/x.css",
        "/account/me/;x.css",
        "/account/me/%0ax.css",
        "/account/me/?x.css",
        "//account/me/",
        "/%61ccount/me/",
        "/fr/account/me/",
        "/static/../account/me/",
        "/moderating/x.js",
        "/debates/some-thing/ballot/x.png",
    ],
)
def test_a_private_address_that_looks_like_a_file_is_not_stored(edge: Edge, ed: User, path: str) -> None:
    answers = [edge.get(path, Cookie=cookies_of(ed)) for _ in range(2)]
    assert edge.stored == []
    # Where this leads nginx and the application differ; all others don't even look into the store.
    if "..%2f" not in path:
        assert [answer.cache for answer in answers] == [None, None]


def test_a_file_is_stored_by_what_is_said_of_it_not_by_its_name(edge: Edge) -> None:
    for path in ("/nowhere/x.css", "/debates/nothing/x.css"):
        assert [edge.get(path).status for _ in range(2)] == [404, 404]
    assert edge.stored == []


# ---------------------------------------------------------------- by what is said of it


@pytest.mark.parametrize("name", sorted(set(MIXTURES) - {"public", "ordered"}))
def test_an_answer_that_is_not_for_everybody_is_not_stored(edge: Edge, name: str) -> None:
    words = {edge.kept(1, f"/tried/{name}/").body for _ in range(3)}
    assert (len(words), edge.stored) == (3, [])


@pytest.mark.parametrize("name", ["public", "ordered"])
def test_an_answer_that_is_for_everybody_is_stored(edge: Edge, name: str) -> None:
    words = {edge.kept(1, f"/tried/{name}/").body for _ in range(3)}
    assert (len(words), len(edge.stored)) == (1, 1)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_only_what_reads_is_answered_from_the_store(edge: Edge, debate: Debate, method: str) -> None:
    path = debate.get_absolute_url()
    edge.kept(1, path)
    answer = edge.ask(method, path, Cookie="position_order=1")
    assert answer.status in {403, 405}
    assert answer.cache is None
    assert edge.kept(1, path).status == 200


# ---------------------------------------------------------------- people


def test_signed_in_or_not_a_public_page_is_the_same_stored_bytes(
    edge: Edge, debate: Debate, ed: User
) -> None:
    path, cookies = debate.get_absolute_url(), cookies_of(ed)
    own, strangers = edge.get(path, Cookie=cookies), edge.hit(1, path)
    assert (own.cache, own["Set-Cookie"], own.body) == ("MISS", None, strangers.body)
    assert "Ed" in edge.get("/account/me/", Cookie=cookies).text
    assert "Ed" not in edge.get("/account/me/").text


def test_nothing_stored_holds_a_cookie_or_a_token(edge: Edge, debate: Debate, ed: User) -> None:
    slug, cookies = debate.slug, f"{cookies_of(ed)}; csrftoken={'x' * 32}; signed_in=1"
    paths = ["/", "/debates/", f"/debates/{slug}/", f"/debates/{slug}/comments/", "/feed.atom", "/rules/"]
    private = ["/account/", "/account/login/", "/editing/", f"/debates/{slug}/ballot/", "/subscribe/"]
    for path in [*paths, *private]:
        for asked in (edge.get(path), edge.get(path, Cookie=cookies), edge.get(path, Cookie="sessionid=old")):
            assert asked.status in {200, 302}
    stored = edge.stored
    assert len(stored) >= len(paths)
    assert [secret for secret in SECRETS if any(secret in file for file in stored)] == []


def test_a_private_page_brings_its_own_cookies_through(edge: Edge) -> None:
    assert "csrftoken=" in str(edge.get("/account/login/")["Set-Cookie"])


# ---------------------------------------------------------------- what the application is told


def heard(edge: Edge, path: str = "/tried/heard/", **headers: str) -> dict[str, object]:
    said = json.loads(edge.get(path, **headers).text)
    assert isinstance(said, dict)
    return said


@pytest.mark.parametrize("path", ["/tried/heard/", "/editing/tried/heard/"])
def test_the_application_is_told_where_a_request_comes_from_by_the_edge_alone(edge: Edge, path: str) -> None:
    said = heard(
        edge, path, X_Forwarded_For="192.0.2.1, 192.0.2.2", X_Forwarded_Proto="https", X_Position_Order="13"
    )
    assert (said["client"], said["forwarded"], said["scheme"]) == ("127.0.0.1", "127.0.0.1", "http")
    assert said["order"] in range(12)


def test_another_host_gets_no_answer(edge: Edge, debate: Debate) -> None:
    path = debate.get_absolute_url()
    assert heard(edge, Host=f"localhost:{edge.port}")["host"] == "localhost"
    with pytest.raises(ConnectionError):
        edge.get(path, Host="evil.example")
    assert edge.stored == []


def test_forms_and_images_may_be_as_large_as_the_application_says(edge: Edge) -> None:
    def sent(path: str, mebibytes: float) -> Answer:
        return edge.ask("POST", path, b"x" * int(mebibytes * 2**20))

    assert sent("/tried/heard/", 4.9).status == 200
    assert sent("/tried/heard/", 6.1).status == 413
    assert sent("/editing/tried/heard/", 16.1).status == 413
    # Above 5 MiB it is the application that refuses what is no file, so it was asked.
    assert sent("/editing/tried/heard/", 11).status == 400


def test_headers_beyond_all_measure_are_refused(edge: Edge) -> None:
    assert edge.get("/tried/heard/", Cookie="x=" + "y" * 6_000).status == 200
    assert edge.get("/tried/heard/", Cookie="x=" + "y" * 9_000).status == 400
    assert edge.get("/tried/heard/?" + "y" * 9_000).status == 414


# ---------------------------------------------------------------- encrypted


def test_with_a_certificate_of_ones_own_the_application_hears_https(
    transactional_db: None, site_behind_edge: RunningSite, tmp_path: Path
) -> None:
    key, certificate, port = tmp_path / "key.pem", tmp_path / "certificate.pem", free_port()
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
            *("-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    example = Path("deploy/nginx-tls.conf.example").read_text()
    live = "/etc/letsencrypt/live/debates.example.org"
    own = example.replace(f"{live}/fullchain.pem", str(certificate)).replace(f"{live}/privkey.pem", str(key))
    own = re.sub(r"(?m)^listen \[::\].*\n", "", own).replace("listen 443", f"listen 127.0.0.1:{port}")
    (tmp_path / "edge").mkdir()
    edge = Edge(tmp_path / "edge", site_behind_edge.port, {"tls.conf": own})
    try:
        trusted = ssl.create_default_context(cafile=str(certificate))
        connection = HTTPSConnection("localhost", port, context=trusted, timeout=30)
        connection.request("GET", "/tried/heard/")
        assert json.loads(connection.getresponse().read())["scheme"] == "https"
        connection.request("GET", "/tried/ordered/")
        encrypted = Answer(connection.getresponse())
        assert str(encrypted["Set-Cookie"]).endswith("; SameSite=Lax; Secure")
        # Nobody is shown without encryption what was stored with it.
        bucket = int(str(encrypted["Set-Cookie"]).removeprefix("position_order=").partition(";")[0])
        assert edge.kept(bucket, "/tried/ordered/").body != encrypted.body
        connection.close()
    finally:
        edge.stop()


def test_the_site_says_through_the_edge_that_it_is_ready(edge: Edge, site_behind_edge: RunningSite) -> None:
    assert [edge.get("/health/ready/").text, edge.get("/health/").text] == ["ready\n", "alive\n"]
    asked = [sys.executable, "deploy/ready.py", "30"]
    told = {"PORT": str(site_behind_edge.port), "ALLOWED_HOSTS": "localhost,other.example"}
    assert subprocess.run(asked, env=told, check=False).returncode == 0
    assert subprocess.run(asked[:2], env={**told, "ALLOWED_HOSTS": "x.example"}, check=False).returncode == 1
