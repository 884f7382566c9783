"""Ids that are unique on a page."""


class Ids:
    """Gives out the ids of one text; ``taken``, the ids of its page, learns each."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._counts: dict[str, int] = {}

    def take(self, wanted: str) -> str:
        """``wanted``, or with ``-2``, ``-3``… after it when the page has it already."""
        count = self._counts.get(wanted, 0)
        free = wanted
        while free in self._taken:
            count = max(count, 1) + 1
            free = f"{wanted}-{count}"
        # Remembered, so that a thousand equal paragraphs don't each count from the start.
        self._counts[wanted] = count
        self._taken.add(free)
        return free
