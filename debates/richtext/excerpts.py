"""What changed in a long text, with a few words around each change: nobody reads an essay to find a comma."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from debates.richtext.differences import WORD, Change, Part

AROUND = 12
"""Words that stay before and after a change."""

MOST = 4000
"""Characters of an excerpt, after which the rest is left out."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A change, or several near each other, with the words around them.

    `opens` and `closes` say that the text goes on before and after it.
    """

    parts: tuple[Part, ...]
    opens: bool
    closes: bool


@dataclass(frozen=True, slots=True)
class Excerpts:
    """The changes of a text in order; `is_whole` says that none is left out."""

    excerpts: tuple[Excerpt, ...]
    is_whole: bool


def excerpts(parts: Sequence[Part], around: int = AROUND, most: int = MOST) -> Excerpts:
    """Answer the changes among these parts with so many words around them, up to so many characters."""
    found: list[Excerpt] = []
    room = most
    for excerpt in cut(parts, around):
        shortened = tuple(fitting(excerpt.parts, room))
        if not shortened:
            return Excerpts(tuple(found), is_whole=False)
        if shortened != excerpt.parts:
            return Excerpts((*found, Excerpt(shortened, excerpt.opens, closes=True)), is_whole=False)
        room -= sum(len(part.text) for part in shortened)
        found.append(excerpt)
    return Excerpts(tuple(found), is_whole=True)


def cut(parts: Sequence[Part], around: int) -> Iterator[Excerpt]:
    """Answer the excerpts of a text: where more than the words around two changes lies between, two."""
    current: list[Part] = []
    opens = False
    for place, part in enumerate(parts):
        if part.change is not Change.KEPT:
            current.append(part)
            continue
        words = WORD.findall(part.text)
        is_first, is_last = place == 0, place == len(parts) - 1
        before = "".join(words[-around:]) if around else ""
        if is_first:
            opens = len(words) > around
            current = [Part(Change.KEPT, before)] if before and not is_last else []
        elif is_last:
            after = "".join(words[:around])
            yield Excerpt((*current, *kept(after)), opens, closes=len(words) > around)
            current = []
        elif len(words) > 2 * around:
            yield Excerpt((*current, *kept("".join(words[:around]))), opens, closes=True)
            current, opens = [*kept(before)], True
        else:
            current.append(part)
    if any(part.change is not Change.KEPT for part in current):
        yield Excerpt(tuple(current), opens, closes=False)


def kept(text: str) -> Iterator[Part]:
    """Answer the part of words that stay; none for no words."""
    if text:
        yield Part(Change.KEPT, text)


def fitting(parts: Iterable[Part], room: int) -> Iterator[Part]:
    """Answer the parts as far as there is room for them, the last one shortened."""
    for part in parts:
        if room <= 0:
            return
        yield Part(part.change, part.text[:room])
        room -= len(part.text)
