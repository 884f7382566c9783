"""The images of a debate as its editors see them: where each is shown, and what it lacks."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from debates.media.models import Image
from debates.publishing.checklist import IMAGE_FIELDS
from debates.publishing.models import Debate, Text


@dataclass(frozen=True, slots=True)
class ImageLine:
    """An image of a debate. `shown_in` says where, and is empty for one that no page shows."""

    image: Image
    shown_in: tuple[str, ...]
    missing: tuple[str | Promise, ...]
    markdown: str
    is_lead: bool
    is_portrait: bool


@dataclass(slots=True)
class _Found:
    image: Image
    shown_in: list[str] = field(default_factory=list)
    is_portrait: bool = False


def images_for_editors(debate: Debate) -> tuple[ImageLine, ...]:
    """Answer every image of a debate, those that are shown first, in three queries however many there are."""
    found: dict[int, _Found] = {}

    def note(image: Image, place: str) -> _Found:
        line = found.setdefault(image.pk, _Found(image))
        if place and place not in line.shown_in:
            line.shown_in.append(place)
        return line

    if debate.lead_image:
        note(debate.lead_image, _("above the debate"))
    texts = (
        Text.objects.filter(debate=debate)
        .select_related("essay__contributor__portrait")
        .prefetch_related("images")
        .order_by("pk")
    )
    for text in texts:
        if text.essay is not None and text.essay.contributor.portrait:
            name = text.essay.contributor.name
            note(text.essay.contributor.portrait, _("portrait of %s") % name).is_portrait = True
        for image in text.images.all():
            note(image, text.name)
    for image in debate.images.all():
        note(image, "")
    lines = sorted(found.values(), key=lambda line: not line.shown_in)
    return tuple(line_of(line, debate) for line in lines)


def line_of(line: _Found, debate: Debate) -> ImageLine:
    """Answer one image as editors see it."""
    image = line.image
    return ImageLine(
        image=image,
        shown_in=tuple(line.shown_in),
        missing=tuple(IMAGE_FIELDS[name] for name in image.missing()),
        markdown=markdown_of(image),
        is_lead=image.pk == debate.lead_image_id,
        is_portrait=line.is_portrait,
    )


def markdown_of(image: Image) -> str:
    """Answer what shows this image in a text, without what would end its description or caption early."""
    alt = image.alt.translate(str.maketrans("", "", "[]\\\r\n"))
    title = image.title.replace('"', "”").translate(str.maketrans("", "", "\\\r\n"))
    return f'![{alt}](image:{image.key} "{title}")' if title else f"![{alt}](image:{image.key})"
