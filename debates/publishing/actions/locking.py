"""One writer at a time for each debate: its texts share numbers, and its state decides what may change."""

from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.publishing.models import Debate


def locked(debate_id: int) -> Debate:
    """Answer the debate as it now is, held until the transaction ends. Raises `Refused` if it is gone.

    SQLite has no lock on a row and needs none: a transaction that may write is alone from its beginning.
    """
    debate = Debate.objects.select_for_update().filter(pk=debate_id).first()
    if debate is None:
        raise Refused(_("This debate has been deleted."))
    return debate


def hold(debate: Debate) -> None:
    """Hold the debate, and bring it up to date.

    Raises `Refused` when its state is no longer the one that the caller saw: of two who move a debate at the
    same time, the second is told so.
    """
    seen = debate.status
    if locked(debate.pk).status != seen:
        raise Refused(_("Somebody else has just changed the state of this debate."))
    debate.refresh_from_db()
