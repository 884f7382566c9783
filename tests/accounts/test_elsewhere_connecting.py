"""An account elsewhere is connected to an account here, and parted from it: never the last way in."""

import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import User
from accounts.policies import may_disconnect
from tests.accounts.other_site import ABOUT_PEOPLE, Answer, OtherSite
from tests.accounts.running_site import RunningSite, Window
from tests.makers import make_user

pytestmark = pytest.mark.xdist_group("elsewhere")

both = pytest.mark.parametrize("provider", ["oidc", "mediawiki"])
CONNECTIONS = "/account/3rdparty/"


def connections() -> list[tuple[str, str, str]]:
    return [*SocialAccount.objects.order_by("pk").values_list("user__display_name", "provider", "uid")]


def make_passkey(person: User, *, alone: bool) -> Authenticator:
    """Answer a passkey, which signs in alone or only as a second step."""
    data = {"name": "Key", "credential": {"clientExtensionResults": {"credProps": {"rk": alone}}}}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)


def part(window: Window, account: SocialAccount) -> bool:
    """Press the button that parts from this account; answer whether it is gone."""
    answer = window.press(window.get(CONNECTIONS), account=str(account.pk))
    assert (answer.status_code, answer.url) == (200, window.site.url + CONNECTIONS)
    return not SocialAccount.objects.filter(pk=account.pk).exists()


# ---------------------------------------------------------------- connecting


@both
def test_somebody_connects_an_account_and_signs_in_by_it_later(
    site: RunningSite, other_site: OtherSite, provider: str, vera: User
) -> None:
    other_site.person = {
        "sub": "77",
        "name": "Somebody",
        "username": "Somebody",
        "email": "other@example.org",
        "email_verified": True,
        "confirmed_email": True,
    }
    window = Window(site).belongs_to(vera)
    asked = window.sign_in(provider, process="connect")
    # Nobody who finds a browser open adds a way in of their own.
    assert asked.url == f"{site.url}/account/reauthenticate/"
    assert connections() == []
    assert window.press(asked, password="secret").url == site.url + CONNECTIONS
    assert connections() == [("Vera", provider, "77")]
    later = Window(site)
    assert later.sign_in(provider).url == f"{site.url}/account/"
    assert [*User.objects.values_list("display_name", "email")] == [("Vera", "vera@example.org")]
    assert [*EmailAddress.objects.values_list("email", flat=True)] == ["vera@example.org"]


@both
def test_an_account_that_is_somebody_elses_is_not_connected(
    site: RunningSite, other_site: OtherSite, provider: str, vera: User, sam: User
) -> None:
    SocialAccount.objects.create(user=sam, provider=provider, uid="77")
    window = Window(site).belongs_to(vera)
    window.press(window.sign_in(provider, process="connect"), password="secret")
    assert connections() == [("Sam", provider, "77")]
    # And it did not let Vera in as Sam.
    assert 'value="Vera"' in window.get("/account/profile/").text


@both
def test_a_wrong_password_connects_nothing(site: RunningSite, other_site: OtherSite, provider: str) -> None:
    # A name of its own for each try: an account is let try few passwords.
    window = Window(site).belongs_to(make_user(f"Vera{secrets.token_hex(4)}"))
    assert window.press(window.sign_in(provider, process="connect"), password="wrong").status_code == 200
    assert connections() == []


@both
def test_a_visitor_who_wants_to_connect_is_asked_to_sign_in(
    window: Window, other_site: OtherSite, provider: str
) -> None:
    page = window.sign_in(provider, process="connect")
    assert page.url.startswith(f"{window.site.url}/account/login/?next=")
    assert (connections(), User.objects.count()) == ([], 0)


@both
def test_the_other_site_is_called_by_its_name(window: Window, other_site: OtherSite, provider: str) -> None:
    page = window.get("/account/login/").text
    assert "Harbour Board" in page
    assert "Wikimedia" in page
    assert "MediaWiki" not in page
    window.sign_in(provider)
    assert "MediaWiki" not in window.get(CONNECTIONS).text


@both
def test_whoever_came_from_one_site_connects_the_other(
    site: RunningSite, other_site: OtherSite, provider: str
) -> None:
    other = "mediawiki" if provider == "oidc" else "oidc"
    other_site.person = {"sub": "77", "name": "Vera", "username": "Vera"}
    window = Window(site)
    window.sign_in(provider)
    assert window.sign_in(other, process="connect").url == site.url + CONNECTIONS
    assert connections() == [("Vera", provider, "77"), ("Vera", other, "77")]


@both
def test_two_windows_at_once_connect_an_account_once(
    site: RunningSite, other_site: OtherSite, provider: str
) -> None:
    vera = User.objects.create_user(None, display_name="Vera")
    windows = [Window(site).belongs_to(vera) for _ in range(4)]
    pages = [window.way_out(provider, process="connect") for window in windows]
    other_site.instead[ABOUT_PEOPLE[provider]] = Answer({"sub": "77"}, after=0.5)
    with ThreadPoolExecutor(len(windows)) as pool:
        answers = [*pool.map(lambda window, page: window.follow(page).status_code, windows, pages)]
    assert connections() == [("Vera", provider, "77")]
    assert 200 in answers
    assert {*answers} <= {200, 503}


# ---------------------------------------------------------------- parting


@both
def test_the_last_way_in_stays(window: Window, other_site: OtherSite, provider: str) -> None:
    window.sign_in(provider)
    assert not part(window, SocialAccount.objects.get())


@both
def test_whoever_has_an_address_parts_without_a_password(
    window: Window, other_site: OtherSite, provider: str
) -> None:
    other_site.person = {"sub": 1, "email": "v@example.org", "email_verified": True, "confirmed_email": True}
    window.sign_in(provider)
    assert not User.objects.get().has_usable_password()
    assert part(window, SocialAccount.objects.get())
    assert window.is_signed_in


def test_of_two_accounts_elsewhere_one_stays(window: Window, other_site: OtherSite) -> None:
    window.sign_in("oidc")
    window.sign_in("mediawiki", process="connect")
    first, second = SocialAccount.objects.order_by("pk")
    assert (part(window, first), part(window, second)) == (True, False)


def test_nobody_parts_somebody_else_from_their_account(window: Window, other_site: OtherSite) -> None:
    window.sign_in("oidc")
    sams = SocialAccount.objects.create(user=make_user("Sam"), provider="oidc", uid="78")
    assert not part(window, sams)


def test_an_account_at_a_site_that_is_switched_off_is_not_shown_and_breaks_nothing(vera: User) -> None:
    account = SocialAccount.objects.create(user=vera, provider="mediawiki", uid="77")
    client = Client()
    client.force_login(vera)
    assert client.get(CONNECTIONS).status_code == 200
    assert client.post(CONNECTIONS, {"account": account.pk}).status_code == 200
    assert client.get("/account/").status_code == 200
    assert SocialAccount.objects.count() == 1


def test_strangers_have_no_page_of_connections(db: None) -> None:
    for answer in (Client().get(CONNECTIONS), Client().post(CONNECTIONS, {"account": 1})):
        assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={CONNECTIONS}")


# ---------------------------------------------------------------- the policy

WAYS = {
    "nothing": False,
    "password": False,
    "address to confirm": False,
    "passkey as a second step": False,
    "address": True,
    "passkey": True,
    "other account": True,
    "other account of Sam": False,
}


@pytest.mark.matrix("may_disconnect")
@pytest.mark.parametrize(("way", "allowed"), WAYS.items())
def test_who_may_part_from_an_account_elsewhere(way: str, allowed: bool, sam: User) -> None:
    vera = User.objects.create_user(None, "secret" if way == "password" else None, display_name="Vera")
    account = SocialAccount.objects.create(user=vera, provider="oidc", uid="77")
    if way.startswith("address"):
        verified = way == "address"
        EmailAddress.objects.create(user=vera, email="vera@example.org", primary=True, verified=verified)
    if way.startswith("passkey"):
        make_passkey(vera, alone=way == "passkey")
    if way.startswith("other account"):
        owner = sam if way.endswith("Sam") else vera
        SocialAccount.objects.create(user=owner, provider="mediawiki", uid="77")
    usable = SocialAccount.objects.all()
    assert bool(may_disconnect(vera, account, usable)) is allowed
    closed = User(pk=vera.pk, is_active=False)
    for stranger in (sam, closed, AnonymousUser()):
        assert not may_disconnect(stranger, account, usable)


def test_an_account_at_a_site_that_is_switched_off_is_no_way_in(db: None) -> None:
    vera = User.objects.create_user(None, display_name="Vera")
    account = SocialAccount.objects.create(user=vera, provider="oidc", uid="77")
    SocialAccount.objects.create(user=vera, provider="mediawiki", uid="77")
    assert may_disconnect(vera, account, SocialAccount.objects.all())
    assert not may_disconnect(vera, account, SocialAccount.objects.filter(provider="oidc"))
