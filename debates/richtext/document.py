"""What goes into and comes out of :func:`debates.richtext.render.render`."""

from dataclasses import dataclass
from enum import Enum


class Profile(Enum):
    """How much a text may do; ``render`` says precisely what each admits."""

    ESSAY = "essay"
    COMMENT = "comment"


MAX_LENGTH = {Profile.ESSAY: 200_000, Profile.COMMENT: 5_000}
"""The longest source that is rendered, in characters."""


class TextRefused(ValueError):  # noqa: N818 - the house's word for what a person may not do
    """A text that can't be rendered; the message is a plain sentence for the person who wrote it."""


class TextTooLong(TextRefused):
    """The text has more characters than its profile allows."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"The text has {length:,} characters; at most {limit:,} are possible.")


class InvalidText(TextRefused):
    """The text holds a character that is no text, such as NUL; ``character`` is its name, like ``U+0000``."""

    def __init__(self, character: str) -> None:
        self.character = character
        super().__init__(f"The text contains an invalid character ({character}). Remove it and try again.")


@dataclass(frozen=True, slots=True)
class CitationItem:
    """One item of ``[see @key, p. 12; -@other]``; ``label`` says of what kind the locator is."""

    key: str
    locator: str = ""
    label: str = "page"
    prefix: str = ""
    suffix: str = ""
    suppress_author: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of a known reference; ``anchor`` is the id of its link in the text."""

    key: str
    anchor: str
    number: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or an item of a tight list, that can be linked to; its text is normalised."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` is the one in the HTML, 3 to 6."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What the picture resolver answers for a key.

    ``credit`` is safe HTML or empty; ``alt`` is empty for a decorative picture; sizes are pixels.
    """

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    credit: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered text: safe HTML, the same as readable plain text, and what was found in it."""

    html: str
    plain: str
    words: int
    paragraphs: tuple[Paragraph, ...]
    headings: tuple[Heading, ...]
    citations: tuple[Citation, ...]
    unknown_citations: tuple[str, ...]
    pictures: tuple[str, ...]
    unknown_pictures: tuple[str, ...]
