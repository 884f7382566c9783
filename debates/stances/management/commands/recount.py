"""`manage.py recount`: whether a debate's answers are still those that were sealed."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debates.publishing.models import Debate
from debates.stances.recount import Recount, place_of_head, recount

MOST_PLACES = 20


class Command(BaseCommand):
    help = "Count the answers of a debate again from its seal, and say where anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the debate’s address, such as should-the-harbour-be-dredged")
        parser.add_argument("--head", help="a head that you remember: the chain must still contain it")

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
        parts = [("answers", found.answers), ("movements", found.movements)]
        if found.corrected.published:
            parts.append(("ballots before a correction", found.corrected))
        for what, repeated in parts:
            said = "cannot be read" if repeated.published is None else repeated.published.total()
            self.stdout.write(
                f"In the last results, up to place {found.place}: {what} {said}, "
                f"counted again {repeated.again.total()}; taken back since: {found.taken_back}"
            )
        differs = [*faults(found)]
        if options["head"]:
            differs += self.remembered(debate, options["head"], found)
        if differs:
            raise CommandError("\n".join(["The recount does not hold.", *differs]))
        self.stdout.write("The recount holds.")

    def remembered(self, debate: Debate, head: str, found: Recount) -> list[str]:
        """Say where the chain had the head that somebody remembers; answer what is wrong with it."""
        place = place_of_head(debate, head.strip().lower())
        if place is None or place > found.chain.length:
            return ["The head that you remember is not in the chain: its end was cut off, or written anew."]
        self.stdout.write(f"The head that you remember is that of place {place}.")
        return []


def faults(found: Recount) -> Iterator[str]:
    """Answer what differs, each in a sentence."""
    if found.chain.broken:
        yield f"The chain breaks at place {found.chain.broken.place}: {found.chain.broken.fault}."
    if found.mislabelled:
        yield f"Leaves are labelled as what they do not say at {places(found.mislabelled)}."
    if found.wrong:
        yield f"The casts differ from the seal at {places(found.wrong)}."
    if found.unsealed:
        yield (
            f"Sealed answers that were taken back without an erasure in the seal: {found.unsealed}. "
            "If readers have just done so, it is sealed within a minute: count again then."
        )
    if found.strays:
        yield f"The ballots differ from what the readers last said: {found.strays} of them."
    if found.headless:
        yield f"The results name a head that the chain does not have at {places(found.headless)}."
    if not found.is_as_published:
        yield "The last results differ from what is sealed by more than was taken back."


def places(numbers: Sequence[int]) -> str:
    """Answer how many places there are, and the first of them."""
    first = ", ".join(map(str, numbers[:MOST_PLACES]))
    return f"{len(numbers)} place(s): {first}"
