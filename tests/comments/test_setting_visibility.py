"""The one action that decides whether readers see a comment, and that nothing else does."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from accounts.models import User
from debates.comments import actions
from debates.comments.models import Comment, CommentRevision, Rating, Screened, WatchedWord
from debates.comments.visibility import Cause, Visibility
from debates.publishing.models import Debate
from tests.comments.rows import essay_text, rate, refusal, say
from tests.makers import NOW
from tests.stances.votes import vote

CHANGED = "This comment has changed since you opened the page: look at it again."
FORBIDDEN = "This comment can’t be brought into this state any more."
ROOT = Path(__file__).resolve().parents[2]


def bring(comment: Comment, state: Visibility, cause: Cause = Cause.MODERATION, **given: Any) -> Comment:
    version = given.pop("expected_version", comment.version)
    return actions.set_visibility(
        comment=comment, expected_version=version, state=state, cause=cause, **given
    )


@pytest.mark.django_db
def test_a_state_comes_with_its_cause_its_reason_and_another_version(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    found = bring(comment, Visibility.RESTRICTED, public_reason=gettext_lazy("Off topic."))
    assert (found.visibility, found.cause, found.public_reason, found.version) == (
        "restricted",
        "moderation",
        "Off topic.",
        2,
    )
    back = bring(found, Visibility.PUBLISHED)
    assert (back.visibility, back.public_reason, back.version) == ("published", "", 3)
    assert back == Comment.objects.get()


@pytest.mark.django_db
def test_whoever_has_seen_another_version_is_told_and_changes_nothing(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    bring(comment, Visibility.HELD)
    for version in (1, 3, 0, -1):
        told = refusal(lambda version=version: bring(comment, Visibility.REJECTED, expected_version=version))
        assert told == CHANGED
    gone = Comment(pk=999_999, version=1)
    assert refusal(lambda: bring(gone, Visibility.REJECTED)) == CHANGED


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cause", "state"),
    [
        (Cause.SCREENING, Visibility.REJECTED),
        (Cause.AUTHOR, Visibility.PUBLISHED),
        (Cause.MODERATION, Visibility.WITHDRAWN),
        (Cause.MODERATION, Visibility.ERASED),
        (Cause.ERASURE, Visibility.REJECTED),
    ],
)
def test_a_cause_brings_about_only_what_it_may(
    debate: Debate, vera: User, cause: Cause, state: Visibility
) -> None:
    comment = say(debate, vera)
    assert refusal(lambda: bring(comment, state, cause)) == FORBIDDEN


@pytest.mark.django_db
def test_what_its_author_has_withdrawn_no_moderator_brings_back(debate: Debate, vera: User) -> None:
    gone = actions.withdraw_comment(comment=say(debate, vera), by=vera)
    assert refusal(lambda: bring(gone, Visibility.PUBLISHED)) == FORBIDDEN


@pytest.mark.django_db
def test_a_reason_has_an_end(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    told = refusal(lambda: bring(comment, Visibility.REJECTED, public_reason="x" * 301))
    assert told == "A reason has at most 300 characters."
    assert bring(comment, Visibility.REJECTED, public_reason="x" * 300).public_reason == "x" * 300


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "cause", "stays"),
    [
        (Visibility.RESTRICTED, Cause.MODERATION, True),
        (Visibility.HELD, Cause.SCREENING, False),
        (Visibility.REJECTED, Cause.MODERATION, False),
        (Visibility.WITHDRAWN, Cause.AUTHOR, False),
        (Visibility.ERASED, Cause.ERASURE, False),
    ],
)
def test_a_pin_stays_only_on_what_readers_see(
    debate: Debate, vera: User, state: Visibility, cause: Cause, stays: bool
) -> None:
    comment = say(debate, vera, text_id=essay_text(debate).pk)
    Comment.objects.update(pinned=True)
    found = bring(comment, state, cause)
    assert found.pinned is stays
    if cause is not Cause.ERASURE and state is not Visibility.WITHDRAWN:
        assert bring(found, Visibility.PUBLISHED).pinned is stays  # it does not come back by itself


@pytest.mark.django_db
def test_that_readers_have_seen_it_is_never_forgotten(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    Comment.objects.update(was_public=False, visibility="held")
    rejected = bring(comment, Visibility.REJECTED)
    assert not rejected.was_public
    shown = bring(rejected, Visibility.RESTRICTED)
    assert shown.was_public
    assert bring(shown, Visibility.HELD).was_public


@pytest.mark.django_db
def test_erasure_leaves_nothing_of_what_was_said(debate: Debate, vera: User, sam: User) -> None:
    WatchedWord.objects.create(entry="Quillsworth", folded="quillsworth", severity="suspect")
    vote(debate, vera, 1)
    comment = say(debate, vera, "Ask *Quillsworth*.", shows_stance=True)
    comment = actions.edit_comment(
        comment=comment, by=vera, expected_version=1, source="Ask **Quillsworth** twice.", now=NOW
    )
    answer = say(debate, sam, "Why?", parent=comment)
    rate(comment, sam)
    assert Screened.objects.filter(found=["Quillsworth"]).count() == 2
    gone = bring(comment, Visibility.ERASED, Cause.ERASURE)
    assert (gone.source, gone.html, gone.plain, gone.stance, gone.stance_position) == ("", "", "", None, None)
    assert [*CommentRevision.objects.values_list("comment", flat=True)] == [answer.pk]
    assert "uillsworth" not in repr(
        [[*table._base_manager.values()] for table in (Comment, CommentRevision, Screened, Rating)]
    )
    assert refusal(lambda: bring(gone, Visibility.ERASED, Cause.ERASURE)) == FORBIDDEN


@pytest.mark.django_db
def test_erasure_forgets_who_is_said_to_have_said_it_elsewhere(debate: Debate, vera: User) -> None:
    comment = say(debate, vera)
    Comment.objects.update(author=None, author_name="Passenger", imported_from="old site#1")
    gone = bring(comment, Visibility.ERASED, Cause.ERASURE)
    # Where it came from stays: another import must not bring it back.
    assert (gone.author_name, gone.imported_from) == ("", "old site#1")


# ---------------------------------------------------------------- nothing else writes it

STATE = {"visibility", "cause", "was_public", "public_reason"}


def written(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Answer each place where code gives one of these columns a value: the call or target, and the column."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rpartition(".")[2]
            yield from ((called, keyword.arg) for keyword in node.keywords if keyword.arg in STATE)
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in STATE:
                    yield "=", target.attr
        if isinstance(node, ast.Dict):
            keys = (key.value for key in node.keys if isinstance(key, ast.Constant))
            yield from (("{}", str(key)) for key in keys if key in STATE)


WRITES = {"=", "{}", "Comment", "update", "create", "get_or_create", "update_or_create"}
"""What gives a column a value: others ask by it, or hand on what they have read."""


def test_visibility_is_written_by_its_action_and_by_what_is_posted_or_imported() -> None:
    found = {
        (str(file.relative_to(ROOT / "debates")), call)
        for file in ROOT.glob("debates/**/*.py")
        if "migrations" not in file.parts
        for call, column in written(ast.parse(file.read_text()))
        if column == "visibility" and call in WRITES
    }
    assert found == {
        ("comments/actions/visibility.py", "{}"),
        ("comments/actions/posting.py", "Comment"),
        ("comments/actions/importing.py", "Comment"),
    }


@pytest.mark.parametrize(
    "code",
    [
        "Comment.objects.update(visibility='held')",
        "Comment.objects.filter(pk=1).update(**{'visibility': 'held'})",
        "comment.visibility = 'held'",
        "Comment(visibility='held')",
        "Comment.objects.create(visibility='held')",
    ],
)
def test_every_way_of_writing_it_is_noticed(code: str) -> None:
    assert [column for call, column in written(ast.parse(code)) if call in WRITES] == ["visibility"]
