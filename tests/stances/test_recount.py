"""A recount holds where nobody touched the rows by hand, and says where somebody did."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from io import StringIO
from itertools import product
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import JSONField, QuerySet, Value

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions as publishing
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from debates.stances import actions
from debates.stances.models import Ballot, Cast, SealedLeaf, Snapshot
from debates.stances.options import Phase
from debates.stances.recount import Repeated, recount
from debates.stances.seal import first_hash
from tests.at_once import at_once
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import vote

STRAYS = "The ballots differ from what the readers last said: {} of them."
WRONG = "The casts differ from the seal at {}."
UNSEALED = (
    "Sealed answers that were taken back without an erasure in the seal: {}. "
    "If readers have just done so, it is sealed within a minute: count again then."
)


@pytest.fixture
def debate(ed: User) -> Debate:
    """Answer a debate in which four readers answered, one changed, one took it back, and one came late."""
    debate = make_debate(ed)
    position = debate.positions.order_by("order")[0]
    readers = [make_user(f"Reader-{number}") for number in range(4)]
    for reader, option in zip(readers, ("both", "unsure", f"p:{position.pk}", "both"), strict=True):
        vote(debate, reader, option, phase=Phase.BEFORE)
        vote(debate, reader, option)
    vote(debate, readers[0], "unsure")
    actions.seal_debate(debate=debate, now=NOW)
    actions.withdraw(debate=debate, by=readers[1])
    actions.seal_debate(debate=debate, now=NOW)
    vote(debate, make_user("Late"), "both")
    return debate


def said(debate: Debate, **options: Any) -> str:
    out = StringIO()
    call_command("recount", debate.slug, stdout=out, **options)
    return out.getvalue()


def test_a_recount_of_honest_rows_holds(debate: Debate) -> None:
    found = recount(debate)
    assert (found.holds, found.wrong, found.waiting) == (True, (), 1)
    assert (found.chain.casts, found.chain.erased, found.unsealed) == (9, 2, 0)
    position = debate.positions.order_by("order")[0]
    assert found.ballots == {
        ("before", "verified", "both"): 2,
        ("before", "verified", f"p:{position.pk}"): 1,
        ("after", "verified", "unsure"): 1,
        ("after", "verified", f"p:{position.pk}"): 1,
        ("after", "verified", "both"): 2,
    }


def test_the_command_prints_both_numbers_and_the_head(debate: Debate) -> None:
    out = said(debate)
    head = SealedLeaf.objects.order_by("place").last()
    assert head is not None
    assert f"Head of the seal: {head.hash}\n" in out
    assert "Sealed answers: 9, of which 2 were taken back; waiting to be sealed: 1\n" in out
    assert "  after verified both: 2 ballots, 2 by the casts\n" in out
    assert out.endswith("The recount holds.\n")


def test_results_may_lack_what_was_taken_back_since(debate: Debate) -> None:
    actions.take_snapshot(debate=debate, now=NOW)
    found = recount(debate)
    assert (totals(found.answers), totals(found.movements), found.taken_back) == ((7, 7), (3, 3), 0)
    actions.withdraw(debate=debate, by=User.objects.get(display_name="Reader-3"))
    actions.seal_debate(debate=debate, now=NOW)
    found = recount(debate)
    assert found.holds
    assert (totals(found.answers), totals(found.movements), found.taken_back) == ((7, 5), (3, 2), 2)
    out = said(debate)
    assert "In the last results, up to place 12: answers 7, counted again 5; taken back since: 2\n" in out
    assert "In the last results, up to place 12: movements 3, counted again 2; taken back since: 2\n" in out


def test_what_was_answered_and_taken_back_since_excuses_nothing(debate: Debate) -> None:
    actions.take_snapshot(debate=debate, now=NOW)
    for name in ("Early", "Hasty"):
        vote(debate, make_user(name), "both")
        actions.seal_debate(debate=debate, now=NOW)
        actions.withdraw(debate=debate, by=User.objects.get(display_name=name))
        actions.seal_debate(debate=debate, now=NOW)
    assert (recount(debate).taken_back, recount(debate).holds) == (0, True)


def test_an_answer_taken_back_differs_until_its_erasure_is_sealed(debate: Debate) -> None:
    actions.withdraw(debate=debate, by=User.objects.get(display_name="Reader-3"))
    assert (recount(debate).unsealed, recount(debate).holds) == (2, False)
    with pytest.raises(CommandError, match=UNSEALED.format(2)):
        said(debate)
    actions.seal_debate(debate=debate, now=NOW)
    assert said(debate).endswith("The recount holds.\n")


def totals(repeated: Repeated) -> tuple[int, int]:
    assert repeated.published is not None
    return repeated.published.total(), repeated.again.total()


def test_results_that_were_changed_by_hand_are_found(debate: Debate) -> None:
    snapshot = actions.take_snapshot(debate=debate, now=NOW)
    assert snapshot is not None
    for cell in range(len(snapshot.counted["cells"])):
        for change in (1, -1):
            changed = deepcopy(snapshot.counted)
            changed["cells"][cell][-1] += change
            Snapshot.objects.update(counted=changed)
            assert not recount(debate).holds
            with pytest.raises(CommandError, match="The last results differ from what is sealed"):
                said(debate)


def test_movements_that_were_changed_by_hand_are_found(debate: Debate) -> None:
    snapshot = actions.take_snapshot(debate=debate, now=NOW)
    assert snapshot is not None
    for row, column in product(range(4), range(4)):
        for change in (1, -1):
            changed = deepcopy(snapshot.counted)
            changed["matrix"][row][column] += change
            Snapshot.objects.update(counted=changed)
            assert not recount(debate).holds


UNREADABLE: list[Any] = [
    None,
    [],
    {},
    {"cells": [1]},
    {"cells": [["after"] * 8]},
    {"cells": [[*["after"] * 7, None]]},
    {"matrix": [[1]]},
    {"matrix": 7},
]


@pytest.mark.parametrize("counted", UNREADABLE, ids=str)
def test_results_that_cannot_be_read_are_found(debate: Debate, counted: Any) -> None:
    snapshot = actions.take_snapshot(debate=debate, now=NOW)
    assert snapshot is not None
    Snapshot.objects.update(
        counted={**snapshot.counted, **counted} if counted else Value(counted, JSONField())
    )
    assert not recount(debate).holds
    with pytest.raises(CommandError, match="The last results differ"):
        said(debate)


# ---------------------------------------------------------------- rows that were changed by hand


def first_ballot() -> QuerySet[Ballot]:
    ballot = Ballot.objects.filter(phase="after", kind="both").order_by("pk")[0]
    return Ballot.objects.filter(pk=ballot.pk)


def erased() -> QuerySet[Cast]:
    cast = Cast.objects.filter(erased=True).order_by("pk")[0]
    return Cast.objects.filter(pk=cast.pk)


def change_ballot() -> None:
    first_ballot().update(kind="unsure")


def change_whose_ballot_it_is() -> None:
    first_ballot().update(voter="0" * 64)


def change_when_a_ballot_was_cast() -> None:
    first_ballot().update(hour=NOW + timedelta(hours=1))


def change_cast() -> None:
    Cast.objects.filter(place=1).update(kind="unsure")


def change_whose_cast_it_is() -> None:
    Cast.objects.filter(place=1).update(voter="0" * 64)


def change_the_hour_of_a_cast() -> None:
    Cast.objects.filter(place=1).update(hour=NOW + timedelta(hours=1))


def change_the_phase_of_what_was_taken_back() -> None:
    assert Cast.objects.filter(place=3, erased=True).update(phase="after")


def change_cast_to_a_position_elsewhere() -> None:
    elsewhere = make_debate(User.objects.get(display_name="Ed"), question="Dyke?").positions.all()[0]
    for rows in (Cast.objects.filter(place__lte=2), Ballot.objects.order_by("pk")[:2]):
        for row in rows:
            row.kind, row.position = "position", elsewhere
            row.save()


def move_casts() -> None:
    Cast.objects.filter(place=1).update(place=1000)
    Cast.objects.filter(place=2).update(place=1)


def delete_cast() -> None:
    Cast.objects.filter(place=2).delete()


def delete_what_was_taken_back() -> None:
    Cast.objects.filter(place=3).delete()


def delete_cast_and_ballot() -> None:
    cast = Cast.objects.get(place=8)
    Ballot.objects.get(voter=cast.voter, phase=cast.phase).delete()
    cast.delete()


def delete_ballot() -> None:
    Ballot.objects.order_by("pk")[:1].get().delete()


def stuff_a_ballot() -> None:
    ballot = first_ballot().get()
    ballot.pk, ballot.voter = None, "0" * 64
    ballot.save(force_insert=True)


def stuff_a_cast() -> None:
    cast = Cast.objects.get(place=2)
    cast.pk, cast.place = None, 10
    cast.save(force_insert=True)


def change_leaf() -> None:
    leaf = SealedLeaf.objects.get(place=3)
    leaf.leaf["tier"] = "unverified"
    leaf.save()


def change_a_leaf_to_none() -> None:
    SealedLeaf.objects.filter(place=3).update(leaf=["cast"])


def change_a_hash() -> None:
    SealedLeaf.objects.filter(place=3).update(hash="0" * 64)


def cut_a_leaf_out() -> None:
    SealedLeaf.objects.filter(place=4).delete()


def cut_the_end_off() -> None:
    SealedLeaf.objects.filter(place=11).delete()


def change_a_label() -> None:
    SealedLeaf.objects.filter(place=3).update(commitment="0" * 64)


def change_the_number_of_erasures() -> None:
    SealedLeaf.objects.filter(place=11).update(erasures=1)


def wipe_without_an_erasure() -> None:
    # What a reader had answered before they changed it: no ballot, no result tells of it.
    assert Cast.objects.filter(place=2).update(kind="", salt=b"", erased=True)


def take_an_erasure_from_its_cast() -> None:
    erased().update(erasure_place=None)


def exchange_erasures() -> None:
    first, second = Cast.objects.filter(erased=True).order_by("place")
    Cast.objects.filter(pk=first.pk).update(erasure_place=1000)
    Cast.objects.filter(pk=second.pk).update(erasure_place=first.erasure_place)
    Cast.objects.filter(pk=first.pk).update(erasure_place=second.erasure_place)


BY_HAND: dict[Callable[[], Any], list[str]] = {
    change_ballot: [STRAYS.format(1)],
    change_whose_ballot_it_is: [STRAYS.format(2)],
    change_when_a_ballot_was_cast: [STRAYS.format(1)],
    change_cast: [WRONG.format("1 place(s): 1"), STRAYS.format(1)],
    change_whose_cast_it_is: [WRONG.format("1 place(s): 1"), STRAYS.format(2)],
    change_the_hour_of_a_cast: [WRONG.format("1 place(s): 1"), STRAYS.format(1)],
    change_the_phase_of_what_was_taken_back: [WRONG.format("2 place(s): 3, 10")],
    change_cast_to_a_position_elsewhere: [WRONG.format("2 place(s): 1, 2"), STRAYS.format(1)],
    move_casts: [WRONG.format("3 place(s): 1, 2, 1000")],
    delete_cast: [WRONG.format("1 place(s): 2")],
    delete_what_was_taken_back: [WRONG.format("2 place(s): 3, 10")],
    delete_cast_and_ballot: [WRONG.format("1 place(s): 8")],
    delete_ballot: [STRAYS.format(1)],
    stuff_a_ballot: [STRAYS.format(1)],
    stuff_a_cast: [WRONG.format("1 place(s): 10"), STRAYS.format(1)],
    change_leaf: ["The chain breaks at place 3: hash.", WRONG.format("1 place(s): 3")],
    change_a_leaf_to_none: [
        "The chain breaks at place 3: order.",
        "Leaves are labelled as what they do not say at 1 place(s): 3.",
        WRONG.format("1 place(s): 3"),
    ],
    change_a_hash: ["The chain breaks at place 3: hash."],
    cut_a_leaf_out: ["The chain breaks at place 4: order.", WRONG.format("1 place(s): 4")],
    cut_the_end_off: [WRONG.format("1 place(s): 11")],
    change_a_label: ["Leaves are labelled as what they do not say at 1 place(s): 3."],
    change_the_number_of_erasures: ["Leaves are labelled as what they do not say at 1 place(s): 11."],
    wipe_without_an_erasure: [UNSEALED.format(1)],
    take_an_erasure_from_its_cast: [WRONG.format("1 place(s): 10"), UNSEALED.format(1)],
    exchange_erasures: [WRONG.format("2 place(s): 10, 11")],
}


@pytest.mark.parametrize(("touch", "faults"), BY_HAND.items(), ids=[touch.__name__ for touch in BY_HAND])
def test_a_row_that_was_changed_by_hand_is_found(
    debate: Debate, touch: Callable[[], Any], faults: list[str]
) -> None:
    touch()
    assert not recount(debate).holds
    with pytest.raises(CommandError) as refused:
        said(debate)
    assert str(refused.value).split("\n") == ["The recount does not hold.", *faults]


def test_answers_that_are_none_of_this_debate_are_found_in_its_results(debate: Debate) -> None:
    actions.take_snapshot(debate=debate, now=NOW)
    change_cast_to_a_position_elsewhere()
    with pytest.raises(CommandError, match="The last results differ from what is sealed"):
        said(debate)


@pytest.mark.parametrize("columns", [{"head": "0" * 64}, {"place": 11}], ids=str)
def test_results_that_name_another_head_are_found(debate: Debate, columns: dict[str, Any]) -> None:
    snapshot = actions.take_snapshot(debate=debate, now=NOW)
    assert snapshot is not None
    Snapshot.objects.update(**columns)
    place = columns.get("place", snapshot.place)
    with pytest.raises(CommandError, match=rf"head that the chain does not have at 1 place\(s\): {place}\."):
        said(debate)


def test_a_head_that_somebody_remembers_is_found_in_the_chain(debate: Debate) -> None:
    heads = {leaf.place: leaf.hash for leaf in SealedLeaf.objects.all()} | {0: first_hash(debate.pk)}
    assert len(heads) == 12
    for place, head in heads.items():
        assert f"The head that you remember is that of place {place}.\n" in said(
            debate, head=f" {head.upper()}\n"
        )
    SealedLeaf.objects.filter(place=6).update(hash="0" * 64)
    for head in (heads[6], heads[9], "no head", "0" * 64):
        with pytest.raises(CommandError, match="The head that you remember is not in the chain: its end was"):
            said(debate, head=head)


@pytest.mark.django_db(transaction=True)
def test_while_readers_vote_a_recount_sees_one_moment() -> None:
    debate = make_debate(make_user("Ed", Role.EDITOR))
    readers = [make_user(f"Reader-{number}") for number in range(6)]
    vote(debate, readers[0], "both")
    actions.seal_debate(debate=debate, now=NOW)

    def work(number: int) -> list[bool]:
        here = Debate.objects.get(pk=debate.pk)
        if number < 2:
            return [recount(here).holds for _again in range(12)]
        for choice in ("both", "unsure") * 6:
            vote(here, readers[number], choice)
            actions.seal_debate(debate=here, now=NOW)
        return []

    held = [answer for answers in at_once(6, work) for answer in answers]
    assert held == [True] * 24
    assert (recount(debate).chain.casts, recount(debate).holds) == (49, True)


def test_a_recount_writes_nothing(debate: Debate) -> None:
    rows = [*Cast.objects.order_by("pk").values(), *Ballot.objects.order_by("pk").values()]
    said(debate)
    assert [*Cast.objects.order_by("pk").values(), *Ballot.objects.order_by("pk").values()] == rows


def test_a_debate_that_nobody_voted_in_holds(ed: User) -> None:
    assert said(make_debate(ed)).endswith("The recount holds.\n")


def test_an_unknown_debate_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="There is no debate at the address “nowhere”"):
        call_command("recount", "nowhere")


def test_after_the_key_is_destroyed_the_recount_still_holds(debate: Debate, ed: User) -> None:

    publishing.change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    actions.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    assert recount(debate).holds
