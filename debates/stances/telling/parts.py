"""Everything that results say below the headline, in the order of a page."""

from debates.stances.shown_results import ShownResults
from debates.stances.telling.corrected import corrected_part
from debates.stances.telling.movement import movement_part
from debates.stances.telling.poll import Poll
from debates.stances.telling.shapes import Part
from debates.stances.telling.votes import exposed_part, order_part, read_part, votes


def parts_of(shown: ShownResults, poll: Poll) -> tuple[Part, ...]:
    """Answer the parts that have something to say."""
    found = (
        votes(shown, poll),
        movement_part(shown.movement, poll),
        order_part(shown.order, shown.readers, poll),
        exposed_part(shown.exposed, poll),
        read_part(shown.read_all, poll),
        corrected_part(shown),
    )
    return tuple(part for part in found if part is not None)
