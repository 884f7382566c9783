"""Comments, what each said before it was edited, and what the screening made of it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThanOrEqual, IsNull, LessThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.names import NAME_LENGTH
from debates.comments.screening import LONGEST, SHORTEST, Outcome, Rule
from debates.comments.visibility import SHOWN, Cause, Visibility
from debates.publishing.models import Debate, Position, Text
from debates.stances.models.ballots import KIND_LABELS as STANCE_LABELS
from debates.stances.options import Kind as StanceKind
from debates.stances.options import Option

MAX_DEPTH = 3
"""How far replies are indented; deeper ones stand beside what they answer."""

REASON_LENGTH = 300

ANSWERS_ON_PAGE = 100
"""So many numbers of answers has each page of a thread. A number never changes, so neither does its page."""


class Kind(models.TextChoices):
    """What a comment does, where its author says so."""

    SUPPORTS = "supports", pgettext_lazy("what a comment does", "Supports")
    OBJECTS = "objects", pgettext_lazy("what a comment does", "Objects")
    ASKS = "asks", pgettext_lazy("what a comment does", "Asks")
    EVIDENCE = "evidence", pgettext_lazy("what a comment does", "Brings evidence")


VISIBILITY_LABELS = {
    Visibility.PUBLISHED: pgettext_lazy("state of a comment", "Published"),
    Visibility.RESTRICTED: pgettext_lazy("state of a comment", "Collapsed"),
    Visibility.HELD: pgettext_lazy("state of a comment", "Waits for a moderator"),
    Visibility.WITHDRAWN: pgettext_lazy("state of a comment", "Withdrawn by its author"),
    Visibility.REJECTED: pgettext_lazy("state of a comment", "Removed"),
    Visibility.ERASED: pgettext_lazy("state of a comment", "Erased"),
}
CAUSE_LABELS = {
    Cause.SCREENING: pgettext_lazy("who decided about a comment", "Screening"),
    Cause.AUTHOR: pgettext_lazy("who decided about a comment", "Author"),
    Cause.MODERATION: pgettext_lazy("who decided about a comment", "Moderation"),
    Cause.ERASURE: pgettext_lazy("who decided about a comment", "Legal erasure"),
}


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, in the domain's words."""

    def shown(self) -> Self:
        """Answer the comments whose text readers can read."""
        return self.filter(visibility__in=[*SHOWN])

    def listed(self) -> Self:
        """Answer the comments that have a place among the others: those shown, and those that leave a stub.

        One that was removed or erased leaves one where readers had seen it, another one only where an answer
        to it is shown. What readers have never seen leaves nothing.
        """
        shown = Comment.objects.order_by().shown()
        removed = Q(visibility__in=[Visibility.REJECTED.value, Visibility.ERASED.value])
        # One of each, which an index finds; for “exists” PostgreSQL may read all the comments that there are.
        answers = (shown.filter(parent=OuterRef("pk")), shown.filter(thread=OuterRef("pk")))
        direct, any_at_all = (Q(IsNull(Subquery(found.values("pk")[:1]), False)) for found in answers)
        return self.filter(
            Q(visibility__in=[*SHOWN]) | (Q(was_public=True) & (removed | direct | any_at_all))
        )

    def unnoted(self) -> Self:
        """Answer the comments that have changed since moderation took note of them."""
        return self.filter(noted_version__lt=F("version"))


class Comment(models.Model):
    """A reader's text on a debate, on one of its texts, or on one paragraph of it; or an answer to another.

    `text` is what it is about, none where that is the debate as a whole; `paragraph` its paragraph, and
    `quote` what that said in `quoted_revision`, so that a later correction does not change what was answered.
    `position` is that of the text, kept here too for the filters. A thread is a comment and all that answers
    it, directly or not: each answer has its `number` in it, in order of time, and its `depth` on the page.

    `version` grows with whatever changes its text or visibility: who acts on it names the one they saw.
    `noted_version` is the one that moderation last took note of, 0 for none.
    """

    debate = models.ForeignKey(
        Debate, models.PROTECT, db_index=False, related_name="comments", verbose_name=_("debate")
    )
    text = models.ForeignKey(
        Text, models.PROTECT, null=True, blank=True, related_name="comments", verbose_name=_("on the text")
    )
    position = models.ForeignKey(
        Position,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="comments",
        verbose_name=_("on the position"),
    )
    paragraph = models.CharField(_("paragraph"), max_length=20, blank=True)
    quote = models.TextField(_("what the paragraph said"), blank=True)
    quoted_revision = models.PositiveIntegerField(_("revision of the text"), null=True, blank=True)

    thread = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="answers"
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    depth = models.PositiveSmallIntegerField(_("depth"), default=1)
    number = models.PositiveIntegerField(_("number in the thread"), default=0)
    reply_count = models.PositiveIntegerField(_("answers in the thread"), default=0)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="comments",
        verbose_name=_("author"),
    )
    author_name = models.CharField(
        _("name on the old site"), max_length=NAME_LENGTH, blank=True, help_text=_("Of imported comments.")
    )
    imported_from = models.CharField(_("identifier on the old site"), max_length=250, blank=True)

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, blank=True)
    changed_mind = models.BooleanField(_("changed its author’s mind"), default=False)
    stance_kind = models.CharField(
        _("stance that its author shows"),
        max_length=8,
        choices=[(kind.value, label) for kind, label in STANCE_LABELS.items()],
        blank=True,
    )
    stance_position = models.ForeignKey(
        Position, models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    source = models.TextField(_("text"))
    html = models.TextField(editable=False)
    plain = models.TextField(editable=False)
    renderer_version = models.PositiveIntegerField(default=0, editable=False)

    visibility = models.CharField(
        _("state"),
        max_length=10,
        choices=[(state.value, label) for state, label in VISIBILITY_LABELS.items()],
        default=Visibility.HELD.value,
    )
    cause = models.CharField(
        _("decided by"),
        max_length=10,
        choices=[(cause.value, label) for cause, label in CAUSE_LABELS.items()],
        default=Cause.SCREENING.value,
    )
    public_reason = models.CharField(_("what readers are told"), max_length=REASON_LENGTH, blank=True)
    was_public = models.BooleanField(_("readers have seen it"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    noted_version = models.PositiveIntegerField(default=0, editable=False)
    pinned = models.BooleanField(_("pinned"), default=False)
    is_locked = models.BooleanField(_("its thread takes no more answers"), default=False)

    created_at = models.DateTimeField(_("written"))
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        indexes = [
            # A page of threads by time, of a debate, or of what is on one of its positions or on none.
            models.Index(
                fields=["debate", "created_at", "id"],
                name="comment_threads",
                condition=Q(parent__isnull=True),
            ),
            models.Index(
                fields=["debate", "position", "created_at", "id"],
                name="comment_threads_on_position",
                condition=Q(parent__isnull=True),
            ),
            # How many say that a comment or an essay changed their mind.
            models.Index(
                fields=["debate", "parent", "text"],
                name="comment_minds_changed",
                condition=Q(changed_mind=True),
            ),
            # What somebody has written: for the screening, their account page, their export; and how much of
            # it is in which state, for moderators.
            models.Index(fields=["author", "created_at", "visibility"], name="comment_of_author"),
            # What moderation has yet to take note of: a few rows, however many comments there are.
            models.Index(fields=["id"], name="comment_unnoted", condition=Q(noted_version__lt=F("version"))),
        ]
        constraints = [
            # Also the index by which the answers of a thread are found, in order.
            models.UniqueConstraint(fields=["thread", "number"], name="comment_number_once_in_thread"),
            models.CheckConstraint(
                condition=Q(thread__isnull=True, parent__isnull=True, depth=1, number=0)
                | Q(
                    thread__isnull=False,
                    parent__isnull=False,
                    depth__gte=2,
                    depth__lte=MAX_DEPTH,
                    number__gte=1,
                    reply_count=0,
                ),
                name="comment_is_thread_or_answer",
            ),
            models.CheckConstraint(
                condition=Q(paragraph="", quote="", quoted_revision__isnull=True)
                | (
                    ~Q(paragraph="")
                    & ~Q(quote="")
                    # Said apart: a check lets through what it cannot tell of a revision that is null.
                    & Q(quoted_revision__isnull=False, quoted_revision__gte=1)
                    & Q(text__isnull=False, parent__isnull=True)
                ),
                name="comment_quotes_what_it_is_on",
            ),
            models.CheckConstraint(
                condition=Q(text__isnull=False) | Q(position__isnull=True), name="comment_position_has_text"
            ),
            models.CheckConstraint(condition=Q(kind__in=["", *Kind.values]), name="comment_kind_known"),
            models.CheckConstraint(
                condition=Q(stance_kind="", stance_position__isnull=True)
                | Q(stance_kind=StanceKind.POSITION.value, stance_position__isnull=False)
                | Q(
                    stance_kind__in=[StanceKind.BOTH.value, StanceKind.UNSURE.value],
                    stance_position__isnull=True,
                ),
                name="comment_stance_names_its_position",
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=[state.value for state in Visibility]),
                name="comment_visibility_known",
            ),
            models.CheckConstraint(
                condition=Q(cause__in=[cause.value for cause in Cause]), name="comment_cause_known"
            ),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.ERASED.value, source="", html="", plain="")
                | (
                    ~Q(visibility=Visibility.ERASED.value)
                    & Q(GreaterThanOrEqual(Length("source"), SHORTEST))
                    & Q(LessThanOrEqual(Length("source"), LONGEST))
                ),
                name="comment_has_its_text_exactly_until_erased",
            ),
            models.CheckConstraint(
                condition=Q(imported_from="", author_name="")
                | (~Q(imported_from="") & Q(author__isnull=True)),
                name="comment_imported_has_no_account",
            ),
            models.UniqueConstraint(
                fields=["imported_from"], condition=~Q(imported_from=""), name="comment_imported_once"
            ),
            models.UniqueConstraint(
                fields=["position"], condition=Q(pinned=True), name="comment_pinned_once_on_a_position"
            ),
            models.CheckConstraint(
                condition=Q(pinned=False) | Q(position__isnull=False, parent__isnull=True),
                name="comment_pinned_on_a_position",
            ),
            models.CheckConstraint(
                condition=Q(changed_mind=False) | Q(parent__isnull=False) | Q(position__isnull=False),
                name="comment_mind_changed_by_something",
            ),
            models.UniqueConstraint(
                fields=["author", "parent"],
                condition=Q(changed_mind=True, parent__isnull=False),
                name="comment_mind_changed_once_by_a_comment",
            ),
            models.UniqueConstraint(
                fields=["author", "text"],
                condition=Q(changed_mind=True, parent__isnull=True),
                name="comment_mind_changed_once_by_an_essay",
            ),
            models.CheckConstraint(
                condition=Q(edited_at__isnull=True) | Q(edited_at__gte=F("created_at")),
                name="comment_edited_after_it_was_written",
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="comment_versions_count_from_one"),
            models.CheckConstraint(
                condition=Q(noted_version__lte=F("version")), name="comment_noted_as_it_was"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    def get_absolute_url(self) -> str:
        """Answer the page of its thread, at this comment."""
        return address_of(self.debate.slug, self.thread_id or self.pk, self.number, self.pk)

    @property
    def is_shown(self) -> bool:
        """Answer whether readers can read it."""
        return self.visibility in SHOWN

    @property
    def stance(self) -> Option | None:
        """Answer the stance that its author shows with it; None where they show none."""
        return Option(StanceKind(self.stance_kind), self.stance_position_id) if self.stance_kind else None


def address_of(debate: str, thread: int, number: int, comment: int) -> str:
    """Answer the page of a thread, in the debate at this address, at its comment of this number in it."""
    page = max(number - 1, 0) // ANSWERS_ON_PAGE + 1
    query = f"?page={page}" if page > 1 else ""
    return f"{thread_url(debate, thread)}{query}#comment-{comment}"


def thread_url(debate: str, thread: int) -> str:
    """Answer the first page of a thread in the debate at this address."""
    return reverse("reading:thread", args=[debate, thread])


class CommentRevision(models.Model):
    """What a comment said: its first text and each that took its place. Written once, never changed."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("revision of a comment")
        verbose_name_plural = _("revisions of comments")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "number"], name="comment_revision_number_unique_in_comment"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="comment_revision_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.comment_id} r{self.number}"


class Screened(models.Model):
    """What the screening made of a revision of a comment, and why. Refused ones are not stored at all."""

    revision = models.OneToOneField(CommentRevision, models.CASCADE, related_name="screened")
    outcome = models.CharField(max_length=8)
    rule = models.CharField(max_length=20, blank=True)
    found = models.JSONField(default=list)

    class Meta:
        verbose_name = _("screening of a comment")
        verbose_name_plural = _("screenings of comments")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.PUBLISH.value, rule="")
                | (
                    Q(outcome__in=[Outcome.REPORT.value, Outcome.HOLD.value])
                    & Q(rule__in=[rule.value for rule in Rule])
                ),
                name="screened_with_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.outcome}"
