"""By what name a reader stands in the ballots of one debate: a pseudonym that only its key can make.

The key of a debate is derived from a secret of the environment, which no database holds, and from 32 random
bytes, which the database holds until somebody destroys them by writing zeros over them. From then on nobody
can tell whose a pseudonym was. Another debate has another key, so that its pseudonyms cannot be compared.
"""

import hashlib
import hmac

RANDOM_BYTES = 32
DESTROYED = bytes(RANDOM_BYTES)
"""What stands in place of the random bytes once they are destroyed."""


class KeyDestroyed(Exception):  # noqa: N818 - it names what happened, not a fault of the program
    """The debate's key was destroyed: its ballots cannot be linked to anybody any more."""

    def __init__(self) -> None:
        super().__init__("The key of this debate was destroyed; its ballots belong to nobody any more.")


def hkdf(secret: bytes, *, salt: bytes, info: bytes, length: int = 32) -> bytes:
    """Answer `length` bytes derived from the secret: HKDF with SHA-256 (RFC 5869).

    `info` names the purpose; keys for different purposes say nothing about each other. Raises `ValueError`
    where more bytes are asked for than the construction can give.
    """
    if not 0 < length <= 255 * hashlib.sha256().digest_size:
        raise ValueError("HKDF with SHA-256 gives between 1 and 8,160 bytes.")
    extracted = hmac.digest(salt or bytes(32), secret, "sha256")
    block, derived, number = b"", b"", 0
    while len(derived) < length:
        number += 1
        block = hmac.digest(extracted, block + info + bytes([number]), "sha256")
        derived += block
    return derived[:length]


def debate_key(secret: bytes, random_bytes: bytes, debate_id: int) -> bytes:
    """Answer the key of the pseudonyms of a debate, 32 bytes.

    Raises `KeyDestroyed` where the random bytes were overwritten, `ValueError` where there are not 32 of them
    or the secret is empty.
    """
    if len(random_bytes) != RANDOM_BYTES:
        raise ValueError("The key of a debate is made from 32 random bytes.")
    if not secret:
        raise ValueError("The key of a debate is made from a secret, which is missing.")
    if random_bytes == DESTROYED:
        raise KeyDestroyed
    return hkdf(secret, salt=random_bytes, info=f"sic-et-non|stances|voter|debate:{debate_id}".encode())


def voter_of_account(key: bytes, debate_id: int, account_id: int) -> str:
    """Answer the pseudonym of a signed-in reader in this debate: 64 hexadecimal digits."""
    return _pseudonym(key, f"debate:{debate_id}|user:{account_id}")


def voter_of_browser(key: bytes, debate_id: int, browser_id: str) -> str:
    """Answer the pseudonym of a reader without an account, whose browser keeps `browser_id`."""
    return _pseudonym(key, f"debate:{debate_id}|browser:{browser_id}")


def _pseudonym(key: bytes, message: str) -> str:
    # HMAC takes an empty key and one of zeros for the same: neither may ever name anybody.
    if not any(key):
        raise KeyDestroyed
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
