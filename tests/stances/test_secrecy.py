"""A pseudonym is good for one debate, follows the published standard, and dies with its key."""

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.stances.secrecy import (
    DESTROYED,
    KeyDestroyed,
    debate_key,
    hkdf,
    voter_of_account,
    voter_of_browser,
)

SECRET = b"a secret of the environment"
RANDOM = bytes(range(32))


def hexed(text):
    return bytes.fromhex(text)


# The test cases for SHA-256 in RFC 5869, appendix A.
CASES = [
    (
        hexed("0b" * 22),
        hexed("000102030405060708090a0b0c"),
        hexed("f0f1f2f3f4f5f6f7f8f9"),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        bytes(range(0x50)),
        bytes(range(0x60, 0xB0)),
        bytes(range(0xB0, 0x100)),
        (
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac782727"
            "1cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
    ),
    (
        hexed("0b" * 22),
        b"",
        b"",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
]


@pytest.mark.parametrize(("secret", "salt", "info", "derived"), CASES)
def test_hkdf_gives_the_test_cases_of_rfc_5869(secret, salt, info, derived):
    assert hkdf(secret, salt=salt, info=info, length=len(derived) // 2).hex() == derived


@settings(deadline=None)
@given(st.binary(), st.binary(), st.binary(), st.integers(1, 200))
def test_hkdf_agrees_with_another_implementation(secret, salt, info, length):
    expected = HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
    assert hkdf(secret, salt=salt, info=info, length=length) == expected


@pytest.mark.parametrize("length", [0, -1, 8161])
def test_hkdf_refuses_lengths_that_it_cannot_give(length):
    with pytest.raises(ValueError, match="between 1 and"):
        hkdf(SECRET, salt=RANDOM, info=b"", length=length)


def test_the_longest_key_is_given():
    assert len(hkdf(SECRET, salt=RANDOM, info=b"", length=8160)) == 8160


def test_the_voter_is_the_worked_one():
    assert (
        voter_of_account(b"test-key", 1, 42)
        == "64fcc95dfb307943410ef31bd1a03d7596d465a41cf615adaf6292cc465ddca7"
    )


def test_every_debate_and_every_secret_has_a_key_of_its_own():
    keys = {
        debate_key(SECRET, RANDOM, 1),
        debate_key(SECRET, RANDOM, 2),
        debate_key(b"another secret", RANDOM, 1),
        debate_key(SECRET, RANDOM[::-1], 1),
    }
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}


def test_the_same_reader_is_somebody_else_in_another_debate():
    voters = {voter_of_account(debate_key(SECRET, RANDOM, debate), debate, 42) for debate in (1, 2, 3)}
    assert len(voters) == 3


def test_an_account_and_a_browser_with_the_same_id_are_two_readers():
    assert voter_of_account(RANDOM, 1, 42) != voter_of_browser(RANDOM, 1, "42")


def test_a_destroyed_key_makes_no_key_and_names_nobody():
    with pytest.raises(KeyDestroyed, match="destroyed"):
        debate_key(SECRET, DESTROYED, 1)
    for key in (b"", DESTROYED):
        with pytest.raises(KeyDestroyed):
            voter_of_account(key, 1, 42)
        with pytest.raises(KeyDestroyed):
            voter_of_browser(key, 1, "x")


@pytest.mark.parametrize(("secret", "random_bytes"), [(SECRET, RANDOM[:31]), (SECRET, b""), (b"", RANDOM)])
def test_a_key_is_not_made_from_too_little(secret, random_bytes):
    with pytest.raises(ValueError, match="is made from"):
        debate_key(secret, random_bytes, 1)
