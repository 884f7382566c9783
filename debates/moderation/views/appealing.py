"""Where somebody appeals against a decision: an author, whoever reported, whoever was penalised."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.kept_forms import kept_form
from accounts.private_pages import ask_to_sign_in, personal_page, private_page
from accounts.verdicts import Refused, Verdict
from accounts.views import opened_by_link
from debates.moderation import policies
from debates.moderation.actions import appealing
from debates.moderation.forms.appealing import AppealForm
from debates.moderation.models import Appeal, Decision, Notice, Penalty
from debates.moderation.queries.appeals import answer_of, notice_view, with_parties
from debates.moderation.queries.statements import (
    penalties_with_reasons,
    penalty_statement,
    statement_of,
    with_reasons,
)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def appeal_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a decision about my comment is wrong, and take the appeal."""
    decision = get_object_or_404(with_reasons(Decision.objects.concerning_author()), pk=pk)
    policies.may_see_decision(request.user, decision).or_not_found()
    now = timezone.now()
    told = statement_of(decision, now)

    def act(text: str) -> Appeal:
        return appealing.appeal_decision(decision=decision, by=request.user, text=text, now=now)

    context = {"statement": told, "title": told.title, "back": reverse("moderation:statement", args=[pk])}
    return appeal_page(request, policies.may_appeal(request.user, decision, now), act, context)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def appeal_penalty(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a penalty of mine is wrong, and take the appeal."""
    penalty = get_object_or_404(penalties_with_reasons(Penalty.objects.all()), pk=pk)
    policies.may_see_penalty(request.user, penalty).or_not_found()
    now = timezone.now()
    told = penalty_statement(penalty, now)

    def act(text: str) -> Appeal:
        return appealing.appeal_penalty(penalty=penalty, by=request.user, text=text, now=now)

    context = {"title": told.sanctioned.says, "back": reverse("moderation:penalty", args=[pk])}
    return appeal_page(request, policies.may_appeal_penalty(request.user, penalty, now), act, context)


def appeal_page(
    request: HttpRequest, verdict: Verdict, act: Callable[[str], Appeal], context: dict[str, Any]
) -> HttpResponse:
    """Answer the page that asks; when it was sent, take the appeal and go back to what it is against."""
    form = AppealForm(request.POST if request.method == "POST" else None, initial=kept_form(request))
    if form.is_bound and form.is_valid():
        try:
            act(form.cleaned_data["text"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your appeal has come. We write to you as soon as it is answered."))
            return redirect(context["back"])
    status = 400 if form.errors else 200
    return render(
        request,
        "moderation/appeal_against.html",
        {**context, "form": form, "verdict": verdict},
        status=status,
    )


# ---------------------------------------------------------------- by the link of a notice


@require_http_methods(["GET", "HEAD", "POST"])
@personal_page
@opened_by_link
def appeal_notice(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Say what became of a report, and take the appeal of whoever sent it.

    The link is for whoever has no account; who has one is asked to sign in.
    """
    notices = Notice.objects.select_related("case__comment__debate", "settled_by", "notifier", "rule")
    notice = notices.filter(pk=pk).first()
    if notice is None or not notice.is_opened_by(token):
        raise Http404
    if notice.notifier_id and not request.user.is_authenticated:
        return ask_to_sign_in(request)
    if notice.notifier_id and notice.notifier_id != request.user.pk:
        raise Http404
    now = timezone.now()

    def act(text: str) -> Appeal:
        by = request.user if notice.notifier_id else None
        return appealing.appeal_outcome(notice=notice, by=by, text=text, now=now, knows_link=True)

    appeal = with_parties(Appeal.objects.filter(notice=notice)).first()
    context = {
        "notice": notice_view(notice),
        "answer": answer_of(appeal) if appeal else None,
        "title": _("What became of your report"),
        "back": request.path,
    }
    verdict = policies.may_appeal_outcome(request.user, notice, now, knows_link=True)
    return appeal_page(request, verdict, act, context)
