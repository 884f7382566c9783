"""`manage.py import_wxr FILE`: the debates of a WordPress export."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from debates.importing.actions import import_wxr
from debates.importing.queries import editor
from debates.importing.report import as_text
from debates.importing.wxr import ImportRefused


class Command(BaseCommand):
    help = "Import the debates of a WordPress export (WXR 1.2) as closed ones; print what to look at."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the export, an XML file")
        parser.add_argument("--dry-run", action="store_true", help="print the report and write nothing")
        parser.add_argument("--by", metavar="EMAIL", help="the editor; else the first administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        by = editor(options["by"])
        if by is None:
            raise CommandError(
                "There is no such editor. Make one with “manage.py createsuperuser”, or name one with --by."
            )
        try:
            with (
                options["file"].open("rb") as file,
                tqdm(total=options["file"].stat().st_size, unit="B", unit_scale=True, disable=None) as bar,
            ):
                report = import_wxr(
                    file=file, by=by, now=timezone.now(), dry_run=options["dry_run"], advanced=bar.update
                )
        except OSError as error:
            raise CommandError(f"The file can't be read: {error.strerror}.") from error
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(as_text(report))
