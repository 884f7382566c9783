"""What a debate still lacks before its readers may see it.

The rules take a plain picture of the debate (`queries.draft_of` makes it) and answer rows. A row that
blocks stops publication; a row that warns is the editors' to weigh.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from debates.publishing.name_spelling import spaced_once, spelled_in_two_ways

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


class Check(StrEnum):
    """What the checklist asks about, in the order in which it is shown."""

    INTRODUCTION = "introduction"
    POSITIONS = "positions"
    ESSAYS = "essays"
    APPROVALS = "approvals"
    DISCLOSURES = "disclosures"
    CITATIONS = "citations"
    IMAGES = "images"
    LENGTHS = "lengths"
    CLAIMS = "claims"
    NAMES = "names"
    REFERENCES = "references"
    HEADINGS = "headings"


CHECK_LABELS = {
    Check.INTRODUCTION: pgettext_lazy("line of the checklist", "Introduction is written"),
    Check.POSITIONS: pgettext_lazy("line of the checklist", "Two positions or more"),
    Check.ESSAYS: pgettext_lazy("line of the checklist", "Every position has its essay"),
    Check.APPROVALS: pgettext_lazy("line of the checklist", "Contributors approved what will be published"),
    Check.DISCLOSURES: pgettext_lazy("line of the checklist", "Interests are disclosed"),
    Check.CITATIONS: pgettext_lazy("line of the checklist", "All that texts cite and show is there"),
    Check.IMAGES: pgettext_lazy("line of the checklist", "Images are described and credited"),
    Check.LENGTHS: pgettext_lazy("line of the checklist", "Essays are about equally long"),
    Check.CLAIMS: pgettext_lazy("line of the checklist", "Claims are about equally long"),
    Check.NAMES: pgettext_lazy("line of the checklist", "Names are spelled in one way"),
    Check.REFERENCES: pgettext_lazy("line of the checklist", "References can be followed"),
    Check.HEADINGS: pgettext_lazy("line of the checklist", "Headings are in order"),
}

FIRST_HEADING = 3
"""The level of the highest heading of a text, as richtext writes it: above stand the page and the essay."""


@dataclass(frozen=True, slots=True)
class TextDraft:
    """A text as the checklist sees it: what it cites and shows that is not there, its levels of headings."""

    name: str
    words: int
    url: str
    unknown_citations: tuple[str, ...] = ()
    unknown_images: tuple[str, ...] = ()
    headings: tuple[int, ...] = ()
    has_pending_change: bool = False


@dataclass(frozen=True, slots=True)
class EssayDraft:
    """An essay as the checklist sees it; `url` is where an editor changes what is said about it."""

    text: TextDraft
    withdrawn: bool
    approved: bool
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
class NameDraft:
    """The name of somebody in one place of the debate; `url` is the field in which it is spelled there."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A debate as the checklist sees it; `rounds` are those that readers would see.

    `names` are those of the people whom it names: contributors, and authors of references and images.
    """

    introduction: TextDraft
    url: str
    rounds: tuple[str, ...]
    positions: tuple[PositionDraft, ...]
    images: tuple[ImageDraft, ...]
    references: tuple[ReferenceDraft, ...]
    names: tuple[NameDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do: the sentence, where to do it, whether publication waits for it, what it is about."""

    sentence: str | Promise
    url: str
    blocks: bool
    check: Check


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the checklist: what it asks about, and what is to do there, if anything."""

    label: str | Promise
    rows: tuple[Row, ...]

    @property
    def blocks(self) -> bool:
        """Answer whether publication waits for anything in this line."""
        return any(row.blocks for row in self.rows)


def lines(rows: Sequence[Row]) -> tuple[Line, ...]:
    """Answer the whole checklist, with what `check` answered in its lines."""
    return tuple(
        Line(label, tuple(row for row in rows if row.check is asked)) for asked, label in CHECK_LABELS.items()
    )


def check(draft: Draft) -> tuple[Row, ...]:
    """Answer what is missing, what blocks first. An empty answer means that nothing is."""
    rows = [
        *debate_rows(draft),
        *essay_rows(draft),
        *text_rows(draft),
        *source_rows(draft),
        *balance_rows(draft),
        *name_rows(draft),
    ]
    return tuple(sorted(rows, key=lambda row: not row.blocks))


def debate_rows(draft: Draft) -> Iterator[Row]:
    """Answer what the debate as a whole lacks."""
    if not draft.introduction.words:
        yield Row(
            _("The introduction is empty."), draft.introduction.url, blocks=True, check=Check.INTRODUCTION
        )
    if len(draft.positions) < 2:  # noqa: PLR2004 - a debate has two sides
        yield Row(_("A debate needs at least two positions."), draft.url, blocks=True, check=Check.POSITIONS)


def essay_rows(draft: Draft) -> Iterator[Row]:
    """Answer which positions do not speak in a round that readers would see, and what its essays lack."""
    for position in draft.positions:
        for round_ in draft.rounds:
            essay = position.essays.get(round_)
            if essay is None:
                sentence = format_lazy(NO_ESSAY[round_], position=position.name)
                yield Row(sentence, position.url, blocks=True, check=Check.ESSAYS)
            else:
                yield from rows_of(essay)


def rows_of(essay: EssayDraft) -> Iterator[Row]:
    """Answer what one essay lacks."""
    title = essay.text.name
    if not essay.text.words:
        sentence = format_lazy(_("The essay “{title}” is empty."), title=title)
        yield Row(sentence, essay.text.url, blocks=True, check=Check.ESSAYS)
    elif not essay.approved:
        sentence = format_lazy(
            _("{name} has not approved “{title}” as it is now."), name=essay.contributor, title=title
        )
        yield Row(sentence, essay.text.url, blocks=True, check=Check.APPROVALS)
    if essay.withdrawn:
        sentence = format_lazy(
            _("The essay “{title}” was withdrawn: write another, or save it anew if it was given back."),
            title=title,
        )
        yield Row(sentence, essay.url, blocks=True, check=Check.ESSAYS)
    if not essay.disclosed:
        sentence = format_lazy(_("{name} has not disclosed interests yet."), name=essay.contributor)
        yield Row(sentence, essay.contributor_url, blocks=True, check=Check.DISCLOSURES)


def text_rows(draft: Draft) -> Iterator[Row]:
    """Answer what is not there of what the texts that readers would see cite and show, and other slips."""
    essays = (position.essays.get(round_) for round_ in draft.rounds for position in draft.positions)
    for text in (draft.introduction, *(essay.text for essay in essays if essay is not None)):
        if text.unknown_citations:
            sentence = format_lazy(
                _("“{title}” cites what is not among the references: {keys}."),
                title=text.name,
                keys=", ".join(text.unknown_citations),
            )
            yield Row(sentence, text.url, blocks=True, check=Check.CITATIONS)
        if text.unknown_images:
            sentence = format_lazy(
                _("“{title}” shows what is not among the images: {keys}."),
                title=text.name,
                keys=", ".join(text.unknown_images),
            )
            yield Row(sentence, text.url, blocks=True, check=Check.CITATIONS)
        if text.has_pending_change:
            sentence = format_lazy(_("A change of “{title}” has not been taken over."), title=text.name)
            yield Row(sentence, text.url, blocks=False, check=Check.ESSAYS)
        if not are_in_order(text.headings):
            sentence = format_lazy(_("The headings of “{title}” skip a level."), title=text.name)
            yield Row(sentence, text.url, blocks=False, check=Check.HEADINGS)


def are_in_order(levels: Sequence[int]) -> bool:
    """Answer whether a text's headings begin at the top, and go down one level at a time."""
    return all(deeper <= higher + 1 for higher, deeper in pairwise((FIRST_HEADING - 1, *levels)))


def source_rows(draft: Draft) -> Iterator[Row]:
    """Answer which images and references are incomplete."""
    for image in draft.images:
        if image.missing:
            sentence = format_lazy(
                _("The image “{title}” lacks: {fields}."),
                title=image.title,
                fields=", ".join(str(IMAGE_FIELDS[name]) for name in image.missing),
            )
            yield Row(sentence, image.url, blocks=True, check=Check.IMAGES)
    for reference in draft.references:
        if not reference.understood:
            sentence = format_lazy(_("The reference “{key}” is kept as it was typed."), key=reference.key)
            yield Row(sentence, reference.url, blocks=False, check=Check.REFERENCES)
        elif not reference.linked:
            sentence = format_lazy(_("The reference “{key}” has neither URL nor DOI."), key=reference.key)
            yield Row(sentence, reference.url, blocks=False, check=Check.REFERENCES)


def balance_rows(draft: Draft) -> Iterator[Row]:
    """Answer where the sides differ more than is fair."""
    claims = [len(position.claim) for position in draft.positions]
    if exceeds(claims, CLAIM_RATIO):
        sentence = _("The longest claim is more than 1.2 times as long as the shortest.")
        yield Row(sentence, draft.url, blocks=False, check=Check.CLAIMS)
    for round_ in NO_ESSAY:
        lengths = [
            position.essays[round_].text.words for position in draft.positions if round_ in position.essays
        ]
        if exceeds(lengths, LENGTH_RATIO):
            longer = format_lazy(
                _("The longest essay has {longest} words, the shortest {shortest}: more than 1.25 times."),
                longest=max(lengths),
                shortest=min(lengths),
            )
            yield Row(longer, draft.url, blocks=False, check=Check.LENGTHS)


def name_rows(draft: Draft) -> Iterator[Row]:
    """Answer which names seem to be spelled in two ways, and lead to where the odd spelling stands first."""
    places: dict[str, list[str]] = {}
    for place in draft.names:
        places.setdefault(spaced_once(place.name), []).append(place.url)
    for one, other in spelled_in_two_ways(places):
        # The rarer spelling is the odd one; of two that are as frequent, the one that came later.
        odd = one if len(places[one]) < len(places[other]) else other
        sentence = format_lazy(_("“{one}” and “{other}”: is this one person?"), one=one, other=other)
        yield Row(sentence, places[odd][0], blocks=False, check=Check.NAMES)


def exceeds(lengths: list[int], ratio: float) -> bool:
    """Answer whether the longest is over `ratio` times the shortest; empty ones are another row's matter."""
    return len(lengths) > 1 and min(lengths) > 0 and max(lengths) > ratio * min(lengths)
