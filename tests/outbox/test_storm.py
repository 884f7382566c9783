"""Three hundred invitations through everything that can go wrong, and then counted."""

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from debates.outbox.models import Message
from debates.publishing.actions import invite_contributor
from debates.publishing.models import Essay
from tests.makers import make_draft, make_user
from tests.outbox.fleet import Fleet, Redis, until, with_redis
from tests.sink import Sink

# Much happens at the same time already; other tests beside it would only make it late.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("serving")]

COUNT = 300
SEED = 20260301
KILLS = 16
PATIENCE = 60.0


class Storm:
    """A mail server with moods, a broker, and workers that are killed."""

    def __init__(self, folder: Path) -> None:
        self.chance = Random(SEED)  # noqa: S311 - the same storm each time
        self.sink = Sink()
        self.sink.answer_recipient = self.answer
        self.sink.on_text = lambda: time.sleep(0.1)
        self.refuses_every_third = True
        self.sink.up()
        self.redis = Redis(folder) if with_redis() else None
        self.fleet = Fleet(folder, self.sink, self.redis, self.chance)

    def answer(self, recipient: str) -> str:
        number = int(recipient.removeprefix("reader").partition("@")[0])
        if number % 30 == 0:
            return "550 5.1.1 No such mailbox"
        return "450 4.2.1 Busy" if number % 3 == 0 and self.refuses_every_third else ""

    def rages(self) -> None:
        """Kill senders at random; meanwhile the mail server goes away and comes back, and so does Redis."""
        for kill in range(KILLS):
            time.sleep(self.chance.uniform(0.2, 0.7))
            self.fleet.kill_a_sender()
            if kill == 3:
                self.sink.close_gently()
            if kill == 6:
                self.sink.reopen()
            if kill == 7 and self.redis:
                self.redis.stop()
            if kill == 9 and self.redis:
                self.redis.start()
        self.refuses_every_third = False

    def is_over(self) -> bool:
        self.fleet.revive()
        return not Message.objects.filter(state__in=["pending", "claimed", "transmitting"]).exists()

    def ends(self) -> None:
        self.fleet.stop()
        self.sink.down()
        if self.redis:
            self.redis.stop()


@pytest.fixture
def storm(tmp_path: Path) -> Iterator[Storm]:
    storm = Storm(tmp_path)
    yield storm
    storm.ends()


def invite_all() -> None:
    ed = make_user("Ed", Role.EDITOR)
    essay = Essay.objects.filter(position__debate=make_draft(ed)).order_by("pk")[0]
    for number in range(1, COUNT + 1):
        address = f"reader{number}@example.org"
        invite_contributor(essay=essay, email=address, by=ed, now=timezone.now())


def told(storm: Storm) -> str:
    """Answer what there is to know of a storm that does not end."""
    seen = Counter(Message.objects.values_list("state", "attempts", "reason"))
    return "\n".join([*(f"{count}: {what}" for what, count in seen.most_common()), storm.fleet.log])


def test_nothing_is_sent_twice_and_nothing_is_lost_silently(storm: Storm) -> None:
    invite_all()
    until(lambda: len(storm.sink.accepted) > 10, PATIENCE, lambda: told(storm))
    storm.rages()
    until(storm.is_over, PATIENCE, lambda: told(storm))
    connection.close()

    states = dict(Message.objects.values_list("message_id", "state"))
    counts = Counter(states.values())
    accepted = storm.sink.by_message_id
    # No duplicates.
    assert [message_id for message_id, times in accepted.items() if times > 1] == []
    # No silent losses: whatever did not arrive says so, and whatever says that it was sent has arrived.
    assert sum(counts.values()) == COUNT
    assert {*counts} <= {"sent", "failed", "uncertain"}
    assert {message_id for message_id, state in states.items() if state == "sent"} <= accepted.keys()
    assert {states[message_id] for message_id in accepted} <= {"sent", "uncertain"}
    failed = Message.objects.filter(state="failed")
    assert {*failed.values_list("reason", flat=True)} == {"550 5.1.1 No such mailbox"}
    # Of those that the server refuses for good none arrives; one whose sender was killed is uncertain.
    refused = [f"reader{number}@example.org" for number in range(30, COUNT + 1, 30)]
    became = Counter(Message.objects.filter(recipient__in=refused).values_list("state", flat=True))
    assert became == Counter({"failed": failed.count(), "uncertain": COUNT // 30 - failed.count()})
    # At most one uncertain message for each sender that was killed.
    assert counts["uncertain"] <= storm.fleet.senders_killed
    assert storm.fleet.senders_killed >= KILLS
