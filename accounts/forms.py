"""The forms of accounts: they parse and check, and never write."""

from typing import Any
from zoneinfo import available_timezones

from allauth.account import forms as allauth_forms
from allauth.socialaccount import forms as social_forms
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models import User
from accounts.sign_up import NameField


class SignInForm(allauth_forms.LoginForm):
    """One field: the address, where a code is sent. Whoever has a password may give it instead."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["login"].widget.attrs.update({"autocomplete": "username webauthn", "placeholder": ""})
        self.fields["password"].required = False
        self.fields["password"].widget.attrs["placeholder"] = ""


class SignUpForm(allauth_forms.SignupForm):
    """An address and a name. A code that is sent to the address ends it; a password can be added later."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs["placeholder"] = ""
        # Nobody sees this field, so only a program fills it in. The stylesheet hides it: our policy for
        # content lets no style stand in the page.
        trap = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        trap.widget.attrs = {"tabindex": "-1", "autocomplete": "off"}


class DisconnectForm(social_forms.DisconnectForm):
    """An account elsewhere that somebody no longer wants to sign in with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One at a site that is switched off can't be named or written about, and opens nothing.
        on = [provider.sub_id for provider in get_adapter().list_providers(self.request)]
        self.accounts = SocialAccount.objects.filter(user=self.request.user, provider__in=on)
        self.fields["account"].queryset = self.accounts

    def clean(self) -> dict[str, Any]:
        """Refuse to take away the last way in. allauth would ask for a password, which nobody needs here."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        if account := cleaned.get("account"):
            verdict = policies.may_disconnect(self.request.user, account, self.accounts)
            if not verdict:
                raise forms.ValidationError(str(verdict.sentence))
        return cleaned


def zones() -> list[tuple[str, str]]:
    """Answer the time zones that a person chooses from: places, and UTC."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # its parameter exists only in the stubs
    """What somebody says of themselves, and how they like to read."""

    display_name = NameField(widget=forms.TextInput(attrs={"autocomplete": "nickname"}))
    language = forms.ChoiceField(label=_("Language"), choices=lambda: settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)

    class Meta:
        model = User
        fields = ("display_name", "about", "language", "time_zone", "theme", "text_size", "text_width")
        widgets = {"about": forms.Textarea(attrs={"rows": 5})}
