"""Finds what a comment is on: the debate, one of its texts, a paragraph of it, or another comment."""

import re
from dataclasses import dataclass
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.comments.queries.around import text_of
from debates.publishing.canon import is_shown
from debates.publishing.models import Debate, Position, Text


@dataclass(frozen=True, slots=True)
class Target:
    """What a comment is on. Without a text that is the debate; `quote` is what the paragraph says now."""

    debate: Debate
    text: Text | None = None
    paragraph: str = ""
    quote: str = ""
    parent: Comment | None = None

    @property
    def position(self) -> Position | None:
        """Answer the position that the text argues; none where it argues none."""
        return self.text.essay.position if self.text and self.text.essay else None

    @property
    def text_id(self) -> int | None:
        """Answer the number of the text. An answer is on what its thread is on, read or not."""
        if self.parent is not None:
            return self.parent.text_id
        return self.text.pk if self.text else None

    @property
    def position_id(self) -> int | None:
        """Answer the number of the position, likewise."""
        if self.parent is not None:
            return self.parent.position_id
        return self.position.pk if self.position else None


def target_of(debate: Debate, *, text_id: int | None, paragraph: str, parent: Comment | None) -> Target:
    """Answer what a comment is on. An answer: by number, on what its thread is on.

    Raises `Refused` where the debate has no such text that readers see, or the text no such paragraph.
    """
    if parent is not None:
        return Target(debate, parent=parent)
    if text_id is None:
        return Target(debate)
    text = text_of(debate, text_id)
    if text is None or not is_shown(text):
        raise Refused(_("This debate has no such text to comment on."))
    if not paragraph:
        return Target(debate, text)
    quote = quote_in(element_of(text.html, paragraph), paragraph)
    if quote is None:
        raise Refused(_("This paragraph has changed since you opened the page: look at it again."))
    return Target(debate, text, paragraph, quote)


def element_of(html: str, name: str) -> str:
    """Answer the element of this id, from its first sign to its last; nothing where there is none.

    To take the whole text apart takes longer than all else that a comment costs. What was sanitised has a
    `<` only where a tag begins, and closes whatever it opens.
    """
    opened = re.search(rf'<([a-z][a-z0-9]*)\b[^<>]* id="{re.escape(name)}"', html)
    if opened is None:
        return ""
    depth = 0
    for tag in re.compile(rf"<(/?){opened[1]}\b[^<>]*>").finditer(html, opened.start()):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html[opened.start() : tag.end()]
    return ""


def paragraphs_of(text: Text) -> dict[str, str]:
    """Answer what each paragraph of a text says, by its id, in order."""
    return paragraphs_in(text.html)


def paragraphs_in(html: str) -> dict[str, str]:
    """Answer what each paragraph says, by its id, in order.

    Without citations and footnote marks, as in the id: their numbers change when another text does.
    """
    found = BeautifulSoup(html, "html.parser").select("[id^=p-]")
    return {str(part["id"]): words_of(part) for part in found}


@lru_cache(maxsize=1024)
def quote_in(element: str, name: str) -> str | None:
    """Answer what the paragraph of this id says in this HTML; nothing where it is not there.

    Kept by what stands there: many comment on the same paragraph.
    """
    return paragraphs_in(element).get(name)


def words_of(part: Tag) -> str:
    """Answer the words of a paragraph, or of an item of a list without the lists in it."""
    for mark in part.select("span.cite, sup.fn, a[role=doc-backlink]"):
        # The space before a mark goes with it.
        if isinstance(before := mark.previous_sibling, NavigableString):
            before.replace_with(before.rstrip())
        mark.extract()
    for away in part.select("ul, ol"):
        away.extract()
    for end in part.select("br"):
        end.replace_with(" ")
    for picture in part.select("img"):
        picture.replace_with(str(picture.get("alt", "")))
    return " ".join(part.get_text().split())
