"""WordPress exports (WXR 1.2), read as a stream.

A file from elsewhere is not trusted: document types, entities and references to other files are refused,
elements are forgotten as soon as they are read, and what a post may hold is bounded. The e-mail and IP
addresses in an export, those of who commented too, are never looked at.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError
from xml.parsers.expat import errors

from defusedxml import DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import iterparse

from debates.importing.addresses import key_of
from debates.importing.characters import in_one_line, mended

VERSION = "1.2"
MAX_POST_BYTES = 20_000_000
"""One post with its comments. The longest text that the site takes has 200,000 characters."""
MAX_DEPTH = 20
"""An export has elements in five levels."""

WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_VERSION_TAG = re.compile(r"\{http://wordpress\.org/export/[^}]*\}wxr_version")


class ImportRefused(ValueError):  # noqa: N818 - it names what happened to the file
    """The file can't be imported; the message is a sentence for the person who tried."""


@dataclass(frozen=True, slots=True)
class Term:
    """A category or tag of a post."""

    name: str
    slug: str


@dataclass(frozen=True, slots=True)
class PostedComment:
    """A comment that was approved. `author` and `content` are HTML; `written_at` is in UTC.

    `parent` is the number of the comment that it answers, 0 where it answers none.
    """

    number: int
    parent: int
    author: str
    written_at: datetime | None
    content: str


@dataclass(frozen=True, slots=True)
class Post:
    """One post of an export. `title` and `content` are HTML; `published_at` is in UTC.

    `comments` are those that were approved, without pingbacks and trackbacks.
    """

    guid: str
    post_id: int
    link: str
    title: str
    slug: str
    published_at: datetime | None
    status: str
    type: str
    protected: bool
    creator: str
    language: str
    content: str
    categories: tuple[Term, ...] = ()
    tags: tuple[Term, ...] = ()
    comments: tuple[PostedComment, ...] = ()

    def is_at(self, address: str) -> bool:
        """Answer whether an address, on whatever host, is this post's."""
        return key_of(address) in {
            key for key in (key_of(self.link), key_of(self.guid), f"?p={self.post_id}") if key
        }


class Measured:
    """A file that tells how far it was read, and that refuses a post without end."""

    def __init__(self, source: BinaryIO, advanced: Callable[[int], object]) -> None:
        self.source = source
        self.advanced = advanced
        self.since_mark = 0

    def mark(self) -> None:
        """Begin to count anew: an element of the channel has ended."""
        self.since_mark = 0

    def read(self, size: int = -1, /) -> bytes:
        """Answer the next bytes. Raises `ImportRefused` when one element of the channel goes on too long."""
        data = self.source.read(size)
        self.advanced(len(data))
        self.since_mark += len(data)
        if self.since_mark > MAX_POST_BYTES:
            raise ImportRefused(
                f"A single post in this file is larger than {MAX_POST_BYTES // 1_000_000} MB. "
                "Remove it and try again."
            )
        return data


def read_posts(source: BinaryIO, advanced: Callable[[int], object] = lambda _: None) -> Iterator[Post]:
    """Answer the posts of an export one by one, in the order of the file, whatever their type or status.

    `advanced` is told the number of bytes of each step. Raises `ImportRefused`.
    """
    measured = Measured(source, advanced)
    channel = Channel()
    try:
        yield from channel.posts(measured)
    except ParseError as error:
        raise ImportRefused(sentence_for(error, began=channel.began)) from error
    except DTDForbidden as error:
        if error.name.lower() == "html":
            raise ImportRefused("This is a web page, not a WordPress export.") from error
        raise ImportRefused(
            "The file declares a document type (DTD). A WordPress export has none."
        ) from error
    except (EntitiesForbidden, ExternalReferenceForbidden) as error:
        raise ImportRefused("The file declares entities. A WordPress export has none.") from error
    except ImportRefused:
        raise
    except (LookupError, ValueError) as error:  # what expat's Python side raises for a code page it lacks
        raise ImportRefused("The file's encoding is unknown. Export it again, in UTF-8.") from error
    channel.require_version()


_UNFINISHED = {errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN, errors.XML_ERROR_PARTIAL_CHAR}
_UNFINISHED |= {errors.XML_ERROR_UNCLOSED_CDATA_SECTION, errors.XML_ERROR_ASYNC_ENTITY}
_REASONS = {
    errors.XML_ERROR_INVALID_TOKEN: "a character stands there that XML or the file's encoding does not allow",
    errors.XML_ERROR_TAG_MISMATCH: "an element is closed that is not the open one",
    errors.XML_ERROR_UNDEFINED_ENTITY: "an entity is used that is not declared",
    errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT: "something follows the end of the export",
    errors.XML_ERROR_DUPLICATE_ATTRIBUTE: "an attribute stands twice",
}


def sentence_for(error: ParseError, *, began: bool) -> str:
    """Answer what is wrong with the file, and in which line; `began` says that an element was read."""
    reason = errors.messages.get(error.code, "")
    line, column = error.position
    if reason == errors.XML_ERROR_NO_ELEMENTS and (line, column) == (1, 0):
        return "The file is empty."
    if reason in _UNFINISHED:
        return f"The file is not complete: it breaks off in line {line}. Export it again."
    if not began:
        return "This is not an XML file, so it is no WordPress export."
    return f"The file is broken in line {line}: {_REASONS.get(reason, reason or 'it is not well-formed')}."


@dataclass(slots=True)
class Record:
    """What was read so far of one element of the channel."""

    fields: dict[str, str] = field(default_factory=dict)
    categories: list[Term] = field(default_factory=list)
    tags: list[Term] = field(default_factory=list)
    comment: dict[str, str] = field(default_factory=dict)
    comments: list[PostedComment] = field(default_factory=list)


_FIELDS = frozenset(
    {"title", "link", "guid", "pubDate", CREATOR, CONTENT}
    | {WP + name for name in ("post_id", "post_date", "post_date_gmt", "post_name", "status", "post_type")}
    | {WP + name for name in ("post_password", "author_login", "author_display_name")}
)
_COMMENT_FIELDS = frozenset(
    WP + "comment_" + name
    for name in ("id", "parent", "author", "date_gmt", "date", "content", "approved", "type")
)
_CHANNEL_CHILD, _FIELD, _COMMENT_FIELD = 2, 3, 4
"""How many elements stand around each."""


class Channel:
    """The channel of an export while it is read: its version, language and authors, and the post at hand."""

    def __init__(self) -> None:
        self.began = False
        self.version = ""
        self.language = ""
        self.authors: dict[str, str] = {}
        self.record = Record()

    def posts(self, source: Measured) -> Iterator[Post]:
        """Answer the posts. Each element is dropped at its end: memory does not grow with the file."""
        around: list[Element] = []
        for event, element in iterparse(source, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                self.enter(element, len(around))
                around.append(element)
                continue
            around.pop()
            if len(around) == _CHANNEL_CHILD:
                source.mark()
                if element.tag == "item":
                    yield self.post()
                self.leave_channel_child(element)
            elif len(around) in (_FIELD, _COMMENT_FIELD):
                self.leave_field(element, around[-1])
            if around:
                around[-1].remove(element)

    def enter(self, element: Element, depth: int) -> None:
        """Raise `ImportRefused` where this element has no place in an export of a version that is known."""
        self.began = True
        if depth == 0 and element.tag != "rss":
            name = element.tag.rpartition("}")[2]
            raise ImportRefused(
                f"This is not a WordPress export: its outermost element is “{name}”, not “rss”."
            )
        if depth == 1 and element.tag != "channel":
            raise ImportRefused("This is not a WordPress export: it has no channel.")
        if depth == _CHANNEL_CHILD and element.tag == "item":
            self.require_version()
        if depth > MAX_DEPTH:
            raise ImportRefused("This is not a WordPress export: its elements are nested too deeply.")

    def require_version(self) -> None:
        """Raise `ImportRefused` unless the export has said that it is of the version that is read here."""
        if not self.version:
            raise ImportRefused("This is not a WordPress export: it does not say its version (WXR).")
        if self.version != VERSION:
            raise ImportRefused(
                f"The export is of WXR version {self.version[:20]}; only version {VERSION} can be read. "
                "Update WordPress and export again."
            )

    def leave_channel_child(self, element: Element) -> None:
        """Take what the channel says of itself and of its authors."""
        text = in_one_line(element.text or "")
        if _VERSION_TAG.fullmatch(element.tag):
            self.version = text
        elif element.tag == "language":
            self.language = text
        elif element.tag == WP + "author":
            login = self.line(WP + "author_login")
            self.authors[login] = self.line(WP + "author_display_name") or login
        self.record = Record()

    def leave_field(self, element: Element, parent: Element) -> None:
        """Take one field of a post, of an author or of a comment; what is not needed is not kept."""
        record, text = self.record, element.text or ""
        if parent.tag == WP + "comment":
            if element.tag in _COMMENT_FIELDS:
                record.comment[element.tag.removeprefix(WP + "comment_")] = text.strip()
        elif element.tag == WP + "comment":
            if record.comment.get("type", "") in {"", "comment"} and record.comment.get("approved") == "1":
                record.comments.append(comment_of(record.comment))
            record.comment = {}
        elif element.tag == "category":
            terms = {"category": record.categories, "post_tag": record.tags}.get(element.get("domain", ""))
            name = in_one_line(text)
            if terms is not None and name:
                terms.append(Term(name, in_one_line(element.get("nicename", ""))))
        elif element.tag in _FIELDS:
            record.fields.setdefault(element.tag, text)

    def line(self, tag: str) -> str:
        """Answer a field of the element at hand, in one line; empty where it is missing."""
        return in_one_line(self.record.fields.get(tag, ""))

    def post(self) -> Post:
        """Answer the post that has just ended."""
        login = self.line(CREATOR)
        return Post(
            guid=self.line("guid"),
            post_id=number_of(self.line(WP + "post_id")),
            link=self.line("link"),
            title=self.line("title"),
            slug=self.line(WP + "post_name"),
            published_at=self.date(),
            status=self.line(WP + "status"),
            type=self.line(WP + "post_type"),
            protected=bool(self.record.fields.get(WP + "post_password")),
            creator=self.authors.get(login, login),
            language=self.language,
            content=mended(self.record.fields.get(CONTENT, "")),
            categories=tuple(self.record.categories),
            tags=tuple(self.record.tags),
            comments=tuple(self.record.comments),
        )

    def date(self) -> datetime | None:
        """Answer when the post was published: by its date in GMT, else the feed's, else the site's own clock.

        Drafts have dates of zeros; a date that is none of the calendar's is no date.
        """
        return (
            wordpress_date(self.line(WP + "post_date_gmt"))
            or feed_date(self.line("pubDate"))
            or wordpress_date(self.line(WP + "post_date"))
        )


def comment_of(fields: Mapping[str, str]) -> PostedComment:
    """Answer the comment that has these fields, named without what all their names begin with."""
    return PostedComment(
        number=number_of(fields.get("id", "")),
        parent=number_of(fields.get("parent", "")),
        author=in_one_line(fields.get("author", "")),
        written_at=wordpress_date(fields.get("date_gmt", "")) or wordpress_date(fields.get("date", "")),
        content=mended(fields.get("content", "")),
    )


def number_of(text: str) -> int:
    """Answer the number that WordPress gave to something, 0 where this is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0


def wordpress_date(text: str) -> datetime | None:
    """Answer the moment that WordPress wrote as `2022-02-15 10:00:00`, taken as UTC."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def feed_date(text: str) -> datetime | None:
    """Answer the moment of an RFC 2822 date, in UTC."""
    if not re.search(r" [0-9]{4} [0-9]{2}:", text):  # a year of zero or less, as drafts have
        return None
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
