"""Settings from the environment, refused in plain words where they make no sense.

A slip of the pen must not switch a protection off, or leave a site half switched on.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
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


BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(text("VAR_DIR", str(BASE_DIR / "var")))
PRODUCTION = switch("PRODUCTION", default=False)


def number(name: str, *, default: int) -> int:
    """Answer the setting `name`, a whole number of 0 or more; `default` where it is not set, or empty.

    Raises `ImproperlyConfigured` for anything else.
    """
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise ImproperlyConfigured(f"{name} is “{value}”: set it to a number, 0 or more.")
    return int(value)


def mailbox(name: str) -> str:
    """Answer the setting `name`, one plain e-mail address in ASCII; nothing where it is not set.

    Raises `ImproperlyConfigured` for anything else.
    """
    value = text(name)
    if value and not re.fullmatch(r"""[!#-+\-./-9=?A-Z[\]^-~]+@[A-Za-z0-9.-]+""", value):
        raise ImproperlyConfigured(f"Give {name} as one plain e-mail address.")
    return value


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


def required(name: str, embedded: str) -> str:
    """Answer the setting `name`; without it, `embedded` on a developer's machine.

    Raises `ImproperlyConfigured` in production, in words that say what to set.
    """
    value = text(name)
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"Set {name}: a site in production does not start without it.")
    return embedded


@contextmanager
def var_dir() -> Iterator[Path]:
    """Answer the folder for the site's own files, made where it is missing.

    Raises `ImproperlyConfigured`, in words that say what to do, where it or a file in it can't be written.
    """
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        yield VAR_DIR
    except OSError as error:
        raise ImproperlyConfigured(
            f"Can't write in {VAR_DIR} ({error.strerror}). Make it writable, or name another with VAR_DIR."
        ) from error


def embedded_secret(name: str) -> str:
    """Answer this machine's own secret `name`, made once and kept in a file that only its owner reads."""
    with var_dir() as folder:
        file = folder / name
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(50))
        return file.read_text().strip()
