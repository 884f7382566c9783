"""Which addresses a link may have. The parser and the sanitiser ask the same function."""

import re
import unicodedata
from urllib.parse import unquote

# Unicode categories of what can't be seen but changes what is: controls, format characters (the bidirectional
# ones among them), surrogates, line and paragraph separators.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# Zero-width joiner and non-joiner spell words in Persian and Indic scripts, and stand percent-encoded in the
# addresses of such Wikipedia pages.
_SPELLING = frozenset("\u200c\u200d")
_NOT_PRINTABLE_ASCII = re.compile(r"[^!-~]")

_HOST = r"(?:[\w-]+\.)*[\w-]+\.?"
_WEB = re.compile(rf"https?://(?:{_HOST}|\[[0-9a-f:.]+\])(?::\d{{1,5}})?(?:[/?#].*)?", re.IGNORECASE)
_MAIL = re.compile(rf"mailto:[\w.!#$&'*+=?^`{{|}}~-]+@{_HOST}(?:\?.*)?", re.IGNORECASE)


def is_outside(address: str) -> bool:
    """Whether an allowed address leads away from the site: it has a scheme."""
    return not address.startswith(("/", "#"))


def is_allowed(address: str, *, site_paths: bool) -> bool:
    r"""Whether a link may have this address.

    Allowed are http, https and mailto, a place on the same page (``#id``) and, when ``site_paths``, a path of
    this site (``/debates/…``). Refused are other schemes and relative addresses, ``//host`` and ``/\host`` in
    any encoding, user information, spaces and backslashes, and control, format and bidirectional characters,
    which let an address seem what it is not.
    """
    if "\\" in address or _has_hidden(address) or any(map(str.isspace, address)):
        return False
    plain = _decoded(address)
    if _has_hidden(plain, but=_SPELLING):
        return False
    if address.startswith("#"):
        return True
    if address.startswith("/"):
        return site_paths and not plain.startswith(("//", "/\\"))
    return _WEB.fullmatch(address) is not None or _MAIL.fullmatch(address) is not None


def _has_hidden(text: str, but: frozenset[str] = frozenset()) -> bool:
    unusual = _NOT_PRINTABLE_ASCII.findall(text)
    return any(unicodedata.category(char) in _HIDDEN and char not in but for char in unusual)


def _decoded(address: str) -> str:
    """The address without percent-encoding, also where it was applied twice or three times."""
    for _ in range(3):
        if "%" not in address:
            break
        address = unquote(address)
    return address
