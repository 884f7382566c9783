"""Signing somebody in on our own pages, by allauth's road: its stages, its signals, its list of sessions."""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.utils import perform_login
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse

from accounts.models import User


def sign_in(request: HttpRequest, person: User, goal: str) -> HttpResponse:
    """Sign `person` in and answer the way to `goal`, or to what is still asked of them before.

    Only for somebody who has just shown who they are, and whose account no second factor guards.
    """
    response: HttpResponse = perform_login(request, person, redirect_url=goal)
    return response


def where_shown_again(request: HttpRequest, back: str) -> str:
    """Answer where whoever is signed in shows once more that it is they, and comes `back` from there.

    Empty where they did so within minutes, or where their account has nothing to show it with but codes by
    e-mail: the rule of every page that changes how an account is signed in to.
    """
    if not is_reauthentication_required(request, app="privacy"):
        return ""
    ways = get_adapter().get_reauthentication_methods(request.user)
    return f"{ways[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: back})}"
