"""Takes over comments that readers of another site have written, as it published them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.verdicts import Refused
from debates.comments.actions.knowing import next_number, thresholds
from debates.comments.actions.placing import target_of
from debates.comments.actions.posting import drafted, place_in_thread
from debates.comments.actions.storing import record
from debates.comments.models import Comment
from debates.comments.screening import Outcome, Screening, screen_imported
from debates.comments.visibility import Cause, Visibility
from debates.comments.words import REFUSALS
from debates.publishing.models import Debate
from debates.publishing.policies import may_edit
from debates.richtext.render import RENDERER_VERSION


@transaction.atomic
def import_comment(
    *,
    debate: Debate,
    by: Any,
    imported_from: str,
    author_name: str,
    source: str,
    written_at: datetime,
    text_id: int | None = None,
    paragraph: str = "",
    parent: Comment | None = None,
) -> tuple[Comment, Screening]:
    """Publish a comment of another site under the name that it had there; answer it with its screening.

    It is nobody's here: no account edits or withdraws it. It belongs to the debate, to one of its texts or
    paragraphs, or answers `parent`; whether the debate takes comments now does not matter. Watched words are
    reported. `imported_from` says which one it is: it comes in once. Raises `Refused`.
    """
    may_edit(by).or_refuse()
    target = target_of(debate, text_id=text_id, paragraph=paragraph, parent=parent)
    draft, html = drafted(source)
    said = screen_imported(draft, thresholds())
    if said.outcome is Outcome.REFUSE and said.rule is not None:
        raise Refused(REFUSALS[said.rule])
    comment = Comment(
        debate=debate,
        text_id=target.text_id,
        position_id=target.position_id,
        paragraph=target.paragraph,
        quote=target.quote,
        quoted_revision=target.text.revision if target.text and target.paragraph else None,
        author_name=author_name,
        imported_from=imported_from,
        source=draft.source,
        html=html,
        plain=draft.plain,
        renderer_version=RENDERER_VERSION,
        visibility=Visibility.PUBLISHED,
        cause=Cause.SCREENING,
        was_public=True,
        created_at=written_at,
    )
    if parent is not None:
        place_in_thread(comment, parent, next_number(parent.thread_id or parent.pk))
    comment.save(force_insert=True)
    record(comment, 1, said, written_at)
    return comment, said
