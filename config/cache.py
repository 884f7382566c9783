"""A cache that may vanish at any moment without taking a page down with it."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds for which a Redis that did not answer is left alone: nobody waits for it again and again."""


class TolerantRedisCache(RedisCache):
    """Redis, and while it does not answer this process's own memory.

    What rests on the cache (limits on tries) goes on to hold, for each process by itself.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.beside = LocMemCache("while Redis is away", params)
        self.away_until = 0.0

    def tolerant(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Answer what Redis answers to this call, or else this process's memory."""
        if time.monotonic() >= self.away_until:
            try:
                return getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                self.away_until = time.monotonic() + PAUSE
                logger.warning(
                    "Redis does not answer (%s); this process remembers by itself.", type(error).__name__
                )
        return getattr(self.beside, name)(*args, **kwargs)


def tolerated(name: str) -> Callable[..., Any]:
    """Answer the method of that name, made tolerant."""

    def call(self: TolerantRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self.tolerant(name, *args, **kwargs)

    call.__name__ = name
    return call


# All that touches the server. Django's other methods are made of these.
for _name in (
    "add",
    "get",
    "set",
    "touch",
    "delete",
    "get_many",
    "has_key",
    "incr",
    "set_many",
    "delete_many",
    "clear",
):
    setattr(TolerantRedisCache, _name, tolerated(_name))
