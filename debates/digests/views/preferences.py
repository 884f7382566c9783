"""What somebody gets by e-mail: their own page with an account, or the page of their secret link."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.private_pages import private_page
from accounts.verdicts import Refused
from accounts.views import opened_by_link, own_account
from debates.digests import policies
from debates.digests.actions import preferring
from debates.digests.actions.preferring import Wishes
from debates.digests.actions.subscribers import forget_subscriber, subscriber_of
from debates.digests.forms.preferences import PreferencesForm
from debates.digests.models import Subscriber
from debates.digests.queries.preferences import Preferences, preferences, preferences_of
from debates.digests.views.fetching import by_link, thing_of
from debates.outbox.queries import stopped_at

WRITTEN_AGAIN = _("We write to your address again, from the next e-mail on.")
STOPPED = _("All of it is stopped: you get none of these e-mails any more.")


@require_http_methods(["GET", "HEAD", "POST"])
@private_page
def own(request: HttpRequest) -> HttpResponse:
    """Ask what I want to get and when, and store it."""
    person = own_account(request)

    def act(wishes: Wishes) -> None:
        preferring.save_own(by=person, wishes=wishes, now=timezone.now())

    verdict = policies.may_subscribe(person)
    context = {
        "verdict": verdict,
        "stop": reverse("digests:stop_own"),
        # Only to whose address it is.
        "stopped": stopped_at(person.email or "") if verdict else (),
        "write_again": reverse("digests:write_again_own"),
    }
    return chosen(request, preferences_of(person), act, context)


@require_POST
@private_page
def stop_own(request: HttpRequest) -> HttpResponse:
    """End all that I get, and go back to my page."""
    person, now = own_account(request), timezone.now()
    subscriber = subscriber_of(user=person, now=now)
    preferring.stop_everything(subscriber=subscriber, by=person, token="", now=now)
    messages.success(request, str(STOPPED))
    return redirect("digests:subscriptions")


@require_POST
@private_page
def write_again_own(request: HttpRequest) -> HttpResponse:
    """Have my address written to again, and go back to my page."""
    person, now = own_account(request), timezone.now()
    try:
        subscriber = subscriber_of(user=person, now=now)
        preferring.write_again(subscriber=subscriber, by=person, token="", now=now)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(WRITTEN_AGAIN))
    return redirect("digests:subscriptions")


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def linked(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Ask whoever has the secret link what they want to get and when, and store it."""
    subscriber = opened(pk, token)

    def act(wishes: Wishes) -> None:
        preferring.save_wishes(
            subscriber=subscriber, by=request.user, token=token, wishes=wishes, now=timezone.now()
        )

    context = {
        "verdict": policies.may_manage(request.user, subscriber, token),
        "by_link": True,
        "stop": reverse("digests:stop", args=[pk, token]),
        "stopped": stopped_at(subscriber.address),
        "write_again": reverse("digests:write_again", args=[pk, token]),
        "forget": "" if subscriber.user_id else reverse("digests:forget", args=[pk, token]),
    }
    return chosen(request, preferences(subscriber, subscriber.user), act, context)


@require_POST
@opened_by_link
def stop(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """End all that somebody gets, by their secret link."""
    subscriber = opened(pk, token)
    preferring.stop_everything(subscriber=subscriber, by=request.user, token=token, now=timezone.now())
    messages.success(request, str(STOPPED))
    return redirect("digests:preferences", pk, token)


@require_POST
@opened_by_link
def write_again(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Have somebody's address written to again, by their secret link."""
    subscriber = opened(pk, token)
    try:
        preferring.write_again(subscriber=subscriber, by=request.user, token=token, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(WRITTEN_AGAIN))
    return redirect("digests:preferences", pk, token)


@require_http_methods(["GET", "HEAD", "POST"])
@opened_by_link
def forget(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Ask whether an address shall be deleted here, and delete it."""
    subscriber = opened(pk, token)
    policies.may_be_forgotten(request.user, subscriber, token).or_not_found()
    if request.method == "POST":
        forget_subscriber(subscriber=subscriber, by=request.user, token=token)
        return render(request, "digests/forgotten.html")
    context = {"address": subscriber.email, "back": reverse("digests:preferences", args=[pk, token])}
    return render(request, "digests/forget.html", context)


# ---------------------------------------------------------------- what they share


def opened(pk: int, token: str) -> Subscriber:
    """Answer the subscriber whose secret link this is; any other link leads nowhere."""
    subscriber = by_link(pk)
    policies.may_manage(None, subscriber, token).or_not_found()
    return subscriber


def chosen(
    request: HttpRequest, found: Preferences, act: Callable[[Wishes], None], context: dict[str, object]
) -> HttpResponse:
    """Answer the page with the form; store what was sent and come back to it."""
    form = PreferencesForm(request.POST if request.method == "POST" else None, preferences=found)
    if form.is_bound and form.is_valid():
        try:
            act(wishes_in(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _now("Saved."))
            return redirect(request.path)
    page = {**context, "form": form, "found": found}
    return render(request, "digests/preferences.html", page, status=400 if form.errors else 200)


def wishes_in(form: PreferencesForm) -> Wishes:
    """Answer what was chosen in a valid form."""
    given = form.cleaned_data
    added = given.get("added")
    return Wishes(
        frequencies=form.frequencies,
        hour=given["hour"],
        weekday=given["weekday"],
        added=(thing_of(added), given["added_often"]) if added and given["added_often"] else None,
        time_zone=given.get("time_zone", ""),
        language=given.get("language", ""),
    )
