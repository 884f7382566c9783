"""Who may use which power: every policy asked for every role and every state."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from pytest_django import Settings

from accounts import actions, policies
from accounts.models import RoleGrant, User
from accounts.roles import POWERFUL, Role
from accounts.verdicts import Remedy, Verdict
from tests.makers import NOW, make_user

ROLES = ("reader", "contributor", "editor", "moderator", "administrator")
FACTOR_FIRST = "Add a passkey or an authenticator app to your account first."


def add_factor(user: User, kind: str = Authenticator.Type.WEBAUTHN) -> Authenticator:
    return Authenticator.objects.create(user_id=user.pk, type=kind, data={})


@pytest.fixture
def people(db: None) -> dict[str, Any]:
    """Answer somebody of every kind. Whoever has a power has a second factor too, but for one."""
    held = {
        "reader": (),
        "contributor": (Role.CONTRIBUTOR,),
        "editor": (Role.EDITOR,),
        "moderator": (Role.MODERATOR,),
        "administrator": (Role.ADMINISTRATOR,),
    }
    accounts: dict[str, Any] = {name: make_user(name.title(), *roles) for name, roles in held.items()}
    for name in ("editor", "moderator", "administrator"):
        add_factor(accounts[name])
    accounts["closed"] = make_user("Closed", *POWERFUL, is_active=False)
    accounts["without a factor"] = make_user("Bare", *POWERFUL)
    return {"visitor": AnonymousUser(), **accounts, "the site itself": None}


def sentences(verdicts: dict[Any, Verdict]) -> dict[Any, str]:
    """Answer the sentence of each verdict; yes is the empty one."""
    for verdict in verdicts.values():
        assert bool(verdict) == (verdict.sentence == "")
    return {key: str(verdict.sentence) for key, verdict in verdicts.items()}


def everybody(sentence: str, **others: str) -> dict[str, str]:
    """Answer the same sentence for everybody but those named; underscores stand for spaces."""
    all_of_them = ("visitor", *ROLES, "closed", "without a factor", "the site itself")
    return {**dict.fromkeys(all_of_them, sentence), **{k.replace("_", " "): v for k, v in others.items()}}


# ---------------------------------------------------------------- powers

ONLY = {
    Role.READER: "Only readers with an account can do this.",
    Role.CONTRIBUTOR: "Only contributors can do this.",
    Role.EDITOR: "Only editors can do this.",
    Role.MODERATOR: "Only moderators can do this.",
    Role.ADMINISTRATOR: "Only administrators can do this.",
}


@pytest.mark.matrix("may_act_as")
@pytest.mark.parametrize(
    "required", [False, True], ids=["a factor is not asked for", "a factor is asked for"]
)
@pytest.mark.parametrize("role", list(Role))
def test_may_act_as(people: dict[str, Any], settings: Settings, role: Role, required: bool) -> None:
    settings.SECOND_FACTOR_REQUIRED = required
    verdicts = {name: policies.may_act_as(user, role) for name, user in people.items()}
    if role is Role.READER:
        expected = everybody("", visitor=ONLY[role], closed=ONLY[role])
    else:
        expected = everybody(ONLY[role], the_site_itself="", **{role.value: ""})
        if role in POWERFUL:
            expected["without a factor"] = FACTOR_FIRST if required else ""
    assert sentences(verdicts) == expected


@pytest.mark.parametrize("kind", list(Authenticator.Type))
def test_recovery_codes_alone_are_no_second_factor(db: None, settings: Settings, kind: str) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    ed = make_user("Ed", Role.EDITOR)
    add_factor(ed, kind)
    assert bool(policies.may_act_as(ed, Role.EDITOR)) == (kind != Authenticator.Type.RECOVERY_CODES)


def test_the_room_says_in_its_own_words_who_may(vera: User) -> None:
    assert policies.may_act_as(vera, Role.EDITOR, "Ask an editor.") == Verdict.no("Ask an editor.")


@pytest.mark.matrix("may_use_administration")
@pytest.mark.parametrize(
    "required", [False, True], ids=["a factor is not asked for", "a factor is asked for"]
)
def test_may_use_administration(people: dict[str, Any], settings: Settings, required: bool) -> None:
    settings.SECOND_FACTOR_REQUIRED = required
    verdicts = {name: policies.may_use_administration(user) for name, user in people.items()}
    waiting = {"without_a_factor": FACTOR_FIRST if required else ""}
    expected = everybody(ONLY[Role.EDITOR], editor="", administrator="", the_site_itself="", **waiting)
    assert sentences(verdicts) == expected
    remedy = Remedy.SECOND_FACTOR if required else Remedy.NONE
    assert verdicts["without a factor"].remedy is remedy


def test_one_power_that_waits_is_named_before_one_that_was_never_there(db: None, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    root = make_user("Root", Role.ADMINISTRATOR)
    assert policies.may_use_administration(root).remedy is Remedy.SECOND_FACTOR


# ---------------------------------------------------------------- roles

GIVE = "Only administrators give and remove roles."


@pytest.mark.matrix("may_give_role")
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("is_active", [True, False], ids=["open account", "closed account"])
def test_may_give_role(people: dict[str, Any], sam: User, role: Role, is_active: bool) -> None:
    sam.is_active = is_active
    verdicts = {name: policies.may_give_role(user, sam, role) for name, user in people.items()}
    told = ""
    if role is Role.READER:
        told = "Whoever has an account is a reader already."
    elif not is_active:
        told = "This account may not sign in: open it before you give it a role."
    may = dict.fromkeys(("administrator", "without_a_factor", "the_site_itself"), told)
    assert sentences(verdicts) == everybody(GIVE, **may)


@pytest.mark.matrix("may_remove_role")
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.READER])
@pytest.mark.parametrize("ended", [True, False], ids=["removed before", "held"])
def test_may_remove_role(people: dict[str, Any], sam: User, role: Role, ended: bool) -> None:
    grant = RoleGrant(user=sam, role=role, granted_at=NOW, removed_at=NOW if ended else None)
    verdicts = {name: policies.may_remove_role(user, grant) for name, user in people.items()}
    told = "This role has been removed already." if ended else ""
    may = dict.fromkeys(("administrator", "without_a_factor", "the_site_itself"), told)
    assert sentences(verdicts) == everybody(GIVE, **may)


def test_nobody_removes_their_own_administration(people: dict[str, Any]) -> None:
    root = people["administrator"]
    own = root.grants.get(role=Role.ADMINISTRATOR)
    assert str(policies.may_remove_role(root, own).sentence) == (
        "Another administrator has to remove this role from you."
    )
    assert policies.may_remove_role(None, own)
    other = RoleGrant(user=root, role=Role.EDITOR, granted_at=NOW)
    assert policies.may_remove_role(root, other)


# ---------------------------------------------------------------- accounts


@pytest.mark.matrix("may_save_account")
@pytest.mark.parametrize("is_active", [True, False], ids=["open account", "closed account"])
def test_may_save_account(people: dict[str, Any], sam: User, is_active: bool) -> None:
    sam.is_active = is_active
    verdicts = {name: policies.may_save_account(user, sam) for name, user in people.items()}
    may = dict.fromkeys(("administrator", "without_a_factor", "the_site_itself"), "")
    assert sentences(verdicts) == everybody("Only administrators change accounts.", **may)


def test_nobody_closes_their_own_account_in_the_administration(people: dict[str, Any]) -> None:
    root = people["administrator"]
    assert policies.may_save_account(root, root)
    shut = User.objects.get(pk=root.pk)
    shut.is_active = False
    assert str(policies.may_save_account(root, shut).sentence) == (
        "Another administrator has to close your account."
    )


@pytest.mark.matrix("may_save_profile")
def test_may_save_profile(people: dict[str, Any]) -> None:
    told = "Only the person themselves can change this."
    for owner in (*ROLES, "closed", "without a factor"):
        verdicts = {name: policies.may_save_profile(user, people[owner]) for name, user in people.items()}
        own = {} if owner == "closed" else {owner.replace(" ", "_"): ""}
        assert sentences(verdicts) == everybody(told, the_site_itself="", **own)


@pytest.mark.matrix("may_see_profile")
@pytest.mark.parametrize("about", ["", "I count birds."])
@pytest.mark.parametrize("is_active", [True, False], ids=["open account", "closed account"])
def test_may_see_profile(people: dict[str, Any], sam: User, about: str, is_active: bool) -> None:
    sam.about, sam.is_active = about, is_active
    verdicts = {name: policies.may_see_profile(user, sam) for name, user in people.items()}
    told = "" if about and is_active else "This person says nothing about themselves here."
    assert sentences(verdicts) == everybody(told)


# ---------------------------------------------------------------- taking part

LONG = NOW + timedelta(days=3)


@pytest.mark.matrix("may_take_part")
@pytest.mark.parametrize(
    ("until", "told"),
    [
        (None, ""),
        (NOW - timedelta(seconds=1), ""),
        (NOW, ""),
        (LONG, "You can’t take part until 4 March 2026, 09:00."),
    ],
    ids=["never suspended", "suspended before", "until now", "suspended"],
)
def test_may_take_part(people: dict[str, Any], until: Any, told: str) -> None:
    for user in people.values():
        if isinstance(user, User):
            actions.set_standing(person=user, suspended_until=until)
    verdicts = {name: policies.may_take_part(user, NOW) for name, user in people.items()}
    # A visitor is asked about as a fresh reader, whom nothing is held against.
    expected = everybody(
        told, visitor="Sign in to take part.", closed="This account is closed.", the_site_itself=""
    )
    assert sentences(verdicts) == expected
    assert verdicts["visitor"].remedy is Remedy.SIGN_IN


def test_rejections_alone_stop_nobody(vera: User) -> None:
    actions.set_standing(person=vera, recent_rejections=9)
    assert policies.may_take_part(vera, NOW)


def test_a_visitor_is_told_what_a_fresh_reader_would_be_told() -> None:
    @policies.or_sign_in("Sign in to vote.")
    def may_vote(user: Any, closed: bool) -> Verdict:
        return Verdict.no("This debate is closed.") if closed else Verdict.yes()

    assert may_vote(AnonymousUser(), closed=False) == Verdict.no("Sign in to vote.", Remedy.SIGN_IN)
    assert may_vote(AnonymousUser(), closed=True) == Verdict.no("This debate is closed.")
    assert may_vote(User(), closed=False) == Verdict.yes()
    assert may_vote(None, closed=False) == Verdict.yes()


def test_a_fresh_reader_is_a_reader_and_nothing_else() -> None:
    reader = policies.fresh_reader()
    assert reader.roles == {Role.READER}
    assert (reader.is_authenticated, reader.is_active, reader.is_staff) == (True, True, False)


@pytest.mark.parametrize("standing", [{"suspended_until": LONG}, {"banned": True}])
def test_who_is_barred_is_led_to_why_and_how_to_appeal(vera: User, standing: dict[str, Any]) -> None:
    actions.set_standing(person=vera, **standing)
    assert policies.may_take_part(vera, NOW).remedy is Remedy.APPEAL
