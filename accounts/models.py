"""People who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is kept as it was typed and compared without regard to case."""

    def create_user(self, email: str | None, password: str | None = None, **fields: Any) -> "User":
        """Answer a new user; without a password they can sign in by other means only."""
        user = self.model(email=email or None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Answer a new administrator."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        """Answer the user of that address, in whatever case it was typed."""
        # Without an address nobody is meant, not whoever has none.
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser, PermissionsMixin):
    """One person's account. The address may be missing: some identity providers give none."""

    email = models.EmailField(_("e-mail address"), unique=True, null=True, blank=True)
    display_name = models.CharField(_("display name"), max_length=80)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    is_staff = models.BooleanField(_("may use the administration"), default=False)
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
        ]

    def __str__(self) -> str:
        return self.display_name or self.email or f"#{self.pk}"

    def get_full_name(self) -> str:
        """Answer the name that others see."""
        return self.display_name

    def get_short_name(self) -> str:
        """Answer the name that others see."""
        return self.display_name
