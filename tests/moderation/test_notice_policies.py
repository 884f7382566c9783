"""Who may report, confirm and read notices, and publish rules: asked for every role and every state."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from accounts.actions import set_standing
from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment
from debates.comments.visibility import SHOWN, Visibility
from debates.moderation import policies
from debates.moderation.measures import Ground, Sanction
from debates.moderation.models import Misuse, Notice, Penalty, Proposal, ProposalState, State
from debates.publishing.models import Debate
from debates.publishing.workflow import PUBLIC, Status
from tests.makers import NOW, make_user
from tests.moderation.rows import case_of, rule

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)
UNSEEN = "Readers do not see this comment."
RULES_ALONE = "This site takes reports about its own rules alone."
OWN = "This is your own comment: you can withdraw it, and need not report it."
IGNORED = "We take no reports from you until 31 March 2026, 09:00."
ADMINISTRATORS = "Only administrators publish rules."

People = dict[str, Any]


def ignore(person: User, until: Any = LATER, **fields: Any) -> Penalty:
    """Take nobody's notices of this person, as a proposal led to."""
    proposal = Proposal.objects.create(
        person=person,
        misuse=Misuse.NOTICES,
        bad=5,
        counted=6,
        sanction=Sanction.IGNORE_NOTICES,
        days=30,
        state=ProposalState.CONFIRMED,
        created_at=NOW,
        decided_at=NOW,
        reason="Nothing came of them.",
    )
    given = {"sanction": Sanction.IGNORE_NOTICES, "until": until, "at": NOW - timedelta(days=1), **fields}
    return Penalty.objects.create(person=person, proposal=proposal, **given)


@pytest.fixture
def people(ed: User, ada: User, mo: User, vera: User) -> People:
    suspended, banned, ignored = make_user("Sue"), make_user("Ben"), make_user("Ivo")
    set_standing(person=suspended, suspended_until=LATER)
    set_standing(person=banned, banned=True)
    ignore(ignored)
    return {
        "visitor": AnonymousUser(),
        "reader": vera,
        "contributor": ada,
        "editor": ed,
        "moderator": mo,
        "administrator": make_user("Root", Role.ADMINISTRATOR),
        "suspended": suspended,
        "banned": banned,
        "ignored": ignored,
        "closed": make_user("Fay", Role.EDITOR, is_active=False),
        "the site itself": None,
    }


SPECIAL = {
    "ignored": IGNORED,
    "closed": "This account is closed.",
    "the site itself": "Only people report comments.",
}


def comment_in(state: Visibility, status: Status = Status.PUBLISHED, author: Any = None) -> Comment:
    debate = Debate(question="?", slug="q", status=status)
    return Comment(debate=debate, author_id=author, visibility=state, created_at=NOW)


def told_of(state: Visibility, status: Status, ground: Ground, *, takes_illegal: bool) -> str:
    """Answer what is told of the comment itself, nothing where it can be reported."""
    if state not in SHOWN or status not in PUBLIC:
        return UNSEEN
    return RULES_ALONE if ground is Ground.LAW and not takes_illegal else ""


@pytest.mark.matrix("takes_notices")
def test_what_readers_see_can_be_reported(settings: Settings) -> None:
    for state, status, ground, on in product(Visibility, Status, (Ground.RULES, Ground.LAW), (True, False)):
        settings.MODERATION_WITHOUT = frozenset() if on else frozenset({"notices"})
        verdict = policies.takes_notices(comment_in(state, status), ground)
        expected = told_of(state, status, ground, takes_illegal=on)
        assert (bool(verdict), str(verdict.sentence)) == (not expected, expected)


@pytest.mark.matrix("may_report")
def test_everybody_but_its_author_reports_what_readers_see(people: People, settings: Settings) -> None:
    for state, status, ground, on in product(
        Visibility,
        (Status.PUBLISHED, Status.ARCHIVED, Status.WITHDRAWN),
        (Ground.RULES, Ground.LAW),
        (True, False),
    ):
        settings.MODERATION_WITHOUT = frozenset() if on else frozenset({"notices"})
        told = told_of(state, status, ground, takes_illegal=on)
        comment = comment_in(state, status)
        heard = {who: policies.may_report(user, comment, NOW, ground) for who, user in people.items()}
        expected = {who: told or SPECIAL.get(who, "") for who in people}
        expected["the site itself"] = SPECIAL["the site itself"]
        assert {who: str(verdict.sentence) for who, verdict in heard.items()} == expected
        assert {who: bool(verdict) for who, verdict in heard.items()} == {
            who: not sentence for who, sentence in expected.items()
        }


def test_nobody_reports_their_own_comment(people: People) -> None:
    for who, user in people.items():
        if user is not None and user.is_authenticated and user.is_active:
            own = comment_in(Visibility.PUBLISHED, author=user.pk)
            assert (who, str(policies.may_report(user, own, NOW).sentence)) == (who, OWN)


def test_notices_are_taken_again_when_the_time_is_over_or_it_was_lifted(vera: User, sam: User) -> None:
    ignore(vera)
    ignore(sam, lifted_at=NOW)
    comment = comment_in(Visibility.PUBLISHED)
    assert not policies.may_report(vera, comment, LATER - timedelta(seconds=1))
    assert policies.may_report(vera, comment, LATER)
    assert policies.may_report(sam, comment, NOW)


def unconfirmed(comment: Comment, **fields: Any) -> Notice:
    """Answer a notice of somebody without an account."""
    given = {
        "case": case_of(comment),
        "comment_revision": 1,
        "ground": Ground.RULES,
        "rule": rule(),
        "email": "wil@example.org",
        "nonce": "n",
        "state": State.UNCONFIRMED,
        "created_at": NOW,
        **fields,
    }
    return Notice.objects.create(**given)


@pytest.mark.matrix("may_confirm")
@pytest.mark.parametrize(
    ("state", "days", "address", "told"),
    [
        ("unconfirmed", 0, "wil@example.org", ""),
        ("unconfirmed", 6.99, "wil@example.org", ""),
        ("unconfirmed", 7, "wil@example.org", "This link has run out: report the comment once more."),
        ("unconfirmed", 0, "SAM@example.org", ""),
        ("unconfirmed", 0, "VERA@example.org", OWN),
        ("unconfirmed", 0, "ivo@example.org", IGNORED),
        ("unconfirmed", 0, "fay@example.org", ""),
        ("unconfirmed", 0, "", ""),
        ("open", 0, "wil@example.org", "This report is confirmed already."),
        ("settled", 0, "wil@example.org", "This report is confirmed already."),
    ],
)
def test_a_notice_is_confirmed_once_in_time_and_never_past_the_rules_of_an_account(
    comment: Comment, sam: User, *, state: str, days: float, address: str, told: str
) -> None:
    ignore(make_user("Ivo"))
    make_user("Fay", is_active=False)
    stands: dict[str, dict[str, Any]] = {
        "unconfirmed": {},
        "open": {"confirmed_at": NOW},
        "settled": {"confirmed_at": NOW, "settled_at": NOW, "outcome": "unfounded"},
    }
    notice = unconfirmed(comment, state=state, email=address, **stands[state])
    verdict = policies.may_confirm(notice, NOW + timedelta(days=days))
    assert (bool(verdict), str(verdict.sentence)) == (not told, told)


def test_a_notice_of_what_is_gone_is_not_confirmed(comment: Comment) -> None:
    Comment.objects.update(visibility="withdrawn")
    comment.refresh_from_db()
    assert str(policies.may_confirm(unconfirmed(comment), NOW).sentence) == UNSEEN


def test_an_address_that_its_account_has_not_confirmed_says_nothing_of_it(
    comment: Comment, vera: User
) -> None:
    EmailAddress.objects.filter(user=vera).update(verified=False)
    assert policies.may_confirm(unconfirmed(comment, email="vera@example.org"), NOW)


@pytest.mark.matrix("may_see_notice")
@pytest.mark.parametrize("state", State)
def test_whoever_has_sent_a_notice_reads_it(people: People, sam: User, state: State) -> None:
    own, of_sam = (Notice(notifier_id=pk, state=state) for pk in (people["reader"].pk, sam.pk))
    for who, user in people.items():
        assert (who, bool(policies.may_see_notice(user, own))) == (who, who == "reader")
        assert (who, bool(policies.may_see_notice(user, of_sam))) == (who, False)
        assert not policies.may_see_notice(user, Notice(state=state))
    assert policies.may_see_notice(sam, of_sam)


@pytest.mark.matrix("may_set_rules")
def test_administrators_publish_rules(people: People) -> None:
    told = {who: str(policies.may_set_rules(user).sentence) for who, user in people.items()}
    allowed = {"administrator", "the site itself"}
    assert told == {who: "" if who in allowed else ADMINISTRATORS for who in people}
