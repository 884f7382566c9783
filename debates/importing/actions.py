"""The only writer of imported debates: what an export holds, through actions of publishing and comments."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction
from django.utils.text import slugify

from accounts.verdicts import Refused
from debates.importing.addresses import path_of
from debates.importing.comments import take_comments
from debates.importing.models import ImportedPost
from debates.importing.proposal import propose
from debates.importing.report import DebateReport, Outcome, Report
from debates.importing.shapes import ProposedDebate, ProposedReference, ProposedSide
from debates.importing.wxr import Post, read_posts
from debates.publishing import actions, policies
from debates.publishing.models import Contributor, Debate, Essay, Origin, Position, Reference, Topic
from debates.publishing.models.debates import RESERVED_SLUGS
from debates.richtext.links import is_allowed

MAX_ADDRESS = 500


def import_wxr(
    *,
    file: BinaryIO,
    by: Any,
    now: datetime,
    dry_run: bool = False,
    advanced: Callable[[int], object] = lambda _: None,
) -> Report:
    """Import the debates of a WordPress export, each in a transaction of its own, and answer the report.

    A debate whose posts are here already is left as it is; comments on it that are not here yet are added. A
    dry run does the same and takes it back.
    `advanced` is told of the bytes that were read. Raises `ImportRefused` for a file that can't be read, and
    `Refused` where `by` is no editor.
    """
    policies.may_edit(by).or_refuse()
    proposal = propose(read_posts(file, advanced))
    with taken_back() if dry_run else as_is():
        debates = tuple(take_over(proposed, by=by, now=now) for proposed in proposal.debates)
    return Report(proposal.posts_read, debates, proposal.remarks, dry_run)


@contextmanager
def taken_back() -> Iterator[None]:
    """Do what is inside, and undo it at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def as_is() -> Iterator[None]:
    """Do what is inside."""
    yield


def take_over(proposed: ProposedDebate, *, by: Any, now: datetime) -> DebateReport:
    """Write one debate, or the new comments where its posts are here, and answer what became of it."""
    guids = [post.guid for post in proposed.posts]
    try:
        with transaction.atomic():
            known = list(ImportedPost.objects.filter(guid__in=guids).select_related("debate"))
            if not known:
                return Writing(proposed, by, now).report()
            address = known[0].debate.get_absolute_url()
            if {post.guid for post in known} == set(guids) and len({post.debate_id for post in known}) == 1:
                taken = take_comments(proposed.posts, known[0].debate, by=by, now=now)
                return DebateReport(proposed, Outcome.KNOWN, address, taken.remarks, taken.added)
    except Refused as refusal:
        return DebateReport(proposed, Outcome.LEFT_OUT, "", (str(refusal),))
    remark = f"Only {len(known)} of its {len(guids)} posts are here, so it was not imported a second time."
    return DebateReport(proposed, Outcome.LEFT_OUT, address, (remark,))


class Writing:
    """One debate while it is written, and what is remarked on the way."""

    def __init__(self, proposed: ProposedDebate, by: Any, now: datetime) -> None:
        self.proposed = proposed
        self.by = by
        self.now = now
        self.remarks = list(proposed.remarks)

    def report(self) -> DebateReport:
        """Write everything and answer the report. Raises `Refused`."""
        debate = self.debate()
        self.remember(self.proposed.post, debate, None)
        for order, side in enumerate(self.proposed.sides, start=1):
            self.remember(side.post, debate, self.essay(debate, order, side))
        for order, proposed in enumerate(self.proposed.references):
            self.reference(debate, order, proposed)
        debate = actions.record_import(
            debate=debate, published_at=self.proposed.published_at, by=self.by, now=self.now
        )
        licences = sorted(
            set(Essay.objects.filter(position__debate=debate).values_list("licence_name", flat=True))
        )
        self.remarks.append(
            f"An export names no licence: the essays carry this site's, {', '.join(licences)}."
        )
        # Once readers see the debate: what they can't see takes no comments.
        taken = take_comments(self.proposed.posts, debate, by=self.by, now=self.now)
        remarks = (*self.remarks, *taken.remarks)
        return DebateReport(self.proposed, Outcome.IMPORTED, debate.get_absolute_url(), remarks, taken.added)

    def debate(self) -> Debate:
        """Write the debate as a draft with its introduction and topics."""
        post, proposed = self.proposed.post, self.proposed
        kept = post.slug if re.fullmatch(r"[-a-zA-Z0-9_]{1,120}", post.slug) else ""
        slug = free_slug(Debate.objects.all(), kept or slugify(proposed.question), "debate", 120)
        if slug != post.slug:
            self.remarks.append(f"The address ends with “{slug}” now; it was “{post.slug[:200]}”.")
        debate = Debate(
            question=proposed.question,
            slug=slug,
            language=proposed.language,
            origin=Origin.IMPORT,
            original_url=self.original(post),
        )
        topics = [topic for term in proposed.topics if (topic := self.topic(term.name, term.slug))]
        return actions.save_debate(
            debate=debate, by=self.by, introduction=proposed.markdown, topics=topics, now=self.now
        )

    def essay(self, debate: Debate, order: int, side: ProposedSide) -> Essay:
        """Write a position with its contributor and essay."""
        taken = Position.objects.filter(debate=debate)
        position = Position(
            debate=debate,
            order=order,
            label=side.label,
            slug=free_slug(taken, slugify(side.label), f"position-{order}", 60, RESERVED_SLUGS),
            claim=side.claim,
        )
        actions.save_position(position=position, by=self.by)
        essay = Essay(
            position=position,
            contributor=self.contributor(side),
            title=side.title,
            original_url=self.original(side.post),
        )
        return actions.save_essay(
            essay=essay, source=side.markdown, by=self.by, now=self.now, note="Imported from WordPress."
        )

    def contributor(self, side: ProposedSide) -> Contributor:
        """Answer the contributor of this very name, written where there is none."""
        person = Contributor.objects.filter(name=side.name).order_by("pk").first()
        if person is None:
            slug = free_slug(Contributor.objects.all(), slugify(side.name), "contributor", 120)
            person = Contributor(name=side.name, slug=slug, role=side.role, affiliation=side.affiliation)
            actions.save_contributor(contributor=person, by=self.by)
        elif (person.role, person.affiliation) != (side.role, side.affiliation):
            self.remarks.append(f"{side.name} was here already: role and affiliation stay as they were.")
        if not person.disclosure.strip():
            self.remarks.append(f"{side.name}: the disclosure of interests is not recorded.")
        return person

    def topic(self, name: str, nicename: str) -> Topic | None:
        """Answer the topic of this name or address, written where there is none."""
        slug = slugify(nicename) or slugify(name)
        found = Topic.objects.filter(models.Q(name__iexact=name) | models.Q(slug=slug)).order_by("pk").first()
        if found:
            return found
        try:
            return actions.save_topic(topic=Topic(name=name, slug=slug), by=self.by)
        except Refused as refusal:
            self.remarks.append(f"The topic “{name[:120]}” was left out. {refusal}")
            return None

    def reference(self, debate: Debate, order: int, proposed: ProposedReference) -> None:
        """Write a reference; one that the site does not take apart is kept as it was written."""
        row = Reference(debate=debate, key=proposed.key, order=order, csl=proposed.csl, raw=proposed.raw)
        try:
            actions.save_reference(reference=row, by=self.by)
        except Refused as refusal:
            if proposed.csl is None:
                raise
            self.remarks.append(f"Reference {order + 1} is kept as it was written. {refusal}")
            row = Reference(debate=debate, key=proposed.key, order=order, raw=proposed.raw)
            actions.save_reference(reference=row, by=self.by)

    def original(self, post: Post) -> str:
        """Answer where a post stood; empty where its link is no address that a page may show."""
        try:
            URLValidator(["http", "https"])(post.link)
        except ValidationError:
            fit = False
        else:
            fit = len(post.link) <= MAX_ADDRESS and is_allowed(post.link, site_paths=False)
        if not fit:
            self.remarks.append(
                f"The address of “{self.proposed.question}” or of an essay is none: {post.link[:200]}"
            )
        return post.link if fit else ""

    def remember(self, post: Post, debate: Debate, essay: Essay | None) -> None:
        """Record that this post is here, and its old address for redirects."""
        path = path_of(post.link)
        if path and ImportedPost.objects.filter(path=path).exists():
            self.remarks.append(
                f"Another imported post stood at “{path}” too: this address leads to that one."
            )
            path = ""
        ImportedPost.objects.create(
            guid=post.guid,
            post_id=post.post_id,
            path=path,
            debate=debate,
            essay=essay,
            comment_count=len(post.comments),
        )


def free_slug(
    rows: models.QuerySet[Any], wanted: str, otherwise: str, limit: int, taken: frozenset[str] = frozenset()
) -> str:
    """Answer the slug that is wanted, at most `limit` long, with a number where it is taken."""
    slug = wanted[:limit].strip("-_") or otherwise
    number = 1
    candidate = slug
    while candidate in taken or rows.filter(slug=candidate).exists():
        number += 1
        candidate = f"{slug[: limit - len(str(number)) - 1]}-{number}"
    return candidate
