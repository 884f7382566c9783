"""Everything that the house keeps about somebody, room by room."""

from accounts import queries as accounts
from accounts.models import User
from accounts.own_data import Part
from debates.comments.queries import own_data as comments
from debates.digests.queries import own_data as digests
from debates.media import queries as media
from debates.moderation.queries import own_data as moderation
from debates.outbox import queries as outbox
from debates.publishing.queries import own_data as publishing
from debates.stances.queries import own_data as stances


def parts_about(person: User) -> tuple[Part, ...]:
    """Answer what is kept about somebody; the rows of each part are read when somebody goes through them."""
    whose = accounts.whose(person)
    rooms = (accounts, publishing, media, stances, comments, moderation, digests, outbox)
    return tuple(part for room in rooms for part in room.parts_about(whose))
