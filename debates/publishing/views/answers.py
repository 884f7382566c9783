"""What a script that writes in the background is answered: JSON with a sentence, never another page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.private_pages import sign_in_address
from accounts.verdicts import SecondFactorMissing

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

SIGNED_OUT = _("You are signed out. What you typed is kept in this browser: sign in, and come back.")
NOT_YOURS = _("You can no longer write this text. What you typed is kept in this browser.")
NO_FACTOR = _("Add a passkey or an authenticator app to your account first.")


def in_script(request: HttpRequest) -> bool:
    """Answer whether a script asks, which reads JSON."""
    return request.headers.get("Accept") == "application/json"


def said(sentence: str | Promise, *, status: int = 200, **more: Any) -> HttpResponse:
    """Answer a script with a sentence for the person, and what else it needs."""
    response = JsonResponse({"sentence": str(sentence), **more}, status=status)
    add_never_cache_headers(response)
    return response


def script_answers(view: View[P]) -> View[P]:
    """Answer a script in words where a person would be led to another page: to sign in, or to none."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not in_script(request):
            return view(request, *args, **kwargs)
        if not request.user.is_authenticated:
            back = request.headers.get("Referer", "")
            address = sign_in_address(own_path(request, back))
            return said(SIGNED_OUT, status=401, url=address, link=str(_("Sign in")))
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return said(NOT_YOURS, status=404)
        except SecondFactorMissing:
            return said(NO_FACTOR, status=403, url=reverse("accounts:second_factor"), link=str(_("Add one")))

    return answer


def own_path(request: HttpRequest, address: str) -> str:
    """Answer the path of a page of ours; of any other the one that was asked for."""
    own = request.build_absolute_uri("/")
    return address.removeprefix(own[:-1]) if address.startswith(own) else request.path
