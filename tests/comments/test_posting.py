"""Posting, editing and withdrawing comments."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import Standing, User
from debates.comments import actions
from debates.comments.models import Comment, CommentRevision, Discussion, Kind, Screened, WatchedWord
from debates.comments.visibility import Visibility
from debates.publishing.actions import save_essay
from debates.publishing.models import Debate, Text
from debates.publishing.workflow import Status
from debates.stances.options import Phase
from tests.comments.rows import WHY, WORDS, essay_text, first_paragraph, rate, refusal, say, stored
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


# ---------------------------------------------------------------- what a comment is on


def test_a_comment_on_the_debate(debate: Debate, vera: User) -> None:
    comment = say(debate, vera, "  It *matters*.\r\nReally. \n", kind=Kind.SUPPORTS)
    found = Comment.objects.get()
    assert found == comment
    assert (found.source, found.plain) == ("It *matters*.\nReally.", "It matters. Really.")
    assert "<em>matters</em>" in found.html
    assert (found.author, found.kind, found.created_at, found.edited_at) == (vera, "supports", NOW, None)
    assert (found.text, found.position, found.paragraph, found.quote, found.quoted_revision) == (
        None,
        None,
        "",
        "",
        None,
    )
    assert (found.depth, found.number, found.thread, found.version) == (1, 0, None, 1)
    assert (found.visibility, found.cause, found.was_public) == ("published", "screening", True)
    assert [*CommentRevision.objects.values_list("comment", "number", "source", "at")] == [
        (found.pk, 1, found.source, NOW)
    ]
    assert [*Screened.objects.values_list("outcome", "rule", "found")] == [("publish", "", [])]


def test_a_comment_on_an_essay_is_on_its_position(debate: Debate, vera: User) -> None:
    text = essay_text(debate, 2)
    comment = say(debate, vera, text_id=text.pk)
    assert (comment.text, comment.position.order, comment.quote) == (text, 2, "")


def test_a_comment_on_a_paragraph_keeps_what_it_answers(debate: Debate, ed: User, vera: User) -> None:
    text = essay_text(debate)
    paragraph, words = first_paragraph(text)
    comment = say(debate, vera, text_id=text.pk, paragraph=paragraph)
    assert (comment.paragraph, comment.quote, comment.quoted_revision) == (paragraph, words, text.revision)
    assert text.essay is not None
    save_essay(essay=text.essay, source="Something else altogether.", by=ed)
    comment.refresh_from_db()
    assert (comment.quote, comment.quoted_revision) == (words, 1)
    told = refusal(lambda: say(debate, vera, "And so?", text_id=text.pk, paragraph=paragraph))
    assert told == "This paragraph has changed since you opened the page: look at it again."


def test_a_paragraph_of_the_introduction_argues_no_position(debate: Debate, vera: User) -> None:
    text = Text.objects.get(debate=debate, kind="introduction")
    paragraph, words = first_paragraph(text)
    comment = say(debate, vera, text_id=text.pk, paragraph=paragraph)
    assert (comment.position, comment.quote) == (None, words)


def test_what_is_not_there_takes_no_comment(debate: Debate, ed: User, vera: User) -> None:
    other = make_debate(ed, question="Should the lighthouse be sold?")
    told = "This debate has no such text to comment on."
    assert refusal(lambda: say(debate, vera, text_id=essay_text(other).pk)) == told
    assert refusal(lambda: say(debate, vera, text_id=999_999)) == told
    conclusion = Text.objects.get(debate=debate, kind="conclusion")
    Text.objects.filter(pk=conclusion.pk).update(source="No.", html="<p>No.</p>")
    assert refusal(lambda: say(debate, vera, text_id=conclusion.pk)) == told
    text = essay_text(debate)
    told = "This paragraph has changed since you opened the page: look at it again."
    for paragraph in ("p-00000000", "x", "p-' OR 1=1", "note-1"):
        assert (
            refusal(lambda paragraph=paragraph: say(debate, vera, text_id=text.pk, paragraph=paragraph))
            == told
        )


# ---------------------------------------------------------------- answers


def test_answers_are_numbered_and_indented_to_the_third_level(debate: Debate, vera: User, sam: User) -> None:
    thread = say(debate, vera, text_id=essay_text(debate).pk)
    chain = [thread]
    for depth in range(5):
        chain.append(say(debate, sam if depth % 2 else vera, f"Answer {depth}", parent=chain[-1]))
    other = say(debate, sam, "Another answer", parent=thread)
    assert [comment.depth for comment in chain] == [1, 2, 3, 3, 3, 3]
    assert [comment.number for comment in [*chain, other]] == [0, 1, 2, 3, 4, 5, 6]
    assert {comment.thread_id for comment in [*chain[1:], other]} == {thread.pk}
    assert {comment.text_id for comment in chain} == {thread.text_id}
    thread.refresh_from_db()
    assert thread.reply_count == 6


def test_threads_count_for_themselves(debate: Debate, vera: User) -> None:
    one, other = say(debate, vera), say(debate, vera, "Another thread")
    assert [
        say(debate, vera, f"{number}!", parent=parent).number
        for number, parent in enumerate([one, other, one])
    ] == [
        1,
        1,
        2,
    ]


def test_what_is_not_shown_is_not_answered(debate: Debate, vera: User, sam: User) -> None:
    comment = say(debate, vera)
    actions.withdraw_comment(comment=comment, by=vera)
    told = "This comment is no longer there to be answered."
    assert refusal(lambda: say(debate, sam, parent=comment)) == told


def test_an_answer_stays_in_the_debate_of_what_it_answers(debate: Debate, ed: User, vera: User) -> None:
    comment = say(make_debate(ed, question="Should the lighthouse be sold?"), vera)
    told = "This debate has no such comment to answer."
    assert refusal(lambda: say(debate, vera, "An answer", parent=comment)) == told


# ---------------------------------------------------------------- a stance, a mind that changed


def test_a_stance_is_shown_only_where_its_author_asks_for_it(debate: Debate, vera: User) -> None:
    vote(debate, vera, 2)
    assert say(debate, vera).stance is None
    shown = say(debate, vera, "With my stance", shows_stance=True)
    assert shown.stance is not None
    assert shown.stance.code == f"p:{debate.positions.get(order=2).pk}"
    vote(debate, vera, "both")
    assert Comment.objects.get(pk=shown.pk).stance == shown.stance
    later = say(debate, vera, "Once more", shows_stance=True)
    assert (later.stance_kind, later.stance_position) == ("both", None)
    hidden = actions.hide_stance(comment=later, by=vera)
    assert (hidden.stance, hidden.version) == (None, 2)


def test_without_a_ballot_there_is_no_stance_to_show(debate: Debate, vera: User, sam: User) -> None:
    assert say(debate, vera, shows_stance=True).stance is None
    vote(debate, sam, 1, phase=Phase.BEFORE)
    assert say(debate, sam, shows_stance=True).stance is not None


def test_a_comment_or_an_essay_changes_a_mind_once(debate: Debate, vera: User, sam: User) -> None:
    text = essay_text(debate)
    comment = say(debate, sam)
    assert say(debate, vera, WHY, parent=comment, changed_mind=True).changed_mind
    assert say(debate, vera, f"{WHY} Truly.", text_id=text.pk, changed_mind=True).changed_mind
    told = "You have said already that this changed your mind."
    assert refusal(lambda: say(debate, vera, f"{WHY} Again.", parent=comment, changed_mind=True)) == told
    assert refusal(lambda: say(debate, vera, f"{WHY} More.", text_id=text.pk, changed_mind=True)) == told
    assert say(debate, sam, f"{WHY} Me too.", text_id=text.pk, changed_mind=True).changed_mind


def test_what_changed_a_mind_is_said_at_length_and_is_not_ones_own(
    debate: Debate, vera: User, ada: User
) -> None:
    text = essay_text(debate)
    assert text.essay is not None
    text.essay.contributor.account = ada
    text.essay.contributor.save()
    own = say(debate, vera)
    short = "Say in at least 50 characters what changed your mind."
    assert refusal(lambda: say(debate, vera, "x" * 49, text_id=text.pk, changed_mind=True)) == short
    # What readers see is counted, and not the address of a link.
    linked = f"[It did.](https://example.org/{'x' * 50})"
    assert refusal(lambda: say(debate, vera, linked, text_id=text.pk, changed_mind=True)) == short
    told = "What you have written yourself did not change your mind."
    assert refusal(lambda: say(debate, vera, WHY, parent=own, changed_mind=True)) == told
    assert refusal(lambda: say(debate, ada, WHY, text_id=text.pk, changed_mind=True)) == told
    told = "A comment or an essay can change your mind: comment on the one that did."
    assert refusal(lambda: say(debate, vera, WHY, changed_mind=True)) == told
    introduction = Text.objects.get(debate=debate, kind="introduction")
    assert refusal(lambda: say(debate, vera, WHY, text_id=introduction.pk, changed_mind=True)) == told
    changed = say(debate, vera, WHY, text_id=text.pk, changed_mind=True)
    assert refusal(lambda: edited(changed, vera, "Never mind.")) == short


# ---------------------------------------------------------------- screening


def test_a_first_comment_waits_for_a_moderator(debate: Debate, vera: User, settings: Settings) -> None:
    settings.COMMENTS_HELD_FIRST = 1
    comment = say(debate, vera)
    assert (comment.visibility, comment.was_public) == ("held", False)
    assert Screened.objects.get().rule == "first_comments"
    Comment.objects.update(visibility="published", was_public=True)
    assert say(debate, vera, "The second one").visibility == "published"


def test_a_banned_word_is_refused_and_a_suspect_one_reported(debate: Debate, vera: User) -> None:
    WatchedWord.objects.create(entry="Scum", folded="scum", severity="banned")
    WatchedWord.objects.create(entry="liar", folded="liar", severity="suspect")
    told = "This comment holds a word that this site does not publish: say it another way."
    assert refusal(lambda: say(debate, vera, "you SCUM")) == told
    assert say(debate, vera, "He is a liar.").visibility == "published"
    assert [*Screened.objects.values_list("outcome", "rule", "found")] == [
        ("report", "suspect_words", ["liar"])
    ]


def test_links_history_and_premoderation_hold(debate: Debate, vera: User, sam: User, ada: User) -> None:
    many = " ".join(f"https://example.org/{number}" for number in range(4))
    assert say(debate, vera, many).visibility == "held"
    Standing.objects.create(user=sam, recent_rejections=3)
    assert say(debate, sam).visibility == "held"
    Standing.objects.create(user=ada, premoderated=True)
    assert say(debate, ada).visibility == "held"
    Discussion.objects.create(debate=debate, premoderated=True)
    assert say(debate, vera, "Held, too").visibility == "held"
    assert [*Screened.objects.order_by("pk").values_list("rule", flat=True)] == [
        "links",
        "history",
        "person_premoderated",
        "debate_premoderated",
    ]


def test_the_same_again_is_refused_for_a_day(debate: Debate, ed: User, vera: User, sam: User) -> None:
    comment = say(debate, vera)
    told = "You have said exactly this here already."
    assert refusal(lambda: say(debate, vera, f" {WORDS}\n", parent=comment)) == told
    assert say(debate, sam).visibility == "published"
    assert say(make_debate(ed, question="Should the lighthouse be sold?"), vera).visibility == "published"
    assert say(debate, vera, now=NOW + timedelta(days=1)).visibility == "published"
    actions.withdraw_comment(comment=say(debate, vera, "Once"), by=vera)
    assert say(debate, vera, "Once").visibility == "published"


def test_nobody_writes_more_than_one_person_does(debate: Debate, vera: User, sam: User) -> None:
    for number in range(5):
        say(debate, vera, f"Comment {number}", now=NOW + number * MINUTE)
    told = "You have written several comments in a few minutes: wait a little before the next."
    assert refusal(lambda: say(debate, vera, "One more", now=NOW + 4.9 * MINUTE)) == told
    assert say(debate, sam, now=NOW + 4.9 * MINUTE)
    assert say(debate, vera, "One more", now=NOW + 5 * MINUTE)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("", "A comment has between 2 and 5,000 characters."),
        (" x ", "A comment has between 2 and 5,000 characters."),
        ("x" * 5_001, "The text has 5,001 characters; at most 5,000 are possible."),
        ("a\x00b", "The text contains an invalid character (U+0000). Remove it and try again."),
        ("[](https://example.org)", "A comment has between 2 and 5,000 characters."),
    ],
    ids=["empty", "short", "long", "no text", "shows nothing"],
)
def test_what_is_no_comment_is_refused(debate: Debate, vera: User, source: str, told: str) -> None:
    assert refusal(lambda: say(debate, vera, source)) == told
    comment = say(debate, vera)
    assert refusal(lambda: edited(comment, vera, source)) == told


def test_an_unknown_kind_is_refused(debate: Debate, vera: User) -> None:
    told = "Choose one of the kinds that are shown, or none."
    assert refusal(lambda: say(debate, vera, kind="shouts")) == told


@pytest.mark.parametrize("status", [Status.DRAFT, Status.CLOSED, Status.ARCHIVED])
def test_a_debate_that_is_not_open_takes_no_comment(ed: User, vera: User, status: Status) -> None:
    debate = make_debate(ed, status)
    told = (
        "There are no comments on this debate."
        if status == Status.DRAFT
        else "This debate takes no more comments."
    )
    assert refusal(lambda: say(debate, vera)) == told


def test_comments_close_with_the_debate_or_at_their_own_time_or_are_locked(
    debate: Debate, vera: User
) -> None:
    told = "This debate takes no more comments."
    assert refusal(lambda: say(debate, vera, now=NOW + timedelta(days=9))) == told
    discussion = Discussion.objects.create(debate=debate, closes_at=NOW + timedelta(days=20))
    assert say(debate, vera, now=NOW + timedelta(days=19))
    discussion.closes_at = NOW
    discussion.save()
    assert refusal(lambda: say(debate, vera)) == told
    discussion.closes_at, discussion.locked = None, True
    discussion.save()
    assert refusal(lambda: say(debate, vera)) == "The comments of this debate are locked for now."


# ---------------------------------------------------------------- editing and withdrawing


def edited(comment: Comment, by: Any, source: str, **given: Any) -> Comment:
    said: dict[str, Any] = {"expected_version": comment.version, "now": NOW + MINUTE, **given}
    return actions.edit_comment(comment=comment, by=by, source=source, **said)


def test_an_edit_keeps_what_stood_before(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    after = edited(comment, vera, "The **moon** decides.")
    assert (after.source, after.version, after.edited_at) == ("The **moon** decides.", 2, NOW + MINUTE)
    assert "<strong>moon</strong>" in after.html
    assert [*after.revisions.order_by("number").values_list("number", "source", "at")] == [
        (1, WORDS, NOW),
        (2, "The **moon** decides.", NOW + MINUTE),
    ]
    again = edited(after, vera, "The **moon** decides.")
    assert (again.version, again.revisions.count()) == (2, 2)


def test_a_comment_can_be_edited_for_fifteen_minutes(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    almost = NOW + timedelta(minutes=15) - timedelta(seconds=1)
    after = edited(comment, vera, "Just in time", now=almost)
    told = "A comment can be changed for fifteen minutes. You can still withdraw it, or answer it."
    late = NOW + timedelta(minutes=15)
    assert refusal(lambda: edited(after, vera, "Too late", now=late)) == told


def test_an_edit_says_which_version_it_started_from(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    edited(comment, vera, "The first edit")
    told = "This comment has changed since you opened the page: look at it again."
    assert refusal(lambda: edited(comment, vera, "The second edit, of the same page")) == told


def test_the_history_of_a_comment_has_an_end(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    for number in range(2, 21):
        comment = edited(comment, vera, f"Text number {number}")
    told = "This comment has been changed so often that it now stays as it is."
    assert refusal(lambda: edited(comment, vera, "Text number 21")) == told
    assert comment.revisions.count() == 20


def test_an_edit_is_screened_anew(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    many = " ".join(f"https://example.org/{number}" for number in range(4))
    held = edited(comment, vera, many)
    assert (held.visibility, held.cause, held.was_public, held.version) == ("held", "screening", True, 3)
    assert Screened.objects.get(revision__number=2).rule == "links"
    # What was held stays so: only a moderator can let it out.
    assert edited(held, vera, "Nothing to see", now=NOW + 2 * MINUTE).visibility == "held"
    WatchedWord.objects.create(entry="scum", folded="scum", severity="banned")
    other = say(debate, vera, "Another comment")
    refusal(lambda: edited(other, vera, "scum"))


def test_a_withdrawn_comment_is_out_of_sight_for_good(debate: Debate, vera: User, sam: User) -> None:
    comment = say(debate, vera)
    say(debate, sam, "An answer", parent=comment)
    gone = actions.withdraw_comment(comment=comment, by=vera)
    assert (gone.visibility, gone.cause, gone.was_public, gone.is_shown) == (
        "withdrawn",
        "author",
        True,
        False,
    )
    assert refusal(lambda: actions.withdraw_comment(comment=comment, by=vera)) == (
        "This comment has been withdrawn already."
    )
    assert refusal(lambda: edited(gone, vera, "Back again")) == "This comment can no longer be changed."
    assert refusal(lambda: rate(comment, sam)) == "This comment is no longer there to be rated."
    assert Comment.objects.filter(visibility=Visibility.PUBLISHED).count() == 1


def test_nobody_else_edits_or_withdraws(debate: Debate, vera: User, sam: User, ed: User, mo: User) -> None:
    comment = say(debate, vera)
    before = stored()
    for other in (sam, ed, mo, make_user("Root")):
        assert (
            refusal(lambda other=other: edited(comment, other, "Mine now"))
            == "Only its author can change a comment."
        )
        assert refusal(lambda other=other: actions.withdraw_comment(comment=comment, by=other)) == (
            "Only its author can withdraw a comment."
        )
        assert refusal(lambda other=other: actions.hide_stance(comment=comment, by=other)) == (
            "Only its author can change a comment."
        )
    assert stored() == before
