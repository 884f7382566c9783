"""Every answer gets its place in the seal, once, and an answer that is taken back its erasure."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from accounts.roles import Role
from debates.publishing.models import Debate
from debates.stances import actions
from debates.stances.actions import sealing
from debates.stances.models import Cast, SealedLeaf
from debates.stances.options import Phase
from debates.stances.seal import Fault, commitment, first_hash, hour_of, walk
from debates.stances.tasks import seal_ballots
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import vote


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


def seal(debate: Debate) -> int:
    return actions.seal_debate(debate=debate, now=NOW + timedelta(hours=2))


def leaves(debate: Debate) -> list[tuple[dict[str, Any], str]]:
    return [*SealedLeaf.objects.filter(debate=debate).order_by("place").values_list("leaf", "hash")]


def test_each_answer_gets_its_leaf_in_the_order_of_answering(debate: Debate, vera: User, sam: User) -> None:
    first, second, third = (
        vote(debate, vera, "both"),
        vote(debate, sam, "unsure"),
        vote(debate, vera, "unsure"),
    )
    assert seal(debate) == 3
    for place, cast in enumerate((first, second, third), start=1):
        cast.refresh_from_db()
        assert cast.place == place
        leaf, _hash = leaves(debate)[place - 1]
        option = cast.option
        assert option is not None
        assert leaf == {
            "c": commitment(bytes(cast.salt), option=option.code, voter=cast.voter),
            "hour": hour_of(NOW),
            "kind": "cast",
            "phase": "after",
            "seq": place,
            "tier": "verified",
        }
    found = walk(debate.pk, leaves(debate))
    assert (found.broken, found.casts, found.erased) == (None, 3, 0)


def test_what_is_sealed_is_not_sealed_again(debate: Debate, vera: User, sam: User) -> None:
    vote(debate, vera, "both")
    assert [seal(debate), seal(debate)] == [1, 0]
    vote(debate, sam, "both")
    assert seal(debate) == 1
    assert walk(debate.pk, leaves(debate)).casts == 2


def test_an_answer_that_was_sealed_and_taken_back_gets_an_erasure(debate: Debate, vera: User) -> None:
    vote(debate, vera, "both", phase=Phase.BEFORE)
    vote(debate, vera, "both")
    seal(debate)
    actions.withdraw(debate=debate, by=vera)
    assert [seal(debate), seal(debate)] == [2, 0]
    assert [leaf for leaf, _hash in leaves(debate)[2:]] == [
        {"c": "", "hour": hour_of(NOW + timedelta(hours=2)), "kind": "erase", **rest}
        for rest in (
            {"phase": "before", "ref": 1, "seq": 3, "tier": "verified"},
            {"phase": "after", "ref": 2, "seq": 4, "tier": "verified"},
        )
    ]
    found = walk(debate.pk, leaves(debate))
    assert (found.broken, found.casts, found.erased) == (None, 2, 2)


def test_an_answer_that_was_taken_back_before_is_never_sealed(debate: Debate, vera: User) -> None:
    vote(debate, vera, "both")
    actions.withdraw(debate=debate, by=vera)
    assert seal(debate) == 0
    assert leaves(debate) == []


def test_a_batch_is_bounded_and_the_next_goes_on(
    debate: Debate, ed: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    for number in range(4):
        vote(debate, make_user(f"Reader-{number}"), "both")
    seal(debate)
    actions.withdraw(debate=debate, by=User.objects.get(display_name="Reader-0"))
    assert [seal(debate), seal(debate)] == [2, 0]
    assert [leaf["kind"] for leaf, _hash in leaves(debate)] == ["cast"] * 4 + ["erase"]
    assert walk(debate.pk, leaves(debate)).broken is None


def test_debates_have_chains_of_their_own(ed: User, vera: User) -> None:
    one, other = (make_debate(ed, question=question) for question in ("Dredge?", "Dyke?"))
    vote(one, vera, "both")
    vote(other, vera, "both")
    assert actions.seal_waiting(now=NOW) == 2
    assert {debate.seal.get().place for debate in (one, other)} == {1}
    assert len({debate.seal.get().hash for debate in (one, other)}) == 2


def test_a_debate_without_ballots_has_no_chain(debate: Debate) -> None:
    assert (seal(debate), actions.seal_waiting(now=NOW)) == (0, 0)
    assert walk(debate.pk, leaves(debate)).head == first_hash(debate.pk)


def test_beside_each_leaf_stands_its_commitment_and_how_many_erasures_there_are(
    debate: Debate, vera: User, sam: User
) -> None:
    for person in (vera, sam):
        vote(debate, person, "both")
    seal(debate)
    actions.withdraw(debate=debate, by=sam)
    vote(debate, sam, "both")
    seal(debate)
    actions.withdraw(debate=debate, by=vera)
    seal(debate)
    rows = SealedLeaf.objects.order_by("place").values_list("leaf", "commitment", "erasures")
    assert [(leaf["c"] or None, erasures) for leaf, _commitment, erasures in rows] == [
        (commitment, erasures) for _leaf, commitment, erasures in rows
    ]
    assert [erasures for _leaf, _commitment, erasures in rows] == [0, 0, 0, 1, 2]
    assert [*SealedLeaf.objects.filter(commitment=None).values_list("place", flat=True)] == [4, 5]


def test_the_task_seals_what_waits(debate: Debate, vera: User) -> None:
    vote(debate, vera, "both")
    seal_ballots()
    assert Cast.objects.get().place == 1


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"leaf__tier": "unverified"}, Fault.HASH),
        ({"hash": "0" * 64}, Fault.HASH),
    ],
)
def test_a_leaf_that_was_changed_by_hand_is_found(
    debate: Debate, vera: User, sam: User, changed: dict[str, str], fault: Fault
) -> None:
    vote(debate, vera, "both")
    vote(debate, sam, "both")
    seal(debate)
    first = SealedLeaf.objects.get(place=1)
    if "hash" in changed:
        first.hash = changed["hash"]
    else:
        first.leaf["tier"] = changed["leaf__tier"]
    first.save()
    broken = walk(debate.pk, leaves(debate)).broken
    assert broken is not None
    assert (broken.place, broken.fault) == (1, fault)


@pytest.mark.django_db(transaction=True)
def test_of_many_sealers_at_once_each_leaf_is_appended_by_one() -> None:
    debate = make_debate(make_user("Ed", Role.EDITOR))
    for number in range(12):
        vote(debate, make_user(f"Reader-{number}"), "both")

    def run(_number: int) -> int:
        try:
            return actions.seal_debate(debate=Debate.objects.get(pk=debate.pk), now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(run, range(6))) == 12
    found = walk(debate.pk, leaves(debate))
    assert (found.broken, found.casts) == (None, 12)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"place": 1}, "UNIQUE|sealed_leaf_once_at_each_place"),
        ({"place": 0}, "sealed_leaf_places_count_from_one"),
        ({"hash": "not a hash"}, "sealed_leaf_hash_is_one"),
        ({"commitment": "c" * 64}, "UNIQUE|sealed_leaf_commitment_once_in_debate"),
        ({"commitment": ""}, "sealed_leaf_commitment_is_a_hash"),
        ({"commitment": "C" * 64}, "sealed_leaf_commitment_is_a_hash"),
        ({"commitment": "c" * 63}, "sealed_leaf_commitment_is_a_hash"),
        ({"commitment": "c" * 63 + "\n"}, "sealed_leaf_commitment_is_a_hash"),
        ({"erasures": 2}, "sealed_leaf_erasures_have_their_answers"),
        ({"place": 3, "erasures": 2}, "sealed_leaf_erasures_have_their_answers"),
    ],
)
def test_the_table_holds_one_whole_leaf_at_each_place(
    debate: Debate, values: dict[str, Any], constraint: str
) -> None:
    SealedLeaf.objects.create(debate=debate, place=1, leaf={}, hash="0" * 64, commitment="c" * 64)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SealedLeaf.objects.create(debate=debate, **{"place": 2, "leaf": {}, "hash": "0" * 64, **values})


def test_two_debates_may_hold_the_same_commitment_and_many_leaves_none(debate: Debate, ed: User) -> None:
    other = make_debate(ed, question="Dyke?")
    for place, sealed in enumerate(("c" * 64, "d" * 64, None, None), start=1):
        for one in (debate, other):
            SealedLeaf.objects.create(
                debate=one, place=place, leaf={}, hash="0" * 64, commitment=sealed, erasures=place // 2
            )
    assert SealedLeaf.objects.count() == 8


def test_no_leaf_and_no_log_says_who_answered_what(
    debate: Debate, vera: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    position = debate.positions.order_by("order")[0]
    vote(debate, vera, f"p:{position.pk}")
    caplog.clear()
    seal(debate)
    written = str(leaves(debate)) + caplog.text.replace(str(debate.pk), "")
    assert f"p:{position.pk}" not in written
    assert Cast.objects.get().voter not in str(leaves(debate))
