"""Who may use which power, and who may do what with accounts.

`user` is whoever asks; `None` is the site itself: a sweep, or the person at the machine who runs a command.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import QuerySet
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleGrant, Standing, User
from accounts.roles import POWERFUL, Role
from accounts.verdicts import Remedy, Verdict

P = ParamSpec("P")
Policy = Callable[Concatenate[Any, P], Verdict]


def or_sign_in(sentence: str | Promise) -> Callable[[Policy[P]], Policy[P]]:
    """Let a policy answer a visitor: it is asked again as for a fresh reader.

    Where a fresh reader would be allowed, signing in is all that is missing, and `sentence` says so ("Sign in
    to vote"). Where not, the visitor is told what a fresh reader would be told.
    """

    def decorate(policy: Policy[P]) -> Policy[P]:
        @wraps(policy)
        def ask(user: Any, /, *args: P.args, **kwargs: P.kwargs) -> Verdict:
            if user is None or user.is_authenticated:
                return policy(user, *args, **kwargs)
            verdict = policy(fresh_reader(), *args, **kwargs)
            return Verdict.no(sentence, Remedy.SIGN_IN) if verdict else verdict

        return ask

    return decorate


def fresh_reader() -> User:
    """Answer somebody who has just signed up: no row, no role but reader, nothing against them."""
    return User()


ONLY = {
    Role.READER: _("Only readers with an account can do this."),
    Role.CONTRIBUTOR: _("Only contributors can do this."),
    Role.EDITOR: _("Only editors can do this."),
    Role.MODERATOR: _("Only moderators can do this."),
    Role.ADMINISTRATOR: _("Only administrators can do this."),
}


def may_act_as(user: Any, role: Role, otherwise: str | Promise = "") -> Verdict:
    """Answer whether `user` may use what this role allows; `otherwise` says who may, in the room's own words.

    Where the site asks for it, the powers of editors, moderators and administrators wait for a second factor.
    """
    if user is None:
        return Verdict.yes()
    if not (user.is_authenticated and user.is_active and role in user.roles):
        return Verdict.no(otherwise or ONLY[role])
    if settings.SECOND_FACTOR_REQUIRED and role in POWERFUL and not user.has_second_factor:
        return Verdict.no(
            _("Add a passkey or an authenticator app to your account first."), Remedy.SECOND_FACTOR
        )
    return Verdict.yes()


def may_use_administration(user: Any) -> Verdict:
    """Answer whether `user` has anything to do in the administration."""
    verdicts = [may_act_as(user, role) for role in (Role.EDITOR, Role.ADMINISTRATOR)]
    waiting = [verdict for verdict in verdicts if verdict.remedy is Remedy.SECOND_FACTOR]
    return next(filter(None, verdicts), (waiting or verdicts)[0])


def may_give_role(user: Any, person: User, role: Role) -> Verdict:
    """Answer whether `user` may give this role to `person`."""
    verdict = may_act_as(user, Role.ADMINISTRATOR, _("Only administrators give and remove roles."))
    if verdict and role is Role.READER:
        return Verdict.no(_("Whoever has an account is a reader already."))
    if verdict and not person.is_active:
        return Verdict.no(_("This account may not sign in: open it before you give it a role."))
    return verdict


def may_remove_role(user: Any, grant: RoleGrant) -> Verdict:
    """Answer whether `user` may take this role back. Nobody locks themselves out of the administration."""
    verdict = may_act_as(user, Role.ADMINISTRATOR, _("Only administrators give and remove roles."))
    if verdict and grant.removed_at is not None:
        return Verdict.no(_("This role has been removed already."))
    if verdict and user is not None and grant.user_id == user.pk and grant.role == Role.ADMINISTRATOR:
        return Verdict.no(_("Another administrator has to remove this role from you."))
    return verdict


def may_save_account(user: Any, person: User) -> Verdict:
    """Answer whether `user` may open, change or close this account in the administration."""
    verdict = may_act_as(user, Role.ADMINISTRATOR, _("Only administrators change accounts."))
    if verdict and user is not None and person.pk == user.pk and not person.is_active:
        return Verdict.no(_("Another administrator has to close your account."))
    return verdict


def may_save_profile(user: Any, person: User) -> Verdict:
    """Answer whether `user` may change what `person` says of themselves: only they may."""
    if user is not None and not (user.is_authenticated and user.is_active and user.pk == person.pk):
        return Verdict.no(_("Only the person themselves can change this."))
    return Verdict.yes()


def may_disconnect(user: Any, account: SocialAccount, usable: "QuerySet[SocialAccount]") -> Verdict:
    """Answer whether `user` may part from this account elsewhere: not where nothing else lets them in.

    `usable` are their accounts at sites that are switched on.
    """
    if not (user.is_authenticated and user.is_active and user.pk == account.user_id):
        return Verdict.no(_("Only the person themselves can change this."))
    others = usable.filter(user_id=user.pk).exclude(pk=account.pk)
    address = EmailAddress.objects.filter(user_id=user.pk, verified=True)
    if others.exists() or address.exists() or user.has_passkey:
        return Verdict.yes()
    return Verdict.no(_("Nothing else would let you in. First confirm an e-mail address, or add a passkey."))


def may_see_profile(user: Any, person: User) -> Verdict:  # noqa: ARG001 - the same for everybody
    """Answer whether there is a page about `person`: only where they have written one."""
    if not (person.is_active and person.about):
        return Verdict.no(_("This person says nothing about themselves here."))
    return Verdict.yes()


@or_sign_in(_("Sign in to take part."))
def may_take_part(user: Any, now: datetime) -> Verdict:
    """Answer whether `user` may vote, comment and rate at all, whatever the debate says.

    Later rooms ask it first; their own policies give a visitor their own sentence.
    """
    if user is None:
        return Verdict.yes()
    if not user.is_active:
        return Verdict.no(_("This account is closed."))
    standing: Standing | None = getattr(user, "standing", None)  # whoever signs in comes with it
    if standing and standing.banned:
        return Verdict.no(_("You can no longer take part. You can still read, and appeal."), Remedy.APPEAL)
    if standing and standing.suspended_until and standing.suspended_until > now:
        until = formats.date_format(timezone.localtime(standing.suspended_until), "j F Y, H:i")
        return Verdict.no(_now("You can’t take part until %(until)s.") % {"until": until}, Remedy.APPEAL)
    return Verdict.yes()
