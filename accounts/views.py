"""The pages of somebody's own account, and the little that others see of it."""

import math
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from time import time
from typing import Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import (
    confirm_login_code,
    confirm_password_reset_code,
    email_verification_sent,
    login,
)
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, policies
from accounts.forms import ProfileForm
from accounts.kept_forms import kept_form
from accounts.limits import Limit, client_of
from accounts.models import User
from accounts.private_pages import private_page
from accounts.queries import account_page
from accounts.verdicts import Refused

TOO_MANY_REQUESTS = 429
RETRY_AFTER = 300
"""Seconds until somebody who met a limit comes back: the longest window of any limit of accounts."""

GOAL = "second_factor_goal"
"""Where somebody was going when they met the wall, in their session."""


@require_safe
@private_page
def account(request: HttpRequest) -> HttpResponse:
    """Answer my account: details, ways to sign in, sessions, roles and why I have them."""
    return render(request, "accounts/account.html", {"page": account_page(own_account(request))})


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an address to sign in with; whoever is signed in already comes to their account.

    The link in the header of a public page is the same for everybody, so both follow it.
    """
    if request.user.is_authenticated and request.method != "POST":
        response: HttpResponse = redirect("accounts:account")
        add_never_cache_headers(response)
        return response
    leave_sign_up(request)
    return login(request)  # type: ignore[no-any-return]  # allauth has no types


def leave_sign_up(request: HttpRequest) -> None:
    """Leave a sign-up that waits for its code: whoever comes to sign in has learnt that they have an account.

    allauth would send them back to the field for a code that was never sent.
    """
    stage = get_pending_stage(request)
    if stage and stage.login.signup:
        clear_login(request)


def code_page(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Mark allauth's page that takes a code.

    Where the code comes too late allauth starts again without a word: say so, and keep the way back.
    """

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        response = view(request)
        starts = [reverse(name) for name in ("account_request_login_code", "account_login", "account_email")]
        goes_to = response.get("Location", "")
        if request.method != "POST" or goes_to not in starts:
            return response
        if not getattr(messages.get_messages(request), "added_new", False):
            messages.error(request, _("The code is no longer valid. Ask for a new one."))
        return redirect(passthrough_next_redirect_url(request, goes_to, REDIRECT_FIELD_NAME))

    return answer


def confirm_address(request: HttpRequest) -> HttpResponse:
    """Take the code that shows that an address is one's own.

    The account moves there and an e-mail to the old address is promised: both, or neither. No transaction
    waits for the mail server, which sends another code where one is asked for.
    """
    with nullcontext() if "action" in request.POST else transaction.atomic():
        response: HttpResponse = email_verification_sent(request)
    return response


sign_in_code = code_page(confirm_login_code)
address_code = code_page(confirm_address)
password_code = code_page(confirm_password_reset_code)


def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make recovery codes, and promise the notice about them here: allauth does only after it has written."""
    response: HttpResponse = generate_recovery_codes(request)
    if request.method == "POST" and response.get("Location") == reverse("mfa_view_recovery_codes"):
        get_adapter().send_notification_mail("mfa/email/recovery_codes_generated", request.user)
    return response


@require_http_methods(["GET", "POST"])
@private_page
def profile(request: HttpRequest) -> HttpResponse:
    """Ask what I say of myself and how I like to read, and store it."""
    person = own_account(request)
    data = request.POST if request.method == "POST" else None
    form = ProfileForm(data, instance=person, initial=kept_form(request))
    if data is not None and form.is_valid():
        try:
            actions.save_profile(person=person, by=request.user, fields=form.cleaned_data)
        except (Refused, ValidationError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:account")
    status = 400 if form.is_bound else 200
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Answer who is signed in, for the header of a page that is the same for everybody."""
    response = render(request, "accounts/_me.html")
    add_never_cache_headers(response)
    return response


@require_POST
@private_page
def end_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my sessions, and go back to the list of them."""
    session = get_object_or_404(UserSession, pk=pk, user_id=own_account(request).pk)
    actions.end_session(session=session)
    messages.success(request, _("This session is ended."))
    return redirect("usersessions_list")


@require_safe
@private_page
def second_factor(request: HttpRequest) -> HttpResponse:
    """Say that some powers wait for a second factor, and lead to where it is added.

    Adding one takes several pages; the session remembers where the person was going, and the last of these
    pages leads here again.
    """
    goal = request.GET.get("next", "") or request.session.get(GOAL, "")
    if not url_has_allowed_host_and_scheme(goal, allowed_hosts=None):
        goal = reverse("accounts:account")
    if own_account(request).has_second_factor:
        request.session.pop(GOAL, None)
        return redirect(goal)
    request.session[GOAL] = goal
    return render(request, "accounts/second_factor.html", status=403)


def own_account(request: HttpRequest) -> User:
    """Answer the account of whoever asks for a private page, as the database has it now."""
    return User.objects.select_related("standing").get(pk=str(request.user.pk))


@require_safe
@cache_control(public=True, max_age=2)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the page of somebody who says something about themselves."""
    somebody = get_object_or_404(User, pk=pk)
    policies.may_see_profile(request.user, somebody).or_not_found()
    return render(request, "accounts/person.html", {"person": somebody})


def too_many_requests(request: HttpRequest, seconds: int = RETRY_AFTER, *, sign_in: str = "") -> HttpResponse:
    """Answer somebody who met a limit: what happened, when to come back, and what works meanwhile.

    `sign_in` is where they sign in, for a limit that holds for their whole network and for no account.
    """
    # Too many wrong passwords close the way by password; a code by e-mail has a limit of its own.
    by_password = request.path == reverse("account_login") and bool(request.POST.get("password"))
    context = {"minutes": math.ceil(seconds / 60), "code_works": by_password, "sign_in": sign_in}
    response = render(request, "429.html", context, status=TOO_MANY_REQUESTS)
    response["Retry-After"] = str(seconds)
    add_never_cache_headers(response)
    return response


# ---------------------------------------------------------------- links that need no account

P = ParamSpec("P")

LINK_OPENINGS = Limit("invitation", tries=30, seconds=300)


def opened_by_link(
    view: Callable[Concatenate[HttpRequest, int, str, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Mark a page whose address is a secret: not stored, not told to other sites, not asked for endlessly.

    Our own pages may learn where somebody came from: with no referrer at all a browser names no origin when
    it sends a form, and the form would be refused as another site's.
    """

    @wraps(view)
    def answer(request: HttpRequest, pk: int, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        too_early = LINK_OPENINGS.wait(client_of(request), time())
        if too_early:
            response = too_many_requests(request, too_early)
        else:
            response = view(request, pk, token, *args, **kwargs)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "same-origin"
        return response

    return answer
