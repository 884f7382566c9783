"""The end of a debate's key, for administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.private_pages import private_page
from accounts.verdicts import Refused
from debates.publishing.models import Debate
from debates.stances import actions, policies
from debates.stances.forms import DestroyKeyForm
from debates.stances.voters import key_of


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def key(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what destroying the key of a debate means, ask whether it is meant, and do it."""
    policies.may_keep_keys(request.user).or_not_found()
    debate = get_object_or_404(Debate.objects.select_related("poll_key"), slug=slug)
    now = timezone.now()
    form = DestroyKeyForm(debate.slug, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.destroy_key(debate=debate, by=request.user, now=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The key is destroyed: these ballots belong to nobody any more."))
            return redirect("stances:key", debate.slug)
    context = {
        "debate": debate,
        "form": form,
        "key": key_of(debate),
        "verdict": policies.may_destroy_key(request.user, debate, now),
    }
    return render(request, "stances/key.html", context, status=400 if form.errors else 200)
