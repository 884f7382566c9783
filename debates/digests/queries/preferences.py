"""What somebody gets by e-mail, as their page shows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import User
from debates.digests.models import Kind, Subscriber, Subscription
from debates.digests.schedule import IN_DIGESTS, Frequency
from debates.digests.targets import new_in_language, new_on_topic
from debates.digests.things import Thing
from debates.digests.words import language_name, name_of
from debates.publishing.models import Debate, Topic
from debates.publishing.workflow import PUBLIC


@dataclass(frozen=True, slots=True)
class Line:
    """One thing, what it is called, in which language, where it is, and how often it is wanted."""

    target: str
    name: str
    frequency: Frequency
    language: str = ""
    """Of the name, where it is not the page's own."""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Preferences:
    """All that somebody gets, and when.

    `replies` is none where there is no account to reply to. `addable` are the topics and languages that are
    not among `new` yet, by target and name.
    """

    replies: Line | None
    new: tuple[Line, ...]
    debates: tuple[Line, ...]
    threads: tuple[Line, ...]
    addable: tuple[tuple[str, str], ...]
    hour: int
    weekday: int
    time_zone: str
    language: str
    address: str
    has_account: bool
    next_due_at: datetime | None
    """On the reader's own clock."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Answer all of them, in the order of the page."""
        return (*filter(None, [self.replies]), *self.new, *self.debates, *self.threads)

    @property
    def gets_something(self) -> bool:
        """Answer whether anything is wanted at all."""
        return any(line.frequency is not Frequency.NEVER for line in self.lines)

    @property
    def gets_digests(self) -> bool:
        """Answer whether anything is wanted in digests, also where none is planned yet."""
        return any(line.frequency in IN_DIGESTS for line in self.lines)


def preferences_of(user: User) -> Preferences:
    """Answer what an account gets, in four queries: what it would be told by itself where it has no row yet.

    Whoever subscribed by its confirmed address is this person, whether or not a sweep has made them one yet.
    """
    subscriber = subscriber_for(user) or Subscriber(user=user)
    return preferences(subscriber, user)


def subscriber_for(user: User) -> Subscriber | None:
    """Answer the row of an account, or that of its confirmed address alone; none where there is neither."""
    own = Subscriber.objects.filter(user=user).first()
    if own is None and user.email and user.has_confirmed(user.email):
        return Subscriber.objects.of_address(user.email).first()
    return own


def preferences(subscriber: Subscriber, user: User | None) -> Preferences:
    """Answer what a subscriber gets; `user` is the account whose page it is, if it is one's."""
    rows = rows_of(subscriber) if subscriber.pk else []
    found = {row.target: row for row in rows}
    new = [*only(rows, Kind.NEW_DEBATES)]
    if not any(line.target == Thing.new_debates().target for line in new):
        new.insert(0, Line(Thing.new_debates().target, name_of(Thing.new_debates()), Frequency.NEVER))
    zone = ZoneInfo(user.time_zone) if user else subscriber.zone
    return Preferences(
        replies=replies_line(found.get(Thing.replies().target)) if user else None,
        new=tuple(new),
        debates=tuple(only(rows, Kind.DEBATE)),
        threads=tuple(only(rows, Kind.THREAD)),
        addable=addable(found),
        hour=subscriber.hour,
        weekday=subscriber.weekday,
        time_zone=str(zone),
        language=subscriber.language,
        address=(user.email or "") if user else subscriber.email,
        has_account=user is not None,
        next_due_at=subscriber.next_due_at.astimezone(zone) if subscriber.next_due_at else None,
    )


def rows_of(subscriber: Subscriber) -> list[Subscription]:
    """Answer what the subscriber has said, but what nobody has confirmed and what readers no longer see."""
    never_confirmed = Q(frequency=Frequency.NEVER.value) & ~Q(asked="")
    hidden = Q(debate__isnull=False) & ~Q(debate__status__in=PUBLIC)
    hidden_thread = Q(thread__isnull=False) & ~Q(thread__debate__status__in=PUBLIC)
    rows = subscriber.subscriptions.select_related("topic", "debate", "thread__debate")
    return [*rows.exclude(never_confirmed | hidden | hidden_thread).order_by("pk")]


def only(rows: Iterable[Subscription], kind: Kind) -> Iterable[Line]:
    """Answer the lines of this kind; what is about a debate leads to it."""
    for row in rows:
        if row.kind == kind:
            about = row.debate or row.thread
            yield Line(
                target=row.target,
                name=name_of(Thing.of(row)),
                frequency=Frequency(row.frequency),
                language=row.debate.language if row.debate else "",
                url=about.get_absolute_url() if about else "",
            )


def replies_line(row: Subscription | None) -> Line:
    """Answer the line of replies: daily for whoever has not said otherwise."""
    often = Frequency(row.frequency) if row else Frequency.DAILY
    return Line(Thing.replies().target, name_of(Thing.replies()), often)


def addable(found: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Answer the topics and languages that readers find here, without those among `found`, in two queries."""
    choices = new_debate_choices()
    known = {*found}
    return tuple((target, name) for target, name in choices if target not in known)


def new_debate_choices() -> tuple[tuple[str, str], ...]:
    """Answer by which topics and languages new debates can be chosen: those that public debates have.

    A language only where there are several.
    """
    public = Debate.objects.public().order_by()
    topics = Topic.objects.filter(debates__in=public.values("pk")).distinct().order_by("name")
    codes = sorted(public.values_list("language", flat=True).distinct())
    languages = [(new_in_language(code), language_name(code)) for code in codes]
    return (
        *((new_on_topic(topic.pk), topic.name) for topic in topics),
        *(languages if len(languages) > 1 else ()),
    )


def wanted(user: Any, thing: Thing) -> Frequency | None:
    """Answer how often `user` wants to be told of this; none where they do not, and for a visitor."""
    subscriber = subscriber_for(user) if user.is_authenticated else None
    if subscriber is None:
        return None
    row = subscriber.subscriptions.filter(target=thing.target).exclude(frequency=Frequency.NEVER).first()
    return Frequency(row.frequency) if row else None
