"""Ranking many comments with ten ratings each: how long the pass of SQL takes, and how long all of it."""

import hashlib
import time
from datetime import timedelta
from typing import Any

from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tqdm import tqdm

from config import serving
from debates.comments.actions import rank_comments
from debates.comments.actions.ordering import Step
from debates.comments.models import Comment, Rank, Rating
from debates.comments.scoring import groups_of, scored
from debates.publishing.models import Debate
from debates.stances.models import Cast
from debates.stances.options import EssaysRead, Kind, Phase, Tier
from debates.stances.seal import SALT_BYTES

READERS = 2_000
RATINGS = 10
"""Of each comment."""

# Each comment is rated by readers whose numbers are far apart, and two in three find it helpful.
NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {})"
COPIED = """
    {numbers} INSERT INTO comments_comment ({columns}, imported_from, author_name)
    SELECT {columns}, '', '' FROM comments_comment CROSS JOIN numbers WHERE id IN ({chosen})
"""
RATED = """
    {numbers} INSERT INTO comments_rating (debate_id, comment_id, voter, helpful)
    SELECT comment.debate_id, comment.id, given.voter, (comment.id + n) % 3 > 0
      FROM comments_comment AS comment CROSS JOIN numbers
      JOIN stances_cast AS given ON given.id = {first} + (comment.id * 7 + n * 199) % {readers}
     WHERE comment.debate_id = {debate}
"""


def measure(comments: int) -> str:
    """Answer the table, in Markdown."""
    serving.prepare(lambda _: None)
    debate = fill(comments)
    rated = Rating.objects.filter(debate=debate).count()
    lines = [
        f"{comments:,} comments with {rated:,} ratings by {READERS:,} readers, {connection.vendor}",
        "",
        "| ranking | seconds | of it the pass of SQL | comments/s | ratings/s | statements |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    return "\n".join([*lines, *(ranking(debate, name, rated) for name in ("the first", "the next")), ""])


def ranking(debate: Debate, name: str, rated: int) -> str:
    """Answer one line of the table: the ranking of every comment, with a bar at a terminal."""
    now = timezone.now()
    began = time.perf_counter()
    count = sum(1 for _ in scored(debate, groups_of(debate), now))
    one_pass = time.perf_counter() - began
    with tqdm(total=count, unit=" comments", disable=None, leave=False) as bar:
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as statements:

            def advance(_step: Step, done: int, _of: int) -> None:
                bar.update(done - bar.n)

            rank_comments(debate=debate, now=now, progress=advance)
        took = time.perf_counter() - began
    if Rank.objects.filter(debate=debate).count() != count:
        raise SystemExit("Not every comment was ranked.")
    cells = f"{took:.1f} | {one_pass:.1f} | {count / took:,.0f} | {rated / took:,.0f} | {len(statements)}"
    return f"| {name} | {cells} |"


def fill(comments: int) -> Debate:
    """Answer a debate with so many comments, their readers and ratings, all written by SQL."""
    debate = Debate.objects.public().order_by("pk")[0]
    written = timezone.now() - timedelta(days=3)
    positions = [None, *debate.positions.order_by("order")]
    Comment.objects.filter(debate=debate).update(created_at=written)
    templates = [Comment.objects.filter(debate=debate, parent=None, position=one)[0].pk for one in positions]
    chosen = ", ".join(str(pk) for pk in templates)
    copied = columns(Comment, but={"id", "imported_from", "author_name"})
    numbers = NUMBERS.format(comments // len(templates))
    with connection.cursor() as cursor:
        cursor.execute(COPIED.format(numbers=numbers, columns=copied, chosen=chosen))
    Cast.objects.bulk_create(cast(debate, number, written) for number in range(READERS))
    first = Cast.objects.filter(debate=debate).order_by("pk").values_list("pk", flat=True)[0]
    numbers = NUMBERS.format(RATINGS)
    with connection.cursor() as cursor:
        cursor.execute(RATED.format(numbers=numbers, first=first, readers=READERS, debate=debate.pk))
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
    return debate


def cast(debate: Debate, number: int, at: Any) -> Cast:
    """Answer what one reader answered: for a position in turn, and every tenth for both."""
    position = [*debate.positions.order_by("order")][number % 2]
    both = number % 10 == 0
    return Cast(
        debate=debate,
        voter=hashlib.sha256(str(number).encode()).hexdigest(),
        phase=Phase.AFTER,
        tier=Tier.VERIFIED,
        kind=Kind.BOTH if both else Kind.POSITION,
        position=None if both else position,
        hour=at.replace(minute=0, second=0, microsecond=0),
        arm=0,
        salt=bytes(SALT_BYTES),
        read=EssaysRead.UNKNOWN,
    )


def columns(table: type[models.Model], but: set[str]) -> str:
    """Answer the names of a table's columns, as SQL lists them."""
    return ", ".join(field.column for field in table._meta.concrete_fields if field.column not in but)
