"""`python -m bench.comments`: a debate's page with few comments against one with 100,000, in turns.

Twins of one debate, at the same server: the pages show as many comments of the same words, and differ only in
how many more there are. In one pair no comment has answers; in the other each has more than the page shows,
and in the crowded debate one of them has 20,000.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from statistics import median
from typing import Any

import django

CROWD = 100_000
DEEP = 20_000
BATCH = 5_000
WORDS = "The tide decides, and not the harbour board: whoever has stood there in March knows it. " * 3


def main() -> None:
    """Measure on a database of our own, which is gone afterwards."""
    parser = argparse.ArgumentParser(prog="bench.comments", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="rounds, at least 5 (7)")
    parser.add_argument("--seconds", type=float, default=1.5, help="seconds of each measurement (1.5)")
    parser.add_argument("--port", type=int, default=8797, help="where the measured site listens (8797)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sic-et-non-bench-") as folder:
        for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "BASE_URL", "PRODUCTION", "DEBUG"):
            os.environ.pop(name, None)
        os.environ |= {"DJANGO_SETTINGS_MODULE": "bench.settings", "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        os.environ["PAGE_MEMORY"] = "0"  # what is measured is making the page
        django.setup()
        from config.serving import Address

        print(table(Address("127.0.0.1", options.port), max(5, options.rounds), options.seconds))


def table(address: Any, rounds: int, seconds: float) -> str:
    """Answer the table of ratios, in Markdown."""
    from bench.load import fetch
    from bench.site import running_site

    with running_site(address):
        pairs = pairs_of_debates()
        lines = [
            "| page | bytes with few, with many | ratio | lowest | highest |",
            "| --- | --- | --: | --: | --: |",
        ]
        for name, pair in pairs.items():
            sizes = ", ".join(f"{len(fetch(path, address.port)):,}" for path in pair)
            lines.append(f"| {name} | {sizes} | {spread(ratios(pair, address.port, rounds, seconds))} |")
    return "\n".join(lines)


def ratios(pair: tuple[str, str], port: int, rounds: int, seconds: float) -> list[float]:
    """Answer for each round how many times as many requests the debate with few comments answers."""
    from bench.load import load

    found = []
    for turn in range(rounds + 1):
        rates = {
            path: load(path, port, connections=8, seconds=seconds, most=5_000, headers={}).rate
            for path in (pair if turn % 2 else reversed(pair))
        }
        if not all(rates.values()):
            raise SystemExit("Nothing was answered in a round: the machine is busy, give it more --seconds.")
        found.append(rates[pair[0]] / rates[pair[1]])
    return found[1:]  # the first warms up


def spread(found: list[float]) -> str:
    """Answer the median with the lowest and the highest, as cells of the table."""
    return f"{median(found):.2f} | {min(found):.2f} | {max(found):.2f}"


# ---------------------------------------------------------------- what is measured


def pairs_of_debates() -> dict[str, tuple[str, str]]:
    """Answer the addresses of pairs of debates, with few comments and with many."""
    from django.db import connections

    from debates.publishing.models import Debate

    model = Debate.objects.public().order_by("pk")[0]
    debates = {name: twin(model, name) for name in ("same", "same-again", "few", "many", "short", "deep")}
    for name in ("same", "same-again", "few"):
        fill(debates[name], threads=25, answers=0)
    fill(debates["many"], threads=CROWD, answers=0)
    fill(debates["short"], threads=25, answers=6)
    fill(debates["deep"], threads=(CROWD - DEEP) // 7, answers=6, deep=DEEP)
    pages = {name: debate.get_absolute_url() for name, debate in debates.items()}
    connections.close_all()
    return {
        "nothing (25 threads against 25)": (pages["same"], pages["same-again"]),
        f"25 threads against {CROWD:,}": (pages["few"], pages["many"]),
        f"25 threads of 7 against {CROWD:,} comments": (pages["short"], pages["deep"]),
    }


def twin(model: Any, name: str) -> Any:
    """Answer a copy of a debate with its positions, texts and references."""
    from debates.publishing.models import Debate, Essay, Position, Reference, Text

    topics = [*model.topics.all()]
    debate = Debate.objects.get(pk=model.pk)
    debate.pk, debate.slug = None, name
    debate.save()
    debate.topics.set(topics)
    positions, essays = {}, {}
    for position in Position.objects.filter(debate=model):
        old, position.pk, position.debate = position.pk, None, debate
        position.save()
        positions[old] = position
    for essay in Essay.objects.filter(position__debate=model):
        old, essay.pk, essay.position = essay.pk, None, positions[essay.position_id]
        essay.save()
        essays[old] = essay
    for text in Text.objects.filter(debate=model):
        text.pk, text.debate, text.essay = None, debate, essays.get(text.essay_id or 0)
        text.save()
    for reference in Reference.objects.filter(debate=model):
        reference.pk, reference.debate = None, debate
        reference.save()
    return debate


def fill(debate: Any, *, threads: int, answers: int, deep: int = 0) -> None:
    """Write threads on the debate's essays, in a ranking; the first has `deep` answers more."""
    from django.utils import timezone

    from debates.comments.models import Comment, Rank, Ranking
    from debates.publishing.models import Text

    texts = [*Text.objects.filter(debate=debate, essay__isnull=False).select_related("essay").order_by("pk")]
    said = {"debate": debate, "source": WORDS, "html": f"<p>{WORDS}</p>", "plain": WORDS}
    said |= {"visibility": "published", "was_public": True}
    now = timezone.now()
    roots = []
    for number in range(threads):
        text = texts[number % len(texts)]
        place = {"text": text, "position_id": position_of(text), "reply_count": answers}
        roots.append(Comment(**said, **place, created_at=now - timedelta(minutes=number)))
    roots[0].reply_count += deep
    Comment.objects.bulk_create(roots, batch_size=BATCH)
    written = (
        Comment(**said, thread=root, parent=root, number=number + 1, depth=2, created_at=root.created_at)
        for root in roots
        for number in range(root.reply_count)
    )
    while batch := [*islice(written, BATCH)]:
        Comment.objects.bulk_create(batch)
    groups = [[position_of(text), 9] for text in texts]
    Ranking.objects.create(debate=debate, number=1, taken_at=now, groups=groups)
    Rank.objects.bulk_create(ranks(roots, groups), batch_size=BATCH)


def position_of(text: Any) -> int:
    """Answer the number of the position that an essay's text argues."""
    return int(text.essay.position_id)


def ranks(roots: list[Any], groups: list[Any]) -> Iterator[Any]:
    """Answer a place for each thread, in their order."""
    from debates.comments.models import Rank

    for place, root in enumerate(roots, start=1):
        given: dict[str, Any] = {
            "place": place,
            "score": 1 / place,
            "helpful": 12,
            "ratings": 9 * len(groups),
        }
        given |= {"groups": [[6, 9] for _ in groups], "position_id": root.position_id}
        yield Rank(comment=root, debate=root.debate, **given)


if __name__ == "__main__":
    main()
