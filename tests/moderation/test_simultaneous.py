"""A thousand things happen at once, and afterwards every case is where its rows say."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.comments import actions as comments
from debates.comments.models import Comment
from debates.comments.visibility import Visibility
from debates.moderation import actions
from debates.moderation.actions.casework import bring_into_line, take
from debates.moderation.actions.informing import concerns_author, statement_key
from debates.moderation.actions.intake import take_in
from debates.moderation.measures import Measure
from debates.moderation.models import Appeal, AppealOutcome, Case, Decision
from debates.moderation.queries.facts import standing_of
from debates.moderation.queries.queue import tabs
from debates.moderation.queues import Queue
from debates.outbox.models import Message, State
from tests.at_once import at_once
from tests.comments.rows import written
from tests.makers import NOW, make_debate, make_user
from tests.moderation.rows import against, noticed, rule

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 4
COMMENTS = 40
MEASURES = (Measure.APPROVE, Measure.REJECT, Measure.REJECT, Measure.RESTRICT, Measure.LOCK, Measure.UNLOCK)
QUIET = (Measure.APPROVE, Measure.UNLOCK)


class Somebody:
    """Does one thing after the other, at random: moderators, authors, readers and the sweep."""

    def __init__(self, number: int, people: dict[str, list[User]]) -> None:
        self.random = Random(number)  # noqa: S311 - the same test every time
        self.people = people
        self.seen: dict[int, tuple[int, int]] = {}
        self.acts: list[Callable[[Case], Any]] = [
            *[self.decide] * 9,
            *[self.undo] * 5,
            *[self.report] * 6,
            *[self.edit] * 3,
            *[self.appeal] * 2,
            *[self.answer] * 2,
            self.withdraw,
            self.sweep,
        ]

    def now(self) -> datetime:
        """Answer a moment before or after the letters of the first ones are due."""
        return NOW + timedelta(seconds=self.random.choice([0, 30, 120]))

    def do(self, times: int) -> Counter[str]:
        """Answer what came of so many attempts."""
        told: Counter[str] = Counter()
        for _ in range(times):
            pk = self.random.choice([*Case.objects.values_list("pk", flat=True)])
            act = self.random.choice(self.acts)
            try:
                act(Case.objects.select_related("comment__author").get(pk=pk))
            except (Refused, IntegrityError) as refused:
                told[f"{act.__name__}: {type(refused).__name__}"] += 1
            else:
                told[f"{act.__name__}: done"] += 1
        connection.close()
        return told

    def decide(self, case: Case) -> None:
        """Decide on what was seen now, or some time ago."""
        stale = self.seen.get(case.pk) if self.random.random() < 0.3 else None
        version, comment_version = stale or (case.version, case.comment.version)
        self.seen[case.pk] = (version, comment_version)
        measure = self.random.choice(MEASURES)
        actions.decide(
            case=case,
            expected_version=version,
            expected_comment_version=comment_version,
            measure=measure,
            by=self.random.choice(self.people["moderators"]),
            now=self.now(),
            why=None if measure in QUIET else against(),
        )

    def undo(self, case: Case) -> None:
        """Take back what was decided last."""
        last = Decision.objects.filter(case=case).order_by("-number").first()
        if last is None:
            raise Refused("Nothing is decided yet.")
        by = self.random.choice(self.people["moderators"])
        actions.undo(decision=last, expected_version=case.version, by=by, now=self.now())

    @transaction.atomic
    def report(self, case: Case) -> None:
        """Report a comment, which a reader can once until it is settled."""
        noticed(case.comment, self.random.choice(self.people["readers"]), self.now())

    def edit(self, case: Case) -> None:
        """Change what a comment says."""
        comments.edit_comment(
            comment=case.comment,
            by=case.comment.author,
            expected_version=case.comment.version,
            source=f"Words {self.random.random()}",
            now=NOW,
        )

    @transaction.atomic
    def appeal(self, case: Case) -> None:
        """Complain of what was decided last."""
        take(case=case, expected_version=case.version, now=NOW)
        last = Decision.objects.standing().filter(case=case).exclude(measure=Measure.UNDO).last()
        if last is None:
            raise Refused("Nothing is decided yet.")
        Appeal.objects.create(decision=last, text="It is on topic.", created_at=NOW)
        bring_into_line(case=case, now=self.now())

    @transaction.atomic
    def answer(self, _case: Case) -> None:
        """Answer one of the complaints that wait: the decision stands."""
        appealed = [*Case.objects.filter(queue=Queue.APPEALED)]
        if not appealed:
            raise Refused("Nobody has appealed.")
        case = self.random.choice(appealed)
        take(case=case, expected_version=case.version, now=NOW)
        waiting = Appeal.objects.filter(decision__case=case, outcome=AppealOutcome.OPEN)
        if not waiting.update(outcome=AppealOutcome.UPHELD, reply="It stands.", decided_at=self.now()):
            raise Refused("Nobody has appealed.")
        bring_into_line(case=case, now=self.now())

    def withdraw(self, case: Case) -> None:
        """Take a comment back, now and then."""
        if self.random.random() < 0.5:
            raise Refused("Not today.")
        comments.withdraw_comment(comment=case.comment, by=case.comment.author)

    def sweep(self, _case: Case) -> None:
        """Take note of everything."""
        take_in(now=self.now())


@pytest.fixture
def people(ed: User, settings: Settings) -> dict[str, list[User]]:
    """Answer moderators, readers and authors, and forty comments of theirs, each with its case."""
    settings.COMMENT_REJECTIONS = 0  # or else what they edit is held, for what was rejected
    rule()
    debate = make_debate(ed, closes_at=NOW + timedelta(days=9))
    found = {
        "moderators": [make_user(f"M{number}", Role.MODERATOR) for number in range(3)],
        "readers": [make_user(f"R{number}") for number in range(5)],
        "authors": [make_user(f"A{number}") for number in range(6)],
    }
    for number in range(COMMENTS):
        written(debate, f"Comment {number}", author=found["authors"][number % 6])
    take_in(now=NOW)
    return found


def test_after_a_thousand_acts_at_once_everything_agrees(people: dict[str, list[User]]) -> None:
    acts = 1000 if connection.vendor == "postgresql" else 300
    connection.close()  # each thread needs one of those that the pool keeps
    told = sum(at_once(THREADS, lambda number: Somebody(number, people).do(acts // THREADS)), Counter())
    assert told.total() == acts
    # Enough of everything came about for the rest to mean something.
    done = {name.partition(":")[0]: count for name, count in told.items() if name.endswith("done")}
    assert set(done) >= {"decide", "undo", "report", "edit", "appeal", "answer", "sweep"}
    assert done["decide"] >= acts / 20
    take_in(now=NOW + timedelta(minutes=5))
    assert not Comment.objects.unnoted().exists()
    assert Case.objects.count() == COMMENTS
    for case in Case.objects.select_related("comment"):
        standing = standing_of(case, case.comment)
        assert (case.pk, case.queue, case.severity) == (case.pk, standing.queue, standing.severity)
        assert case.seen_version == case.comment.version
        check_history(case)
    counts = dict(Case.objects.order_by().values_list("queue").annotate(count=Count("pk")))
    assert {tab.queue.value: tab.count for tab in tabs() if tab.count} == counts
    check_letters()


def check_history(case: Case) -> None:
    """Assert that the decisions of a case follow each other, each upon what the one before had left."""
    decisions = [*Decision.objects.filter(case=case).order_by("number")]
    assert [decision.number for decision in decisions] == [*range(1, len(decisions) + 1)]
    versions = [decision.case_version for decision in decisions]
    assert versions == sorted(set(versions))
    state = Visibility.PUBLISHED.value
    for decision in decisions:
        # Its author withdraws a comment once, and for good; no decision changes that.
        assert decision.before in {state, Visibility.WITHDRAWN}
        state = decision.after
    assert case.comment.visibility in {state, Visibility.WITHDRAWN}


def check_letters() -> None:
    """Assert that each decision has at most one letter, and none that another came in the place of."""
    states = dict(Message.objects.filter(kind="moderation_statement").values_list("key", "state"))
    decisions = Decision.objects.select_related("case__comment__author", "superseded_by")
    keys = {statement_key(decision): decision for decision in decisions}
    assert set(states) <= set(keys)
    for key, decision in keys.items():
        if decision.measure != Measure.UNDO:
            assert (key in states) == concerns_author(decision)
        if key in states and not decision.holds:
            assert states[key] == State.SUPPRESSED
