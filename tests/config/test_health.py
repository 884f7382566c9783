"""A supervisor is told whether the site lives and whether it can serve, whoever asks and however."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from tests.config.test_production_settings import PRODUCTION
from tests.config.test_serving import ROOT, free_port

UNENCRYPTED = {"SECURE_SSL_REDIRECT": True, "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}


@pytest.mark.parametrize(("path", "says"), [("/health/", "alive\n"), ("/health/ready/", "ready\n")])
@pytest.mark.django_db
def test_a_site_that_is_well_says_so_without_encryption_too(path: str, says: str, settings: Settings) -> None:
    for name, value in UNENCRYPTED.items():
        setattr(settings, name, value)
    answer = Client().get(path)
    assert (answer.status_code, answer.content.decode()) == (200, says)
    assert "no-store" in answer["Cache-Control"]
    assert Client().get("/health/other/").status_code == 301


def test_to_be_alive_neither_session_nor_database_is_needed() -> None:
    # Without the mark, reaching for the database fails the test; so does any use of the cache.
    answer = Client().get("/health/", headers={"Cookie": "sessionid=anything"})
    assert (answer.status_code, answer.has_header("Vary"), list(answer.cookies)) == (200, False, [])


@pytest.mark.django_db
def test_to_be_ready_one_question_is_asked(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert Client().get("/health/ready/", headers={"Cookie": "sessionid=anything"}).status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_health_is_only_read(method: str) -> None:
    for path in ("/health/", "/health/ready/"):
        assert getattr(Client(), method)(path).status_code == 405


# ---------------------------------------------------------------- a site without its database


@pytest.fixture
def without_database(tmp_path: Path) -> Iterator[int]:
    """Answer the port of a public site whose database is not there."""
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    nobody = f"postgresql://site@127.0.0.1:{free_port()}/site"
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"),
                *("--host", "127.0.0.1", "--port", str(port), "--blocking-threads", "2"),
                *("--no-access-log", "config.wsgi:application"),
            ],
            cwd=ROOT,
            env={**kept, **PRODUCTION, "DATABASE_URL": nobody, "VAR_DIR": str(tmp_path)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    yield port
    process.terminate()
    process.wait(30)


def ready(port: int) -> int:
    """Answer what `deploy/ready.py` ends with."""
    return subprocess.run(
        [sys.executable, "deploy/ready.py"],
        cwd=ROOT,
        env={"PORT": str(port), "ALLOWED_HOSTS": "debates.example"},
        check=False,
    ).returncode


def test_a_site_without_its_database_lives_and_is_not_ready(without_database: int) -> None:
    def ask(path: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{without_database}{path}"
        answer = requests.get(url, headers={"Host": "debates.example"}, timeout=30)
        return answer.status_code, answer.text

    until_it_listens(without_database)
    assert ask("/health/") == (200, "alive\n")
    assert ask("/health/ready/") == (503, "The database does not answer.\n")
    assert ready(without_database) == 1


def until_it_listens(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return
