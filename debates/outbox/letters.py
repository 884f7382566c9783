"""The room's own letters."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from debates.outbox.renderers import Letter

TEST = "outbox_test"
"""The kind of the message by which an operator learns whether e-mails arrive."""


def arrival_letter(ids: Mapping[str, Any]) -> Letter:  # noqa: ARG001 - it says the same to everybody
    """Answer a letter that says that it has arrived."""
    context = {"site": settings.SITE}
    return Letter(
        subject=_("A test message from %s") % settings.SITE.name,
        text=render_to_string("outbox/arrival_letter.txt", context),
        html=render_to_string("outbox/arrival_letter.html", context),
        language=settings.LANGUAGE_CODE,
    )
