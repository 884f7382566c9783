"""The rules that hold at a time."""

from datetime import datetime

from debates.moderation.models import Rule, Terms


def terms_in_force(now: datetime) -> Terms | None:
    """Answer the version of the rules that holds at `now`; None where none was ever published."""
    return Terms.objects.in_force(now).first()


def rules_in_force(now: datetime) -> tuple[Rule, ...]:
    """Answer the rules that hold at `now`, in their order, each with its version, in one query."""
    newest = Terms.objects.in_force(now).values("pk")[:1]
    return tuple(Rule.objects.select_related("terms").filter(terms__in=newest).order_by("order"))
