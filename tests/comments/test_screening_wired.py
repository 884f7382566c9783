"""What the publication has set reaches the screening, on posting and on every edit."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import Standing, User
from debates.comments import actions
from debates.comments.models import Comment, Discussion, Screened, WatchedWord
from debates.publishing.models import Debate
from tests.comments.rows import refusal, say
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db

LINKS = "See https://example.org/1 and https://example.org/2"


def rule_of(comment: Comment) -> tuple[str, str]:
    """Answer the state of a comment, and what the screening of its last text named."""
    comment.refresh_from_db()
    return comment.visibility, Screened.objects.filter(revision__comment=comment).latest("pk").rule


def suspects(_debate: Debate, _vera: User) -> None:
    WatchedWord.objects.create(entry="See", folded="see", severity="suspect")


def is_watched(debate: Debate, _vera: User) -> None:
    Discussion.objects.create(debate=debate, premoderated=True)


def has_a_history(_debate: Debate, vera: User) -> None:
    Standing.objects.create(user=vera, recent_rejections=2)


def is_premoderated(_debate: Debate, vera: User) -> None:
    Standing.objects.create(user=vera, premoderated=True)


def nothing(_debate: Debate, _vera: User) -> None:
    pass


CASES: dict[str, tuple[dict[str, int], Callable[[Debate, User], None], tuple[str, str]]] = {
    "usual": ({}, nothing, ("published", "")),
    "one link": ({"COMMENT_LINKS": 1}, nothing, ("held", "links")),
    "two links": ({"COMMENT_LINKS": 2}, nothing, ("published", "")),
    "any links": ({"COMMENT_LINKS": 0}, nothing, ("published", "")),
    "suspect word": ({}, suspects, ("published", "suspect_words")),
    "suspect word and links": ({"COMMENT_LINKS": 1}, suspects, ("held", "links")),
    "two rejections": ({"COMMENT_REJECTIONS": 2}, has_a_history, ("held", "history")),
    "three rejections": ({"COMMENT_REJECTIONS": 3}, has_a_history, ("published", "")),
    "any rejections": ({"COMMENT_REJECTIONS": 0}, has_a_history, ("published", "")),
    "moderated debate": ({}, is_watched, ("held", "debate_premoderated")),
    "moderated person": ({}, is_premoderated, ("held", "person_premoderated")),
    "first comment": ({"COMMENTS_HELD_FIRST": 1}, nothing, ("held", "first_comments")),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_set_decides_on_posting(debate: Debate, vera: User, settings: Settings, case: str) -> None:
    given, prepare, expected = CASES[case]
    for name, value in given.items():
        setattr(settings, name, value)
    prepare(debate, vera)
    assert rule_of(say(debate, vera, LINKS)) == expected


@pytest.mark.parametrize("case", CASES)
def test_what_is_set_decides_on_an_edit(debate: Debate, vera: User, settings: Settings, case: str) -> None:
    given, prepare, expected = CASES[case]
    comment = say(debate, vera, "Nothing to see.")
    for name, value in given.items():
        setattr(settings, name, value)
    prepare(debate, vera)
    edited = actions.edit_comment(comment=comment, by=vera, expected_version=1, source=LINKS, now=NOW)
    assert rule_of(edited) == expected


def test_so_many_comments_as_readers_see_count_as_first_ones(
    debate: Debate, ed: User, vera: User, settings: Settings
) -> None:
    settings.COMMENTS_HELD_FIRST = 2
    other = make_debate(ed, question="Should the lighthouse be sold?")
    assert say(other, vera, "One.").visibility == "held"
    assert say(debate, vera, "Two.").visibility == "held"
    assert say(debate, vera, "Three.").visibility == "held"
    Comment.objects.filter(plain__in=["One.", "Two."]).update(visibility="published")
    assert say(debate, vera, "Four.").visibility == "published"
    Comment.objects.filter(plain="Two.").update(visibility="rejected")
    assert say(debate, vera, "Five.", now=NOW + timedelta(hours=1)).visibility == "published"
    Comment.objects.filter(plain="One.").update(visibility="withdrawn")
    assert say(debate, vera, "Six.", now=NOW + timedelta(hours=1)).visibility == "published"
    Comment.objects.filter(plain="Four.").update(visibility="withdrawn")
    assert say(debate, vera, "Seven.", now=NOW + timedelta(hours=2)).visibility == "published"


def test_the_pace_is_what_is_set(debate: Debate, vera: User, settings: Settings) -> None:
    settings.COMMENTS_MOST, settings.COMMENTS_WITHIN = 2, 60
    say(debate, vera, "One.")
    say(debate, vera, "Two.", now=NOW + timedelta(seconds=30))
    too_fast = "You have written several comments in a few minutes: wait a little before the next."
    assert refusal(lambda: say(debate, vera, "Three.", now=NOW + timedelta(seconds=59))) == too_fast
    assert say(debate, vera, "Three.", now=NOW + timedelta(seconds=60))


@pytest.mark.parametrize("entry", ["Sćum", "buy  NOW"])
def test_a_banned_word_is_refused_however_it_is_written(debate: Debate, vera: User, entry: str) -> None:
    WatchedWord.objects.create(entry=entry, folded=WatchedWord.folded_of(entry), severity="banned")
    told = "This comment holds a word that this site does not publish: say it another way."
    for source in ("You SCUM, *buy* now", "[x](https://scum.example) [y](https://buy.now)"):
        assert refusal(lambda source=source: say(debate, vera, source)) == told
    comment = say(debate, vera, "You are scummy, buyers.")

    def edit() -> Any:
        return actions.edit_comment(
            comment=comment, by=vera, expected_version=1, source="Scum! Buy now!", now=NOW
        )

    assert refusal(edit) == told
