"""The references of a debate as its editors see them: each line, its key, and where it is cited."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from debates.citations.likeness import marks
from debates.publishing.canon import canonical
from debates.publishing.models import Debate, Reference, Text
from debates.publishing.stored_html import safe
from debates.richtext.render import TextRefused, cited_keys


@dataclass(frozen=True, slots=True)
class Place:
    """A text that cites a reference, and where an editor changes it."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A reference in the list of its debate. `place` counts from 1.

    `line` is empty for one that is kept as it was typed, in `raw`. `same_as` are the keys of others that say
    the same work.
    """

    pk: int
    key: str
    place: int
    line: SafeString
    raw: str
    cited_in: tuple[Place, ...]
    same_as: tuple[str, ...]
    is_linked: bool


def references_for_editors(debate: Debate) -> tuple[ReferenceLine, ...]:
    """Answer the references of a debate in their order, in two queries however many there are."""
    rows = list(debate.references.order_by("order", "pk"))
    places = citing(debate)
    same = duplicates_among(rows)
    return tuple(
        ReferenceLine(
            pk=row.pk,
            key=row.key,
            place=place,
            line=safe(row.html),
            raw=row.raw,
            cited_in=places.get(row.key, ()),
            same_as=same.get(row.key, ()),
            is_linked=bool(row.csl and (row.csl.get("URL") or row.csl.get("DOI"))),
        )
        for place, row in enumerate(rows, 1)
    )


def duplicates_among(rows: Sequence[Reference]) -> dict[str, tuple[str, ...]]:
    """Answer for each key the keys of the other references that say the same work."""
    by_mark: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        for mark in marks(row.csl) if row.csl is not None else ():
            by_mark.setdefault(mark, []).append(row.key)
    same: dict[str, set[str]] = {}
    for keys in by_mark.values():
        for key in keys if len(keys) > 1 else ():
            same.setdefault(key, set()).update(keys)
    return {key: tuple(sorted(others - {key})) for key, others in same.items()}


def citing(debate: Debate) -> dict[str, tuple[Place, ...]]:
    """Answer for each key the texts that cite it, or will when a waiting change comes out, in one query."""
    texts = sorted(
        Text.objects.filter(debate=debate).select_related("debate", "pending", "essay__position"),
        key=canonical,
    )
    found: dict[str, list[Place]] = {}
    for text in texts:
        place = Place(text.name, f"{reverse('publishing:workspace', args=[debate.pk])}#text-{text.pk}")
        for key in dict.fromkeys([*(cited[0] for cited in text.citations), *keys_waiting(text)]):
            found.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in found.items()}


def keys_waiting(text: Text) -> tuple[str, ...]:
    """Answer what the change of a text that waits cites."""
    if text.pending is None:
        return ()
    try:
        return cited_keys(text.pending.source)
    except TextRefused:
        return ()
