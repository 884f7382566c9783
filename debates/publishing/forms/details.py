"""What editors type about debates, positions, essays and contributors: shape and plausibility.

Nothing here writes, and the texts have pages of their own.
"""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from debates.publishing.models import Contributor, Debate, Essay, Position, Topic

SMALL = forms.Textarea(attrs={"rows": 3})
PUBLISHED_ELSEWHERE = _("The web address, where it was published elsewhere before.")


class WebAddressField(forms.URLField):
    """An address; one typed without its scheme is taken for https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class AddressedForm(forms.ModelForm):  # type: ignore[type-arg]  # its parameter exists only in the stubs
    """A form for a row with an address; where none is typed it is made from what `named_by` says."""

    named_by: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _("The last part of its web address. Empty: made from the name.")

    def clean(self) -> dict[str, Any]:
        """Make an address that no other row has, where none was typed."""
        super().clean()
        name = self.cleaned_data.get(self.named_by)
        if name and not self.cleaned_data.get("slug") and "slug" not in self.errors:
            self.cleaned_data["slug"] = self.instance.slug = self.free_slug(slugify(name))
        return self.cleaned_data

    def free_slug(self, base: str) -> str:
        """Answer an address that is not taken: `mud`, `mud-2`, `mud-3` …"""
        length = self.instance._meta.get_field("slug").max_length
        taken = set(self.others().values_list("slug", flat=True))
        base = base.strip("-") or "untitled"
        slug, number = base[:length].strip("-"), 1
        while slug in taken:
            number += 1
            slug = f"{base[: length - 4].strip('-')}-{number}"
        return slug

    def others(self) -> QuerySet[Any]:
        """Answer the rows whose addresses are taken."""
        rows: QuerySet[Any] = type(self.instance)._base_manager.exclude(pk=self.instance.pk)
        return rows


class DebateForm(AddressedForm):
    """What a debate says beside its texts."""

    named_by = "question"

    class Meta:
        model = Debate
        fields = (
            "question",
            "slug",
            "summary",
            "language",
            "lead_image",
            "topics",
            "citation_style",
            "closes_at",
            "visitors_vote",
            "original_url",
        )
        field_classes: ClassVar = {"original_url": WebAddressField}
        widgets: ClassVar = {
            "question": forms.Textarea(attrs={"rows": 2}),
            "summary": SMALL,
            "closes_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "topics": forms.CheckboxSelectMultiple,
        }
        help_texts: ClassVar = {"original_url": PUBLISHED_ELSEWHERE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = _("In your time zone, %(zone)s. Empty: until an editor closes it.")
        self.fields["closes_at"].help_text = sentence % {"zone": timezone.get_current_timezone_name()}


class PositionForm(AddressedForm):
    """A position."""

    named_by = "label"

    class Meta:
        model = Position
        fields = ("order", "label", "slug", "claim")
        widgets: ClassVar = {"claim": SMALL}

    def others(self) -> QuerySet[Position]:
        """Answer the positions of the same debate, and what no position may be called."""
        return super().others().filter(debate=self.instance.debate_id)


class EssayForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is said about an essay; its text has a place of its own."""

    class Meta:
        model = Essay
        fields = (
            "round",
            "contributor",
            "title",
            "language",
            "licence_name",
            "licence_url",
            "original_url",
        )
        field_classes: ClassVar = {"licence_url": WebAddressField, "original_url": WebAddressField}
        help_texts: ClassVar = {"original_url": PUBLISHED_ELSEWHERE}


class ContributorForm(AddressedForm):
    """Who signs. The account is bound by an invitation, never here."""

    named_by = "name"

    class Meta:
        model = Contributor
        fields = ("name", "slug", "role", "affiliation", "disclosure", "biography", "portrait")
        widgets: ClassVar = {"disclosure": SMALL, "biography": forms.Textarea(attrs={"rows": 5})}


class TopicForm(forms.ModelForm):  # type: ignore[type-arg]
    """A topic."""

    class Meta:
        model = Topic
        fields = ("name", "slug")
