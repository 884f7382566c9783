"""`manage.py outbox`: what has become of the site's e-mails, for whoever sits at its machine."""

from argparse import ArgumentTypeError
from datetime import timedelta
from random import SystemRandom
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.timesince import timesince
from tqdm import tqdm

from accounts.verdicts import Refused
from debates.outbox import actions, queries
from debates.outbox.delivery import deliver_due
from debates.outbox.models import Message, State

PATIENCE = timedelta(days=1)
LONGEST_NUMBER = 18


def message_number(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER):
        raise ArgumentTypeError(f"{typed} is not the number of a message")
    return int(typed)


class Command(BaseCommand):
    help = "Show how many e-mails are in each state, what is late and what failed; send again, or send now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--resend", metavar="NUMBER", nargs="+", type=message_number, default=[], help="send these again"
        )
        parser.add_argument("--all-failed", action="store_true", help="send again everything that failed")
        parser.add_argument("--deliver", action="store_true", help="hand over now what is due")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers = list(options["resend"])
        if options["all_failed"]:
            failed = Message.objects.troubled().filter(state=State.FAILED)
            numbers.extend(failed.exclude(pk__in=numbers).values_list("pk", flat=True))
        refused = self.resend(numbers) if numbers or options["all_failed"] else []
        if options["deliver"]:
            self.deliver()
        self.show()
        if refused:
            raise CommandError("\n".join(refused))

    def resend(self, numbers: list[int]) -> list[str]:
        """Send these again; answer why those that are not are not."""
        found = Message.objects.in_bulk(numbers)
        refused = []
        for number in tqdm(numbers, unit="message", disable=None):
            if number not in found:
                refused.append(f"There is no message {number}.")
                continue
            try:
                actions.resend(message=found[number], by=None, now=timezone.now())
            except Refused as refusal:
                refused.append(f"Message {number} stays as it is. {refusal}")
        self.stdout.write(f"Sending {len(numbers) - len(refused)} message(s) again.")
        return refused

    def deliver(self) -> None:
        """Hand over what is due, until nothing is or the mail server does not answer."""
        due = Message.objects.due(timezone.now()).count()
        with tqdm(total=due, unit="message", disable=None) as bar:
            done = deliver_due(
                clock=timezone.now, chance=SystemRandom().random, patience=PATIENCE, advanced=bar.update
            )
        self.stdout.write(f"Dealt with {done} message(s).")

    def show(self) -> None:
        for row in queries.counts():
            self.stdout.write(f"{row.count:>8}  {row.label}")
        now = timezone.now()
        oldest = queries.oldest_due(now)
        if oldest:
            self.stdout.write(f"The one that has waited longest is {timesince(oldest.due_at, now)} late.")
        page = queries.troubled()
        for one in page.rows:
            self.stdout.write(f"{one.pk}: {one.label}, {one.kind} to {one.recipient}. {one.reason}")
        if page.before:
            self.stdout.write(f"The newest {len(page.rows)} of those that need a decision; there are more.")
