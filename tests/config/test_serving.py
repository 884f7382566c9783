"""The whole site, started as a person starts it: one process to begin with, and none left at the end."""

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from pytest_django import Settings

from config import serving
from config.serving import Address, ServingError

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
"""Seconds to wait for what takes a dozen on a machine with nothing else to do."""

# One process at a time runs these: they share the folder of a first start.
pytestmark = pytest.mark.xdist_group("serving")


class Site:
    """A site that was started by `manage.py serve`."""

    def __init__(self, var: Path, **env: str) -> None:
        self.var, self.port = var, free_port()
        self.log = var / "serve.log"
        var.mkdir(exist_ok=True)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env={**embedded(var), "PORT": str(self.port), **env},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def until(self, done: Callable[[], bool]) -> None:
        """Wait for it."""
        deadline = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < deadline, self.said
            assert self.process.poll() is None, self.said
            time.sleep(0.05)

    def until_it_runs(self) -> None:
        """Wait until the site answers and its worker works."""
        self.until(lambda: "Ctrl-C" in self.said and "The worker is at work" in self.said)

    @property
    def said(self) -> str:
        """Answer what it has printed."""
        return self.log.read_text()

    def get(self, path: str = "/", host: str = "localhost") -> int:
        """Answer the status of a page."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path, headers={"Host": host})
            return connection.getresponse().status

    def signs_in(self, email: str, password: str) -> bool:
        """Answer whether this person signs in and is led on to the administration."""
        jar = CookieJar()
        opener = build_opener(HTTPCookieProcessor(jar))
        page = f"http://localhost:{self.port}/account/login/?next=/admin/"
        opener.open(page).close()
        token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
        fields = {"login": email, "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
        with opener.open(page, urlencode(fields).encode()) as answer:
            return urlsplit(answer.url).path == "/admin/"

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Answer rows of its database, or change them."""
        with closing(sqlite3.connect(self.var / "db.sqlite3")) as database, database:
            return database.execute(sql).fetchall()

    def stop_by(self, number: signal.Signals) -> tuple[int, list[int]]:
        """Send the signal; answer the exit code, and the processes that are left (and end them)."""
        family = descendants(self.process.pid)
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        left = [pid for pid in family if is_alive(pid)]
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        return code, left


def embedded(var: Path) -> dict[str, str]:
    """Answer an environment that sets nothing but where the data is."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "VAR_DIR": str(var)}


def free_port() -> int:
    """Answer a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def serving_from(var: Path, **env: str) -> Iterator[Site]:
    """Answer a site that runs, and leave nothing of it."""
    site = Site(var, **env)
    try:
        site.until_it_runs()
        yield site
    finally:
        site.stop_by(signal.SIGTERM)


def descendants(pid: int) -> list[int]:
    """Answer the processes that this one started, and those that they started."""
    listing = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(child): int(parent) for child, parent in map(str.split, listing.splitlines())}
    found = [pid]
    for candidate in found:
        found.extend(child for child, parent in parents.items() if parent == candidate)
    return found[1:]


def is_alive(pid: int) -> bool:
    """Answer whether the process exists and has not ended."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state) and not state.startswith("Z")


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answer the folder of a site that has been started once, and then stopped."""
    folder = tmp_path_factory.mktemp("site") / "var"
    with serving_from(folder) as site:
        assert site.get() == 200
        (folder / "first.log").write_text(site.said)
    return folder


def test_a_promised_mail_becomes_a_file_that_the_site_names_and_shows(var: Path) -> None:
    with serving_from(var) as site:
        site.query(
            "INSERT INTO outbox_message (kind, recipient, key, ids, message_id, state, reason, attempts,"
            " promised_at, due_at, changed_at, claimed_by) VALUES ('outbox_test', 'ed@example.org', 'one',"
            " '{}', '<one@localhost>', 'pending', '', 0, '2026-03-01', '2026-03-01', '2026-03-01', '')"
        )
        site.until(lambda: site.query("SELECT state FROM outbox_message WHERE key = 'one'") == [("sent",)])
        [file] = (file for file in (var / "mail").glob("*.eml") if "<one@localhost>" in file.read_text())
        assert "Message-ID: <one@localhost>" in file.read_text()
        assert f"Its e-mails are files: http://localhost:{site.port}/outbox/files/" in site.said
        assert site.get("/outbox/files/") == 200
        assert site.get(f"/outbox/files/{file.stem}/html/") == 200


def test_first_start_shows_the_demonstration(var: Path) -> None:
    with closing(sqlite3.connect(var / "db.sqlite3")) as database:
        statuses = database.execute("SELECT status FROM publishing_debate ORDER BY status").fetchall()
        queues = database.execute("SELECT DISTINCT queue FROM moderation_case ORDER BY queue").fetchall()
    assert statuses == [("closed",), ("published",)]
    assert queues == [("appealed",), ("decided",), ("held",), ("new",), ("reported",)]


def test_second_start_keeps_the_data_and_ctrl_c_stops_it(var: Path) -> None:
    passwords = re.findall(r"ed@example\.org +(\S+)", (var / "first.log").read_text())
    assert len(passwords) == 1
    with closing(sqlite3.connect(var / "db.sqlite3")) as database, database:
        database.execute("UPDATE accounts_user SET display_name = 'Edith' WHERE email = 'ed@example.org'")
        before = database.execute("SELECT id, question FROM publishing_debate ORDER BY id").fetchall()
    with serving_from(var) as site:
        assert site.query(
            "SELECT email, display_name, role FROM accounts_user JOIN accounts_rolegrant"
            " ON user_id = accounts_user.id ORDER BY email, role"
        ) == [
            ("anna@example.org", "Anna", "administrator"),
            ("anna@example.org", "Anna", "moderator"),
            ("ed@example.org", "Edith", "administrator"),
            ("ed@example.org", "Edith", "editor"),
            ("mo@example.org", "Mo", "moderator"),
        ]
        assert site.query("SELECT id, question FROM publishing_debate ORDER BY id") == before
        assert "ed@example.org" not in site.said
        assert site.signs_in("ed@example.org", passwords[0])
        assert not site.signs_in("ed@example.org", passwords[0].swapcase())
        assert len(descendants(site.process.pid)) >= 2
        assert site.stop_by(signal.SIGINT) == (0, [])


SLEEPERS = """
import django
django.setup()
from config.serving import Address, supervise
sleepers = {"one": ["sleep", "61"], "two": ["sleep", "62"]}
supervise(sleepers, Address("127.0.0.1", 1), lambda line: print(line, flush=True))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_signal_that_means_stop_stops_all(tmp_path: Path, number: signal.Signals) -> None:
    env = {**embedded(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", SLEEPERS], cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + PATIENCE
        while len(family := descendants(process.pid)) < 2:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(number)
        said, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (0, "Stopped.\n")
    assert [pid for pid in family if is_alive(pid)] == []


@pytest.mark.parametrize(
    ("command", "name"), [("manage.py work", "worker"), ("granian", "web server")], ids=["worker", "web"]
)
def test_the_end_of_one_process_ends_the_others_and_fails(var: Path, command: str, name: str) -> None:
    with serving_from(var) as site:
        family = descendants(site.process.pid)
        listing = subprocess.run(["ps", "-eo", "pid=,args="], capture_output=True, text=True, check=True)
        found = [int(line.split()[0]) for line in listing.stdout.splitlines() if command in line]
        os.kill(next(pid for pid in family if pid in found), signal.SIGKILL)
        assert site.process.wait(PATIENCE) == 1
        assert site.said.splitlines()[-1] == (
            f"CommandError: The {name} ended by itself (-9); stopped everything."
        )
        assert [pid for pid in family if is_alive(pid)] == []


def test_a_taken_port_is_said_in_a_sentence_and_starts_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env={**embedded(tmp_path), "PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"CommandError: Can't listen on 127.0.0.1, port {port}: it is taken. "
        f"Stop what uses it, or choose another: PORT={port + 1} make run\n"
    )
    assert not (tmp_path / "db.sqlite3").exists()


def test_in_production_there_is_no_demonstration_and_no_account(tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.md" for name in ("imprint", "privacy")}
    for file in files.values():
        file.write_text("Who we are.")
    env = {
        "PRODUCTION": "true",
        "SECRET_KEY": "only for this test " * 3,
        "POLL_SECRET": "only for this poll " * 3,
        "ALLOWED_HOSTS": "debates.example",
        "BASE_URL": "http://debates.example",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "SITE_NAME": "The Quay",
        "SITE_EMAIL": "debates@debates.example",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "SITE_LOGO": "reading/logo.svg",
        "SITE_CONTACT": "editors@debates.example",
        "SITE_IMPRINT": str(files["imprint"]),
        "SITE_PRIVACY": str(files["privacy"]),
        "SITE_LICENCE_NAME": "CC BY 4.0",
        "SITE_LICENCE_URL": "https://creativecommons.org/licenses/by/4.0/",
    }
    with serving_from(tmp_path, **env) as site:
        assert site.get(host="debates.example") == 200
        assert site.query("SELECT count(*) FROM accounts_user") == [(0,)]
        assert site.query("SELECT count(*) FROM publishing_debate") == [(0,)]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80 80", "http", "²"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(ServingError) as refusal:
        Address.from_environment({"PORT": port})
    assert str(refusal.value) == f"PORT={port} is not a port: give a number from 1 to 65535."


def test_address_is_this_machine_unless_the_environment_says_otherwise() -> None:
    assert Address.from_environment({}) == Address("127.0.0.1", 8000)
    assert Address.from_environment({"HOST": "", "PORT": ""}) == Address("127.0.0.1", 8000)
    assert Address.from_environment({"HOST": "0.0.0.0", "PORT": "80"}) == Address("0.0.0.0", 80)  # noqa: S104


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings.VAR_DIR = tmp_path / "file" / "var"
    with pytest.raises(ServingError) as refusal:
        serving.check_folders()
    assert str(refusal.value) == (
        f"Can't write in {settings.VAR_DIR} (Not a directory). "
        "Make it writable, or name another with VAR_DIR."
    )


def test_a_child_that_does_not_listen_is_killed_with_its_own_children(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "GRACE", 0.3)
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    parent = (
        f"{stubborn}import subprocess, sys; "
        f"subprocess.Popen([sys.executable, '-c', {stubborn + 'time.sleep(60)'!r}]); "
        "print('ready', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent], start_new_session=True, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        family = [child.pid, *descendants(child.pid)]
        serving.stop([child])
    assert len(family) == 2
    assert child.returncode == -signal.SIGKILL
    deadline = time.monotonic() + PATIENCE
    while any(map(is_alive, family)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
