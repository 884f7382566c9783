"""From asking by an address to the digest that arrives once: real workers and a real broker, in trouble."""

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from shutil import which

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.roles import Role
from debates.digests.actions.subscribing import ask_by_address, confirm
from debates.digests.letters.kinds import CONFIRMATION, DIGEST, EVENT
from debates.digests.models import Digest, Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.models import Message
from debates.publishing.models import Debate
from tests.makers import make_debate, make_user
from tests.outbox.fleet import Fleet, Redis, until
from tests.sink import Sink, text_of

# Much happens at the same time already; other tests beside it would only make it late.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("serving")]

COUNT = 24
"""People of each kind."""
WAYS = {
    "now": (Frequency.IMMEDIATELY, EVENT),
    "daily": (Frequency.DAILY, DIGEST),
    "silent": (Frequency.DAILY, ""),
}
"""How often they want to be told, and the letter that they should have; the silent never confirm."""
KILLS = 3
TWO_DAYS = 2 * 86_400
PATIENCE = 150.0


class Storm:
    """Workers and two beats, of which one is killed now and then; a broker; and a mail server with moods."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.killed = folder, 0
        self.chance = Random(20260301)  # noqa: S311 - the same storm each time
        self.redis = Redis(folder)
        self.sink = Sink()
        self.sink.takes_groups = True
        self.sink.answer_recipient = self.answer
        self.refuses_every_third = False
        self.sink.up()
        self.begin()

    def begin(self, ahead: int = 0) -> None:
        self.fleet = Fleet(
            self.folder,
            self.sink,
            self.redis,
            self.chance,
            "tests.digests.ahead",
            AHEAD=str(ahead),
            SECRET_KEY=settings.SECRET_KEY,
        )

    def answer(self, recipient: str) -> str:
        number = int(recipient.partition("@")[0].rpartition("-")[2])
        return "450 4.2.1 Busy" if number % 3 == 0 and self.refuses_every_third else ""

    def rages(self, kind: str) -> None:
        """Once letters of this kind go out, kill senders in the middle of it; the rest fails meanwhile."""
        self.refuses_every_third = True
        self.sink.on_text = lambda: time.sleep(0.1)
        for kill in range(KILLS):
            self.waits_for(lambda: Message.objects.filter(kind=kind, state="transmitting").exists())
            self.fleet.kill_a_sender()
            if kill == 0:
                self.sink.close_gently()
                self.redis.stop()
                time.sleep(1)
                self.redis.start()
                self.sink.reopen()
        self.refuses_every_third = False
        self.sink.on_text = lambda: None

    def waits_for(self, done: Callable[[], bool]) -> None:
        def it_is() -> bool:
            self.fleet.revive()
            return done()

        until(it_is, PATIENCE, self.told)

    def is_over(self) -> bool:
        return not Message.objects.filter(state__in=["pending", "claimed", "transmitting"]).exists()

    def told(self) -> str:
        seen = Counter(Message.objects.values_list("kind", "state", "attempts", "reason"))
        return "\n".join([*(f"{count}: {what}" for what, count in seen.items()), self.fleet.log])

    def pauses(self) -> None:
        self.fleet.stop()
        self.killed += self.fleet.senders_killed

    def ends(self) -> None:
        self.fleet.stop()
        self.sink.down()
        self.redis.stop()


@pytest.fixture
def storm(tmp_path: Path) -> Iterator[Storm]:
    storm = Storm(tmp_path)
    yield storm
    storm.ends()


def ask_all() -> None:
    """Have everybody ask for new debates, at an hour that does not come while this runs."""
    hour = (timezone.now() + timedelta(hours=12)).hour
    for name, (frequency, _kind) in WAYS.items():
        for number in range(1, COUNT + 1):
            address = f"{name}-{number}@example.org"
            thing = Thing.new_debates()
            now = timezone.now()
            ask_by_address(email=address, thing=thing, frequency=frequency, language="en", now=now)
    Subscriber.objects.update(hour=hour)


def confirm_all(sink: Sink) -> None:
    """Follow the link in the mail that asks, but for the silent."""
    for recipient, mail in zip(sink.recipients, sink.mails, strict=True):
        link = re.search(r"/subscribe/confirm/(\d+)/([\w-]+)/", text_of(mail))
        assert link
        if not recipient.startswith("silent"):
            row = Subscription.objects.get(pk=int(link[1]))
            confirm(subscription=row, token=link[2], now=timezone.now())


@pytest.mark.skipif(not which("redis-server"), reason="There is no redis-server on this machine.")
def test_everybody_gets_what_they_subscribed_to_once(storm: Storm) -> None:
    ask_all()
    storm.waits_for(lambda: len(storm.sink.accepted) == len(WAYS) * COUNT and storm.is_over())
    confirm_all(storm.sink)
    debate = make_debate(make_user("Ed", Role.EDITOR))
    Debate.objects.filter(pk=debate.pk).update(published_at=timezone.now())

    storm.rages(EVENT)
    storm.waits_for(storm.is_over)
    storm.pauses()
    storm.begin(TWO_DAYS)
    storm.rages(DIGEST)
    storm.waits_for(storm.is_over)
    storm.pauses()
    connection.close()

    expected = {
        f"{name}-{number}@example.org": sorted(filter(None, [CONFIRMATION, kind]))
        for name, (_frequency, kind) in WAYS.items()
        for number in range(1, COUNT + 1)
    }
    messages = {row.message_id: row for row in Message.objects.all()}
    promised: dict[str, list[str]] = {address: [] for address in expected}
    arrived: dict[str, list[str]] = {address: [] for address in expected}
    for row in messages.values():
        promised[row.recipient].append(row.kind)
    for message_id, times in storm.sink.by_message_id.items():
        arrived[messages[message_id].recipient].extend([messages[message_id].kind] * times)
    # Each is promised exactly what they should have, and gets it: but for what says that nobody knows.
    assert {address: sorted(kinds) for address, kinds in promised.items()} == expected
    uncertain = {row.recipient: row.kind for row in messages.values() if row.state == "uncertain"}
    assert {row.state for row in messages.values()} <= {"sent", "uncertain"}
    for address, kinds in expected.items():
        lost = [kind for kind in kinds if kind not in arrived[address]]
        assert sorted([*arrived[address], *lost]) == kinds
        assert lost in ([], [uncertain.get(address)])
    assert len(uncertain) <= storm.killed
    assert storm.killed >= 2 * KILLS
    assert Digest.objects.count() == COUNT
