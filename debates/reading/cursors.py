"""Places in a list of debates: where the next page begins, as an address says it."""

from datetime import datetime

from debates.publishing.models import Debate


def cursor_of(debate: Debate) -> str:
    """Answer the place after this debate in a list."""
    return f"{debate.published_at:%Y%m%dT%H%M%S.%fZ}-{debate.pk}"


def read_cursor(cursor: str) -> tuple[datetime, int] | None:
    """Answer the place that a cursor names, or nothing where it names none."""
    moment, _dash, pk = cursor.partition("-")
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S.%f%z"), int(pk)
    except ValueError:
        return None
