"""Subscribers by address, with what they want to be told of and when their next digest is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from debates.digests import targets
from debates.digests.models import Kind, Subscriber, Subscription
from debates.digests.models.subscriptions import NONCE_LENGTH
from debates.digests.schedule import Frequency, next_due
from debates.importing.generating.rows import Progress, next_number, untold, write
from debates.importing.generating.writing import DOMAIN
from debates.publishing.models import Debate

PART = 20_000
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
ZONES = ("UTC", "Europe/Brussels", "America/New_York", "Asia/Tokyo")

SUBSCRIBER = (
    *("id", "email", "time_zone", "hour", "weekday", "nonce", "created_at", "confirmed_at"),
    *("covered_until", "weekly_covered_until", "next_due_at"),
)
SUBSCRIPTION = ("subscriber", "kind", "target", "debate", "frequency", "since")


@dataclass(slots=True)
class Due:
    """When a digest is due: many people have the same hour, day, clock and wishes."""

    now: datetime
    known: dict[tuple[Any, ...], datetime | None] = field(default_factory=dict)

    def of(self, hour: int, weekday: int, zone: str, wanted: Frequency) -> datetime | None:
        """Answer the first moment after now."""
        asked = (hour, weekday, zone, wanted)
        if asked not in self.known:
            self.known[asked] = next_due(
                self.now, hour=hour, weekday=weekday, zone=ZoneInfo(zone), frequencies=frozenset({wanted})
            )
        return self.known[asked]


@transaction.atomic
def write_subscribers(
    *, count: int, debates: Sequence[Debate], seed: str, now: datetime, progress: Progress = untold
) -> None:
    """Write so many people who want to be told of new debates or follow one, most of them weekly or daily.

    All have been told of what there was until now.
    """
    chance, due = Random(f"{seed}|subscribers"), Due(now)
    first = next_number(Subscriber)
    for start in range(first, first + count, PART):
        numbers = range(start, min(start + PART, first + count))
        wishes = {number: wish(chance) for number in numbers}
        write(Subscriber, SUBSCRIBER, subscribers(wishes, due, chance), progress)
        write(Subscription, SUBSCRIPTION, subscriptions(wishes, debates, chance, now))


def wish(chance: Random) -> Frequency:
    """Answer how often somebody wants to be told."""
    often = (Frequency.DAILY, Frequency.WEEKLY, Frequency.IMMEDIATELY)
    return chance.choices(often, (4, 5, 1))[0]


def subscribers(wishes: dict[int, Frequency], due: Due, chance: Random) -> Iterator[tuple[Any, ...]]:
    """Answer the rows of people."""
    since = due.now - timedelta(days=chance.randint(30, 300))
    for number, wanted in wishes.items():
        hour, weekday, zone = chance.randrange(24), chance.randrange(7), chance.choice(ZONES)
        nonce = "".join(chance.choices(LETTERS, k=NONCE_LENGTH))
        when = (since, since, due.now, due.now, due.of(hour, weekday, zone, wanted))
        yield (number, f"subscriber{number}@{DOMAIN}", zone, hour, weekday, nonce, *when)


def subscriptions(
    wishes: dict[int, Frequency], debates: Sequence[Debate], chance: Random, now: datetime
) -> Iterator[tuple[Any, ...]]:
    """Answer what each wants: a third follow a debate, where there is one, the others new debates."""
    new = (Kind.NEW_DEBATES.value, targets.new_debates(), None)
    of_debates = [(Kind.DEBATE.value, targets.of_debate(debate.pk), debate.pk) for debate in debates]
    for number, wanted in wishes.items():
        what = chance.choice(of_debates) if of_debates and chance.random() < 0.3 else new
        yield (number, *what, wanted.value, now)
