"""Keeps moderators' desks, and promises each the summary of what waits, at their hour."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from debates.moderation import policies
from debates.moderation.actions.informing import promise_to
from debates.moderation.models import Desk
from debates.moderation.queries.waiting import is_anything_waiting
from debates.moderation.summary_hours import next_summary
from debates.outbox.account_letters import time_zone_of

SUMMARY = "moderation_summary"
"""The kind of the letter that tells a moderator what waits."""
USUAL_HOUR = 8


@transaction.atomic
def keep_desk(*, by: Any, now: datetime) -> Desk:
    """Answer a moderator's desk, made now where they have none. Raises `Refused`."""
    policies.may_moderate(by).or_refuse()
    return desk_of(by, now)


@transaction.atomic
def set_desk(*, by: Any, keys: bool, summary_hour: int | None, now: datetime) -> Desk:
    """Store how a moderator works: whether keys decide, and at which hour the summary comes, if at all.

    Raises `Refused`.
    """
    policies.may_moderate(by).or_refuse()
    desk = desk_of(by, now)
    desk.keys, desk.summary_hour = keys, summary_hour
    desk.next_summary_at = None if summary_hour is None else next_summary(now, summary_hour, time_zone_of(by))
    desk.save(update_fields=["keys", "summary_hour", "next_summary_at"])
    return desk


def desk_of(person: User, now: datetime) -> Desk:
    """Answer somebody's desk; a new one has the usual hour."""
    usual = {
        "next_summary_at": next_summary(now, USUAL_HOUR, time_zone_of(person)),
        "summary_hour": USUAL_HOUR,
    }
    desk, _new = Desk.objects.get_or_create(user=person, defaults=usual)
    return desk


def summarise_due(*, now: datetime) -> None:
    """Promise every moderator whose hour has come the summary of what waits.

    Who moderates and has no desk gets one; who has moved to another time zone, the hour there; whose role has
    ended, nothing more. After any time without sweeps there is one letter, not one for each day.
    """
    moderators = {person.pk: person for person in User.objects.holding(Role.MODERATOR)}
    desks = {desk.user_id: desk for desk in Desk.objects.all()}
    for pk in moderators.keys() - desks.keys():
        with transaction.atomic():
            desk_of(moderators[pk], now)
    for pk, desk in desks.items():
        bring_to_its_hour(desk=desk, person=moderators.get(pk), now=now)


def bring_to_its_hour(*, desk: Desk, person: User | None, now: datetime) -> None:
    """Set a desk's next hour, and promise the summary where it has come.

    Compare and set: of two sweeps at once, one promises.
    """
    expected = None
    if person is not None and desk.summary_hour is not None:
        expected = next_summary(now, desk.summary_hour, time_zone_of(person))
    if desk.next_summary_at == expected:
        return
    is_due = desk.next_summary_at is not None and desk.next_summary_at <= now
    with transaction.atomic():
        unchanged = Desk.objects.filter(pk=desk.pk, next_summary_at=desk.next_summary_at)
        if unchanged.update(next_summary_at=expected) and person is not None and is_due:
            summarise(person=person, now=now)


def summarise(*, person: User, now: datetime) -> None:
    """Promise a moderator the summary of this day of theirs, where anything waits."""
    if is_anything_waiting():
        day = now.astimezone(time_zone_of(person)).date().isoformat()
        promise_to(person.email, SUMMARY, ids={"user": person.pk, "day": day}, now=now)
