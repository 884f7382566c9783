"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from debates.moderation.obligations import Obligation, is_on


def site(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django calls it with the request
    """Answer the publication's own details, and what else the footer has to know of this installation."""
    return {
        "site": settings.SITE,
        "mail_is_files": settings.EMAIL_FILES is not None,
        "reports_moderation": is_on(Obligation.REPORT),
    }
