"""Reads that editors need and that span models."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from debates.media.models import Image
from debates.publishing import checklist, policies
from debates.publishing.models import Debate, Essay, Invitation, InvitationState, Kind, Reference, Text
from debates.publishing.models.invitations import INVITATION_LABELS
from debates.publishing.workflow import ROUNDS, Round


def missing_in(debate: Debate, *more: Round) -> tuple[checklist.Row, ...]:
    """Answer the checklist of a debate: what is missing, what blocks first.

    It asks about the rounds that readers would see, and about `more` that are about to come out.
    """
    return checklist.check(draft_of(debate, more))


def draft_of(debate: Debate, more: Sequence[Round] = ()) -> checklist.Draft:
    """Answer the debate as its checklist sees it, in five queries however much it holds."""
    texts = list(
        Text.objects.filter(debate=debate)
        .select_related("essay__position", "essay__contributor__portrait")
        .prefetch_related("images")
        .order_by("pk")
    )
    essays = [text for text in texts if text.essay is not None]
    positions = tuple(
        checklist.PositionDraft(
            name=position.name,
            claim=position.claim,
            url=admin_url("position", position.pk),
            essays={
                t.essay.round: essay_draft(t)
                for t in essays
                if t.essay and t.essay.position_id == position.pk
            },
        )
        for position in debate.positions.order_by("order")
    )
    return checklist.Draft(
        introduction_words=sum(text.words for text in texts if text.kind == Kind.INTRODUCTION),
        url=admin_url("debate", debate.pk),
        rounds=tuple(round_ for round_ in ROUNDS if round_ in {*debate.released_rounds, *more}),
        positions=positions,
        images=tuple(image_draft(image) for image in dict.fromkeys(images_of(debate, texts))),
        references=tuple(
            reference_draft(reference) for reference in debate.references.order_by("order", "pk")
        ),
    )


def images_of(debate: Debate, texts: list[Text]) -> Iterator[Image]:
    """Answer every image that the debate's pages show."""
    if debate.lead_image:
        yield debate.lead_image
    for text in texts:
        if text.essay is not None and text.essay.contributor.portrait:
            yield text.essay.contributor.portrait
        yield from text.images.all()


def essay_draft(text: Text) -> checklist.EssayDraft:
    """Answer an essay as the checklist sees it."""
    essay = text.essay
    assert essay is not None  # noqa: S101 - the caller asks for essays only
    return checklist.EssayDraft(
        title=essay.title,
        words=text.words,
        withdrawn=essay.withdrawn_at is not None,
        contributor=essay.contributor.name,
        disclosed=bool(essay.contributor.disclosure.strip()),
        url=admin_url("essay", essay.pk),
        contributor_url=admin_url("contributor", essay.contributor_id),
    )


def image_draft(image: Image) -> checklist.ImageDraft:
    """Answer an image as the checklist sees it."""
    return checklist.ImageDraft(
        title=image.title or image.key,
        missing=tuple(image.missing()),
        url=reverse("admin:media_image_change", args=[image.pk]),
    )


def reference_draft(reference: Reference) -> checklist.ReferenceDraft:
    """Answer a reference as the checklist sees it."""
    csl = reference.csl or {}
    return checklist.ReferenceDraft(
        key=reference.key,
        understood=reference.csl is not None,
        linked=bool(csl.get("URL") or csl.get("DOI")),
        url=admin_url("reference", reference.pk),
    )


def admin_url(model: str, pk: int) -> str:
    """Answer where an editor changes this row."""
    return reverse(f"admin:publishing_{model}_change", args=[pk])


# ---------------------------------------------------------------- invitations


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation as editors see it: to whom, what became of it, and what they can do with it now."""

    pk: int
    email: str
    label: str | Promise
    invited_at: datetime
    invited_by: str
    expires_at: datetime | None
    """When the link ends; nothing where it no longer matters."""
    accepted_at: datetime | None
    accepted_by: str
    revoked_at: datetime | None
    can_send_again: bool
    can_revoke: bool


def invitations_to(essay: Essay, user: Any, now: datetime) -> tuple[InvitationLine, ...]:
    """Answer the invitations to this essay, newest first, in five queries however many there are."""
    may_invite = policies.may_invite(user, essay)
    rows = essay.invitations.select_related("invited_by", "accepted_by")
    return tuple(invitation_line(row, row.state_at(now), sendable=bool(may_invite)) for row in rows)


def invitation_line(row: Invitation, state: InvitationState, *, sendable: bool) -> InvitationLine:
    """Answer one invitation as editors see it; `sendable` says whether the essay waits for a guest."""
    unanswered = state in {InvitationState.OPEN, InvitationState.EXPIRED}
    return InvitationLine(
        pk=row.pk,
        email=row.email,
        label=INVITATION_LABELS[state],
        invited_at=row.invited_at,
        invited_by=str(row.invited_by or ""),
        expires_at=row.expires_at if unanswered else None,
        accepted_at=row.accepted_at,
        accepted_by=str(row.accepted_by or ""),
        revoked_at=row.revoked_at,
        can_send_again=unanswered and sendable,
        can_revoke=row.revoked_at is None,
    )
