"""Who may comment, edit, withdraw, rate, pin and read: every policy asked for every role and every state."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions import set_standing
from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Remedy, Verdict
from debates.comments import policies
from debates.comments.models import Comment, Discussion
from debates.comments.visibility import SHOWN, Visibility
from debates.publishing.models import Debate, Position
from debates.publishing.workflow import PUBLIC, Status
from debates.stances.models import PollKey
from debates.stances.secrecy import DESTROYED
from tests.makers import NOW, make_contributor, make_user

pytestmark = pytest.mark.django_db

READERS = ("reader", "contributor", "editor", "moderator", "administrator")
LATER = NOW + timedelta(days=1)
QUARTER = timedelta(minutes=15)

SUSPENDED = "You can’t take part until 2 March 2026, 09:00."
ACCOUNT_CLOSED = "This account is closed."
ONLY_PEOPLE = "Only people comment."
NONE = "There are no comments on this debate."
LOCKED = "The comments of this debate are locked for now."
OVER = "This debate takes no more comments."
STAND = "The ratings of this debate stand: nobody can tell any more who has rated."

People = dict[str, Any]


@pytest.fixture
def people(ed: User, ada: User, mo: User, vera: User) -> People:
    make_contributor(ed, "Ada", account=ada)
    suspended = make_user("Sue")
    set_standing(person=suspended, suspended_until=LATER)
    return {
        "visitor": AnonymousUser(),
        "reader": vera,
        "contributor": ada,
        "editor": ed,
        "moderator": mo,
        "administrator": make_user("Root", Role.ADMINISTRATOR),
        "suspended": suspended,
        "closed": make_user("Fay", Role.EDITOR, is_active=False),
        "the site itself": None,
    }


# ---------------------------------------------------------------- debates and comments in every state


def debate_in(
    status: Status = Status.PUBLISHED,
    closes_at: datetime | None = None,
    discussion: dict[str, Any] | None = None,
    *,
    destroyed: bool = False,
) -> Debate:
    debate = Debate(question="?", slug="q", status=status, closes_at=closes_at)
    if discussion is not None:
        Discussion(debate=debate, **discussion)
    if destroyed:
        PollKey(debate=debate, random_bytes=DESTROYED, destroyed_at=NOW)
    return debate


DISCUSSIONS: dict[str, dict[str, Any] | None] = {
    "usual": None,
    "locked": {"locked": True},
    "locked, and goes on": {"locked": True, "closes_at": LATER},
    "goes on": {"closes_at": LATER},
    "has ended": {"closes_at": NOW},
    "moderated": {"premoderated": True},
}


def told_of(status: Status, closes_at: datetime | None, discussion: str) -> str:
    """Answer what is told of the debate itself, nothing where it takes comments."""
    if status not in {"published", "closed", "archived"}:
        return NONE
    if discussion.startswith("locked"):
        return LOCKED
    if discussion == "goes on":
        return ""
    is_open = status == "published" and closes_at != NOW and discussion != "has ended"
    return "" if is_open else OVER


def debates() -> Iterator[tuple[Debate, str]]:
    """Answer a debate in every state, with what is told of it."""
    for status, closes_at, discussion in product(Status, [None, NOW, LATER], DISCUSSIONS):
        yield (
            debate_in(status, closes_at, DISCUSSIONS[discussion]),
            told_of(status, closes_at, discussion),
        )


def comment_in(
    state: Visibility = Visibility.PUBLISHED, debate: Debate | None = None, **fields: Any
) -> Comment:
    given = {"debate": debate or debate_in(), "author_id": None, "visibility": state, "created_at": NOW}
    return Comment(**{**given, **fields})


def own(user: Any) -> int:
    """Answer the number of an account; one that nobody has, for a visitor and for the site itself."""
    return getattr(user, "pk", None) or 999_999


def sentences(people: People, ask: Callable[[Any], Verdict]) -> dict[str, str]:
    """Answer what everybody is told; yes is the empty sentence."""
    told = {}
    for who, user in people.items():
        verdict = ask(user)
        assert bool(verdict) == (verdict.sentence == "")
        told[who] = str(verdict.sentence)
    return told


def everybody(people: People, sentence: str) -> dict[str, str]:
    return dict.fromkeys(people, sentence)


def those_who_take_part(visitor: str) -> dict[str, str]:
    """Answer what is told where only the person decides; `visitor` is what signs in are asked for with."""
    return {
        "visitor": visitor,
        **dict.fromkeys(READERS, ""),
        "suspended": SUSPENDED,
        "closed": ACCOUNT_CLOSED,
        "the site itself": ONLY_PEOPLE,
    }


# ---------------------------------------------------------------- commenting


@pytest.mark.matrix("takes_comments")
def test_a_debate_takes_comments_while_it_is_public_open_and_not_locked() -> None:
    for debate, told in debates():
        verdict = policies.takes_comments(debate, NOW)
        assert (bool(verdict), str(verdict.sentence)) == (told == "", told)


@pytest.mark.matrix("may_comment")
def test_whoever_may_take_part_may_comment_where_comments_are_taken(people: People) -> None:
    for debate, told in debates():
        said = sentences(people, lambda user, debate=debate: policies.may_comment(user, debate, NOW))
        assert said == (everybody(people, told) if told else those_who_take_part("Sign in to comment."))
        remedy = policies.may_comment(people["visitor"], debate, NOW).remedy
        assert remedy is (Remedy.NONE if told else Remedy.SIGN_IN)


@pytest.mark.matrix("may_answer")
@pytest.mark.parametrize("state", Visibility)
def test_what_readers_see_can_be_answered(people: People, state: Visibility) -> None:
    for debate, told in debates():
        comment = comment_in(state, debate)
        said = sentences(people, lambda user, comment=comment: policies.may_answer(user, comment, NOW))
        expected = everybody(people, told) if told else those_who_take_part("Sign in to comment.")
        if not told and state not in SHOWN:
            expected |= dict.fromkeys(READERS, "This comment is no longer there to be answered.")
        assert said == expected


# ---------------------------------------------------------------- one's own comment

NOT_YOURS = "Only its author can change a comment."
LATE = "A comment can be changed for fifteen minutes. You can still withdraw it, or answer it."
AUTHORS = {**those_who_take_part(NOT_YOURS), "the site itself": NOT_YOURS}


@pytest.mark.matrix("may_edit")
@pytest.mark.parametrize("state", Visibility)
def test_authors_edit_for_fifteen_minutes_what_no_moderator_has_judged(
    people: People, state: Visibility
) -> None:
    almost = NOW - QUARTER + timedelta(seconds=1)
    for (debate, told), (written, late) in product(debates(), [(almost, False), (NOW - QUARTER, True)]):

        def of_their_own(user: Any, debate: Debate = debate, written: datetime = written) -> Verdict:
            comment = comment_in(state, debate, author_id=own(user), created_at=written)
            return policies.may_edit(user, comment, NOW)

        expected = dict(AUTHORS)
        authors = [who for who in people if AUTHORS[who] != NOT_YOURS]
        if state not in {"published", "held"}:
            expected |= dict.fromkeys(authors, "This comment can no longer be changed.")
        elif late:
            expected |= dict.fromkeys(authors, LATE)
        elif told:
            expected |= dict.fromkeys(authors, told)
        assert sentences(people, of_their_own) == expected


@pytest.mark.matrix("may_edit", "may_withdraw", "may_hide_stance")
@pytest.mark.parametrize("author_id", [None, 888_888], ids=["imported", "somebody else’s"])
def test_nobody_changes_what_is_not_theirs(people: People, author_id: int | None) -> None:
    # Not even a visitor is told to sign in for it: they would be told no after that, too.
    for state in Visibility:
        comment = comment_in(state, author_id=author_id, stance_kind="both")
        asked = [
            (policies.may_edit(user, comment, NOW), policies.may_withdraw(user, comment))
            for user in people.values()
        ]
        assert {(str(edit.sentence), str(back.sentence)) for edit, back in asked} == {
            (NOT_YOURS, "Only its author can withdraw a comment.")
        }
        said = sentences(people, lambda user, comment=comment: policies.may_hide_stance(user, comment))
        assert said == everybody(people, NOT_YOURS)


@pytest.mark.matrix("may_withdraw")
@pytest.mark.parametrize("state", Visibility)
def test_authors_withdraw_at_any_time_also_while_suspended(people: People, state: Visibility) -> None:
    gone = state in {"withdrawn", "erased"}
    for debate, _told in debates():

        def of_their_own(user: Any, debate: Debate = debate) -> Verdict:
            return policies.may_withdraw(user, comment_in(state, debate, author_id=own(user)))

        told = "This comment has been withdrawn already." if gone else ""
        assert sentences(people, of_their_own) == {
            **everybody(people, told),
            "visitor": "Only its author can withdraw a comment.",
            "closed": ACCOUNT_CLOSED,
            "the site itself": "Only its author can withdraw a comment.",
        }


@pytest.mark.matrix("may_hide_stance")
@pytest.mark.parametrize("shown", ["", "both", "unsure", "position"])
@pytest.mark.parametrize("state", Visibility)
def test_authors_take_their_stance_off_at_any_time(people: People, state: Visibility, shown: str) -> None:
    def of_their_own(user: Any) -> Verdict:
        comment = comment_in(state, author_id=own(user), stance_kind=shown)
        return policies.may_hide_stance(user, comment)

    assert sentences(people, of_their_own) == {
        **everybody(people, "" if shown else "This comment shows no stance."),
        "visitor": NOT_YOURS,
        "the site itself": NOT_YOURS,
    }


# ---------------------------------------------------------------- rating


@pytest.mark.matrix("may_rate")
@pytest.mark.parametrize("state", Visibility)
@pytest.mark.parametrize("author_id", [None, 888_888], ids=["imported", "somebody else’s"])
def test_readers_rate_what_others_wrote_while_comments_are_taken(
    people: People, state: Visibility, author_id: int | None
) -> None:
    for (debate, told), destroyed in product(debates(), [False, True]):
        if destroyed:
            PollKey(debate=debate, random_bytes=DESTROYED, destroyed_at=NOW)
        comment = comment_in(state, debate, author_id=author_id)
        nothing = "This comment is no longer there to be rated." if state not in SHOWN else ""
        nothing = nothing or (STAND if destroyed else "")
        expected = those_who_take_part("Sign in to say whether a comment is helpful.")
        if told:
            expected = everybody(people, told)
        elif nothing:
            expected |= dict.fromkeys(["visitor", *READERS], nothing)
        said = sentences(people, lambda user, comment=comment: policies.may_rate(user, comment, NOW))
        assert said == expected


@pytest.mark.matrix("may_rate")
def test_nobody_rates_their_own_comment(people: People) -> None:
    def of_their_own(user: Any) -> Verdict:
        return policies.may_rate(user, comment_in(author_id=own(user)), NOW)

    assert sentences(people, of_their_own) == {
        **those_who_take_part("Sign in to say whether a comment is helpful."),
        **dict.fromkeys(READERS, "You can’t rate your own comment."),
    }


# ---------------------------------------------------------------- editors and moderators


@pytest.mark.matrix("may_pin")
@pytest.mark.parametrize("state", Visibility)
@pytest.mark.parametrize("pinned", [False, True])
@pytest.mark.parametrize("place", ["thread on a position", "answer on a position", "on the debate"])
def test_editors_pin_what_readers_see_on_a_position(
    people: People, state: Visibility, pinned: bool, place: str
) -> None:
    position = None if place == "on the debate" else Position(pk=1)
    parent = Comment(pk=1) if place.startswith("answer") else None
    comment = comment_in(state, position=position, parent=parent, pinned=pinned)
    told = ""
    if not pinned and place != "thread on a position":
        told = "Only a comment on a position can be pinned, and no answer to another."
    elif not pinned and state not in SHOWN:
        told = "Readers do not see this comment."
    assert sentences(people, lambda user: policies.may_pin(user, comment)) == {
        **everybody(people, "Only editors pin comments."),
        "editor": told,
        "the site itself": told,
    }


@pytest.mark.matrix("may_set_discussion")
@pytest.mark.parametrize("status", Status)
def test_moderators_and_the_debates_editors_set_its_discussion(people: People, status: Status) -> None:
    debate = debate_in(status)
    kept = status in {"archived", "withdrawn"}
    told = "This debate is archived or withdrawn: bring it back before you change it." if kept else ""
    assert sentences(people, lambda user: policies.may_set_discussion(user, debate)) == {
        **everybody(people, "Only editors can change this."),
        "editor": told,
        "moderator": "",
        "the site itself": "",
    }


@pytest.mark.matrix("may_watch_words")
def test_editors_and_moderators_watch_words(people: People) -> None:
    verdicts = {who: policies.may_watch_words(user) for who, user in people.items()}
    assert {who: str(verdict.sentence) for who, verdict in verdicts.items()} == {
        **everybody(people, "Only editors and moderators watch words."),
        "editor": "",
        "moderator": "",
        "the site itself": "",
    }


# ---------------------------------------------------------------- reading


@pytest.mark.matrix("may_see")
@pytest.mark.parametrize("state", Visibility)
@pytest.mark.parametrize("status", Status)
def test_everybody_reads_what_is_shown_its_author_their_own_and_moderators_all(
    people: People, status: Status, state: Visibility
) -> None:
    gone = "This comment is not there."
    debate, public = debate_in(status), status in PUBLIC
    seen_by_all = public and state in SHOWN
    for mine in (False, True):

        def ask(user: Any, mine: bool = mine) -> Verdict:
            comment = comment_in(state, debate, author_id=own(user) if mine else None)
            return policies.may_see(user, comment)

        signed_in = "" if seen_by_all or (public and mine) else gone
        expected = {
            **everybody(people, signed_in),
            "visitor": "" if seen_by_all else gone,
            "moderator": "",
            "the site itself": "",
        }
        assert sentences(people, ask) == (everybody(people, gone) if state == "erased" else expected)
