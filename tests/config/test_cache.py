"""Redis may vanish, hang and come back: everything that uses the cache goes on, and limits on tries hold."""

import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

import pytest
import redis
from allauth.core.internal import ratelimit
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

import config.cache
from accounts.models import User
from config.cache import KNOWN, TolerantRedisCache

REDIS_SERVER = which("redis-server") or ""
SOCKET_TIMEOUT = 1.0
"""Seconds that the caches of these tests wait for an answer: less is “at once”, twice as long too often."""
PATIENCE = 10.0

pytestmark = pytest.mark.skipif(not REDIS_SERVER, reason="There is no redis-server on this machine.")


class Server:
    """A Redis of the test's own, which can be stopped, frozen and started again at the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [REDIS_SERVER, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir"]
        self.process = subprocess.Popen([*command, str(self.folder)], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def keys(self) -> int:
        with redis.Redis.from_url(self.url) as client:
            return int(client.dbsize())

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def hanging_port() -> Iterator[int]:
    """Answer a port where somebody takes every connection and never says a word."""
    taken: list[socket.socket] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        while True:
            try:
                taken.append(listener.accept()[0])
            except OSError:
                return

    thread = Thread(target=take)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join()
    for connection in taken:
        connection.close()


def cache_at(url: str) -> TolerantRedisCache:
    """Answer a cache as a thread of the site has it."""
    options = {"socket_connect_timeout": SOCKET_TIMEOUT, "socket_timeout": SOCKET_TIMEOUT}
    return TolerantRedisCache(url, {"OPTIONS": options})


def seconds(call: Callable[[], object]) -> float:
    begin = time.monotonic()
    call()
    return time.monotonic() - begin


def use_everything(tried: Any) -> None:
    """Call each method of Django's caches, and check what it answers."""
    tried.clear()
    assert tried.get("a") is None
    assert tried.get("a", "none") == "none"
    assert tried.add("a", 1, 60) is True
    assert tried.add("a", 2, 60) is False
    assert tried.get("a") == 1
    assert (tried.incr("a"), tried.incr("a", 5), tried.decr("a", 2)) == (2, 7, 5)
    with pytest.raises(ValueError, match="not found"):
        tried.incr("b")
    tried.set("b", {"any": ["thing"]}, timeout=60)
    assert "b" in tried
    assert tried.has_key("b")
    assert tried.touch("b", 30) is True
    assert tried.touch("c") is False
    assert tried.get_many(["a", "b", "c"]) == {"a": 5, "b": {"any": ["thing"]}}
    assert tried.set_many({"c": 3, "d": 4}, timeout=60) == []
    assert tried.get_or_set("e", lambda: "made", 60) == "made"
    assert tried.delete("a") is True
    assert tried.delete("a") is False
    tried.delete_many(["b", "c"])
    assert tried.get_many(["a", "b", "c", "d", "e"]) == {"d": 4, "e": "made"}
    assert tried.incr_version("d") == 2
    assert (tried.get("d"), tried.get("d", version=2)) == (None, 4)
    tried.set("brief", "value", timeout=0)
    assert tried.get("brief") is None
    tried.set("kept", "value", timeout=None)
    assert tried.get("kept") == "value"
    tried.clear()
    assert tried.get("kept") is None
    tried.close()


# ---------------------------------------------------------------- as long as it answers


def test_a_redis_that_answers_holds_everything(server: Server) -> None:
    tried = cache_at(server.url)
    use_everything(tried)
    tried.set("a", "kept", 60)
    assert server.keys() == 1
    assert tried.absences.away is False
    assert tried.absences.memory.get("a") is None


def test_a_mistake_of_the_caller_is_not_taken_for_an_absence(server: Server) -> None:
    tried = cache_at(server.url)
    with pytest.raises(ValueError, match="not found"):
        tried.incr("nothing")
    with pytest.raises(AttributeError):
        tried.set("a", lambda: "no text can hold this")
    assert tried.absences.away is False


# ---------------------------------------------------------------- away


def test_every_method_goes_on_at_once_where_nobody_listens(server: Server) -> None:
    server.stop()
    tried = cache_at(server.url)
    assert seconds(lambda: use_everything(tried)) < SOCKET_TIMEOUT
    assert tried.absences.away is True


def test_every_method_waits_once_for_a_redis_that_hangs(hanging_port: int) -> None:
    tried = cache_at(f"redis://127.0.0.1:{hanging_port}/0")
    assert SOCKET_TIMEOUT <= seconds(lambda: use_everything(tried)) < 2 * SOCKET_TIMEOUT
    assert seconds(lambda: use_everything(tried)) < SOCKET_TIMEOUT


def test_a_redis_that_freezes_while_it_is_used_is_waited_for_once(server: Server) -> None:
    tried = cache_at(server.url)
    tried.set("a", 1, 60)
    server.freeze()
    try:
        assert SOCKET_TIMEOUT <= seconds(lambda: use_everything(tried)) < 2 * SOCKET_TIMEOUT
    finally:
        server.thaw()


def test_what_one_thread_found_out_spares_the_others_the_wait(hanging_port: int) -> None:
    url = f"redis://127.0.0.1:{hanging_port}/0"
    cache_at(url).set("a", "remembered", 60)
    other, answers = cache_at(url), []
    thread = Thread(target=lambda: answers.append(other.get("a")))
    assert seconds(lambda: (thread.start(), thread.join())) < SOCKET_TIMEOUT
    assert answers == ["remembered"]


def test_many_threads_at_once_wait_together_not_one_after_the_other(hanging_port: int) -> None:
    caches = [cache_at(f"redis://127.0.0.1:{hanging_port}/0") for _ in range(8)]
    threads = [Thread(target=use, args=("a",)) for use in (tried.get for tried in caches)]
    begin = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begin < 2 * SOCKET_TIMEOUT


def test_a_crowd_does_not_push_out_what_is_remembered(server: Server) -> None:
    server.stop()
    tried = cache_at(server.url)
    tried.set("limit", 5, 600)
    for number in range(2_000):
        tried.set(f"other-{number}", 1, 600)
    assert tried.get("limit") == 5


# ---------------------------------------------------------------- and back


def test_after_the_pause_redis_is_asked_again(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config.cache, "PAUSE", 3.0)
    tried = cache_at(server.url)
    tried.set("before", "in Redis", 60)
    server.stop()
    tried.set("during", "in memory", 60)
    assert tried.get("before") is None
    server.start()
    assert tried.get("during") == "in memory"
    time.sleep(3.1)
    assert tried.get("during") is None
    tried.set("after", "in Redis", 60)
    assert (server.keys(), tried.absences.away) == (1, False)


def test_a_restart_between_two_calls_is_not_noticed(server: Server) -> None:
    tried = cache_at(server.url)
    tried.set("a", 1, 60)
    server.stop()
    server.start()
    tried.set("a", 2, 60)
    assert (tried.get("a"), server.keys(), tried.absences.away) == (2, 1, False)


def test_while_it_stays_away_one_thread_waits_in_each_pause(
    hanging_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"redis://127.0.0.1:{hanging_port}/0"
    cache_at(url).get("a")
    KNOWN[url].ask_again_at = 0.0
    first = Thread(target=cache_at(url).get, args=("a",))
    first.start()
    time.sleep(0.1)
    assert seconds(lambda: cache_at(url).get("a")) < SOCKET_TIMEOUT
    first.join()


def test_a_new_absence_does_not_begin_with_what_an_old_one_left(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config.cache, "PAUSE", 0.1)
    tried = cache_at(server.url)
    server.stop()
    tried.set("a", "old", 60)
    server.start()
    time.sleep(0.2)
    tried.set("a", "new", 60)
    server.stop()
    assert tried.get("a") is None


# ---------------------------------------------------------------- what rests on it


@pytest.fixture
def site_cache(settings: Settings) -> Callable[[str], None]:
    """Answer what makes the whole site use the Redis of this address."""

    def use(url: str) -> None:
        backend = "config.cache.TolerantRedisCache"
        options = {"socket_connect_timeout": SOCKET_TIMEOUT, "socket_timeout": SOCKET_TIMEOUT}
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": url, "OPTIONS": options}}

    return use


def ask_for_a_code(client: Client, address: str) -> int:
    return client.post(reverse("account_request_login_code"), {"email": address}).status_code


def sign_in_by_code(client: Client, person: User) -> None:
    assert ask_for_a_code(client, person.email or "") == 302
    found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None, mail.outbox[-1].body
    answer = client.post(reverse("account_confirm_login_code"), {"code": found[1]})
    assert (answer.status_code, answer.url) == (302, reverse("accounts:account"))  # type: ignore[attr-defined]
    assert client.session["_auth_user_id"] == str(person.pk)


def test_sign_in_by_code_works_while_nobody_listens(
    server: Server, site_cache: Callable[[str], None], vera: User
) -> None:
    site_cache(server.url)
    server.stop()
    sign_in_by_code(Client(), vera)


def test_sign_in_by_code_works_while_redis_hangs(
    hanging_port: int, site_cache: Callable[[str], None], vera: User
) -> None:
    site_cache(f"redis://127.0.0.1:{hanging_port}/0")
    assert seconds(lambda: sign_in_by_code(Client(), vera)) < 3 * SOCKET_TIMEOUT


def test_a_redis_that_goes_between_the_two_steps_of_signing_in_is_not_noticed(
    server: Server, site_cache: Callable[[str], None], vera: User
) -> None:
    site_cache(server.url)
    client = Client()
    assert ask_for_a_code(client, "vera@example.org") == 302
    server.stop()
    sign_in_by_code(client, vera)


@pytest.mark.parametrize("away", [False, True])
def test_limits_on_tries_hold_with_redis_and_without(
    server: Server, site_cache: Callable[[str], None], vera: User, away: bool
) -> None:
    site_cache(server.url)
    if away:
        server.stop()
    answers = [ask_for_a_code(Client(), "vera@example.org") for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert ask_for_a_code(Client(), "sam@example.org") == 302


def test_a_limit_of_allauth_neither_fails_nor_stays_locked_while_redis_comes_and_goes(
    server: Server, site_cache: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config.cache, "PAUSE", 0.05)
    site_cache(server.url)
    request = RequestFactory().post("/")

    def consume() -> bool:
        limit = {"try": "3/5m/key"}
        return bool(ratelimit.consume(request, app="allauth.account", action="try", config=limit, key="vera"))

    assert [consume() for _ in range(2)] == [True, True]
    # It goes while a limit is locked: the lock stays in Redis and must not be met in this process's memory.
    with ratelimit.cache_lock("limit") as locked:
        assert locked
        server.stop()
    with ratelimit.cache_lock("limit") as locked:
        assert locked
    assert [consume() for _ in range(4)] == [True, True, True, False]
    server.start()
    time.sleep(0.1)
    assert [consume() for _ in range(4)] == [True, True, True, False]


def test_the_site_uses_this_cache_where_a_redis_is_named(
    server: Server, site_cache: Callable[[str], None]
) -> None:
    site_cache(server.url)
    use_everything(cache)
    cache.set("a", 1, 60)
    assert server.keys() == 1
