"""A comment on a page, rendered once."""

from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from debates.comments.queries.shapes import CommentView

register = template.Library()

KEPT = 2_000
"""So many rendered comments each process keeps: those of the first pages of some twenty debates."""


@register.simple_tag
def comment_html(comment: CommentView) -> SafeString:
    """Answer the HTML of a comment: an article that is the same for everybody."""
    found: Any = get_template("comments/_comment.html")
    return rendered(found.template, comment, get_language(), get_current_timezone_name())


@lru_cache(maxsize=KEPT)
def rendered(
    source: template.Template,
    comment: CommentView,
    language: str,  # noqa: ARG001 - part of what it is kept by, as the next
    time_zone: str,  # noqa: ARG001
) -> SafeString:
    """Answer what the template makes of a comment, kept by everything that it depends on."""
    return source.render(Context({"comment": comment}))
