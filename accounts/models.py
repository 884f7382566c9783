"""People who sign in, the roles that they were given, and how they stand."""

from collections.abc import Iterable
from functools import cache, cached_property
from typing import Any, ClassVar, Self
from zoneinfo import available_timezones

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.names import NAME_LENGTH, forbidden_character
from accounts.questions import Given, Question
from accounts.roles import GRANTABLE, Role


def check_name(name: str) -> None:
    """Raise `ValidationError` where the name holds a character that no name needs."""
    if code := forbidden_character(name):
        raise ValidationError(
            _("A name can’t hold the invisible character %(code)s."), params={"code": code}, code="character"
        )


@cache
def time_zones() -> frozenset[str]:
    """Answer the names of all time zones. Finding them opens six hundred files, so it is done once."""
    return frozenset(available_timezones())


def check_time_zone(name: str) -> None:
    """Raise `ValidationError` unless there is such a time zone."""
    if name not in time_zones():
        raise ValidationError(_("There is no time zone of this name."), code="time_zone")


class UserQuerySet(models.QuerySet["User"]):
    """Accounts, in the domain's words."""

    def holding(self, *roles: Role) -> Self:
        """Answer the accounts that may sign in and hold one of these roles now."""
        return self.filter(
            is_active=True, pk__in=RoleGrant.objects.current().filter(role__in=roles).values("user")
        )

    def of_address(self, address: str) -> Self:
        """Answer the account that has this address, confirmed or not, in whatever case it is typed.

        An address that somebody wants to change to is not theirs before they have confirmed it.
        """
        confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True)
        return self.filter(Q(email__iexact=address) | Q(pk__in=confirmed.values("user")))


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is kept as it was typed and compared without regard to case."""

    def get_queryset(self) -> UserQuerySet:
        """Answer all accounts."""
        return UserQuerySet(self.model, using=self._db)

    def holding(self, *roles: Role) -> UserQuerySet:
        """Answer the accounts that may sign in and hold one of these roles now."""
        return self.get_queryset().holding(*roles)

    def of_address(self, address: str) -> UserQuerySet:
        """Answer the account that has this address, confirmed or not, in whatever case it is typed."""
        return self.get_queryset().of_address(address)

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        """Answer a new user; without a password they can sign in by other means only."""
        user = self.model(email=email or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Answer a new account of somebody who sets the site up: administrator and editor."""
        user = self.create_user(email, password, **fields)
        for role in (Role.ADMINISTRATOR, Role.EDITOR):
            RoleGrant.objects.create(user=user, role=role, reason="Made by a command on the site’s machine.")
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Answer the user of that address, in whatever case it was typed."""
        # Without an address nobody is meant, not whoever has none.
        return self.get(email__iexact=username or "")


class Theme(models.TextChoices):
    """The colours of the page."""

    AUTO = "auto", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class TextSize(models.TextChoices):
    """The size of running text."""

    SMALL = "small", _("Smaller")
    MEDIUM = "medium", _("Normal")
    LARGE = "large", _("Larger")


class TextWidth(models.TextChoices):
    """The length of a line of running text."""

    MEDIUM = "medium", _("Normal")
    WIDE = "wide", _("Wide")


class User(AbstractBaseUser):
    """One person's account. The address may be missing: some identity providers give none."""

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    display_name = models.CharField(
        _("display name"),
        max_length=NAME_LENGTH,
        validators=[check_name],
        help_text=_("What others see beside what you write."),
    )
    about = models.CharField(
        _("about you"),
        max_length=600,
        blank=True,
        help_text=_("If you write something here, it has a page of its own that everybody can see."),
    )
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[check_time_zone])
    theme = models.CharField(_("colours"), max_length=8, choices=Theme, default=Theme.AUTO)
    text_size = models.CharField(
        _("size of the text"), max_length=8, choices=TextSize, default=TextSize.MEDIUM
    )
    text_width = models.CharField(
        _("width of the text"), max_length=8, choices=TextWidth, default=TextWidth.MEDIUM
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_in_any_case",
                violation_error_message=_("There is an account with this address already."),
            ),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="user_theme_known"),
            models.CheckConstraint(condition=Q(text_size__in=TextSize.values), name="user_text_size_known"),
            models.CheckConstraint(
                condition=Q(text_width__in=TextWidth.values), name="user_text_width_known"
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.email or f"#{self.pk}"

    def get_full_name(self) -> str:
        """Answer the name that others see."""
        return self.display_name

    def get_short_name(self) -> str:
        """Answer the name that others see."""
        return self.display_name

    def get_absolute_url(self) -> str:
        """Answer the page that shows what this person says about themselves, if they say anything."""
        return reverse("accounts:person", args=[self.pk])

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles held now. The database is asked once for each instance of a request."""
        held = HELD.ask(user=self.pk) if self.pk else []
        return frozenset({Role.READER, *(Role(role) for (role,) in held)})

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether a passkey or an authenticator app guards this account. Asked once for each instance."""
        kinds = (Authenticator.Type.WEBAUTHN, Authenticator.Type.TOTP)
        return bool(Authenticator.objects.filter(user_id=self.pk, type__in=kinds).exists())

    def has_confirmed(self, address: str) -> bool:
        """Answer whether this account has shown that the address is its person's own."""
        addresses = EmailAddress.objects.filter(user_id=self.pk, verified=True)
        return bool(addresses.filter(email__iexact=address).exists())

    @property
    def has_passkey(self) -> bool:
        """Whether a passkey signs this person in by itself."""
        keys = Authenticator.objects.filter(user_id=self.pk, type=Authenticator.Type.WEBAUTHN)
        return any(key.wrap().is_passwordless for key in keys)

    def forget_what_was_asked(self) -> None:
        """Ask the database anew for roles and factors: an action has changed them."""
        for name in ("roles", "has_second_factor"):
            self.__dict__.pop(name, None)

    # ------------------------------------------------------------ what the administration asks

    @property
    def is_staff(self) -> bool:
        """Whether this account has anything to do in the administration."""
        return not self.roles.isdisjoint({Role.EDITOR, Role.ADMINISTRATOR})

    @property
    def is_superuser(self) -> bool:
        """Whether this account administers the others."""
        return Role.ADMINISTRATOR in self.roles

    def has_perm(self, perm: str, obj: Any = None) -> bool:  # noqa: ARG002 - Django's signature
        """Answer for models whose pages ask no policy: they are the administrators'."""
        return self.is_active and self.is_superuser

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        """Answer whether all of these are allowed."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:  # noqa: ARG002 - Django's signature
        """Answer for applications whose pages ask no policy."""
        return self.is_active and self.is_superuser


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """Grants, in the domain's words."""

    def current(self) -> Self:
        """Answer the grants that nobody has taken back."""
        return self.filter(removed_at=None)


class RoleGrant(models.Model):
    """That somebody was given a role: by whom, when, why, and how it ended. Ended, never deleted."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants", verbose_name=_("account")
    )
    role = models.CharField(
        _("role"), max_length=16, choices=[(role.value, role.label) for role in GRANTABLE]
    )
    reason = models.CharField(
        _("reason"), max_length=200, help_text=_("The person is shown it on their account page.")
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("granted by"),
    )
    granted_at = models.DateTimeField(_("granted"), default=timezone.now)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("removed by"),
    )
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removal_reason = models.CharField(_("reason of the removal"), max_length=200, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role given to somebody")
        verbose_name_plural = _("roles given")
        ordering = ["-granted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[*GRANTABLE]), name="role_grant_role_known"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(removed_at=None), name="role_grant_held_once"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None, removal_reason="")
                | Q(removed_at__isnull=False, removed_at__gte=models.F("granted_at")),
                name="role_grant_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


HELD = Question(("role",), tuple, lambda: RoleGrant.objects.order_by().current().filter(user=Given("user")))


class Standing(models.Model):
    """How somebody stands in this community. No row is the standing of whoever gave no reason for one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="standing", verbose_name=_("account")
    )
    suspended_until = models.DateTimeField(_("suspended until"), null=True, blank=True)
    banned = models.BooleanField(_("banned"), default=False)
    recent_rejections = models.PositiveIntegerField(_("recent rejections"), default=0)
    premoderated = models.BooleanField(_("moderated beforehand"), default=False)

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")

    def __str__(self) -> str:
        return str(self.user)
