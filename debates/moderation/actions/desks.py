"""What moderators write for each other, and how each of them works."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.moderation import policies
from debates.moderation.models import Case, CaseNote, Desk
from debates.moderation.models.cases import NOTE_LENGTH


@transaction.atomic
def add_note(*, case: Case, by: Any, text: str, now: datetime) -> CaseNote:
    """Note something about a case for the other moderators. Raises `Refused`.

    The case stays as it is: whoever is about to decide in it has lost nothing by a note.
    """
    policies.may_moderate(by).or_refuse()
    text = text.strip()
    if not text:
        raise Refused(_("Write what you want to note."))
    if len(text) > NOTE_LENGTH:
        raise Refused(_("A note has at most %(count)d characters.") % {"count": NOTE_LENGTH})
    return CaseNote.objects.create(case=case, by=by, text=text, at=now)


@transaction.atomic
def set_keys(*, by: Any, keys: bool) -> Desk:
    """Let keys decide for a moderator, or not. Raises `Refused`."""
    policies.may_moderate(by).or_refuse()
    desk, _new = Desk.objects.update_or_create(user=by, defaults={"keys": keys})
    return desk
