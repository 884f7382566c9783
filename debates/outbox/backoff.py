"""When to try again what a mail server would not take yet."""

from datetime import timedelta

TRIES = 12
"""After so many tries a message has waited for a day, and is given up."""

SHORTENED_BY = 0.2
"""The share of a wait that chance may take off."""


def wait_after(tries: int, first: timedelta, jitter: float) -> timedelta | None:
    """Answer how long to wait after so many tries (1 or more), or nothing when it is time to give up.

    Each wait is twice the one before: a first of 40 seconds and ten more add up to 22¾ hours. `jitter`, from
    0 to 1, shortens a wait, so that messages which were put off together do not all come back together.
    """
    if tries >= TRIES:
        return None
    doubled: timedelta = first * 2 ** (tries - 1)
    return doubled * (1 - SHORTENED_BY * jitter)
