"""In which order comments stand that readers of opposing stances value: the order “valued across sides”.

A rating is “helpful” or “not helpful”, and its reader belongs to the group of the position that they first
chose in this debate. A comment that one side applauds and the other rejects stands low; one that all sides
find helpful stands high. The score is the geometric mean, over the groups, of each group's share of
“helpful”, drawn towards a quarter while it has few ratings (one helpful of four is added to each):

    B = (product over groups g of (helpful_g + 1) / (ratings_g + 4)) ** (1 / k)

A reader who answered “both” counts as 1/k of a reader in each of the k groups. Where fewer than two groups
are large enough to speak of sides, the order is by the lower end of Wilson's 95 % interval of the share of
“helpful” among all ratings.
"""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from debates.stances.statistics import wilson

LEAST_MEMBERS = 5
"""Fewer readers than this are no side, and their ratings of a comment are never shown apart."""
LEAST_SHARE = Fraction(1, 20)
"""The part of the readers who hold a position that a group needs to be active."""
FEW_RATINGS = 5
"""A comment with fewer ratings than this is little rated."""

FIRST_PAGE = 10
"""So many of the first places show every active group."""
DRAWN_PLACES = (5, 10)
"""The places that little-rated comments are drawn for, counted from 1."""

Pair = tuple[Fraction, Fraction]
"""How many found a comment helpful, and how many rated it: in parts of readers."""


@dataclass(frozen=True)
class Rated:
    """A comment and its ratings: by each active group, in one order for all comments, and by everybody.

    `is_new` says that it is too young for its ratings to speak.
    """

    comment: int
    groups: tuple[Pair, ...]
    helpful: int
    ratings: int
    is_new: bool = False

    @property
    def is_little_rated(self) -> bool:
        """Answer whether its ratings do not say much yet."""
        return self.is_new or self.ratings < FEW_RATINGS

    @cached_property
    def score(self) -> float:
        """Answer how it is valued, between 0 and 1: across sides where there are two, else by all."""
        return cross_side_score(self.groups) if len(self.groups) > 1 else fallback(self.helpful, self.ratings)

    @property
    def lowest_share(self) -> Fraction:
        """Answer the smallest part of any group that found it helpful, 0 where one has not rated it."""
        shares = [helpful / ratings if ratings else Fraction(0) for helpful, ratings in self.groups]
        return min(shares, default=Fraction(0))

    def is_valued_by(self, group: int) -> bool:
        """Answer whether the group values it: enough of them rated it, and more of those found it helpful."""
        helpful, ratings = self.groups[group]
        return not self.is_new and ratings >= LEAST_MEMBERS and 2 * helpful > ratings


def cross_side_score(groups: Sequence[tuple[float | Fraction, float | Fraction]]) -> float:
    """Answer the score of a comment from the ratings of each group, as pairs of helpful and all.

    Raises `ValueError` where there is no group, or more are helpful than there are.
    """
    if not groups or any(not 0 <= helpful <= ratings for helpful, ratings in groups):
        raise ValueError("Every group has as many ratings as are helpful, or more.")
    product = math.prod(float(helpful + 1) / float(ratings + 4) for helpful, ratings in groups)
    return float(product ** (1 / len(groups)))


def fallback(helpful: int, ratings: int) -> float:
    """Answer the lower end of Wilson's interval, which needs no sides; 0 where nobody rated."""
    return wilson(helpful, ratings).low


def active_groups(members: Sequence[int]) -> tuple[int, ...]:
    """Answer which groups are active, by place: those with at least 5 readers and 5 % of all the members.

    `members` are the verified readers whose first stance is each position.
    """
    share = sum(members) * LEAST_SHARE
    return tuple(group for group, count in enumerate(members) if count >= LEAST_MEMBERS and count >= share)


def ranked(comments: Iterable[Rated], seed: str) -> tuple[int, ...]:
    """Answer the comments in their order, with those places kept that the first page gives away.

    Every active group that values a comment finds one among the first ten. The fifth and the tenth place are
    drawn among the little-rated, by a seed: the same for everybody, another one for each snapshot. Ties go to
    the higher lowest share, more ratings, the older comment. New comments follow at the end, newest first.
    """
    everything = [*comments]
    scored = sorted((comment for comment in everything if not comment.is_new), key=_place)
    new = sorted((comment for comment in everything if comment.is_new), key=lambda rated: -rated.comment)
    order = [*scored, *new]
    if len(order) <= FIRST_PAGE:
        return tuple(rated.comment for rated in order)
    first = _representing(scored, FIRST_PAGE - len(DRAWN_PLACES))
    chosen = {rated.comment for rated in first}
    rest = [rated for rated in order if rated.comment not in chosen]
    lots = sorted(
        (rated for rated in rest if rated.is_little_rated), key=lambda rated: _lot(seed, rated.comment)
    )
    page = [*first]
    for place, drawn in zip(DRAWN_PLACES, lots, strict=False):
        page.insert(place - 1, drawn)
    chosen = {rated.comment for rated in page}
    return tuple(rated.comment for rated in [*page, *(one for one in order if one.comment not in chosen)])


def _place(rated: Rated) -> tuple[float, Fraction, int, int]:
    # Rounded, so that two products of the same factors in another order are the same.
    return (-round(rated.score, 12), -rated.lowest_share, -rated.ratings, rated.comment)


def _representing(scored: Sequence[Rated], places: int) -> list[Rated]:
    """Answer the first of the scored comments, the last ones exchanged for what a group else misses."""
    first = [*scored[:places]]
    groups = range(len(scored[0].groups)) if scored else range(0)
    for group in groups:
        valued = next((rated for rated in scored if rated.is_valued_by(group)), None)
        if valued is None or any(rated.is_valued_by(group) for rated in first):
            continue
        first.remove(_spare(first, groups))
        first.append(valued)
    return sorted(first, key=_place)


def _spare(first: Sequence[Rated], groups: range) -> Rated:
    """Answer the last comment that is not the only one which some group values."""
    only = set[int]()
    for group in groups:
        valued = [rated.comment for rated in first if rated.is_valued_by(group)]
        only |= {*valued} if len(valued) == 1 else set()
    return next(rated for rated in reversed(first) if rated.comment not in only)


def _lot(seed: str, comment: int) -> bytes:
    return hashlib.sha256(f"{seed}|{comment}".encode()).digest()
