"""Editors invite guests to write one essay, and guests accept."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.private_pages import private_page
from accounts.sign_in import sign_in
from accounts.verdicts import Refused, Remedy, Verdict
from accounts.views import opened_by_link
from debates.publishing import actions, policies
from debates.publishing.forms.inviting import InvitationForm
from debates.publishing.models import Essay, Invitation
from debates.publishing.queries import invitations_to


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def invitations(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer who was invited to write an essay, and ask whom to invite; send the invitation."""
    policies.may_edit(request.user).or_not_found()
    essay = get_object_or_404(Essay.objects.select_related("position__debate", "contributor"), pk=pk)
    form = InvitationForm(request.POST if request.method == "POST" else None)
    now = timezone.now()
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            actions.invite_contributor(essay=essay, email=email, by=request.user, now=now)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            return back_to_invitations(request, essay, messages.SUCCESS, _("Invited: %s.") % email)
    context = {
        "essay": essay,
        "debate": essay.position.debate,
        "form": form,
        "verdict": policies.may_invite(request.user, essay),
        "invitations": invitations_to(essay, request.user, now),
    }
    status = 400 if form.is_bound else 200
    return render(request, "publishing/invitations.html", context, status=status)


@require_POST
@private_page
def send_invitation_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation again, with a new link."""

    def act(invitation: Invitation) -> str | Promise:
        actions.send_invitation_again(invitation=invitation, by=request.user, now=timezone.now())
        return _("Sent again: %s. The link that was sent before no longer works.") % invitation.email

    return done_with_invitation(request, pk, act)


@require_POST
@private_page
def revoke_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back, and the right that it gave."""

    def act(invitation: Invitation) -> str | Promise:
        actions.revoke_invitation(invitation=invitation, by=request.user, now=timezone.now())
        return _("Taken back: %s.") % invitation.email

    return done_with_invitation(request, pk, act)


def done_with_invitation(
    request: HttpRequest, pk: int, act: Callable[[Invitation], str | Promise]
) -> HttpResponse:
    """Do something with an invitation and go back to the list, where it says what was done or why not."""
    policies.may_edit(request.user).or_not_found()
    rows = Invitation.objects.select_related("essay__position__debate", "essay__contributor")
    invitation = get_object_or_404(rows, pk=pk)
    try:
        sentence, level = act(invitation), messages.SUCCESS
    except Refused as refusal:
        sentence, level = refusal.sentence, messages.ERROR
    return back_to_invitations(request, invitation.essay, level, sentence)


def back_to_invitations(
    request: HttpRequest, essay: Essay, level: int, sentence: str | Promise
) -> HttpResponse:
    """Answer the way back to the essay's invitations, where the sentence is shown."""
    messages.add_message(request, level, str(sentence))
    return redirect("publishing:invitations", essay.pk)


# ---------------------------------------------------------------- guests accept


@require_http_methods(["GET", "POST"])
@opened_by_link
def accept_invitation(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Say what somebody is invited to write, and let them accept."""
    rows = Invitation.objects.select_related(
        "essay__position__debate", "essay__contributor", "invited_by", "accepted_by"
    )
    invitation = rows.filter(pk=pk).first()
    if invitation is None or not invitation.is_opened_by(token):
        return void_link(request, 404)
    now = timezone.now()
    if not policies.is_open(invitation, now):
        return void_link(request, 410)
    verdict = policies.may_accept(request.user, invitation, now)
    if request.method == "POST" and verdict:
        try:
            person = actions.accept_invitation(invitation=invitation, token=token, by=request.user, now=now)
        except Refused as refusal:
            verdict = Verdict.no(refusal.sentence)
        else:
            return welcome(request, invitation, person)
    context = {
        "invitation": invitation,
        "essay": invitation.essay,
        "debate": invitation.essay.position.debate,
        "verdict": verdict,
        "sign_in_first": verdict.remedy is Remedy.SIGN_IN,
    }
    status = 403 if request.method == "POST" else 200
    return render(request, "publishing/invitation.html", context, status=status)


def void_link(request: HttpRequest, status: int) -> HttpResponse:
    """Answer a link that leads nowhere, the same words whatever the reason: a stranger learns nothing."""
    return render(request, "publishing/invitation_void.html", status=status)


def welcome(request: HttpRequest, invitation: Invitation, person: Any) -> HttpResponse:
    """Lead whoever accepted to the page of their essay, signed in."""
    sentence = _("Thank you. You write “%s”; the editors tell you how it goes on.")
    messages.success(request, sentence % invitation.essay.title)
    place = reverse("publishing:writing_essay", args=[invitation.essay_id])
    if request.user.is_authenticated:
        return redirect(place)
    return sign_in(request, person, place)
