"""What is typed about comments: shape and plausibility. Whether it is done is decided by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.shared_fields import shares_fields
from debates.comments.models import Discussion, Kind, Severity, WatchedWord
from debates.comments.screening import SHORTEST, Rule
from debates.comments.words import REFUSALS
from debates.publishing.typed_text import TypedText
from debates.richtext.render import Profile, TextRefused, check


class CommentText(TypedText):
    """The text of a comment, in the narrow profile of Markdown."""

    def __init__(self) -> None:
        super().__init__(
            label=pgettext_lazy("label of a field", "Your comment"),
            help_text=_("What may be written: *emphasis*, **strong**, > quote, lists, links."),
            widget=forms.Textarea(attrs={"rows": 9, "dir": "auto"}),
            error_messages={"required": _("A comment has between 2 and 5,000 characters.")},
        )

    def clean(self, value: Any) -> str:
        """Answer the text, its lines ended as they are stored."""
        text = str(super().clean(value)).replace("\r\n", "\n")
        try:
            check(text, Profile.COMMENT)
        except TextRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        if len(text) < SHORTEST:
            raise forms.ValidationError(str(REFUSALS[Rule.LENGTH]))
        return text


@shares_fields
class CommentForm(forms.Form):
    """A new comment, or an answer. `on` and `paragraph` name what it is on, unless it is an answer."""

    on = forms.IntegerField(
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("This debate has no such text to comment on.")},
    )
    paragraph = forms.CharField(
        required=False,
        label=pgettext_lazy("what a comment is on", "On"),
        widget=forms.Select,
    )
    text = CommentText()
    kind = forms.ChoiceField(
        required=False,
        label=_("What your comment does, if you like to say so"),
        choices=[("", pgettext_lazy("what a comment does", "None of these")), *Kind.choices],
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the kinds that are shown, or none.")},
    )
    changed_mind = forms.BooleanField(
        required=False,
        label=_("This changed my mind"),
        help_text=_("Then say in at least 50 characters what did it."),
    )
    shows_stance = forms.BooleanField(required=False)


class EditForm(forms.Form):
    """Another text for a comment, with the version that it started from."""

    text = CommentText()
    version = forms.IntegerField(widget=forms.HiddenInput)


class RatingForm(forms.Form):
    """Whether a comment is helpful: yes, no, or the rating is taken back."""

    RATINGS = {"yes": True, "no": False, "none": None}

    helpful = forms.TypedChoiceField(
        choices=[(name, name) for name in RATINGS],
        coerce=RATINGS.__getitem__,
        empty_value=None,
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose whether the comment is helpful."),
            "invalid_choice": _("Choose whether the comment is helpful."),
        },
    )


class DiscussionForm(forms.ModelForm):  # type: ignore[type-arg]  # its parameter exists only in the stubs
    """What is set about the comments of one debate."""

    class Meta:
        model = Discussion
        fields = ("closes_at", "locked", "premoderated")
        widgets = {
            "closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        }


class WatchedWordForm(forms.ModelForm):  # type: ignore[type-arg]
    """One word to watch for."""

    class Meta:
        model = WatchedWord
        fields = ("entry", "severity")


class WatchedWordsForm(forms.Form):
    """Words to watch for, many at once."""

    entries = forms.CharField(
        label=_("Words to add, one entry a line"),
        help_text=_(
            "An entry is a word, or several that follow each other: found whole, without case or accents."
        ),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write one entry a line.")},
    )
    severity = forms.ChoiceField(
        label=_("What happens to a comment that holds one"),
        choices=Severity.choices,
        widget=forms.RadioSelect,
        initial=Severity.SUSPECT,
    )
