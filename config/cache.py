"""A cache that may vanish at any moment without taking a page down with it."""

import logging
import time
from collections.abc import Callable
from threading import Lock
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds for which a Redis that did not answer is left alone: nobody waits for it again and again."""

ENTRIES = 10_000
"""What a process remembers at most: of Django's 300 a crowd would push out limits on tries."""


class Absences:
    """When Redis was last away, and the memory beside it: one for the process, whatever thread asks.

    Django gives every thread a cache of its own; what one finds out about Redis spares the others the wait.
    """

    def __init__(self, name: str, params: dict[str, Any]) -> None:
        self.memory = LocMemCache(name, {**params, "OPTIONS": {"MAX_ENTRIES": ENTRIES}})
        self.lock = Lock()
        self.away = False
        self.ask_again_at = 0.0

    def may_ask(self) -> bool:
        """Answer whether to ask Redis now. While it is away, one thread does after each pause."""
        with self.lock:
            if not self.away:
                return True
            if time.monotonic() < self.ask_again_at:
                return False
            self.ask_again_at = time.monotonic() + PAUSE
            return True

    def begin(self, error: Exception) -> None:
        """Note that Redis did not answer. What was remembered in an earlier absence is out of date."""
        with self.lock:
            if not self.away:
                self.memory.clear()
                logger.warning(
                    "Redis does not answer (%s); this process remembers by itself.", type(error).__name__
                )
            self.away = True
            self.ask_again_at = time.monotonic() + PAUSE

    def end(self) -> None:
        """Note that Redis answered somebody who asked while it was away."""
        with self.lock:
            self.away = False
            logger.warning("Redis answers again.")


KNOWN: dict[str, Absences] = {}
"""By the address of the Redis."""


class TolerantRedisCache(RedisCache):
    """Redis, and while it does not answer this process's own memory.

    What rests on the cache (limits on tries) goes on to hold, for each process by itself.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.absences = KNOWN.setdefault(str(server), Absences(f"beside {server}", params))

    def tolerant(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Answer what Redis answers to this call, or else this process's memory."""
        was_away = self.absences.away
        if self.absences.may_ask():
            try:
                answer = getattr(super(), name)(*args, **kwargs)
            except (RedisError, OSError) as error:
                self.absences.begin(error)
            else:
                if was_away:
                    self.absences.end()
                return answer
        return getattr(self.absences.memory, name)(*args, **kwargs)


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
