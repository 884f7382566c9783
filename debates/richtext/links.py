"""Which addresses a link may have. The parser and the sanitiser ask the same function."""

import re
import unicodedata
from urllib.parse import unquote

# Zero-width joiner and non-joiner spell words in Persian and Indic scripts, and stand percent-encoded in the
# addresses of such Wikipedia pages. They are format characters too, but can't hide or turn anything.
_SPELLING = "\u200c\u200d"

_NOT_PRINTABLE_ASCII = re.compile(r"[^!-~]")
_HOST = r"(?:[\w-]+\.)*[\w-]+\.?"
_WEB = re.compile(rf"https?://(?:{_HOST}|\[[0-9a-f:.]+\])(?::\d{{1,5}})?(?:[/?#].*)?", re.IGNORECASE)
_MAIL = re.compile(rf"mailto:[\w.!#$&'*+=?^`{{|}}~-]+@{_HOST}(?:\?.*)?", re.IGNORECASE)
_SITE_PATH = re.compile(r"/(?![/\\]).*")
_SAME_PAGE = re.compile(r"#.*")


def is_outside(address: str) -> bool:
    """Whether an address leads away from the page's own site: it has a scheme."""
    return not address.startswith(("/", "#"))


def is_allowed(address: str, *, site_paths: bool) -> bool:
    r"""Whether a link may have this address.

    Allowed are http, https and mailto, a place on the same page (``#id``) and, when ``site_paths``, a path of
    this site (``/debates/…``). Refused are other schemes, other relative addresses, ``//host`` and ``/\host``
    in any encoding, user information, and control, format and bidirectional characters, spaces and
    backslashes, which let an address seem what it is not.
    """
    if _has_hidden(address, allowed="") or "\\" in address:
        return False
    plain = _decoded(address)
    if _has_hidden(plain.replace(" ", ""), allowed=_SPELLING):
        return False
    if address.startswith("#"):
        return True
    if address.startswith("/"):
        return site_paths and _SITE_PATH.fullmatch(plain) is not None
    return _WEB.fullmatch(address) is not None or _MAIL.fullmatch(address) is not None


def _has_hidden(text: str, *, allowed: str) -> bool:
    """Whether ``text`` has a space (Z*), or a control, format, private or unassigned character (C*)."""
    return any(
        unicodedata.category(char)[0] in "CZ" and char not in allowed
        for char in _NOT_PRINTABLE_ASCII.findall(text)
    )


def _decoded(address: str) -> str:
    """The address without percent-encoding, also where it was applied twice or three times."""
    for _ in range(3):
        address = unquote(address)
    return address
