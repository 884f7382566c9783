"""The editors' home, and the workspace of one debate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.policies import may_act_as
from accounts.private_pages import private_page
from accounts.roles import Role
from debates.publishing import policies
from debates.publishing.forms.searching import SearchForm
from debates.publishing.queries.home import all_debates, home_of
from debates.publishing.queries.states import standing_of, states_of
from debates.publishing.queries.workspace import workspace_of
from debates.publishing.views.fetching import editable


@require_safe
@private_page
def home(request: HttpRequest) -> HttpResponse:
    """Answer what there is to do for editors."""
    policies.may_edit(request.user).or_not_found()
    return render(request, "publishing/home.html", {"home": home_of(request.user, timezone.now())})


@require_safe
@private_page
def debates(request: HttpRequest) -> HttpResponse:
    """Answer all debates, or those in whose question there is what is looked for, a page at a time."""
    policies.may_edit(request.user).or_not_found()
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words = asked.get("q", "")
    listing = all_debates(words, asked.get("page") or 1)
    context = {"listing": listing, "words": words, "form": form}
    return render(request, "publishing/debates.html", context)


@require_safe
@private_page
def workspace(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a debate with everything that is written of it, side by side."""
    debate = editable(request, pk)
    now = timezone.now()
    context = {
        "debate": debate,
        "workspace": workspace_of(debate, request.user, now),
        "standing": standing_of(debate, request.user),
        "may_edit": policies.may_edit_debate(request.user, debate),
        # Where something was published there may be ballots; their key is for administrators.
        "keeps_keys": may_act_as(request.user, Role.ADMINISTRATOR),
    }
    return render(request, "publishing/workspace.html", context)


@require_safe
@private_page
def states(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what became of a debate: who did which step, when and why."""
    debate = editable(request, pk)
    return render(request, "publishing/states.html", {"debate": debate, "states": states_of(debate)})
