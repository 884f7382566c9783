"""The queues as moderators work through them: a page costs the same however much waits."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, Self

from django.db.models import Count, DateTimeField, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext

from accounts.questions import Given, Question, rows
from debates.comments.models.comments import VISIBILITY_LABELS
from debates.comments.visibility import Visibility
from debates.moderation.models import Case, Desk, Notice, State
from debates.moderation.models.cases import QUEUE_LABELS
from debates.moderation.models.rules import SEVERITY_LABELS
from debates.moderation.queries.found import FIRST_WORDS, beginning
from debates.moderation.queries.overtaken import ago
from debates.moderation.queues import OPEN, Queue
from debates.moderation.urgency import Severity
from debates.publishing.models import Position

PAGE = 25
BEFORE = 5
"""So many cases stand above the one that is open, where that is not on the first page."""
MOST_COUNTED = 999
"""Beyond this a queue says that there are more."""
START = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands in the order of its queue."""

    urgent_at: datetime
    pk: int

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Answer the place that an address names; None for what is none."""
        found = re.fullmatch(r"(-?[0-9]{1,17})-([0-9]{1,18})", text)
        if found is None:
            return None
        return cls(START + int(found[1]) * MICROSECOND, int(found[2]))

    @classmethod
    def of_case(cls, case: Case) -> Self:
        """Answer where a case stands."""
        return cls(case.urgent_at, case.pk)

    def __str__(self) -> str:
        return f"{(self.urgent_at - START) // MICROSECOND}-{self.pk}"


@dataclass(frozen=True, slots=True)
class Tab:
    """A queue beside the others, with how many cases are in it, `many` where there are more than that."""

    queue: Queue
    label: str | Promise
    url: str
    count: int
    many: bool
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A case in a list. `severity` is empty where it is the usual one; `letter` where it is on no position.

    `token` names the case and the versions of it and of its comment that whoever chooses it has seen.
    """

    pk: int
    url: str
    token: str
    place: Place
    age: str
    notices: int
    letter: str
    side: str
    severity: str | Promise
    state: str | Promise
    author: str
    words: str
    language: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class QueueList:
    """A page of a queue. `previous` and `next` are the addresses of the cases around the one that is open.

    `more` is what the address of the next page ends in, empty where there is none; `is_middle` says that
    there may be others before.
    """

    queue: Queue
    label: str | Promise
    rows: tuple[Row, ...]
    more: str = ""
    is_middle: bool = False
    previous: str = ""
    next: str = ""


# ---------------------------------------------------------------- how many


def counted(queue: Queue) -> str:
    """Answer, in SQL, how many cases are in a queue: no more of them are counted than are said.

    The queue and how many stand in it, so that the database knows which queues are long.
    """
    return f"""(
        SELECT COUNT(*) FROM (
            SELECT 1 FROM moderation_case WHERE queue = '{queue.value}' LIMIT {MOST_COUNTED + 1}
        ) AS counted
    )"""  # noqa: S608 - words of our own


def tabs(chosen: Queue | None = None) -> tuple[Tab, ...]:
    """Answer the queues with how many cases are in each, in one query that counts no further than it says."""
    [counts] = rows(f"SELECT {', '.join(map(counted, Queue))}", ())
    return tuple(
        Tab(
            queue=queue,
            label=QUEUE_LABELS[queue],
            url=queue_url(queue),
            count=min(count, MOST_COUNTED),
            many=count > MOST_COUNTED,
            is_chosen=queue is chosen,
        )
        for queue, count in zip(Queue, counts, strict=True)
    )


def waiting_count() -> int:
    """Answer in how many cases something waits, counted no further than a queue says."""
    return Case.objects.open()[: MOST_COUNTED + 1].count()


def queue_url(queue: Queue) -> str:
    """Answer the page of a queue."""
    return reverse("moderation:queue", args=[queue])


def case_url(pk: int, queue: Queue) -> str:
    """Answer the page of a case, for somebody who works through a queue."""
    return f"{reverse('moderation:case', args=[pk])}?queue={queue}"


# ---------------------------------------------------------------- one after the other


def in_order(queue: Queue) -> QuerySet[Case]:
    """Answer the cases of a queue as moderators take them; of what is decided the latest first."""
    cases = Case.objects.filter(queue=queue)
    return cases.order_by("-urgent_at", "-pk") if queue is Queue.DECIDED else cases.most_urgent_first()


def beyond(queue: Queue, place: Place, *, backwards: bool = False) -> QuerySet[Case]:
    """Answer the cases of a queue after a place, the nearest first; or those before it."""
    cases = in_order(queue)
    if backwards:
        cases = cases.reverse()
    # The first condition is the one that an index answers.
    if (queue is Queue.DECIDED) != backwards:
        cases = cases.filter(urgent_at__lte=place.urgent_at)
        return cases.filter(Q(urgent_at__lt=place.urgent_at) | Q(pk__lt=place.pk))
    cases = cases.filter(urgent_at__gte=place.urgent_at)
    return cases.filter(Q(urgent_at__gt=place.urgent_at) | Q(pk__gt=place.pk))


def next_case(queue: Queue, place: Place) -> int | None:
    """Answer the case that comes after a place in a queue, or else its first; None where it is empty."""
    after = beyond(queue, place).values_list("pk", flat=True).first()
    return after or in_order(queue).values_list("pk", flat=True).first()


def queue_list(
    queue: Queue, now: datetime, *, after: Place | None = None, around: Case | None = None
) -> QueueList:
    """Answer a page of a queue: from a place on, and with the case that is open, wherever it stands."""
    rows = rows_beyond(queue, after, now)
    is_middle = after is not None
    if around and around.queue == queue and around.pk not in {row.pk for row in rows[:PAGE]}:
        rows, is_middle = rows_around(queue, around, now), True
    return opened(
        QueueList(
            queue=queue,
            label=QUEUE_LABELS[queue],
            rows=rows[:PAGE],
            more=f"?after={rows[PAGE - 1].place}" if len(rows) > PAGE else "",
            is_middle=is_middle,
        ),
        around.pk if around else 0,
        rows,
    )


def rows_around(queue: Queue, case: Case, now: datetime) -> tuple[Row, ...]:
    """Answer some cases before this one, this one, and those after it."""
    place = Place.of_case(case)
    before = rows_beyond(queue, place, now, backwards=True)
    this = (row_of(row, queue, now) for row in THIS.ask(pk=case.pk))
    after = rows_beyond(queue, place, now)[: PAGE - len(before)]
    return (*reversed(before), *this, *after)


def opened(page: QueueList, case: int, rows: tuple[Row, ...]) -> QueueList:
    """Answer the page with the case marked that is open, and with the ways to those around it."""
    places = [row.pk for row in rows]
    if case not in places:
        return replace(page, next=rows[0].url if rows else "")
    at = places.index(case)
    return replace(
        page,
        rows=tuple(replace(row, is_open=row.pk == case) for row in page.rows),
        previous=rows[at - 1].url if at else "",
        next=rows[at + 1].url if at + 1 < len(rows) else "",
    )


# ---------------------------------------------------------------- what a row says


class CaseRow(NamedTuple):
    """What a line shows of a case, named as by Django; with how many notices wait, and the first words."""

    pk: int
    version: int
    since: datetime
    urgent_at: datetime
    severity: int
    comment__version: int
    comment__visibility: str
    comment__position__order: int | None
    comment__author__display_name: str | None
    comment__author_name: str
    comment__debate__language: str
    notices_open: int
    words: str


def rows_beyond(
    queue: Queue, place: Place | None, now: datetime, *, backwards: bool = False
) -> tuple[Row, ...]:
    """Answer a page of a queue after a place or from its beginning, and one more; or a few before it."""
    at = {"urgent_at": place.urgent_at, "pk": place.pk} if place else {}
    found = about_rows(queue, bool(place), backwards).ask(**at)
    return tuple(row_of(row, queue, now) for row in found)


@lru_cache
def about_rows(queue: Queue, further: bool, backwards: bool) -> Question[CaseRow]:
    """Answer the question for the lines of a queue, on a `further` page than the first or `backwards`."""
    most = BEFORE if backwards else PAGE + 1
    return about(lambda: (beyond(queue, GIVEN, backwards=backwards) if further else in_order(queue))[:most])


def about(cases: Callable[[], QuerySet[Case]]) -> Question[CaseRow]:
    """Answer the question for these cases as a list shows them."""

    def as_shown() -> QuerySet[Any]:
        notices = Notice.objects.order_by().filter(case=OuterRef("pk"), state=State.OPEN)
        counted = Subquery(
            notices.values("case").annotate(count=Count("pk")).values("count"), output_field=IntegerField()
        )
        return cases().annotate(notices_open=Coalesce(counted, 0), words=beginning("comment__plain"))

    return Question(CaseRow._fields, CaseRow._make, as_shown)


PLACED: Any = (Given("urgent_at", DateTimeField()), Given("pk"))
GIVEN = Place(*PLACED)
THIS = about(lambda: Case.objects.filter(pk=GIVEN.pk))


def row_of(row: CaseRow, queue: Queue, now: datetime) -> Row:
    """Answer one case as a list shows it."""
    order = row.comment__position__order
    letter = Position(order=order).letter if order else ""
    return Row(
        pk=row.pk,
        url=case_url(row.pk, queue),
        token=f"{row.pk}-{row.version}-{row.comment__version}",
        place=Place(row.urgent_at, row.pk),
        age=ago(row.since, now),
        notices=row.notices_open,
        letter=letter.lower(),
        # Translators: on which side of a debate a comment is: on none, but on the question.
        side=letter or pgettext("what a comment is on", "Question"),
        severity=SEVERITY_LABELS[Severity(row.severity)] if row.severity != Severity.USUAL else "",
        state=VISIBILITY_LABELS[Visibility(row.comment__visibility)],
        author=row.comment__author__display_name
        or row.comment__author_name
        or gettext("Somebody who has left"),
        words=first_words(row.words),
        language=row.comment__debate__language,
    )


def first_words(text: str) -> str:
    """Answer the beginning of a text, in one line, with a mark where it goes on."""
    line = " ".join(text[:FIRST_WORDS].split())
    return f"{line}…" if len(text) > FIRST_WORDS else line


# ---------------------------------------------------------------- who works here


def decides_by_keys(user: Any) -> bool:
    """Answer whether keys decide for this moderator: they do unless switched off."""
    return (False,) not in KEYS.ask(user=user.pk)


KEYS = Question(("keys",), tuple, lambda: Desk.objects.filter(user=Given("user")))


def first_that_waits() -> Queue:
    """Answer the queue to begin with: the first in which something waits, or else what is new."""
    return next((tab.queue for tab in tabs() if tab.count and tab.queue in OPEN), Queue.NEW)
