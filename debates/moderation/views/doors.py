"""Who comes through which door of this room."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse

from accounts.private_pages import personal_page
from debates.moderation import policies

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

LONGEST_NUMBER = 18
"""Digits of a number in an address: more than any row has."""


def moderators_only(view: View[P]) -> View[P]:
    """Answer the view for moderators, in their time zone; for everybody else it is not there."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        policies.may_moderate(request.user).or_not_found()
        return view(request, *args, **kwargs)

    return personal_page(answer)


def place_in(request: HttpRequest) -> int:
    """Answer where the page of a list begins that the address asks for: 0 at its beginning."""
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdecimal() and len(after) <= LONGEST_NUMBER):
        raise Http404
    return int(after)
