"""What moderators look at: a case in its context, what was said about it, and what is known of its author.

All of it is found by questions that are worded once: a page of the desk asks nearly all of them.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import BigIntegerField, Count, DateTimeField, Q, QuerySet, Subquery
from django.db.models.functions import Left

from accounts.models import User
from accounts.questions import Given, Joined, Question
from debates.comments.models import Comment, CommentRevision, Screened
from debates.comments.queries.own import LONG_TEXTS
from debates.comments.screening import Outcome as Screening
from debates.comments.visibility import Visibility
from debates.moderation.measures import Measure
from debates.moderation.models import Appeal, Case, CaseNote, Decision, Notice, Penalty, State

MOST_SHOWN = 50
"""So many notices, decisions, appeals and notes of a case are found at most, the latest."""
MOST_OF_AUTHOR = 5
"""So many of each kind are found at most of what concerns other comments of an author."""
FIRST_WORDS = 110
"""So much of a text stands in a list."""
ANSWERS_BEFORE, ANSWERS_AFTER = 3, 6
"""So many answers of the thread are shown before and after the comment."""


class Written(NamedTuple):
    """A comment of an author, with the number of its case; `words` go on where they are too long."""

    case: int | None
    words: str
    visibility: str
    created_at: datetime


def beginning(text: str) -> Left:
    """Answer the first words of this column, and one letter more where it goes on."""
    return Left(text, FIRST_WORDS + 1)


# ---------------------------------------------------------------- a case


def case_in_context(pk: int) -> Case | None:
    """Answer a case with its comment and what a page shows beside that; None where there is none."""
    found = CASE.ask(case=pk) if pk <= BigIntegerField.MAX_BIGINT else []
    return found[0] if found else None


def thread_near(comment: Comment) -> list[Comment]:
    """Answer what stands in the thread beside a comment: its beginning, what it answers, and others around.

    They come with their authors and cases.
    """
    root = comment.thread_id or comment.pk
    return NEAR.ask(
        comment=comment.pk,
        thread=root,
        named=[root, comment.parent_id or root],
        first=comment.number - ANSWERS_BEFORE,
        last=comment.number + ANSWERS_AFTER,
    )


def screening_of(comment: Comment) -> Screened | None:
    """Answer what the screening made of a comment as it now reads; None where it let it pass."""
    found = SCREENING.ask(comment=comment.pk)
    return found[0] if found else None


def notices_of(case: Case) -> list[Notice]:
    """Answer the notices of a case that were taken, those that are open first, with rules and notifiers."""
    return NOTICES.ask(case=case.pk)


def decisions_of(case: Case) -> list[Decision]:
    """Answer the decisions of a case, the latest first, with what came of them and in their place."""
    return DECISIONS.ask(case=case.pk)


def appeals_of(case: Case) -> list[Appeal]:
    """Answer the appeals against decisions of a case, the latest first, with who appeals."""
    return APPEALS.ask(case=case.pk)


def notes_of(case: Case) -> list[CaseNote]:
    """Answer what moderators noted about a case, the latest first, with who they are."""
    return NOTES.ask(case=case.pk)


# ---------------------------------------------------------------- its author


def counts_of(person: User) -> dict[Visibility, int]:
    """Answer how many comments of somebody are in each state that any is in."""
    return {Visibility(state): count for state, count in COUNTS.ask(author=person.pk)}


def written_beside(person: User, case: Case) -> list[Written]:
    """Answer the latest other comments of somebody."""
    return BESIDE.ask(author=person.pk, comment=case.comment_id)


def decisions_about(person: User, case: Case) -> list[Decision]:
    """Answer the latest decisions of people about other comments of somebody, those that took something."""
    return DECIDED_ABOUT.ask(author=person.pk, case=case.pk)


def penalties_of(person: User, now: datetime) -> list[Penalty]:
    """Answer the penalties of somebody that are in force, and the warnings they had, the latest first."""
    return PENALTIES.ask(author=person.pk, now=now)


def notes_about(person: User, case: Case) -> list[CaseNote]:
    """Answer what moderators noted about other comments of somebody, the latest first."""
    return NOTED_ABOUT.ask(author=person.pk, case=case.pk)


# ---------------------------------------------------------------- in the words of the database

ONE, COMMENT, THREAD, AUTHOR = Given("case"), Given("comment"), Given("thread"), Given("author")
NAMED = Given("named", several=True)
NOW = Given("now", DateTimeField())

CASE = Joined(
    Case,
    "comment",
    "comment__debate",
    "comment__author",
    "comment__author__standing",
    "comment__position",
    "comment__text",
    "comment__text__essay",
    "comment__text__essay__position",
    "comment__parent",
    "comment__parent__author",
    without=[f"comment__{name}" for name in LONG_TEXTS],
).question(lambda: Case.objects.filter(pk=ONE))

NEAR = Joined(Comment, "author", "case", without=("source", "plain", "quote")).question(
    lambda: (
        Comment.objects.filter(
            Q(pk__in=[NAMED]) | Q(thread=THREAD, number__gte=Given("first"), number__lte=Given("last"))
        )
        .exclude(pk=COMMENT)
        .order_by("number")
    )
)


def not_passed() -> QuerySet[Screened]:
    """Answer what was screened of the newest revision of a comment, unless it passed."""
    newest = CommentRevision.objects.filter(comment=COMMENT).order_by("-number").values("pk")[:1]
    return Screened.objects.filter(revision=Subquery(newest)).exclude(outcome=Screening.PUBLISH)


SCREENING = Joined(Screened).question(not_passed)

# “open” stands before “settled”.
NOTICES = Joined(Notice, "rule", "notifier").question(
    lambda: (
        Notice.objects.filter(case=ONE)
        .exclude(state=State.UNCONFIRMED)
        .order_by("state", "-created_at", "-pk")[:MOST_SHOWN]
    )
)
DECISIONS = Joined(Decision, "rule", "decided_by", "penalty", "superseded_by").question(
    lambda: Decision.objects.filter(case=ONE).order_by("-number")[:MOST_SHOWN]
)
APPEALS = Joined(Appeal, "appellant").question(
    lambda: Appeal.objects.filter(decision__case=ONE).order_by("-created_at", "-pk")[:MOST_SHOWN]
)
NOTE = Joined(CaseNote, "by")
NOTES = NOTE.question(lambda: CaseNote.objects.filter(case=ONE).order_by("-at", "-pk")[:MOST_SHOWN])

COUNTS = Question(
    ("visibility", "count"),
    tuple,
    lambda: Comment.objects.order_by().filter(author=AUTHOR).values("visibility").annotate(count=Count("*")),
)
BESIDE = Question(
    Written._fields,
    Written._make,
    lambda: (
        Comment.objects.filter(author=AUTHOR)
        .exclude(pk=COMMENT)
        .annotate(words=beginning("plain"))
        .order_by("-created_at", "-pk")[:MOST_OF_AUTHOR]
    ),
)
DECIDED_ABOUT = Joined(Decision, "rule").question(
    lambda: (
        Decision.objects.standing()
        .filter(case__comment__author=AUTHOR, automated_decision=False)
        .exclude(case=ONE)
        .exclude(measure__in=[Measure.APPROVE, Measure.UNDO, Measure.UNLOCK])
        .order_by("-at", "-pk")[:MOST_OF_AUTHOR]
    )
)
PENALTIES = Joined(Penalty).question(
    lambda: Penalty.objects.in_force(NOW).filter(person=AUTHOR).order_by("-at", "-pk")[:MOST_OF_AUTHOR]  # type: ignore[arg-type]  # given with it
)
NOTED_ABOUT = NOTE.question(
    lambda: (
        CaseNote.objects.filter(case__comment__author=AUTHOR)
        .exclude(case=ONE)
        .order_by("-at", "-pk")[:MOST_OF_AUTHOR]
    )
)
