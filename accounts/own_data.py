"""The shape in which every room hands over what it keeps about somebody: parts, each rows of one kind."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User

Row = dict[str, Any]
"""What stands under each key: texts, numbers, moments, truth values, and lists and tables of these."""

CHUNK = 500
"""So many rows are in memory at a time."""

WITHOUT_OTHERS = _("What it says of other people is theirs, and left out.")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whom it is about. `addresses` are their confirmed ones: what went to others may be somebody else's."""

    person: User
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one kind. `key` and the keys of a row are documented, and stay (`docs/export.md`).

    `says` is what somebody should know who reads it. `text` is the key of Markdown that they wrote, `image`
    that of the name of a stored picture; both empty where there is none.
    """

    key: str
    title: str | Promise
    keys: tuple[str, ...]
    rows: Callable[[], Iterable[Row]]
    says: str | Promise = ""
    text: str = ""
    image: str = ""


def part(
    key: str,
    title: str | Promise,
    *queries: "QuerySet[Any]",
    columns: Mapping[str, Any],
    **more: str | Promise,
) -> Part:
    """Answer the part whose rows these queries find, one after the other, each in the order of its numbers.

    `columns` leads from the key of a value to where the query finds it.
    """

    def rows() -> Iterator[Row]:
        for query in queries:
            found = query.order_by("pk").values_list(*columns.values())
            for values in found.iterator(chunk_size=CHUNK):
                yield dict(zip(columns, values, strict=True))

    return Part(key, title, tuple(columns), rows, **more)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did as part of their role: which rows, when, and in which debate."""

    name: str
    query: "QuerySet[Any]"
    at: str
    debate: str = ""


def part_of_acts(key: str, title: str | Promise, *acts: Act, says: str | Promise = "") -> Part:
    """Answer the part that lists what somebody did, without what it says of others."""

    def rows() -> Iterator[Row]:
        for act in acts:
            names = ["pk", act.at, *filter(None, [act.debate])]
            found = act.query.order_by("pk").values_list(*names)
            for number, at, *debate in found.iterator(chunk_size=CHUNK):
                yield {"act": act.name, "id": number, "at": at, "debate": debate[0] if debate else ""}

    return Part(key, title, ("act", "id", "at", "debate"), rows, says)


def is_one_of(column: str, addresses: Iterable[str]) -> Q:
    """Answer the condition that a column holds one of these addresses, in whatever case; never for none."""
    condition = Q(pk__in=[])
    for address in addresses:
        condition |= Q(**{f"{column}__iexact": address})
    return condition
