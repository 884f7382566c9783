"""A line of a queue, rendered once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from debates.moderation.models import Rule
from debates.moderation.queries.queue import Row
from debates.moderation.queues import Queue

register = template.Library()

KEPT = 1_000
"""So many rendered lines each process keeps: those of some forty pages."""


@register.simple_tag
def line_html(row: Row, queue: Queue, rules: Sequence[Rule]) -> SafeString:
    """Answer the HTML of a line; it can be chosen where it waits, and there are rules to decide by."""
    found: Any = get_template("moderation/_line.html")
    choosable = queue is not Queue.DECIDED and bool(rules)
    return rendered(found.template, row, queue, choosable=choosable, language=get_language())


@lru_cache(maxsize=KEPT)
def rendered(
    source: template.Template,
    row: Row,
    queue: Queue,
    *,
    choosable: bool,
    language: str,  # noqa: ARG001 - part of what it is kept by
) -> SafeString:
    """Answer what the template makes of a line, kept by everything that it depends on."""
    return source.render(Context({"row": row, "queue": queue, "choosable": choosable}))
