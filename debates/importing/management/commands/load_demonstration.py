"""`manage.py load_demonstration`: two debates to look around in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from debates.importing.demonstration import load_demonstration
from debates.importing.demonstration_moderation import load_moderation
from debates.importing.queries import editor, moderator


class Command(BaseCommand):
    help = "Load the demonstration's debates; those that are here already stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", metavar="EMAIL", help="the editor; else the first administrator")
        parser.add_argument(
            "--moderated-by",
            metavar="EMAIL",
            help="a moderator: readers with accounts comment, report and appeal, and some of it is decided",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = editor(options["by"])
        if by is None:
            raise CommandError(
                "There is no such editor. Make one with “manage.py createsuperuser”, or name one with --by."
            )
        who = options["moderated_by"]
        moderated_by = moderator(who) if who else None
        if who and moderated_by is None:
            raise CommandError(f"{who} is no moderator here.")
        now = timezone.now()
        loaded = load_demonstration(by=by, now=now)
        if moderated_by:
            load_moderation(by=moderated_by, now=now)
        if options["verbosity"]:
            self.stdout.write(f"Loaded {len(loaded)} debate(s).")
