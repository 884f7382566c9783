"""What is asked before a step of the workflow."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from debates.publishing.models import Debate, Essay

SMALL = forms.Textarea(attrs={"rows": 3})
NOTE_LENGTH = 1000


class MoveForm(forms.Form):
    """The note that any move may carry."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=SMALL,
        help_text=_("Kept in the history of the debate. Readers do not see it."),
    )


class ExplainedForm(MoveForm):
    """The note that a move must carry which undoes what somebody else did."""

    note = forms.CharField(
        label=_("Why"),
        max_length=NOTE_LENGTH,
        widget=SMALL,
        help_text=_("Kept in the history of the debate. Readers do not see it."),
    )


class CloseForm(MoveForm):
    """The last word of the editors, which shows once the debate is over."""

    conclusion = forms.CharField(
        label=_("Conclusion"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("Markdown. It shows below the essays from now on; without one the debate just ends."),
    )
    field_order = ("conclusion", "note")


class ScheduleForm(MoveForm):
    """When to publish, in the editor's time zone, which the field names with how far it is from UTC."""

    publish_at = forms.DateTimeField(
        label=_("Publish on"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    field_order = ("publish_at", "note")

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = _("In your time zone, %(zone)s, where it is %(here)s now; that is %(world)s UTC.")
        self.fields["publish_at"].help_text = sentence % {
            "zone": timezone.get_current_timezone_name(),
            "here": date_format(timezone.localtime(now), "j F Y, H:i"),
            "world": date_format(timezone.localtime(now, UTC), "j F Y, H:i"),
        }


class WithdrawForm(MoveForm):
    """Which essay is taken back, and what readers are told."""

    essay = forms.ModelChoiceField(label=_("Essay that is withdrawn"), queryset=Essay.objects.none())
    note = forms.CharField(
        label=_("What readers are told"),
        max_length=NOTE_LENGTH,
        widget=SMALL,
        help_text=_("This stands where the debate stood, with today’s date."),
    )
    field_order = ("essay", "note")

    def __init__(self, *args: Any, debate: Debate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["essay"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = Essay.objects.filter(position__debate=debate, round__in=debate.released_rounds)
