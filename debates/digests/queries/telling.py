"""Whether there is something to tell in digests: found for many of them at once, and once for a cohort."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from debates.digests.models import Digest, Subscription
from debates.digests.queries.comments import Since, new_comments, own_comments
from debates.digests.queries.happenings import Happening, happenings
from debates.digests.queries.interests import Interests, interests_of


class Telling:
    """What there is to tell in some digests. Five queries, however many they are."""

    def __init__(self, digests: Sequence[Digest], wanted: Mapping[int, Sequence[Subscription]]) -> None:
        self.interests = {
            digest.pk: interests_of(digest, wanted.get(digest.subscriber_id, ())) for digest in digests
        }
        moments = [one.after for interests in self.interests.values() for one in interests.wanted]
        after = min(moments, default=None)
        until = max(digest.covers_until for digest in digests)
        self.found: tuple[Happening, ...] = happenings(after, until) if after else ()
        self.note_own(digests, until)
        self.counts = self.count_comments()
        self.known: dict[Interests, bool] = {}

    def note_own(self, digests: Sequence[Digest], until: datetime) -> None:
        """Take note of how many of the new comments in debates people have written themselves."""
        followed = {digest.pk: self.interests[digest.pk].followed for digest in digests}
        accounts = {
            digest.subscriber.user_id: digest.pk
            for digest in digests
            if digest.subscriber.user_id and followed[digest.pk]
        }
        debates = {debate for pk in accounts.values() for debate in followed[pk]}
        if not debates:
            return
        moments = [since for pk in accounts.values() for since in followed[pk].values()]
        for account, comments in own_comments([*accounts], debates, min(moments), until).items():
            pk = accounts[account]
            self.interests[pk] = replace(self.interests[pk], own=own_of(self.interests[pk], comments))

    def count_comments(self) -> Mapping[tuple[datetime, Since], int]:
        """Answer how many comments are new in each followed debate, by the moment that digests end at."""
        by_end: dict[datetime, set[Since]] = {}
        for interests in self.interests.values():
            by_end.setdefault(interests.until, set()).update(interests.followed.items())
        return {
            (until, since): count
            for until, moments in by_end.items()
            if moments
            for since, count in new_comments(moments, until).items()
        }

    def has_news(self, digest: Digest) -> bool:
        """Answer whether there is something to tell in a digest, besides comments to its reader."""
        interests = self.interests[digest.pk]
        if interests not in self.known:
            self.known[interests] = bool(interests.news(self.found)) or bool(self.comments(interests))
        return self.known[interests]

    def comments(self, interests: Interests) -> Mapping[int, int]:
        """Answer how many comments of others are new in the followed debates, where there are any."""
        own = dict(interests.own)
        counts = {
            debate: self.counts.get((interests.until, (debate, since)), 0) - own.get(debate, 0)
            for debate, since in interests.followed.items()
        }
        return {debate: count for debate, count in counts.items() if count > 0}


def own_of(interests: Interests, comments: Sequence[Since]) -> tuple[tuple[int, int], ...]:
    """Answer how many of these comments are new in debates that the digest tells of, by debate."""
    counts: dict[int, int] = {}
    for debate, at in comments:
        since = interests.followed.get(debate)
        if since is not None and since < at <= interests.until:
            counts[debate] = counts.get(debate, 0) + 1
    return tuple(sorted(counts.items()))
