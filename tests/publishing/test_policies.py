"""Who may do what: every policy asked for every role and every state."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.publishing import policies
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Round, Status
from tests.makers import NOW, make_contributor, make_user

STRANGERS = ("visitor", "reader", "contributor", "former editor")
EDITORS = ("editor", "administrator", "the site itself")


@pytest.fixture
def people(ed: User, ada: User, vera: User) -> dict[str, Any]:
    make_contributor(ed, "Ada", account=ada)
    return {
        "visitor": AnonymousUser(),
        "reader": vera,
        "contributor": ada,
        "former editor": make_user("Fay", Role.EDITOR, is_active=False),
        "editor": ed,
        "administrator": User.objects.create_superuser("root@example.org", display_name="Root"),
        "the site itself": None,
    }


def debate_in(status: Status, **fields: Any) -> Debate:
    return Debate(question="?", slug="q", status=status, **fields)


def sentences(verdicts: dict[Any, Verdict]) -> dict[Any, str]:
    """Answer the sentence of each verdict; yes is the empty one."""
    for verdict in verdicts.values():
        assert bool(verdict) == (verdict.sentence == "")
    return {key: str(verdict.sentence) for key, verdict in verdicts.items()}


ONLY_EDITORS = "Only editors can change this."
REFUSED = {
    "visitor": ONLY_EDITORS,
    "reader": ONLY_EDITORS,
    "contributor": ONLY_EDITORS,
    "former editor": ONLY_EDITORS,
}
LOCKED = "This debate is archived or withdrawn: bring it back before you change it."
SEEN = "Readers have seen these positions: unpublish the debate before you change them."
ROUND_SEEN = "Readers have seen this round: unpublish the debate before you add or remove an essay."
WAS_PUBLISHED = "This debate has been published: withdraw it, so that its address still answers."
ELSEWHERE = "Only a debate from elsewhere can come in closed."
MOVED_ON = "The debate is no longer in the state that this step starts from."
OVER = "Only a debate that is going on gets another round."

MAY_EDIT = {**REFUSED, "editor": "", "administrator": "", "the site itself": ""}

MAY_EDIT_DEBATE = {
    "draft": "",
    "in_review": "",
    "scheduled": "",
    "published": "",
    "closed": "",
    "archived": LOCKED,
    "withdrawn": LOCKED,
}
MAY_CHANGE_STRUCTURE = {**MAY_EDIT_DEBATE, "published": SEEN, "closed": SEEN}
MAY_CHANGE_OPENINGS = {**MAY_EDIT_DEBATE, "published": ROUND_SEEN, "closed": ROUND_SEEN}


@pytest.mark.matrix("may_edit")
def test_only_editors_may_edit(people: dict[str, Any]) -> None:
    assert sentences({role: policies.may_edit(user) for role, user in people.items()}) == MAY_EDIT


@pytest.mark.matrix("may_edit_debate")
@pytest.mark.parametrize("status", list(Status))
def test_editors_may_edit_a_debate_unless_it_is_archived_or_withdrawn(
    people: dict[str, Any], status: Status
) -> None:
    verdicts = {role: policies.may_edit_debate(user, debate_in(status)) for role, user in people.items()}
    assert sentences(verdicts) == {**REFUSED, **dict.fromkeys(EDITORS, MAY_EDIT_DEBATE[status])}


@pytest.mark.matrix("may_change_structure")
@pytest.mark.parametrize("status", list(Status))
def test_editors_may_change_positions_only_while_no_reader_sees_them(
    people: dict[str, Any], status: Status
) -> None:
    verdicts = {role: policies.may_change_structure(user, debate_in(status)) for role, user in people.items()}
    assert sentences(verdicts) == {**REFUSED, **dict.fromkeys(EDITORS, MAY_CHANGE_STRUCTURE[status])}


@pytest.mark.matrix("may_change_round")
@pytest.mark.parametrize("status", list(Status))
def test_editors_may_change_the_openings_only_while_no_reader_sees_them(
    people: dict[str, Any], status: Status
) -> None:
    verdicts = {
        role: policies.may_change_round(user, debate_in(status), Round.OPENING)
        for role, user in people.items()
    }
    assert sentences(verdicts) == {**REFUSED, **dict.fromkeys(EDITORS, MAY_CHANGE_OPENINGS[status])}


@pytest.mark.matrix("may_change_round")
@pytest.mark.parametrize("status", list(Status))
def test_editors_may_change_a_later_round_until_it_comes_out(people: dict[str, Any], status: Status) -> None:
    secret = {
        role: policies.may_change_round(user, debate_in(status), Round.REBUTTAL)
        for role, user in people.items()
    }
    assert sentences(secret) == {**REFUSED, **dict.fromkeys(EDITORS, MAY_EDIT_DEBATE[status])}
    out = debate_in(status, rebuttals_published_at=NOW)
    public = {role: policies.may_change_round(user, out, Round.REBUTTAL) for role, user in people.items()}
    assert sentences(public) == {**REFUSED, **dict.fromkeys(EDITORS, MAY_CHANGE_OPENINGS[status])}


@pytest.mark.matrix("may_publish_round")
@pytest.mark.parametrize("status", list(Status))
def test_a_round_comes_out_only_while_the_debate_goes_on(people: dict[str, Any], status: Status) -> None:
    verdicts = {
        role: policies.may_publish_round(user, debate_in(status), Round.REBUTTAL, NOW)
        for role, user in people.items()
    }
    sentence = "" if status is Status.PUBLISHED else OVER
    assert sentences(verdicts) == {**REFUSED, **dict.fromkeys(EDITORS, sentence)}


@pytest.mark.parametrize(
    ("released", "expected"),
    [
        ({}, {"opening": "This round is already public.", "rebuttal": "", "closing": ""}),
        (
            {"rebuttals_published_at": NOW},
            {
                "opening": "This round is already public.",
                "rebuttal": "This round is already public.",
                "closing": "",
            },
        ),
        (
            {"closings_published_at": NOW},
            {
                "opening": "This round is already public.",
                "rebuttal": "A later round is already public.",
                "closing": "This round is already public.",
            },
        ),
    ],
)
def test_rounds_come_out_once_and_in_their_order(
    ed: User, released: dict[str, datetime], expected: dict[str, str]
) -> None:
    debate = debate_in(Status.PUBLISHED, **released)
    verdicts = {round_.value: policies.may_publish_round(ed, debate, round_, NOW) for round_ in Round}
    assert sentences(verdicts) == expected
    offered = tuple(round_ for round_, sentence in expected.items() if not sentence)
    assert policies.rounds_for(ed, debate, NOW) == offered


def test_a_debate_that_ended_by_its_date_gets_no_round_though_nobody_recorded_it(ed: User) -> None:
    debate = debate_in(Status.PUBLISHED, closes_at=NOW)
    before = NOW - timedelta(seconds=1)
    assert policies.may_publish_round(ed, debate, Round.REBUTTAL, before) == Verdict.yes()
    assert str(policies.may_publish_round(ed, debate, Round.REBUTTAL, NOW).sentence) == OVER


@pytest.mark.matrix("may_delete")
@pytest.mark.parametrize("status", list(Status))
def test_editors_may_delete_a_debate_that_no_reader_has_ever_seen(
    people: dict[str, Any], status: Status
) -> None:
    unseen = {role: policies.may_delete(user, debate_in(status)) for role, user in people.items()}
    assert sentences(unseen) == MAY_EDIT
    once = debate_in(status, published_at=NOW)
    seen = {role: policies.may_delete(user, once) for role, user in people.items()}
    assert sentences(seen) == {**REFUSED, **dict.fromkeys(EDITORS, WAS_PUBLISHED)}


MOVES: dict[str, set[str]] = {
    "draft": {"submit"},
    "in_review": {"return", "approve", "schedule", "publish"},
    "scheduled": {"unschedule", "publish"},
    "published": {"close", "unpublish", "withdraw"},
    "closed": {"reopen", "archive", "unpublish", "withdraw"},
    "archived": {"unarchive", "unpublish", "withdraw"},
    "withdrawn": {"revise"},
}


@pytest.mark.matrix("may_move")
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("move", list(Move))
def test_editors_may_make_the_moves_that_start_from_the_state(
    people: dict[str, Any], status: Status, move: Move
) -> None:
    verdicts = {role: policies.may_move(user, debate_in(status), move) for role, user in people.items()}
    sentence = ELSEWHERE if move is Move.IMPORT else "" if move in MOVES[status] else MOVED_ON
    assert sentences(verdicts) == {**REFUSED, **dict.fromkeys(EDITORS, sentence)}


@pytest.mark.parametrize("status", list(Status))
def test_only_a_draft_from_elsewhere_can_come_in_closed(people: dict[str, Any], status: Status) -> None:
    debate = debate_in(status, origin="import")
    verdicts = {role: policies.may_move(user, debate, Move.IMPORT) for role, user in people.items()}
    sentence = "" if status is Status.DRAFT else MOVED_ON
    assert sentences(verdicts) == {**REFUSED, **dict.fromkeys(EDITORS, sentence)}


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("origin", ["site", "import"])
def test_editors_are_offered_the_moves_of_people_and_strangers_none(
    people: dict[str, Any], status: Status, origin: str
) -> None:
    debate = debate_in(status, origin=origin)
    offered = {role: set(policies.moves_for(user, debate)) for role, user in people.items()}
    nothing: set[str] = set()
    assert offered == {**dict.fromkeys(STRANGERS, nothing), **dict.fromkeys(EDITORS, MOVES[status])}
