"""In which order a reader sees the positions: by chance, alike on every visit, and recordable.

A reader has a bucket from 0 to 11. The arm that they see of a debate with k positions is the bucket
modulo k: arm r shows the positions rotated left by r. Twelve buckets divide evenly among two, three, four
and six positions, so that every position comes first for the same share of readers.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import date
from typing import TypeVar

BUCKETS = 12

Item = TypeVar("Item")


def bucket_of(debate_id: int, reader: str) -> int:
    """Answer the bucket of a reader in a debate.

    The rule: the first four bytes of SHA-256('order|{debate}|{reader}'), big-endian, modulo 12.
    """
    digest = hashlib.sha256(f"order|{debate_id}|{reader}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % BUCKETS


def arm_of(bucket: int, positions: int) -> int:
    """Answer which rotation a bucket sees of a debate with so many positions."""
    return bucket % positions if positions else 0


def rotated(items: Sequence[Item], arm: int) -> tuple[Item, ...]:
    """Answer the items rotated left by `arm`."""
    return (*items[arm:], *items[:arm])


def reader_of_the_day(network: str, user_agent: str, day: date, key: str) -> str:
    """Answer a name for a reader who carries no cookie: good for one day, and not to be traced back.

    Made from the network that they come from and the browser's name.
    """
    message = f"{day.isoformat()}|{network}|{user_agent}"
    return hmac.new(key.encode(), message.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
