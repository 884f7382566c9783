"""The steps of the workflow, each a page that asks and a button that does."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing import actions, policies
from debates.publishing.forms.moving import CloseForm, ExplainedForm, MoveForm, ScheduleForm, WithdrawForm
from debates.publishing.models import Debate, Kind
from debates.publishing.queries import missing_in
from debates.publishing.views.fetching import editable
from debates.publishing.words import (
    MOVE_EFFECTS,
    MOVE_LABELS,
    MOVES_DONE,
    ROUND_MOVE_DONE,
    ROUND_MOVE_EFFECT,
    ROUND_MOVE_LABELS,
)
from debates.publishing.workflow import Move, Round

ON_THE_WAY = frozenset({Move.SUBMIT, Move.APPROVE, Move.SCHEDULE, Move.PUBLISH})
"""Steps towards publication: what it waits for is said before each."""

LOOK = "look"
"""The name of the button that shows a moment in UTC, and does nothing else."""

Words = tuple[str | Promise, str | Promise, str | Promise]
"""What a step is called, what it does, and what is said once it is done."""


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Ask about a move of the debate, and make it."""
    debate = editable(request, pk)
    if move not in MOVE_EFFECTS:
        raise Http404
    step = Move(move)
    if step not in policies.moves_for(request.user, debate):
        verdict = policies.may_move(request.user, debate, step)
        return back_to_editing(request, debate, messages.ERROR, verdict.sentence)
    form = form_for(step, debate, request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> None:
        make(step, debate, given, request.user)

    words = (MOVE_LABELS[step], MOVE_EFFECTS[step], MOVES_DONE[step])
    return asked(request, debate, form, words, act, publishes=step in ON_THE_WAY)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def publish_round(request: HttpRequest, pk: int, round_: str) -> HttpResponse:
    """Ask about a later round, and make it public for all positions at once."""
    debate = editable(request, pk)
    if round_ not in ROUND_MOVE_LABELS:
        raise Http404
    step = Round(round_)
    now = timezone.now()
    verdict = policies.may_publish_round(request.user, debate, step, now)
    if not verdict:
        return back_to_editing(request, debate, messages.ERROR, verdict.sentence)
    form = MoveForm(request.POST if request.method == "POST" else None)

    def act(given: dict[str, Any]) -> None:
        actions.publish_round(debate=debate, round_=step, by=request.user, now=now, note=given["note"])

    words = (ROUND_MOVE_LABELS[step], ROUND_MOVE_EFFECT, ROUND_MOVE_DONE)
    return asked(request, debate, form, words, act, step)


def form_for(step: Move, debate: Debate, data: Any) -> django_forms.Form:
    """Answer what must be asked before this move."""
    if step is Move.SCHEDULE:
        return ScheduleForm(data, now=timezone.now())
    if step is Move.WITHDRAW:
        return WithdrawForm(data, debate=debate)
    if step is Move.CLOSE:
        return CloseForm(data, initial={"conclusion": conclusion_of(debate)})
    return ExplainedForm(data) if step in actions.EXPLAINED else MoveForm(data)


def conclusion_of(debate: Debate) -> str:
    """Answer what the conclusion says by now."""
    return debate.texts.filter(kind=Kind.CONCLUSION).values_list("source", flat=True).first() or ""


def make(step: Move, debate: Debate, given: dict[str, Any], by: Any) -> None:
    """Make the move through its action. Raises `Refused`."""
    now = timezone.now()
    note = given["note"]
    if step is Move.PUBLISH:
        actions.publish(debate=debate, by=by, now=now, note=note)
    elif step is Move.SCHEDULE:
        actions.schedule(debate=debate, publish_at=given["publish_at"], by=by, now=now, note=note)
    elif step is Move.CLOSE:
        actions.close_debate(debate=debate, conclusion=given["conclusion"], by=by, now=now, note=note)
    elif step is Move.WITHDRAW:
        actions.withdraw_essay(essay=given["essay"], note=note, by=by, now=now)
    else:
        actions.change_status(debate=debate, move=step, by=by, now=now, note=note)


def asked(
    request: HttpRequest,
    debate: Debate,
    form: django_forms.Form,
    words: Words,
    act: Callable[[dict[str, Any]], None],
    *rounds: Round,
    publishes: bool = False,
) -> HttpResponse:
    """Answer the page that asks; when it was sent, act and go back to editing.

    What is missing stands there where the step `publishes` the debate or leads there, or publishes `rounds`.
    """
    label, effect, done = words
    missing = missing_in(debate, *rounds) if rounds or publishes else ()
    status = HTTPStatus.OK
    looks = LOOK in request.POST and "publish_at" in form.fields
    if request.method == "POST":
        valid = form.is_valid()
        status = HTTPStatus.OK if valid and looks else HTTPStatus.BAD_REQUEST
        if valid and not looks:
            try:
                act(form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return back_to_editing(request, debate, messages.SUCCESS, done)
    context = {
        "debate": debate,
        "form": form,
        "label": label,
        "effect": effect,
        "missing": missing,
        "asks_when": "publish_at" in form.fields,
        "moment": form.cleaned_data["publish_at"] if looks and status == HTTPStatus.OK else None,
    }
    return render(request, "publishing/move.html", context, status=status)


def back_to_editing(
    request: HttpRequest, debate: Debate, level: int, sentence: str | Promise
) -> HttpResponse:
    """Answer the way back to the workspace, where the sentence is shown."""
    messages.add_message(request, level, str(sentence))
    return redirect("publishing:workspace", debate.pk)
