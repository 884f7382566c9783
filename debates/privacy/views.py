"""The page on which somebody asks for their data."""

from contextlib import ExitStack
from tempfile import TemporaryFile
from time import time

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.limits import Limit
from accounts.private_pages import private_page
from accounts.sign_in import where_shown_again
from accounts.views import own_account, too_many_requests
from debates.privacy.archive import write_archive
from debates.privacy.queries import parts_about

DOWNLOADS = Limit("data", tries=5, seconds=3600)


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def data(request: HttpRequest) -> HttpResponseBase:
    """Say what is kept about whoever asks, and hand it to them: nobody names whose data it is."""
    if request.method != "POST":
        return render(request, "privacy/data.html")
    elsewhere = where_shown_again(request, reverse("privacy:data"))
    if elsewhere:
        messages.info(request, _("First show once more that it is you. Then download your data."))
        return redirect(elsewhere)
    too_early = DOWNLOADS.wait(str(request.user.pk), time())
    if too_early:
        return too_many_requests(request, too_early)
    return download(request)


def download(request: HttpRequest) -> FileResponse:
    """Answer the file; it is on the disk while it is sent, and gone afterwards."""
    now = timezone.localtime()
    with ExitStack() as closing:
        file = closing.enter_context(TemporaryFile())
        write_archive(parts_about(own_account(request)), made_at=now, into=file)
        closing.pop_all()  # it is whole: the response closes it
    file.seek(0)
    name = f"{slugify(settings.SITE.name) or 'site'}-{now:%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
