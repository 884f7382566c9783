"""`manage.py generate`: a database full of made-up debates, to measure with and to look at."""

from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from debates.importing.generating.filling import Plan, fill, occupied_by
from debates.importing.queries import editor

HELP = {
    "debates": "the first has half of everything, each of the others half of what is left",
    "people": "readers with accounts, who write the comments",
    "comments": "in threads, on all debates together",
    "ballots": "each with its cast and its place in the seal",
    "ratings": "of comments, by those who voted",
    "subscribers": "by address, wanting digests or letters at once",
    "cases": "that wait for moderators, each about a comment",
}


class Command(BaseCommand):
    help = "Fill the database with made-up debates, comments, ballots, ratings and subscribers."

    def add_arguments(self, parser: CommandParser) -> None:
        for number in fields(Plan):
            said = f"{HELP[number.name]} ({number.default:,})"
            parser.add_argument(f"--{number.name}", type=int, default=number.default, help=said)
        parser.add_argument("--seed", type=int, default=1, help="what everything follows from (1)")
        parser.add_argument("--by", metavar="EMAIL", help="the editor; else the first administrator")
        parser.add_argument(
            "--add", action="store_true", help="to what is there, even if that is not the demonstration alone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan(**{number.name: options[number.name] for number in fields(Plan)})
        self.check_plan(plan, adds=options["add"])
        by = editor(options["by"])
        if by is None:
            raise CommandError(
                "There is no such editor. Make one with “manage.py createsuperuser”, or name one with --by."
            )
        with tqdm(total=plan.rows, unit=" rows", unit_scale=True, disable=None, leave=False) as bar:

            def tell(what: str, rows: int) -> None:
                bar.set_description(what, refresh=False)
                bar.update(rows)

            written = fill(plan=plan, by=by, seed=options["seed"], now=timezone.now(), tell=tell)
        if options["verbosity"]:
            self.stdout.write(f"Filled {len(written)} debate(s). All of it is made up.")

    def check_plan(self, plan: Plan, *, adds: bool) -> None:
        """Raise `CommandError` where the numbers or the database won't do."""
        if min(getattr(plan, number.name) for number in fields(Plan)) < 0 or plan.debates < 1:
            raise CommandError("Numbers are 0 or more, and at least one debate is needed.")
        if settings.PRODUCTION and not adds:
            raise CommandError("This is a public site: made-up debates would be read. --add fills it anyway.")
        there = occupied_by()
        if there and not adds:
            raise CommandError(
                f"The database holds more than the demonstration ({', '.join(there)}): nothing was written. "
                "Name an empty one, or add to what is there with --add."
            )
