"""What somebody's digest is about, so that all whose digests are about the same share one.

People with equal interests are a cohort: what there is to tell them is found once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from debates.digests import targets
from debates.digests.models import Digest, Kind, Subscription
from debates.digests.queries.happenings import Happening
from debates.digests.schedule import IN_DIGESTS, Frequency

LATE = timedelta(days=7)
"""What happened is found within so much time, or never."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A subscription, for what was found after a moment; `since` where it is so young that it counts."""

    target: str
    after: datetime
    since: datetime | None

    def takes(self, happening: Happening) -> bool:
        """Answer whether this is news for it."""
        return (
            self.target in happening.targets
            and happening.found_at > self.after
            and (self.since is None or self.since <= happening.at)
        )


@dataclass(frozen=True, slots=True)
class Interests:
    """What a digest tells of, until a moment, and what was told already: at once, or before `daily_from`.

    `own` is how many comments of a followed debate somebody has written themselves.
    """

    wanted: tuple[Wanted, ...]
    at_once: tuple[Wanted, ...]
    until: datetime
    daily: tuple[Wanted, ...] = ()
    daily_from: datetime | None = None
    own: tuple[tuple[int, int], ...] = ()

    def news(self, found: Iterable[Happening]) -> tuple[Happening, ...]:
        """Answer what there is to tell of what has happened."""
        return tuple(happening for happening in found if self.takes(happening))

    def takes(self, happening: Happening) -> bool:
        """Answer whether the digest tells of this."""
        if happening.found_at > self.until or self.was_told(happening):
            return False
        return any(wanted.takes(happening) for wanted in self.wanted)

    def was_told(self, happening: Happening) -> bool:
        """Answer whether another subscription of the same person has told of this before."""
        if any(told.takes(happening) for told in self.at_once):
            return True
        if self.daily_from is None or happening.found_at > self.daily_from:
            return False
        return any(told.takes(happening) for told in self.daily)

    @property
    def followed(self) -> Mapping[int, datetime]:
        """Answer the debates that are followed, each with since when its comments are new."""
        prefix = targets.of_debate(0).rstrip("0")
        return {
            int(wanted.target.removeprefix(prefix)): max(wanted.after, wanted.since or wanted.after)
            for wanted in self.wanted
            if wanted.target.startswith(prefix)
        }


def interests_of(digest: Digest, subscriptions: Iterable[Subscription]) -> Interests:
    """Answer what a digest is about, of somebody with these subscriptions; comments to them stand apart."""
    about = [row for row in subscriptions if row.kind in {Kind.NEW_DEBATES, Kind.DEBATE}]
    told = [(row, start) for row in about if (start := start_of(digest, row))]
    # Where it looks back further for some, others may have told a part of that on the days before.
    looks_back = any(start < digest.covers_from for _row, start in told)
    daily = [row for row, start in told if looks_back and start == digest.covers_from]
    return Interests(
        wanted=in_order(wanted(row, start) for row, start in told),
        at_once=in_order(
            wanted(row, digest.weekly_from) for row in about if row.frequency == Frequency.IMMEDIATELY
        ),
        until=digest.covers_until,
        daily=in_order(wanted(row, digest.weekly_from) for row in daily),
        daily_from=digest.covers_from if daily else None,
    )


def start_of(digest: Digest, subscription: Subscription) -> datetime | None:
    """Answer from when on a digest tells of this; None where it does not.

    What has been weekly until lately is so for a digest that was planned before, and is told from there in
    the first one after.
    """
    after = subscription.daily_after or digest.weekly_from
    if subscription.frequency == Frequency.DAILY and after < digest.covers_until:
        return digest.weekly_from if subscription.daily_after == digest.covers_from else digest.covers_from
    if subscription.frequency in IN_DIGESTS and digest.is_weekly:
        return digest.weekly_from
    return None


def wanted(subscription: Subscription, after: datetime) -> Wanted:
    """Answer a subscription; an old one says no more than how far the digest looks back."""
    is_old = subscription.since <= after - LATE
    return Wanted(subscription.target, after, None if is_old else subscription.since)


def in_order(found: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """Answer them in one order, however the database gave them."""
    return tuple(sorted(found, key=lambda one: one.target))
