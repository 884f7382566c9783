"""Where moderators answer appeals."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.verdicts import Refused
from debates.moderation.actions import appealing
from debates.moderation.forms.appealing import AnswerForm, AnswerNotifierForm
from debates.moderation.models import Appeal
from debates.moderation.queries.appeals import AppealPage, appeal_page, appeal_rows, with_parties
from debates.moderation.queries.rules import rules_in_force
from debates.moderation.views.moderators import moderators_only


@require_safe
@moderators_only
def appeals(request: HttpRequest) -> HttpResponse:
    """Answer the appeals that wait, longest first."""
    return render(request, "moderation/appeals.html", {"page": appeal_rows()})


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one appeal with the decision, the comment in its place and the form; take the answer."""
    found = get_object_or_404(known(), pk=pk)
    now = timezone.now()
    page = appeal_page(found, request.user, now)
    form = form_for(found, page, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            answer(found, form, by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            page = appeal_page(known().get(pk=pk), request.user, now)
            form = seen_anew(form, page)
        else:
            messages.success(request, _("Answered. Whoever appealed gets your reply."))
            return redirect("moderation:appeals")
    context = {"page": page, "form": form}
    return render(request, "moderation/appeal.html", context, status=400 if form.errors else 200)


def known() -> Any:
    """Answer all appeals with whoever and whatever they are about."""
    return with_parties(Appeal.objects.select_related("decided_by", "notice__rule"))


def form_for(found: Appeal, page: AppealPage, sent: Any = None) -> AnswerForm:
    """Answer the form that fits the appeal, with the versions that are shown."""
    version, comment_version = page.versions
    initial = {"version": version, "comment_version": comment_version}
    if found.notice is None:
        return AnswerForm(sent, initial=initial)
    return AnswerNotifierForm(sent, initial=initial, rules=rules_in_force(timezone.now()))


def seen_anew(form: AnswerForm, page: AppealPage) -> AnswerForm:
    """Answer the form as it was sent, with the versions that are shown now beside it."""
    version, comment_version = page.versions
    form.data = {**dict(form.data.items()), "version": version, "comment_version": comment_version}
    return form


def answer(found: Appeal, form: AnswerForm, *, by: Any, now: Any) -> Appeal:
    """Have the appeal answered as the form says."""
    given = form.cleaned_data
    if found.penalty is not None:
        return appealing.answer_penalty_appeal(
            appeal=found, outcome=given["outcome"], reply=given["reply"], by=by, now=now
        )
    return appealing.answer_appeal(
        appeal=found,
        expected_version=given["version"] or 0,
        expected_comment_version=given["comment_version"] or 0,
        outcome=given["outcome"],
        reply=given["reply"],
        by=by,
        now=now,
        measure=given.get("measure"),
        why=form.why() if isinstance(form, AnswerNotifierForm) else None,
    )
