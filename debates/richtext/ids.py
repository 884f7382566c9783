"""Ids that are unique on a page."""


def take(wanted: str, taken: set[str]) -> str:
    """``wanted``, or with ``-2``, ``-3``… after it when that is taken; the answer is added to ``taken``."""
    free, count = wanted, 1
    while free in taken:
        count += 1
        free = f"{wanted}-{count}"
    taken.add(free)
    return free
