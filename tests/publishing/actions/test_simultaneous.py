"""Two people at the same time, each with a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.models import Debate, Text
from debates.publishing.workflow import Move, Status
from tests.makers import NOW, make_debate, make_draft, text_of

ROUNDS = range(4)

pytestmark = pytest.mark.django_db(transaction=True)


def both(*attempts: Callable[[], object]) -> list[str]:
    """Make all attempts at once; answer what each was told, the empty text where it went through."""
    barrier = Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> str:
        try:
            barrier.wait()
            attempt()
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_who_move_a_debate_at_once_the_second_is_refused(ed: User, _round: int) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    seen_by_one, seen_by_other = (Debate.objects.get(pk=debate.pk) for _ in range(2))
    told = both(
        lambda: actions.publish(debate=seen_by_one, by=ed, now=NOW),
        lambda: actions.change_status(
            debate=seen_by_other, move=Move.RETURN, by=ed, now=NOW, note="For a test."
        ),
    )
    assert sorted(told) == ["", "Somebody else has just changed the state of this debate."]
    debate.refresh_from_db()
    assert debate.status == ("published" if told[0] == "" else "draft")
    assert debate.status_changes.count() == 2


@pytest.mark.parametrize("_round", ROUNDS)
def test_an_essay_is_not_emptied_while_somebody_publishes_it(ed: User, _round: int) -> None:
    debate = make_debate(ed, Status.IN_REVIEW)
    text = text_of(debate, 1)
    told = both(
        lambda: actions.publish(debate=debate, by=ed, now=NOW),
        lambda: actions.save_text(text=text, source="", by=ed, now=NOW),
    )
    assert told in (
        ["", "Readers see this text: it cannot be emptied."],
        ["The essay “The opening of side 1” is empty.", ""],
    )


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_who_save_a_text_at_once_one_is_told_and_both_leave_a_revision(ed: User, _round: int) -> None:
    debate = make_draft(ed)
    one, other = (Text.objects.get(pk=text_of(debate, 1).pk) for _ in range(2))
    told = both(
        lambda: actions.save_text(text=one, source="The first version.", by=ed),
        lambda: actions.save_text(text=other, source="The second version.", by=ed),
    )
    assert sorted(told) == [
        "",
        "Somebody else has saved this text since you opened it. Nothing is lost: compare both.",
    ]
    revisions = one.revisions.order_by("number")
    assert [*revisions.values_list("number", flat=True)] == [1, 2, 3]
    assert {*revisions.values_list("source", flat=True)} >= {"The first version.", "The second version."}
    assert Text.objects.get(pk=one.pk).source == revisions[1].source
    assert revisions[2].saving == "aside"


@pytest.mark.parametrize("_round", ROUNDS)
def test_two_sweeps_at_once_publish_what_is_due_once(ed: User, _round: int) -> None:
    debate = make_debate(ed, Status.SCHEDULED)
    assert debate.publish_at is not None
    counts: list[int] = []
    told = both(*[lambda: counts.append(actions.publish_due(now=debate.publish_at))] * 2)
    assert (told, sorted(counts)) == (["", ""], [0, 1])
    assert [*debate.status_changes.values_list("move", flat=True)] == ["submit", "schedule", "publish"]
