"""Pages for one person: never stored, and where they are signed in, in their own time zone."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from accounts.kept_forms import keep_form

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
View = Callable[Concatenate[HttpRequest, P], R]


def personal_page(view: View[P, R]) -> View[P, R]:
    """Mark a page for one person, who need not be signed in: it is never stored, and in their time zone."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if request.user.is_authenticated:
            with timezone.override(ZoneInfo(request.user.time_zone)):
                response = view(request, *args, **kwargs)
        else:
            response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        patch_vary_headers(response, ["HX-Request"])
        return response

    return answer


def private_page(view: View[P, R]) -> View[P, R | HttpResponse]:
    """Mark a page for whoever is signed in.

    A visitor is asked to sign in and comes back; a form that they sent waits for them there.
    """

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return ask_to_sign_in(request)

    return personal_page(answer)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Answer the way to the sign-in page and back to this address, with the form that was sent kept."""
    if request.method == "POST":
        keep_form(request)
    return lead_to(request, sign_in_address(request.get_full_path()))


def sign_in_address(back: str) -> str:
    """Answer the address of the sign-in page that leads back to this one."""
    return f"{reverse('account_login')}?{urlencode({'next': back})}"


def in_place(request: HttpRequest) -> bool:
    """Answer whether a script asks for a part of the page, to put it into one that is open."""
    return request.headers.get("HX-Request") == "true"


def lead_to(request: HttpRequest, address: str) -> HttpResponse:
    """Answer the way to another page; a script that asked for a part of one leaves the page that is open."""
    return HttpResponseClientRedirect(address) if in_place(request) else redirect(address)
