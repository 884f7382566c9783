"""Where moderators see penalties and lift them, and decide about proposals."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.verdicts import Refused
from debates.moderation import policies
from debates.moderation.actions import misuse
from debates.moderation.actions.penalties import lift_penalty
from debates.moderation.forms.desks import CONFIRM, LiftingForm, ProposalForm
from debates.moderation.models import Proposal
from debates.moderation.queries import penalties as queries
from debates.moderation.views.moderators import moderators_only
from debates.moderation.views.own import place_in


@require_safe
@moderators_only
def penalties(request: HttpRequest) -> HttpResponse:
    """Answer the penalties in force, or with `?all` every one that there ever was."""
    everything = "all" in request.GET
    page = queries.penalty_page(request.user, timezone.now(), everything=everything, after=place_in(request))
    return render(request, "moderation/penalties.html", {"page": page, "everything": everything})


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what lifting a penalty does, ask why, and do it."""
    penalty = get_object_or_404(queries.known_penalties(), pk=pk)
    now = timezone.now()
    form = LiftingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            lift_penalty(penalty=penalty, reason=form.cleaned_data["reason"], by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            penalty = queries.known_penalties().get(pk=pk)
        else:
            messages.success(request, _("Lifted. They are told by e-mail."))
            return redirect("moderation:penalties")
    context = {
        "row": queries.penalty_row(penalty, request.user, now),
        "verdict": policies.may_lift(request.user, penalty, now),
        "form": form,
    }
    return render(request, "moderation/lift.html", context, status=400 if form.errors else 200)


@require_safe
@moderators_only
def proposals(request: HttpRequest) -> HttpResponse:
    """Answer the proposals about misuse that wait, oldest first."""
    return render(request, "moderation/proposals.html", {"rows": queries.proposal_rows()})


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a proposal with its facts; confirm or dismiss it."""
    known = Proposal.objects.select_related("person", "decided_by")
    found = get_object_or_404(known, pk=pk)
    now = timezone.now()
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        confirms = form.cleaned_data["decision"] == CONFIRM
        act = misuse.confirm_proposal if confirms else misuse.dismiss_proposal
        try:
            act(proposal=found, reason=form.cleaned_data["reason"], by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            found = known.get(pk=pk)
        else:
            done = _("Confirmed. They are told by e-mail.") if confirms else _("Dismissed.")
            messages.success(request, done)
            return redirect("moderation:proposals")
    context = {"page": queries.proposal_page(found, request.user, now), "form": form}
    return render(request, "moderation/proposal.html", context, status=400 if form.errors else 200)
