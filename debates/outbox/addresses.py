"""Addresses and Message-IDs: what may stand in the head of an e-mail."""

import re
from contextlib import suppress
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused

LONGEST_ADDRESS = 254

# Control characters, the line and paragraph separators of Unicode, and halves of characters.
_NEVER_IN_A_HEADER = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

is_address = EmailValidator(allowlist=["localhost"])


def refuse_unusable(recipient: str) -> None:
    """Raise `Refused` unless this is one plain address: nothing invisible, no name, no second address.

    Django's own check allows control characters between quotation marks, line tabs and form feeds among them.
    """
    plain = recipient.isprintable() and " " not in recipient and len(recipient) <= LONGEST_ADDRESS
    try:
        is_address(recipient if plain else "")
    except ValidationError:
        raise Refused(_("This is no e-mail address that we can write to.")) from None


def folded(address: str) -> str:
    """Answer the address as it is compared with others: in small letters, its host in ASCII.

    Servers may tell names apart by capital letters, and hardly any does.
    """
    name, _at, host = address.strip().rpartition("@")
    with suppress(UnicodeError):
        host = host.encode("idna").decode("ascii")
    return f"{name}@{host}".lower()


def is_one_line(value: str) -> bool:
    """Answer whether this may stand in a header: no line end of any script, no other control character.

    What Unicode counts as a format character (a mark of direction, a joiner) is part of names, and stays.
    """
    return _NEVER_IN_A_HEADER.search(value) is None


def site_host(base_url: str) -> str:
    """Answer the site's own host as it stands in a Message-ID and in a List-Id: ASCII, no port."""
    host = urlsplit(base_url).hostname or "localhost"
    if ":" in host:
        return f"[IPv6:{host}]"
    return host.encode("idna").decode("ascii")


def new_message_id(host: str) -> str:
    """Answer a Message-ID that nobody has used, ending in this host."""
    return f"<{uuid4().hex}@{host}>"
