"""`manage.py rerender`: renew the stored HTML of texts that an older renderer wrote."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from accounts.verdicts import Refused
from debates.publishing.actions.rendering import outdated, rerender


class Command(BaseCommand):
    help = "Render the texts of debates again where the renderer has changed since."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="every debate, also what is up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        ids = outdated(everything=options["all"])
        refused = []
        for debate_id in tqdm(ids, unit="debate", disable=None):
            try:
                rerender(debate_id=debate_id)
            except Refused as refusal:
                refused.append(f"Debate {debate_id} stays as it is. {refusal}")
        self.stdout.write(f"Rendered {len(ids) - len(refused)} debate(s).")
        if refused:
            raise CommandError("\n".join(refused))
