"""Settings from the environment, refused in plain words where they make no sense.

A slip of the pen must not switch a protection off, or leave a site half switched on.
"""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ON = frozenset({"true", "on", "yes", "1"})
OFF = frozenset({"false", "off", "no", "0"})


def text(name: str, default: str = "") -> str:
    """Answer the setting `name`; `default` where it is not set, or empty."""
    return os.environ.get(name, "").strip() or default


def switch(name: str, *, default: bool) -> bool:
    """Answer whether the setting `name` is on; `default` where it is not set, or empty.

    Raises `ImproperlyConfigured` for what says neither.
    """
    value = text(name).lower()
    if value and value not in ON | OFF:
        raise ImproperlyConfigured(f"{name} is “{value}”: set it to true or false.")
    return value in ON if value else default


def number(name: str, *, default: int) -> int:
    """Answer the setting `name`, a whole number of 0 or more; `default` where it is not set, or empty.

    Raises `ImproperlyConfigured` for anything else.
    """
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} is “{value}”: set it to a number, 0 or more.")
    return int(value)


def together(name: str, first: str) -> str:
    """Answer the setting `name`, which the setting `first` needs beside it; nothing where `first` is not set.

    Raises `ImproperlyConfigured` where only `first` is set.
    """
    if not text(first):
        return ""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"Set {name} too: {first} is set, and does not work alone.")
    return value


def address_of_server(name: str, value: str, *, encrypted: bool) -> str:
    """Answer an address on the web that is the setting `name`, without a slash at its end.

    What such a server says of people is believed because it comes from there, so a site that is `encrypted`
    itself asks for encryption. Raises `ImproperlyConfigured` for what is no address, or not encrypted.
    """
    parts = urlsplit(value)
    schemes = ("https",) if encrypted else ("https", "http")
    if parts.scheme not in schemes or not parts.hostname or parts.query or parts.fragment:
        begins = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ImproperlyConfigured(f"{name} is “{value}”: set it to an address that begins with {begins}.")
    return value.rstrip("/")
