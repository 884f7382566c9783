"""How many comments there are, for the editors' home."""

from collections.abc import Collection

from django.db.models import Count

from debates.comments.models import Comment
from debates.comments.visibility import Visibility


def comments_shown(debates: Collection[int]) -> dict[int, int]:
    """Answer how many comments readers can read in each of these debates, in one query."""
    rows = Comment.objects.shown().filter(debate__in=debates).order_by().values_list("debate")
    return dict(rows.annotate(count=Count("pk")))


def comments_held(debates: Collection[int]) -> dict[int, int]:
    """Answer how many comments wait for a moderator in each of these debates, in one query."""
    held = Comment.objects.filter(debate__in=debates, visibility=Visibility.HELD)
    return dict(held.order_by().values_list("debate").annotate(count=Count("pk")))
