"""The approved comments of a debate's posts, through the action of comments: each once, and only what is new.

The name that somebody gave is kept; an e-mail or IP address that stands in its place is not. What moderators
have done to a comment since it came in stays: a comment that is here is not looked at again.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

from accounts.names import name_from
from accounts.verdicts import Refused
from debates.comments.actions import import_comment
from debates.comments.models import Comment
from debates.comments.screening import Outcome
from debates.importing.html_to_markdown import markdown_of
from debates.importing.html_tree import (
    HtmlRefused,
    Tree,
    between_blank_lines,
    in_paragraphs,
    plain_line,
    read_html,
)
from debates.importing.models import ImportedPost
from debates.importing.wxr import Post, PostedComment
from debates.publishing.models import Debate, Text

MAX_IDENTIFIER = Comment._meta.get_field("imported_from").max_length or 0
FIRST_YEAR = 1990
"""No comment on a web page is older; a time before it is none."""
UNDATED = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Taken:
    """How many comments were added, and what a person should look at."""

    added: int
    remarks: tuple[str, ...]


def take_comments(posts: Iterable[Post], debate: Debate, *, by: Any, now: datetime) -> Taken:
    """Write the comments of these posts that are not here yet, and answer what came of it."""
    # Of two imports at once the second finds what the first has written.
    Debate.objects.select_for_update().get(pk=debate.pk)
    taking = Taking(debate, by, now)
    for post in posts:
        taking.take(post)
    return Taken(taking.added, tuple(taking.remarks))


class Taking:
    """The comments of one debate while they are written, and what is remarked on the way."""

    def __init__(self, debate: Debate, by: Any, now: datetime) -> None:
        self.debate = debate
        self.by = by
        self.now = now
        self.added = 0
        self.remarks: list[str] = []
        here = Comment.objects.filter(debate=debate).exclude(imported_from="")
        self.here = {comment.imported_from: comment for comment in here}

    def take(self, post: Post) -> None:
        """Write the new comments of a post: what is answered before its answers, else in order of time."""
        essay_id = ImportedPost.objects.values_list("essay", flat=True).get(guid=post.guid)
        text = Text.objects.filter(essay=essay_id).first() if essay_id else None
        by_number: dict[int, PostedComment] = {}
        for comment in post.comments:
            if not comment.number:
                self.leave_out(post, comment, "another import would not know it again")
            elif by_number.setdefault(comment.number, comment) is not comment:
                self.leave_out(post, comment, "an earlier one has its number")
        lost = 0
        for comment in parents_first(by_number):
            key = identifier(post, comment.number)
            if key in self.here:
                continue
            parent = self.here.get(identifier(post, comment.parent)) if comment.parent else None
            lost += bool(comment.parent and parent is None)
            self.write(post, comment, key, text, parent)
        if lost:
            self.remarks.append(
                f"Comments on “{title_of(post)}” that answer one which is not here begin a thread: {lost}."
            )

    def write(
        self, post: Post, comment: PostedComment, key: str, text: Text | None, parent: Comment | None
    ) -> None:
        """Write one comment, or remark why not."""
        try:
            source = markdown_in(comment, post)
            written, said = import_comment(
                debate=self.debate,
                by=self.by,
                imported_from=key,
                author_name=stated_name(comment.author),
                source=source,
                written_at=self.moment(post, comment),
                text_id=text.pk if text and not parent else None,
                parent=parent,
            )
        except Refused as refusal:
            self.leave_out(post, comment, str(refusal))
        except HtmlRefused as refusal:
            self.leave_out(post, comment, f"it {refusal}")
        else:
            self.here[key] = written
            self.added += 1
            if said.outcome is Outcome.REPORT:
                found = ", ".join(said.found)
                self.remarks.append(f"{named(post, comment)} was imported, with watched words: {found}.")

    def moment(self, post: Post, comment: PostedComment) -> datetime:
        """Answer when a comment was written; with its post, where the export says nothing that can be."""
        moment = comment.written_at
        if moment is None or moment.year < FIRST_YEAR:
            self.remarks.append(f"{named(post, comment)} has no date: it is dated like what it is on.")
            moment = post.published_at or self.debate.published_at or self.now
        return min(moment, self.now)

    def leave_out(self, post: Post, comment: PostedComment, why: str) -> None:
        """Remark that a comment was not imported."""
        self.remarks.append(f"{named(post, comment)} was left out: {why.rstrip('.')}.")


def parents_first(by_number: Mapping[int, PostedComment]) -> list[PostedComment]:
    """Answer the comments in order of time, but none before what it answers."""
    placed: dict[int, PostedComment] = {}
    for comment in sorted(by_number.values(), key=lambda one: (one.written_at or UNDATED, one.number)):
        chain: dict[int, PostedComment] = {}
        here: PostedComment | None = comment
        while here is not None and here.number not in placed and here.number not in chain:
            chain[here.number] = here
            here = by_number.get(here.parent)
        placed |= dict(reversed(chain.items()))
    return [*placed.values()]


def identifier(post: Post, number: int) -> str:
    """Answer what a comment is known by: the identifier of its post, hashed if it is long, and its number.

    Another export of the same site has the same ones.
    """
    whole = f"{post.guid}#comment-{number}"
    if len(whole) <= MAX_IDENTIFIER:
        return whole
    return f"sha256:{hashlib.sha256(post.guid.encode()).hexdigest()}#comment-{number}"


def named(post: Post, comment: PostedComment) -> str:
    """Answer how a remark names a comment: not by who wrote it."""
    return f"Comment {comment.number or 'without a number'} on “{title_of(post)}”"


def title_of(post: Post) -> str:
    """Answer the title of a post, in one line."""
    return plain_line(post.title)


def stated_name(author: str) -> str:
    """Answer the name that somebody gave, without e-mail and IP addresses; empty where nothing is left."""
    words = plain_line(author).split()
    return name_from(" ".join(word for word in words if not is_address(word)))


def is_address(word: str) -> bool:
    """Answer whether a word is an e-mail address or an IP address, in whatever brackets."""
    bare = word.strip("<>()[]{}.,;:\"'“”")
    if re.search(r"[^@]@[^@]", bare):
        return True
    try:
        ip_address(bare)
    except ValueError:
        return False
    return True


# ------------------------------------------------------------------ text


def markdown_in(comment: PostedComment, post: Post) -> str:
    """Answer what a comment says as Markdown that comments have. Raises `HtmlRefused`."""
    content = comment.content.replace("\r\n", "\n")
    if "<pre" not in content:
        content = in_paragraphs(between_blank_lines(content))
    tree = read_html(content, post.link)
    narrow(tree)
    return markdown_of(tree)


def narrow(tree: Tree) -> None:
    """Turn what only an essay can have into what a comment can: a row or a term into a paragraph."""
    for cell in tree.soup.find_all(["td", "th"]):
        cell.insert_after(" ")
        cell.unwrap()
    for tag in tree.soup.find_all(["tr", "dt", "dd"]):
        tag.name = "p"
    for tag in tree.soup.find_all(["span", "table", "thead", "tbody", "tfoot", "dl"]):
        tag.unwrap()
