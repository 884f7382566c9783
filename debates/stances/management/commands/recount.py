"""`manage.py recount`: whether a debate's answers are still those that were sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debates.publishing.models import Debate
from debates.stances.recount import Recount, recount


class Command(BaseCommand):
    help = "Count the answers of a debate again from its seal, and say where anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the debate’s address, such as should-the-harbour-be-dredged")

    def handle(self, *args: Any, **options: Any) -> None:
        debate = Debate.objects.filter(slug=options["slug"]).first()
        if debate is None:
            raise CommandError(f"There is no debate at the address “{options['slug']}”.")
        found = recount(debate)
        self.stdout.write(f"Head of the seal: {found.chain.head}")
        self.stdout.write(
            f"Sealed answers: {found.chain.casts}, of which {found.chain.erased} were taken back; "
            f"waiting to be sealed: {found.waiting}"
        )
        for phase, tier, option in sorted(found.ballots | found.casts):
            key = (phase, tier, option)
            self.stdout.write(
                f"  {phase} {tier} {option}: {found.ballots[key]} ballots, {found.casts[key]} by the casts"
            )
        self.stdout.write(
            f"In the last results {found.published.total()} answers, counted again {found.repeated.total()}; "
            f"taken back since: {found.taken_back}"
        )
        if not found.holds:
            raise CommandError("\n".join(["The recount does not hold.", *faults(found)]))
        self.stdout.write("The recount holds.")


def faults(found: Recount) -> list[str]:
    """Answer what differs, each in a sentence."""
    said = []
    if found.chain.broken:
        said.append(f"The chain breaks at place {found.chain.broken.place}: {found.chain.broken.fault}.")
    if found.wrong:
        places = ", ".join(map(str, found.wrong[:20]))
        said.append(f"The casts differ from the seal at {len(found.wrong)} place(s): {places}.")
    if found.erasures != found.chain.erased:
        said.append(f"{found.erasures} casts say that they were erased, the seal says {found.chain.erased}.")
    if not found.is_as_published:
        said.append("The last results differ from what is sealed by more than was taken back.")
    if found.ballots != found.casts:
        said.append("The ballots differ from what the readers last said.")
    return said
