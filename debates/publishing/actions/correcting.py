"""Readers say what should be put right; editors answer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.publishing import policies
from debates.publishing.actions.drafting import checked
from debates.publishing.actions.texts import normalised
from debates.publishing.models import Essay, Outcome, Suggestion
from debates.publishing.models.corrections import SHORTEST_SUGGESTION, SUGGESTION_LENGTH
from debates.publishing.words import SUGGESTION_BOUNDS

HANDLED = _("%(name)s has answered this suggestion already.")
HANDLED_BY_NOBODY = _("Another editor has answered this suggestion already.")


@transaction.atomic
def suggest_correction(*, essay: Essay, body: str, by: Any, now: datetime) -> Suggestion:
    """Tell the editors what should be put right in an essay that readers see. Raises `Refused`."""
    policies.may_suggest(by, essay, now).or_refuse()
    said = normalised(body)
    if not SHORTEST_SUGGESTION <= len(said) <= SUGGESTION_LENGTH:
        raise Refused(SUGGESTION_BOUNDS)
    suggestion = Suggestion(essay=essay, revision=essay.text.revision, body=said, by=by, at=now)
    checked(suggestion)
    suggestion.save()
    return suggestion


@transaction.atomic
def handle_suggestion(*, suggestion: Suggestion, outcome: Outcome, by: Any, now: datetime) -> Suggestion:
    """Say what became of a suggestion; of two editors the first one does. Raises `Refused`.

    The second one is told who that was.
    """
    policies.may_edit(by).or_refuse()
    open_ = Suggestion.objects.open().filter(pk=suggestion.pk)
    if not open_.update(outcome=outcome, handled_at=now, handled_by=by):
        first = Suggestion.objects.filter(pk=suggestion.pk).select_related("handled_by").first()
        person = first.handled_by if first else None
        raise Refused(HANDLED % {"name": person} if person else HANDLED_BY_NOBODY)
    suggestion.refresh_from_db()
    return suggestion
