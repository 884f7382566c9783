"""What editors write: debates, positions, essays, contributors, topics.

Each takes the row with its new values, checks the policy again, and saves it in one transaction together
with everything that depends on it. A text's problem refuses the whole save.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.publishing import policies
from debates.publishing.actions.locking import locked
from debates.publishing.actions.rendering import format_stored, render_debate
from debates.publishing.actions.texts import Version, normalised, write
from debates.publishing.models import (
    Contributor,
    Debate,
    Essay,
    Kind,
    Position,
    Text,
    Topic,
)
from debates.publishing.workflow import Status
from debates.richtext.plain_text import invalid_character

# ---------------------------------------------------------------- what all saves share


def checked(row: models.Model) -> None:
    """Raise `Refused` with every reason why this row cannot be saved, each after the name of its field."""
    names = {field.name: capfirst(str(field.verbose_name)) for field in row._meta.concrete_fields}
    # Before any query: a database stumbles over some of these characters.
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        found = invalid_character(value) if isinstance(value, str) else None
        if found:
            sentence = _("%(field)s: it contains an invalid character (%(character)s).")
            raise Refused(sentence % {"field": names[field.name], "character": found})
    try:
        row.full_clean()
    except ValidationError as error:
        reasons = [
            reason if name == NON_FIELD_ERRORS else f"{names.get(name, name)}: {reason}"
            for name, messages in error.message_dict.items()
            for reason in messages
        ]
        raise Refused(" ".join(reasons)) from error


def refuse_elsewhere(debate: Debate, stored_in: int) -> None:
    """Raise `Refused` when a part of one debate is about to go to another, away from what belongs to it."""
    if stored_in != debate.pk:
        raise Refused(_("What belongs to a debate stays in it: add it to the other debate anew."))


# ---------------------------------------------------------------- debates and positions

WORKFLOW_FIELDS = (
    "status",
    "publish_at",
    "published_at",
    "rebuttals_published_at",
    "closings_published_at",
    "closed_at",
    "poll_ended_at",
    "withdrawn_at",
    "withdrawal_note",
    "created_at",
)
"""Columns of a debate that only its moves write."""


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
    """Save a debate, new or changed, with its topics; `None` leaves them and a text as they are.

    A new debate has an introduction and a conclusion, empty where none comes with it; who goes on writing
    them saves them by `save_text`.
    Its state is not written here: a new debate is a draft, and `actions.moving` does the rest.
    Raises `Refused`.
    """
    moment = now or timezone.now()
    if debate._state.adding:
        policies.may_edit(by).or_refuse()
        debate.status = Status.DRAFT
        checked(debate)
        debate.save()
    else:
        change_debate(debate, by, moment)
    if topics is not None:
        debate.topics.set(topics)
    for kind, source in ((Kind.INTRODUCTION, introduction), (Kind.CONCLUSION, conclusion)):
        text, _created = Text.objects.get_or_create(debate=debate, kind=kind, essay=None)
        if source is not None:
            write(text, Version(normalised(source), by, moment))
    render_debate(debate)
    return debate


def change_debate(debate: Debate, by: Any, now: datetime) -> None:
    """Save the fields of a debate that are an editor's to write."""
    stored = locked(debate.pk)
    policies.may_edit_debate(by, stored).or_refuse()
    for name in WORKFLOW_FIELDS:
        setattr(debate, name, getattr(stored, name))
    if debate.slug != stored.slug and stored.published_at is not None:
        raise Refused(_("The address of a debate stays as it is once readers have seen it."))
    if stored.has_ended(now) and not debate.has_ended(now):
        raise Refused(_("This debate is over: reopen it before you choose another date on which it closes."))
    checked(debate)
    debate.save()
    if (debate.citation_style, debate.language) != (stored.citation_style, stored.language):
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
    if stored is not None:
        refuse_elsewhere(debate, stored.debate_id)
    checked(position)
    position.save()
    if stored is not None and stored.order != position.order:
        render_debate(debate)
    return position


@transaction.atomic
def delete_position(*, position: Position, by: Any) -> None:
    """Delete a position that no reader sees, with its essays.

    Raises `Refused`, also where readers have voted for it or commented on it while the debate was public.
    """
    debate = locked(position.debate_id)
    policies.may_change_structure(by, debate).or_refuse()
    try:
        position.delete()
    except ProtectedError as error:
        raise Refused(_("Readers have voted for this position, or commented on it: it stays.")) from error
    render_debate(debate)


# ---------------------------------------------------------------- essays and texts


@transaction.atomic
def save_essay(
    *, essay: Essay, source: str | None = None, by: Any, note: str = "", now: datetime | None = None
) -> Essay:
    """Save an essay, new or changed; a withdrawn one is then given back.

    `source` is the text that it comes with; who goes on writing it saves it by `save_text`. Raises `Refused`.
    """
    debate = locked(essay.position.debate_id)
    policies.may_edit_debate(by, debate).or_refuse()
    essay.withdrawn_at = None
    checked(essay)
    stored = Essay.objects.filter(pk=essay.pk).select_related("position").first()
    if stored is None:
        policies.may_change_round(by, debate, essay.round).or_refuse()
    else:
        refuse_elsewhere(debate, stored.position.debate_id)
        if (stored.position_id, stored.round) != (essay.position_id, essay.round):
            policies.may_change_round(by, debate, stored.round).or_refuse()
            policies.may_change_round(by, debate, essay.round).or_refuse()
    essay.save()
    text, _created = Text.objects.get_or_create(debate=debate, kind=Kind.ESSAY, essay=essay)
    if source is not None:
        write(text, Version(normalised(source), by, now or timezone.now(), note=note))
    render_debate(debate)
    return essay


@transaction.atomic
def delete_essay(*, essay: Essay, by: Any) -> None:
    """Delete an essay that no reader sees, with its text.

    Raises `Refused`, also where readers have commented on it while it was public.
    """
    debate = locked(essay.position.debate_id)
    policies.may_change_round(by, debate, essay.round).or_refuse()
    try:
        essay.delete()
    except ProtectedError as error:
        raise Refused(_("Readers have commented on this essay: it stays.")) from error
    render_debate(debate)


# ---------------------------------------------------------------- what debates share


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
