"""A recount holds where nobody touched the rows by hand, and says where somebody did."""

from collections.abc import Callable
from copy import deepcopy
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions as publishing
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from debates.stances import actions
from debates.stances.models import Ballot, Cast, SealedLeaf, Snapshot
from debates.stances.options import Phase
from debates.stances.recount import recount
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import vote


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


def said(debate: Debate) -> str:
    out = StringIO()
    call_command("recount", debate.slug, stdout=out)
    return out.getvalue()


def test_a_recount_of_honest_rows_holds(debate: Debate) -> None:
    found = recount(debate)
    assert (found.holds, found.wrong, found.waiting) == (True, (), 1)
    assert (found.chain.casts, found.chain.erased, found.erasures) == (9, 2, 2)
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
    assert (found.published.total(), found.repeated, found.taken_back) == (7, found.published, 0)
    actions.withdraw(debate=debate, by=User.objects.get(display_name="Reader-3"))
    found = recount(debate)
    assert (found.holds, found.published.total(), found.repeated.total(), found.taken_back) == (True, 7, 5, 2)
    assert "In the last results 7 answers, counted again 5; taken back since: 2\n" in said(debate)


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


def change_ballot() -> None:
    Ballot.objects.filter(phase="after", kind="both").order_by("pk").update(kind="unsure")


def change_cast() -> None:
    Cast.objects.filter(place=1).update(kind="unsure")


def delete_cast() -> None:
    Cast.objects.filter(place=2).delete()


def delete_ballot() -> None:
    Ballot.objects.order_by("pk")[:1].get().delete()


def stuff_a_ballot() -> None:
    ballot = Ballot.objects.filter(phase="after").order_by("pk")[0]
    ballot.pk, ballot.voter = None, "0" * 64
    ballot.save(force_insert=True)


def change_leaf() -> None:
    leaf = SealedLeaf.objects.get(place=3)
    leaf.leaf["tier"] = "unverified"
    leaf.save()


def cut_a_leaf_out() -> None:
    SealedLeaf.objects.filter(place=4).delete()


def claim_an_erasure() -> None:
    erased = Cast.objects.filter(erased=True).order_by("pk")[0]
    Cast.objects.filter(pk=erased.pk).update(erasure_place=None)


BY_HAND: dict[Callable[[], Any], str] = {
    change_ballot: "The ballots differ from what the readers last said.",
    change_cast: "The casts differ from the seal at 1 place(s): 1.",
    delete_cast: "The casts differ from the seal at 1 place(s): 2.",
    delete_ballot: "The ballots differ from what the readers last said.",
    stuff_a_ballot: "The ballots differ from what the readers last said.",
    change_leaf: "The chain breaks at place 3: hash.",
    cut_a_leaf_out: "The chain breaks at place 4: order.",
    claim_an_erasure: "1 casts say that they were erased, the seal says 2.",
}


@pytest.mark.parametrize(("touch", "fault"), BY_HAND.items(), ids=[touch.__name__ for touch in BY_HAND])
def test_a_row_that_was_changed_by_hand_is_found(
    debate: Debate, touch: Callable[[], Any], fault: str
) -> None:
    touch()
    assert not recount(debate).holds
    with pytest.raises(CommandError, match="The recount does not hold") as refused:
        said(debate)
    assert fault in str(refused.value)


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
