"""The forms of accounts: they parse and check, and never write."""

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from allauth.socialaccount import forms as social_forms
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models import User, time_zones
from accounts.sign_up import NameField


class Plain:
    """A form of allauth in the site's words: its labels say all, and no placeholder repeats them."""

    labels: ClassVar[dict[str, Any]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


ADDRESS = {"email": _("E-mail address")}
NEW_PASSWORD = {"password1": _("New password"), "password2": _("New password, once more")}


class EmailedCode(forms.CharField):
    """A code of letters that was sent by e-mail: typed in any case, or pasted with what stood around it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        attrs = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        super().__init__(widget=forms.TextInput(attrs={**attrs, "class": "code"}), **kwargs)


class ShownCode(forms.CharField):
    """A code of digits that an app shows, or one of those that were kept for when it is lost."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        super().__init__(widget=forms.TextInput(attrs={**attrs, "class": "code"}), **kwargs)


class SignInForm(Plain, allauth_forms.LoginForm):
    """One field: the address, where a code is sent. Whoever has a password may give it instead."""

    labels = {"login": _("E-mail address")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        self.fields["password"].required = False


class SignUpForm(Plain, allauth_forms.SignupForm):
    """An address and a name. A code that is sent to the address ends it; a password can be added later."""

    labels = ADDRESS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password1", None)
        # Nobody sees this field, so only a program fills it in. The stylesheet hides it: our policy for
        # content lets no style stand in the page.
        trap = self.fields[settings.ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD]
        trap.label = _("Leave this empty")
        trap.widget.attrs = {"tabindex": "-1", "autocomplete": "off"}


class SignUpFromElsewhereForm(Plain, social_forms.SignupForm):
    """What an account elsewhere left open: a name, and an address if the person wants to give one."""

    labels = {"email": _("E-mail address (optional)")}


class RequestCodeForm(Plain, allauth_forms.RequestLoginCodeForm):
    """The address that a code is sent to."""

    labels = ADDRESS


class SignInCodeForm(allauth_forms.ConfirmLoginCodeForm):
    """The code that signs somebody in."""

    code = EmailedCode()


class AddressCodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    """The code that shows that an address is one's own."""

    code = EmailedCode()


class NewAddressForm(Plain, allauth_forms.AddEmailForm):
    """The address that an account moves to."""

    labels = {"email": _("New e-mail address")}


class SetPasswordForm(Plain, allauth_forms.SetPasswordForm):
    """A password for an account that has none."""

    labels = NEW_PASSWORD


class ChangePasswordForm(Plain, allauth_forms.ChangePasswordForm):
    """Another password for an account that has one."""

    labels = {"oldpassword": _("Password until now"), **NEW_PASSWORD}


class ForgottenPasswordForm(Plain, allauth_forms.ResetPasswordForm):
    """The address that a code for a new password is sent to."""

    labels = ADDRESS


class ForgottenPasswordCodeForm(allauth_forms.ConfirmPasswordResetCodeForm):
    """The code that lets somebody choose a new password."""

    code = EmailedCode()


class NewPasswordForm(Plain, allauth_forms.ResetPasswordKeyForm):
    """The password that takes the place of a forgotten one."""

    labels = NEW_PASSWORD


class ConfirmByPasswordForm(Plain, allauth_forms.ReauthenticateForm):
    """The password, asked once more before something that matters."""


class SecondStepForm(mfa_forms.AuthenticateForm):
    """The second step of signing in."""

    code = ShownCode(help_text=_("Six digits from the app, or one of your recovery codes."))


class ConfirmByCodeForm(mfa_forms.ReauthenticateForm):
    """A code of the app, asked before something that matters."""

    code = ShownCode(help_text=_("Six digits from the app, or one of your recovery codes."))


class AddAppForm(totp_forms.ActivateTOTPForm):
    """The first code that an authenticator app shows."""

    code = ShownCode(label=_("The six digits that the app shows"))


PASSKEY_NAME_LENGTH = 60


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):
    """What a new passkey is called, and whether it signs in alone."""

    name = forms.CharField(
        label=_("Name of the passkey"),
        required=False,
        max_length=PASSKEY_NAME_LENGTH,
        help_text=_("For yourself, to tell it from others: “Telephone”, “Key on my key ring”."),
    )
    passwordless = forms.BooleanField(
        label=_("It also signs me in alone"),
        required=False,
        initial=True,
        help_text=_("Without a code by e-mail before it. An older security key may not be able to do this."),
    )


class RenamePasskeyForm(webauthn_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name of the passkey"), max_length=PASSKEY_NAME_LENGTH)


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
    places = sorted(name for name in time_zones() if "/" in name and not name.startswith("Etc/"))
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
