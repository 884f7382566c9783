"""Where a moderator says how they work."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from debates.moderation import actions
from debates.moderation.forms.desks import DeskForm
from debates.moderation.queries.waiting import what_waits
from debates.moderation.views.moderators import moderators_only


@require_http_methods(["GET", "HEAD", "POST"])
@moderators_only
def desk(request: HttpRequest) -> HttpResponse:
    """Ask whether keys decide and when the summary comes, and store it; show what waits."""
    now = timezone.now()
    moderator: Any = User.objects.get(pk=str(request.user.pk))
    form = DeskForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        given = form.cleaned_data
        actions.set_desk(by=moderator, keys=given["keys"], summary_hour=given["summary_hour"], now=now)
        messages.success(request, _("Saved."))
        return redirect("moderation:desk")
    if form is None:
        kept = actions.keep_desk(by=moderator, now=now)
        hour = "" if kept.summary_hour is None else str(kept.summary_hour)
        form = DeskForm(initial={"keys": kept.keys, "summary_hour": hour})
    context = {"form": form, "waiting": what_waits(), "person": moderator}
    return render(request, "moderation/own_desk.html", context, status=400 if form.errors else 200)
