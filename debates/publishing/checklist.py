"""What a debate still lacks before its readers may see it.

The rules take a plain picture of the debate (`queries.draft_of` makes it) and answer rows. A row that
blocks stops publication; a row that warns is the editors' to weigh.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

IMAGE_FIELDS = {
    "title": pgettext_lazy("field of an image", "title"),
    "author": pgettext_lazy("field of an image", "author"),
    "source": pgettext_lazy("field of an image", "source"),
    "licence": pgettext_lazy("field of an image", "licence"),
    "alt": pgettext_lazy("field of an image", "description, or “decorative”"),
}

NO_ESSAY = {
    "opening": _("{position} has no opening essay."),
    "rebuttal": _("{position} has no rebuttal; all positions speak in a round, or none."),
    "closing": _("{position} has no closing essay; all positions speak in a round, or none."),
}

LENGTH_RATIO = 1.25
CLAIM_RATIO = 1.2


@dataclass(frozen=True, slots=True)
class EssayDraft:
    """An essay as the checklist sees it; `url` is where an editor changes it."""

    title: str
    words: int
    withdrawn: bool
    contributor: str
    disclosed: bool
    url: str
    contributor_url: str


@dataclass(frozen=True, slots=True)
class PositionDraft:
    """A position with its essays by round."""

    name: str
    claim: str
    url: str
    essays: dict[str, EssayDraft] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImageDraft:
    """An image and the names of the fields that it lacks."""

    title: str
    missing: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class ReferenceDraft:
    """A reference: whether it could be read, and whether a reader can follow it."""

    key: str
    understood: bool
    linked: bool
    url: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A debate as the checklist sees it; `rounds` are those that readers would see."""

    introduction_words: int
    url: str
    rounds: tuple[str, ...]
    positions: tuple[PositionDraft, ...]
    images: tuple[ImageDraft, ...]
    references: tuple[ReferenceDraft, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do: the sentence, where to do it, and whether publication waits for it."""

    sentence: str | Promise
    url: str
    blocks: bool


def check(draft: Draft) -> tuple[Row, ...]:
    """Answer what is missing, what blocks first. An empty answer means that nothing is."""
    rows = [*debate_rows(draft), *essay_rows(draft), *source_rows(draft), *balance_rows(draft)]
    return tuple(sorted(rows, key=lambda row: not row.blocks))


def debate_rows(draft: Draft) -> Iterator[Row]:
    """Answer what the debate as a whole lacks."""
    if not draft.introduction_words:
        yield Row(_("The introduction is empty."), draft.url, blocks=True)
    if len(draft.positions) < 2:  # noqa: PLR2004 - a debate has two sides
        yield Row(_("A debate needs at least two positions."), draft.url, blocks=True)


def essay_rows(draft: Draft) -> Iterator[Row]:
    """Answer which positions do not speak in a round that readers would see, and what its essays lack."""
    for position in draft.positions:
        for round_ in draft.rounds:
            essay = position.essays.get(round_)
            if essay is None:
                sentence = format_lazy(NO_ESSAY[round_], position=position.name)
                yield Row(sentence, position.url, blocks=True)
            else:
                yield from rows_of(essay)


def rows_of(essay: EssayDraft) -> Iterator[Row]:
    """Answer what one essay lacks."""
    if not essay.words:
        yield Row(format_lazy(_("The essay “{title}” is empty."), title=essay.title), essay.url, blocks=True)
    if essay.withdrawn:
        sentence = _(
            "The essay “{title}” was withdrawn: write another, or save it anew if it was given back."
        )
        yield Row(format_lazy(sentence, title=essay.title), essay.url, blocks=True)
    if not essay.disclosed:
        sentence = _("{name} has not disclosed interests yet.")
        yield Row(format_lazy(sentence, name=essay.contributor), essay.contributor_url, blocks=True)


def source_rows(draft: Draft) -> Iterator[Row]:
    """Answer which images and references are incomplete."""
    for image in draft.images:
        if image.missing:
            sentence = format_lazy(
                _("The image “{title}” lacks: {fields}."),
                title=image.title,
                fields=", ".join(str(IMAGE_FIELDS[name]) for name in image.missing),
            )
            yield Row(sentence, image.url, blocks=True)
    for reference in draft.references:
        if not reference.understood:
            sentence = format_lazy(_("The reference “{key}” is kept as it was typed."), key=reference.key)
            yield Row(sentence, reference.url, blocks=False)
        elif not reference.linked:
            sentence = format_lazy(_("The reference “{key}” has neither URL nor DOI."), key=reference.key)
            yield Row(sentence, reference.url, blocks=False)


def balance_rows(draft: Draft) -> Iterator[Row]:
    """Answer where the sides differ more than is fair."""
    claims = [len(position.claim) for position in draft.positions]
    if exceeds(claims, CLAIM_RATIO):
        yield Row(
            _("The longest claim is more than 1.2 times as long as the shortest."), draft.url, blocks=False
        )
    for round_ in NO_ESSAY:
        lengths = [position.essays[round_].words for position in draft.positions if round_ in position.essays]
        if exceeds(lengths, LENGTH_RATIO):
            sentence = format_lazy(
                _("The longest essay has {longest} words, the shortest {shortest}: more than 1.25 times."),
                longest=max(lengths),
                shortest=min(lengths),
            )
            yield Row(sentence, draft.url, blocks=False)


def exceeds(lengths: list[int], ratio: float) -> bool:
    """Answer whether the longest is over `ratio` times the shortest; empty ones are another row's matter."""
    return len(lengths) > 1 and min(lengths) > 0 and max(lengths) > ratio * min(lengths)
