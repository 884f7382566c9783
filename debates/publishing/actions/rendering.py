"""Markdown to stored HTML, for all texts of a debate at once: they share numbers and ids."""

from collections.abc import Callable, Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.policies import Refused
from debates.citations.formatting import Style, format_references
from debates.citations.numbering import number_keys
from debates.media.markup import picture_of
from debates.media.models import Image
from debates.publishing.canon import canonical
from debates.publishing.models import Debate, Reference, Text
from debates.richtext.render import RENDERER_VERSION, Picture, Profile, Rendered, TextRefused, render


def render_debate(debate: Debate) -> None:
    """Render every text of the debate and store what changed. Runs in its caller's transaction.

    Raises `Refused` when a text cannot be rendered, cites what is not there, or shows an image that is not.
    """
    texts = sorted(
        Text.objects.filter(debate=debate).select_related("debate", "essay__position"), key=canonical
    )
    keys = frozenset(Reference.objects.filter(debate=debate).values_list("key", flat=True))
    pictures = Pictures()
    first = [rendered(text, lambda key: 0 if key in keys else None, pictures.find, set()) for text in texts]
    numbers = number_keys([[citation.key for citation in one.citations] for one in first])
    taken: set[str] = set()
    for text in texts:
        store(text, rendered(text, numbers.get, pictures.find, taken), pictures)


def rendered(
    text: Text, number_of: Callable[[str], int | None], find: Callable[[str], Picture | None], taken: set[str]
) -> Rendered:
    """Answer one text rendered. Raises `Refused` with every problem in it, in words for its writer."""
    try:
        result = render(
            text.source,
            Profile.ESSAY,
            prefix=f"t{text.pk}",
            number_of=number_of,
            picture=find,
            taken_ids=taken,
        )
    except TextRefused as refusal:
        raise Refused(str(refusal)) from refusal
    problems = problems_of(result)
    if problems:
        raise Refused(" ".join(problems))
    return result


def problems_of(result: Rendered) -> list[str]:
    """Answer a sentence for the unknown citations and one for the unknown images."""
    problems = []
    for keys, one, many in (
        (
            result.unknown_citations,
            _("This debate has no reference with the key: %(keys)s. Add it, or correct the key."),
            _("This debate has no references with the keys: %(keys)s. Add them, or correct the keys."),
        ),
        (
            result.unknown_pictures,
            _("There is no image with the key: %(keys)s. Upload it, or correct the key."),
            _("There are no images with the keys: %(keys)s. Upload them, or correct the keys."),
        ),
    ):
        unique = list(dict.fromkeys(keys))
        if unique:
            problems.append(str(one if len(unique) == 1 else many) % {"keys": ", ".join(unique)})
    return problems


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


def store(text: Text, result: Rendered, pictures: Pictures) -> None:
    """Write what the text renders to."""
    text.html = result.html
    text.plain = result.plain
    text.words = result.words
    text.citations = [[citation.key, citation.anchor, citation.number] for citation in result.citations]
    text.renderer_version = RENDERER_VERSION
    text.save(update_fields=["html", "plain", "words", "citations", "renderer_version"])
    text.images.set([image for key in result.pictures if (image := pictures.images.get(key))])


def format_stored(debate: Debate, references: Iterable[Reference]) -> None:
    """Format these references in the debate's style and store the HTML."""
    readable: Sequence[Reference] = [reference for reference in references if reference.csl is not None]
    entries = format_references(
        [reference.csl for reference in readable if reference.csl is not None], Style(debate.citation_style)
    )
    for reference, entry in zip(readable, entries, strict=True):
        reference.html = entry
    Reference.objects.bulk_update(readable, ["html"])


def rerender(*, debate_id: int) -> None:
    """Render a debate again with today's renderer and formatter: its texts and its references."""
    with transaction.atomic():
        debate = Debate.objects.select_for_update().get(pk=debate_id)
        format_stored(debate, debate.references.all())
        render_debate(debate)


def outdated(*, everything: bool = False) -> list[int]:
    """Answer the ids of debates that hold a text of an older renderer, or of all debates."""
    texts = Text.objects.all() if everything else Text.objects.exclude(renderer_version=RENDERER_VERSION)
    return list(texts.order_by("debate").values_list("debate", flat=True).distinct())
