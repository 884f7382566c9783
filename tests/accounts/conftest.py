"""People with more or less to sign in with, and sites where they have accounts already."""

from collections.abc import Iterator

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP

from accounts.models import User
from tests.accounts.other_site import CLIENT, WIKI, OtherSite
from tests.accounts.running_site import RunningSite, Window


@pytest.fixture
def without_password(vera: User) -> User:
    """Answer Vera as whoever signed up by code: with no password."""
    vera.set_unusable_password()
    vera.save()
    return vera


@pytest.fixture
def guarded(without_password: User) -> User:
    """Answer Vera with an authenticator app and recovery codes."""
    TOTP.activate(without_password, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(without_password)
    return without_password


# ---------------------------------------------------------------- sites that run for real


@pytest.fixture(scope="session")
def known_site() -> Iterator[OtherSite]:
    site = OtherSite()
    yield site
    site.close()


@pytest.fixture(scope="session")
def site_that_knows_it(
    known_site: OtherSite, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSite]:
    env = {
        "SITE_CONTACT": "editors@quay.example",
        "WIKIMEDIA_CLIENT_ID": CLIENT["client_id"],
        "WIKIMEDIA_CLIENT_SECRET": CLIENT["client_secret"],
        "WIKIMEDIA_REST_API": known_site.url + WIKI,
        "OIDC_CLIENT_ID": CLIENT["client_id"],
        "OIDC_CLIENT_SECRET": CLIENT["client_secret"],
        "OIDC_SERVER_URL": known_site.url,
        "OIDC_NAME": "Harbour Board",
    }
    site = RunningSite(tmp_path_factory.mktemp("site"), env)
    try:
        site.until_it_answers()
        yield site
    finally:
        site.stop()


@pytest.fixture
def other_site(known_site: OtherSite) -> OtherSite:
    """Answer the site where people have accounts already, as if it were new."""
    known_site.begin_anew()
    return known_site


@pytest.fixture
def site(transactional_db: None, site_that_knows_it: RunningSite) -> RunningSite:
    """Answer our site, on the database of this test."""
    return site_that_knows_it


@pytest.fixture
def window(site: RunningSite) -> Window:
    """Answer a visitor's browser."""
    return Window(site)
