"""The operators' page, and the mail files of an embedded site."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.verdicts import Refused
from debates.outbox import actions, mail_files, policies, queries, suppressing
from debates.outbox.models import Message, Suppression

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

MOST_FILES = 100
LONGEST_NUMBER = 18
"""So many digits fit into the numbers of both databases."""


# ---------------------------------------------------------------- operators


def operators_only(view: View[P]) -> View[P]:
    """Answer the view for operators; for everybody else it is not there."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        policies.may_operate(request.user).or_not_found()
        return view(request, *args, **kwargs)

    return answer


@require_safe
@operators_only
def operators(request: HttpRequest) -> HttpResponse:
    """Answer what has become of the e-mails: numbers, what is late, what needs a person."""
    before, now = page_before(request), timezone.now()
    oldest = queries.oldest_due(now)
    context = {
        "counts": queries.counts(),
        "oldest": oldest,
        "late": timesince(oldest.due_at, now) if oldest else "",
        "page": queries.troubled(before),
        "stopped": queries.stopped_count(),
    }
    return render(request, "outbox/operators.html", context)


def page_before(request: HttpRequest) -> int | None:
    """Answer before which number a page begins, where the address says so."""
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdecimal() and len(before) <= LONGEST_NUMBER):
        raise Http404
    return int(before) if before else None


@require_safe
@operators_only
def stopped(request: HttpRequest) -> HttpResponse:
    """Answer the addresses that are written to no more, and why."""
    return render(request, "outbox/stopped.html", {"page": queries.stopped(page_before(request))})


@require_POST
@operators_only
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Have an address written to again, and go back to the list."""
    suppression = get_object_or_404(Suppression, pk=pk)

    def act() -> str:
        suppressing.lift_as_operator(suppression=suppression, by=request.user, now=timezone.now())
        return _("%s is written to again.") % suppression.address

    return told(request, act, "outbox:stopped")


@require_POST
@operators_only
def resend(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message again, and go back to the page."""
    message = get_object_or_404(Message, pk=pk)

    def act() -> str:
        actions.resend(message=message, by=request.user, now=timezone.now())
        return _("The message to %s is sent again.") % message.recipient

    return told(request, act, "outbox:operators")


@require_POST
@operators_only
def send_test(request: HttpRequest) -> HttpResponse:
    """Promise a message to the operator, and go back to the page."""

    def act() -> str:
        message = actions.promise_test(by=request.user, now=timezone.now())
        return _("A test message to %s is on its way.") % message.recipient

    return told(request, act, "outbox:operators")


def told(request: HttpRequest, act: Callable[[], str], back: str) -> HttpResponse:
    """Act, and go back to a page that says what was done, or why it was not."""
    try:
        said = act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(back)


# ---------------------------------------------------------------- what a provider reports


# A provider has no token against forgery, and shows by a secret that it is itself.
@csrf_exempt
@never_cache
def reports(request: HttpRequest) -> HttpResponse:
    """Take what the provider reports of letters; where the site sends through none, this is not there."""
    if not settings.EMAIL_PROVIDER:
        raise Http404
    # The package that it needs is optional.
    from debates.outbox.provider_api import take_reports

    return take_reports(request)


# ---------------------------------------------------------------- the mail files of an embedded site


def this_machine_only(view: View[P]) -> View[P]:
    """Answer the view to a browser on this machine, where e-mails are files; else it is not there.

    They hold codes to sign in with. A proxy beside the site would make everybody seem to be here, so what a
    proxy passes on, and what was not addressed to this machine, is refused as well.
    """

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        passed_on = request.headers.keys() & {"Forwarded", "Via", "X-Forwarded-For", "X-Real-Ip"}
        host = split_domain_port(request.get_host())[0]
        here = is_loopback(request.META.get("REMOTE_ADDR", "")) and (host == "localhost" or is_loopback(host))
        if settings.EMAIL_FILES is None or passed_on or not here:
            raise Http404
        return view(request, *args, **kwargs)

    return answer


def is_loopback(address: str) -> bool:
    """Answer whether this is an address of this machine alone."""
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


@require_safe
@this_machine_only
def files(request: HttpRequest) -> HttpResponse:
    """Answer the newest e-mails that the site has written."""
    context = {"files": mail_files.newest(mail_files.folder(), MOST_FILES), "most": MOST_FILES}
    return render(request, "outbox/files.html", context)


@require_safe
@this_machine_only
def file(request: HttpRequest, name: str) -> HttpResponse:
    """Answer one e-mail: its headers and its text."""
    return render(request, "outbox/file.html", {"file": file_or_404(name)})


@require_safe
@this_machine_only
def file_html(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001 - Django calls it with the request
    """Answer the HTML part of one e-mail as it is: it may show itself, load nothing and run nothing."""
    response = HttpResponse(file_or_404(name).html)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def file_or_404(name: str) -> mail_files.MailFile:
    """Answer the e-mail in the file of this name."""
    found = mail_files.read(mail_files.folder(), name)
    if found is None:
        raise Http404
    return found
