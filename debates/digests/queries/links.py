"""Finds who or what a secret link is about. Whether its token is right, the policies say."""

from debates.digests.models import FormerSubscriber, Subscriber, Subscription


def subscriber_numbered(number: int) -> Subscriber | None:
    """Answer the subscriber of this number, or whoever has become one with them; none where nobody is."""
    found = Subscriber.objects.select_related("user").filter(pk=number).first()
    if found is None:
        former = FormerSubscriber.objects.select_related("subscriber__user").filter(number=number).first()
        found = former.subscriber if former else None
    return found


def subscription_numbered(number: int) -> Subscription | None:
    """Answer the subscription of this number with all that its page says."""
    around = ("subscriber__user", "topic", "debate", "thread__debate")
    return Subscription.objects.select_related(*around).filter(pk=number).first()
