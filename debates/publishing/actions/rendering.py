"""Markdown to stored HTML, for all texts of a debate at once: they share numbers and ids."""

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from accounts.verdicts import Refused
from debates.citations.formatting import Style, format_references
from debates.citations.numbering import number_keys
from debates.media.markup import picture_of
from debates.media.models import Image
from debates.publishing.actions.locking import locked
from debates.publishing.canon import canonical, is_shown
from debates.publishing.models import Debate, Reference, Text
from debates.publishing.words import not_there
from debates.richtext.render import (
    RENDERER_VERSION,
    Picture,
    Profile,
    Rendered,
    TextRefused,
    cited_keys,
    render,
)

logger = logging.getLogger(__name__)


def render_debate(debate: Debate) -> None:
    """Render every text of the debate and store what changed. Runs in its caller's transaction.

    What a text cites or shows that is not there is stored with it, for the checklist. Raises `Refused`,
    naming the text, when one cannot be rendered, or when readers would see one that cites what is not there.
    """
    texts = sorted(
        Text.objects.filter(debate=debate).select_related("debate", "essay__position"), key=canonical
    )
    known = set(debate.references.values_list("key", flat=True))
    numbers = number_keys([key for key in keys_of(text) if key in known] for text in texts)
    pictures = Pictures()
    taken: set[str] = set()
    for text in texts:
        result = rendered(text, numbers.get, pictures.find, taken)
        if debate.is_public and is_shown(text):
            refuse_unknown(text, result)
        store(text, result, pictures)


def render_text(text: Text) -> None:
    """Render a text that readers do not see and whose source has changed, and the debate's others only where
    something in them follows from it: a number, or the id of a paragraph that both have.

    While somebody types, each pause saves; a debate of six positions takes a second to render. Raises
    `Refused`.
    """
    debate = text.debate
    texts = sorted(
        Text.objects.filter(debate=debate).select_related("debate", "essay__position"), key=canonical
    )
    known = set(debate.references.values_list("key", flat=True))
    own = next(each for each in texts if each.pk == text.pk)
    others = [each for each in texts if each is not own]
    mine = [key for key in keys_of(own) if key in known]
    numbers = number_keys(mine if each is own else [key for key, *_ in each.citations] for each in texts)
    if any(follows(each, numbers) for each in others):
        render_debate(debate)
        return
    before = paragraph_ids(own.html)
    taken = {id_ for each in texts[: texts.index(own)] for id_ in paragraph_ids(each.html)}
    pictures = Pictures()
    result = rendered(own, numbers.get, pictures.find, taken)
    moved = {stem(id_) for id_ in before ^ paragraph_ids(result.html)}
    if any(moved & {stem(id_) for id_ in paragraph_ids(each.html)} for each in others):
        render_debate(debate)
        return
    store(own, result, pictures)


PARAGRAPH_ID = re.compile(r' id="(p-[0-9a-f]{8}(?:-[0-9]+)?)"')


def paragraph_ids(html: str) -> set[str]:
    """Answer the ids of the paragraphs of a rendered text: the only ones that two texts may both want."""
    return set(PARAGRAPH_ID.findall(html))


def stem(paragraph_id: str) -> str:
    """Answer what the id of a paragraph says of its words, without the number of equal ones before it."""
    return paragraph_id[: len("p-") + 8]


def follows(text: Text, numbers: dict[str, int]) -> bool:
    """Answer whether a stored text would look otherwise with these numbers, or with today's renderer."""
    return text.renderer_version != RENDERER_VERSION or any(
        numbers.get(key) != number for key, _, number in text.citations
    )


def renumber(debate: Debate) -> None:
    """Render the debate again after a change in what readers see of it.

    A text that can no longer be rendered keeps all of them as they were: it must not keep a debate open.
    """
    try:
        with transaction.atomic():
            render_debate(debate)
    except Refused:
        logger.warning("Debate %s cannot be rendered again", debate.pk, exc_info=True)


def keys_of(text: Text) -> tuple[str, ...]:
    """Answer the keys that a text cites, in order. Raises `Refused`."""
    with naming(text):
        return cited_keys(text.source)


def rendered(
    text: Text, number_of: Callable[[str], int | None], find: Callable[[str], Picture | None], taken: set[str]
) -> Rendered:
    """Answer one text rendered. Raises `Refused` where it cannot be, in words for its writer."""
    with naming(text):
        return render(
            text.source,
            Profile.ESSAY,
            prefix=f"t{text.pk}",
            number_of=number_of,
            picture=find,
            taken_ids=taken,
        )


def refuse_unknown(text: Text, result: Rendered) -> None:
    """Raise `Refused` with everything that the text cites or shows and that is not there."""
    problems = problems_of(result)
    if problems:
        raise Refused(f"{text.name}: {' '.join(problems)}")


@contextmanager
def naming(text: Text) -> Iterator[None]:
    """Turn the renderer's refusal into one that says which of the debate's texts it is about."""
    try:
        yield
    except TextRefused as refusal:
        raise Refused(f"{text.name}: {refusal}") from refusal


def problems_of(result: Rendered) -> list[str]:
    """Answer a sentence for the unknown citations and one for the unknown images."""
    return not_there(result.unknown_citations, result.unknown_pictures)


def problems_of_source(source: str, debate: Debate | None) -> list[str]:
    """Answer what would refuse this source as a text of the debate, in words for its writer."""
    keys = set(debate.references.values_list("key", flat=True)) if debate else set()
    try:
        result = render(
            source,
            Profile.ESSAY,
            number_of=lambda key: 0 if key in keys else None,
            picture=Pictures().find,
        )
    except TextRefused as refusal:
        return [str(refusal)]
    return problems_of(result)


class Pictures:
    """The images that texts name, each fetched once."""

    def __init__(self) -> None:
        self.images: dict[str, Image | None] = {}

    def find(self, key: str) -> Picture | None:
        """Answer the image of this key as a text shows it, or nothing."""
        if key not in self.images:
            self.images[key] = Image.objects.filter(key=key).first()
        image = self.images[key]
        return picture_of(image) if image else None


RENDERED = (
    "html",
    "plain",
    "words",
    "citations",
    "unknown_citations",
    "unknown_images",
    "renderer_version",
)
"""Columns of a text that follow from its source."""


def store(text: Text, result: Rendered, pictures: Pictures) -> None:
    """Write what the text renders to."""
    text.html = result.html
    text.plain = result.plain
    text.words = result.words
    text.citations = [[citation.key, citation.anchor, citation.number] for citation in result.citations]
    text.unknown_citations = list(dict.fromkeys(result.unknown_citations))
    text.unknown_images = list(dict.fromkeys(result.unknown_pictures))
    text.renderer_version = RENDERER_VERSION
    text.save(update_fields=RENDERED)
    text.images.set([image for key in result.pictures if (image := pictures.images.get(key))])


def format_stored(debate: Debate, references: Iterable[Reference]) -> None:
    """Format these references in the debate's style and language, and store the HTML.

    One that is kept as it was typed has none.
    """
    rows = list(references)
    items = {reference.pk: reference.csl for reference in rows if reference.csl is not None}
    entries = format_references(list(items.values()), Style(debate.citation_style), debate.language)
    html = dict(zip(items, entries, strict=True))
    for reference in rows:
        reference.html = html.get(reference.pk, "")
    Reference.objects.bulk_update(rows, ["html"])


def rerender(*, debate_id: int) -> None:
    """Render a debate again with today's renderer and formatter: its texts and its references.

    Raises `Refused`, and changes nothing, when a text can no longer be rendered.
    """
    with transaction.atomic():
        debate = locked(debate_id)
        format_stored(debate, debate.references.all())
        render_debate(debate)


def outdated(*, everything: bool = False) -> list[int]:
    """Answer the ids of debates that hold a text of an older renderer, or of all debates."""
    if everything:
        debates = Debate.objects.all()
    else:
        debates = Debate.objects.filter(texts__in=Text.objects.exclude(renderer_version=RENDERER_VERSION))
    return list(debates.order_by("pk").values_list("pk", flat=True).distinct())
