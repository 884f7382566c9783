"""Subscribing: signed in by one button, else by an address that is confirmed from there."""

from collections.abc import Mapping
from time import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import Limit, client_of, network_today
from accounts.private_pages import personal_page, sign_in_address
from accounts.verdicts import Refused
from accounts.views import opened_by_link, too_many_requests
from debates.comments.queries.authors import name_in_a_sentence
from debates.digests import policies
from debates.digests.actions import subscribing
from debates.digests.forms.subscribing import FollowForm, SubscribeForm
from debates.digests.letters import links
from debates.digests.models import FREQUENCY_LABELS
from debates.digests.queries.links import subscription_numbered
from debates.digests.queries.preferences import new_debate_choices, wanted
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.digests.views.fetching import followed_debate, followed_thread, offered, thing_of
from debates.digests.words import name_of
from debates.outbox.queries import stopped_at
from debates.publishing.stored_html import safe

STOPPED = _lazy(
    "But we have stopped writing to your address. “My subscriptions” in your account says why, "
    "and has the button that changes it."
)

OF_NETWORK = Limit("subscribing-network", tries=20, seconds=3600)
OF_ADDRESS = Limit("subscribing-address", tries=6, seconds=3600)
"""So often visitors ask from one network, and for one address, whether it is known here or not."""


@require_http_methods(["GET", "HEAD", "POST"])
@personal_page
def new_debates(request: HttpRequest) -> HttpResponse:
    """Ask of which new debates somebody wants to be told, and how often."""
    everything = Thing.new_debates()
    choices = new_debate_choices()
    start = offered(request.GET.get("topic", ""), request.GET.get("language", ""), choices)
    form = SubscribeForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        everything=(everything.target, name_of(everything)),
        asks_address=not request.user.is_authenticated,
        initial={"what": start},
    )
    if form.is_bound and form.is_valid():
        response = taken(request, form, thing_of(form.cleaned_data["what"]))
        if response:
            return response
    context = {
        "form": form,
        "verdict": policies.may_subscribe(request.user),
        "needs_address": not policies.may_subscribe(request.user),
        "sign_in": sign_in_address(request.get_full_path()),
    }
    return render(request, "digests/subscribe.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@personal_page
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask how often somebody wants to be told what happens to a debate."""
    debate = followed_debate(slug)
    context = {"debate": debate, "back": debate.get_absolute_url()}
    return one_thing(request, Thing.about(debate), "digests/follow.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@personal_page
def follow_thread(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how often somebody wants to be told of new comments in a thread."""
    comment = followed_thread(pk)
    context = {
        "debate": comment.debate,
        "author": name_in_a_sentence(comment),
        "html": safe(comment.html if comment.is_shown else ""),
        "back": comment.get_absolute_url(),
    }
    return one_thing(request, Thing.below(comment), "digests/follow_thread.html", context)


def one_thing(request: HttpRequest, thing: Thing, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """Answer the page on which one thing is followed, or no longer; store what was sent."""
    now_wanted = wanted(request.user, thing)
    form = FollowForm(
        request.POST if request.method == "POST" else None,
        asks_address=not request.user.is_authenticated,
        initial={"frequency": now_wanted.value} if now_wanted else None,
    )
    if request.method == "POST" and "stop" in request.POST and request.user.is_authenticated:
        subscribing.subscribe(by=request.user, thing=thing, frequency=Frequency.NEVER, now=timezone.now())
        messages.success(request, _("You no longer follow this."))
        return redirect(request.path)
    if form.is_bound and form.is_valid():
        response = taken(request, form, thing)
        if response:
            return response
    page = {
        **context,
        "form": form,
        "wanted": FREQUENCY_LABELS[now_wanted] if now_wanted else "",
        "verdict": policies.may_be_told(request.user, thing),
        "needs_address": not policies.may_subscribe(request.user),
        "sign_in": sign_in_address(request.get_full_path()),
    }
    return render(request, template, page, status=400 if form.errors else 200)


def taken(request: HttpRequest, form: FollowForm, thing: Thing) -> HttpResponse | None:
    """Store what was asked for, and lead on; with an error in the form where it was refused, nothing."""
    frequency = form.cleaned_data["frequency"]
    now = timezone.now()
    try:
        if not request.user.is_authenticated:
            return asked_by_address(request, form.cleaned_data["email"], thing, frequency)
        subscribing.subscribe(by=request.user, thing=thing, frequency=frequency, now=now)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    said = _("Saved. %(name)s: %(often)s.")
    messages.success(request, said % {"name": name_of(thing), "often": FREQUENCY_LABELS[frequency]})
    if stopped_at(request.user.email or ""):
        messages.warning(request, str(STOPPED))
    return redirect(request.path)


def asked_by_address(request: HttpRequest, email: str, thing: Thing, frequency: Frequency) -> HttpResponse:
    """Send the e-mail that asks, and say the same whatever the address is. Raises `Refused`."""
    now = time()
    network = network_today(client_of(request), now)
    wait = OF_NETWORK.wait(network, now) or OF_ADDRESS.wait(email.casefold(), now)
    if wait:
        return too_many_requests(request, wait, sign_in=sign_in_address(request.get_full_path()))
    subscribing.ask_by_address(
        email=email,
        thing=thing,
        frequency=frequency,
        language=get_language() or "",
        now=timezone.now(),
    )
    return redirect("digests:asked")


@require_safe
@personal_page
def asked(request: HttpRequest) -> HttpResponse:
    """Say that an e-mail is on its way, to whatever address was typed."""
    return render(request, "digests/asked.html", {"days": subscribing.VALID_FOR.days})


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def confirm(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Ask whoever opened the link of an e-mail whether they want what was asked for, and store it.

    The link alone confirms nothing: programs that look for malice open it, too.
    """
    row = subscription_numbered(pk)
    if row is None or not links.confirms(token, row):
        return render(request, "digests/void.html", status=404)
    now = timezone.now()
    refused = ""
    if request.method == "POST":
        try:
            subscribing.confirm(subscription=row, token=token, now=now)
        except Refused as refusal:
            refused = str(refusal)
        else:
            return redirect(request.path)
    lapsed = row.asked_at is not None and not subscribing.is_open(row, now)
    if not refused and (lapsed or (row.asked_at is None and row.frequency == Frequency.NEVER)):
        return render(request, "digests/void.html", status=410)
    context = {
        "name": name_of(Thing.of(row)),
        "often": FREQUENCY_LABELS[Frequency(row.asked or row.frequency)],
        "is_done": row.asked_at is None,
        "refused": refused,
        "preferences": links.preferences_address(row.subscriber),
    }
    return render(request, "digests/confirm.html", context, status=403 if refused else 200)
