"""What the account page tells somebody about themselves, and what this room keeps about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.duties import duties_of
from accounts.mailbox import stopped_since
from accounts.models import RoleGrant, Standing, User
from accounts.own_data import WITHOUT_OTHERS, Act, Part, Row, Whose, part, part_of_acts
from accounts.policies import may_act_as, may_take_part
from accounts.roles import Role

WHAT_ROLES_ALLOW: dict[Role, Promise] = {
    Role.READER: _("You read, vote and comment."),
    Role.CONTRIBUTOR: _("You write the essay that you were invited to."),
    Role.EDITOR: _("You write and publish debates."),
    Role.MODERATOR: _("You review comments, and sudden crowds of ballots."),
    Role.ADMINISTRATOR: _("You give roles and look after the site."),
}


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A page on which so much waits."""

    url: str
    label: str | Promise
    waiting: int


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role that somebody holds, with why. `since` and `by` are empty where nobody gave it."""

    role: Role
    name: str | Promise
    allows: str | Promise
    reason: str | Promise
    by: str
    since: datetime | None
    waits: str | Promise
    """What it waits for, as a sentence; empty where the role can be used now."""
    duties: tuple[DutyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Everything that the account page shows."""

    address: str
    address_confirmed: bool
    stopped_since: datetime | None
    """Since when the address, where it is confirmed, is written to no more."""
    has_password: bool
    passkeys: int
    has_app: bool
    recovery_codes: int
    sessions: int
    elsewhere: int
    elsewhere_offered: bool
    roles: tuple[RoleLine, ...]
    bars: str | Promise
    """Why they cannot take part now, as a sentence; empty where they can."""


def account_page(person: User) -> AccountPage:
    """Answer what the account page shows this person of themselves."""
    factors = [*Authenticator.objects.filter(user_id=person.pk)]
    kinds = [factor.type for factor in factors]
    codes = [factor for factor in factors if factor.type == Authenticator.Type.RECOVERY_CODES]
    confirmed = EmailAddress.objects.filter(user_id=person.pk, verified=True).exists()
    return AccountPage(
        address=person.email or "",
        address_confirmed=confirmed,
        stopped_since=stopped_since(person.email) if person.email and confirmed else None,
        has_password=person.has_usable_password(),
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        has_app=Authenticator.Type.TOTP in kinds,
        recovery_codes=sum(len(factor.wrap().get_unused_codes()) for factor in codes),
        sessions=open_sessions(person).count(),
        elsewhere=SocialAccount.objects.filter(user_id=person.pk).count(),
        elsewhere_offered=bool(settings.SOCIALACCOUNT_PROVIDERS),
        roles=role_lines(person),
        bars=may_take_part(person, timezone.now()).sentence,
    )


def open_sessions(person: User) -> QuerySet[Session]:
    """Answer the sessions of this person that have not run out."""
    theirs = UserSession.objects.filter(user_id=person.pk).values("session_key")
    return Session.objects.filter(session_key__in=theirs, expire_date__gt=timezone.now())


def role_lines(person: User) -> tuple[RoleLine, ...]:
    """Answer the roles that this person holds, with why, in the order of the roles."""
    reader = RoleLine(
        role=Role.READER,
        name=Role.READER.label,
        allows=WHAT_ROLES_ALLOW[Role.READER],
        reason=_("Everybody with an account is one."),
        by="",
        since=person.date_joined,
        waits="",
    )
    grants = {Role(grant.role): grant for grant in person.grants.current().select_related("granted_by")}
    return (reader, *(given_role(person, role, grants[role]) for role in Role if role in grants))


def given_role(person: User, role: Role, grant: RoleGrant) -> RoleLine:
    """Answer a role that this person was given, with what waits for them where they may use it."""
    verdict = may_act_as(person, role)
    duties = duties_of(role) if verdict else ()
    lines = [(DutyLine(reverse(duty.page), duty.label, duty.waiting()), duty) for duty in duties]
    return RoleLine(
        role=role,
        name=role.label,
        allows=WHAT_ROLES_ALLOW[role],
        reason=grant.reason,
        by=str(grant.granted_by or ""),
        since=grant.granted_at,
        waits=verdict.sentence,
        duties=tuple(line for line, duty in lines if line.waiting or duty.always),
    )


# ---------------------------------------------------------------- what is kept about somebody


def whose(person: User) -> Whose:
    """Answer whom an export is about, with the addresses that are known to be theirs."""
    confirmed = EmailAddress.objects.filter(user_id=person.pk, verified=True).order_by("pk")
    return Whose(person, tuple(confirmed.values_list("email", flat=True)))


def parts_about(whose: Whose) -> tuple[Part, ...]:
    """Answer what this room keeps about somebody; of what guards the account, that it is there."""
    theirs = {"user_id": whose.person.pk}
    return (
        account_part(whose.person),
        part(
            "addresses",
            _("E-mail addresses"),
            EmailAddress.objects.filter(**theirs),
            columns={"address": "email", "confirmed": "verified", "main": "primary"},
        ),
        part(
            "second_factors",
            _("Passkeys, authenticator apps, recovery codes"),
            Authenticator.objects.filter(**theirs),
            columns={
                "kind": "type",
                "name": "data__name",
                "added_at": "created_at",
                "used_at": "last_used_at",
            },
            says=_("Their secrets are left out: whoever found this file could sign in with them."),
        ),
        part(
            "accounts_elsewhere",
            _("Accounts elsewhere"),
            SocialAccount.objects.filter(**theirs),
            columns={
                "site": "provider",
                "id_there": "uid",
                "connected_at": "date_joined",
                "signed_in_at": "last_login",
                "told_by_the_site": "extra_data",
            },
        ),
        part(
            "sessions",
            _("Where you are signed in"),
            UserSession.objects.filter(**theirs),
            columns={
                "began_at": "created_at",
                "last_seen_at": "last_seen_at",
                "network_address": "ip",
                "browser": "user_agent",
            },
        ),
        part(
            "roles",
            _("Roles"),
            RoleGrant.objects.filter(**theirs),
            columns={
                "role": "role",
                "reason": "reason",
                "given_at": "granted_at",
                "removed_at": "removed_at",
                "reason_of_the_removal": "removal_reason",
            },
        ),
        part(
            "standing",
            _("How you stand"),
            Standing.objects.filter(**theirs),
            columns={
                "suspended_until": "suspended_until",
                "banned": "banned",
                "rejections_lately": "recent_rejections",
                "moderated_beforehand": "premoderated",
            },
        ),
        part_of_acts(
            "administration",
            _("What you did as an administrator"),
            Act("gave a role", RoleGrant.objects.filter(granted_by=whose.person), "granted_at"),
            Act("removed a role", RoleGrant.objects.filter(removed_by=whose.person), "removed_at"),
            Act("changed something in the administration", LogEntry.objects.filter(**theirs), "action_time"),
            says=WITHOUT_OTHERS,
        ),
    )


def account_part(person: User) -> Part:
    """Answer the account itself."""

    def rows() -> Iterator[Row]:
        found = User.objects.filter(pk=person.pk).values(*columns)
        for row in found:
            yield {**row, "has_password": person.has_usable_password()}

    columns = (
        "id", "email", "display_name", "about", "language", "time_zone", "theme", "text_size", "text_width",
        "is_active", "date_joined", "last_login",
    )  # fmt: skip
    return Part("account", _("Account and profile"), (*columns, "has_password"), rows)
