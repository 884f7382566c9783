"""What contributors and editors send to each other about an essay."""

from django import forms
from django.utils.translation import gettext_lazy as _

from debates.publishing.forms.texts import LARGEST
from debates.publishing.models.writing import NOTE_LENGTH, PARAGRAPH_LENGTH
from debates.publishing.typed_text import TypedText


class VersionForm(forms.Form):
    """The version of an essay that somebody had before them."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST)


class NoteForm(VersionForm):
    """A note on a paragraph of that version, or on all of it."""

    paragraph = forms.CharField(widget=forms.HiddenInput, required=False, max_length=PARAGRAPH_LENGTH)
    body = TypedText(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=_("The editors and the essay’s contributor read it. Readers never do."),
    )


class ReturnForm(forms.Form):
    """The note with which an essay goes back to its guest."""

    body = TypedText(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        help_text=_("Say what the essay needs. Its contributor finds this beside the essay."),
    )


class PreviewLinkForm(forms.Form):
    """For whom a link to a preview is."""

    label = forms.CharField(
        label=_("For whom"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("So that you know later which link to take back."),
    )


class SettleForm(forms.Form):
    """Whether a note is settled from now on."""

    settled = forms.TypedChoiceField(
        choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes", widget=forms.HiddenInput
    )
