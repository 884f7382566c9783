"""Sign up and in with an account elsewhere: at a real OpenID Connect server and a real MediaWiki's OAuth."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from accounts.names import NAME_LENGTH
from tests.accounts.other_site import ABOUT_PEOPLE, DISCOVERY, Answer, OtherSite
from tests.accounts.running_site import PATHS, RunningSite, Window
from tests.makers import make_user

# One process at a time: they share the site that a session of tests starts.
pytestmark = pytest.mark.xdist_group("elsewhere")

both = pytest.mark.parametrize("provider", ["oidc", "mediawiki"])

VERA = {
    "oidc": {
        "sub": "248289761001",
        "name": "Vera Quist",
        "preferred_username": "vq",
        "email": "Vera@Example.org",
        "email_verified": True,
        "birthdate": "1980-02-29",
        "phone_number": "+32 2 000 00 00",
    },
    "mediawiki": {
        "sub": 4711,
        "username": "Vera at the quay",
        "realname": "Vera Quist",
        "email": "Vera@Example.org",
        "confirmed_email": True,
        "editcount": 12,
        "blocked": False,
        "rights": ["read"],
    },
}
CALLED = {"oidc": "Vera Quist", "mediawiki": "Vera at the quay"}


def people() -> list[tuple[str, str | None]]:
    return [*User.objects.order_by("pk").values_list("display_name", "email")]


def addresses() -> list[tuple[str, bool, bool]]:
    return [*EmailAddress.objects.order_by("pk").values_list("email", "verified", "primary")]


# ---------------------------------------------------------------- up and in


@both
def test_somebody_signs_up_and_later_in_to_the_same_account(
    site: RunningSite, other_site: OtherSite, provider: str
) -> None:
    other_site.person = VERA[provider]
    for window in (Window(site), Window(site)):
        page = window.sign_in(provider)
        assert (page.status_code, page.url) == (200, f"{site.url}/account/")
        assert people() == [(CALLED[provider], "vera@example.org")]
        assert addresses() == [("vera@example.org", True, True)]
        known = SocialAccount.objects.values_list("provider", "uid", "user__display_name")
        assert [*known] == [(provider, str(VERA[provider]["sub"]), CALLED[provider])]
    assert not User.objects.get().has_usable_password()


@both
def test_nothing_is_kept_but_which_account_it_is(
    window: Window, other_site: OtherSite, provider: str
) -> None:
    other_site.person = VERA[provider]
    window.sign_in(provider)
    name = {"oidc": "vq", "mediawiki": "Vera at the quay"}[provider]
    assert SocialAccount.objects.get().extra_data == {"username": name}
    assert SocialToken.objects.count() == 0


@both
def test_every_request_of_the_site_says_whom_to_write_to(
    window: Window, other_site: OtherSite, provider: str
) -> None:
    window.sign_in(provider)
    agents = {asked.headers["user-agent"] for asked in other_site.asked if "cookie" not in asked.headers}
    assert agents == {f"Sic et Non ({window.site.url}; editors@quay.example)"}


def test_openid_connect_proves_that_the_code_is_its_own(window: Window, other_site: OtherSite) -> None:
    window.sign_in("oidc")
    out = next(asked.fields for asked in other_site.asked if asked.path == "/authorize")
    assert out["code_challenge_method"] == "S256"
    assert set(out["scope"].split()) == {"openid", "profile", "email"}


@both
def test_the_name_and_address_that_somebody_has_here_stay_theirs(
    site: RunningSite, other_site: OtherSite, provider: str
) -> None:
    other_site.person = VERA[provider]
    Window(site).sign_in(provider)
    User.objects.update(display_name="V.")
    other_site.person = {**VERA[provider], "name": "X", "username": "Y", "email": "other@example.org"}
    Window(site).sign_in(provider)
    assert people() == [("V.", "vera@example.org")]
    assert addresses() == [("vera@example.org", True, True)]


@both
def test_whoever_closed_their_account_is_not_let_in(
    site: RunningSite, other_site: OtherSite, provider: str
) -> None:
    other_site.person = VERA[provider]
    Window(site).sign_in(provider)
    User.objects.update(is_active=False)
    window = Window(site)
    assert window.sign_in(provider).url == f"{site.url}/account/inactive/"
    assert not window.is_signed_in


def test_a_second_factor_is_asked_for_here_too(site: RunningSite, other_site: OtherSite) -> None:
    other_site.person = VERA["oidc"]
    Window(site).sign_in("oidc")
    TOTP.activate(User.objects.get(), generate_totp_secret())
    window = Window(site)
    assert window.sign_in("oidc").url == f"{site.url}/account/2fa/authenticate/"
    assert not window.is_signed_in


@both
def test_two_windows_at_once_open_one_account_whole(
    site: RunningSite, other_site: OtherSite, provider: str
) -> None:
    windows = [Window(site) for _ in range(4)]
    pages = [window.way_out(provider) for window in windows]
    # All have looked for the account before any has opened it.
    other_site.instead[ABOUT_PEOPLE[provider]] = Answer({"sub": "77", "username": "Vera"}, after=0.5)
    with ThreadPoolExecutor(len(windows)) as pool:
        answers = [*pool.map(lambda window, page: window.follow(page).status_code, windows, pages)]
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 1)
    assert 200 in answers
    assert {*answers} <= {200, 503}


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        ("mediawiki", {}),
        ("mediawiki", {"email": None}),
        ("mediawiki", {"email": ""}),
        ("mediawiki", {"email": "vera@example.org"}),
        ("mediawiki", {"email": "vera@example.org", "confirmed_email": False}),
        ("mediawiki", {"email": "no address", "confirmed_email": True}),
        ("mediawiki", {"email": "v" * 10_000 + "@example.org", "confirmed_email": True}),
        ("mediawiki", {"email": "vera@example.org\r\nBcc: sam@example.org", "confirmed_email": True}),
        ("oidc", {}),
        ("oidc", {"email": "vera@example.org"}),
        ("oidc", {"email": "vera@example.org", "email_verified": False}),
        ("oidc", {"email": "vera@example.org", "email_verified": None}),
        ("oidc", {"email": "vera@example.org", "email_verified": "false"}),
        ("oidc", {"email": "vera@example.org", "email_verified": "yes"}),
        ("oidc", {"email": "vera@example.org", "email_verified": ["true"]}),
        ("oidc", {"email": ["vera@example.org"], "email_verified": True}),
    ],
)
def test_without_a_confirmed_address_somebody_has_an_account_without_one(
    site: RunningSite, other_site: OtherSite, provider: str, said: dict[str, Any]
) -> None:
    other_site.person = {"sub": "77", "username": "Vera", "name": "Vera", **said}
    for window in (Window(site), Window(site)):
        assert window.sign_in(provider).url == f"{site.url}/account/"
        assert window.is_signed_in
    assert people() == [("Vera", None)]
    assert addresses() == []


def test_any_number_of_people_have_no_address(site: RunningSite, other_site: OtherSite) -> None:
    for number in (1, 2, 3):
        other_site.person = {"sub": number, "username": f"Person {number}"}
        Window(site).sign_in("mediawiki")
    assert people() == [("Person 1", None), ("Person 2", None), ("Person 3", None)]


@pytest.mark.parametrize("said", [True, "true"])
def test_an_address_that_was_confirmed_elsewhere_is_confirmed(
    window: Window, other_site: OtherSite, said: object
) -> None:
    other_site.person = {"sub": "77", "name": "Vera", "email": "vera@example.org", "email_verified": said}
    window.sign_in("oidc")
    assert addresses() == [("vera@example.org", True, True)]


@both
@pytest.mark.parametrize("verified", [True, False])
@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_an_address_that_has_an_account_does_not_open_it(
    window: Window, other_site: OtherSite, provider: str, verified: bool, change: Callable[[str], str]
) -> None:
    # A name of its own for each try: an address is sent few e-mails.
    owner = make_user(f"Vera{secrets.token_hex(4)}")
    EmailAddress.objects.update(verified=verified)
    before = User.objects.values().get()
    other_site.person = {**VERA[provider], "email": change(owner.email or "")}
    page = window.sign_in(provider)
    # As for anybody who signs up with an address that is taken: its owner is told by e-mail.
    assert (page.status_code, page.url) == (200, f"{window.site.url}/account/confirm-email/")
    assert not window.is_signed_in
    assert User.objects.values().get() == before
    assert addresses() == [(owner.email, verified, True)]
    assert SocialAccount.objects.count() == 0


# ---------------------------------------------------------------- names

LONG = "n" * 10_000


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ({"name": "Vera Quist"}, "Vera Quist"),
        ({"given_name": "Vera", "family_name": "Quist"}, "Vera Quist"),
        ({"preferred_username": "vq"}, "vq"),
        ({"name": "", "preferred_username": "vq"}, "vq"),
        ({"name": LONG}, LONG[:NAME_LENGTH]),
        ({"name": " \u200e\u202e ", "preferred_username": "vq"}, "vq"),
        ({"name": "Vera\x00\x1b[31m Quist"}, "Vera[31m Quist"),
        ({"name": "Vera\r\nBcc: sam@example.org"}, "VeraBcc: sam@example.org"),
        ({"name": "\ud800Vera"}, "Vera"),
        ({"name": "<script>alert(1)</script>"}, "<script>alert(1)</script>"),
        ({"name": "{{ site.secret }}{% debug %}"}, "{{ site.secret }}{% debug %}"),
        ({"name": "' OR 1=1; --"}, "' OR 1=1; --"),
        ({"name": "Ve\u0301ra"}, "Véra"),
        ({"name": "ورا"}, "ورا"),
        ({"name": ["Vera"], "preferred_username": {"a": 1}}, "Reader"),
        ({"name": 12, "given_name": True, "family_name": None}, "Reader"),
        ({}, "Reader"),
    ],
)
def test_somebody_is_called_as_elsewhere_as_far_as_a_name_goes(
    window: Window, other_site: OtherSite, said: dict[str, Any], called: str
) -> None:
    other_site.person = {"sub": "77", **said}
    page = window.sign_in("oidc")
    assert (page.status_code, page.url) == (200, f"{window.site.url}/account/")
    assert "<script>alert" not in page.text
    assert people() == [(called, None)]
    User.objects.get().clean_fields(exclude=["password"])


@pytest.mark.parametrize(
    ("said", "called"),
    [
        ({"username": "Vera Q", "realname": "Vera Quist"}, "Vera Q"),
        ({"username": "", "realname": "Vera Quist"}, "Reader"),
        ({"username": LONG}, LONG[:NAME_LENGTH]),
        ({"username": None}, "Reader"),
        ({"username": "\x00"}, "Reader"),
    ],
)
def test_a_wikis_people_are_called_by_their_user_name_and_never_by_their_real_one(
    window: Window, other_site: OtherSite, said: dict[str, Any], called: str
) -> None:
    other_site.person = {"sub": 4711, **said}
    assert window.sign_in("mediawiki").url == f"{window.site.url}/account/"
    assert people() == [(called, None)]


# ---------------------------------------------------------------- back to where they were


@both
def test_somebody_returns_to_where_they_were(window: Window, other_site: OtherSite, provider: str) -> None:
    assert window.sign_in(provider, next="/debates/?page=1").url == f"{window.site.url}/debates/?page=1"


@both
@pytest.mark.parametrize("process", ["login", "redirect", "nonsense"])
@pytest.mark.parametrize(
    "goal",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "///elsewhere.example/",
        "/\\elsewhere.example/",
        "https:elsewhere.example",
        "http://127.0.0.1@elsewhere.example/",
        "javascript:alert(1)",
        "data:text/html,x",
    ],
)
def test_nobody_is_sent_on_to_another_site(
    window: Window, other_site: OtherSite, provider: str, process: str, goal: str
) -> None:
    page = window.sign_in(provider, next=goal, process=process)
    assert page.url in {f"{window.site.url}/account/", f"{window.site.url}/"}
    assert page.status_code == 200


# ---------------------------------------------------------------- the way out


@both
def test_the_way_out_is_asked_for_by_a_form_of_this_site(
    window: Window, other_site: OtherSite, provider: str
) -> None:
    address = f"/account/{PATHS[provider]}/login/"
    assert window.get(address).status_code == 200
    assert window.session.post(window.site.url + address, timeout=20).status_code == 403
    assert other_site.asked == []


@both
def test_the_way_out_is_a_page_of_ours_that_nobody_keeps(
    window: Window, other_site: OtherSite, provider: str
) -> None:
    page = window.way_out(provider)
    assert (page.status_code, page.history) == (200, [])
    assert "no-store" in page.headers["Cache-Control"]
    assert "form-action 'self';" in page.headers["Content-Security-Policy"] + ";"
    assert [asked.path for asked in other_site.asked] == ([DISCOVERY] if provider == "oidc" else [])


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["login/", "login/callback/", "login/callback/?code=a&state=b"])
@pytest.mark.parametrize("path", [*PATHS.values(), "oidc/other"])
def test_what_no_setting_switches_on_is_not_there(path: str, step: str) -> None:
    client = Client()
    address = f"/account/{path}/{step}"
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)


def test_an_other_site_that_nobody_named_is_not_there(window: Window) -> None:
    for step in ("login/", "login/callback/"):
        assert window.get(f"/account/oidc/other/{step}").status_code == 404


def test_a_stranger_is_signed_out_of_their_account_by_signing_in_to_another(
    site: RunningSite, other_site: OtherSite
) -> None:
    sam = make_user("Sam")
    window = Window(site).belongs_to(sam)
    key = window.session.cookies.get("sessionid", domain="127.0.0.1")
    other_site.person = VERA["oidc"]
    assert window.sign_in("oidc").url == f"{site.url}/account/"
    assert not Session.objects.filter(session_key=key).exists()
    assert people() == [("Sam", "sam@example.org"), ("Vera Quist", "vera@example.org")]
