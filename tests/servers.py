"""Which tests need a server, and so run on every database and cache; the others run once.

A test needs one when it asks for the database, itself or by a fixture. Without asking, pytest-django lets
nobody reach the database, and `NoCache` nobody the cache: what such a test finds can't depend on either. One
that needs the cache alone says so: `@pytest.mark.servers`.
"""

from typing import Any, NoReturn

import pytest
from django.core.cache.backends.base import BaseCache

DATABASE = frozenset({"db", "transactional_db", "django_db_setup", "live_server"})


def needs_servers(item: pytest.Item) -> bool:
    """Answer whether a test needs a server."""
    if any(item.get_closest_marker(name) for name in ("servers", "django_db")):
        return True
    return not DATABASE.isdisjoint(getattr(item, "fixturenames", ()))


class NoCache(BaseCache):
    """A cache for tests that need none: using it fails the test."""

    def __init__(self, _location: str, parameters: dict[str, Any]) -> None:
        super().__init__(parameters)

    def refuse(self, *_arguments: Any, **_named: Any) -> NoReturn:
        """Fail the test."""
        pytest.fail("This test uses the cache: mark it with `pytest.mark.servers`.", pytrace=True)

    add = get = set = touch = delete = clear = incr = has_key = refuse  # type: ignore[assignment]
    get_many = set_many = delete_many = get_or_set = refuse  # type: ignore[assignment]
