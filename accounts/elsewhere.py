"""Sign-in with an account elsewhere: what another site says is a stranger's text, and is read as one."""

import logging
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.app_settings import UID_MAX_LENGTH
from allauth.socialaccount.providers.base import AuthError, ProviderException
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import forbidden_character, name_from

logger = logging.getLogger(__name__)

BROKEN = 500
"""The first status by which another site says that the fault is its own."""

UNAVAILABLE = 503
RETRY_AFTER = 60
"""Seconds until somebody tries again whose other site does not answer."""


class Unusable(ProviderException):
    """The other site does not answer, or says something that no sign-in can be made of."""


UNREADABLE = (
    requests.RequestException,
    Unusable,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What allauth lets out where another site is away or its answer has another shape than it should have."""


def check_answer(response: requests.Response, **_more: Any) -> None:
    """Raise `Unusable` unless an answer is an object which, if it names somebody, does so for good."""
    if response.status_code >= BROKEN:
        raise Unusable(f"It answered {response.status_code}.")
    if not response.ok or response.is_redirect:
        return
    try:
        said = response.json()
    except RecursionError as error:
        raise Unusable("It answered a knot.") from error
    if not isinstance(said, dict):
        raise Unusable("It answered something else than an object.")
    if "sub" in said and not is_subject(said["sub"]):
        raise Unusable("Whom it speaks of is no name of an account.")


def is_subject(said: object) -> bool:
    """Answer whether this can name an account elsewhere for good: a text, or at Wikimedia a number."""
    if isinstance(said, bool) or not isinstance(said, str | int):
        return False
    return 0 < len(str(said)) <= UID_MAX_LENGTH and forbidden_character(str(said)) is None


def unavailable(request: HttpRequest, provider: Any) -> HttpResponse:
    """Answer that the other site can't be used now."""
    error = {"provider": provider, "code": AuthError.UNKNOWN, "exception": None}
    context = {"auth_error": error, "unavailable": True}
    response = render(request, "socialaccount/authentication_error.html", context, status=UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER)
    add_never_cache_headers(response)
    return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """How allauth treats an account elsewhere."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        """Answer the other site, by the name that the settings give it: allauth calls it by its software."""
        return named(super().get_provider(request, provider, client_id))

    def list_providers(self, request: HttpRequest) -> list[Any]:
        """Answer the other sites that are switched on, by the names that the settings give them."""
        return [named(provider) for provider in super().list_providers(request)]

    def get_requests_session(self) -> requests.Session:
        """Answer what asks another site: it says whom to write to, and checks every answer."""
        session: requests.Session = super().get_requests_session()
        session.headers["User-Agent"] = settings.ELSEWHERE_USER_AGENT
        session.hooks["response"].append(check_answer)
        return session

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:  # noqa: ARG002
        """Answer a new user, called as the other site calls them. The address may be missing.

        An address counts only where the other site has confirmed it: with anybody's, somebody could wait in
        an account that its owner walks into later. Raises `Unusable`.
        """
        account = sociallogin.account
        check_same_person(account.extra_data)
        confirmed = [known for known in sociallogin.email_addresses if is_confirmed(known.verified)][:1]
        for known in confirmed:
            known.verified = known.primary = True
        sociallogin.email_addresses = confirmed
        names = names_of(data, at_wiki=account.provider == "mediawiki")
        # Kept is what tells somebody which of their accounts it is, and nothing else that is known there.
        account.extra_data = {"username": (name_from(text_in(data, "username")) or next(iter(names), ""))}
        user: User = sociallogin.user
        user.email = confirmed[0].email if confirmed else None
        user.display_name = next(iter(names), _("Reader"))
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> User:
        """Store a new account, whole or not at all.

        Raises `Unusable` where another window has opened it at the same moment: signing in again finds it.
        """
        try:
            with transaction.atomic():
                user: User = super().save_user(request, sociallogin, form)
        except IntegrityError as error:
            raise Unusable("The account was opened a moment ago.") from error
        return user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 - allauth calls it so
    ) -> None:
        """Tell the operators; where the fault is the other site's, tell the person so as well."""
        logger.warning("Signing in by %s failed: %s %r", provider, error, exception)
        if isinstance(exception, requests.RequestException | Unusable):
            raise ImmediateHttpResponse(unavailable(request, provider))


def named(provider: Any) -> Any:
    """Answer the same provider, called as the settings call it."""
    provider.name = provider.app.name
    return provider


def check_same_person(said: dict[str, Any]) -> None:
    """Raise `Unusable` unless the two things that OpenID Connect says of somebody name one account.

    The token says for which site it was made, the other answer what somebody is called: both are needed
    (OpenID Connect Core 1.0, 3.1.3.3 and 5.3.2).
    """
    if "userinfo" not in said:
        return
    if said["userinfo"]["sub"] != said.get("id_token", {}).get("sub"):
        raise Unusable("It speaks of two accounts at once, or does not say for whom.")


def is_confirmed(said: object) -> bool:
    """Answer whether the other site has confirmed an address; some say so in a text."""
    return said is True or said == "true"


def text_in(data: dict[str, Any], key: str) -> str:
    """Answer what stands there, if it is a text."""
    value = data.get(key)
    return value if isinstance(value, str) else ""


def names_of(data: dict[str, Any], *, at_wiki: bool) -> list[str]:
    """Answer what somebody may be called here, the best first; none where the other site says nothing usable.

    A wiki's people know each other by user name; the real name is theirs to give.
    """
    full = f"{text_in(data, 'first_name')} {text_in(data, 'last_name')}"
    username = text_in(data, "username")
    said = [username] if at_wiki else [text_in(data, "name"), full, username]
    return [name for name in map(name_from, said) if name]
