"""What the database itself holds of bursts and of what was decided about them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from accounts.models import User
from debates.stances.models import Burst, BurstDecision
from tests.makers import NOW, make_debate
from tests.stances.votes import make_burst

pytestmark = pytest.mark.django_db


@pytest.fixture
def burst(ed: User) -> Burst:
    return make_burst(make_debate(ed))


def refused_by(constraint: str, row: models.Model, **columns: Any) -> bool:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**columns)
    return True


def test_ten_minutes_of_a_debate_are_noted_once(ed: User, burst: Burst) -> None:
    # SQLite names the columns of a unique constraint, not the constraint.
    names = "burst_once_in_ten_minutes|stances_burst.debate_id, stances_burst.start"
    with pytest.raises(IntegrityError, match=names), transaction.atomic():
        make_burst(burst.debate)
    make_burst(burst.debate, NOW + timedelta(minutes=10))
    make_burst(make_debate(ed, question="Should the lighthouse be sold?"))
    assert Burst.objects.count() == 3


@pytest.mark.parametrize("late", [{"minutes": 5}, {"minutes": 10, "seconds": 1}, {"seconds": 59}])
def test_a_burst_starts_with_ten_minutes(burst: Burst, late: dict[str, int]) -> None:
    assert refused_by("burst_starts_with_ten_minutes", burst, start=NOW + timedelta(**late))


@pytest.mark.parametrize("count", [0, 1, 9])
def test_a_few_are_no_burst(burst: Burst, count: int) -> None:
    assert refused_by("burst_is_a_crowd", burst, count=count)
    Burst.objects.update(count=10)


def test_a_decision_has_a_reason(burst: Burst, mo: User) -> None:
    made = BurstDecision.objects.create(burst=burst, apart=True, reason="One machine.", by=mo, decided_at=NOW)
    assert refused_by("burst_decision_has_a_reason", made, reason="")


def test_a_burst_that_was_decided_about_and_its_debate_stay(burst: Burst, mo: User) -> None:
    with pytest.raises(ProtectedError):
        burst.debate.delete()
    BurstDecision.objects.create(burst=burst, apart=True, reason="One machine.", by=mo, decided_at=NOW)
    with pytest.raises(ProtectedError):
        burst.delete()


def test_a_decision_outlives_the_account_of_whoever_made_it(burst: Burst, mo: User) -> None:
    BurstDecision.objects.create(burst=burst, apart=True, reason="One machine.", by=mo, decided_at=NOW)
    mo.delete()
    [kept] = BurstDecision.objects.all()
    assert (kept.by, kept.reason) == (None, "One machine.")
