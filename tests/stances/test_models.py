"""What the database itself holds, whatever writes to it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError

from accounts.models import User
from debates.publishing.models import Debate
from debates.stances.models import Ballot, Cast, PollKey
from debates.stances.secrecy import DESTROYED
from tests.makers import NOW, make_debate
from tests.stances.votes import BROWSER, vote

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
TABLES: list[type[Ballot] | type[Cast]] = [Ballot, Cast]


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


def refused_by(constraint: str, row: models.Model, **columns: Any) -> bool:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**columns)
    return True


def row_of(table: type[models.Model], debate: Debate, vera: User) -> models.Model:
    vote(debate, vera)
    return table._base_manager.get()


@pytest.fixture(params=TABLES, ids=["ballot", "cast"])
def row(request: Any, debate: Debate, vera: User) -> models.Model:
    """Answer a verified ballot, and then a verified cast."""
    return row_of(request.param, debate, vera)


@pytest.fixture(params=TABLES, ids=["ballot", "cast"])
def unverified(request: Any, debate: Debate) -> models.Model:
    """Answer a ballot without an account, and then such a cast."""
    vote(debate, browser_id=BROWSER)
    table: type[models.Model] = request.param
    return table._base_manager.get()


def named(rule: str, row: models.Model) -> str:
    return f"{row._meta.model_name}_{rule}"


# ---------------------------------------------------------------- what ballots and casts share


@pytest.mark.parametrize(
    "voter", ["", "vera", "7", "vera@example.org", "A" * 64, "a" * 63, "a" * 63 + "\n", "g" * 64]
)
def test_a_voter_is_a_pseudonym_and_never_a_name(row: models.Model, voter: str) -> None:
    assert refused_by(named("voter_is_a_pseudonym", row), row, voter=voter)


@pytest.mark.parametrize("phase", ["", "during", "BEFORE"])
def test_no_other_phase_can_be_stored(row: models.Model, phase: str) -> None:
    assert refused_by(named("phase_known", row), row, phase=phase)


@pytest.mark.parametrize(
    "columns", [{"tier": ""}, {"tier": "trusted"}, {"tier": "unverified"}, {"bin10": NOW}]
)
def test_a_verified_one_has_no_ten_minutes_and_no_other_tier_is_known(
    row: models.Model, columns: dict[str, Any]
) -> None:
    assert refused_by(named("tier_known_and_binned_exactly_when_unverified", row), row, **columns)


@pytest.mark.parametrize("columns", [{"bin10": None}, {"tier": "verified"}])
def test_an_unverified_one_has_its_ten_minutes(unverified: models.Model, columns: dict[str, Any]) -> None:
    rule = named("tier_known_and_binned_exactly_when_unverified", unverified)
    assert refused_by(rule, unverified, **columns)


@pytest.mark.parametrize("late", [timedelta(minutes=1), timedelta(minutes=30), timedelta(seconds=1)])
def test_only_hours_are_stored(row: models.Model, late: timedelta) -> None:
    assert refused_by(named("hour_is_a_full_one", row), row, hour=NOW + late)


@pytest.mark.parametrize(
    "bin10",
    [
        NOW - timedelta(minutes=10),
        NOW + HOUR,
        NOW + timedelta(minutes=5),
        NOW + timedelta(minutes=10, seconds=1),
    ],
)
def test_ten_minutes_are_those_of_the_hour(unverified: models.Model, bin10: datetime) -> None:
    assert refused_by(named("bin_is_ten_minutes_of_its_hour", unverified), unverified, bin10=bin10)


@pytest.mark.parametrize("minutes", range(0, 60, 10))
def test_every_ten_minutes_of_the_hour_can_be_stored(unverified: models.Model, minutes: int) -> None:
    bin10 = NOW + timedelta(minutes=minutes)
    type(unverified)._base_manager.update(bin10=bin10)
    assert type(unverified)._base_manager.filter(bin10=bin10).exists()


def test_no_order_has_more_places_than_there_are_positions(row: models.Model) -> None:
    assert refused_by(named("arm_is_a_rotation", row), row, arm=6)


WRONG_KINDS = [
    {"kind": ""},
    {"kind": "neither", "position": None},
    {"kind": "both"},
    {"kind": "unsure"},
    {"kind": "position", "position": None},
]


@pytest.mark.parametrize("columns", WRONG_KINDS)
def test_a_ballot_names_a_position_exactly_when_it_is_for_one(
    debate: Debate, vera: User, columns: dict[str, Any]
) -> None:
    ballot = row_of(Ballot, debate, vera)
    assert refused_by("ballot_kind_known_and_names_its_position", ballot, **columns)


def test_a_reader_has_one_ballot_in_each_phase(debate: Debate, vera: User) -> None:
    ballot = row_of(Ballot, debate, vera)
    ballot.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        ballot.save(force_insert=True)


def test_a_position_that_was_voted_for_and_its_debate_stay(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    with pytest.raises(ProtectedError):
        debate.positions.get(order=1).delete()
    with pytest.raises(ProtectedError):
        debate.delete()


# ---------------------------------------------------------------- casts


@pytest.mark.parametrize(
    "columns",
    [
        *WRONG_KINDS,
        {"salt": b""},
        {"salt": b"x" * 15},
        {"salt": b"x" * 17},
        {"erased": True},
        {"erased": True, "kind": "", "position": None},
        {"erased": True, "position": None, "salt": b""},
        {"erased": True, "kind": "", "salt": b""},
        {"kind": "", "position": None, "salt": b""},
    ],
)
def test_a_cast_says_something_until_everything_of_it_is_erased(
    debate: Debate, vera: User, columns: dict[str, Any]
) -> None:
    cast = row_of(Cast, debate, vera)
    assert refused_by("cast_says_nothing_exactly_when_erased", cast, **columns)


def test_a_cast_can_be_erased(debate: Debate, vera: User) -> None:
    row_of(Cast, debate, vera)
    Cast.objects.update(erased=True, kind="", position=None, salt=b"")
    assert Cast.objects.get().option is None


def test_no_other_word_for_what_was_read_can_be_stored(debate: Debate, vera: User) -> None:
    assert refused_by("cast_read_known", row_of(Cast, debate, vera), read="all")


def test_two_casts_never_share_a_place_in_the_seal(debate: Debate, vera: User, sam: User) -> None:
    one, other = vote(debate, vera), vote(debate, sam)
    Cast.objects.filter(pk=one.pk).update(place=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cast.objects.filter(pk=other.pk).update(place=1)
    wiped: dict[str, Any] = {"erased": True, "kind": "", "position": None, "salt": b"", "erasure_place": 3}
    Cast.objects.filter(pk=one.pk).update(**wiped)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cast.objects.filter(pk=other.pk).update(**wiped, place=2)


def test_places_in_the_seal_count_from_one(debate: Debate, vera: User) -> None:
    assert refused_by("cast_places_count_from_one", row_of(Cast, debate, vera), place=0)


@pytest.mark.parametrize(
    "columns",
    [
        {"erasure_place": 2},
        {"place": 1, "erasure_place": 2},
        {"erasure_place": 2, "erased": True, "kind": "", "position": None, "salt": b""},
        {"place": 2, "erasure_place": 2, "erased": True, "kind": "", "position": None, "salt": b""},
    ],
)
def test_an_erasure_is_sealed_after_its_cast_was(debate: Debate, vera: User, columns: dict[str, Any]) -> None:
    assert refused_by("cast_erasure_follows_its_cast", row_of(Cast, debate, vera), **columns)


# ---------------------------------------------------------------- keys


@pytest.mark.parametrize(
    "columns", [{"random_bytes": DESTROYED}, {"destroyed_at": NOW}], ids=["no date", "no zeros"]
)
def test_a_key_is_dated_exactly_when_it_is_destroyed(
    debate: Debate, vera: User, columns: dict[str, Any]
) -> None:
    assert refused_by("poll_key_dated_exactly_when_destroyed", row_of(PollKey, debate, vera), **columns)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_key_has_its_bytes(debate: Debate, vera: User, length: int) -> None:
    assert refused_by("poll_key_has_its_bytes", row_of(PollKey, debate, vera), random_bytes=b"x" * length)


def test_a_debate_has_one_key(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    with pytest.raises(IntegrityError), transaction.atomic():
        PollKey.objects.create(debate=debate, random_bytes=b"x" * 32)


# ---------------------------------------------------------------- the words of the domain


def test_what_waits_for_the_seal_is_told_by_what_has_a_place(ed: User, vera: User, debate: Debate) -> None:
    other = make_debate(ed, question="Should the quay be widened?", slug="quay")
    vote(other, vera)
    first, second, third, fourth = (vote(debate, vera, choice) for choice in (1, 2, "both", "unsure"))
    wiped: dict[str, Any] = {"erased": True, "kind": "", "position": None, "salt": b""}
    Cast.objects.filter(pk=first.pk).update(place=1, **wiped)
    Cast.objects.filter(pk=second.pk).update(place=2)
    Cast.objects.filter(pk=third.pk).update(**wiped)
    assert [*Cast.objects.to_seal(debate)] == [fourth]
    assert [*Cast.objects.erasures_to_seal(debate)] == [first]
    assert [*Cast.objects.standing().filter(debate=debate).order_by("pk")] == [second, fourth]
    Cast.objects.filter(pk=first.pk).update(erasure_place=3)
    assert [*Cast.objects.erasures_to_seal(debate)] == []
