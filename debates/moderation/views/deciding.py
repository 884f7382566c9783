"""Decides on screen: about one case, about many, and takes decisions back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.verdicts import Refused
from debates.moderation import actions
from debates.moderation.actions.bulk import reject_many
from debates.moderation.forms.deciding import BulkForm, DecisionForm, UndoForm
from debates.moderation.models import Case, Decision
from debates.moderation.queries import queue as queues
from debates.moderation.queries.rules import rules_in_force
from debates.moderation.queues import Queue
from debates.moderation.views.desk import case_page, found_case, queue_asked
from debates.moderation.views.moderators import moderators_only


@require_POST
@moderators_only
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide about a comment, and lead to the next case of the queue.

    Refused, the case is shown anew, with what was typed.
    """
    now = timezone.now()
    case = found_case(pk)
    queue, place = queue_asked(request, case), queues.Place.of_case(case)
    form = DecisionForm(request.POST, rules=rules_in_force(now))
    if not form.is_valid():
        return case_page(request, case, form=form, status=400)
    try:
        decision = actions.decide(
            case=case,
            expected_version=form.cleaned_data["version"],
            expected_comment_version=form.cleaned_data["comment_version"],
            measure=form.measure_chosen,
            by=request.user,
            now=now,
            why=form.why(),
            consequence=form.consequence_chosen(now),
        )
    except Refused as refusal:
        return case_page(request, found_case(pk), form=form, refused=str(refusal), status=409)
    return redirect(after(decision, queue, place))


def after(decision: Decision, queue: Queue, place: queues.Place) -> str:
    """Answer where a moderator goes on: at the next case, or at the same one while it stays in its queue."""
    stays = Case.objects.filter(pk=decision.case_id, queue=queue).exists()
    case = decision.case_id if stays else queues.next_case(queue, place)
    if case is None:
        return f"{queues.queue_url(queue)}?done={decision.pk}"
    return f"{queues.case_url(case, queue)}&done={decision.pk}"


@require_POST
@moderators_only
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back, and lead to its case."""
    decision = get_object_or_404(Decision.objects.select_related("case"), pk=pk)
    form = UndoForm(request.POST)
    if not form.is_valid():
        return case_page(request, found_case(decision.case_id), status=400)
    try:
        back = actions.undo(
            decision=decision,
            expected_version=form.cleaned_data["version"],
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refusal:
        return case_page(request, found_case(decision.case_id), refused=str(refusal), status=409)
    # It is back in the queue that it came from, and so is the moderator.
    queue = Queue(Case.objects.get(pk=decision.case_id).queue)
    return redirect(f"{queues.case_url(decision.case_id, queue)}&done={back.pk}")


@require_POST
@moderators_only
def bulk(request: HttpRequest, queue: Queue) -> HttpResponse:
    """Reject the comments that were chosen in a list, and report what came of each."""
    now = timezone.now()
    form = BulkForm(request.POST, rules=rules_in_force(now))
    if not form.is_valid():
        context = {"queue": queue, "back": queues.queue_url(queue), "form": form}
        return render(request, "moderation/bulk.html", context, status=400)
    rule = form.cleaned_data["rule"]
    attempts = reject_many(chosen=form.chosen(), rule=rule, by=request.user, now=now)
    context = {
        "queue": queue,
        "back": queues.queue_url(queue),
        "rule": rule,
        "form": form,
        "refused": [attempt for attempt in attempts if attempt.decision is None],
        "done": [attempt for attempt in attempts if attempt.decision is not None],
        "count": len(attempts),
    }
    return render(request, "moderation/bulk.html", context)
