"""`manage.py bounce < MESSAGE`: mail that came back, or a complaint, from the alias to which such comes."""

import sys
from os import EX_DATAERR
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from debates.outbox.reports import UnreadableError, reports_in
from debates.outbox.suppressing import take_report


class Command(BaseCommand):
    help = (
        "Read an e-mail from standard input that says that a letter of this site came back, or was called "
        "spam, and write no more to whom it went. Ends with status 65 where it says neither."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = reports_in(sys.stdin.buffer.read())
        except UnreadableError as error:
            raise CommandError(str(error), returncode=EX_DATAERR) from None
        # Its words hold no address: a mail server keeps what a command says in its log.
        stopped = sum(take_report(report=report, now=timezone.now()) for report in reports)
        self.stdout.write(f"Addresses that are written to no more: {stopped}.")
