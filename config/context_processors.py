"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django calls it with the request
    """Answer the publication's own details, and whether its e-mails are files on this machine."""
    return {"site": settings.SITE, "mail_is_files": settings.EMAIL_FILES is not None}
