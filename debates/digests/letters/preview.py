"""Somebody's next digest as it would be sent now. Nothing is planned by looking."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from debates.digests.letters.digest import Reader, letter_of
from debates.digests.models import Subscriber, Subscription
from debates.digests.queries.clocks import clock_of, digest_for
from debates.digests.queries.comment_news import news_of, shown
from debates.digests.queries.telling import Telling
from debates.digests.queries.waiting import is_told, waiting_for
from debates.outbox.renderers import Letter


@dataclass(frozen=True, slots=True)
class Preview:
    """When the next digest is due on its reader's clock, and the letter; none where there is nothing to tell.

    `due_at` is none where no digest is ever due: nothing is wanted in digests.
    """

    due_at: datetime | None
    letter: Letter | None = None

    @property
    def html(self) -> SafeString | None:
        """Answer what the letter says, for a page: our own templates wrote it, and it loads nothing."""
        return mark_safe(self.letter.html) if self.letter else None  # noqa: S308 - see above


def preview_of(user: User, now: datetime) -> Preview:
    """Answer the next digest of an account."""
    person = Subscriber.objects.confirmed().filter(user=user).select_related("user").first()
    if person is None or person.next_due_at is None:
        return Preview(None)
    due_at = person.next_due_at.astimezone(person.zone)
    wanted = [*Subscription.objects.wanted().filter(subscriber=person)]
    digest = digest_for(person, clock_of(person, wanted), max(person.next_due_at, now), now)
    if digest is None:
        return Preview(due_at)
    by_person = {person.pk: wanted}
    waiting = shown(waiting_for([person.pk])).order_by("comment__created_at", "comment")
    told = [news_of(row) for row in waiting if is_told(row, by_person, is_weekly=digest.is_weekly)]
    telling = Telling([digest], by_person)
    reader = Reader(person, telling.interests[digest.pk], tuple(told))
    return Preview(due_at, letter_of(reader, telling, now, for_all=False))
