"""Notes crowds of ballots without an account, and records what moderators decide about them."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from accounts.verdicts import Refused
from debates.publishing.models import Debate
from debates.stances import policies
from debates.stances.bursts import BIN, DAY, bin_of, bursts_in
from debates.stances.models import Burst, BurstDecision, Cast
from debates.stances.models.bursts import REASON_LENGTH


@transaction.atomic
def find_bursts(*, debate: Debate, since: datetime) -> None:
    """Note the bursts among the ballots without an account that came since then, and how large they are.

    Ballots are counted where they came: a crowd that answers again one by one is the same crowd. What was
    noted stays, and grows while its ten minutes last; what is withdrawn afterwards takes nothing from it.
    Run again, or twice at once, it notes the same.
    """
    # A ballot may be written some moments after its ten minutes were over.
    first = bin_of(since.astimezone(UTC)) - BIN
    came = Cast.objects.with_which_ballots_came().filter(debate=debate, bin10__gte=first - DAY)
    counts = dict(came.order_by().values_list("bin10").annotate(count=Count("pk")))
    found = [
        Burst(debate=debate, start=each.start, count=each.count, expected=each.expected, probability=each.p)
        for each in bursts_in(counts, debate.published_at or since)
        if each.start >= first
    ]
    Burst.objects.bulk_create(found, ignore_conflicts=True)
    for burst in found:
        smaller = Burst.objects.filter(debate=debate, start=burst.start, count__lt=burst.count)
        smaller.update(count=burst.count, expected=burst.expected, probability=burst.probability)


@transaction.atomic
def decide_burst(
    *, burst: Burst, apart: bool, reason: str, seen: int, by: Any, now: datetime
) -> BurstDecision:
    """Set the ballots of a burst apart, or have them counted, and record by whom and why.

    `seen` is the number of the decision that `by` knew of, 0 for none: what somebody else decided meanwhile
    stands. Raises `Refused`.
    """
    policies.may_set_apart(by).or_refuse()
    reason = reason.strip()
    if not 0 < len(reason) <= REASON_LENGTH:
        raise Refused(_("Give a reason, of at most %(length)s characters.") % {"length": REASON_LENGTH})
    # Of two moderators at once the second waits here, and then sees what the first decided.
    current = Burst.objects.select_for_update().get(pk=burst.pk)
    last = current.decisions.select_related("by").order_by("pk").last()
    if last is not None and (last.pk != seen or last.apart is apart):
        raise Refused(already(last))
    if last is None and seen:
        raise Refused(_("Nobody has decided about these ballots yet: look at them again."))
    Burst.objects.filter(pk=current.pk).update(apart=apart)
    return BurstDecision.objects.create(burst=current, apart=apart, reason=reason, by=by, decided_at=now)


def already(decision: BurstDecision) -> str:
    """Say that somebody has decided, who, and when."""
    sentence = (
        _("%(name)s already set these ballots apart, on %(moment)s. Nothing was changed.")
        if decision.apart
        else _("%(name)s already decided that these ballots count, on %(moment)s. Nothing was changed.")
    )
    moment = formats.date_format(timezone.localtime(decision.decided_at), "j F Y, H:i")
    return sentence % {"name": decision.by or _("Somebody"), "moment": moment}
