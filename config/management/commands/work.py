"""`manage.py work`: the worker."""

import sys
from argparse import BooleanOptionalAction
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config.working import work


class Command(BaseCommand):
    help = "Run the site's tasks. With REDIS_URL any number of workers may run, beside one beat (--beat)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--beat",
            action=BooleanOptionalAction,
            default=False,
            help="keep the schedule in this process too",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sys.exit(work(beat=options["beat"], say=self.say))

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
