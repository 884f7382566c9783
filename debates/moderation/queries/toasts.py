"""What a moderator is told of what they have just done, with the way to take it back."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from debates.moderation import policies
from debates.moderation.measures import Measure
from debates.moderation.models import Decision
from debates.moderation.models.decisions import MEASURE_LABELS
from debates.moderation.queries.case_page import in_words, sanction_of


@dataclass(frozen=True, slots=True)
class Toast:
    """What was done. `undo` is the decision that can be taken back, 0 for none; `version` its case's."""

    text: str
    undo: int
    version: int


def toast_of(pk: int, by: Any) -> Toast | None:
    """Answer what is said of a decision of this moderator; None where it is none of theirs."""
    rows = Decision.objects.select_related("case__comment", "rule", "penalty")
    decision = rows.filter(pk=pk, decided_by=by).first()
    if decision is None:
        return None
    undoable = bool(policies.may_undo(by, decision))
    return Toast(done(decision), decision.pk if undoable else 0, decision.case.version)


def done(decision: Decision) -> str:
    """Answer what a decision did, in a few words."""
    label = str(MEASURE_LABELS[Measure(decision.measure)])
    reasons = [in_words(decision.ground, decision.rule, decision.law), sanction_of(decision)]
    said = " · ".join(reason for reason in reasons if reason)
    # Translators: “Rejected: Off topic.” Both parts are translated by themselves.
    return gettext("%(done)s: %(why)s.") % {"done": label, "why": said} if said else f"{label}."
