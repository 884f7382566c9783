"""A real Chromium goes to another site and comes back: our policy for content holds every step of it."""

from collections.abc import Iterator

import pytest
from allauth.socialaccount.models import SocialAccount
from playwright.sync_api import Browser, Page

from tests.accounts.other_site import OtherSite
from tests.accounts.running_site import PATHS, RunningSite

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("elsewhere")]


@pytest.fixture
def page(browser: Browser, site: RunningSite) -> Iterator[Page]:
    """Answer a page without scripts; at the end the browser may not have complained."""
    page = browser.new_page(java_script_enabled=False)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    yield page
    page.close()
    assert [text for text in complaints if "Content Security Policy" in text] == []


@pytest.mark.parametrize("by_another_host", [False, True])
@pytest.mark.parametrize("provider", PATHS)
def test_a_browser_follows_to_the_other_site_and_back(
    page: Page, site: RunningSite, other_site: OtherSite, provider: str, by_another_host: bool
) -> None:
    other_site.person = {"sub": "77", "name": "Vera", "username": "Vera"}
    other_site.by_another_host = by_another_host
    page.goto(f"{site.url}/account/{PATHS[provider]}/login/?next=/account/profile/")
    page.locator("form[method=post] button").last.click()
    page.wait_for_url(f"{site.url}/account/profile/")
    assert page.get_by_role("textbox").first.input_value() == "Vera"
    assert [*SocialAccount.objects.values_list("provider", "uid")] == [(provider, "77")]
    # The page that led out is not in the way of who goes back.
    page.go_back()
    assert page.url == f"{site.url}/account/{PATHS[provider]}/login/?next=/account/profile/"


def test_a_browser_that_said_no_comes_back_to_a_calm_page(
    page: Page, site: RunningSite, other_site: OtherSite
) -> None:
    other_site.agrees = False
    page.goto(f"{site.url}/account/oidc/oidc/login/")
    page.locator("form[method=post] button").last.click()
    page.wait_for_url(f"{site.url}/account/3rdparty/login/cancelled/")
    assert page.locator("h1").count() == 1
