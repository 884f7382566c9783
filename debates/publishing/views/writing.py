"""What guests do with the essays that they were invited to write."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.policies import may_act_as
from accounts.private_pages import private_page
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.publishing import actions, policies
from debates.publishing.forms.agreeing import VersionForm
from debates.publishing.models import Essay
from debates.publishing.queries.writing import essays_of, other_side, writing_page
from debates.publishing.views.fetching import essay_in_writing


@require_safe
@private_page
def essays(request: HttpRequest) -> HttpResponse:
    """Answer the essays that somebody writes, and what is asked of them now."""
    may_act_as(request.user, Role.CONTRIBUTOR).or_not_found()
    return render(request, "publishing/writing.html", {"essays": essays_of(request.user)})


@require_safe
@private_page
def essay(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an essay to its guest, or, once all sides are in, to who writes another side."""
    found = essay_in_writing(request, pk)
    if not policies.is_guest_of(request.user, found):
        return render(request, "publishing/other_side.html", {"side": other_side(found)})
    return render(request, "publishing/writing_essay.html", {"page": writing_page(found, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once, and hand an essay in."""
    found = own_essay(request, pk)
    verdict = policies.may_submit_essay(request.user, found)
    if not verdict:
        messages.error(request, str(verdict.sentence))
        return redirect("publishing:writing_essay", pk)
    if request.method != "POST":
        return render(request, "publishing/hand_in.html", {"essay": found, "text": found.text})
    try:
        actions.submit_essay(essay=found, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(_("Handed in. The editors read it now.")))
    return redirect("publishing:writing_essay", pk)


@require_POST
@private_page
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the essay's contributor stands by the version that they had before them."""
    found = own_essay(request, pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(_("Which version? Read the essay, and approve it from there.")))
        return redirect("publishing:writing_essay", pk)
    number = form.cleaned_data["number"]
    try:
        actions.approve_revision(essay=found, number=number, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(_("Thank you. You have approved version %s.") % number))
    return redirect("publishing:writing_essay", pk)


def own_essay(request: HttpRequest, pk: int) -> Essay:
    """Answer the essay for its own guest; for everybody else it is not there."""
    found = essay_in_writing(request, pk)
    policies.may_write_as_guest(request.user, found).or_not_found()
    return found
