"""Limits on tries count who asks as the proxy next to the site tells it, not as the asker would have it."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

LIMIT = 20
"""Codes that one address of the net may ask for in a minute."""

pytestmark = pytest.mark.django_db


def ask(number: int, forwarded: str) -> int:
    """Ask for a code for somebody whom nobody else asks for; answer the status."""
    fields = {"email": f"person{number}@example.org"}
    address = reverse("account_request_login_code")
    return Client().post(address, fields, headers={"x-forwarded-for": forwarded}).status_code


@pytest.mark.parametrize(
    ("proxies", "forwarded"),
    [
        (0, "{}"),
        (0, "{}, 192.0.2.9"),
        (1, "{}, 192.0.2.9"),
        (1, "192.0.2.9"),
        (2, "{}, 192.0.2.9, 198.51.100.1"),
    ],
)
def test_nobody_escapes_a_limit_by_making_up_where_they_come_from(
    settings: Settings, proxies: int, forwarded: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    answers = [ask(number, forwarded.format(f"203.0.113.{number}")) for number in range(LIMIT + 1)]
    assert answers == [302] * LIMIT + [429]


@pytest.mark.parametrize(("proxies", "forwarded"), [(1, "{}"), (1, "10.0.0.1, {}"), (2, "{}, 198.51.100.1")])
def test_many_people_behind_the_same_proxies_do_not_share_a_limit(
    settings: Settings, proxies: int, forwarded: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    answers = {ask(number, forwarded.format(f"203.0.113.{number}")) for number in range(LIMIT + 1)}
    assert answers == {302}


def test_with_fewer_proxies_than_are_set_people_still_sign_in(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    assert ask(0, "192.0.2.9") == 302
