"""What every request passes before a view sees it."""

from collections.abc import Callable, Iterator
from time import time
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.any_text import MARK
from debates.reading.public import FOR_EVERYBODY
from debates.richtext.plain_text import invalid_character

Handler = Callable[[HttpRequest], HttpResponse]

PLAIN_FORM = "application/x-www-form-urlencoded"
FORM_WITH_FILES = "multipart/form-data"


class RefuseInvalidText:
    """Answer 400 to NUL, lone surrogates and bytes that are no text: no view or database meets them.

    A view that `takes_any_text` meets them in the fields of its form, where it answers for them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or refuse it for its address or its session."""
        return self.get_response(request) if all(map(is_text, texts_around(request))) else refuse(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *_arguments: Any
    ) -> HttpResponse | None:
        """Refuse a request for the fields of its form."""
        if getattr(view, MARK, False):
            passes = all(map(is_text, names_in_form(request))) and all(map(is_utf_8, texts_in_form(request)))
        else:
            passes = all(map(is_text, texts_in_form(request)))
        return None if passes else refuse(request)


def refuse(request: HttpRequest) -> HttpResponse:
    """Answer the page that says why."""
    reason = _("The request holds characters that are not text.")
    return render(request, "400.html", {"reason": reason}, status=400)


def texts_around(request: HttpRequest) -> Iterator[str | bytes]:
    """Answer every text that the client sent beside a form: path, query and the session's key."""
    # Django has decoded the path; bytes in it that are no text stand there as `%FF` and lead nowhere.
    yield request.path_info
    yield unquote_to_bytes(request.META.get("QUERY_STRING", ""))
    # Of all cookies only this one is looked up in the database; another site's may hold what they like.
    yield request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def texts_in_form(request: HttpRequest) -> Iterator[str | bytes]:
    """Answer the fields of the form that was sent, if one was."""
    if request.method == "POST" and request.content_type == PLAIN_FORM:
        # The bytes themselves: Django puts a character of its own for those that are no text.
        yield unquote_to_bytes(request.body)
    if request.method == "POST" and request.content_type == FORM_WITH_FILES:
        for name, values in request.POST.lists():
            yield name
            yield from values


def names_in_form(request: HttpRequest) -> Iterator[str | bytes]:
    """Answer what no view answers for: the names of fields, and the token that the form is ours."""
    if request.method == "POST":
        yield from request.POST
        yield request.POST.get("csrfmiddlewaretoken", "")


def is_text(part: str | bytes) -> bool:
    """Answer whether this can be shown, stored and compared as text."""
    return is_utf_8(part) and invalid_character(part.decode() if isinstance(part, bytes) else part) is None


def is_utf_8(part: str | bytes) -> bool:
    """Answer whether these are characters at all, whichever."""
    try:
        part.decode() if isinstance(part, bytes) else part.encode()
    except UnicodeError:
        return False
    return True


class LanguageFromPath:
    """Set the interface's language from the path alone, so that a page's address decides its bytes.

    Django's own middleware also reads cookies and headers, and adds `Vary: Accept-Language` to every page.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate the language for this request, and only for it."""
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            return self.get_response(request)


WHILE_AWAY = 60 * 60
"""Seconds for which an edge may show what it has of a public page while the site does not answer."""


class ForTheEdge:
    """Tell an edge how long it may keep a public page, whatever its status: for two seconds in all.

    nginx counts whole seconds. A page is fresh in the second in which it was begun, and in the next one it is
    shown while it is asked for again. nginx 1.22 reads the first of these headers only before the second.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; where an edge is configured, add what it has to know."""
        begun = int(time())
        response = self.get_response(request)
        if settings.POSITION_ORDER_EDGE and response.get("Cache-Control") == FOR_EVERYBODY:
            response["Cache-Control"] = (
                f"{FOR_EVERYBODY}, stale-while-revalidate=1, stale-if-error={WHILE_AWAY}"
            )
            response["X-Accel-Expires"] = f"@{begun}"
        return response
