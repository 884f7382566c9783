"""The moderators' desk: a queue, the case that is open beside it, and what is known of its author."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.verdicts import Refused
from debates.moderation.actions.desks import add_note, set_keys
from debates.moderation.forms.deciding import DecisionForm, NoteForm
from debates.moderation.models import Case, Rule
from debates.moderation.queries import queue as queues
from debates.moderation.queries.author_page import author_view
from debates.moderation.queries.case_page import case_view
from debates.moderation.queries.found import case_in_context
from debates.moderation.queries.rules import rules_in_force
from debates.moderation.queries.toasts import Toast, toast_of
from debates.moderation.queues import Queue
from debates.moderation.views.moderators import moderators_only


@require_safe
@moderators_only
def home(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for every moderator
    """Lead to the first queue in which something waits."""
    return redirect(queues.queue_url(queues.first_that_waits()))


@require_safe
@moderators_only
def queue(request: HttpRequest, queue: Queue) -> HttpResponse:
    """Answer a page of a queue, its first case open beside it where there is room."""
    asked = request.GET.get("after", "")
    after = queues.Place.of(asked)
    if asked and after is None:
        raise Http404
    now = timezone.now()
    listing = queues.queue_list(queue, now, after=after)
    case = case_in_context(listing.rows[0].pk) if listing.rows else None
    if case is not None:
        listing = queues.opened(listing, case.pk, listing.rows)
    return desk(request, Desk(queue, listing, case, now), at_case=False)


@require_safe
@moderators_only
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a case, with the queue that it was opened from."""
    return case_page(request, found_case(pk))


@require_POST
@moderators_only
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a note about a case."""
    found = found_case(pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            add_note(case=found, by=request.user, text=form.cleaned_data["text"], now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(f"{queues.case_url(found.pk, queue_asked(request, found))}#notes")
    return case_page(request, found, note_form=form, status=400)


@require_POST
@moderators_only
def keys(request: HttpRequest) -> HttpResponse:
    """Let keys decide for this moderator, or not, and go back to where they were."""
    set_keys(by=request.user, keys=request.POST.get("keys") == "on")
    back = request.POST.get("case", "")
    if back.isascii() and back.isdecimal() and (found := Case.objects.filter(pk=int(back[:18])).first()):
        return redirect(queues.case_url(found.pk, queue_asked(request, found)))
    return redirect("moderation:home")


# ---------------------------------------------------------------- the page


@dataclass(frozen=True, slots=True)
class Desk:
    """What is on a moderator's desk: a queue, and perhaps an open case."""

    queue: Queue
    listing: queues.QueueList
    case: Case | None
    now: datetime


@dataclass(frozen=True, slots=True)
class GroundChoice:
    """One of the grounds that a decision can have. `digit` is its key, empty where it has none."""

    value: str
    label: str
    digit: str
    is_chosen: bool


def found_case(pk: int) -> Case:
    """Answer a case with the context of its comment."""
    case = case_in_context(pk)
    if case is None:
        raise Http404
    return case


def queue_asked(request: HttpRequest, case: Case) -> Queue:
    """Answer the queue that a case was opened from; its own where the address names none."""
    named = request.POST.get("queue") or request.GET.get("queue") or case.queue
    return Queue(named) if named in [*Queue] else Queue(case.queue)


def case_page(
    request: HttpRequest,
    case: Case,
    *,
    form: DecisionForm | None = None,
    note_form: NoteForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer the page of a case; where something was refused, with why, and with what was typed."""
    now = timezone.now()
    queue = queue_asked(request, case)
    listing = queues.queue_list(queue, now, around=case)
    forms = {"form": form, "note_form": note_form, "refused": refused}
    return desk(request, Desk(queue, listing, case, now), at_case=True, status=status, **forms)


def desk(request: HttpRequest, laid: Desk, *, at_case: bool, status: int = 200, **forms: Any) -> HttpResponse:
    """Answer the page: the queue, the case in its context, and its author."""
    rules = rules_in_force(laid.now)
    form = forms.get("form") or DecisionForm(rules=rules)
    context = {
        "queue": laid.queue,
        "tabs": queues.tabs(laid.queue),
        "listing": laid.listing,
        "case": case_view(laid.case, request.user) if laid.case else None,
        "author": author_view(laid.case, laid.now) if laid.case else None,
        "rules": rules,
        "form": form,
        "grounds": grounds_of(rules, form),
        "note_form": forms.get("note_form") or NoteForm(),
        "refused": forms.get("refused", ""),
        "keys": queues.decides_by_keys(request.user),
        "toast": toast_asked(request),
        "at_case": at_case,
    }
    return render(request, "moderation/desk.html", context, status=status)


def grounds_of(rules: tuple[Rule, ...], form: DecisionForm) -> tuple[GroundChoice, ...]:
    """Answer the rules as they can be chosen, each with its key."""
    chosen = form["ground"].value()
    return tuple(
        GroundChoice(str(rule.pk), rule.title, str(digit), str(rule.pk) == chosen)
        for digit, rule in enumerate(rules, start=1)
    )


def toast_asked(request: HttpRequest) -> Toast | None:
    """Answer what is said of the decision that the address names."""
    named = request.GET.get("done", "")
    if request.method == "POST" or not (named.isascii() and named.isdecimal()):
        return None
    return toast_of(int(named[:18]), request.user)
