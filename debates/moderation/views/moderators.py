"""Who finds the pages of moderators."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from accounts.private_pages import personal_page
from debates.moderation import policies

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def moderators_only(view: View[P]) -> View[P]:
    """Answer the view for moderators, in their time zone; for everybody else it is not there."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        policies.may_moderate(request.user).or_not_found()
        return view(request, *args, **kwargs)

    return personal_page(answer)
