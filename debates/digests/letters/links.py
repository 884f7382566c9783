"""The secret links of a subscriber: whole addresses, as letters need them.

Each is as long as everybody else's in the same language: the number is filled up with zeros and the token has
43 letters. So a letter can be rendered once for many people, and each one's links be put in afterwards.
"""

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from debates.digests.lists import MailingList
from debates.digests.models import Subscriber, Subscription
from debates.publishing.link_tokens import is_token_of, token_of

UNSUBSCRIBE = b"debates.digests: leave a list of letters"
PREFERENCES = b"debates.digests: what somebody wants by e-mail"
CONFIRMATION = b"debates.digests: confirm a subscription"

DIGITS = 10
"""So many digits has a subscriber's number in a link."""


def unsubscribe_address(subscriber: Subscriber, list_name: MailingList | str) -> str:
    """Answer where this person leaves the list: GET asks, POST does it, without signing in (RFC 8058).

    The address is in the language that is active.
    """
    name = MailingList(list_name)
    return whole("digests:unsubscribe", number(subscriber), name.value, unsubscribe_token(subscriber, name))


def preferences_address(subscriber: Subscriber) -> str:
    """Answer where this person chooses what they get, without signing in, in the language that is active."""
    return whole("digests:preferences", number(subscriber), preferences_token(subscriber))


def unsubscribe_mailto(subscriber: Subscriber, list_name: MailingList | str) -> str:
    """Answer the address to which an e-mail leaves the list, as a `mailto:`; empty where the site has none.

    The subject says who leaves what; `manage.py unsubscribe` reads it.
    """
    if not settings.UNSUBSCRIBE_MAILTO:
        return ""
    name = MailingList(list_name)
    subject = f"unsubscribe {number(subscriber)}.{name.value}.{unsubscribe_token(subscriber, name)}"
    return f"mailto:{quote(settings.UNSUBSCRIBE_MAILTO, safe='@+')}?subject={quote(subject)}"


def confirmation_address(subscription: Subscription) -> str:
    """Answer where whoever reads mail at an address says that they want this."""
    subscriber = subscription.subscriber
    given = token(CONFIRMATION, subscription.pk, subscriber.nonce)
    return whole("digests:confirm", str(subscription.pk), given)


# ---------------------------------------------------------------- tokens


def unsubscribe_token(subscriber: Subscriber, name: MailingList) -> str:
    """Answer the token with which this person leaves this list, and no other one."""
    return token(UNSUBSCRIBE, subscriber.pk, of_list(name, subscriber.nonce))


def preferences_token(subscriber: Subscriber) -> str:
    """Answer the token that opens this person's preferences."""
    return token(PREFERENCES, subscriber.pk, subscriber.nonce)


def opens_preferences(given: str, subscriber: Subscriber) -> bool:
    """Answer whether this token opens the person's preferences, also from before they joined an account."""
    return any(opens(given, PREFERENCES, pk, nonce) for pk, nonce in keys_of(subscriber, given))


def leaves(given: str, subscriber: Subscriber, name: MailingList) -> bool:
    """Answer whether this token leaves the list for this person, also from before they joined an account."""
    keys = keys_of(subscriber, given)
    return any(opens(given, UNSUBSCRIBE, pk, of_list(name, nonce)) for pk, nonce in keys)


def confirms(given: str, subscription: Subscription) -> bool:
    """Answer whether this token confirms what was asked for."""
    keys = keys_of(subscription.subscriber, given)
    return any(opens(given, CONFIRMATION, subscription.pk, nonce) for _pk, nonce in keys)


def keys_of(subscriber: Subscriber, given: str) -> Iterator[tuple[int, str]]:
    """Answer what the person's links are made from: their row, and those that became one with it.

    Without a token there is nothing to compare.
    """
    if given:
        yield subscriber.pk, subscriber.nonce
        yield from subscriber.former.values_list("number", "nonce")


def of_list(name: MailingList, nonce: str) -> str:
    """Answer the nonce of a link that leaves one list: the link of another list does not."""
    return f"{name.value}:{nonce}"


def token(purpose: bytes, pk: int, nonce: str) -> str:
    """Answer the token of this row for this purpose."""
    return token_of(purpose, secret=settings.SECRET_KEY, pk=pk, nonce=nonce)


def opens(given: str, purpose: bytes, pk: int, nonce: str) -> bool:
    """Answer whether this is the token of this row for this purpose."""
    return is_token_of(given, purpose, secret=settings.SECRET_KEY, pk=pk, nonce=nonce)


def number(subscriber: Subscriber) -> str:
    """Answer the subscriber's number as it stands in links."""
    return str(subscriber.pk).zfill(DIGITS)


def whole(name: str, *args: str) -> str:
    """Answer the whole address of a page of this name."""
    return settings.SITE.base_url + shape(name, len(args), get_language()).format(*args)


STAND_INS = ("1" * 20, "b" * 20, "c" * 20)
"""What stands where a number, and up to two words, go."""


@lru_cache
def shape(name: str, count: int, language: str | None) -> str:  # noqa: ARG001 - paths begin with the language
    """Answer the path of this name with a place for each argument: it is the same for many letters."""
    path = reverse(name, args=STAND_INS[:count])
    for word in STAND_INS[:count]:
        path = path.replace(word, "{}")
    return path
