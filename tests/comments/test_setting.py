"""Setting a debate's comments, watching words, and pinning a comment on each position."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from debates.comments import actions
from debates.comments.models import Comment, Discussion, WatchedWord
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from tests.comments.rows import essay_text, refusal, say
from tests.makers import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


# ---------------------------------------------------------------- the discussion of a debate


def settings_of(debate: Debate) -> tuple[Any, ...]:
    return Discussion.objects.values_list("closes_at", "locked", "premoderated").get(debate=debate)


def test_editors_and_moderators_set_the_comments_of_a_debate(debate: Debate, ed: User, mo: User) -> None:
    given: dict[str, Any] = {"closes_at": NOW + DAY, "locked": True, "premoderated": True}
    actions.save_discussion(debate=debate, by=ed, **given)
    assert settings_of(debate) == (NOW + DAY, True, True)
    actions.save_discussion(debate=debate, by=mo, closes_at=None, locked=False, premoderated=True)
    assert settings_of(debate) == (None, False, True)


def test_what_is_set_holds_from_the_next_comment_on(debate: Debate, mo: User, vera: User) -> None:
    given: dict[str, Any] = {"closes_at": None, "locked": True, "premoderated": True}
    actions.save_discussion(debate=debate, by=mo, **given)
    assert refusal(lambda: say(debate, vera)) == "The comments of this debate are locked for now."
    actions.save_discussion(debate=debate, by=mo, **{**given, "locked": False})
    assert say(debate, vera).visibility == "held"


def test_readers_set_nothing(debate: Debate, vera: User) -> None:
    for by in (vera, AnonymousUser()):
        given: dict[str, Any] = {"closes_at": None, "locked": True, "premoderated": False}
        refusal(lambda by=by, given=given: actions.save_discussion(debate=debate, by=by, **given))
    assert not Discussion.objects.exists()


# ---------------------------------------------------------------- words


def watched() -> list[tuple[str, str, str]]:
    return [*WatchedWord.objects.order_by("pk").values_list("entry", "folded", "severity")]


def test_many_words_are_added_at_once(mo: User) -> None:
    lines = ["  Scum ", "", "naïve  fool", "Straße"]
    actions.add_watched_words(entries=lines, severity="banned", by=mo)
    assert watched() == [
        ("Scum", "scum", "banned"),
        ("naïve  fool", "naive fool", "banned"),
        ("Straße", "strasse", "banned"),
    ]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["new", "SCUM"], "Already on the list: “SCUM”"),
        (["new", "NEW"], "Already on the list: “NEW”"),
        (["new", "!!!"], "There is no word in “!!!”."),
        (["new", "x" * 101], f"An entry has at most 100 characters, and “{'x' * 40}…” has more."),
        (["new", "ﷺ" * 90], f"An entry has at most 100 characters, and “{'ﷺ' * 40}…” has more."),
        (["", "  "], "Write one entry a line."),
        ([], "Write one entry a line."),
    ],
    ids=["known", "twice", "no word", "long", "long when folded", "blank", "none"],
)
def test_all_words_are_added_or_none(ed: User, lines: list[str], told: str) -> None:
    actions.add_watched_words(entries=["Scum"], severity="suspect", by=ed)
    assert refusal(lambda: actions.add_watched_words(entries=lines, severity="banned", by=ed)) == told
    assert watched() == [("Scum", "scum", "suspect")]


def test_a_refusal_names_some_of_many_known_words(ed: User) -> None:
    lines = [f"word{number}" for number in range(40)]
    actions.add_watched_words(entries=lines, severity="suspect", by=ed)
    told = refusal(lambda: actions.add_watched_words(entries=lines, severity="suspect", by=ed))
    assert told.endswith("“word9”…")
    assert told.count("“") == 10


def test_what_words_do_is_one_of_two_things(ed: User) -> None:
    told = refusal(lambda: actions.add_watched_words(entries=["x"], severity="loud", by=ed))
    assert told == "Choose what the words do."


def test_a_word_is_written_anew_and_taken_off(ed: User) -> None:
    one, other = actions.add_watched_words(entries=["Scum", "liar"], severity="banned", by=ed)
    actions.save_watched_word(word=one, entry="scum!", severity="suspect", by=ed)
    assert watched()[0] == ("scum!", "scum", "suspect")
    told = refusal(lambda: actions.save_watched_word(word=other, entry="SCUM", severity="banned", by=ed))
    assert told == "Already on the list: “SCUM”"
    actions.delete_watched_word(word=one, by=ed)
    assert [row[0] for row in watched()] == ["liar"]
    told = refusal(lambda: actions.save_watched_word(word=one, entry="x", severity="banned", by=ed))
    assert told == "This entry is no longer there."


def test_readers_watch_no_words(ed: User, vera: User) -> None:
    word = actions.add_watched_words(entries=["Scum"], severity="banned", by=ed)[0]
    told = "Only editors and moderators watch words."
    assert refusal(lambda: actions.add_watched_words(entries=["x"], severity="banned", by=vera)) == told
    save = {"word": word, "entry": "x", "severity": "banned", "by": vera}
    assert refusal(lambda: actions.save_watched_word(**save)) == told
    assert refusal(lambda: actions.delete_watched_word(word=word, by=vera)) == told
    assert len(watched()) == 1


# ---------------------------------------------------------------- pins


def pinned() -> list[int]:
    return [*Comment.objects.filter(pinned=True).order_by("pk").values_list("pk", flat=True)]


def test_each_position_has_one_pinned_comment(debate: Debate, ed: User, vera: User) -> None:
    first = say(debate, vera, "The first", text_id=essay_text(debate, 1).pk)
    other = say(debate, vera, "On the other side", text_id=essay_text(debate, 2).pk)
    second = say(debate, vera, "The second", text_id=essay_text(debate, 1).pk)
    for comment in (first, other, second):
        assert actions.pin_comment(comment=comment, by=ed, pinned=True).pinned
    assert pinned() == [other.pk, second.pk]
    assert actions.pin_comment(comment=second, by=ed, pinned=True).version == second.version
    assert not actions.pin_comment(comment=second, by=ed, pinned=False).pinned
    assert pinned() == [other.pk]


def test_only_editors_pin_and_only_what_is_shown_on_a_position(
    debate: Debate, ed: User, mo: User, vera: User
) -> None:
    comment = say(debate, vera, text_id=essay_text(debate).pk)
    for by in (mo, vera, AnonymousUser()):
        told = refusal(lambda by=by: actions.pin_comment(comment=comment, by=by, pinned=True))
        assert told == "Only editors pin comments."
    answer, on_debate = say(debate, ed, "Yes", parent=comment), say(debate, vera, "On the question")
    for wrong in (answer, on_debate):
        told = refusal(lambda wrong=wrong: actions.pin_comment(comment=wrong, by=ed, pinned=True))
        assert told == "Only a comment on a position can be pinned, and no answer to another."
    actions.withdraw_comment(comment=comment, by=vera)
    told = refusal(lambda: actions.pin_comment(comment=comment, by=ed, pinned=True))
    assert told == "Readers do not see this comment."


# ---------------------------------------------------------------- what is known before anything is written


def test_whether_a_comment_will_wait_is_known_ahead(
    debate: Debate, ed: User, mo: User, vera: User, settings: Any
) -> None:
    from debates.comments.actions.knowing import hold_ahead

    assert hold_ahead(debate, vera, NOW) is None
    settings.COMMENTS_HELD_FIRST = 1
    assert hold_ahead(debate, vera, NOW) == "first_comments"
    settings.COMMENTS_HELD_FIRST = 0
    actions.save_discussion(debate=debate, by=mo, closes_at=None, locked=False, premoderated=True)
    assert hold_ahead(Debate.objects.get(), vera, NOW) == "debate_premoderated"
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    assert hold_ahead(Debate.objects.get(), vera, NOW) is None
