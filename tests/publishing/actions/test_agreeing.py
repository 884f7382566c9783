"""Handing in, giving back, approving, remarking: what each writes, promises and refuses."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.outbox.models import Message
from debates.publishing import actions
from debates.publishing.models import Approval, Contributor, Essay, Note, Text
from debates.publishing.queries import missing_in
from debates.publishing.queries.paragraphs import paragraphs_of
from debates.publishing.workflow import Status
from tests.makers import NOW, make_draft
from tests.publishing.rows import everything
from tests.publishing.writers import Pair, again, hand_in, make_pair, put

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def pair(ed: User) -> Pair:
    return make_pair(ed)


def refusal(act: Callable[[], object]) -> str:
    """Answer the sentence with which an action was refused, having written nothing."""
    before = everything(), [*Message.objects.values()]
    with pytest.raises(Refused) as refused:
        act()
    assert (everything(), [*Message.objects.values()]) == before
    return str(refused.value)


def write(essay: Essay, source: str, by: Any, now: Any = LATER) -> Text:
    return actions.save_text(text=Text.objects.get(essay=essay), source=source, by=by, now=now)


def version(essay: Essay) -> int:
    return Text.objects.get(essay=essay).revision


def letters() -> list[tuple[str, str]]:
    """Answer the letters that were promised beside the invitations."""
    rows = Message.objects.exclude(kind="invitation").order_by("pk")
    return [(row.kind, row.recipient) for row in rows]


# ---------------------------------------------------------------- handing in and giving back


def test_a_guest_hands_in_once_and_then_reads_only(pair: Pair) -> None:
    actions.submit_essay(essay=pair.essay, by=pair.guest, now=NOW)
    assert again(pair.essay).submitted_at == NOW
    sentence = "You have handed this essay in: the editors give it back where it needs you."
    assert refusal(lambda: actions.submit_essay(essay=pair.essay, by=pair.guest, now=LATER)) == sentence
    assert refusal(lambda: write(pair.essay, "Other words.", pair.guest)) == sentence


def test_an_empty_essay_is_not_handed_in(pair: Pair) -> None:
    write(pair.essay, "", pair.guest)
    told = refusal(lambda: actions.submit_essay(essay=pair.essay, by=pair.guest, now=NOW))
    assert told == "The essay is empty: write it before you hand it in."


def test_an_essay_that_was_deleted_is_not_handed_in(ed: User, pair: Pair) -> None:
    essay = again(pair.essay)
    actions.delete_essay(essay=again(pair.essay), by=ed)
    told = refusal(lambda: actions.submit_essay(essay=essay, by=pair.guest, now=NOW))
    assert told == "This essay has been deleted."


def test_an_essay_goes_back_with_a_note_and_a_letter_and_its_guest_writes_again(ed: User, pair: Pair) -> None:
    hand_in(pair.essay)
    actions.return_essay(essay=pair.essay, body="  Shorter, please.  ", by=ed, now=LATER)
    assert again(pair.essay).submitted_at is None
    note = Note.objects.get()
    assert (note.body, note.by, note.at, note.paragraph) == ("Shorter, please.", ed, LATER, "")
    assert note.revision.number == version(pair.essay)
    assert letters() == [("essay given back", "ada@example.org")]
    write(pair.essay, "Shorter.", pair.guest)
    actions.submit_essay(essay=pair.essay, by=pair.guest, now=LATER)


def test_an_essay_is_not_given_back_without_a_word_or_twice(ed: User, pair: Pair) -> None:
    hand_in(pair.essay)
    told = refusal(lambda: actions.return_essay(essay=pair.essay, body=" \n", by=ed, now=LATER))
    assert told == "Write what you want to say."
    actions.return_essay(essay=pair.essay, body="Shorter.", by=ed, now=LATER)
    told = refusal(lambda: actions.return_essay(essay=pair.essay, body="Shorter.", by=ed, now=LATER))
    assert told == "This essay is not with the editors: there is nothing to give back."


def test_nobody_is_written_to_of_an_essay_whose_contributor_has_no_account(ed: User) -> None:
    essay = Essay.objects.filter(position__debate=make_draft(ed)).order_by("pk")[0]
    actions.submit_essay(essay=essay, by=ed, now=NOW)
    actions.return_essay(essay=essay, body="Shorter.", by=ed, now=LATER)
    assert letters() == []


def test_an_account_without_an_address_gets_its_essay_back_without_a_letter(ed: User, pair: Pair) -> None:
    hand_in(pair.essay)
    User.objects.filter(pk=pair.guest.pk).update(email=None)
    actions.return_essay(essay=pair.essay, body="Shorter.", by=ed, now=LATER)
    assert (again(pair.essay).submitted_at, letters()) == (None, [])


# ---------------------------------------------------------------- approving


def test_a_guest_approves_the_version_that_stands_once(pair: Pair) -> None:
    Approval.objects.all().delete()
    hand_in(pair.essay)
    first, second = (
        actions.approve_revision(essay=pair.essay, number=version(pair.essay), by=pair.guest, now=moment)
        for moment in (NOW, LATER)
    )
    assert first == second
    assert (first.by, first.on_behalf, first.at) == (pair.guest, False, NOW)


def test_a_version_that_has_changed_is_not_approved(ed: User, pair: Pair) -> None:
    seen = version(pair.essay)
    write(pair.essay, "Other words, by the editors.", ed)
    told = refusal(lambda: actions.approve_revision(essay=pair.essay, number=seen, by=pair.guest, now=LATER))
    assert told == "The text has changed since you opened it: read it again before you approve it."
    missing = [str(row.sentence) for row in missing_in(pair.debate) if row.check == "approvals"]
    assert missing == ["Author A has not approved “The opening of side 1” as it is now."]
    actions.approve_revision(essay=pair.essay, number=seen + 1, by=pair.guest, now=LATER)
    assert [row for row in missing_in(pair.debate) if row.check == "approvals"] == []


def test_an_approval_of_a_version_that_never_was_is_refused(pair: Pair) -> None:
    for number in (0, 99):
        told = refusal(
            lambda number=number: actions.approve_revision(
                essay=pair.essay, number=number, by=pair.guest, now=NOW
            )
        )
        assert told.startswith("The text has changed since you opened it")


def test_an_editor_approves_on_behalf_which_is_recorded(ed: User, pair: Pair) -> None:
    told = refusal(
        lambda: actions.approve_revision(essay=pair.essay, number=version(pair.essay), by=ed, now=NOW)
    )
    assert told == "Its contributor has an account here, and approves the essay there."
    Contributor.objects.filter(essays=pair.essay).update(account=None)
    write(pair.essay, "Other words.", ed)
    approval = actions.approve_revision(essay=pair.essay, number=version(pair.essay), by=ed, now=LATER)
    assert (approval.by, approval.on_behalf) == (ed, True)
    assert approval.contributor == pair.essay.contributor


def test_who_was_released_approves_nothing(ed: User, pair: Pair) -> None:
    invitation = pair.essay.invitations.standing().get()
    actions.revoke_invitation(invitation=invitation, by=ed, now=NOW)
    told = refusal(
        lambda: actions.approve_revision(
            essay=pair.essay, number=version(pair.essay), by=User.objects.get(pk=pair.guest.pk), now=NOW
        )
    )
    assert told == "Only its contributor can approve this essay."


# ---------------------------------------------------------------- asking for an approval


def test_a_contributor_is_asked_once_for_each_version(ed: User, pair: Pair) -> None:
    hand_in(pair.essay)
    write(pair.essay, "Other words.", ed)
    actions.ask_for_approval(essay=pair.essay, by=ed, now=LATER)
    assert letters() == [("approval asked", "ada@example.org")]
    told = refusal(lambda: actions.ask_for_approval(essay=pair.essay, by=ed, now=LATER + timedelta(hours=1)))
    assert told == "They have been asked to approve this version already."
    write(pair.essay, "Other words again.", ed, LATER + timedelta(hours=1))
    actions.ask_for_approval(essay=pair.essay, by=ed, now=LATER + timedelta(hours=2))
    assert len(letters()) == 2


def test_nobody_is_asked_for_what_they_approved_or_cannot_see(ed: User, pair: Pair) -> None:
    hand_in(pair.essay)
    actions.approve_revision(essay=pair.essay, number=version(pair.essay), by=pair.guest, now=NOW)
    told = refusal(lambda: actions.ask_for_approval(essay=pair.essay, by=ed, now=LATER))
    assert told == "Its contributor has approved this version already."
    write(pair.essay, "Other words.", ed)
    pair.essay.invitations.standing().update(revoked_at=LATER)
    told = refusal(lambda: actions.ask_for_approval(essay=pair.essay, by=ed, now=LATER))
    assert told == "Its contributor has not been invited to this essay yet: invite them first."


def test_who_has_no_address_is_asked_in_another_way(ed: User, pair: Pair) -> None:
    hand_in(pair.essay)
    write(pair.essay, "Other words.", ed)
    User.objects.filter(pk=pair.guest.pk).update(email=None)
    told = refusal(lambda: actions.ask_for_approval(essay=pair.essay, by=ed, now=LATER))
    assert told == "Its contributor’s account has no e-mail address: ask them in another way."


# ---------------------------------------------------------------- notes


def test_a_note_keeps_the_words_that_it_is_about(ed: User, pair: Pair) -> None:
    seen = version(pair.essay)
    [(place, words)] = paragraphs_of(Text.objects.get(essay=pair.essay).source).items()
    note = actions.add_note(
        essay=pair.essay, number=seen, paragraph=place, body="Why?", by=pair.guest, now=NOW
    )
    assert (note.paragraph, note.quote, note.revision.number) == (place, words, seen)
    write(pair.essay, "Something else.", ed)
    again_ = actions.add_note(essay=pair.essay, number=seen, paragraph=place, body="Still.", by=ed, now=LATER)
    assert again_.quote == words
    told = refusal(
        lambda: actions.add_note(
            essay=pair.essay, number=seen + 1, paragraph=place, body="Gone.", by=ed, now=LATER
        )
    )
    assert told == "This paragraph is no longer there: look at the text again."


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"body": "   "}, "Write what you want to say."),
        ({"number": 99}, "This version is no longer there: look at the text again."),
        ({"paragraph": "p-00000000"}, "This paragraph is no longer there: look at the text again."),
        ({"body": "A\x00B"}, "Note: it contains an invalid character (U+0000)."),
    ],
)
def test_a_note_that_says_nothing_or_is_about_nothing_is_refused(
    ed: User, pair: Pair, given: dict[str, Any], sentence: str
) -> None:
    values = {"number": version(pair.essay), "body": "Why?", **given}
    assert refusal(lambda: actions.add_note(essay=pair.essay, by=ed, now=NOW, **values)) == sentence


@pytest.mark.parametrize("role", ["visitor", "reader", "moderator", "contributor", "guest of the other side"])
def test_nobody_else_remarks_or_settles(ed: User, pair: Pair, role: str) -> None:
    note = actions.add_note(essay=pair.essay, number=version(pair.essay), body="Why?", by=ed, now=NOW)
    person = pair.people[role]
    sentence = "Only its contributor and editors can see this essay."
    for act in (
        lambda: actions.add_note(essay=pair.essay, number=1, body="Hm.", by=person, now=NOW),
        lambda: actions.settle_note(note=note, by=person, now=NOW),
    ):
        assert refusal(act) == sentence


def test_a_note_is_settled_once_and_opened_again_once(ed: User, pair: Pair) -> None:
    note = actions.add_note(essay=pair.essay, number=version(pair.essay), body="Why?", by=ed, now=NOW)
    note = actions.settle_note(note=note, by=pair.guest, now=LATER)
    assert (note.settled_by, note.settled_at) == (pair.guest, LATER)
    told = refusal(lambda: actions.settle_note(note=note, by=ed, now=LATER))
    assert told == "This note has been settled already."
    note = actions.settle_note(note=note, by=ed, now=LATER, settled=False)
    assert (note.settled_by, note.settled_at) == (None, None)
    told = refusal(lambda: actions.settle_note(note=note, by=ed, now=LATER, settled=False))
    assert told == "This note is open already."


@pytest.mark.parametrize("status", [Status.ARCHIVED, Status.WITHDRAWN])
def test_nothing_is_agreed_on_in_a_debate_that_nobody_changes(ed: User, pair: Pair, status: Status) -> None:
    note = actions.add_note(essay=pair.essay, number=version(pair.essay), body="Why?", by=ed, now=NOW)
    put(pair.essay, status)
    sentence = "This debate is archived or withdrawn: bring it back before you change it."
    for act in (
        lambda: actions.settle_note(note=note, by=ed, now=NOW),
        lambda: actions.add_note(essay=pair.essay, number=1, body="Hm.", by=pair.guest, now=NOW),
        lambda: actions.approve_revision(essay=pair.essay, number=1, by=pair.guest, now=NOW),
        lambda: actions.ask_for_approval(essay=pair.essay, by=ed, now=NOW),
        lambda: actions.return_essay(essay=pair.essay, body="Back.", by=ed, now=NOW),
    ):
        assert refusal(act) == sentence
