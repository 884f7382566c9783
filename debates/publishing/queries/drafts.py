"""What a debate still lacks before its readers may see it."""

import re
from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef
from django.urls import reverse

from debates.media.models import Image
from debates.publishing import checklist
from debates.publishing.models import Approval, Debate, Kind, Reference, Text
from debates.publishing.workflow import ROUNDS, Round

HEADING = re.compile(r"<h([1-6])[ >]")


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
        .annotate(is_approved=approved())
        .order_by("pk")
    )
    positions = tuple(
        checklist.PositionDraft(
            name=position.name,
            claim=position.claim,
            url=reverse("publishing:position", args=[position.pk]),
            essays={
                text.essay.round: essay_draft(text, debate)
                for text in texts
                if text.essay and text.essay.position_id == position.pk
            },
        )
        for position in debate.positions.order_by("order")
    )
    images = list(dict.fromkeys(images_of(debate, texts)))
    references = list(debate.references.order_by("order", "pk"))
    introduction = next((text for text in texts if text.kind == Kind.INTRODUCTION), None)
    return checklist.Draft(
        introduction=text_draft(introduction or Text(debate=debate, kind=Kind.INTRODUCTION), debate),
        url=workspace_url(debate),
        rounds=tuple(round_ for round_ in ROUNDS if round_ in {*debate.released_rounds, *more}),
        positions=positions,
        images=tuple(image_draft(image, debate) for image in images),
        references=tuple(map(reference_draft, references)),
        names=tuple(names_in(debate, texts, images, references)),
    )


def approved() -> Exists:
    """Answer the condition that a text's contributor stands by it as it is."""
    return Exists(
        Approval.objects.filter(revision__text=OuterRef("pk"), revision__number=OuterRef("revision"))
    )


def images_of(debate: Debate, texts: Sequence[Text]) -> Iterator[Image]:
    """Answer every image that the debate's pages show."""
    if debate.lead_image:
        yield debate.lead_image
    for text in texts:
        if text.essay is not None and text.essay.contributor.portrait:
            yield text.essay.contributor.portrait
        yield from text.images.all()


def names_in(
    debate: Debate, texts: Sequence[Text], images: list[Image], references: list[Reference]
) -> Iterator[checklist.NameDraft]:
    """Answer the names in a debate, each with its field: contributors, authors of what it shows and cites."""
    for text in texts:
        if text.essay is not None:
            contributor = text.essay.contributor
            yield checklist.NameDraft(contributor.name, f"{contributor_url(contributor.pk)}#id_name")
    for image in images:
        yield checklist.NameDraft(image.author, f"{image_url(debate, image)}#id_author")
    for reference in references:
        field = f"{reference_url(reference)}#id_author"
        for author in (reference.csl or {}).get("author", ()):
            yield checklist.NameDraft(f"{author.get('given', '')} {author.get('family', '')}", field)


def workspace_url(debate: Debate) -> str:
    """Answer where editors work on the debate."""
    return reverse("publishing:workspace", args=[debate.pk])


def text_url(text: Text, debate: Debate) -> str:
    """Answer the place in the workspace where this text is written."""
    return f"{workspace_url(debate)}#text-{text.pk}" if text.pk else workspace_url(debate)


def contributor_url(pk: int) -> str:
    """Answer where editors change what is said of a contributor."""
    return reverse("publishing:contributor", args=[pk])


def image_url(debate: Debate, image: Image) -> str:
    """Answer where editors change what is said of an image."""
    return reverse("publishing:image", args=[debate.pk, image.pk])


def reference_url(reference: Reference) -> str:
    """Answer where editors change a reference."""
    return reverse("publishing:reference", args=[reference.debate_id, reference.pk])


def text_draft(text: Text, debate: Debate) -> checklist.TextDraft:
    """Answer a text as the checklist sees it."""
    return checklist.TextDraft(
        name=text.name,
        words=text.words,
        url=text_url(text, debate),
        unknown_citations=tuple(text.unknown_citations),
        unknown_images=tuple(text.unknown_images),
        headings=tuple(int(level) for level in HEADING.findall(text.html)),
        has_pending_change=text.pending_id is not None,
    )


def essay_draft(text: Text, debate: Debate) -> checklist.EssayDraft:
    """Answer an essay as the checklist sees it."""
    essay = text.essay
    assert essay is not None  # noqa: S101 - the caller asks for essays only
    return checklist.EssayDraft(
        text=text_draft(text, debate),
        withdrawn=essay.withdrawn_at is not None,
        # What readers see already was approved when it came out; a correction is the editors' to answer for.
        approved=bool(getattr(text, "is_approved", False)) or debate.round_is_public(essay.round),
        contributor=essay.contributor.name,
        disclosed=bool(essay.contributor.disclosure.strip()),
        url=reverse("publishing:essay", args=[essay.pk]),
        contributor_url=contributor_url(essay.contributor_id),
    )


def image_draft(image: Image, debate: Debate) -> checklist.ImageDraft:
    """Answer an image as the checklist sees it."""
    return checklist.ImageDraft(
        title=image.title or image.key,
        missing=tuple(image.missing()),
        url=image_url(debate, image),
    )


def reference_draft(reference: Reference) -> checklist.ReferenceDraft:
    """Answer a reference as the checklist sees it."""
    csl = reference.csl or {}
    return checklist.ReferenceDraft(
        key=reference.key,
        understood=reference.csl is not None,
        linked=bool(csl.get("URL") or csl.get("DOI")),
        url=reference_url(reference),
    )
