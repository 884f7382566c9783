"""How a reader without an account is known again: by an id by chance, which their browser keeps.

The cookie is signed, so that nobody can think one up; scripts cannot read it. It is set when the reader does
something that needs it, votes or asks for results, and says nothing else. The order of positions follows from
it too, so that it stays the same for them.

A form carries the id that a browser would be given: whoever presses its button twice, before the answer to
the first has come, votes once.
"""

import re
import secrets

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

COOKIE = "reader"
SALT = "stances.browser"
YEAR = 365 * 24 * 60 * 60

ID = re.compile("[0-9a-f]{32}")

IN_FORMS = Signer(salt="stances.browser.form")


def browser_of(request: HttpRequest) -> str:
    """Answer the id that the browser keeps; nothing where it keeps none that we have signed."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    return kept if kept and ID.fullmatch(kept) else ""


def votes_as(request: HttpRequest) -> str:
    """Answer the id of a reader without an account; nothing where they have none or are signed in.

    Whoever is signed in votes with their account, whatever their browser keeps.
    """
    return "" if request.user.is_authenticated else browser_of(request)


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


def offered_browser(before: str = "") -> str:
    """Answer an id as a form carries it, signed: the one that it carried before, or else a new one."""
    return IN_FORMS.sign(before or new_browser())


def browser_in(sent: str) -> str:
    """Answer the id that a form carried; nothing where it is none of ours."""
    try:
        return IN_FORMS.unsign(sent)
    except BadSignature:
        return ""
