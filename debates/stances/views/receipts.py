"""The page on which a receipt is looked for in a debate's seal."""

from time import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.limits import Limit, client_of
from accounts.private_pages import personal_page
from accounts.views import too_many_requests
from debates.publishing.models import Debate
from debates.stances.forms import ReceiptForm
from debates.stances.queries.seal import look_up

LOOKUPS = Limit("receipt", tries=30, seconds=300)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("receipt")
@personal_page
def receipt(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a receipt, and answer at once what the seal knows of it.

    No address ever holds one: a log beside the database would put whoever asks beside an answer.
    """
    debate = get_object_or_404(Debate.objects.public(), slug=slug)
    too_early = LOOKUPS.wait(client_of(request), time()) if request.method == "POST" else 0
    if too_early:
        return too_many_requests(request, too_early)
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    found = look_up(debate, form.cleaned_data["receipt"]) if form.is_valid() else None
    context = {"debate": debate, "form": form, "lookup": found}
    return render(request, "stances/receipt.html", context, status=400 if form.errors else 200)
