"""The same data for people to read: a page for a browser without a net, and their texts as Markdown."""

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.own_data import Part, Row

ROWS = "[rows]"
"""Where the rows go in the page."""

SHORT_TEXT = 80
"""A text longer than this, or of several lines, stands below its name and not beside it."""


def around(filled: Sequence[Part], empty: Sequence[Part], made_at: datetime) -> tuple[str, str]:
    """Answer how the page begins, with the way to the parts that it has, and how it ends: what it has not."""
    # Translators: the title of the page that somebody downloads with all their data.
    title = _("What %(site)s keeps about you") % {"site": settings.SITE.name}
    context = {"filled": filled, "empty": empty, "made_at": made_at, "title": title, "rows": ROWS}
    begin, end = render_to_string("privacy/export/page.html", context).split(ROWS)
    return begin, end


def part_head(part: Part) -> str:
    """Answer how a part of the page begins."""
    return render_to_string("privacy/export/part.html", {"part": part})


def style() -> str:
    """Answer the style sheet that lies beside the page."""
    return render_to_string("privacy/export/style.css")


def row_of_page(part: Part, row: Row) -> str:
    """Answer a row as the page shows it: what it says, without what is empty.

    Written out: of many rows, Django's own way to write HTML takes most of the time of the whole file.
    """
    named = f' id="{part.key}-{row["id"]}"' if "id" in row else ""
    lines = "".join(line(name, value) for name, value in row.items() if is_said(value))
    return f"<dl{named}>{lines}</dl>\n"


def line(name: str, value: Any) -> str:
    """Answer a value with its name."""
    words = in_words(value)
    is_long = len(words) > SHORT_TEXT or "\n" in words
    return f"<dt>{name.replace('_', ' ')}</dt><dd dir=auto{' class=text' * is_long}>{escape(words)}</dd>"


def text_of(part: Part, row: Row) -> str:
    """Answer a text as it was written, below a line that says which it is."""
    named = ("id", "comment", "debate", "title", "essay_title", "number", "at", "written_at", "sent_at")
    told = "; ".join(f"{name.replace('_', ' ')}: {in_words(row[name])}" for name in named if row.get(name))
    return f"## {told}\n\n{row[part.text]}\n\n"


def is_said(value: Any) -> bool:
    """Answer whether a value says anything: no and 0 do."""
    return value is False or value == 0 or bool(value)


def in_words(value: Any) -> str:
    """Answer a value as somebody reads it, moments in the time zone that is active."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S %Z}"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
