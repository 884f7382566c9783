"""`manage.py serve`: the whole site, by one command."""

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from config.serving import Address, ServingError, check_folders, commands, prepare, supervise


class Command(BaseCommand):
    help = "Make ready what the site needs, then run its web server and its worker. HOST and PORT say where."
    # The database is brought up to date first; checks of the system run in each of the processes.
    requires_system_checks = ()
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            address = Address.from_environment(os.environ)
            address.check_free()
            check_folders()
            prepare(self.say)
            supervise(commands(address), address, self.say)
        except ServingError as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(f"The database can't be used: {error}") from error
        except KeyboardInterrupt as interrupt:
            raise CommandError("Stopped before the site had started.", returncode=130) from interrupt

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
