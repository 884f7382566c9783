"""What the workspace of a debate shows: its texts in writing, who approved what, what is missing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from debates.publishing import checklist, policies
from debates.publishing.models import Debate, Kind, Position, Text
from debates.publishing.queries.agreement import Agreement, agreements_of
from debates.publishing.queries.drafts import missing_in
from debates.publishing.widgets import field_of
from debates.publishing.words import MOVE_LABELS, ROUND_MOVE_LABELS, not_there


@dataclass(frozen=True, slots=True)
class Editor:
    """A text as its writer has it before them: where it is saved, and which revision they go on from.

    `waits` says that this is a change of what readers see, which has not been put in its place.
    """

    id: int
    name: str
    source: str
    revision: int
    words: int
    saved_by: str
    saved_at: datetime | None
    url: str
    history_url: str
    change_url: str
    upload_url: str
    """Where pictures for it are sent; empty for whoever may send none."""
    waits: bool
    unknown: tuple[str, ...]
    """Sentences about what the text cites or shows and what is not there."""

    @property
    def field(self) -> SafeString:
        """Answer the field in which it is written."""
        return field_of(self.id, self.source)

    def holding(self, source: str, revision: int | None) -> Self:
        """Answer it with what somebody typed, from the revision that they started from."""
        return replace(self, source=source, revision=self.revision if revision is None else revision)


@dataclass(frozen=True, slots=True)
class EssayInWriting:
    """An essay in the workspace. `ratio` is its length in times that of the shortest of its round."""

    id: int
    title: str
    round: str | Promise
    language: str
    url: str
    contributor: str
    contributor_url: str
    invitations_url: str
    editor: Editor
    ratio: float
    agreement: Agreement

    @property
    def is_long(self) -> bool:
        """Answer whether it is longer than is fair beside the shortest."""
        return self.ratio > checklist.LENGTH_RATIO


@dataclass(frozen=True, slots=True)
class Column:
    """A position in the workspace, with its essays in the order of their rounds."""

    name: str
    letter: str
    claim: str
    url: str
    new_essay_url: str
    essays: tuple[EssayInWriting, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A step that is offered: where it is asked about, and what it is called."""

    url: str
    label: str | Promise


@dataclass(frozen=True, slots=True)
class Workspace:
    """Everything that editors have before them of one debate."""

    introduction: Editor | None
    conclusion: Editor | None
    columns: tuple[Column, ...]
    lines: tuple[checklist.Line, ...]
    steps: tuple[Link, ...]
    saved_by: str
    saved_at: datetime | None

    @property
    def in_order(self) -> int:
        """Answer how many lines of the checklist ask for nothing."""
        return sum(not line.rows for line in self.lines)


def workspace_of(debate: Debate, user: Any, now: datetime) -> Workspace:
    """Answer the workspace of a debate for somebody who may edit it, in a fixed number of queries."""
    texts = list(
        Text.objects.filter(debate=debate)
        .select_related("pending__by", "saved_by", "essay__contributor", "essay__position")
        .order_by("pk")
    )
    for text in texts:
        text.debate = debate
        if text.essay is not None:
            text.essay.position.debate = debate
    agreements = agreements_of(texts, user)
    positions = list(debate.positions.order_by("order"))
    lengths = shortest_of_rounds(texts)
    by_kind = {text.kind: editor_of(text, uploads=True) for text in texts if text.essay is None}
    saved = [(moment, text.pk, text) for text in texts if (moment := moment_of(text)) is not None]
    last = max(saved)[2] if saved else None
    return Workspace(
        introduction=by_kind.get(Kind.INTRODUCTION),
        conclusion=by_kind.get(Kind.CONCLUSION),
        columns=tuple(column_of(position, texts, agreements, lengths) for position in positions),
        lines=checklist.lines(missing_in(debate)),
        steps=steps_of(debate, user, now, {text.essay.round for text in texts if text.essay is not None}),
        saved_by=saver_of(last) if last else "",
        saved_at=moment_of(last) if last else None,
    )


def shortest_of_rounds(texts: Sequence[Text]) -> dict[str, int]:
    """Answer the words of the shortest essay of each round; empty ones are none."""
    lengths: dict[str, int] = {}
    for text in texts:
        if text.essay is not None and text.words:
            round_ = text.essay.round
            lengths[round_] = min(text.words, lengths.get(round_, text.words))
    return lengths


def column_of(
    position: Position,
    texts: Sequence[Text],
    agreements: dict[int, Agreement],
    shortest: dict[str, int],
) -> Column:
    """Answer a position with its essays."""
    own = [text for text in texts if text.essay is not None and text.essay.position_id == position.pk]
    return Column(
        name=position.name,
        letter=position.letter.lower(),
        claim=position.claim,
        url=reverse("publishing:position", args=[position.pk]),
        new_essay_url=reverse("publishing:new_essay", args=[position.pk]),
        essays=tuple(essay_of(text, agreements[text.pk], shortest) for text in own),
    )


def essay_of(text: Text, agreement: Agreement, shortest: dict[str, int]) -> EssayInWriting:
    """Answer an essay as editors see it being written."""
    essay = text.essay
    assert essay is not None  # noqa: S101 - the caller asks for essays only
    return EssayInWriting(
        id=essay.pk,
        title=essay.title,
        round=essay.get_round_display(),
        language=essay.language,
        url=reverse("publishing:essay", args=[essay.pk]),
        contributor=essay.contributor.name,
        contributor_url=reverse("publishing:contributor", args=[essay.contributor_id]),
        invitations_url=reverse("publishing:invitations", args=[essay.pk]),
        editor=editor_of(text, uploads=True),
        ratio=text.words / shortest[essay.round] if text.words else 0,
        agreement=agreement,
    )


def editor_of(text: Text, *, uploads: bool = False) -> Editor:
    """Answer a text as its writer goes on with it; `uploads` says whether they may add pictures."""
    return Editor(
        id=text.pk,
        name=text.name,
        source=text.working_source,
        revision=text.working_revision,
        words=text.words,
        saved_by=saver_of(text),
        saved_at=moment_of(text),
        url=reverse("publishing:save_text", args=[text.pk]),
        history_url=reverse("publishing:history", args=[text.pk]),
        change_url=reverse("publishing:change", args=[text.pk]),
        upload_url=reverse("publishing:upload_image", args=[text.pk]) if uploads else "",
        waits=text.pending is not None,
        unknown=tuple(not_there(text.unknown_citations, text.unknown_images)),
    )


def saver_of(text: Text) -> str:
    """Answer who saved last what is being written; nothing for somebody who is gone."""
    person = text.pending.by if text.pending else text.saved_by
    return person.display_name if person else ""


def moment_of(text: Text) -> datetime | None:
    """Answer when what is being written was saved last."""
    return text.pending.at if text.pending else text.saved_at


def steps_of(debate: Debate, user: Any, now: datetime, written: Collection[str]) -> tuple[Link, ...]:
    """Answer the steps that the user may make with the debate now, in the order of the workflow.

    Of the rounds only those are offered in which anything is `written`.
    """
    moves = (
        Link(reverse("publishing:move", args=[debate.pk, move]), MOVE_LABELS[move])
        for move in policies.moves_for(user, debate)
    )
    rounds = (
        Link(reverse("publishing:publish_round", args=[debate.pk, round_]), ROUND_MOVE_LABELS[round_])
        for round_ in policies.rounds_for(user, debate, now)
        if round_ in written
    )
    return (*moves, *rounds)
