"""The pages on which moderators see how evenly they moderate."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.private_pages import personal_page
from debates.moderation import policies
from debates.moderation.queries.balance import balance_of, balance_page
from debates.publishing.models import Debate

LONGEST_NUMBER = 6
"""Digits of the number of a page: as many debates as no site ever has."""


@require_safe
@personal_page
def balance(request: HttpRequest) -> HttpResponse:
    """Answer how comments of all debates were decided about in a period, a page at a time."""
    policies.may_moderate(request.user).or_not_found()
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER and int(asked)):
        raise Http404
    page = balance_page(request.user, request.GET.get("period", ""), int(asked), timezone.now())
    if page is None:
        raise Http404
    return render(request, "moderation/balance.html", {"page": page})


@require_safe
@personal_page
def debate_balance(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer how comments of one debate were decided about, by all and by whoever asks."""
    policies.may_moderate(request.user).or_not_found()
    debate = get_object_or_404(Debate, slug=slug)
    of_all, own = balance_of(debate, request.user)
    context = {"debate": debate, "balance": of_all, "own": own}
    return render(request, "moderation/debate_balance.html", context)
