"""Plans who is told of new comments, at once or in their next digest: each person once of each comment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from debates.comments.models import Comment
from debates.digests import targets
from debates.digests.actions.subscribers import subscriber_of
from debates.digests.letters.kinds import COMMENT
from debates.digests.models import Announced, Kind, Subscriber, Subscription, Told, Why
from debates.digests.schedule import Frequency
from debates.outbox.actions import Promised, promise_many
from debates.publishing.workflow import PUBLIC

BATCH = 200
"""Comments that one transaction plans."""

LATEST = timedelta(days=30)
"""A comment that was held for longer than this, or that no sweep has found for so long, is told nobody."""


def announce_comments(*, now: datetime) -> int:
    """Plan who is told of the comments that readers see and no sweep has found; answer how many those were.

    One that was held is found once a moderator has let it through.
    """
    found = 0
    while batch := announce_batch(now):
        found += batch
    return found


@transaction.atomic
def announce_batch(now: datetime) -> int:
    """Plan the next comments, and answer how many they are.

    Another worker may be at the same ones: then who is told what is decided by whoever notes it first, and
    both promise only what was noted.
    """
    comments = [*unannounced(now).select_related("parent")[:BATCH]]
    if not comments:
        return 0
    Announced.objects.bulk_create(
        [Announced(comment=comment, debate_id=comment.debate_id, at=now) for comment in comments],
        ignore_conflicts=True,
    )
    Told.objects.bulk_create([*told_of(comments, now)], ignore_conflicts=True)
    promise_at_once(comments, now)
    return len(comments)


def unannounced(now: datetime) -> QuerySet[Comment]:
    """Answer the comments that readers see and no sweep has found, oldest first.

    What readers of another site have written is no news here.
    """
    shown = Comment.objects.order_by().shown().filter(imported_from="", debate__status__in=PUBLIC)
    lately = shown.filter(created_at__gt=now - LATEST, created_at__lte=now)
    return lately.filter(~Exists(Announced.objects.filter(comment=OuterRef("pk")))).order_by("pk")


def told_of(comments: Sequence[Comment], now: datetime) -> Iterator[Told]:
    """Answer who is told of these comments: whom they answer, and who follows their threads.

    Nobody is told of their own. Who has several reasons is told for the first that they have not switched
    off, as soon as any of them says.
    """
    people = subscribers_of(comments, now)
    wanted = frequencies(people.values())
    followers = followers_of(comments)
    for comment in comments:
        reasons: dict[int, list[tuple[Why, str]]] = {}
        parent = comment.parent
        answered = people.get(parent.author_id or 0) if parent else None
        if answered is not None and (frequency := wanted.get(answered.pk)):
            reasons.setdefault(answered.pk, []).append((Why.REPLY, frequency))
        # Whoever follows a thread has seen what it begins with.
        for subscriber, user, frequency in followers.get(comment.thread_id or 0, ()):
            if user is None or user != comment.author_id:
                reasons.setdefault(subscriber, []).append((Why.THREAD, frequency))
        own = people.get(comment.author_id or 0)
        for subscriber, said in reasons.items():
            if own is None or subscriber != own.pk:
                at_once = any(frequency == Frequency.IMMEDIATELY for _why, frequency in said)
                yield Told(subscriber_id=subscriber, comment=comment, why=said[0][0], at=now, at_once=at_once)


def subscribers_of(comments: Iterable[Comment], now: datetime) -> Mapping[int, Subscriber]:
    """Answer who wrote these comments, and what they answer, by account; new rows get replies daily."""
    accounts = {comment.author_id for comment in comments}
    accounts |= {comment.parent.author_id for comment in comments if comment.parent}
    known = {
        person.user_id or 0: person
        for person in Subscriber.objects.confirmed().filter(user__in=accounts - {None})
    }
    others = User.objects.filter(pk__in=accounts - {None} - known.keys(), is_active=True)
    for user in others.exclude(email=None):
        person = subscriber_of(user=user, now=now)
        if person.confirmed_at:
            known[user.pk] = person
    return known


def frequencies(people: Iterable[Subscriber]) -> Mapping[int, str]:
    """Answer how often each of these people is told of replies, but those who never are."""
    wanted = Subscription.objects.wanted().filter(subscriber__in=[*people], target=targets.replies())
    return dict(wanted.values_list("subscriber", "frequency"))


def followers_of(comments: Iterable[Comment]) -> Mapping[int, list[tuple[int, int | None, str]]]:
    """Answer who follows the threads of these comments: subscriber, account, how often."""
    threads = {comment.thread_id for comment in comments if comment.thread_id}
    following = Subscription.objects.wanted().filter(kind=Kind.THREAD, thread__in=threads)
    found: dict[int, list[tuple[int, int | None, str]]] = {}
    rows = following.exclude(subscriber__user__is_active=False).order_by("pk")
    for thread, person, user, frequency in rows.values_list(
        "thread", "subscriber", "subscriber__user", "frequency"
    ):
        found.setdefault(thread or 0, []).append((person, user, frequency))
    return found


def promise_at_once(comments: Sequence[Comment], now: datetime) -> None:
    """Promise a letter to each person who was noted as told of one of these comments at once."""
    noted = Told.objects.filter(comment__in=comments, at_once=True).order_by("comment", "pk")
    messages = [
        Promised(
            told.subscriber.address,
            f"{COMMENT}:{told.comment_id}:{told.subscriber_id}",
            {"comment": told.comment_id, "subscriber": told.subscriber_id},
        )
        for told in noted.select_related("subscriber__user")
        if told.subscriber.address
    ]
    promise_many(kind=COMMENT, messages=messages, now=now)
