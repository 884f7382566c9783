"""Legal erasure leaves nothing of a text, nor of what may repeat it; everything else stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.comments import actions as comments
from debates.comments.models import Comment, CommentRevision, Screened
from debates.comments.visibility import Cause, Visibility
from debates.moderation import actions, policies
from debates.moderation.actions import Why
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Appeal, Case, CaseNote, Decision, Notice
from debates.moderation.queues import Queue
from debates.outbox.models import Message
from tests.comments.rows import answered
from tests.makers import NOW, make_user
from tests.moderation.rows import against, case_of, decided, noticed, rule

LAW = Why(Ground.LAW, law="Art. 17 GDPR", explanation="It names where somebody lives.")
SAID = {"law": "Art. 17 GDPR", "reference": "Court of Brussels, 26/123", "explanation": "It names a home."}
GONE = "Erased with the comment."


@pytest.fixture
def anna(db: Any) -> User:
    """Answer Anna, who moderates and administers."""
    rule()
    return make_user("Anna", Role.MODERATOR, Role.ADMINISTRATOR)


@pytest.fixture
def busy(comment: Comment, mo: User, vera: User, sam: User, anna: User) -> Case:
    """Answer a case with a notice, a note, an answered appeal, and an earlier version of its comment."""
    CommentRevision.objects.create(comment=comment, number=2, source="Milk Street 4.", at=NOW)
    revision = comment.revisions.get(number=2)
    Screened.objects.create(revision=revision, outcome="report", rule="suspect_words", found=["Milk Street"])
    noticed(comment, sam, place="“Milk Street 4”", explanation="Milk Street 4 is where she lives.")
    case = Case.objects.get()
    CaseNote.objects.create(case=case, by=mo, text="It is Milk Street 4.", at=NOW)
    decision = decided(case, mo, Measure.REJECT, against())
    Appeal.objects.create(
        decision=decision,
        appellant=vera,
        text="Milk Street 4 is in the phone book.",
        created_at=NOW,
        outcome="upheld",
        reply="Milk Street 4 is private.",
        decided_at=NOW,
    )
    return Case.objects.get()


def everything_kept() -> str:
    """Answer every row that could hold words about a comment."""
    tables: tuple[Any, ...] = (Comment, CommentRevision, Screened, Notice, CaseNote, Appeal, Message)
    return repr([[*table._base_manager.values()] for table in tables])


def test_nothing_of_the_text_is_left(busy: Case, anna: User) -> None:
    assert "Milk Street" in everything_kept()
    decision = decided(busy, anna, Measure.ERASE, LAW)
    assert "Milk Street" not in everything_kept()
    comment = busy.comment
    comment.refresh_from_db()
    assert (comment.visibility, comment.source, comment.public_reason) == (
        "erased",
        "",
        "Illegal: Art. 17 GDPR",
    )
    assert not CommentRevision.objects.exists()
    assert not Screened.objects.exists()
    notice, appeal = Notice.objects.get(), Appeal.objects.get()
    assert (notice.place, notice.explanation, notice.outcome) == ("", GONE, "founded")
    assert (appeal.text, appeal.reply, appeal.outcome) == (GONE, GONE, "upheld")
    assert CaseNote.objects.get().text == GONE
    assert (decision.law, decision.explanation) == ("Art. 17 GDPR", "It names where somebody lives.")
    # What was decided before stays for good.
    assert Decision.objects.get(measure="reject").explanation == "It speaks of trains."
    assert Message.objects.filter(ids={"decision": decision.pk}).exists()
    busy.refresh_from_db()
    assert busy.queue == Queue.DECIDED


def test_what_its_author_withdrew_can_be_erased_too(comment: Comment, anna: User) -> None:
    comments.set_visibility(
        comment=comment,
        expected_version=comment.version,
        state=Visibility.WITHDRAWN,
        cause=Cause.AUTHOR,
    )
    decided(case_of(comment), anna, Measure.ERASE, LAW)
    comment.refresh_from_db()
    assert (comment.visibility, comment.source) == ("erased", "")


def test_a_text_is_erased_for_a_law_alone(comment: Comment, anna: User) -> None:
    with pytest.raises(Refused, match="only where the law asks"):
        decided(case_of(comment), anna, Measure.ERASE, against())
    comment.refresh_from_db()
    assert comment.source


def test_what_was_erased_is_gone(busy: Case, anna: User) -> None:
    decision = decided(busy, anna, Measure.ERASE, LAW)
    busy.refresh_from_db()
    with pytest.raises(Refused, match=r"What was erased is gone\."):
        actions.undo(decision=decision, expected_version=busy.version, by=anna, now=NOW)
    with pytest.raises(Refused):
        decided(busy, anna, Measure.APPROVE)
    with pytest.raises(Refused):
        decided(busy, anna, Measure.ERASE, LAW)


def test_an_open_appeal_is_answered_before(busy: Case, anna: User) -> None:
    Appeal.objects.update(outcome="", reply="", decided_at=None)
    with pytest.raises(Refused, match="answer the appeal"):
        decided(busy, anna, Measure.ERASE, LAW)


ROLES: dict[str, tuple[tuple[Role, ...], bool]] = {
    "reader": ((), False),
    "editor": ((Role.EDITOR,), False),
    "moderator": ((Role.MODERATOR,), False),
    "administrator": ((Role.ADMINISTRATOR,), False),
    "administrator who moderates": ((Role.MODERATOR, Role.ADMINISTRATOR), True),
}
STATES = {state: state is not Visibility.ERASED for state in Visibility}


@pytest.mark.matrix("may_erase", "may_decide")
@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_who_may_erase_in_which_state(comment: Comment, who: str, state: Visibility) -> None:
    roles, may = ROLES[who]
    user = make_user("Somebody", *roles)
    wiped = {"source": "", "html": "", "plain": ""} if state is Visibility.ERASED else {}
    Comment.objects.filter(pk=comment.pk).update(visibility=state, **wiped)
    comment.refresh_from_db()
    assert bool(policies.may_erase(user)) is may
    assert bool(policies.may_decide(user, case_of(comment), Measure.ERASE)) is (may and STATES[state])


@pytest.mark.matrix("may_erase", "may_decide")
def test_nobody_erases_their_own_comment(comment: Comment, vera: User) -> None:
    for role in (Role.MODERATOR, Role.ADMINISTRATOR):
        vera.grants.create(role=role, reason="She asked.")
    author = User.objects.get(pk=vera.pk)
    assert policies.may_erase(author)
    assert not policies.may_decide(author, case_of(comment), Measure.ERASE)


# ---------------------------------------------------------------- the page


@pytest.fixture
def page(client: Client, anna: User) -> Client:
    client.force_login(anna)
    return client


def sent(case: Case, **more: str) -> dict[str, Any]:
    seen = {"version": case.version, "comment_version": case.comment.version}
    return {**SAID, **seen, **more}


def address(case: Case) -> str:
    return f"/moderating/cases/{case.pk}/erase/"


def test_the_page_asks_for_the_law_and_then_shows_what_is_lost(page: Client, busy: Case, sam: User) -> None:
    answered(busy.comment, author=sam)
    shown = page.get(address(busy)).content.decode()
    assert "The tide decides" in shown
    response = page.post(address(busy), sent(busy))
    asked = response.content.decode()
    assert response.status_code == 200
    assert "<h1>Erase this for good?</h1>" in asked
    for line in (
        "1 earlier version of it.",
        "The words of 1 notice. Its ground and its outcome stay.",
        "The words of 1 moderators’ note.",
        "The words of 1 appeal and of the reply.",
        "Erased. Illegal: Art. 17 GDPR",
        "1 answer to it: look whether it repeats the text.",
        "Court of Brussels, 26/123",
    ):
        assert line in asked
    busy.comment.refresh_from_db()
    assert busy.comment.visibility == "rejected"


def test_confirming_erases_and_says_so(page: Client, busy: Case) -> None:
    response = page.post(address(busy), sent(busy, erase="yes"), follow=True)
    assert response.redirect_chain == [(address(busy), 302)]
    assert "The text is erased, and what repeated it." in response.content.decode()
    decision = Decision.objects.get(measure="erase")
    assert decision.law == "Art. 17 GDPR"
    assert decision.explanation == "Order or reference: Court of Brussels, 26/123\n\nIt names a home."


def test_readers_see_a_stub_with_the_law(page: Client, busy: Case) -> None:
    page.post(address(busy), sent(busy, erase="yes"))
    thread = Client().get(f"/debates/{busy.comment.debate.slug}/comments/").content.decode()
    assert "Erased." in thread
    assert "Illegal: Art. 17 GDPR" in thread


def test_who_wants_to_change_something_finds_what_they_wrote(page: Client, busy: Case) -> None:
    shown = page.post(address(busy), sent(busy, change="yes", erase="yes")).content.decode()
    assert 'value="Court of Brussels, 26/123"' in shown
    assert "<h1>Legal erasure</h1>" in shown
    assert not Decision.objects.filter(measure="erase").exists()


@pytest.mark.parametrize("missing", [*SAID])
def test_without_law_order_or_explanation_nothing_is_erased(page: Client, busy: Case, missing: str) -> None:
    response = page.post(address(busy), sent(busy, erase="yes", **{missing: " "}))
    assert response.status_code == 400
    assert not Decision.objects.filter(measure="erase").exists()


@pytest.mark.parametrize("seen", ["version", "comment_version"])
def test_what_has_changed_meanwhile_is_not_erased(page: Client, busy: Case, seen: str) -> None:
    response = page.post(address(busy), {**sent(busy, erase="yes"), seen: 0})
    assert response.status_code == 400
    assert "This was not done" in response.content.decode()
    assert not Decision.objects.filter(measure="erase").exists()


def test_a_moderator_who_was_quicker_is_named(page: Client, busy: Case, mo: User) -> None:
    seen = sent(busy, erase="yes")
    decided(busy, mo, Measure.APPROVE, now=NOW + timedelta(minutes=1))
    shown = page.post(address(busy), seen).content.decode()
    assert "Mo already approved this" in shown


def test_for_moderators_and_for_administrators_alone_there_is_no_such_page(
    client: Client, busy: Case, mo: User
) -> None:
    for user in (mo, make_user("Adam", Role.ADMINISTRATOR)):
        client.force_login(user)
        assert client.get(address(busy)).status_code == 404
        assert client.post(address(busy), sent(busy, erase="yes")).status_code == 404
    assert not Decision.objects.filter(measure="erase").exists()
