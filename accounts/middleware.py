"""What accounts add to every request."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from accounts.elsewhere import UNREADABLE, unavailable
from accounts.verdicts import SecondFactorMissing

logger = logging.getLogger(__name__)

Handler = Callable[[HttpRequest], HttpResponse]

HINT = "signed_in"
"""A cookie that says nothing but that it is worth asking who is signed in: scripts read it, pages don't."""


class WhoIsSignedIn(AuthenticationMiddleware):
    """Say who is signed in as Django does, without another question where the session was read with them."""

    def process_request(self, request: Any) -> None:
        """Let `user` be whoever is signed in, found out when it is first asked."""
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: who_is_signed_in(request))


def who_is_signed_in(request: Any) -> Any:
    """Answer the account, where there is none a visitor; keep it where Django looks for it."""
    if not hasattr(request, "_cached_user"):
        person = request.session.signed_in()
        if person is not None:
            request._cached_user = person  # noqa: SLF001 - so Django calls it
    return get_user(request)


class SignedInHint:
    """Keep the hint in step with the session, whenever a page has looked at the session anyway."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; set or delete the hint where it is wrong."""
        response = self.get_response(request)
        if request.session.accessed:
            signed_in = request.user.is_authenticated
            if signed_in and HINT not in request.COOKIES:
                response.set_cookie(
                    HINT,
                    "1",
                    max_age=settings.SESSION_COOKIE_AGE,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
            elif not signed_in and HINT in request.COOKIES:
                response.delete_cookie(HINT, samesite="Lax")
        return response


class SecondFactorWall:
    """Lead somebody whose powers wait for a second factor to where they add one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer the way to the wall, and back from there."""
        if isinstance(exception, SecondFactorMissing):
            query = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('accounts:second_factor')}?{query}")
        return None


class OwnSite:
    """Let `site` mean the publication on every page: allauth gives its own pages the host by that name."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_template_response(
        self,
        request: HttpRequest,  # noqa: ARG002 - Django calls it so
        response: SimpleTemplateResponse,
    ) -> SimpleTemplateResponse:
        """Answer the page that is about to be written, with our site in it."""
        if response.context_data is not None:
            response.context_data["site"] = settings.SITE
        return response


WAYS_OUT = frozenset({"mediawiki_login", "openid_connect_login"})
WAYS_BACK = frozenset({"mediawiki_callback", "openid_connect_callback"})
"""The names of allauth's views that lead to an account elsewhere, and of those that people come back to."""


class AccountsElsewhere:
    """Stand between allauth and another site."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on. Who is led to another site goes there from a page of ours.

        A form of ours may lead only to us (`form-action`), and browsers hold every further redirect to that:
        where the other site sends somebody on to, none of us can know.
        """
        response = self.get_response(request)
        if view_of(request) in WAYS_OUT:
            if isinstance(response, HttpResponseRedirect):
                response = lead_to(request, response.url)
            add_never_cache_headers(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer calmly where another site is away or says what allauth did not expect.

        So too where two windows connect the same account at the same moment: the table knows it once.
        """
        if view_of(request) in WAYS_OUT | WAYS_BACK and isinstance(exception, (*UNREADABLE, IntegrityError)):
            provider = provider_of(request)
            logger.error("Nothing can be made of what %s answers.", provider, exc_info=exception)
            return unavailable(request, provider)
        return None


def lead_to(request: HttpRequest, goal: str) -> HttpResponse:
    """Answer a page that goes on to another site at once."""
    provider = provider_of(request)
    if not (urlsplit(goal).scheme in {"http", "https"} and urlsplit(goal).hostname):
        logger.error("%s wants people to sign in at %r, which is no page.", provider, goal)
        return unavailable(request, provider)
    context = {"provider": provider, "redirect_to": goal}
    return render(request, "socialaccount/login_redirect.html", context)


def view_of(request: HttpRequest) -> str:
    """Answer the name of the view that the address leads to, or ""."""
    return (request.resolver_match and request.resolver_match.url_name) or ""


def provider_of(request: HttpRequest) -> Any:
    """Answer the other site that the address speaks of."""
    named = request.resolver_match.kwargs if request.resolver_match else {}
    return get_adapter(request).get_provider(request, named.get("provider_id", "mediawiki"))
