"""What this room keeps about somebody: what they want by e-mail, since when, and what they were told."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.own_data import Part, Whose, is_one_of, part
from debates.digests.models import Digest, Subscriber, Subscription, Told


def parts_about(whose: Whose) -> tuple[Part, ...]:
    """Answer what this room keeps about somebody, also by an address of theirs without their account."""
    theirs = Subscriber.objects.filter(Q(user=whose.person) | is_one_of("email", whose.addresses))
    of_theirs = {"subscriber__in": theirs.values("pk")}
    return (
        part(
            "subscriber",
            _("When you are written to, and since when you agree to it"),
            theirs,
            columns={
                "id": "pk",
                "address": "email",
                "language": "language",
                "time_zone": "time_zone",
                "hour": "hour",
                "weekday": "weekday",
                "asked_at": "created_at",
                "confirmed_at": "confirmed_at",
                "told_until": "covered_until",
                "told_weekly_until": "weekly_covered_until",
                "next_digest_at": "next_due_at",
            },
            says=_("With an account, address, language and time zone are the account’s."),
        ),
        part(
            "subscriptions",
            _("Subscriptions"),
            Subscription.objects.filter(**of_theirs),
            columns={
                "subscriber": "subscriber",
                "kind": "kind",
                "topic": "topic__name",
                "language": "language",
                "debate": "debate__slug",
                "thread": "thread",
                "how_often": "frequency",
                "since": "since",
                "daily_after": "daily_after",
                "asked_for": "asked",
                "asked_at": "asked_at",
            },
        ),
        part(
            "digests",
            _("Digests"),
            Digest.objects.filter(**of_theirs),
            columns={
                "id": "pk",
                "day": "period",
                "weekly_too": "is_weekly",
                "covers_from": "covers_from",
                "covers_weekly_from": "weekly_from",
                "covers_until": "covers_until",
                "planned_at": "planned_at",
            },
        ),
        part(
            "told",
            _("Comments that you were told of"),
            Told.objects.filter(**of_theirs),
            columns={
                "comment": "comment",
                "because": "why",
                "at": "at",
                "at_once": "at_once",
                "digest": "digest",
            },
        ),
    )
