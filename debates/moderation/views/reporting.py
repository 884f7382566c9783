"""Anybody reports a comment, confirms that it was they, and sees what became of it."""

import math
from time import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import Limit, client_of, network_today
from accounts.private_pages import personal_page, private_page, sign_in_address
from accounts.verdicts import Refused
from accounts.views import opened_by_link
from debates.comments.models import Comment
from debates.comments.policies import may_see
from debates.comments.queries.authors import name_in_a_sentence
from debates.moderation import policies
from debates.moderation.actions import reporting
from debates.moderation.forms.reporting import LawNoticeForm, RuleNoticeForm
from debates.moderation.measures import Ground
from debates.moderation.models import Notice, State
from debates.moderation.obligations import Obligation, is_on
from debates.moderation.queries import notices as queries
from debates.moderation.queries.rules import rule_lines
from debates.publishing.stored_html import safe

BY_READERS = Limit("report", tries=20, seconds=3600)
BY_VISITORS = Limit("report-network", tries=20, seconds=3600)
"""A school or an office fits in; whoever does not can sign in."""
TO_ADDRESS = Limit("report-address", tries=5, seconds=3600)
"""Anybody can type anybody's address: so many letters go there and no more, whatever it is that they say."""

QUOTED = 200
"""So many characters of the comment stand in its place, where somebody reports it as illegal."""
LONGEST_NUMBER = 9


@require_http_methods(["GET", "HEAD", "POST"])
@personal_page
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which rule a comment is against, and take the notice."""
    comment = reported(request, pk)
    form = RuleNoticeForm(
        request.POST if request.method == "POST" else None,
        rules=rule_lines(timezone.now()),
        is_visitor=not request.user.is_authenticated,
    )
    return reporting_page(request, comment, form)


@require_http_methods(["GET", "HEAD", "POST"])
@personal_page
def report_illegal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a comment is illegal, and take the notice (DSA Art. 16)."""
    if not is_on(Obligation.NOTICES):
        raise Http404
    comment = reported(request, pk)
    user = request.user
    begin = {"place": place_of(comment), "name": user.display_name if user.is_authenticated else ""}
    form = LawNoticeForm(
        request.POST if request.method == "POST" else None,
        initial=begin,
        is_visitor=not user.is_authenticated,
    )
    return reporting_page(request, comment, form)


@require_safe
@personal_page
def thanks(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell a visitor what happens next, who may have to open a link first."""
    comment = reported(request, pk)
    return render(request, "moderation/thanks.html", {"comment": comment, "debate": comment.debate})


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
@personal_page
def notice(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Answer a notice to whoever has its link: they confirm it, and later see what became of it."""
    found = queries.with_surroundings(Notice.objects.filter(pk=pk)).first()
    if found is None or not found.is_opened_by(token):
        return render(request, "moderation/notice_void.html", status=404)
    refused = ""
    if request.method == "POST":
        try:
            reporting.confirm_notice(notice=found, token=token, now=timezone.now())
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("Thank you. Your report has reached the moderators."))
            return redirect("moderation:notice", pk, token)
    unconfirmed = found.state == State.UNCONFIRMED
    verdict = policies.may_confirm(found, timezone.now()) if unconfirmed else None
    context = {
        "notice": queries.view_of(found, timezone.now()),
        "verdict": verdict,
        "refused": refused,
        "unconfirmed": unconfirmed,
        "again": reverse("moderation:report", args=[found.case.comment_id]),
    }
    return render(request, "moderation/notice.html", context, status=400 if refused else 200)


@require_safe
@private_page
def own_notices(request: HttpRequest) -> HttpResponse:
    """Answer what somebody has reported, and what became of it."""
    after = request.GET.get("after", "0")
    if not (after.isascii() and after.isdecimal() and len(after) <= LONGEST_NUMBER):
        raise Http404
    listing = queries.own_notices(request.user, int(after))
    return render(request, "moderation/own_notices.html", {"listing": listing})


@require_safe
@private_page
def own_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one notice to whoever has sent it."""
    found = get_object_or_404(queries.with_surroundings(Notice.objects.all()), pk=pk)
    policies.may_see_notice(request.user, found).or_not_found()
    context = {"notice": queries.view_of(found, timezone.now()), "is_own": True}
    return render(request, "moderation/notice.html", context)


# ---------------------------------------------------------------- what they share


def reported(request: HttpRequest, pk: int) -> Comment:
    """Answer a comment that readers see or have seen, or that whoever asks sees: else it is not there."""
    comment = get_object_or_404(Comment.objects.select_related("debate", "author"), pk=pk)
    if not (may_see(request.user, comment) or (comment.was_public and comment.debate.is_public)):
        raise Http404
    return comment


def place_of(comment: Comment) -> str:
    """Answer where exactly a comment stands: its address, and how it begins."""
    address = settings.SITE.base_url + comment.get_absolute_url()
    return f"{address}\n“{Truncator(comment.plain).chars(QUOTED)}”"


def reporting_page(request: HttpRequest, comment: Comment, form: Any) -> HttpResponse:
    """Take what was sent where it holds; else answer the page, with what was typed and what is wrong."""
    wait = 0
    if form.is_bound and form.is_valid():
        wait = seconds_to_wait(request, form.cleaned_data.get("email", ""))
        if wait:
            form.add_error(None, too_often(wait))
        else:
            try:
                notice = reporting.report_comment(
                    comment=comment, by=request.user, report=form.report, now=timezone.now()
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                return thanked(request, comment, notice, form.report.email)
    context = {
        "comment": comment,
        "debate": comment.debate,
        "author": name_in_a_sentence(comment),
        "html": safe(comment.html if comment.is_shown else ""),
        "form": form,
        "is_illegal": form.ground is Ground.LAW,
        "takes_illegal": is_on(Obligation.NOTICES),
        "rules": rule_lines(timezone.now()) if form.ground is Ground.RULES else (),
        "verdict": policies.may_report(request.user, comment, timezone.now(), form.ground),
        "known": queries.open_notice_of(request.user, comment),
        "sign_in": "" if request.user.is_authenticated else sign_in_address(request.get_full_path()),
    }
    response = render(request, "moderation/report.html", context, status=status_of(form, wait))
    if wait:
        response["Retry-After"] = str(wait)
    return response


def status_of(form: Any, wait: int) -> int:
    """Answer the status of a page with this form: too often, wrong, or as it should be."""
    if wait:
        return 429
    return 400 if form.errors else 200


def seconds_to_wait(request: HttpRequest, email: str) -> int:
    """Count a notice of this reader, or of a visitor's network and address; answer how early it comes."""
    now = time()
    if request.user.is_authenticated:
        return BY_READERS.wait(str(request.user.pk), now)
    wait = BY_VISITORS.wait(network_today(client_of(request), now), now)
    return wait or (TO_ADDRESS.wait(email.lower(), now) if email else 0)


def too_often(seconds: int) -> str:
    """Answer what somebody is told who reports too often."""
    minutes = math.ceil(seconds / 60)
    said = ngettext(
        "Those are many reports in a short time. Send this one in %(count)d minute.",
        "Those are many reports in a short time. Send this one in %(count)d minutes.",
        minutes,
    )
    return said % {"count": minutes}


def thanked(request: HttpRequest, comment: Comment, notice: Notice, email: str) -> HttpResponse:
    """Lead whoever has reported to what they see of it; nobody is told what an address has sent before."""
    if request.user.is_authenticated:
        messages.success(request, _("Thank you. Your report has reached the moderators."))
        return redirect("moderation:own_notice", notice.pk)
    if email:
        messages.success(request, _("We have sent a link to %s: open it within seven days.") % email)
    else:
        messages.success(request, _("Thank you. Your report has reached the moderators."))
    return redirect("moderation:thanks", comment.pk)
