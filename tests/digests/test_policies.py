"""Who may be told what by e-mail, and who says so: every policy for every role and every state."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions import set_standing
from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Remedy, Verdict
from debates.comments.models import Comment
from debates.comments.visibility import SHOWN, Visibility
from debates.digests import policies
from debates.digests.letters import links
from debates.digests.lists import MailingList
from debates.digests.models import FormerSubscriber
from debates.digests.things import Thing
from debates.publishing.models import Debate
from debates.publishing.workflow import PUBLIC, Status
from tests.digests.rows import subscriber
from tests.makers import NOW, make_contributor, make_user

pytestmark = pytest.mark.django_db

People = dict[str, Any]

READERS = (
    "reader",
    "contributor",
    "editor",
    "moderator",
    "administrator",
    "suspended",
    "banned",
)
NO_ADDRESS = "Your account has no confirmed e-mail address: add one first."
CLOSED = "This account is closed."
ONLY_PEOPLE = "Only people are written to."
NO_DEBATE = "This debate is not there."
NO_COMMENT = "This comment is not there."
LOCKED = "This thread is locked: it takes no more answers."
SIGN_IN = "Sign in to be told of replies: only accounts comment."
NOT_YOURS = "This link does not open these settings."
WITH_ACCOUNT = "This address is that of an account: it goes with the account."

BY_PERSON = {
    "visitor": "",
    **dict.fromkeys(READERS, ""),
    "without address": NO_ADDRESS,
    "not confirmed": NO_ADDRESS,
    "closed": CLOSED,
    "the site itself": ONLY_PEOPLE,
}


@pytest.fixture
def people(ed: User, ada: User, mo: User, vera: User) -> People:
    make_contributor(ed, "Ada", account=ada)
    suspended, banned = make_user("Sue"), make_user("Ben")
    set_standing(person=suspended, suspended_until=NOW.replace(year=2999))
    set_standing(person=banned, banned=True)
    return {
        "visitor": AnonymousUser(),
        "reader": vera,
        "contributor": ada,
        "editor": ed,
        "moderator": mo,
        "administrator": make_user("Root", Role.ADMINISTRATOR),
        "suspended": suspended,
        "banned": banned,
        "without address": User.objects.create_user(None, display_name="Nob"),
        "not confirmed": User.objects.create_user("una@example.org", display_name="Una"),
        "closed": make_user("Fay", Role.EDITOR, is_active=False),
        "the site itself": None,
    }


def sentences(people: People, ask: Callable[[Any], Verdict]) -> dict[str, str]:
    """Answer what everybody is told; yes is the empty sentence."""
    told = {}
    for who, user in people.items():
        verdict = ask(user)
        assert bool(verdict) == (verdict.sentence == "")
        assert verdict.remedy is Remedy.NONE
        told[who] = str(verdict.sentence)
    return told


def everybody(people: People, sentence: str) -> dict[str, str]:
    return dict.fromkeys(people, sentence)


def debate_in(status: Status) -> Debate:
    return Debate(pk=1, question="?", slug="q", status=status)


# ---------------------------------------------------------------- what can be wanted


@pytest.mark.matrix("may_subscribe")
def test_visitors_and_whoever_has_a_confirmed_address_may_subscribe(people: People) -> None:
    said = {who: policies.may_subscribe(user) for who, user in people.items()}
    assert {who: str(verdict.sentence) for who, verdict in said.items()} == BY_PERSON
    assert {who for who, verdict in said.items() if verdict} == {"visitor", *READERS}


@pytest.mark.matrix("may_follow")
@pytest.mark.parametrize("status", Status)
def test_debates_that_readers_see_can_be_followed(people: People, status: Status) -> None:
    said = sentences(people, lambda user: policies.may_follow(user, debate_in(status)))
    assert said == (BY_PERSON if status in PUBLIC else everybody(people, NO_DEBATE))


@pytest.mark.matrix("may_follow_thread")
@pytest.mark.parametrize(("status", "state"), [*product(Status, Visibility)])
def test_threads_that_readers_see_or_have_seen_can_be_followed(
    people: People, status: Status, state: Visibility
) -> None:
    for seen, locked, answer in product((True, False), (True, False), (True, False)):
        root = Comment(pk=1, debate=debate_in(status), visibility=state, was_public=seen, is_locked=locked)
        comment = Comment(pk=2, debate=root.debate, thread=root, parent=root) if answer else root
        said = sentences(people, lambda user, comment=comment: policies.may_follow_thread(user, comment))
        if status not in PUBLIC or not (state in SHOWN or seen):
            assert said == everybody(people, NO_COMMENT)
        else:
            assert said == (everybody(people, LOCKED) if locked else BY_PERSON)


@pytest.mark.matrix("may_be_told")
@pytest.mark.parametrize("status", Status)
def test_each_thing_has_its_own_rule(people: People, status: Status) -> None:
    debate = debate_in(status)
    thread = Comment(pk=1, debate=debate, visibility=Visibility.PUBLISHED)
    hidden = status not in PUBLIC
    expected = {
        Thing.new_debates(): BY_PERSON,
        Thing.new_in("fr"): BY_PERSON,
        Thing.replies(): BY_PERSON | {"visitor": SIGN_IN},
        Thing.about(debate): everybody(people, NO_DEBATE) if hidden else BY_PERSON,
        Thing.below(thread): everybody(people, NO_COMMENT) if hidden else BY_PERSON,
    }
    for thing, told in expected.items():
        assert sentences(people, lambda user, thing=thing: policies.may_be_told(user, thing)) == told


# ---------------------------------------------------------------- who says what somebody gets


@pytest.mark.matrix("may_manage", "may_be_forgotten")
def test_people_choose_for_themselves_and_by_their_own_link(people: People, vera: User) -> None:
    own, wren, finch = subscriber("", user=vera), subscriber(), subscriber("finch@example.org")
    nobody = everybody(people, NOT_YOURS)
    former = FormerSubscriber.objects.create(number=4_000, nonce="n" * 22, subscriber=wren)
    old_link = links.token(links.PREFERENCES, former.number, former.nonce)
    for token in ("", "guessed", links.preferences_token(finch)):
        of_wren = sentences(people, lambda user, token=token: policies.may_manage(user, wren, token))
        of_vera = sentences(people, lambda user, token=token: policies.may_manage(user, own, token))
        assert (of_wren, of_vera) == (nobody, nobody | {"reader": ""})
        gone = sentences(people, lambda user, token=token: policies.may_be_forgotten(user, wren, token))
        assert gone == nobody
        kept = sentences(people, lambda user, token=token: policies.may_be_forgotten(user, own, token))
        assert kept == nobody | {"reader": WITH_ACCOUNT}
    for token in (links.preferences_token(wren), old_link):
        for ask in (policies.may_manage, policies.may_be_forgotten):
            said = sentences(people, lambda user, ask=ask, token=token: ask(user, wren, token))
            assert said == everybody(people, "")
    token = links.preferences_token(own)
    assert sentences(people, lambda user: policies.may_manage(user, own, token)) == everybody(people, "")
    said = sentences(people, lambda user: policies.may_be_forgotten(user, own, token))
    assert said == everybody(people, WITH_ACCOUNT)


def test_a_closed_account_chooses_nothing_while_signed_in(people: People) -> None:
    own = subscriber("", user=people["closed"])
    assert not policies.may_manage(people["closed"], own)


@pytest.mark.matrix("may_leave")
def test_a_list_is_left_by_the_secret_of_its_letters_whoever_comes_with_it() -> None:
    wren, finch = subscriber(), subscriber("finch@example.org")
    for mailing_list, other in product(MailingList, MailingList):
        token = links.unsubscribe_token(wren, other)
        assert bool(policies.may_leave(wren, mailing_list, token)) == (mailing_list is other)
        assert str(policies.may_leave(finch, mailing_list, token).sentence) == NOT_YOURS
    assert not policies.may_leave(wren, MailingList.DIGEST, "")
