"""Who reads, hands in, gives back, approves and remarks: policies asked for every role and every state."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.publishing import actions, policies
from debates.publishing.models import Contributor, Essay, PreviewLink
from debates.publishing.workflow import Move, Round, Status
from tests.makers import NOW, make_draft, make_essay, make_user
from tests.publishing.test_policies import LOCKED, ONLY_EDITORS, sentences
from tests.publishing.writers import EDITORS, NOBODY, OTHERS, Pair, again, hand_in, make_pair, put

NOT_YOURS = "Only its contributor and editors can see this essay."
SEALED = "You read the other side once all have handed in their essay."
ONLY_WRITE = "Only its contributor and editors can write this essay."
TELL = "This essay is no longer being written. Tell the editors what should change."
HANDED_IN = "You have handed this essay in: the editors give it back where it needs you."
THERE = "Its contributor has an account here, and hands the essay in there."
APPROVES_THERE = "Its contributor has an account here, and approves the essay there."
ONLY_APPROVE = "Only its contributor can approve this essay."
NOT_WITH_US = "This essay is not with the editors: there is nothing to give back."
OVER = "This essay is no longer being written."
NOT_IN = "This essay has not been handed in yet."
YOURSELF = "Nobody else has to be asked: approve the essay yourself."

WRITING = {"draft", "in_review"}
FROZEN = {"archived": LOCKED, "withdrawn": LOCKED}


@pytest.fixture
def pair(ed: User) -> Pair:
    return make_pair(ed)


def asked(policy: Callable[[Any, Essay], Verdict], essay: Essay, people: dict[str, Any]) -> dict[str, str]:
    return sentences({role: policy(user, again(essay)) for role, user in people.items()})


def answers(editors: str, guest: str, rival: str, others: str) -> dict[str, str]:
    """Answer what everybody is told."""
    return {
        **dict.fromkeys(NOBODY, others),
        "guest of the other side": rival,
        "guest": guest,
        **dict.fromkeys(EDITORS, editors),
    }


# ---------------------------------------------------------------- reading


@pytest.mark.matrix("may_read_essay", "may_find_in_writing")
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("handed_in", ["none", "one", "both"])
def test_the_sides_are_sealed_from_each_other_until_all_are_in(
    pair: Pair, status: Status, handed_in: str
) -> None:
    hand_in(*{"none": [], "one": [pair.essay], "both": [pair.essay, pair.other]}[handed_in])
    essay = put(pair.essay, status)
    public = status in {"published", "closed", "archived"}
    rival = "" if public or handed_in == "both" else SEALED
    found = sentences({role: policies.may_find_in_writing(user, essay) for role, user in pair.people.items()})
    assert found == {
        **answers(NOT_YOURS, "", rival, NOT_YOURS),
        "the site itself": "",
    }
    read = sentences({role: policies.may_read_essay(user, essay) for role, user in pair.people.items()})
    assert read == answers("", "", rival, "" if public else NOT_YOURS)


@pytest.mark.matrix("may_write_as_guest")
@pytest.mark.parametrize("status", list(Status))
def test_an_essay_is_its_own_guests_in_every_state(pair: Pair, status: Status) -> None:
    essay = put(pair.essay, status)
    own = sentences({role: policies.may_write_as_guest(user, essay) for role, user in pair.people.items()})
    assert own == {**dict.fromkeys(pair.people, NOT_YOURS), "guest": ""}


def test_a_later_round_is_sealed_by_itself(ed: User, pair: Pair) -> None:
    hand_in(pair.essay, pair.other)
    for essay in (pair.essay, pair.other):
        make_essay(ed, essay.position, "A reply.", Round.REBUTTAL)
    reply = Essay.objects.get(position=pair.other.position, round="rebuttal")
    # Whoever writes an opening is no guest of a rebuttal before they are invited to it.
    assert str(policies.may_read_essay(pair.guest, again(reply)).sentence) == NOT_YOURS
    assert policies.is_sealed(again(reply))
    assert not policies.is_sealed(again(pair.essay))


def test_a_side_without_an_essay_keeps_the_seal(ed: User, pair: Pair) -> None:
    hand_in(pair.essay)
    Essay.objects.filter(pk=pair.other.pk).delete()
    assert policies.is_sealed(again(pair.essay))


def test_an_essay_given_back_is_sealed_again(ed: User, pair: Pair) -> None:
    hand_in(pair.essay, pair.other)
    assert policies.may_read_essay(pair.guest, again(pair.other))
    actions.return_essay(essay=pair.essay, body="Shorter, please.", by=ed, now=NOW)
    assert str(policies.may_read_essay(pair.guest, again(pair.other)).sentence) == SEALED


# ---------------------------------------------------------------- writing


@pytest.mark.matrix("may_write_text", "may_follow_text", "may_publish_change")
@pytest.mark.parametrize("status", list(Status))
def test_a_text_is_written_by_whom_it_is_of_and_a_debates_own_by_editors(pair: Pair, status: Status) -> None:
    essay = put(pair.essay, status)
    frozen = FROZEN.get(status, "")
    only_editors = answers(frozen, ONLY_EDITORS, ONLY_EDITORS, ONLY_EDITORS)
    introduction = pair.debate.texts.select_related("debate").get(kind="introduction")
    for text, writing, following in (
        (
            essay.text,
            answers(frozen, "" if status in WRITING else TELL, ONLY_WRITE, ONLY_WRITE),
            answers("", "", NOT_YOURS, NOT_YOURS),
        ),
        (introduction, only_editors, answers("", ONLY_EDITORS, ONLY_EDITORS, ONLY_EDITORS)),
    ):
        asked_of = pair.people.items()
        assert sentences({role: policies.may_write_text(user, text) for role, user in asked_of}) == writing
        assert sentences({role: policies.may_follow_text(user, text) for role, user in asked_of}) == following
        publishing = {role: policies.may_publish_change(user, text) for role, user in asked_of}
        assert sentences(publishing) == only_editors


@pytest.mark.matrix("may_edit_state")
def test_what_is_archived_or_withdrawn_changes_for_nobody(pair: Pair) -> None:
    verdicts = {status: policies.may_edit_state(put(pair.essay, status).position.debate) for status in Status}
    assert sentences(verdicts) == {status: FROZEN.get(status, "") for status in Status}


# ---------------------------------------------------------------- handing in and giving back


@pytest.mark.matrix("may_submit_essay")
@pytest.mark.parametrize("status", list(Status))
def test_a_guest_hands_in_what_they_write(pair: Pair, status: Status) -> None:
    essay = put(pair.essay, status)
    guest = "" if status in WRITING else TELL
    verdicts = {role: policies.may_submit_essay(user, essay) for role, user in pair.people.items()}
    assert sentences(verdicts) == {
        **answers(FROZEN.get(status, THERE), guest, ONLY_WRITE, ONLY_WRITE),
        "the site itself": FROZEN.get(status, "" if status in WRITING else OVER),
    }


@pytest.mark.parametrize("status", list(Status))
def test_editors_hand_in_for_a_contributor_without_an_account(pair: Pair, status: Status) -> None:
    Contributor.objects.filter(essays=pair.essay).update(account=None)
    essay = put(pair.essay, status)
    editors = FROZEN.get(status, "" if status in WRITING else OVER)
    assert asked(policies.may_submit_essay, essay, pair.people) == answers(
        editors, ONLY_WRITE, ONLY_WRITE, ONLY_WRITE
    )


def test_nobody_hands_in_twice(ed: User, pair: Pair) -> None:
    hand_in(pair.essay)
    assert asked(policies.may_submit_essay, pair.essay, {"guest": pair.guest}) == {"guest": HANDED_IN}
    Contributor.objects.filter(essays=pair.essay).update(account=None)
    sentence = "This essay has been handed in already."
    assert asked(policies.may_submit_essay, pair.essay, {"editor": ed}) == {"editor": sentence}


@pytest.mark.matrix("may_return_essay")
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("handed_in", [False, True])
def test_editors_give_back_what_was_handed_in(pair: Pair, status: Status, handed_in: bool) -> None:
    if handed_in:
        hand_in(pair.essay)
    essay = put(pair.essay, status)
    editors = FROZEN.get(status, "" if handed_in and status in WRITING else NOT_WITH_US)
    verdicts = {role: policies.may_return_essay(user, essay) for role, user in pair.people.items()}
    assert sentences(verdicts) == answers(editors, ONLY_EDITORS, ONLY_EDITORS, ONLY_EDITORS)


# ---------------------------------------------------------------- approving


@pytest.mark.matrix("may_approve")
@pytest.mark.parametrize("status", list(Status))
def test_a_contributor_with_an_account_approves_and_nobody_for_them(pair: Pair, status: Status) -> None:
    essay = put(pair.essay, status)
    verdicts = {role: policies.may_approve(user, essay) for role, user in pair.people.items()}
    frozen = FROZEN.get(status, "")
    assert sentences(verdicts) == {
        **answers(APPROVES_THERE, frozen, ONLY_APPROVE, ONLY_APPROVE),
        "the site itself": frozen,
    }


@pytest.mark.parametrize("status", list(Status))
def test_an_editor_approves_for_a_contributor_without_an_account(pair: Pair, status: Status) -> None:
    Contributor.objects.filter(essays=pair.essay).update(account=None)
    essay = put(pair.essay, status)
    assert asked(policies.may_approve, essay, pair.people) == answers(
        FROZEN.get(status, ""), ONLY_APPROVE, ONLY_APPROVE, ONLY_APPROVE
    )


def test_an_editor_who_signs_an_essay_approves_it(ed: User) -> None:
    essay = Essay.objects.filter(position__debate=make_draft(ed)).order_by("pk")[0]
    Contributor.objects.filter(essays=essay).update(account=ed)
    assert policies.may_approve(ed, again(essay))
    other = make_user("Eve", Role.EDITOR)
    assert str(policies.may_approve(other, again(essay)).sentence) == APPROVES_THERE


@pytest.mark.matrix("may_ask_for_approval")
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("handed_in", [False, True])
def test_editors_ask_for_the_approval_of_what_was_handed_in(
    pair: Pair, status: Status, handed_in: bool
) -> None:
    if handed_in:
        hand_in(pair.essay)
    essay = put(pair.essay, status)
    editors = FROZEN.get(status, "" if handed_in else NOT_IN)
    verdicts = {role: policies.may_ask_for_approval(user, essay) for role, user in pair.people.items()}
    assert sentences(verdicts) == {
        **answers(editors, ONLY_EDITORS, ONLY_EDITORS, ONLY_EDITORS),
        "the site itself": FROZEN.get(status, YOURSELF),
    }


def test_where_there_is_no_account_nobody_is_asked(ed: User, pair: Pair) -> None:
    hand_in(pair.essay)
    Contributor.objects.filter(essays=pair.essay).update(account=None)
    assert str(policies.may_ask_for_approval(ed, again(pair.essay)).sentence) == YOURSELF


@pytest.mark.matrix("may_note")
@pytest.mark.parametrize("status", list(Status))
def test_editors_and_the_guest_remark_on_an_essay(pair: Pair, status: Status) -> None:
    essay = put(pair.essay, status)
    frozen = FROZEN.get(status, "")
    verdicts = {role: policies.may_note(user, essay) for role, user in pair.people.items()}
    assert sentences(verdicts) == answers(frozen, frozen, NOT_YOURS, NOT_YOURS)


# ---------------------------------------------------------------- the debate itself

APPROVED = "This debate has been approved already."
NOT_IN_REVIEW = "The debate is not in review: there is nothing to approve."
ANOTHER = "You submitted this debate: another editor approves it."


@pytest.mark.matrix("may_approve_debate")
@pytest.mark.parametrize("status", list(Status))
def test_another_editor_than_who_submitted_it_approves_a_debate(pair: Pair, status: Status) -> None:
    debate = pair.debate
    ed = pair.people["editor"]
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW)
    debate = put(pair.essay, status).position.debate
    verdicts = {role: policies.may_approve_debate(user, debate) for role, user in pair.people.items()}
    expected = answers(NOT_IN_REVIEW, ONLY_EDITORS, ONLY_EDITORS, ONLY_EDITORS)
    if status == "in_review":
        expected |= {"editor": ANOTHER, "administrator": "", "the site itself": ""}
    assert sentences(verdicts) == expected


def test_an_editor_who_is_alone_approves_what_they_submitted(ed: User) -> None:
    debate = make_draft(ed)
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW)
    assert policies.may_approve_debate(ed, debate)
    # An account that is closed, or whose role was taken back, is nobody who could approve.
    make_user("Fay", Role.EDITOR, is_active=False)
    assert policies.may_approve_debate(ed, debate)
    make_user("Eve", Role.EDITOR)
    assert str(policies.may_approve_debate(ed, debate).sentence) == ANOTHER


def test_an_approval_stands_until_the_debate_moves(ed: User) -> None:
    debate = make_draft(ed)
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW)
    assert policies.approval_of(debate) is None
    actions.change_status(debate=debate, move=Move.APPROVE, by=ed, now=NOW)
    assert str(policies.may_approve_debate(ed, debate).sentence) == APPROVED
    actions.change_status(debate=debate, move=Move.RETURN, by=ed, now=NOW, note="Not yet.")
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW)
    assert policies.approval_of(debate) is None


# ---------------------------------------------------------------- previews

SEEN = "Readers see this debate already: send its address."
VOID = "This link leads nowhere any more."


@pytest.mark.matrix("may_share_preview")
@pytest.mark.parametrize("status", list(Status))
def test_editors_share_what_readers_do_not_see(pair: Pair, status: Status) -> None:
    debate = put(pair.essay, status).position.debate
    editors = FROZEN.get(status, SEEN if status in {"published", "closed"} else "")
    verdicts = {role: policies.may_share_preview(user, debate) for role, user in pair.people.items()}
    assert sentences(verdicts) == {
        **dict.fromkeys(OTHERS, ONLY_EDITORS),
        **answers(editors, *[ONLY_EDITORS] * 3),
    }


@pytest.mark.matrix("shows_preview")
@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("state", ["fresh", "at its end", "taken back"])
def test_a_link_shows_a_debate_until_its_time_is_over_or_it_is_taken_back(
    ed: User, pair: Pair, status: Status, state: str
) -> None:
    link = actions.make_preview_link(debate=pair.debate, label="A friend", by=ed, now=NOW)
    if state == "taken back":
        actions.revoke_preview_link(link=link, by=ed, now=NOW)
    put(pair.essay, status)
    link = PreviewLink.objects.select_related("debate").get()
    now = link.expires_at - timedelta(seconds=0 if state == "at its end" else 1)
    shows = state == "fresh" and status != "withdrawn"
    verdict = policies.shows_preview(link, now)
    assert str(verdict.sentence) == ("" if shows else VOID)
