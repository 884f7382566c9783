"""`python -m bench.filling NAME`: fill the database that DATABASE_URL names, and say what is in it.

By `manage.py generate`, and by its parts where two debates must differ in nothing but how much there is of
one thing. What is known of it is printed last, as JSON.
"""

import argparse
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django
from tqdm import tqdm

FEW_COMMENTS, COMMENTS = 50, 100_000
FEW_BALLOTS, SOME_BALLOTS, BALLOTS = 100, 10_000, 1_000_000
FEW_CASES, CASES = 100, 100_000
SEED = 1


def main() -> None:
    """Fill the database."""
    parser = argparse.ArgumentParser(prog="bench.filling", description=__doc__)
    parser.add_argument("name", choices=[*FILLINGS], help="how to fill it")
    parser.add_argument("--size", type=float, default=1.0, help="a part of the usual numbers (1)")
    options = parser.parse_args()
    django.setup()
    from config import serving

    serving.check_folders()
    serving.prepare(lambda _: None)
    known = FILLINGS[options.name](lambda usual: max(1, int(usual * options.size)))
    print(json.dumps(known))


def full(sized: Callable[[int], int]) -> dict[str, Any]:
    """Write everything there is much of; answer the addresses of debates and what a moderator has."""
    from django.core.management import call_command

    from debates.importing.generating.filling import Filling, look_through, settle
    from debates.importing.generating.writing import MARK, close_debate
    from debates.importing.queries import editor
    from debates.publishing.models import Debate

    numbers = {"comments": COMMENTS, "ballots": BALLOTS, "ratings": BALLOTS, "subscribers": COMMENTS}
    call_command("generate", debates=1, seed=SEED, **{name: sized(many) for name, many in numbers.items()})
    by, now = editor(None), moment()
    largest = Debate.objects.get(slug=f"{MARK}1")
    alike = {
        many: written(f"ballots-{many}", Filling(ballots=many), by, now)
        for many in (FEW_BALLOTS, SOME_BALLOTS)
    }
    for debate in (largest, *alike.values()):
        close_debate(debate=debate, by=by, now=now)
    discussed = [
        written(f"comments-{many}", Filling(shape=[1] * (many // 2), texts=1), by, now)
        for many in (FEW_COMMENTS, sized(COMMENTS))
    ]
    cases(sized(CASES))
    look_through()  # before anything is asked about what is new
    for debate in Debate.objects.filter(pk__in=[one.pk for one in (largest, *alike.values(), *discussed)]):
        settle(debate=debate, now=now)
    return {
        "results": {str(many): debate.slug for many, debate in alike.items()} | {"many": largest.slug},
        "discussed": {"few": discussed[0].slug, "many": discussed[1].slug},
        **desk(),
    }


def few(_sized: Callable[[int], int]) -> dict[str, Any]:
    """Write a site with few open cases; answer what a moderator has."""
    from debates.importing.generating.filling import Filling
    from debates.importing.queries import editor

    written("comments-cases", Filling(shape=[1] * (FEW_CASES // 2), texts=1), editor(None), moment())
    cases(FEW_CASES)
    return desk()


FILLINGS = {"full": full, "few": few}


def written(slug: str, filling: Any, by: Any, now: datetime) -> Any:
    """Answer a debate that has the texts of every other of this measurement."""
    from debates.importing.generating.filling import write_filled

    authors = generated_people()
    with tqdm(unit=" rows", unit_scale=True, disable=None, leave=False, desc=slug) as bar:

        def tell(_what: str, rows: int) -> None:
            bar.update(rows)

        return write_filled(
            slug=slug,
            sides=2,
            filling=filling,
            authors=authors,
            by=by,
            seed=f"{SEED}|1",
            now=now,
            tell=tell,
        )


def generated_people() -> list[int]:
    """Answer the numbers of readers who write, made where there are none."""
    from random import Random

    from accounts.models import User
    from debates.importing.generating.writing import DOMAIN, people

    found = [*User.objects.filter(email__endswith=f"@{DOMAIN}").order_by("pk").values_list("pk", flat=True)]
    chance = Random(SEED)  # noqa: S311 - it draws names
    return found or [person.pk for person in people(50, chance, moment())]


def cases(count: int) -> None:
    """Open so many cases, and have rules by which they can be decided."""
    from debates.importing.generating.discussing import write_cases
    from debates.moderation.models import Rule, Terms

    write_cases(count=count)
    if not Rule.objects.exists():
        now = moment()
        terms = Terms.objects.create(number=1, introduction="Argue.", published_at=now, in_force_at=now)
        Rule.objects.create(terms=terms, order=1, key="spam", title="Spam", text="No advertising.")


def desk() -> dict[str, Any]:
    """Answer the cookie of somebody who moderates, signed in, and the number of the first new case."""
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from bench.people import sign_in
    from config.serving import MODERATOR
    from debates.moderation.models import Case

    client = Client()
    sign_in(client, User.objects.get(email=MODERATOR))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    first = Case.objects.filter(queue="new").most_urgent_first()[0]
    return {"moderator": f"{settings.SESSION_COOKIE_NAME}={session}", "case": first.pk}


def moment() -> datetime:
    """Answer when it is."""
    from django.utils import timezone

    return timezone.now()


if __name__ == "__main__":
    main()
