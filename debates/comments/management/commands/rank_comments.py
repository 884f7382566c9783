"""`manage.py rank_comments [SLUG …]`: the order of comments now, without waiting for the beat."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from debates.comments.actions import rank_comments
from debates.comments.actions.ordering import Step
from debates.comments.models import Comment
from debates.publishing.models import Debate


class Command(BaseCommand):
    help = "Put the comments of debates in the order “valued across sides”, as the ratings now are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "slugs",
            nargs="*",
            metavar="SLUG",
            help="the end of a debate’s address; without any, every public debate that has comments",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        commented = Comment.objects.order_by().values("debate")
        debates = Debate.objects.public().filter(pk__in=commented).select_related("poll_key").order_by("pk")
        if options["slugs"]:
            debates = debates.filter(slug__in=options["slugs"])
            missing = {*options["slugs"]} - {debate.slug for debate in debates}
            if missing:
                named = ", ".join(f"“{slug}”" for slug in sorted(missing))
                raise CommandError(f"There is no public debate with comments at {named}.")
        for debate in debates:
            self.stdout.write(f"{debate.slug}: {self.rank(debate)}")

    def rank(self, debate: Debate) -> str:
        """Rank the comments of one debate, with a bar at a terminal, and answer what came of it."""
        with tqdm(unit=" comments", disable=None, leave=False) as bar:

            def advance(step: Step, done: int, of: int) -> None:
                bar.total, bar.n = of, done
                bar.set_description(f"{debate.slug}, {step.value}")

            ranking = rank_comments(debate=debate, now=timezone.now(), progress=advance)
        if ranking is None:
            return "the order stands as it was: the key of its poll was destroyed."
        sides = len(ranking.groups)
        by = f"valued across {sides} sides" if sides > 1 else "by all ratings alike, without two sides"
        return f"order {ranking.number}, {by}."
