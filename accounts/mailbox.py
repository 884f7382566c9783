"""Whether an account's address is written to: what a room above knows of that, handed over once."""

from collections.abc import Callable
from datetime import datetime

Ask = Callable[[str], datetime | None]

REGISTERED: list[Ask] = []
"""Those who know. Rooms write here through `register` alone."""


def register(ask: Ask) -> None:
    """Take who knows since when an address is written to no more; the same one again changes nothing."""
    if ask not in REGISTERED:
        REGISTERED.append(ask)


def stopped_since(address: str) -> datetime | None:
    """Answer since when this address is written to no more; nothing where it is."""
    return min(filter(None, (ask(address) for ask in REGISTERED)), default=None)
