"""A notice weighs by how often its notifier was right, whether they have an account or an address."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.comments.models import Comment
from debates.moderation.models import Case, Notice, Outcome, State
from debates.moderation.queries.facts import open_notices, weights_of
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.makers import NOW, make_user
from tests.moderation.rows import noticed

pytestmark = pytest.mark.django_db

F, U, G = Outcome.FOUNDED, Outcome.UNFOUNDED, Outcome.GONE


def settle(debate: Debate, by: User | None, *outcomes: Outcome, **given: Any) -> None:
    """Let somebody have reported as many other comments, with these outcomes."""
    for outcome in outcomes:
        notice = noticed(written(debate), by, **given)  # type: ignore[arg-type]
        Notice.objects.filter(pk=notice.pk).update(state=State.SETTLED, outcome=outcome, settled_at=NOW)


@pytest.mark.parametrize(
    ("outcomes", "weight"),
    [
        ((), 1 / 2),
        ((F,), 2 / 3),
        ((U,), 1 / 3),
        ((F, F, F), 4 / 5),
        ((F, U), 1 / 2),
        ((U, U, U, U), 1 / 6),
        ((G, G, G), 1 / 2),
    ],
)
def test_a_notice_weighs_by_what_its_notifier_reported_before(
    debate: Debate, comment: Comment, sam: User, outcomes: tuple[Outcome, ...], weight: float
) -> None:
    settle(debate, sam, *outcomes)
    settle(debate, make_user("Other"), F, F, F, U)
    noticed(comment, sam)
    assert weights_of([*open_notices(Case.objects.get(comment=comment))]) == (weight,)


def test_an_address_weighs_by_itself_in_whatever_case_it_is_typed(
    debate: Debate, comment: Comment, sam: User
) -> None:
    settle(debate, None, F, F, email="Wil@example.org")
    settle(debate, None, U, email="ann@example.org")
    settle(debate, sam, U, U, email="wil@example.org")
    settle(debate, None, U, U, U)
    for email in ("wil@EXAMPLE.org", "ann@example.org", ""):
        noticed(comment, None, email=email)  # type: ignore[arg-type]
    notices = [*open_notices(Case.objects.get(comment=comment))]
    assert weights_of(notices) == (3 / 4, 1 / 3, 1 / 2)


def test_many_notices_are_weighed_in_two_queries(
    debate: Debate, comment: Comment, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for many in (1, 6):
        for number in range(many):
            noticed(comment, make_user(f"R-{many}-{number}"))
            noticed(comment, None, email=f"{many}-{number}@example.org")  # type: ignore[arg-type]
        notices = [*open_notices(Case.objects.get(comment=comment))]
        with django_assert_num_queries(2):
            assert len(weights_of(notices)) == len(notices)


def test_the_more_its_notifiers_were_right_the_earlier_a_case_comes(
    debate: Debate, sam: User, ada: User
) -> None:
    settle(debate, sam, F, F, F)
    settle(debate, ada, U, U, U)
    first, second = written(debate), written(debate)
    noticed(first, ada)
    noticed(second, sam)
    waiting = Case.objects.filter(comment__in=[first, second]).most_urgent_first()
    assert [case.comment_id for case in waiting] == [second.pk, first.pk]
