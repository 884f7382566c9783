"""The comments that have changed since moderation took note of them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from debates.comments.models import Comment, Screened
from debates.comments.screening import Outcome
from debates.comments.visibility import Visibility

GONE = frozenset({Visibility.WITHDRAWN, Visibility.ERASED})
"""States in which there is no text to decide about."""


@dataclass(frozen=True, slots=True)
class Unnoted:
    """A comment as it now is. `seen_version` is the one that its case has seen, None where it has no case."""

    pk: int
    version: int
    seen_version: int | None
    is_gone: bool
    is_imported: bool
    is_reported: bool

    @property
    def needs_nothing(self) -> bool:
        """Answer whether its case is as it should be; or there is none, and none is called for.

        What another site has published gets one only where the screening reports it, and what its author has
        withdrawn at once gets none.
        """
        if self.seen_version is not None:
            return self.seen_version == self.version
        return self.is_gone or (self.is_imported and not self.is_reported)


def unnoted(after: int, most: int) -> tuple[Unnoted, ...]:
    """Answer the first comments after that number that have changed since they were noted, in one query."""
    reports = Screened.objects.filter(revision__comment=OuterRef("pk"), outcome=Outcome.REPORT)
    waiting = Comment.objects.unnoted().filter(pk__gt=after).annotate(is_reported=Exists(reports))
    rows = waiting.order_by("pk").values_list(
        "pk", "version", "case__seen_version", "visibility", "imported_from", "is_reported"
    )
    return tuple(
        Unnoted(pk, version, seen, visibility in GONE, bool(imported), reported)
        for pk, version, seen, visibility, imported, reported in rows[:most]
    )
