"""The e-mail that asks whether what was asked for with an address is wanted by whoever reads mail there."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from debates.digests.actions.subscribing import VALID_FOR, is_open
from debates.digests.letters import links
from debates.digests.models import FREQUENCY_LABELS, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.digests.words import name_of
from debates.outbox.renderers import Letter


def confirmation_letter(ids: Mapping[str, Any]) -> Letter | None:
    """Answer the e-mail that asks, or says that this address gets it already; nothing where neither is so."""
    rows = Subscription.objects.select_related("subscriber__user", "topic", "debate", "thread__debate")
    row = rows.filter(pk=ids["subscription"]).first()
    if row is None:
        return None
    with translation.override(row.subscriber.spoken):
        if is_open(row, timezone.now()):
            return letter(row, "confirm", _("Confirm your subscription: %(name)s"), Frequency(row.asked))
        if row.frequency != Frequency.NEVER and row.asked_at is None:
            told = _("You are subscribed already: %(name)s")
            return letter(row, "subscribed_already", told, Frequency(row.frequency))
    return None


def letter(row: Subscription, name: str, subject: str, frequency: Frequency) -> Letter:
    """Answer the letter of this name in the language that is active."""
    thing = name_of(Thing.of(row))
    context = {
        "thing": thing,
        "frequency": FREQUENCY_LABELS[frequency],
        "url": links.confirmation_address(row),
        "preferences": links.preferences_address(row.subscriber),
        "days": VALID_FOR.days,
        "has_account": row.subscriber.user_id is not None,
        "site": settings.SITE,
    }
    return Letter(
        # A question is one line, whatever it was pasted from.
        subject=" ".join((subject % {"name": thing}).split()),
        text=render_to_string(f"digests/email/{name}.txt", context),
        html=render_to_string(f"digests/email/{name}.html", context),
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
