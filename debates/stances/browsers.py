"""How a reader without an account is known again: by an id by chance, which their browser keeps.

The cookie is signed, so that nobody can think one up; scripts cannot read it. It is set when the reader does
something that needs it, votes or asks for results, and says nothing else. The order of positions follows from
it too, so that it stays the same for them.
"""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "reader"
SALT = "stances.browser"
YEAR = 365 * 24 * 60 * 60

ID = re.compile("[0-9a-f]{32}")


def browser_of(request: HttpRequest) -> str:
    """Answer the id that the browser keeps; nothing where it keeps none that we have signed."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return kept if kept and ID.fullmatch(kept) else ""


def new_browser() -> str:
    """Answer an id for a browser that keeps none."""
    return secrets.token_hex(16)


def keep_browser(response: HttpResponse, browser: str) -> None:
    """Have the browser keep its id for a year."""
    response.set_signed_cookie(
        COOKIE,
        browser,
        salt=SALT,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
