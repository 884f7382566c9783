"""The private page of results while a debate is open: for whoever asked for them, which is kept on record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.private_pages import personal_page, sign_in_address
from accounts.verdicts import Refused
from accounts.views import too_many_requests
from debates.publishing.models import Debate
from debates.publishing.workflow import PUBLIC
from debates.stances import actions
from debates.stances.browsers import browser_of, keep_browser, new_browser
from debates.stances.crowds import SHOWING, seconds_to_wait
from debates.stances.queries import ballots
from debates.stances.queries import results as queries


@require_safe
@personal_page
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the results to whoever asked for them; say to others why they are hidden, and how to ask."""
    debate, now = polled(slug), timezone.now()
    if debate.poll_has_ended(now):
        return redirect("reading:results", debate.slug)
    browser = browser_of(request)
    page = queries.results_page(debate, now, asked=ballots.was_shown_results(debate, request.user, browser))
    if page is None:
        hidden = queries.hidden_page(debate, request.user, browser, now)
        return render(request, "stances/results_hidden.html", {"page": hidden})
    return render(request, "stances/results.html", {"results": page})


@require_POST
@personal_page
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that somebody asks for the results; a browser without an account gets an id for that."""
    debate, now = polled(slug), timezone.now()
    browser = ""
    if not request.user.is_authenticated:
        wait = seconds_to_wait(request, SHOWING)
        if wait:
            back = reverse("stances:results", args=[debate.slug])
            return too_many_requests(request, wait, sign_in=sign_in_address(back))
        browser = browser_of(request) or new_browser()
    try:
        noted = actions.show_results(debate=debate, by=request.user, browser_id=browser, now=now)
    except Refused as refusal:
        raise Http404 from refusal
    response = redirect("stances:results", debate.slug)
    if noted and browser:
        keep_browser(response, browser)
    return response


def polled(slug: str) -> Debate:
    """Answer the public debate at this address, with its key."""
    return get_object_or_404(Debate.objects.select_related("poll_key"), slug=slug, status__in=PUBLIC)
