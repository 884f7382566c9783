"""A form that a visitor had filled in is kept while they sign in.

Fields of one form, in the session, for the page that asked: nothing is sent twice by itself. The person comes
back to the form as it was, and sends it.
"""

from django.http import HttpRequest

KEY = "kept_form"
LIMIT = 20_000
"""Characters that are kept: more than any form of ours takes, less than what would bloat a session."""

SECRETS = ("csrfmiddlewaretoken", "password")
"""Fields that are not kept: the token is this session's, a password is nobody's business."""


def keep_form(request: HttpRequest) -> None:
    """Remember what was sent to this address, in place of what was kept before."""
    fields = {name: values for name, values in request.POST.lists() if not name.startswith(SECRETS)}
    if sum(len(value) for values in fields.values() for value in values) <= LIMIT:
        request.session[KEY] = {"path": request.path, "fields": fields}


def kept_form(request: HttpRequest) -> dict[str, str]:
    """Answer what was kept for this address, once: the last value of each field; nothing where none was."""
    kept = request.session.get(KEY)
    if not kept or kept["path"] != request.path:
        return {}
    del request.session[KEY]
    return {name: values[-1] for name, values in kept["fields"].items() if values}
