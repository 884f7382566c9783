"""Accounts and roles in the administration: every save goes through an action."""

from abc import abstractmethod
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actions, policies
from accounts.models import RoleGrant, User
from accounts.roles import Role
from accounts.verdicts import Refused, Verdict


class DecidedForm(forms.ModelForm):
    """A form that says what the action would refuse before it is called."""

    by: ClassVar[Any] = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            self.verdict(cleaned).or_refuse()
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return cleaned

    @abstractmethod
    def verdict(self, given: dict[str, Any]) -> Verdict:
        """Answer whether `by` may save what was given, as far as the fields are filled in."""


class AccountForm(DecidedForm):
    remove_factors = forms.BooleanField(
        label=_("Remove passkeys and authenticator app"),
        required=False,
        help_text=_("For somebody who has lost them. They get an e-mail about it. Be sure who asked you."),
    )

    class Meta:
        model = User
        fields = ("email", "display_name", "language", "time_zone", "is_active", "remove_factors")

    def clean_email(self) -> str | None:
        email: str | None = self.cleaned_data["email"] or None
        if email and User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return email

    def verdict(self, given: dict[str, Any]) -> Verdict:
        person = User(pk=self.instance.pk, is_active=given.get("is_active", False))
        return policies.may_save_account(self.by, person)


class GrantsInline(admin.TabularInline):
    """What somebody is and was, to read only."""

    model = RoleGrant
    fk_name = "user"
    verbose_name_plural = _("Roles, now and before")
    fields = readonly_fields = (
        "role",
        "reason",
        "granted_by",
        "granted_at",
        "removed_by",
        "removed_at",
        "removal_reason",
    )
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AdministratorsPage(admin.ModelAdmin):
    """A page of the administration for administrators, whose writing is left to an action."""

    view_on_site = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(policies.may_act_as(request.user, Role.ADMINISTRATOR))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_view_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})


@admin.register(User)
class UserAdmin(AdministratorsPage):
    form = AccountForm
    ordering = ("display_name",)
    list_display = ("display_name", "email", "roles_now", "is_active")
    list_filter = ("is_active", ("grants__role", admin.ChoicesFieldListFilter))
    search_fields = ("display_name", "email")
    inlines = (GrantsInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("grants")

    @admin.display(description=_("roles"))
    def roles_now(self, user: User) -> str:
        return ", ".join(
            str(grant.get_role_display()) for grant in user.grants.all() if grant.removed_at is None
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        actions.save_account(person=obj, by=request.user)
        if form.cleaned_data["remove_factors"]:
            actions.remove_second_factors(person=obj, by=request.user)


class GrantForm(DecidedForm):
    """Give a role, or take one back: which of the two, the page of the administration says."""

    class Meta:
        model = RoleGrant
        fields = ("user", "role", "reason", "removal_reason")

    def verdict(self, given: dict[str, Any]) -> Verdict:
        if self.instance.pk:
            return policies.may_remove_role(self.by, self.instance)
        if "user" not in given or "role" not in given:
            return Verdict.yes()
        if given["role"] in given["user"].roles:
            return Verdict.no(_("This person holds the role already."))
        return policies.may_give_role(self.by, given["user"], Role(given["role"]))


@admin.register(RoleGrant)
class RoleGrantAdmin(AdministratorsPage):
    form = GrantForm
    list_display = ("user", "role", "reason", "granted_by", "granted_at", "removed_at")
    list_filter = ("role", ("removed_at", admin.EmptyFieldListFilter))
    list_select_related = ("user", "granted_by")
    search_fields = ("user__display_name", "user__email", "reason")
    autocomplete_fields = ("user",)
    recorded = ("user", "role", "reason", "granted_by", "granted_at")
    ended = ("removed_by", "removed_at", "removal_reason")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ((None, {"fields": ("user", "role", "reason")}),)
        if obj.removed_at is not None:
            return ((None, {"fields": (*self.recorded, *self.ended)}),)
        remove = _("Saving this page removes the role. What was given, and why, stays recorded.")
        return (
            (None, {"fields": self.recorded}),
            (_("Remove this role"), {"fields": ("removal_reason",), "description": remove}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return ()
        return self.recorded if obj.removed_at is None else (*self.recorded, *self.ended)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.removed_at is None)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        now = timezone.now()
        if change:
            actions.remove_role(
                grant=obj, reason=form.cleaned_data["removal_reason"], by=request.user, now=now
            )
        else:
            grant = actions.grant_role(
                person=obj.user, role=Role(obj.role), reason=obj.reason, by=request.user, now=now
            )
            obj.pk = grant.pk
