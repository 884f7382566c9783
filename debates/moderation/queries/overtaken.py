"""What a moderator is told who acts on what has changed meanwhile."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from debates.moderation.measures import Measure
from debates.moderation.models import Case, Decision

DID = {
    Measure.APPROVE: _("%(name)s already approved this %(ago)s ago."),
    Measure.REJECT: _("%(name)s already rejected this %(ago)s ago."),
    Measure.RESTRICT: _("%(name)s already collapsed this %(ago)s ago."),
    Measure.LOCK: _("%(name)s already locked this thread %(ago)s ago."),
    Measure.UNLOCK: _("%(name)s already unlocked this thread %(ago)s ago."),
    Measure.UNDO: _("%(name)s already undid this %(ago)s ago."),
    Measure.ERASE: _("%(name)s already erased this %(ago)s ago."),
    Measure.NONE: _("%(name)s already decided about this %(ago)s ago."),
}
MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60


def what_happened(case: Case | None, expected_version: int, now: datetime) -> str | Promise:
    """Answer what changed a case since that version: the decision of another, where there is one."""
    if case is None:
        return _("This case is no longer there.")
    decision = (
        Decision.objects.select_related("decided_by")
        .filter(case=case, automated_decision=False)
        .order_by("-number")
        .first()
    )
    if decision is None or decision.case_version < expected_version:
        return _("This case has changed since you opened it: look at it again.")
    name = decision.decided_by.display_name if decision.decided_by else _now("Somebody")
    return str(DID[Measure(decision.measure)]) % {"name": name, "ago": ago(decision.at, now)}


def ago(then: datetime, now: datetime) -> str:
    """Answer how long ago something was, in its largest whole unit up to days."""
    seconds = max(int((now - then).total_seconds()), 0)
    if seconds < MINUTE:
        # Translators: stands in “Mo already rejected this 12 s ago.”
        return _now("%(count)d s") % {"count": seconds}
    if seconds < HOUR:
        # Translators: stands in “Mo already rejected this 5 min ago.”
        return _now("%(count)d min") % {"count": seconds // MINUTE}
    if seconds >= 2 * DAY:
        days = seconds // DAY
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    hours = seconds // HOUR
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
