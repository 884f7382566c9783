"""The editors' home, and the workspace of one debate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.private_pages import private_page
from debates.publishing import policies
from debates.publishing.models import Debate
from debates.publishing.queries.workspace import workspace_of
from debates.publishing.views.fetching import editable


@require_safe
@private_page
def home(request: HttpRequest) -> HttpResponse:
    """Answer what there is to do for editors."""
    policies.may_edit(request.user).or_not_found()
    debates = Debate.objects.order_by("-updated_at", "-pk")[:100]
    return render(request, "publishing/home.html", {"debates": debates})


@require_safe
@private_page
def workspace(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a debate with everything that is written of it, side by side."""
    debate = editable(request, pk)
    now = timezone.now()
    context = {
        "debate": debate,
        "workspace": workspace_of(debate, request.user, now),
        "may_edit": policies.may_edit_debate(request.user, debate),
    }
    return render(request, "publishing/workspace.html", context)
