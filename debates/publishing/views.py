"""The steps of the workflow, each a page that asks and a button that does."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.policies import Refused
from debates.publishing import actions, policies
from debates.publishing.forms import MoveForm, ScheduleForm, WithdrawForm
from debates.publishing.models import Debate
from debates.publishing.queries import missing_in
from debates.publishing.words import MOVE_LABELS, ROUND_MOVE_LABELS
from debates.publishing.workflow import Move, Round


def editable(request: HttpRequest, pk: int) -> Debate:
    """Answer the debate for somebody who may edit; for everybody else it is not there."""
    if not policies.may_edit(request.user):
        raise Http404
    return get_object_or_404(Debate.objects.visible_to(request.user), pk=pk)


@never_cache
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Ask about a move of the debate, and make it."""
    debate = editable(request, pk)
    if move not in policies.moves_for(request.user, debate):
        messages.error(request, _("The debate is no longer in the state that this step starts from."))
        return redirect("admin:publishing_debate_change", pk)
    step = Move(move)
    form = form_for(step, debate, request.POST if request.method == "POST" else None)
    context = {"debate": debate, "form": form, "title": MOVE_LABELS[step], "missing": missing_in(debate)}
    if request.method == "POST" and form.is_valid():
        try:
            make(step, debate, form.cleaned_data, request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": MOVE_LABELS[step]})
            return redirect("admin:publishing_debate_change", pk)
    return render(request, "publishing/move.html", context, status=400 if form.errors else 200)


def form_for(step: Move, debate: Debate, data: Any) -> django_forms.Form:
    """Answer what must be asked before this move."""
    if step is Move.SCHEDULE:
        return ScheduleForm(data)
    if step is Move.WITHDRAW:
        return WithdrawForm(data, debate=debate)
    return MoveForm(data)


def make(step: Move, debate: Debate, given: dict[str, Any], by: Any) -> None:
    """Make the move through its action. Raises `Refused`."""
    now = timezone.now()
    note = given["note"]
    if step is Move.PUBLISH:
        actions.publish(debate=debate, by=by, now=now, note=note)
    elif step is Move.SCHEDULE:
        actions.schedule(debate=debate, publish_at=given["publish_at"], by=by, now=now, note=note)
    elif step is Move.WITHDRAW:
        actions.withdraw_essay(essay=given["essay"], note=note, by=by, now=now)
    else:
        actions.change_status(debate=debate, move=step, by=by, now=now, note=note)


@never_cache
@require_http_methods(["GET", "POST"])
def publish_round(request: HttpRequest, pk: int, round_: str) -> HttpResponse:
    """Ask about a later round, and make it public for all positions at once."""
    debate = editable(request, pk)
    if round_ not in ROUND_MOVE_LABELS:
        raise Http404
    title = ROUND_MOVE_LABELS[Round(round_)]
    form = MoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_round(debate=debate, round_=Round(round_), by=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": title})
            return redirect("admin:publishing_debate_change", pk)
    context = {"debate": debate, "form": form, "title": title, "missing": missing_in(debate)}
    return render(request, "publishing/move.html", context, status=400 if form.errors else 200)
