"""Two people at one text, one person who goes on typing, and changes of what readers see."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.models import Correction, Debate, Kind, Revision, Saving, Text
from debates.publishing.workflow import Move, Status
from tests.at_once import at_once
from tests.makers import NOW, accept, make_debate, make_draft, make_invitation, make_user, text_of
from tests.publishing.rows import everything

FIRST = "Essay number 1 argues its case in one paragraph."
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
LATER = NOW + 60 * MINUTE


@pytest.fixture
def fay(db: None) -> User:
    return make_user("Fay", Role.EDITOR)


@pytest.fixture
def text(ed: User) -> Text:
    return text_of(make_draft(ed), 1)


@pytest.fixture
def public(ed: User) -> Text:
    """Answer a text that readers see."""
    return text_of(make_debate(ed), 1)


def history(text: Text) -> list[tuple[int, str, str, int]]:
    return [*text.revisions.order_by("number").values_list("number", "source", "saving", "started_from")]


def typed(text: Text, by: User, *sources: str, pause: timedelta = SECOND, at: Any = LATER) -> Text:
    """Save these one after the other as a browser does while somebody types."""
    for number, source in enumerate(sources):
        moment = at + number * pause
        actions.save_text(text=text, source=source, by=by, saving=Saving.AUTOSAVED, now=moment)
    return text


def collision(text: Text, by: User, source: str, started_from: int) -> actions.Conflict:
    with pytest.raises(actions.Conflict) as raised:
        actions.save_text(text=text, source=source, by=by, started_from=started_from, now=NOW + MINUTE)
    return raised.value


# ---------------------------------------------------------------- two people


def test_whoever_saves_second_overwrites_nothing_and_loses_nothing(text: Text, ed: User, fay: User) -> None:
    actions.save_text(text=text, source="Ed's.", by=ed, started_from=1, now=NOW + SECOND)
    meeting = collision(text, fay, "Fay's.", started_from=1).meeting
    assert (meeting.stands.source, meeting.stands.by) == ("Ed's.", ed)
    assert (meeting.aside.source, meeting.aside.by) == ("Fay's.", fay)
    text.refresh_from_db()
    assert (text.source, text.revision, text.saved_by) == ("Ed's.", 2, ed)
    assert history(text) == [(1, FIRST, "saved", 0), (2, "Ed's.", "saved", 1), (3, "Fay's.", "aside", 1)]


def test_the_conflict_says_what_happened(text: Text, ed: User, fay: User) -> None:
    actions.save_text(text=text, source="Ed's.", by=ed)
    assert str(collision(text, fay, "Fay's.", started_from=1)) == (
        "Somebody else has saved this text since you opened it. Nothing is lost: compare both."
    )


def test_after_a_conflict_whoever_states_what_stands_saves(text: Text, ed: User, fay: User) -> None:
    actions.save_text(text=text, source="Ed's.", by=ed)
    stands = collision(text, fay, "Fay's.", started_from=1).meeting.stands
    saved = actions.save_text(text=text, source="Both.", by=fay, started_from=stands.number)
    assert (saved.source, saved.revision) == ("Both.", 4)
    assert [number for number, *_ in history(text)] == [1, 2, 3, 4]


def test_the_same_words_sent_again_are_set_aside_once(text: Text, ed: User, fay: User) -> None:
    actions.save_text(text=text, source="Ed's.", by=ed)
    first, again = (collision(text, fay, "Fay's.", started_from=1).meeting.aside for _ in range(2))
    assert first == again
    other = collision(text, fay, "Fay's, longer.", started_from=1).meeting.aside
    assert (first.number, other.number) == (3, 4)


def test_two_who_wrote_the_same_words_do_not_disagree(text: Text, ed: User, fay: User) -> None:
    actions.save_text(text=text, source="The same.", by=ed, now=NOW)
    saved = actions.save_text(text=text, source="The same.\r\n", by=fay, started_from=1)
    assert (saved.revision, saved.saved_by) == (2, ed)
    assert len(history(text)) == 2


@pytest.mark.parametrize("started_from", [0, 1, 3, 2**31 - 1])
def test_any_other_revision_than_the_one_that_stands_is_a_conflict(
    text: Text, ed: User, fay: User, started_from: int
) -> None:
    actions.save_text(text=text, source="Ed's.", by=ed)
    aside = collision(text, fay, "Fay's.", started_from).meeting.aside
    assert (aside.number, aside.started_from) == (3, min(started_from, 2))


def test_of_two_who_begin_an_empty_text_the_second_is_told(ed: User, fay: User) -> None:
    conclusion = Text.objects.get(debate=make_draft(ed), kind=Kind.CONCLUSION)
    assert conclusion.revision == 0
    actions.save_text(text=conclusion, source="Ed's.", by=ed, started_from=0)
    meeting = collision(conclusion, fay, "Fay's.", started_from=0).meeting
    assert (meeting.stands.number, meeting.aside.number) == (1, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_round", range(3))
def test_of_several_who_save_at_the_same_moment_one_stands_and_all_are_kept(ed: User, _round: int) -> None:
    text = text_of(make_draft(ed), 1)
    people = [make_user(f"Editor{number}", Role.EDITOR) for number in range(4)]

    def save(number: int) -> str:
        mine = Text.objects.get(pk=text.pk)
        try:
            actions.save_text(text=mine, source=f"Version {number}.", by=people[number], started_from=1)
        except actions.Conflict as conflict:
            return conflict.meeting.aside.source
        return ""

    told = at_once(4, save)
    text.refresh_from_db()
    assert sorted([*filter(None, told), text.source]) == [f"Version {number}." for number in range(4)]
    assert told.count("") == 1
    assert [(number, saving) for number, _, saving, _ in history(text)] == [
        (1, "saved"),
        (2, "saved"),
        (3, "aside"),
        (4, "aside"),
        (5, "aside"),
    ]
    assert {source for _, source, _, _ in history(text)} == {FIRST, *(f"Version {n}." for n in range(4))}


# ---------------------------------------------------------------- one person who goes on typing


def test_what_is_saved_while_somebody_types_is_one_version_of_the_sitting(text: Text, ed: User) -> None:
    typed(text, ed, "O", "On", "One", "One b", "One bird.")
    assert (text.source, text.revision) == ("One bird.", 6)
    assert history(text) == [
        (1, FIRST, "saved", 0),
        (2, "O", "autosaved", 1),
        (6, "One bird.", "autosaved", 5),
    ]


def test_typing_leaves_a_version_about_every_ten_minutes(text: Text, ed: User) -> None:
    typed(text, ed, *(f"{number} birds." for number in range(31)), pause=MINUTE)
    moments = [revision.at - NOW for revision in text.revisions.order_by("number")]
    assert moments == [timedelta(0), *(minutes * MINUTE for minutes in (60, 69, 78, 87, 90))]


def test_a_version_that_was_saved_by_hand_stays_whoever_types_on(text: Text, ed: User) -> None:
    typed(text, ed, "O", "On")
    actions.save_text(text=text, source="One.", by=ed, now=LATER + 2 * MINUTE)
    typed(text, ed, "One, t", "One, two", "One, two.", at=LATER + 3 * MINUTE)
    assert [source for _, source, _, _ in history(text)] == [FIRST, "O", "One.", "One, two."]


def test_saving_by_hand_what_was_saved_while_typing_keeps_that_version(text: Text, ed: User) -> None:
    typed(text, ed, "O", "One.")
    actions.save_text(text=text, source="One.", by=ed, now=LATER + 2 * MINUTE)
    typed(text, ed, "One. T", "One. Two.", at=LATER + 3 * MINUTE)
    kept = [(source, saving) for _, source, saving, _ in history(text)]
    assert ("One.", "saved") in kept
    assert kept[-1] == ("One. Two.", "autosaved")


def test_typing_saves_the_same_words_again_without_a_version(text: Text, ed: User) -> None:
    typed(text, ed, "One.", "One.", "One.\n")
    assert len(history(text)) == 2
    assert Revision.objects.get(text=text, number=2).saving == Saving.AUTOSAVED


def test_nobody_takes_away_what_somebody_else_saved_while_typing(text: Text, ed: User, fay: User) -> None:
    typed(text, ed, "Ed's.", "Ed's words.")
    typed(text, fay, "Fay's.", "Fay's words.", at=LATER + 2 * MINUTE)
    kept = [source for _, source, _, _ in history(text)]
    assert kept == [FIRST, "Ed's.", "Ed's words.", "Fay's words."]


def test_no_number_is_given_twice_while_somebody_types(text: Text, ed: User, fay: User) -> None:
    typed(text, ed, "O", "On", "One")
    seen = text.revision
    typed(text, ed, "One b", at=LATER + 2 * MINUTE)
    assert text.revision == seen + 1
    aside = collision(text, fay, "Fay's.", started_from=seen).meeting.aside
    typed(text, ed, "One bi", at=LATER + 3 * MINUTE)
    assert text.revision == aside.number + 1
    assert "Fay's." in [source for _, source, _, _ in history(text)]


def test_a_version_that_somebody_approved_or_remarked_on_stays(text: Text, ed: User) -> None:
    essay = text.essay
    assert essay is not None
    typed(text, ed, "O", "One.")
    actions.approve_revision(essay=essay, number=text.revision, by=ed, now=NOW)
    typed(text, ed, "One, two", at=LATER + 2 * MINUTE)
    actions.add_note(essay=essay, number=text.revision, body="Three?", by=ed, now=NOW)
    typed(text, ed, "One, two, three.", at=LATER + 3 * MINUTE)
    kept = [source for _, source, _, _ in history(text)]
    assert kept == [FIRST, "O", "One.", "One, two", "One, two, three."]


# ---------------------------------------------------------------- what readers see


def test_a_change_of_what_readers_see_waits_and_changes_nothing_for_them(public: Text, ed: User) -> None:
    html = public.html
    saved = actions.save_text(text=public, source="Other.", by=ed, now=NOW + MINUTE)
    assert (saved.source, saved.revision, saved.html) == (FIRST, 1, html)
    assert (saved.working_source, saved.working_revision) == ("Other.", 2)
    assert not Correction.objects.exists()


def test_a_second_change_goes_on_from_the_first(public: Text, ed: User, fay: User) -> None:
    actions.save_text(text=public, source="Other.", by=ed)
    meeting = collision(public, fay, "Fay's.", started_from=1).meeting
    assert (meeting.stands.source, meeting.aside.source) == ("Other.", "Fay's.")
    saved = actions.save_text(text=public, source="Third.", by=fay, started_from=2)
    assert (saved.source, saved.working_source, saved.working_revision) == (FIRST, "Third.", 4)


def test_typing_in_a_public_text_keeps_what_readers_see_in_the_history(public: Text, ed: User) -> None:
    typed(public, ed, "O", "Ot", "Other.")
    assert [source for _, source, _, _ in history(public)] == [FIRST, "O", "Other."]
    public.refresh_from_db()
    assert (public.source, public.working_source) == (FIRST, "Other.")


def test_writing_again_what_readers_see_leaves_no_change_that_waits(public: Text, ed: User) -> None:
    typed(public, ed, "Other.", FIRST)
    assert public.pending is None
    assert (public.working_revision, public.revision) == (1, 1)


def test_a_correction_tells_readers_what_was_wrong(public: Text, ed: User) -> None:
    actions.save_text(text=public, source="Other.", by=ed)
    when = NOW + MINUTE
    changed = actions.publish_change(
        text=public, started_from=2, correction=" The number was wrong. ", by=ed, now=when
    )
    assert (changed.source, changed.revision, changed.plain, changed.pending) == ("Other.", 2, "Other.", None)
    told = Correction.objects.get()
    assert (told.note, told.before.source, told.after.source, told.at) == (
        "The number was wrong.",
        FIRST,
        "Other.",
        when,
    )


def test_of_a_small_change_nothing_is_said(public: Text, ed: User) -> None:
    actions.save_text(text=public, source="Other.", by=ed)
    actions.publish_change(text=public, started_from=2, by=ed, now=NOW)
    public.refresh_from_db()
    assert (public.source, public.pending) == ("Other.", None)
    assert not Correction.objects.exists()


def test_whoever_writes_on_while_a_change_is_published_meets_no_conflict(public: Text, ed: User) -> None:
    actions.save_text(text=public, source="Other.", by=ed)
    actions.publish_change(text=public, started_from=2, by=ed, now=NOW)
    saved = actions.save_text(text=public, source="Other, too.", by=ed, started_from=2)
    assert (saved.source, saved.working_source) == ("Other.", "Other, too.")


def test_a_discarded_change_stays_in_the_history(public: Text, ed: User) -> None:
    actions.save_text(text=public, source="Other.", by=ed)
    discarded = actions.discard_change(text=public, started_from=2, by=ed)
    assert (discarded.source, discarded.pending) == (FIRST, None)
    assert [source for _, source, _, _ in history(public)] == [FIRST, "Other."]
    saved = actions.save_text(text=public, source="Third.", by=ed, started_from=1)
    assert saved.working_revision == 3


def test_what_was_published_before_the_change_can_be_restored(public: Text, ed: User) -> None:
    actions.save_text(text=public, source="Other.", by=ed)
    actions.publish_change(text=public, started_from=2, correction="Wrong.", by=ed, now=NOW)
    back = actions.restore_revision(text=public, number=1, started_from=2, by=ed, now=NOW)
    assert (back.source, back.working_source) == ("Other.", FIRST)
    restored = back.pending
    assert restored is not None
    assert (restored.number, restored.saving, restored.note) == (3, "restored", "Restored from version 1.")


def conclusion_of_closed(ed: User) -> Text:
    debate = make_debate(ed, Status.CLOSED)
    return Text.objects.get(debate=debate, kind=Kind.CONCLUSION)


REFUSALS: dict[str, tuple[Callable[[Text, User], object], str]] = {
    "a change that is older": (
        lambda text, ed: actions.publish_change(text=text, started_from=1, by=ed, now=NOW),
        "Somebody else has changed this text since: read the change again.",
    ),
    "discarding an older one": (
        lambda text, ed: actions.discard_change(text=text, started_from=1, by=ed),
        "Somebody else has changed this text since: read the change again.",
    ),
    "a long sentence": (
        lambda text, ed: actions.publish_change(
            text=text, started_from=2, correction="x" * 301, by=ed, now=NOW
        ),
        "Say it in 300 characters.",
    ),
    "restoring from an older one": (
        lambda text, ed: actions.restore_revision(text=text, number=1, started_from=1, by=ed, now=NOW),
        "Somebody else has saved this text since: look at the history again.",
    ),
    "restoring what is not there": (
        lambda text, ed: actions.restore_revision(text=text, number=9, started_from=2, by=ed, now=NOW),
        "This version is no longer there.",
    ),
    "restoring what stands": (
        lambda text, ed: actions.restore_revision(text=text, number=2, started_from=2, by=ed, now=NOW),
        "The text says this already.",
    ),
    "emptying": (
        lambda text, ed: actions.save_text(text=text, source=" ", by=ed),
        "Readers see this text: it cannot be emptied.",
    ),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_what_cannot_be_done_with_a_change_is_refused_and_writes_nothing(
    public: Text, ed: User, name: str
) -> None:
    attempt, sentence = REFUSALS[name]
    actions.save_text(text=public, source="Other.", by=ed, now=NOW)
    before = everything()
    with pytest.raises(Refused) as refused:
        attempt(public, ed)
    assert str(refused.value) == sentence
    assert everything() == before


def test_where_nothing_waits_nothing_is_published_or_discarded(public: Text, ed: User) -> None:
    for attempt in (
        lambda: actions.publish_change(text=public, started_from=1, by=ed, now=NOW),
        lambda: actions.discard_change(text=public, started_from=1, by=ed),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert str(refused.value) == "There is no change of this text that waits."


def test_a_change_that_cites_what_is_not_there_waits_and_is_not_published(public: Text, ed: User) -> None:
    actions.save_text(text=public, source="As [@nobody] says.", by=ed)
    before = everything()
    with pytest.raises(Refused) as refused:
        actions.publish_change(text=public, started_from=2, by=ed, now=NOW)
    assert str(refused.value) == (
        "The opening of side 1: This debate has no reference with the key: nobody. "
        "Add it, or correct the key."
    )
    assert everything() == before


def test_of_a_conclusion_that_nobody_has_read_nothing_is_corrected(ed: User) -> None:
    conclusion = conclusion_of_closed(ed)
    waiting = actions.save_text(text=conclusion, source="What we learned.", by=ed)
    with pytest.raises(Refused) as refused:
        actions.publish_change(
            text=conclusion, started_from=waiting.working_revision, correction="New.", by=ed, now=NOW
        )
    assert str(refused.value) == "Readers have read nothing here yet: there is nothing to correct."
    actions.publish_change(text=conclusion, started_from=waiting.working_revision, by=ed, now=NOW)
    conclusion.refresh_from_db()
    assert conclusion.plain == "What we learned."


def test_a_change_that_waits_outlives_unpublishing_and_is_what_is_written_on(public: Text, ed: User) -> None:
    actions.save_text(text=public, source="Other.", by=ed)
    debate = Debate.objects.get(pk=public.debate_id)
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="A mistake.")
    text = Text.objects.get(pk=public.pk)
    assert (text.source, text.working_source) == (FIRST, "Other.")
    saved = actions.save_text(text=text, source="Third.", by=ed, started_from=2)
    assert (saved.source, saved.pending, saved.revision) == ("Third.", None, 3)


def test_a_guest_changes_nothing_that_readers_see(ed: User) -> None:
    draft = make_draft(ed)
    text = text_of(draft, 1)
    ada = accept(make_invitation(ed, text.essay))
    actions.save_text(text=text, source="Ada's.", by=ada)
    assert Text.objects.get(pk=text.pk).source == "Ada's."
    Debate.objects.filter(pk=draft.pk).update(status=Status.PUBLISHED, published_at=NOW)
    before = everything()
    for attempt in (
        lambda: actions.save_text(text=text, source="Mine.", by=ada),
        lambda: actions.publish_change(text=text, started_from=2, by=ada, now=NOW),
        lambda: actions.discard_change(text=text, started_from=2, by=ada),
        lambda: actions.restore_revision(text=text, number=1, started_from=2, by=ada, now=NOW),
    ):
        with pytest.raises(Refused):
            attempt()
    assert everything() == before
