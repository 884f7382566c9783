"""One click in a letter ends a list (RFC 8058): without signing in, without a cookie, at once."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from debates.digests import policies
from debates.digests.actions import preferring
from debates.digests.letters import links
from debates.digests.lists import MailingList
from debates.digests.views.fetching import by_link, secret_address

LIST_LABELS = {
    MailingList.NEW_DEBATES: _("E-mails about new debates"),
    MailingList.DEBATE: _("E-mails about debates that you follow"),
    MailingList.REPLIES: _("E-mails about replies to you"),
    MailingList.THREADS: _("E-mails about threads that you follow"),
    MailingList.DIGEST: _("Digests, daily and weekly"),
}


# A mail program sends the form of RFC 8058 from nowhere: it has been given no token against forgery, and
# needs none, because the address itself is the secret. Only whoever has the letter could forge the form.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@secret_address
def unsubscribe(request: HttpRequest, pk: int, mailing_list: str, token: str) -> HttpResponse:
    """Say what ends, with a button; end it when the form is sent, and say so again however often it is."""
    if mailing_list not in {*MailingList}:
        raise Http404
    subscriber, name = by_link(pk), MailingList(mailing_list)
    policies.may_leave(subscriber, name, token).or_not_found()
    is_done = request.method == "POST"
    if is_done:
        preferring.leave_list(subscriber=subscriber, mailing_list=name, token=token, now=timezone.now())
    context = {
        "label": LIST_LABELS[name],
        "is_done": is_done,
        "preferences": links.preferences_address(subscriber),
    }
    return render(request, "digests/unsubscribe.html", context)
