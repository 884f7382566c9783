"""What guests see of the essays that they write, and of the other side."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from debates.publishing import policies
from debates.publishing.models import Essay, Position, Revision, Saving, Text
from debates.publishing.queries.agreement import Agreement, agreements_of
from debates.publishing.queries.drafts import text_url
from debates.publishing.queries.workspace import Editor, editor_of
from debates.publishing.stored_html import safe
from debates.richtext.differences import Part, differences


@dataclass(frozen=True, slots=True)
class EssayLine:
    """An essay in the list of those that somebody writes; `asked` says what is asked of them now."""

    title: str
    url: str
    question: str
    language: str
    claim: str
    asked: str | Promise
    open_notes: int


@dataclass(frozen=True, slots=True)
class OtherSide:
    """Another position in the same round: `url` is empty while its essay is sealed."""

    name: str
    claim: str
    handed_in: bool
    url: str


@dataclass(frozen=True, slots=True)
class OtherEssay:
    """The essay of another side, as who writes one reads it once all are in."""

    title: str
    question: str
    position: str
    claim: str
    contributor: str
    language: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class WritingPage:
    """An essay as its guest has it before them.

    `editor` is there while they may write, otherwise `waits` says why not, and `html` is how the essay reads.
    `changes` are what became of the words that they handed in; there are none while they are the same.
    """

    id: int
    title: str
    round: str | Promise
    question: str
    claim: str
    position: str
    language: str
    agreement: Agreement
    asked: str | Promise
    editor: Editor | None
    waits: str | Promise
    html: SafeString
    handed_in: int
    changes: tuple[Part, ...]
    others: tuple[OtherSide, ...]
    is_sealed: bool


WRITE = _("Write it, and hand it in.")
READ_NOTES = _("Read the note with which it came back, go on writing, and hand it in again.")
APPROVE = _("It is with the editors. Read it as it is now, and approve it if you stand by it.")
APPROVED = _("It is with the editors, and you have approved it as it is.")
NOTHING = _("Nothing: it is no longer being written.")
PUBLIC = _("Nothing: readers see it.")


def essays_of(user: Any) -> tuple[EssayLine, ...]:
    """Answer the essays that somebody is invited to write, newest first, in three queries however many."""
    rows = (
        Text.objects.filter(
            essay__invitations__accepted_by=user,
            essay__invitations__revoked_at=None,
            essay__contributor__account=user,
        )
        .select_related("debate", "essay__position__debate", "essay__contributor")
        .order_by("-essay__pk")
    )
    texts = list(rows)
    approvals = agreements_of(texts, None)
    return tuple(line_of(text, approvals[text.pk]) for text in texts)


def line_of(text: Text, agreement: Agreement) -> EssayLine:
    """Answer one essay of the list."""
    essay = text.essay
    assert essay is not None  # noqa: S101 - the caller asks for essays only
    return EssayLine(
        title=essay.title,
        url=reverse("publishing:writing_essay", args=[essay.pk]),
        question=text.debate.question,
        language=text.debate.language,
        claim=essay.position.claim,
        asked=asked_of(essay, agreement),
        open_notes=agreement.open_notes,
    )


def asked_of(essay: Essay, agreement: Agreement) -> str | Promise:
    """Answer what is asked of the essay's guest now, as a sentence."""
    debate = essay.position.debate
    if debate.round_is_public(essay.round):
        return PUBLIC
    if not policies.may_edit_state(debate):
        return NOTHING
    if policies.is_in_writing(essay) and essay.submitted_at is None:
        return READ_NOTES if agreement.open_notes else WRITE
    if agreement.is_approved:
        return APPROVED
    return APPROVE if agreement.version else NOTHING


def writing_page(essay: Essay, user: Any) -> WritingPage:
    """Answer an essay as its guest has it before them.

    The essay comes with its text, the text's pending change, its contributor, position and debate.
    """
    text, debate = essay.text, essay.position.debate
    agreement = one_agreement(text, essay, user)
    verdict = policies.may_write_essay(user, essay)
    handed_in = handed_in_revision(text, essay)
    return WritingPage(
        id=essay.pk,
        title=essay.title,
        round=essay.get_round_display(),
        question=debate.question,
        claim=essay.position.claim,
        position=essay.position.name,
        language=essay.language or debate.language,
        agreement=agreement,
        asked=asked_of(essay, agreement),
        editor=editor_of(text) if verdict else None,
        waits=verdict.sentence,
        html=safe(text.html),
        handed_in=handed_in.number if handed_in else 0,
        changes=changes_of(text, handed_in),
        others=tuple(other_sides(essay, user)),
        is_sealed=policies.is_sealed(essay),
    )


def one_agreement(text: Text, essay: Essay, user: Any) -> Agreement:
    """Answer how far this essay has come, as its guest or an editor sees it."""
    text.essay = essay
    return agreements_of([text], user)[text.pk]


def handed_in_revision(text: Text, essay: Essay) -> Revision | None:
    """Answer the revision that was handed in; nothing while none is."""
    if essay.submitted_at is None:
        return None
    before = text.revisions.filter(at__lte=essay.submitted_at, number__lte=text.revision)
    return before.exclude(saving=Saving.ASIDE).order_by("number").last()


def changes_of(text: Text, handed_in: Revision | None) -> tuple[Part, ...]:
    """Answer what became of the words that were handed in; nothing while they are the same."""
    if handed_in is None or handed_in.source == text.source:
        return ()
    return differences(handed_in.source, text.source)


def other_sides(essay: Essay, user: Any) -> Iterator[OtherSide]:
    """Answer the other positions of the round, with the way to each essay that the guest may read by now."""
    positions = Position.objects.filter(debate=essay.position.debate_id).exclude(pk=essay.position_id)
    essays = Essay.objects.filter(position__in=positions, round=essay.round)
    by_position = {
        found.position_id: found for found in essays.select_related("position__debate", "contributor")
    }
    for position in positions.order_by("order"):
        found = by_position.get(position.pk)
        readable = found is not None and policies.may_find_in_writing(user, found)
        yield OtherSide(
            name=position.name,
            claim=position.claim,
            handed_in=found is not None and found.submitted_at is not None,
            url=reverse("publishing:writing_essay", args=[found.pk]) if found and readable else "",
        )


def other_side(essay: Essay) -> OtherEssay:
    """Answer the essay of another side."""
    debate = essay.position.debate
    return OtherEssay(
        title=essay.title,
        question=debate.question,
        position=essay.position.name,
        claim=essay.position.claim,
        contributor=essay.contributor.name,
        language=essay.language or debate.language,
        html=safe(essay.text.html),
    )


def writing_place(user: Any, text: Text) -> str:
    """Answer where this person goes on with the text: in the workspace, or on their own page of the essay."""
    if text.essay is None or policies.may_edit(user):
        return text_url(text, text.debate)
    return reverse("publishing:writing_essay", args=[text.essay.pk])
