"""What somebody chooses on a page of this room."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WIDTHS = {"phone": 390, "tablet": 820, "desktop": 1280}
"""CSS pixels of what readers hold: two telephones of three, an upright tablet, a usual window."""


class PreviewForm(forms.Form):
    """How wide the frame of a preview is, and in which colours; what cannot be read is the first choice."""

    width = forms.ChoiceField(
        label=pgettext_lazy("of a preview", "Width"),
        required=False,
        choices=[
            ("phone", _("Phone")),
            ("tablet", _("Tablet")),
            ("desktop", pgettext_lazy("a wide window", "Desktop")),
        ],
    )
    theme = forms.ChoiceField(
        label=_("Colours"), required=False, choices=[("light", _("Light")), ("dark", _("Dark"))]
    )

    @property
    def chosen(self) -> dict[str, str | int]:
        """Answer what was chosen, and how many pixels wide that is."""
        self.is_valid()
        width = self.cleaned_data.get("width") or "phone"
        theme = self.cleaned_data.get("theme") or "light"
        return {"width": width, "pixels": WIDTHS[width], "theme": theme}
