"""How often one client may ask for the same thing."""

from time import time
from uuid import uuid4

import pytest
from django.core.cache.backends import locmem
from django.test import RequestFactory
from pytest_django import Settings

from accounts.limits import DAY, Limit, client_of, network_of, network_today

LIMIT = Limit("knocking", tries=3, seconds=60)
BEGIN = 60_000.0
"""The first second of a window."""


@pytest.mark.servers
def test_tries_beyond_the_limit_wait_for_the_end_of_the_window() -> None:
    waits = [LIMIT.wait("1.2.3.4", BEGIN + second) for second in (0, 1, 2, 3, 59.9)]
    assert waits == [0, 0, 0, 57, 1]
    assert LIMIT.wait("1.2.3.4", BEGIN + 60) == 0


@pytest.mark.servers
def test_clients_and_limits_do_not_count_for_each_other() -> None:
    for _ in range(3):
        LIMIT.wait("1.2.3.4", BEGIN)
    assert LIMIT.wait("1.2.3.5", BEGIN) == 0
    assert Limit("another", tries=3, seconds=60).wait("1.2.3.4", BEGIN) == 0
    assert LIMIT.wait("1.2.3.4", BEGIN) == 60


@pytest.mark.servers
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


@pytest.mark.parametrize(
    ("sent", "client"),
    [
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, "192.0.2.1"),
        ({"REMOTE_ADDR": "192.0.2.1"}, "192.0.2.1"),
        ({"REMOTE_ADDR": ""}, ""),
    ],
)
def test_where_a_client_is_can_be_asked_whatever_a_proxy_says(
    settings: Settings, sent: dict[str, str], client: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert client_of(RequestFactory().get("/", **sent)) == client


# ---------------------------------------------------------------- networks


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2::5", "2001:db8:1::/48"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.servers
def test_a_network_has_one_name_all_day_and_another_tomorrow() -> None:
    names = [network_today("192.0.2.7", moment) for moment in (0, DAY - 0.1, DAY)]
    assert names[0] == names[1] != names[2]
    assert network_today("192.0.2.99", 0) == names[0]
    assert network_today("192.0.3.7", 0) != names[0]


@pytest.mark.servers
def test_the_name_of_a_network_cannot_be_made_again_without_the_key_in_the_cache(settings: Settings) -> None:
    name = network_today("192.0.2.7", BEGIN)
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    assert network_today("192.0.2.7", BEGIN) != name


def test_the_key_of_a_day_is_kept_until_the_day_ends(settings: Settings) -> None:
    backend = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "kept for a day"}}
    now = time()
    network_today("192.0.2.7", now)
    [ends] = locmem._expire_info["kept for a day"].values()
    assert ends == pytest.approx((now // DAY + 1) * DAY, abs=5)
