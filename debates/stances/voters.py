"""Under which pseudonym somebody votes in a debate: made anew whenever it is needed."""

import secrets
from typing import Any

from django.conf import settings

from debates.publishing.models import Debate
from debates.stances.models import PollKey
from debates.stances.secrecy import RANDOM_BYTES, debate_key, voter_of_account, voter_of_browser


def has_account(by: Any) -> bool:
    """Answer whether somebody is signed in; the site itself is not."""
    return by is not None and by.is_authenticated


def key_of(debate: Debate) -> PollKey | None:
    """Answer the key of a debate, None where nobody has voted in it yet."""
    key: PollKey | None = getattr(debate, "poll_key", None)
    return key


def is_destroyed(debate: Debate) -> bool:
    """Answer whether the key of the debate was destroyed: its ballots are nobody's any more."""
    key = key_of(debate)
    return key is not None and key.destroyed_at is not None


def key_for_casting(debate: Debate) -> PollKey:
    """Answer the key of a debate, made when the first reader votes. Of two at the same time one makes it."""
    key = key_of(debate)
    if key is not None:
        return key
    made, _new = PollKey.objects.get_or_create(
        debate=debate, defaults={"random_bytes": secrets.token_bytes(RANDOM_BYTES)}
    )
    return made


def voter_of(key: PollKey, *, by: Any = None, browser_id: str = "") -> str:
    """Answer the pseudonym of the browser that keeps this id, or of whoever is signed in; else nothing.

    Raises `KeyDestroyed`.
    """
    if not (browser_id or has_account(by)):
        return ""
    secret = debate_key(settings.POLL_SECRET.encode(), bytes(key.random_bytes), key.debate_id)
    if browser_id:
        return voter_of_browser(secret, key.debate_id, browser_id)
    return voter_of_account(secret, key.debate_id, by.pk)
