"""Accounts in the administration."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "display_name")

    def clean_email(self) -> str | None:
        email: str | None = self.cleaned_data["email"] or None
        if email and User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return email


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = NewUserForm
    form = UserChangeForm
    ordering = ("display_name",)
    list_display = ("display_name", "email", "is_staff", "is_active")
    list_filter = ("is_staff", "is_superuser", "is_active")
    search_fields = ("display_name", "email")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password", "display_name", "language", "time_zone")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "display_name", "password1", "password2")}),)
