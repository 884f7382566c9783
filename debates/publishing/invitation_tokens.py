"""The secret part of an invitation's link. It is never stored: whoever knows the key can compute it again.

A pure rule: HMAC with SHA-256 (RFC 2104), as URL-safe letters (RFC 4648, section 5).
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

PURPOSE = b"debates.publishing: invitation of a contributor"
"""Keeps these tokens apart from everything else that is made with the same key."""


def token_of(*, secret: str, pk: int, nonce: str) -> str:
    """Answer the token of this invitation, 43 letters; with another nonce it is another."""
    key = sha256(PURPOSE + secret.encode()).digest()
    digest = hmac.digest(key, f"{pk}:{nonce}".encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def is_token_of(token: str, *, secret: str, pk: int, nonce: str) -> bool:
    """Answer whether `token` is this invitation's, in a time that says nothing about how near it comes."""
    expected = token_of(secret=secret, pk=pk, nonce=nonce)
    return hmac.compare_digest(token.encode(errors="replace"), expected.encode())
