"""Another site that is away, says nonsense or says no, and people who come back with what is not theirs."""

import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount

from accounts.models import User
from tests.accounts.other_site import CLIENT, DISCOVERY, PROFILE, TOKEN, USERINFO, WIKI, Answer, OtherSite
from tests.accounts.running_site import PATHS, RunningSite, Window

pytestmark = pytest.mark.xdist_group("elsewhere")

both = pytest.mark.parametrize("provider", ["oidc", "mediawiki"])

WIKI_TOKEN = f"{WIKI}/oauth2/access_token"
ENDPOINTS = {"oidc": (TOKEN, USERINFO), "mediawiki": (WIKI_TOKEN, PROFILE)}


@pytest.fixture(autouse=True)
def nothing_is_written(window: Window) -> object:
    """Fail the test where trouble left something behind, or let somebody in, or broke the site."""
    before = len(window.site.said)
    yield
    assert not window.is_signed_in
    assert (User.objects.count(), SocialAccount.objects.count(), EmailAddress.objects.count()) == (0, 0, 0)
    assert "Internal Server Error" not in window.site.said[before:]


def way_back(window: Window, other_site: OtherSite, provider: str) -> str:
    """Answer the address that the other site sends somebody back to, before they follow it."""
    at_other_site = window.follow(window.way_out(provider), allow_redirects=False)
    return str(at_other_site.headers["Location"])


def assert_refused(page: requests.Response) -> None:
    assert page.status_code == 401
    assert "</h1>" in page.text


def assert_unavailable(page: requests.Response) -> None:
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "no-store" in page.headers["Cache-Control"]
    assert "</h1>" in page.text


# ---------------------------------------------------------------- what people do


@both
def test_whoever_changes_their_mind_is_told_that_nothing_happened(
    window: Window, other_site: OtherSite, provider: str
) -> None:
    other_site.agrees = False
    page = window.sign_in(provider)
    assert (page.status_code, page.url) == (200, f"{window.site.url}/account/3rdparty/login/cancelled/")


@both
@pytest.mark.parametrize(
    "query",
    [
        "",
        "?code=a",
        "?state=a",
        "?code=a&state=b",
        "?error=access_denied",
        "?error=access_denied&state=a",
        "?error=%3Cscript%3Ealert(1)%3C/script%3E&state=a",
        "?code=a&state=" + "s" * 5_000,
    ],
)
def test_who_comes_back_without_having_gone_is_refused(
    window: Window, other_site: OtherSite, provider: str, query: str
) -> None:
    page = window.get(f"/account/{PATHS[provider]}/login/callback/{query}")
    assert_refused(page)
    assert "<script>alert" not in page.text
    assert other_site.asked == []


@both
def test_another_windows_way_back_is_refused(site: RunningSite, other_site: OtherSite, provider: str) -> None:
    address = way_back(Window(site), other_site, provider)
    assert_refused(Window(site).get(address))
    assert not [asked for asked in other_site.asked if asked.path in ENDPOINTS[provider]]


@both
def test_the_way_back_of_the_other_provider_is_refused(
    window: Window, other_site: OtherSite, provider: str
) -> None:
    back = urlsplit(way_back(window, other_site, provider))
    other = PATHS["mediawiki" if provider == "oidc" else "oidc"]
    assert_refused(window.get(f"/account/{other}/login/callback/?{back.query}"))


@both
def test_a_way_back_that_was_made_up_is_refused(window: Window, other_site: OtherSite, provider: str) -> None:
    back = urlsplit(way_back(window, other_site, provider))
    state = dict(parse_qsl(back.query))["state"]
    assert_refused(window.get(f"{back.path}?code=made-up&state={state}"))


@both
@pytest.mark.parametrize("code", ["", "%0A", "c" * 5_000, "%F0%9F%9A%80"])
def test_a_code_that_is_none_is_refused(
    window: Window, other_site: OtherSite, provider: str, code: str
) -> None:
    back = urlsplit(way_back(window, other_site, provider))
    state = dict(parse_qsl(back.query))["state"]
    assert_refused(window.get(f"{back.path}?code={code}&state={state}"))


def test_a_code_that_is_no_text_is_no_request(window: Window, other_site: OtherSite) -> None:
    back = urlsplit(way_back(window, other_site, "oidc"))
    assert window.get(f"{back.path}?code=%00&state=a").status_code == 400


# ---------------------------------------------------------------- the other site is away


def test_a_way_out_to_a_site_that_is_away_is_said_to_be_closed(window: Window, other_site: OtherSite) -> None:
    with other_site.away():
        assert_unavailable(window.way_out("oidc"))


@both
def test_a_site_that_goes_away_meanwhile_is_said_to_be_away(
    window: Window, other_site: OtherSite, provider: str
) -> None:
    address = way_back(window, other_site, provider)
    with other_site.away():
        assert_unavailable(window.get(address))
    # The way back is used up, so it is refused also when the other site answers again.
    assert_refused(window.get(address))


@both
def test_a_site_that_hangs_is_not_waited_for(window: Window, other_site: OtherSite, provider: str) -> None:
    address = way_back(window, other_site, provider)
    other_site.instead[ENDPOINTS[provider][0]] = Answer({}, after=4)
    begin = time.monotonic()
    assert_unavailable(window.get(address))
    assert time.monotonic() - begin < 3


def test_a_description_that_hangs_is_not_waited_for(window: Window, other_site: OtherSite) -> None:
    other_site.instead[DISCOVERY] = Answer({}, after=4)
    begin = time.monotonic()
    assert_unavailable(window.way_out("oidc"))
    assert time.monotonic() - begin < 3


# ---------------------------------------------------------------- the other site says nonsense

NONSENSE = [
    Answer(b""),
    Answer(b"<h1>Welcome</h1>", headers={"Content-Type": "text/html"}),
    Answer(b'{"cut": "of'),
    Answer(b"\xff\xfe\x00"),
    Answer([]),
    Answer(None),
    Answer("text"),
    Answer(7),
    Answer({}),
    Answer([[[]]]),
    Answer(b"[" * 10_000),
    Answer({"error": "server_error"}, 500),
    Answer(b"Bad Gateway", 502),
    Answer(status=302, headers={"Location": "/nowhere"}),
    Answer({"error": "gone"}, 410),
]


@pytest.mark.parametrize("said", NONSENSE, ids=lambda said: f"{said.status} {said.body[:12]!r}")
def test_a_description_that_is_nonsense_leads_nowhere(
    window: Window, other_site: OtherSite, said: Answer
) -> None:
    other_site.instead[DISCOVERY] = said
    assert_unavailable(window.way_out("oidc"))


@both
@pytest.mark.parametrize("endpoint", [0, 1], ids=["token", "person"])
@pytest.mark.parametrize("said", NONSENSE, ids=lambda said: f"{said.status} {said.body[:12]!r}")
def test_an_answer_that_is_nonsense_signs_nobody_in(
    window: Window, other_site: OtherSite, provider: str, endpoint: int, said: Answer
) -> None:
    other_site.instead[ENDPOINTS[provider][endpoint]] = said
    page = window.sign_in(provider)
    assert page.status_code in {401, 503}
    assert "</h1>" in page.text


@pytest.mark.parametrize("missing", ["authorization_endpoint", "token_endpoint"])
def test_a_description_that_lacks_something_leads_nowhere(
    window: Window, other_site: OtherSite, missing: str
) -> None:
    left = {name: value for name, value in other_site.description.items() if name != missing}
    other_site.instead[DISCOVERY] = Answer(left)
    assert_unavailable(window.way_out("oidc"))


@pytest.mark.parametrize(
    "goal", ["javascript:alert(1)", "data:text/html,x", 7, None, ["a"], "no address", "http://["]
)
def test_a_description_leads_to_nothing_but_a_page_on_the_web(
    window: Window, other_site: OtherSite, goal: object
) -> None:
    other_site.instead[DISCOVERY] = Answer({**other_site.description, "authorization_endpoint": goal})
    page = window.way_out("oidc")
    assert page.status_code in {400, 503}
    assert "refresh" not in page.text


@pytest.mark.parametrize(
    "said",
    [
        {"access_token": "unknown"},
        {"access_token": ""},
        {"access_token": None},
        {"access_token": {"a": 1}},
        {"access_token": "line\r\nX-Injected: 1"},
        {"access_token": "unknown", "expires_in": "soon"},
        {"access_token": "unknown", "expires_in": 10**30},
        {"access_token": "unknown", "expires_in": [1]},
    ],
    ids=str,
)
@both
def test_a_token_that_opens_nothing_signs_nobody_in(
    window: Window, other_site: OtherSite, provider: str, said: dict[str, Any]
) -> None:
    other_site.instead[ENDPOINTS[provider][0]] = Answer(said)
    assert window.sign_in(provider).status_code in {401, 503}


@both
@pytest.mark.parametrize(
    "sub",
    [None, "", True, False, [], {}, ["77"], 1.5, "s" * 192, "a\x00b", "a\nb", "\ud800", "\u202eb"],
    ids=repr,
)
def test_who_has_no_lasting_name_elsewhere_is_nobody(
    window: Window, other_site: OtherSite, provider: str, sub: object
) -> None:
    other_site.person = {"sub": sub, "username": "Vera", "name": "Vera"}
    other_site.in_token = {"sub": "77"}
    assert_unavailable(window.sign_in(provider))


@both
def test_who_is_not_named_at_all_is_nobody(window: Window, other_site: OtherSite, provider: str) -> None:
    other_site.person = {"username": "Vera", "name": "Vera"}
    other_site.in_token = {"sub": "77"}
    assert_unavailable(window.sign_in(provider))


def test_two_answers_about_two_people_sign_in_neither(window: Window, other_site: OtherSite) -> None:
    other_site.person = {"sub": "77", "name": "Vera"}
    other_site.in_token = {"sub": "78"}
    assert_unavailable(window.sign_in("oidc"))


@pytest.mark.parametrize(
    "said",
    [
        {"aud": "another site"},
        {"aud": ["another site", "a third"]},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"exp": "soon"},
    ],
    ids=str,
)
def test_a_token_for_another_site_or_another_time_signs_nobody_in(
    window: Window, other_site: OtherSite, said: dict[str, Any]
) -> None:
    other_site.in_token = said
    assert_refused(window.sign_in("oidc"))


@pytest.mark.parametrize("token", ["", "a.b.c", "é", 7, {}, "x" * 10_000])
def test_a_token_that_is_none_signs_nobody_in(window: Window, other_site: OtherSite, token: object) -> None:
    address = way_back(window, other_site, "oidc")
    other_site.tokens.add("t")
    other_site.instead[TOKEN] = Answer({"access_token": "t", "id_token": token})
    page = window.get(address)
    assert page.status_code in {401, 503}


def test_an_answer_without_a_token_about_somebody_signs_nobody_in(
    window: Window, other_site: OtherSite
) -> None:
    address = way_back(window, other_site, "oidc")
    other_site.tokens.add("t")
    other_site.instead[TOKEN] = Answer({"access_token": "t"})
    assert_unavailable(window.get(address))


def test_a_secret_that_the_other_site_does_not_know_signs_nobody_in(
    window: Window, other_site: OtherSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = way_back(window, other_site, "oidc")
    monkeypatch.setitem(CLIENT, "client_secret", "another one")
    assert_refused(window.get(address))
