"""The private page of a reader’s own ballot: cast, change, withdraw, and count as one’s own."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.kept_forms import kept_form
from accounts.private_pages import ask_to_sign_in, in_place, lead_to, personal_page, sign_in_address
from accounts.verdicts import Refused, Remedy
from accounts.views import too_many_requests
from debates.publishing.models import Debate
from debates.stances import actions
from debates.stances.browsers import (
    browser_in,
    browser_of,
    keep_browser,
    new_browser,
    offered_browser,
    votes_as,
)
from debates.stances.crowds import CASTING, seconds_to_wait
from debates.stances.forms import BallotForm
from debates.stances.models import Cast
from debates.stances.options import Phase
from debates.stances.queries import ballots as queries
from debates.stances.shown_order import order_of, signed_order


@require_http_methods(["GET", "HEAD", "POST"])
@personal_page
def cast(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for an answer, the one of the link that led here chosen already; count it, change it.

    Of readers without an account too, where the debate asks them; else they sign in first.
    """
    debate = polled(request, slug)
    if request.method != "POST":
        return ballot(request, debate, BallotForm())
    form = BallotForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        wait = seconds_to_wait(request, CASTING)
        if wait:
            back = address_of(debate, stance=given["stance"], phase=given["phase"], order=given["order"])
            return too_many_requests(request, wait, sign_in=sign_in_address(back))
        browser = browser_to_vote(request, given["browser"])
        try:
            take_answer(request, debate, given, browser)
        except Refused as refusal:
            if refusal.remedy is Remedy.SIGN_IN:
                return ask_to_sign_in(request)
            form.add_error(None, str(refusal))
        else:
            said = counted(debate, given["stance"], given["phase"])
            response = done(request, debate, said, browser=browser)
            if browser:
                keep_browser(response, browser)
            return response
    return ballot(request, debate, form)


def browser_to_vote(request: HttpRequest, sent: str) -> str:
    """Answer the id that a reader without an account votes with; nothing for whoever is signed in.

    A browser that keeps none is given the one that its form carried.
    """
    if request.user.is_authenticated:
        return ""
    return browser_of(request) or browser_in(sent) or new_browser()


def take_answer(request: HttpRequest, debate: Debate, given: Mapping[str, Any], browser: str) -> None:
    """Count what was given. Raises `Refused`."""
    arm = order_of(given["order"], debate.pk)
    actions.cast_ballot(
        debate=debate,
        by=request.user,
        browser_id=browser,
        phase=given["phase"],
        option=given["stance"],
        arm=-1 if arm is None else arm,
        consent=given["consent"],
        read=given["read"],
        used_browser=browser_of(request),
        now=timezone.now(),
    )


def done(
    request: HttpRequest, debate: Debate, said: str, level: int = messages.SUCCESS, browser: str = ""
) -> HttpResponse:
    """Say what came of it: in place, where the ballot stands in another page, or else on its own.

    `browser` is the id that a browser has just been given to keep.
    """
    if debate.is_public and in_place(request):
        # Found anew: the first vote of a debate has made its key.
        return ballot(request, polled(request, debate.slug), BallotForm(), said, browser)
    messages.add_message(request, level, said)
    if debate.is_public:
        return redirect("stances:ballot", debate.slug)
    if request.user.is_authenticated:
        return lead_to(request, reverse("accounts:account"))
    return render(request, "stances/withdrawn.html")


def ballot(
    request: HttpRequest, debate: Debate, form: BallotForm, said: str = "", browser: str = ""
) -> HttpResponse:
    """Answer a reader's ballot as they have just filled it in, else as their link says, else as it stands.

    Where only that is missing, the way to sign in. A script that puts it into the debate's page is answered
    the ballot alone, with what is to be `said`.
    """
    sent = sent_in(request)
    arm = order_of(sent.get("order", ""), debate.pk)
    shown = secrets.randbelow(debate.positions.count() or 1) if arm is None else arm
    browser = browser or browser_of(request)
    page = queries.ballot_page(debate, request.user, browser, shown, timezone.now())
    before = sent.get("phase") == Phase.BEFORE
    verdict = page.may_say_before if before else page.may_cast
    if verdict.remedy is Remedy.SIGN_IN and not page.has_voted:
        return ask_to_sign_in(request)
    phase = Phase.BEFORE if before else Phase.AFTER
    chosen = sent.get("stance", "" if before else page.stance)
    order = signed_order(debate.pk, shown)
    context = {
        "debate": debate,
        "form": form,
        "page": page,
        "phase": phase,
        "verdict": verdict,
        "chosen": chosen,
        "order": order,
        "in_place": in_place(request),
        "said": said,
    }
    if not request.user.is_authenticated:
        known = chosen if chosen in {choice.code for choice in page.choices} else ""
        context["sign_in"] = sign_in_address(address_of(debate, stance=known, phase=phase, order=order))
        if not browser:
            context["browser"] = offered_browser(browser_in(form.data.get("browser", "")))
    if in_place(request):
        # 422: of all refusals only those of the form itself are put in place.
        return render(request, "stances/_ballot.html", context, status=422 if form.errors else 200)
    return render(request, "stances/ballot.html", context, status=400 if form.errors else 200)


def sent_in(request: HttpRequest) -> Mapping[str, str]:
    """Answer what a form or a link says of the ballot.

    What a link says goes before what was kept while the reader signed in: it was said later.
    """
    if request.method == "POST":
        return request.POST
    kept = kept_form(request) if request.user.is_authenticated else {}
    return {**kept, **request.GET.dict()}


def address_of(debate: Debate, **query: str) -> str:
    """Answer the address of the ballot, with what is to be chosen on it."""
    sent = urlencode({name: value for name, value in query.items() if value})
    return reverse("stances:ballot", args=[debate.slug]) + (f"?{sent}" if sent else "")


@require_POST
@personal_page
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Take back everything that the reader has answered in this debate.

    Whoever is signed in may also take back what was found in their browser, by a button of its own.
    """
    debate = polled(request, slug)
    found = "found" in request.POST
    try:
        gone = actions.withdraw(
            debate=debate,
            by=None if found else request.user,
            browser_id=browser_of(request) if found else votes_as(request),
        )
    except Refused as refusal:
        if refusal.remedy is Remedy.SIGN_IN:
            return lead_to(request, sign_in_address(address_of(debate)))
        return done(request, debate, str(refusal), messages.ERROR)
    withdrawn = _("Your vote is withdrawn, and nothing of what you answered is kept.")
    said = withdrawn if gone else _("There was no vote of yours to withdraw.")
    return done(request, debate, str(said))


@require_POST
@personal_page
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Count what the browser cast without an account as the vote of whoever is signed in now."""
    debate = polled(request, slug)
    browser = browser_of(request)
    found = queries.own_ballots(debate, browser_id=browser)
    try:
        casts = actions.claim_unverified(
            debate=debate,
            by=request.user,
            browser_id=browser,
            consent="consent" in request.POST,
            now=timezone.now(),
        )
    except Refused as refusal:
        if refusal.remedy is Remedy.SIGN_IN:
            return redirect(sign_in_address(address_of(debate)))
        messages.error(request, str(refusal))
    else:
        messages.success(request, claimed(debate, casts, len(found)))
    return redirect("stances:ballot", debate.slug)


def polled(request: HttpRequest, slug: str) -> Debate:
    """Answer the debate at this address, where readers see it or this one has voted in it.

    Whoever has voted may withdraw, also from what has disappeared since; for everybody else it is not there.
    """
    debate = queries.polled(slug)
    if debate is None or not (
        debate.is_public or queries.holds_ballot(debate, request.user, browser_of(request))
    ):
        raise Http404
    return debate


def counted(debate: Debate, stance: str, phase: Phase) -> str:
    """Say that a vote was counted, what it says, and until when it can be changed."""
    answer = queries.label_of(debate.positions.all(), stance)
    if phase is Phase.BEFORE:
        return _now("Noted: before reading you answered “%(answer)s”.") % {"answer": answer}
    if debate.closes_at is None:
        return _now("You voted “%(answer)s”; change it until the debate closes.") % {"answer": answer}
    until = formats.date_format(timezone.localtime(debate.closes_at), "j F Y, H:i")
    return _now("You voted “%(answer)s”; change it until %(until)s.") % {
        "answer": answer,
        "until": until,
    }


def claimed(debate: Debate, casts: Sequence[Cast], found: int) -> str:
    """Say what of the ballots that were found counts with the account now, and what had been there before."""
    if not casts:
        return _now(
            "You had answered with your account already: that stays, and the other ballot is taken back."
        )
    last = casts[-1]
    said = [
        _now("The ballot counts with your account now."),
        counted(debate, last.option.code if last.option else "", Phase(last.phase)),
    ]
    if len(casts) < found:
        said.append(_now("What you had answered with your account already stays as it was."))
    return " ".join(said)
