"""What is written about accounts: each function one transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.adapter import get_adapter as get_sessions_adapter
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts import policies
from accounts.models import RoleGrant, Standing, User
from accounts.roles import Role

REMOVED = {
    Authenticator.Type.WEBAUTHN: "mfa/email/webauthn_removed",
    Authenticator.Type.TOTP: "mfa/email/totp_deactivated",
}
"""The notice that somebody gets when a factor of this kind is gone."""


@transaction.atomic
def save_account(*, person: User, by: Any) -> User:
    """Store an account that an administrator opens or changes; a new one has no password.

    A changed address counts as confirmed when somebody signs in by a code that was sent there.
    Raises `Refused`; `ValidationError` for values that no account can have.
    """
    policies.may_save_account(by, person).or_refuse()
    if person._state.adding:
        person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    set_address(person, verified=False)
    return person


@transaction.atomic
def open_account(
    *,
    email: str,
    display_name: str,
    password: str | None = None,
    roles: Iterable[Role] = (),
    reason: str = "",
    now: datetime,
) -> User:
    """Answer a new account whose address is known to be the person's own, with these roles and why.

    For the site itself: an invitation that was accepted, the first start. Raises `ValidationError`.
    """
    person = User(email=email, display_name=display_name, date_joined=now)
    person.set_password(password)
    person.full_clean()
    person.save()
    set_address(person, verified=True)
    for role in roles:
        grant_role(person=person, role=role, reason=reason, by=None, now=now)
    return person


def set_address(person: User, *, verified: bool) -> None:
    """Keep one address for the account, the one that stands on it, as allauth's tables have it."""
    known = EmailAddress.objects.filter(user_id=person.pk)
    kept = known.filter(email__iexact=person.email or "").first()
    known.exclude(pk=kept.pk if kept else None).delete()
    if person.email and kept is None:
        EmailAddress.objects.create(
            user_id=person.pk, email=person.email.lower(), primary=True, verified=verified
        )


@transaction.atomic
def grant_role(*, person: User, role: Role, reason: str, by: Any, now: datetime) -> RoleGrant:
    """Give the role, recorded with who gave it and why; who holds it already keeps the grant they have.

    Raises `Refused`.
    """
    policies.may_give_role(by, person, role).or_refuse()
    grant, _new = RoleGrant.objects.current().get_or_create(
        user=person, role=role, defaults={"reason": reason, "granted_by": by, "granted_at": now}
    )
    person.forget_what_was_asked()
    return grant


@transaction.atomic
def remove_role(*, grant: RoleGrant, reason: str, by: Any, now: datetime) -> RoleGrant:
    """End the grant, recorded with who ended it and why. Raises `Refused`."""
    policies.may_remove_role(by, grant).or_refuse()
    ended = RoleGrant.objects.current().filter(pk=grant.pk)
    # Compare and set: of two administrators at once, the first one's reason stands.
    ended.update(removed_by=by, removed_at=now, removal_reason=reason)
    grant.refresh_from_db()
    grant.user.forget_what_was_asked()
    return grant


@transaction.atomic
def remove_second_factors(*, person: User, by: Any) -> None:
    """Take passkeys, authenticator app and recovery codes from somebody who has lost them, and tell them.

    Their sessions end too: whoever found the telephone may sit in one. Raises `Refused`.
    """
    policies.may_save_account(by, person).or_refuse()
    kinds = {*Authenticator.objects.filter(user_id=person.pk).values_list("type", flat=True)}
    Authenticator.objects.filter(user_id=person.pk).delete()
    get_sessions_adapter().end_sessions(UserSession.objects.filter(user_id=person.pk))
    for kind, template in REMOVED.items():
        if kind in kinds:
            get_account_adapter().send_notification_mail(template, person)
    person.forget_what_was_asked()


@transaction.atomic
def save_profile(*, person: User, by: Any, fields: Iterable[str]) -> User:
    """Store what somebody says of themselves and how they like to read.

    Raises `Refused`; `ValidationError` for values that no profile can have.
    """
    policies.may_save_profile(by, person).or_refuse()
    names = [*fields]
    person.clean_fields(exclude={field.name for field in User._meta.fields} - {*names})
    person.save(update_fields=names)
    return person


@transaction.atomic
def set_standing(*, person: User, **values: Any) -> Standing:
    """Store parts of a standing, such as `suspended_until`; what is not named stays. Moderation calls."""
    standing, _new = Standing.objects.update_or_create(user=person, defaults=values)
    person.standing = standing
    return standing


@transaction.atomic
def end_session(*, session: UserSession) -> None:
    """End one session of somebody, who chose it from their list."""
    get_sessions_adapter().end_sessions([session])


@transaction.atomic
def forget_ended_sessions(*, now: datetime) -> None:
    """Delete the sessions that have ended by `now`, with the addresses and browsers noted beside them."""
    Session.objects.filter(expire_date__lte=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
