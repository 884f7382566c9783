"""Which posts form a debate: an introduction, and the contributions in the order of its links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from debates.importing.addresses import key_of
from debates.importing.html_tree import plain_line
from debates.importing.signs import PREFIX, Signs
from debates.importing.spelling import closest
from debates.importing.wxr import Post

MOST_SIDES = 6
"""Positions that a debate can have."""
FEWEST_SIDES = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post that shows signs of the format."""

    post: Post
    signs: Signs

    @property
    def title(self) -> str:
        """Answer the post's title without the format's “Debate:”."""
        line = plain_line(self.post.title)
        return PREFIX.sub("", line, count=1) if PREFIX.match(line) else line


@dataclass(frozen=True, slots=True)
class Member:
    """A contribution and the name that the introduction's link gives; empty where it has no link."""

    candidate: Candidate
    name: str


@dataclass(frozen=True, slots=True)
class Group:
    """The posts of one debate, and what a person should look at."""

    introduction: Candidate
    members: tuple[Member, ...]
    remarks: tuple[str, ...] = ()


class Addresses:
    """The posts by every address that a link may have for them."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self.posts: dict[str, Candidate] = {}
        for candidate in candidates:
            post = candidate.post
            number = f"?p={post.post_id}" if post.post_id else ""
            for key in (key_of(post.link), number, key_of(post.guid)):
                if key:
                    self.posts.setdefault(key, candidate)

    def find(self, address: str) -> Candidate | None:
        """Answer the post at this address, on whatever host."""
        return self.posts.get(key_of(address)) if address else None


@dataclass(slots=True)
class Grouping:
    """The groups found so far. Posts are known by their `guid`, which is unique among candidates."""

    candidates: Sequence[Candidate]
    groups: list[Group] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    settled: set[str] = field(default_factory=set)

    def run(self) -> None:
        """Group the candidates, and remark on each that stays alone."""
        addresses = Addresses(self.candidates)
        for candidate in introductions(self.candidates, addresses):
            self.settle(candidate, addresses)
        self.remarks += [
            f"“{candidate.title}” looks like part of a debate, but it could not be paired with other posts."
            for candidate in self.candidates
            if candidate.post.guid not in self.settled
        ]

    def settle(self, introduction: Candidate, addresses: Addresses) -> None:
        """Put the posts of one introduction together, or remark why that can't be."""
        slots = linked(introduction, addresses)
        backers = [
            candidate
            for candidate in self.candidates
            if addresses.find(candidate.signs.introduction) is introduction
            and candidate is not introduction
            and candidate not in [found for _link, found in slots]
        ]
        remarks: list[str] = []
        members, lost = fill(slots, backers, remarks)
        chosen = [member.candidate for member in members]
        problem = missing(lost) or self.unfit(chosen)
        self.settled |= {candidate.post.guid for candidate in [introduction, *chosen]}
        if problem:
            self.remarks.append(f"“{introduction.title}” was left out: {problem}")
        else:
            self.groups.append(Group(introduction, tuple(members), tuple(remarks)))

    def unfit(self, chosen: Sequence[Candidate]) -> str:
        """Answer why these contributions make no debate; empty when they do."""
        taken = [candidate.title for candidate in chosen if candidate.post.guid in self.settled]
        if taken:
            return f"“{taken[0]}” belongs to another debate of this file already."
        if not chosen:
            return "it has no contributions in this file."
        if len(chosen) < FEWEST_SIDES:
            return f"it has one contribution in this file, “{chosen[0].title}”; a debate needs two."
        if len(chosen) > MOST_SIDES:
            return f"it has {len(chosen)} contributions; a debate has at most {MOST_SIDES} positions."
        return ""


Slot = tuple[str, str]
"""The name and address in a link of the introduction."""


def introductions(candidates: Sequence[Candidate], addresses: Addresses) -> list[Candidate]:
    """Answer the posts that link to contributions, or that contributions name as their introduction."""
    named = {id(found) for candidate in candidates if (found := addresses.find(candidate.signs.introduction))}
    return [
        candidate
        for candidate in candidates
        if (candidate.signs.contributions or id(candidate) in named)
        and addresses.find(candidate.signs.introduction) in (None, candidate)
    ]


def linked(introduction: Candidate, addresses: Addresses) -> list[tuple[Slot, Candidate | None]]:
    """Answer the introduction's links, once each, with the contribution at the other end."""
    slots: dict[str, tuple[Slot, Candidate | None]] = {}
    for link in introduction.signs.contributions:
        found = addresses.find(link.address)
        if found is not introduction:
            slots.setdefault(
                found.post.guid if found else key_of(link.address), ((link.name, link.address), found)
            )
    return list(slots.values())


def fill(
    slots: Sequence[tuple[Slot, Candidate | None]], backers: list[Candidate], remarks: list[str]
) -> tuple[list[Member], list[Slot]]:
    """Answer the contributions in order, and the links whose contribution is not here.

    First as the links say, by the name where a link leads nowhere; then those that only link back.
    """
    members, lost = [], []
    for slot, linked_to in slots:
        name, _address = slot
        found = linked_to or by_name(name, backers)
        if found is None:
            lost.append(slot)
            continue
        if linked_to is None:
            backers.remove(found)
            remarks.append(
                f"The introduction's link to {name} leads nowhere; “{found.title}” was found by the name."
            )
        members.append(Member(found, name))
    for candidate in backers:
        remarks.append(f"“{candidate.title}” has no link in the introduction, so it comes last.")
        members.append(Member(candidate, ""))
    return members, lost


def by_name(name: str, candidates: Iterable[Candidate]) -> Candidate | None:
    """Answer the contribution whose own claim is by somebody of about this name."""
    claims = {claim.name: candidate for candidate in candidates for claim in candidate.signs.claims}
    best = closest(name, claims)
    return claims[best] if best else None


def missing(lost: Sequence[Slot]) -> str:
    """Answer which linked contribution is not here: no side of a debate is published without the others."""
    for name, address in lost:
        return f"the file has no published post for the contribution by {name} ({address[:200]})."
    return ""
