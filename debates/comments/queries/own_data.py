"""What the comments keep about somebody, for themselves alone."""

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.own_data import Part, Whose, part
from debates.comments.models import Comment, CommentRevision, Rating, Screened
from debates.stances.queries.own_data import of_voters, voters_in_debates


def parts_about(whose: Whose) -> tuple[Part, ...]:
    """Answer what this room keeps about somebody, in whatever state their comments are."""
    return (
        part(
            "comments",
            _("Comments"),
            Comment.objects.filter(author=whose.person),
            columns={
                "id": "pk",
                "debate": "debate__slug",
                "on": "text__kind",
                "on_essay": "text__essay__title",
                "on_position": "position__label",
                "paragraph": "paragraph",
                "quote": "quote",
                "quoted_revision": "quoted_revision",
                "thread": "thread",
                "answers": "parent",
                "does": "kind",
                "changed_my_mind": "changed_mind",
                "stance_shown": "stance_kind",
                "position_shown": "stance_position__label",
                "state": "visibility",
                "decided_by": "cause",
                "readers_are_told": "public_reason",
                "readers_have_seen_it": "was_public",
                "pinned": "pinned",
                "thread_locked": "is_locked",
                "written_at": "created_at",
                "edited_at": "edited_at",
                "text": "source",
            },
            text="text",
            says=_("All of them, whoever else sees them, with the stance where you show one."),
        ),
        part(
            "comment_versions",
            _("What your comments said before"),
            CommentRevision.objects.filter(comment__author=whose.person),
            columns={"comment": "comment", "number": "number", "written_at": "at", "text": "source"},
            text="text",
            says=_("Every version, the one that stands included. Of an erased comment there is none."),
        ),
        part(
            "screening",
            _("What the automatic check made of your comments"),
            Screened.objects.filter(revision__comment__author=whose.person),
            columns={
                "comment": "revision__comment",
                "version": "revision__number",
                "outcome": "outcome",
                "rule": "rule",
            },
        ),
        part(
            "ratings",
            _("Comments that you rated"),
            *of_voters(Rating.objects.all(), voters_in_debates(whose.person)),
            columns={"debate": "debate__slug", "comment": F("comment_id"), "helpful": "helpful"},
            says=_("Kept, as votes are, under a name of each debate."),
        ),
    )
