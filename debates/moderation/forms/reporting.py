"""What is typed about a comment that somebody reports: its shape. The action decides about the rest."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debates.moderation.actions.reporting import Report
from debates.moderation.measures import Ground
from debates.moderation.models.decisions import LAW_LENGTH
from debates.moderation.models.notices import (
    EXPLANATION_LENGTH,
    NAME_LENGTH,
    PLACE_LENGTH,
    SHORTEST_EXPLANATION,
)
from debates.moderation.queries.rules import RuleLine
from debates.outbox.addresses import LONGEST_ADDRESS


class Prose(forms.CharField):
    """A longer text, its lines ended as they are stored."""

    def __init__(self, *, rows: int, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **options)

    def to_python(self, value: Any) -> str:
        """Answer the text before anything of it is counted."""
        return str(super().to_python(value)).replace("\r\n", "\n")


WHY = _("Say in at least 20 characters why you think that it is illegal.")
WHO = {
    "name": _("Say who you are."),
    "email": _("Give an e-mail address: we ask there whether this report is yours."),
}
"""What is missing where a notice of something illegal does not say who sent it."""

BY_LINK = _("We send a link there. The report reaches the moderators once you have opened it.")


def long_enough(text: str) -> None:
    """Raise `ValidationError` for an explanation that explains nothing."""
    if len(text.strip()) < SHORTEST_EXPLANATION:
        raise forms.ValidationError(str(WHY))


def name_field(label: Any) -> forms.CharField:
    """Answer the field for somebody's name."""
    widget = forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})
    return forms.CharField(required=False, max_length=NAME_LENGTH, label=label, widget=widget)


def email_field(*, required: bool) -> forms.EmailField:
    """Answer the field for the address at which a visitor is asked whether the report is theirs."""
    return forms.EmailField(
        required=required,
        max_length=LONGEST_ADDRESS,
        label=_("Your e-mail address"),
        help_text=BY_LINK,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": WHO["email"]},
    )


class NoticeForm(forms.Form):
    """What both forms share: whoever is signed in is asked less."""

    ground = Ground.RULES
    OF_VISITORS: tuple[str, ...] = ()
    """Fields that nobody sees who is signed in."""

    def __init__(self, *args: Any, is_visitor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_visitor:
            for name in self.OF_VISITORS:
                del self.fields[name]

    @property
    def report(self) -> Report:
        """What was reported, of a form that holds."""
        return Report(ground=self.ground, **self.cleaned_data)


class RuleNoticeForm(NoticeForm):
    """That a comment is against a rule."""

    OF_VISITORS = ("name", "email")

    rule = forms.ChoiceField(
        label=_("The rule that it is against"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the rule that the comment is against."),
            "invalid_choice": _("Choose the rule that the comment is against."),
        },
    )
    explanation = Prose(
        rows=4,
        max_length=EXPLANATION_LENGTH,
        required=False,
        label=_("What a moderator should know, if anything"),
    )
    name = name_field(_("Your name, if you like"))
    email = email_field(required=True)

    def __init__(self, *args: Any, rules: Sequence[RuleLine], is_visitor: bool, **kwargs: Any) -> None:
        super().__init__(*args, is_visitor=is_visitor, **kwargs)
        field: Any = self.fields["rule"]
        field.choices = [(rule.key, rule.title) for rule in rules]


class LawNoticeForm(NoticeForm):
    """That a comment is illegal, with all that a notice needs (DSA Art. 16(2))."""

    ground = Ground.LAW
    OF_VISITORS = ("email",)

    law = forms.CharField(
        max_length=LAW_LENGTH,
        label=_("The law that it is against"),
        help_text=_("In your own words, such as: defamation, incitement to hatred, copyright."),
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say which law, in your own words.")},
    )
    explanation = Prose(
        rows=5,
        max_length=EXPLANATION_LENGTH,
        label=_("Why you think that it is illegal"),
        validators=[long_enough],
        error_messages={"required": WHY},
    )
    place = Prose(
        rows=3,
        max_length=PLACE_LENGTH,
        label=_("Where exactly it stands"),
        help_text=_("The comment’s address, and the words that you mean where it is not all of them."),
        error_messages={"required": _("Say where exactly it stands.")},
    )
    is_excepted = forms.BooleanField(
        required=False,
        label=_("This is about the sexual abuse of children, or another sexual offence against them"),
    )
    name = name_field(_("Your name"))
    email = email_field(required=False)
    in_good_faith = forms.BooleanField(
        label=_("I report this in good faith: as far as I know, what I say is accurate and complete"),
        error_messages={"required": _("Say that you report in good faith.")},
    )

    def __init__(self, *args: Any, is_visitor: bool, **kwargs: Any) -> None:
        super().__init__(*args, is_visitor=is_visitor, **kwargs)
        self.fields["is_excepted"].help_text = (
            _(
                "Then you need not say who you are. Without an address the report reaches the moderators at "
                "once, and we cannot tell you what becomes of it."
            )
            if is_visitor
            else _("It is then looked at before all others.")
        )

    def clean(self) -> dict[str, Any]:
        """Answer what was typed; who somebody is may be left out only where the law says so."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("is_excepted"):
            for name, sentence in WHO.items():
                if name in self.fields and not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, str(sentence))
        return cleaned
