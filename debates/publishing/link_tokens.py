"""The secret part of a link that needs no account.

It is never stored: whoever knows the key can compute it again.

A pure rule: HMAC with SHA-256 (RFC 2104), as URL-safe letters (RFC 4648, section 5).
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

INVITATION = b"debates.publishing: invitation of a contributor"
PREVIEW = b"debates.publishing: preview of a debate"
"""What a link is for: keeps tokens of different purposes, and everything else of the same key, apart."""


def token_of(purpose: bytes, *, secret: str, pk: int, nonce: str) -> str:
    """Answer the token of this row, 43 letters; with another nonce it is another."""
    key = sha256(purpose + secret.encode()).digest()
    digest = hmac.digest(key, f"{pk}:{nonce}".encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def is_token_of(token: str, purpose: bytes, *, secret: str, pk: int, nonce: str) -> bool:
    """Answer whether `token` is this row's, in a time that says nothing about how near it comes."""
    expected = token_of(purpose, secret=secret, pk=pk, nonce=nonce)
    return hmac.compare_digest(token.encode(errors="replace"), expected.encode())
