"""Signing somebody in on our own pages, by allauth's road: its stages, its signals, its list of sessions."""

from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse

from accounts.models import User


def sign_in(request: HttpRequest, person: User, goal: str) -> HttpResponse:
    """Sign `person` in and answer the way to `goal`, or to what is still asked of them before.

    Only for somebody who has just shown who they are, and whose account no second factor guards.
    """
    response: HttpResponse = perform_login(request, person, redirect_url=goal)
    return response
