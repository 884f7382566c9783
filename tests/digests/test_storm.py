"""Subscribers through everything that can go wrong, and then counted: each has exactly what they should."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.digests import targets
from debates.digests.letters.kinds import COMMENT, DIGEST, EVENT
from debates.digests.models import Announced, Digest, Event, Told
from debates.digests.schedule import Frequency
from debates.outbox.models import Message
from debates.publishing.models import Debate
from tests.comments.rows import answered, written
from tests.digests.people import follows, subscriber, wants
from tests.makers import make_debate, make_user
from tests.outbox.fleet import ROOT, test_database_url, until
from tests.sink import Sink

# Much happens at the same time already; other tests beside it would only make it late.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("serving")]

COUNT = 60
"""People of each kind."""
KILLS = 4
TWO_DAYS = 2 * 86_400.0
PATIENCE = 150.0
WAITING = ["pending", "claimed", "transmitting"]


class Storm:
    """Two beats with their workers, and a mail server with moods."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.chance = Random(20260301)  # noqa: S311 - the same storm each time
        self.sink = Sink()
        self.refuses_every_third = True
        self.sink.answer_recipient = self.answer
        self.sink.up()
        self.killed = 0
        self.ahead = 0.0
        self.sweepers: list[subprocess.Popen[bytes]] = []
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "VAR_DIR": str(folder),
            "DATABASE_URL": test_database_url(),
            "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}",
            "EMAIL_TIMEOUT": "1",
            "OUTBOX_LEASE": "11",
            "OUTBOX_FIRST_WAIT": "0.5",
            "LOG_LEVEL": "WARNING",
        }

    def answer(self, recipient: str) -> str:
        number = int(recipient.partition("@")[0].rpartition("-")[2])
        return "450 4.2.1 Busy" if number % 3 == 0 and self.refuses_every_third else ""

    def begin(self, ahead: float = 0.0) -> None:
        """Start two beats, with a clock that is so many seconds ahead."""
        self.ahead = ahead
        self.sweepers = [self.start() for _ in range(2)]

    def start(self) -> "subprocess.Popen[bytes]":
        command = (sys.executable, "-m", "tests.digests.sweeper", "--ahead", str(self.ahead))
        with (self.folder / "storm.log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)

    def rages(self) -> None:
        """Kill beats at random; meanwhile the mail server goes away and comes back."""
        for kill in range(KILLS):
            self.wait_for_work()
            time.sleep(self.chance.uniform(0.0, 0.4))
            victim = self.sweepers.pop(self.chance.randrange(len(self.sweepers)))
            with suppress(ProcessLookupError):
                os.kill(victim.pid, signal.SIGKILL)
            victim.wait()
            self.killed += 1
            self.sweepers.append(self.start())
            if kill == 0:
                self.sink.close_gently()
            if kill == 1:
                self.sink.reopen()

    def wait_for_work(self) -> None:
        """Wait until somebody has begun to write or to send something."""
        before = self.work()
        until(lambda: self.work() != before or not self.sink_is_up(), PATIENCE, lambda: self.log)

    def work(self) -> tuple[int, int, int]:
        return Message.objects.count(), Digest.objects.count(), len(self.sink.accepted)

    def sink_is_up(self) -> bool:
        return self.sink.controller is not None

    def ends(self) -> None:
        for process in self.sweepers:
            process.kill()
            process.wait()
        self.sweepers = []

    @property
    def log(self) -> str:
        """Answer the end of what all of them have said."""
        log = self.folder / "storm.log"
        said = log.read_text(errors="replace")[-3000:] if log.exists() else ""
        states = Counter(Message.objects.values_list("kind", "state"))
        return "\n".join([*(f"{count}: {what}" for what, count in states.items()), said])


@pytest.fixture
def storm(tmp_path: Path) -> Iterator[Storm]:
    storm = Storm(tmp_path)
    yield storm
    storm.ends()
    storm.sink.down()


def subscribe_all(debate: Debate, vera: User) -> None:
    """Have people want the debate in every way there is; their addresses say which, and a number."""
    since = timezone.now() - timedelta(days=3)
    thread = written(debate, author=vera, created_at=timezone.now())
    answered(thread, created_at=timezone.now())
    ways = {
        "now": [(targets.new_debates(), Frequency.IMMEDIATELY), (follows(debate), Frequency.DAILY)],
        "daily": [(targets.new_debates(), Frequency.DAILY), (follows(debate), Frequency.DAILY)],
        "thread": [(targets.thread(thread.pk), Frequency.IMMEDIATELY)],
        "both": [(targets.thread(thread.pk), Frequency.DAILY)],
        "other": [(targets.new_in_language("xx"), Frequency.DAILY)],
        "never": [(targets.new_debates(), Frequency.NEVER)],
    }
    hour = (timezone.now() + timedelta(hours=12)).hour
    for name, wanted in ways.items():
        for number in range(1, COUNT + 1):
            person = subscriber(f"{name}-{number}@example.org", since, hour=hour)
            for target, frequency in wanted:
                wants(person, target, frequency, since)


def told() -> Counter[tuple[str, str]]:
    """Answer how many letters of each kind were promised to how many people, by the first word of theirs."""
    rows = Message.objects.values_list("recipient", "kind")
    return Counter((recipient.partition("-")[0], kind) for recipient, kind in rows)


def test_everybody_has_exactly_what_they_should(storm: Storm) -> None:
    ed, vera = make_user("Ed", Role.EDITOR), make_user("Vera-0")
    debate = make_debate(ed)
    Debate.objects.filter(pk=debate.pk).update(published_at=timezone.now())
    subscribe_all(debate, vera)

    storm.begin()
    storm.rages()
    expected = {("now", EVENT): COUNT, ("thread", COMMENT): COUNT}
    until(lambda: told() >= Counter(expected), PATIENCE, lambda: storm.log)
    storm.ends()
    assert {key: count for key, count in told().items() if key[1] != DIGEST} == expected

    storm.begin(TWO_DAYS)
    storm.rages()
    storm.refuses_every_third = False
    expected |= {("daily", DIGEST): COUNT, ("both", DIGEST): COUNT, ("now", DIGEST): COUNT}
    people = 4 * COUNT + 1  # they who have something in digests, and Vera
    until(
        lambda: (
            Digest.objects.values("subscriber").distinct().count() == people
            and not Message.objects.filter(state__in=WAITING).exists()
        ),
        PATIENCE,
        lambda: storm.log,
    )
    storm.ends()
    connection.close()

    # One letter of each kind to each who should have one, and none to anybody else.
    assert told() == Counter({**expected, ("vera", DIGEST): 1})
    letters = Counter(Message.objects.values_list("recipient", "kind"))
    assert {*letters.values()} == {1}
    # One digest a person and day, whatever was killed, by whichever beat.
    days = Counter(Digest.objects.values_list("subscriber", "period"))
    assert {*days.values()} == {1}
    assert (Event.objects.count(), Announced.objects.count()) == (1, 2)
    assert Told.objects.count() == 2 * COUNT + 1
    # What says that it was sent has arrived, once; at most one is uncertain for each sender that was killed.
    states = dict(Message.objects.values_list("message_id", "state"))
    accepted = storm.sink.by_message_id
    assert {*accepted.values()} == {1}
    assert {*states.values()} <= {"sent", "uncertain"}
    assert {name for name, state in states.items() if state == "sent"} <= accepted.keys()
    assert Counter(states.values())["uncertain"] <= storm.killed == 2 * KILLS
