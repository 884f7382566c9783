"""The secret part of a link that needs no account."""

import re

import pytest

from debates.publishing.link_tokens import INVITATION, PREVIEW, is_token_of, token_of

TOKEN = token_of(INVITATION, secret="key", pk=7, nonce="one")


def test_the_same_row_has_the_same_token() -> None:
    assert token_of(INVITATION, secret="key", pk=7, nonce="one") == TOKEN
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", TOKEN)
    assert is_token_of(TOKEN, INVITATION, secret="key", pk=7, nonce="one")


@pytest.mark.parametrize(
    "other",
    [
        {"secret": "another key", "pk": 7, "nonce": "one"},
        {"secret": "key", "pk": 8, "nonce": "one"},
        {"secret": "key", "pk": 7, "nonce": "two"},
        {"secret": "key", "pk": 7, "nonce": ""},
    ],
    ids=["key", "row", "nonce", "no nonce"],
)
def test_another_key_row_or_nonce_has_another_token(other: dict[str, object]) -> None:
    assert not is_token_of(TOKEN, INVITATION, **other)  # type: ignore[arg-type]


def test_a_link_of_one_purpose_opens_nothing_of_another() -> None:
    assert not is_token_of(TOKEN, PREVIEW, secret="key", pk=7, nonce="one")


def test_a_number_does_not_run_into_the_nonce() -> None:
    one = token_of(INVITATION, secret="key", pk=1, nonce="23")
    assert one != token_of(INVITATION, secret="key", pk=12, nonce="3")


@pytest.mark.parametrize(
    "typed",
    [
        "",
        TOKEN[:-1],
        f"{TOKEN}=",
        TOKEN.swapcase(),
        f"{TOKEN} ",
        "é" * 43,
        "\ud800" * 43,
        "\x00",
    ],
)
def test_what_is_not_the_token_to_the_letter_is_none(typed: str) -> None:
    assert not is_token_of(typed, INVITATION, secret="key", pk=7, nonce="one")
