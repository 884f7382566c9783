"""Who may look at the outbox, and send again what did not go out.

`user` is whoever asks; `None` is the person at the machine who runs a command.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.policies import may_act_as
from accounts.roles import Role
from accounts.verdicts import Verdict
from debates.outbox.models import TROUBLED, Message, Suppression


def may_operate(user: Any) -> Verdict:
    """Answer whether `user` may see what became of e-mails: it shows who was written to."""
    return may_act_as(user, Role.ADMINISTRATOR, _("Only administrators see the outbox."))


def may_resend(user: Any, message: Message) -> Verdict:
    """Answer whether `user` may have this message handed over again."""
    operator = may_operate(user)
    if operator and message.state not in TROUBLED:
        return Verdict.no(_("Only a message that failed, or of which nobody knows, is sent again."))
    return operator


def may_lift(user: Any, suppression: Suppression) -> Verdict:
    """Answer whether `user` may have this address written to again, whosever it is."""
    operator = may_operate(user)
    if operator and suppression.lifted_at is not None:
        return Verdict.no(_("This address is written to again already."))
    return operator
