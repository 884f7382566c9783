"""How often one client may ask for the same thing."""

from uuid import uuid4

import pytest
from django.core.cache.backends import locmem
from django.test import RequestFactory
from pytest_django import Settings

from accounts.limits import Limit, client_of

LIMIT = Limit("knocking", tries=3, seconds=60)
BEGIN = 60_000.0
"""The first second of a window."""


def test_tries_beyond_the_limit_wait_for_the_end_of_the_window() -> None:
    waits = [LIMIT.wait("1.2.3.4", BEGIN + second) for second in (0, 1, 2, 3, 59.9)]
    assert waits == [0, 0, 0, 57, 1]
    assert LIMIT.wait("1.2.3.4", BEGIN + 60) == 0


def test_clients_and_limits_do_not_count_for_each_other() -> None:
    for _ in range(3):
        LIMIT.wait("1.2.3.4", BEGIN)
    assert LIMIT.wait("1.2.3.5", BEGIN) == 0
    assert Limit("another", tries=3, seconds=60).wait("1.2.3.4", BEGIN) == 0
    assert LIMIT.wait("1.2.3.4", BEGIN) == 60


def test_a_cache_that_forgot_lets_people_in(settings: Settings) -> None:
    for _ in range(4):
        LIMIT.wait("1.2.3.4", BEGIN)
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    assert LIMIT.wait("1.2.3.4", BEGIN) == 0


def test_the_cache_holds_no_address(settings: Settings) -> None:
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "looked into"}}
    LIMIT.wait("1.2.3.4", BEGIN)
    [key] = locmem._caches["looked into"]
    assert "knocking" in key
    assert "1.2.3.4" not in key


@pytest.mark.parametrize(("proxies", "client"), [(0, "192.0.2.1"), (1, "198.51.100.7"), (2, "203.0.113.9")])
def test_a_client_is_where_the_outermost_known_proxy_says(
    settings: Settings, proxies: int, client: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    forwarded = "10.0.0.1, 203.0.113.9, 198.51.100.7"
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_of(request) == client
