"""Keeps what was made for one, for a while, for the others who get the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Keeper(Generic[Made]):
    """Keeps so many things, for so long: what changes meanwhile is seen by the next letters, not by these."""

    def __init__(self, most: int, age: timedelta) -> None:
        self.most, self.age = most, age
        self.kept: OrderedDict[Hashable, tuple[datetime, Made]] = OrderedDict()
        self.lock = Lock()

    def get(self, key: Hashable, now: datetime, make: Callable[[], Made]) -> Made:
        """Answer what was made for this key lately, else make it. Two threads may make it both."""
        with self.lock:
            found = self.kept.get(key)
            if found and timedelta(0) <= now - found[0] < self.age:
                self.kept.move_to_end(key)
                return found[1]
        made = make()
        with self.lock:
            self.kept[key] = (now, made)
            self.kept.move_to_end(key)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        return made

    def forget(self) -> None:
        """Keep nothing any more."""
        with self.lock:
            self.kept.clear()
