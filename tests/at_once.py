"""Several at the same time, each with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def at_once(count: int, attempt: Callable[[int], T]) -> list[T]:
    """Answer what all attempts came to, made at the same moment."""
    barrier = Barrier(count)

    def run(number: int) -> T:
        try:
            barrier.wait()
            return attempt(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
