"""My next digest, to look at before it comes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.private_pages import private_page
from accounts.views import own_account
from debates.digests.letters.preview import preview_of
from debates.outbox.composing import parts


@require_safe
@private_page
def preview(request: HttpRequest) -> HttpResponse:
    """Answer what my next digest would say now, and when it is due."""
    found = preview_of(own_account(request), timezone.now())
    return render(request, "digests/preview.html", {"preview": found})


@require_safe
@private_page
def preview_mail(request: HttpRequest) -> HttpResponse:
    """Answer the same as a mail program shows it: it may show itself, load nothing and run nothing."""
    letter = preview_of(own_account(request), timezone.now()).letter
    if letter is None:
        raise Http404
    _text, html = parts(letter)
    response = HttpResponse(html)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
