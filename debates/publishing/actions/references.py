"""What a debate cites: added one by one or many at once, changed, put in order, taken out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.citations.csl import InvalidReference, validate
from debates.citations.formatting import Style, format_references
from debates.citations.likeness import key_for, marks
from debates.publishing import policies
from debates.publishing.actions.drafting import checked, refuse_elsewhere
from debates.publishing.actions.locking import locked
from debates.publishing.actions.rendering import format_stored, render_debate
from debates.publishing.models import Debate, Reference, Text
from debates.publishing.queries.references import citing


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding references: those that are new, and of each that was not, the one that it is.

    `duplicates` are pairs: the place among the items, from 0, and the reference that says the same work.
    """

    references: tuple[Reference, ...]
    duplicates: tuple[tuple[int, Reference], ...]


def add_references(*, debate: Debate, items: Iterable[Mapping[str, Any]], by: Any) -> Added:
    """Add these CSL items to the debate, all or none, each under a key from its author and year.

    One that is there already (`likeness.marks`), or twice among the items, is not added but reported. Raises
    `Refused`.
    """
    policies.may_edit_debate(by, debate).or_refuse()
    clean = [validated(item) for item in items]
    # Fifteen milliseconds each: not for those that are there, and not while others wait for the debate.
    known = marks_of(debate.references.all())
    new = [place for place, item in enumerate(clean) if not any(mark in known for mark in marks(item))]
    looks = (debate.citation_style, debate.language)
    html = format_references([clean[place] for place in new], Style(looks[0]), looks[1])
    with transaction.atomic():
        stored = locked(debate.pk)
        policies.may_edit_debate(by, stored).or_refuse()
        stays = looks == (stored.citation_style, stored.language)
        return store_new(stored, clean, dict(zip(new, html, strict=True)) if stays else {})


def marks_of(rows: Iterable[Reference]) -> dict[tuple[str, ...], Reference]:
    """Answer by what each of these references is recognised."""
    return {mark: row for row in rows if row.csl is not None for mark in marks(row.csl)}


def store_new(debate: Debate, items: list[dict[str, Any]], html: Mapping[int, str]) -> Added:
    """Store these items, unless one is there already; `html` has lines that are formatted, by place."""
    present = list(debate.references.all())
    known = marks_of(present)
    taken = {row.key for row in present}
    order = next_order(debate)
    new: list[Reference] = []
    duplicates = []
    for place, item in enumerate(items):
        found = marks(item)
        if same := next((known[mark] for mark in sorted(found) if mark in known), None):
            duplicates.append((place, same))
            continue
        row = Reference(debate=debate, key=key_for(item, taken), order=order + len(new), csl=item)
        row.html = html.get(place, "")
        taken.add(row.key)
        known |= dict.fromkeys(found, row)
        new.append(row)
    added = Reference.objects.bulk_create(new)
    # Where somebody changed the style, or deleted what was there, in between.
    format_stored(debate, [row for row in added if not row.html])
    resolve(debate, {row.key for row in added})
    return Added(tuple(added), tuple(duplicates))


def next_order(debate: Debate) -> int:
    """Answer the place behind the last reference."""
    last: int | None = debate.references.aggregate(last=Max("order"))["last"]
    return 0 if last is None else last + 1


def validated(item: object) -> dict[str, Any]:
    """Answer a clean copy of a CSL item. Raises `Refused`."""
    try:
        return validate(item)
    except InvalidReference as error:
        raise Refused(" ".join(error.problems)) from error


def resolve(debate: Debate, keys: set[str]) -> None:
    """Render the debate again where a text cited one of these keys before there was a reference for it."""
    unknown = Text.objects.filter(debate=debate).values_list("unknown_citations", flat=True)
    if any(key in keys for cited in unknown for key in cited):
        render_debate(debate)


@transaction.atomic
def save_reference(*, reference: Reference, by: Any) -> Reference:
    """Save a reference, new or changed, with its formatted line; a new one without a key is given one.

    Raises `Refused`.
    """
    debate = locked(reference.debate_id)
    policies.may_edit_debate(by, debate).or_refuse()
    stored = Reference.objects.filter(pk=reference.pk).first()
    if stored is not None:
        refuse_elsewhere(debate, stored.debate_id)
        if stored.key != reference.key:
            refuse_cited(stored)
    if reference.csl is not None:
        reference.csl = validated(reference.csl)
        if not reference.key:
            reference.key = key_for(reference.csl, set(debate.references.values_list("key", flat=True)))
    checked(reference)
    reference.save()
    format_stored(debate, [reference])
    resolve(debate, {reference.key})
    return reference


@transaction.atomic
def move_reference(*, reference: Reference, place: int, by: Any) -> None:
    """Put a reference at this place of its debate's list, from 1; beyond the ends is at the end.

    Raises `Refused`.
    """
    debate = locked(reference.debate_id)
    policies.may_edit_debate(by, debate).or_refuse()
    rows = list(debate.references.order_by("order", "pk"))
    if reference not in rows:
        raise Refused(_("This reference has been deleted."))
    rows.remove(reference)
    rows.insert(min(max(place, 1), len(rows) + 1) - 1, reference)
    for order, row in enumerate(rows):
        row.order = order
    Reference.objects.bulk_update(rows, ["order"])


@transaction.atomic
def delete_reference(*, reference: Reference, by: Any) -> None:
    """Delete a reference that no text cites. Raises `Refused`, saying where it is cited."""
    policies.may_edit_debate(by, locked(reference.debate_id)).or_refuse()
    stored = Reference.objects.filter(pk=reference.pk).first()
    if stored is not None:
        refuse_cited(stored)
        stored.delete()


def refuse_cited(reference: Reference) -> None:
    """Raise `Refused`, naming the texts, where any text cites this reference or is about to."""
    names = [place.name for place in citing(reference.debate).get(reference.key, ())]
    if names:
        sentence = _("Texts cite this reference by its key: change them first (%(texts)s).")
        raise Refused(sentence % {"texts": ", ".join(names)})
