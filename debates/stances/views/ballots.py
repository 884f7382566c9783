"""The private page of a reader’s own ballot: cast, change, withdraw."""

import secrets

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.kept_forms import kept_form
from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing.models import Debate, Position
from debates.stances import actions
from debates.stances.forms import BallotForm
from debates.stances.options import Phase
from debates.stances.queries import ballots as queries
from debates.stances.shown_order import order_of, signed_order


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def cast(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for an answer, the one of the link that led here chosen already; count it, change it."""
    debate = polled(request, slug)
    now = timezone.now()
    sent = request.POST if request.method == "POST" else {**request.GET.dict(), **kept_form(request)}
    arm = order_of(sent.get("order", ""), debate.pk)
    form = BallotForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.cast_ballot(
                debate=debate,
                by=request.user,
                phase=given["phase"],
                option=given["stance"],
                arm=-1 if arm is None else arm,
                consent=given["consent"],
                now=now,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, counted(debate, given["stance"], given["phase"]))
            return redirect("stances:ballot", debate.slug)
    shown = secrets.randbelow(debate.positions.count() or 1) if arm is None else arm
    page = queries.ballot_page(debate, request.user, shown, now)
    before = sent.get("phase") == Phase.BEFORE
    context = {
        "debate": debate,
        "form": form,
        "page": page,
        "phase": Phase.BEFORE if before else Phase.AFTER,
        "verdict": page.may_say_before if before else page.may_cast,
        "chosen": sent.get("stance", "" if before else page.stance),
        "order": signed_order(debate.pk, shown),
    }
    return render(request, "stances/ballot.html", context, status=400 if form.errors else 200)


@require_POST
@private_page
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back everything that the reader has answered in this debate."""
    debate = polled(request, slug)
    try:
        gone = actions.withdraw(debate=debate, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = _("Your vote is withdrawn, and nothing of what you answered is kept.")
        messages.success(request, done if gone else _("There was no vote of yours to withdraw."))
    if not debate.is_public:
        return redirect("accounts:account")
    return redirect("stances:ballot", debate.slug)


def polled(request: HttpRequest, slug: str) -> Debate:
    """Answer the debate at this address, where readers see it or this one has voted in it.

    Whoever has voted may withdraw, also from what has disappeared since; for everybody else it is not there.
    """
    # Named: by itself a position is ordered by its debate, which is one more table to read.
    positions = Prefetch("positions", Position.objects.order_by("order"))
    debates = Debate.objects.select_related("poll_key").prefetch_related(positions)
    debate = get_object_or_404(debates, slug=slug)
    if not (debate.is_public or queries.own_ballots(debate, request.user)):
        raise Http404
    return debate


def counted(debate: Debate, stance: str, phase: Phase) -> str:
    """Say that a vote was counted, what it says, and until when it can be changed."""
    answer = queries.label_of(debate, stance)
    if phase is Phase.BEFORE:
        return _now("Noted: before reading you answered “%(answer)s”.") % {"answer": answer}
    if debate.closes_at is None:
        return _now("You voted “%(answer)s”; change it until the debate closes.") % {"answer": answer}
    until = formats.date_format(timezone.localtime(debate.closes_at), "j F Y, H:i")
    return _now("You voted “%(answer)s”; change it until %(until)s.") % {
        "answer": answer,
        "until": until,
    }
