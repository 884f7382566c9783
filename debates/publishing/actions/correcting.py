"""Readers say what should be put right; editors answer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.publishing import policies
from debates.publishing.actions.drafting import checked
from debates.publishing.models import Essay, Outcome, Suggestion

HANDLED = _("Another editor has answered this suggestion.")


@transaction.atomic
def suggest_correction(*, essay: Essay, body: str, by: Any, now: datetime) -> Suggestion:
    """Tell the editors what should be put right in an essay that readers see. Raises `Refused`."""
    policies.may_suggest(by, essay, now).or_refuse()
    suggestion = Suggestion(essay=essay, revision=essay.text.revision, body=body.strip(), by=by, at=now)
    checked(suggestion)
    suggestion.save()
    return suggestion


@transaction.atomic
def handle_suggestion(*, suggestion: Suggestion, outcome: Outcome, by: Any, now: datetime) -> Suggestion:
    """Say what became of a suggestion; of two editors the first one does. Raises `Refused`."""
    policies.may_edit(by).or_refuse()
    open_ = Suggestion.objects.open().filter(pk=suggestion.pk)
    if not open_.update(outcome=outcome, handled_at=now, handled_by=by):
        raise Refused(HANDLED)
    suggestion.refresh_from_db()
    return suggestion
