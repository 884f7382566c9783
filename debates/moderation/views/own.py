"""What was decided about somebody's comments, and about themselves: their own pages, also while suspended."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import may_take_part
from accounts.private_pages import private_page
from debates.moderation import policies
from debates.moderation.models import Decision, Penalty
from debates.moderation.queries import own
from debates.moderation.queries.statements import (
    penalties_with_reasons,
    penalty_statement,
    statement_of,
    with_reasons,
)

LONGEST_NUMBER = 18
"""Digits of a number in an address: more than any row has."""


def place_in(request: HttpRequest) -> int:
    """Answer where the page of a list begins that the address asks for: 0 at its beginning."""
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdecimal() and len(after) <= LONGEST_NUMBER):
        raise Http404
    return int(after)


@require_safe
@private_page
def decisions(request: HttpRequest) -> HttpResponse:
    """Answer everything that moderators decided about my comments and me, the newest first."""
    now = timezone.now()
    page = own.own_decisions(request.user, now, after=place_in(request))
    context = {"page": page, "bars": may_take_part(request.user, now).sentence}
    return render(request, "moderation/decisions.html", context)


@require_safe
@private_page
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the statement of reasons of a decision about my comment."""
    decision = get_object_or_404(with_reasons(Decision.objects.concerning_author()), pk=pk)
    policies.may_see_decision(request.user, decision).or_not_found()
    told = statement_of(decision, timezone.now())
    context = {
        "statement": told,
        "comment_url": told.comment_url,
        "appeal_url": reverse("moderation:appeal_decision", args=[pk]),
        "earlier_url": reverse("moderation:statement", args=[told.earlier or pk]),
    }
    return render(request, "moderation/statement.html", context)


@require_safe
@private_page
def penalty(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the statement of reasons of a penalty of mine."""
    found = get_object_or_404(penalties_with_reasons(Penalty.objects.all()), pk=pk)
    policies.may_see_penalty(request.user, found).or_not_found()
    context = {
        "statement": penalty_statement(found, timezone.now()),
        "appeal_url": reverse("moderation:appeal_penalty", args=[pk]),
    }
    return render(request, "moderation/penalty.html", context)
