"""Finds what a comment is on: the debate, one of its texts, a paragraph of it, or another comment."""

from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.filter import SoupStrainer
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.comments.models import Comment
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


def target_of(debate: Debate, *, text_id: int | None, paragraph: str, parent: Comment | None) -> Target:
    """Answer what a comment is on. An answer is on what its thread is on.

    Raises `Refused` where the debate has no such text that readers see, or the text no such paragraph.
    """
    if parent is not None:
        return Target(debate, parent.text, parent=parent)
    if text_id is None:
        return Target(debate)
    text = Text.objects.select_related("essay__position", "debate").filter(debate=debate, pk=text_id).first()
    if text is None or not is_shown(text):
        raise Refused(_("This debate has no such text to comment on."))
    if not paragraph:
        return Target(debate, text)
    quote = paragraphs_of(text, SoupStrainer(id=paragraph)).get(paragraph)
    if quote is None:
        raise Refused(_("This paragraph has changed since you opened the page: look at it again."))
    return Target(debate, text, paragraph, quote)


def paragraphs_of(text: Text, only: SoupStrainer | None = None) -> dict[str, str]:
    """Answer what each paragraph of a text says, by its id, in order; or what `only` some of them say.

    Without citations and footnote marks, as in the id: their numbers change when another text does.
    """
    found = BeautifulSoup(text.html, "html.parser", parse_only=only).select("[id^=p-]")
    return {str(part["id"]): words_of(part) for part in found}


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
