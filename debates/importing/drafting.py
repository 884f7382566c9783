"""One debate, put together from the posts that belong to it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from debates.importing.characters import shortened
from debates.importing.free_form import read_reference
from debates.importing.grouping import Group, Member
from debates.importing.shapes import (
    MAX_CLAIM,
    MAX_LABEL,
    MAX_NAME,
    MAX_OFFICE,
    MAX_QUESTION,
    MAX_TITLE,
    ProposedDebate,
    ProposedReference,
    ProposedSide,
)
from debates.importing.signs import ClaimSentence
from debates.importing.spelling import closest
from debates.importing.wxr import Post, Term
from debates.richtext.languages import LANGUAGE

TEASER_WORDS = 120
"""An essay with fewer is probably only the beginning of one."""
_NO_TOPICS = frozenset({"debate", "debates", "uncategorized", "uncategorised"})
_DASH = re.compile(r"\s+[–—-]\s+")


class Unusable(ValueError):  # noqa: N818 - it names what is wrong with the debate
    """The debate lacks what it can't do without; the message is a sentence after a colon."""


class Drafting:
    """Draws up one debate, and remarks on what a person should look at."""

    def __init__(self, group: Group) -> None:
        self.introduction = group.introduction
        self.members = group.members
        self.remarks = list(group.remarks)

    def debate(self) -> ProposedDebate:
        """Answer the debate. Raises `Unusable`."""
        post = self.introduction.post
        names = [self.name_of(member) for member in self.members]
        titles = [self.fitting(member.candidate.title, MAX_TITLE, "title") for member in self.members]
        labels = self.labels(titles, names)
        sides = [self.side(*parts) for parts in zip(self.members, names, titles, labels, strict=True)]
        self.remark_on_posts()
        return ProposedDebate(
            post=post,
            question=self.fitting(self.introduction.title, MAX_QUESTION, "question"),
            language=post.language if re.fullmatch(LANGUAGE, post.language[:12]) else "en",
            markdown=self.introduction.signs.markdown,
            published_at=self.date(),
            sides=tuple(sides),
            references=tuple(self.references()),
            topics=self.topics(),
            remarks=tuple(dict.fromkeys(self.remarks)),
        )

    def fitting(self, text: str, limit: int, what: str) -> str:
        """Answer a text that a table can hold. Raises `Unusable` where there is none."""
        if not text:
            raise Unusable(f"a {what} is missing.")
        if len(text) > limit:
            self.remarks.append(f"This {what} has more than {limit} characters and was shortened: “{text}”")
        return shortened(text, limit)

    # ---------------------------------------------------------------- who argues what

    def name_of(self, member: Member) -> str:
        """Answer who signs a contribution, as the signed link spells it; other spellings are remarked."""
        signs, title = member.candidate.signs, member.candidate.title
        linked = [
            link.name
            for other in self.members
            for link in other.candidate.signs.takes
            if member.candidate.post.is_at(link.address)
        ]
        own = [claim.name for claim in signs.claims]
        name = next(filter(None, [member.name, *linked, *own]), "")
        if not name:
            name = member.candidate.post.creator
            self.remarks.append(f"“{title}” names nobody as its author: the account “{name}” was taken.")
        introduced = [claim.name for claim in self.introduction.signs.claims]
        said = [(other, "the link of another contribution") for other in linked]
        said += [(found, "the introduction") for found in [closest(name, introduced)] if found]
        said += [(found, "the contribution") for found in [closest(name, own)] if found]
        said += [(found, "the title") for found in [named_in(title, name)] if found]
        self.compare(name, said)
        return self.fitting(name, MAX_NAME, "name")

    def compare(self, name: str, said: Iterable[tuple[str, str]]) -> None:
        """Remark on other spellings of a name, and where they stand. A surname alone is none."""
        places: dict[str, list[str]] = {}
        for spelling, place in said:
            if not set(spelling.split()) <= set(name.split()):
                places.setdefault(spelling, []).append(place)
        for spelling, where in places.items():
            self.remarks.append(
                f"The name “{name}” is spelled “{spelling}” in {' and in '.join(dict.fromkeys(where))}; "
                f"“{name}” was kept."
            )

    def claim_of(self, member: Member, name: str) -> ClaimSentence | None:
        """Answer the sentence on what this person claims: the introduction's, else the contribution's."""
        for signs in (self.introduction.signs, member.candidate.signs):
            by_name = {claim.name: claim for claim in reversed(signs.claims)}
            found = closest(name, by_name)
            if found:
                return by_name[found]
        return None

    def side(self, member: Member, name: str, title: str, label: str) -> ProposedSide:
        """Answer one position with its essay."""
        candidate, sentence = member.candidate, self.claim_of(member, name)
        if sentence is None:
            self.remarks.append(f"No sentence says what {name} claims: the title of the essay stands for it.")
        claim = sentence.claim if sentence else title
        if len(claim) > MAX_CLAIM:
            self.remarks.append(
                f"The claim of {name} has more than {MAX_CLAIM} characters: it ends with “…” now."
            )
        role, affiliation = (sentence.role, sentence.affiliation) if sentence else ("", "")
        if not (role and affiliation):
            self.remarks.append(f"Role or affiliation of {name} was not found.")
        if candidate.signs.words < TEASER_WORDS:
            self.remarks.append(
                f"The essay of {name} has {candidate.signs.words} words: it may be no more than a teaser."
            )
        return ProposedSide(
            post=candidate.post,
            label=label,
            claim=shortened(claim, MAX_CLAIM),
            name=name,
            role=shortened(role, MAX_OFFICE),
            affiliation=shortened(affiliation, MAX_OFFICE),
            title=title,
            markdown=candidate.signs.markdown,
        )

    def labels(self, titles: Sequence[str], names: Sequence[str]) -> Sequence[str]:
        """Answer short labels, all of one kind: what follows the dash in the titles, else the names."""
        ends = [_DASH.split(title, maxsplit=1)[-1] for title in titles]
        labels = [end[:1].upper() + end[1:] for end in ends]
        if are_labels(labels):
            return labels
        self.remarks.append(
            f"The titles are no labels for a ballot (different, and at most {MAX_LABEL} characters): "
            "the positions are named after their contributors. Give them labels of their own."
        )
        if are_labels(names):
            return names
        return [f"Position {number}" for number in range(1, len(titles) + 1)]

    # ---------------------------------------------------------------- the rest

    def date(self) -> datetime:
        """Answer when the debate was published: with its introduction, else with its first contribution."""
        dates = [post.published_at for post in self.posts() if post.published_at]
        if not dates:
            raise Unusable("none of its posts has a date.")
        date = self.introduction.post.published_at or min(dates)
        if any(other.date() != date.date() for other in dates):
            self.remarks.append(
                "Its posts were published on different days: the debate has the introduction's."
            )
        return date

    def posts(self) -> list[Post]:
        """Answer the posts of the debate."""
        return [self.introduction.post, *(member.candidate.post for member in self.members)]

    def topics(self) -> tuple[Term, ...]:
        """Answer the tags and categories that say something of the subject, each once."""
        terms = [term for post in self.posts() for term in (*post.categories, *post.tags)]
        found = {term.name.casefold(): term for term in reversed(terms)}
        return tuple(
            term
            for name, term in reversed(found.items())
            if name not in _NO_TOPICS and term.slug.casefold() not in _NO_TOPICS
        )

    def references(self) -> Iterator[ProposedReference]:
        """Answer the references of all posts, each once, with keys."""
        lines = [line for member in self.members for line in member.candidate.signs.references]
        readings = {line.casefold(): line for line in reversed([*self.introduction.signs.references, *lines])}
        keys: set[str] = set()
        for number, line in enumerate(reversed(readings.values()), start=1):
            reading = read_reference(line)
            key = free_key(key_for(reading.csl, number), keys)
            keys.add(key)
            if reading.doubts:
                doubts = " ".join(reading.doubts)
                self.remarks.append(f"Reference {number}, “{shortened(line, 60)}”: {doubts}")
            yield ProposedReference(key, reading.csl, reading.raw)

    def remark_on_posts(self) -> None:
        """Remark on what stayed out of the texts."""
        for candidate in (self.introduction, *(member.candidate for member in self.members)):
            signs, title = candidate.signs, candidate.title
            if signs.notice:
                notice = shortened(signs.notice, 100)
                self.remarks.append(f"The paragraph that presents the format was left out: “{notice}”")
            if signs.media:
                self.remarks.append(f"Left out of “{title}”: {', '.join(dict.fromkeys(signs.media))}.")
            if signs.links:
                addresses = ", ".join(dict.fromkeys(signs.links))
                self.remarks.append(f"In “{title}” only the words are left of links to: {addresses}")


def are_labels(labels: Sequence[str]) -> bool:
    """Answer whether these fit on a ballot and differ."""
    fit = all(0 < len(label) <= MAX_LABEL for label in labels)
    return fit and len({label.casefold() for label in labels}) == len(labels)


def named_in(title: str, name: str) -> str | None:
    """Answer the words of a title that are nearly this name; None where it names nobody, or says it right."""
    words, length = title.split(), len(name.split())
    runs = [
        " ".join(words[start : start + length]).strip(" ,.:;’'") for start in range(len(words) - length + 1)
    ]
    return closest(name, [run for run in runs if run[:1].isupper()]) if length > 1 else None


def key_for(csl: Mapping[str, Any] | None, number: int) -> str:
    """Answer a key such as `harvey2021` for a reference; `ref3` for one that could not be taken apart."""
    if csl is None:
        return f"ref{number}"
    people = csl.get("author") or csl.get("editor") or [{}]
    named = people[0].get("family") or people[0].get("literal") or csl.get("title") or ""
    plain = unicodedata.normalize("NFKD", str(named).casefold()).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z]+", plain)
    dates = (csl.get("issued") or {}).get("date-parts") or [[""]]
    return f"{words[0][:40]}{dates[0][0]}" if words else f"ref{number}"


def free_key(key: str, taken: set[str]) -> str:
    """Answer the key, with a letter where it is taken: `harvey2021b`."""
    letters = (key, *(f"{key}{letter}" for letter in "bcdefghijklmnopqrstuvwxyz"))
    numbers = (f"{key}-{number}" for number in range(2, len(taken) + 3))
    return next(candidate for candidate in (*letters, *numbers) if candidate not in taken)
