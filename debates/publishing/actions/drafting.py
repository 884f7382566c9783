"""What editors write: debates, positions, essays, references, contributors, topics, image details.

Each takes the row with its new values, checks the policy again, and saves it in one transaction together
with everything that depends on it. A text's problem refuses the whole save.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.policies import Refused
from debates.citations.csl import InvalidReference, validate
from debates.media import actions as media_actions
from debates.media.models import Image
from debates.publishing import policies
from debates.publishing.actions.rendering import format_stored, render_debate
from debates.publishing.models import (
    Contributor,
    Debate,
    Essay,
    Kind,
    Position,
    Reference,
    Revision,
    Text,
    Topic,
)
from debates.publishing.workflow import Status


def checked(row: models.Model) -> None:
    """Raise `Refused` with every reason why this row cannot be saved."""
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def locked(debate_id: int) -> Debate:
    """Answer the debate with its row held until the transaction ends: its texts change together."""
    return Debate.objects.select_for_update().get(pk=debate_id)


@transaction.atomic
def save_debate(
    *,
    debate: Debate,
    by: Any,
    introduction: str | None = None,
    conclusion: str | None = None,
    topics: Iterable[Topic] | None = None,
    now: datetime | None = None,
) -> Debate:
    """Save a debate, new or changed, with its texts and topics; `None` leaves one as it is.

    Its state is not written here: a new debate is a draft, and `actions.moving` does the rest.
    Raises `Refused`.
    """
    policies.may_edit_debate(by, debate).or_refuse()
    if debate._state.adding:
        debate.status = Status.DRAFT
        checked(debate)
        debate.save()
    else:
        change_debate(debate)
    if topics is not None:
        debate.topics.set(topics)
    for kind, source in ((Kind.INTRODUCTION, introduction), (Kind.CONCLUSION, conclusion)):
        if source is not None:
            text, _created = Text.objects.get_or_create(debate=debate, kind=kind, essay=None)
            write(text, source, by, now or timezone.now())
    render_debate(debate)
    return debate


WORKFLOW_FIELDS = frozenset(
    {
        "id",
        "status",
        "publish_at",
        "published_at",
        "rebuttals_published_at",
        "closings_published_at",
        "closed_at",
        "withdrawn_at",
        "withdrawal_note",
        "created_at",
    }
)


def change_debate(debate: Debate) -> None:
    """Save the fields of a debate that are an editor's to write."""
    stored = locked(debate.pk)
    if debate.slug != stored.slug and stored.published_at is not None:
        raise Refused(_("The address of a debate stays as it is once readers have seen it."))
    checked(debate)
    fields = [field.name for field in Debate._meta.concrete_fields if field.name not in WORKFLOW_FIELDS]
    debate.save(update_fields=fields)
    if debate.citation_style != stored.citation_style:
        format_stored(debate, debate.references.all())


@transaction.atomic
def delete_debate(*, debate: Debate, by: Any) -> None:
    """Delete a debate that no reader has seen. Raises `Refused`."""
    policies.may_delete(by, locked(debate.pk)).or_refuse()
    debate.delete()


@transaction.atomic
def save_position(*, position: Position, by: Any) -> Position:
    """Save a position, new or changed. Raises `Refused`."""
    debate = locked(position.debate_id)
    stored = Position.objects.filter(pk=position.pk).first()
    same_place = stored is not None and (stored.order, stored.slug) == (position.order, position.slug)
    policy = policies.may_edit_debate if same_place else policies.may_change_structure
    policy(by, debate).or_refuse()
    checked(position)
    position.save()
    render_debate(debate)
    return position


@transaction.atomic
def save_essay(*, essay: Essay, source: str, by: Any, note: str = "", now: datetime | None = None) -> Essay:
    """Save an essay, new or changed, with its text. Raises `Refused`."""
    debate = locked(essay.position.debate_id)
    policies.may_edit_debate(by, debate).or_refuse()
    if essay._state.adding and debate.round_is_public(essay.round):
        raise Refused(_("Readers have seen this round: unpublish the debate before you add an essay to it."))
    checked(essay)
    essay.save()
    text, _created = Text.objects.get_or_create(debate=debate, kind=Kind.ESSAY, essay=essay)
    write(text, source, by, now or timezone.now(), note)
    render_debate(debate)
    return essay


@transaction.atomic
def save_text(*, text: Text, source: str, by: Any, note: str = "", now: datetime | None = None) -> Text:
    """Save a new version of a text. Raises `Refused`."""
    debate = locked(text.debate_id)
    policies.may_edit_debate(by, debate).or_refuse()
    write(text, source, by, now or timezone.now(), note)
    render_debate(debate)
    text.refresh_from_db()
    return text


def write(text: Text, source: str, by: Any, now: datetime, note: str = "") -> None:
    """Store a new source and its revision; the same source again is no new version."""
    source = source.replace("\r\n", "\n").strip()
    if source == text.source and text.revision:
        return
    text.source = source
    text.revision += 1
    text.saved_at = now
    text.saved_by = by
    text.save(update_fields=["source", "revision", "saved_at", "saved_by"])
    Revision.objects.create(text=text, number=text.revision, source=source, by=by, at=now, note=note)


@transaction.atomic
def save_reference(*, reference: Reference, by: Any) -> Reference:
    """Save a reference, new or changed, with its formatted line. Raises `Refused`."""
    debate = locked(reference.debate_id)
    policies.may_edit_debate(by, debate).or_refuse()
    stored = Reference.objects.filter(pk=reference.pk).first()
    if stored and stored.key != reference.key and is_cited(stored):
        raise Refused(_("Texts cite this reference by its key: change the texts first."))
    if reference.csl is not None:
        try:
            reference.csl = validate(reference.csl)
        except InvalidReference as error:
            raise Refused(" ".join(error.problems)) from error
    checked(reference)
    reference.save()
    format_stored(debate, [reference])
    render_debate(debate)
    return reference


@transaction.atomic
def delete_reference(*, reference: Reference, by: Any) -> None:
    """Delete a reference that no text cites. Raises `Refused`."""
    policies.may_edit_debate(by, locked(reference.debate_id)).or_refuse()
    if is_cited(reference):
        raise Refused(_("Texts cite this reference: change the texts first."))
    reference.delete()


def is_cited(reference: Reference) -> bool:
    """Answer whether any text of the debate cites this reference."""
    texts = Text.objects.filter(debate=reference.debate_id).values_list("citations", flat=True)
    return any(key == reference.key for citations in texts for key, _anchor, _number in citations)


@transaction.atomic
def save_contributor(*, contributor: Contributor, by: Any) -> Contributor:
    """Save a contributor, new or changed. Raises `Refused`."""
    policies.may_edit(by).or_refuse()
    checked(contributor)
    contributor.save()
    return contributor


@transaction.atomic
def save_topic(*, topic: Topic, by: Any) -> Topic:
    """Save a topic, new or changed. Raises `Refused`."""
    policies.may_edit(by).or_refuse()
    checked(topic)
    topic.save()
    return topic


@transaction.atomic
def save_image_details(*, image: Image, by: Any) -> Image:
    """Save what is said of an image, and render the texts that show it again. Raises `Refused`."""
    policies.may_edit(by).or_refuse()
    media_actions.save_image(image=image, by=by)
    debates = Text.objects.filter(images=image).order_by("debate").values_list("debate", flat=True).distinct()
    for debate_id in debates:
        render_debate(locked(debate_id))
    return image
