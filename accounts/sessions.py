"""The sessions of one account."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest

from accounts.models import User


def end_sessions_without_factor(request: HttpRequest, user: User, **_: Any) -> None:
    """End the sessions elsewhere when an account gets its first second factor.

    They began without one: whoever holds one of them would otherwise be let through to the powers that the
    factor has just opened.
    """
    factors = Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)
    if factors.count() == 1:
        elsewhere = UserSession.objects.filter(user_id=user.pk)
        get_adapter().end_sessions(elsewhere.exclude(session_key=request.session.session_key))
