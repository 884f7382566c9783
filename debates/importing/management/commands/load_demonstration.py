"""`manage.py load_demonstration`: two debates to look around in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from debates.importing.demonstration import load_demonstration


class Command(BaseCommand):
    help = "Load the demonstration's debates; those that are here already stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--by", metavar="EMAIL", help="the editor; else the first administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_demonstration(by=editor(options["by"]), now=timezone.now())
        if options["verbosity"]:
            self.stdout.write(f"Loaded {len(loaded)} debate(s).")


def editor(email: str | None) -> User:
    """Answer who is to be recorded as the editor. Raises `CommandError` where there is nobody."""
    people = User.objects.filter(is_staff=True, is_active=True).order_by("pk")
    found = people.filter(email__iexact=email).first() if email else people.filter(is_superuser=True).first()
    if found is None:
        raise CommandError(
            "There is no such editor. Make one with “manage.py createsuperuser”, or name one with --by."
        )
    return found
