"""A later round comes out for all positions, or for none."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.models import Debate, Position, Text
from debates.publishing.workflow import Move, Round, Status
from tests.makers import NOW, bring_to, make_debate, make_draft, make_essay, text_of

LATER = NOW + timedelta(days=1)


def answer_all(ed: User, debate: Debate, round_: Round) -> None:
    for position in debate.positions.order_by("order"):
        make_essay(ed, position, f"Position {position.order} answers.", round_)


def refusal(ed: User, debate: Debate, round_: Round) -> str:
    """Answer what the editor is told, and see that nothing was published or recorded."""
    before = Debate.objects.filter(pk=debate.pk).values().get()
    changes = debate.status_changes.count()
    with pytest.raises(Refused) as refused:
        actions.publish_round(debate=debate, round_=round_, by=ed, now=LATER)
    assert Debate.objects.filter(pk=debate.pk).values().get() == before
    assert debate.status_changes.count() == changes
    return str(refused.value)


@pytest.mark.parametrize("round_", [Round.REBUTTAL, Round.CLOSING])
def test_a_round_comes_out_for_all_positions_and_is_recorded(ed: User, round_: Round) -> None:
    debate = make_debate(ed)
    answer_all(ed, debate, round_)
    answer = actions.publish_round(debate=debate, round_=round_, by=ed, now=LATER, note="As promised.")
    assert answer.released_rounds == (Round.OPENING, round_)
    moments = {"rebuttal": answer.rebuttals_published_at, "closing": answer.closings_published_at}
    assert moments == {**dict.fromkeys(moments), round_: LATER}
    change = debate.status_changes.last()
    assert change is not None
    assert (change.move, change.from_status, change.to_status) == (round_, "published", "published")
    assert (change.by, change.at, change.note) == (ed, LATER, "As promised.")


def test_a_round_waits_until_every_position_speaks_in_it(ed: User) -> None:
    debate = make_debate(ed, positions=3)
    make_essay(ed, debate.positions.get(order=2), "A reply.", Round.REBUTTAL)
    assert refusal(ed, debate, Round.REBUTTAL) == (
        "A: Side 1 has no rebuttal; all positions speak in a round, or none. "
        "C: Side 3 has no rebuttal; all positions speak in a round, or none."
    )


def test_a_round_waits_until_every_essay_in_it_says_something(ed: User) -> None:
    debate = make_debate(ed)
    answer_all(ed, debate, Round.CLOSING)
    actions.save_text(text=text_of(debate, 2, Round.CLOSING), source="", by=ed)
    assert refusal(ed, debate, Round.CLOSING) == "The essay “The closing of side 2” is empty."


def test_a_round_changes_nothing_when_a_text_can_no_longer_be_rendered(ed: User) -> None:
    debate = make_debate(ed)
    answer_all(ed, debate, Round.REBUTTAL)
    Text.objects.filter(pk=text_of(debate, 1).pk).update(source="![](image:gone)")
    assert refusal(ed, debate, Round.REBUTTAL) == (
        "The opening of side 1: There is no image with the key: gone. Upload it, or correct the key."
    )


def test_a_round_comes_out_once(ed: User) -> None:
    debate = make_debate(ed)
    answer_all(ed, debate, Round.REBUTTAL)
    actions.publish_round(debate=debate, round_=Round.REBUTTAL, by=ed, now=NOW)
    assert refusal(ed, debate, Round.REBUTTAL) == "This round is already public."


def test_an_earlier_round_does_not_come_out_after_a_later_one(ed: User) -> None:
    debate = make_debate(ed)
    answer_all(ed, debate, Round.REBUTTAL)
    answer_all(ed, debate, Round.CLOSING)
    actions.publish_round(debate=debate, round_=Round.CLOSING, by=ed, now=NOW)
    assert refusal(ed, debate, Round.REBUTTAL) == "A later round is already public."


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED}))
def test_a_round_comes_out_only_while_the_debate_goes_on(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    assert refusal(ed, debate, Round.REBUTTAL) == "Only a debate that is going on gets another round."


def test_a_round_does_not_come_out_after_the_date_on_which_the_debate_closes(ed: User) -> None:
    debate = make_debate(ed, closes_at=LATER)
    answer_all(ed, debate, Round.REBUTTAL)
    assert refusal(ed, debate, Round.REBUTTAL) == "Only a debate that is going on gets another round."


def test_an_unfinished_rebuttal_does_not_keep_the_openings_from_publication(ed: User) -> None:
    debate = bring_to(make_draft(ed), Status.IN_REVIEW, ed)
    make_essay(ed, debate.positions.get(order=1), "", Round.REBUTTAL)
    assert actions.publish(debate=debate, by=ed, now=NOW).released_rounds == (Round.OPENING,)


def test_a_debate_whose_rebuttals_are_out_is_published_anew_only_with_all_of_them(ed: User) -> None:
    debate = make_debate(ed)
    answer_all(ed, debate, Round.REBUTTAL)
    actions.publish_round(debate=debate, round_=Round.REBUTTAL, by=ed, now=NOW)
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    third = actions.save_position(
        position=Position(debate=debate, order=3, label="Third", slug="third", claim="A third claim"), by=ed
    )
    make_essay(ed, third, "The third opening.")
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.publish(debate=debate, by=ed, now=NOW)
    assert str(refused.value) == "C: Third has no rebuttal; all positions speak in a round, or none."
    make_essay(ed, third, "The third reply.", Round.REBUTTAL)
    debate.refresh_from_db()
    assert actions.publish(debate=debate, by=ed, now=LATER).released_rounds == ("opening", "rebuttal")
