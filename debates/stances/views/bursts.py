"""The pages on which moderators decide about bursts of ballots."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.private_pages import personal_page
from accounts.verdicts import Refused
from debates.stances import actions, policies
from debates.stances.forms import BurstDecisionForm
from debates.stances.queries import bursts as queries

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

LONGEST_NUMBER = 6
"""Digits of the number of a page: as many bursts as no moderator ever sees."""


def moderators_only(view: View[P]) -> View[P]:
    """Answer the view for moderators, in their time zone; for everybody else it is not there."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        policies.may_set_apart(request.user).or_not_found()
        return view(request, *args, **kwargs)

    return personal_page(answer)


@require_safe
@moderators_only
def bursts(request: HttpRequest) -> HttpResponse:
    """Answer all bursts, a page at a time, each with the form to decide about it."""
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER and int(number)):
        raise Http404
    page = queries.burst_page(int(number))
    if page.before and not page.lines:
        raise Http404
    rows = [(line, form_for(line)) for line in page.lines]
    return render(request, "stances/bursts.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def burst(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one burst, and decide about it."""
    found = get_object_or_404(queries.with_history(), pk=pk)
    line = queries.line_of(found)
    form = form_for(line, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            decision = actions.decide_burst(
                burst=found,
                apart=form.cleaned_data["decision"],
                reason=form.cleaned_data["reason"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            line = queries.line_of(queries.with_history().get(pk=pk))
        else:
            messages.success(request, decided(line, apart=decision.apart))
            return redirect("stances:bursts")
    context = {"line": line, "form": form}
    return render(request, "stances/burst.html", context, status=400 if form.errors else 200)


def form_for(line: queries.BurstLine, sent: QueryDict | None = None) -> BurstDecisionForm:
    """Answer the form about a burst; several stand on one page, so each has identifiers of its own."""
    return BurstDecisionForm(sent, auto_id=f"id_%s_{line.pk}")


def decided(line: queries.BurstLine, *, apart: bool) -> str:
    """Say what was decided about the ballots of a burst."""
    if apart:
        return _("The ballots of %(when)s are set apart.") % {"when": line.when}
    return _("The ballots of %(when)s are counted.") % {"when": line.when}
