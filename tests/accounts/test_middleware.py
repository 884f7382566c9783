"""The hint that somebody is signed in, and the wall before powers that wait for a second factor."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client, RequestFactory
from pytest_django import Settings

from accounts.adapters import MFAAdapter
from accounts.middleware import HINT
from accounts.models import User
from accounts.roles import Role
from accounts.sessions import end_sessions_without_factor
from accounts.views import GOAL
from debates.publishing.models import Debate
from tests.makers import make_debate, make_user


def signed_in(user: User) -> Client:
    client = Client()
    response = client.post("/account/login/", {"login": user.email, "password": "secret"})
    assert response.status_code == 302
    return client


def test_the_hint_comes_with_signing_in_and_goes_with_signing_out(vera: User) -> None:
    client = signed_in(vera)
    hint = client.cookies[HINT]
    assert (hint.value, hint["samesite"], hint["httponly"]) == ("1", "Lax", "")
    client.post("/account/logout/")
    assert client.cookies[HINT].value == ""
    assert client.cookies[HINT]["max-age"] == 0


def test_the_hint_goes_when_the_session_was_ended_elsewhere(vera: User) -> None:
    client = signed_in(vera)
    for session in UserSession.objects.filter(user=vera):
        session.end()
    assert client.get("/account/me/").cookies[HINT]["max-age"] == 0


def test_a_public_page_neither_reads_nor_writes_the_hint(vera: User, ed: User) -> None:
    make_debate(ed)
    client = signed_in(vera)
    for client_ in (client, Client()):
        response = client_.get("/debates/")
        assert (list(response.cookies), response.get("Vary")) == ([], "Accept-Encoding")


# ---------------------------------------------------------------- the wall


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


WALLED = ["/admin/", "/editing/", "/editing/debates/{}/", "/editing/debates/{}/moves/close/", "/preview/{}/"]


@pytest.mark.parametrize("path", WALLED)
def test_an_editor_without_a_factor_is_led_to_where_one_is_added(
    ed: User, debate: Debate, settings: Settings, path: str
) -> None:
    client = Client()
    client.force_login(ed)
    path = path.format(debate.pk)
    assert client.get(path).status_code == 200
    settings.SECOND_FACTOR_REQUIRED = True
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (
        302,
        f"/account/second-factor/?next={path.replace('/', '%2F')}",
    )
    wall = client.get(response["Location"])
    assert (wall.status_code, client.session[GOAL]) == (403, path)
    Authenticator.objects.create(user=ed, type=Authenticator.Type.TOTP, data={})
    assert client.get(path).status_code == 200
    assert client.get(response["Location"])["Location"] == path


def test_what_an_editor_without_a_factor_sends_changes_nothing(
    ed: User, debate: Debate, settings: Settings
) -> None:
    client = Client()
    client.force_login(ed)
    settings.SECOND_FACTOR_REQUIRED = True
    assert client.post(f"/editing/debates/{debate.pk}/moves/close/", {"note": ""}).status_code == 302
    debate.refresh_from_db()
    assert debate.status == "published"


def test_a_stranger_does_not_learn_that_there_is_a_wall(
    sam: User, debate: Debate, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = Client()
    client.force_login(sam)
    assert client.get(f"/editing/debates/{debate.pk}/close/").status_code == 404
    assert client.get("/admin/login/").status_code == 403


@pytest.mark.parametrize(
    "goal",
    ["https://evil.example/", "//evil.example/", "https:evil.example", "\\\\evil.example", "javascript:x"],
)
def test_the_wall_leads_back_to_this_site_only(ed: User, goal: str) -> None:
    client = Client()
    client.force_login(ed)
    client.get("/account/second-factor/", {"next": goal})
    assert client.session[GOAL] == "/account/"


# ---------------------------------------------------------------- sessions elsewhere


DATA = {Authenticator.Type.RECOVERY_CODES: {"seed": MFAAdapter().encrypt("seed"), "used_mask": 0}}


def sessions_after(user: User, *kinds: str) -> int:
    """Answer how many sessions are left of two when the last of these factors is added in one of them."""
    here, elsewhere = signed_in(user), signed_in(user)
    for kind in kinds:
        Authenticator.objects.create(user=user, type=kind, data=DATA.get(kind, {}))
    request = RequestFactory().get("/")
    request.session = here.session
    end_sessions_without_factor(request, user)
    assert here.get("/account/").status_code == 200
    return 1 + (elsewhere.get("/account/").status_code == 200)


@pytest.mark.parametrize(
    ("kinds", "left"),
    [
        (("webauthn",), 1),
        (("totp",), 1),
        (("totp", "recovery_codes"), 1),
        (("webauthn", "webauthn"), 2),
        (("recovery_codes",), 2),
    ],
)
def test_the_first_second_factor_ends_the_sessions_that_began_without_one(
    db: None, kinds: tuple[str, ...], left: int
) -> None:
    assert sessions_after(make_user("Edna", Role.EDITOR), *kinds) == left
