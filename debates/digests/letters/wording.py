"""How letters of this room are made up: subjects on one line, and a text part that reads well."""

import re
import textwrap
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from debates.digests.letters.own import PREFERENCES, UNSUBSCRIBE, UNSUBSCRIBE_MAIL
from debates.digests.lists import MailingList
from debates.outbox.renderers import Letter

SUBJECT = 200
"""Characters of a subject."""

WIDTH = 72
"""Characters of a line of text, but for addresses, which stay whole."""


def letter(
    name: str, mailing_list: MailingList, subject: str, context: Mapping[str, Any], language: str
) -> Letter:
    """Answer the letter that the templates of this name make, in the language that is active.

    It ends with `why` its recipient gets it, whose own addresses stand there as words, to be put in.
    """
    values = {"site": settings.SITE, "end": end(context["why"], language), **context}
    return Letter(
        subject=on_one_line(subject),
        text=wrapped(render_to_string(f"digests/email/{name}.txt", values)),
        html=render_to_string(f"digests/email/{name}.html", values),
        list_id=mailing_list.value,
        language=language,
        unsubscribe=UNSUBSCRIBE,
        unsubscribe_mail=UNSUBSCRIBE_MAIL if settings.UNSUBSCRIBE_MAILTO else "",
    )


@lru_cache(maxsize=128)
def end(why: str, language: str) -> Mapping[str, SafeString]:  # noqa: ARG001 - it is the active one
    """Answer how letters end that come for this reason, as a text and as HTML: it is the same for many."""
    context = {"why": why, "unsubscribe_address": UNSUBSCRIBE, "preferences_address": PREFERENCES}
    return {kind: render_to_string(f"digests/email/_end.{kind}", context) for kind in ("txt", "html")}


def on_one_line(subject: str) -> str:
    """Answer a subject on one line, not too long, and without what no header may hold."""
    printable = subject
    if not subject.isprintable():
        printable = "".join(character if character.isprintable() else " " for character in subject)
    said = " ".join(printable.split())
    return said if len(said) <= SUBJECT else Truncator(said).chars(SUBJECT)


def wrapped(text: str) -> str:
    """Answer the text in lines of bearable length, with no more than one empty line in a row."""
    lines = "\n".join(wrapped_line(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


@lru_cache(maxsize=2048)
def wrapped_line(line: str) -> str:
    """Answer a line in several, each indented like the first; an address is never broken.

    Most lines of a letter stand in others, too.
    """
    indent = line[: len(line) - len(line.lstrip())]
    hanging = indent + ("  " if line.lstrip().startswith("- ") else "")
    return textwrap.fill(
        line.strip(),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
