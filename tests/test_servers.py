"""Tests that ask for no server can reach none; so they run once."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection

from accounts.models import User

METHODS = [
    lambda: cache.get("a"),
    lambda: cache.set("a", 1),
    lambda: cache.add("a", 1),
    lambda: cache.touch("a"),
    lambda: cache.delete("a"),
    lambda: cache.clear(),  # noqa: PLW0108 - the cache of the moment, not of the import
    lambda: cache.incr("a"),
    lambda: cache.decr("a"),
    lambda: cache.has_key("a"),
    lambda: "a" in cache,
    lambda: cache.get_many(["a"]),
    lambda: cache.set_many({"a": 1}),
    lambda: cache.delete_many(["a"]),
    lambda: cache.get_or_set("a", 1),
]


@pytest.mark.parametrize("use", METHODS)
def test_without_asking_the_cache_is_refused(use: Callable[[], object]) -> None:
    with pytest.raises(pytest.fail.Exception, match="uses the cache"):
        use()


def test_without_asking_the_database_is_refused() -> None:
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()


def marked(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("servers") is not None


def test_who_asks_for_nothing_runs_once(request: pytest.FixtureRequest) -> None:
    assert not marked(request)


def test_who_asks_for_a_row_by_a_fixture_runs_everywhere(request: pytest.FixtureRequest, ed: User) -> None:
    assert marked(request)


@pytest.mark.django_db
def test_who_asks_by_the_mark_runs_everywhere(request: pytest.FixtureRequest) -> None:
    assert marked(request)


@pytest.mark.servers
def test_who_says_so_has_the_cache(request: pytest.FixtureRequest) -> None:
    cache.set("a", 1)
    assert cache.get("a") == 1
