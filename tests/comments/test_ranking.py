"""The order “valued across sides”, against worked numbers and against what must always hold."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.comments.ranking import Rated, active_groups, cross_side_score, fallback, ranked

Counts = tuple[tuple[int, int], ...]

WORKED: list[tuple[Counts, float]] = [
    (((0, 0), (0, 0)), 0.2500),
    (((20, 20), (0, 0)), 0.4677),
    (((15, 20), (13, 20)), 0.6236),
    (((70, 100), (7, 10)), 0.6246),
    (((90, 100), (1, 10)), 0.3536),
    (((0, 20), (0, 20)), 0.0417),
    (((9, 10), (8, 10), (7, 10)), 0.6402),
]


def counts() -> st.SearchStrategy[tuple[int, int]]:
    return st.integers(0, 400).flatmap(lambda ratings: st.tuples(st.integers(0, ratings), st.just(ratings)))


def groups() -> st.SearchStrategy[list[tuple[int, int]]]:
    return st.lists(counts(), min_size=2, max_size=6)


def rated(comment: int, *pairs: tuple[int, int], is_new: bool = False, others: int = 0) -> Rated:
    """Answer a comment with these ratings of its groups, and `others` not helpful by readers of no group."""
    return Rated(
        comment,
        tuple((Fraction(helpful), Fraction(ratings)) for helpful, ratings in pairs),
        sum(helpful for helpful, _ratings in pairs),
        sum(ratings for _helpful, ratings in pairs) + others,
        is_new,
    )


# ---------------------------------------------------------------- the score


@pytest.mark.parametrize(("pairs", "score"), WORKED)
def test_the_score_is_the_worked_one(pairs: Counts, score: float) -> None:
    assert round(cross_side_score(pairs), 4) == score


@pytest.mark.parametrize(("helpful", "ratings", "low"), [(2, 2, 0.342380), (100, 101, 0.946033), (0, 0, 0.0)])
def test_without_sides_the_lower_end_of_wilsons_interval_counts(
    helpful: int, ratings: int, low: float
) -> None:
    assert round(fallback(helpful, ratings), 6) == low
    one_side = Rated(1, ((Fraction(9), Fraction(9)),), helpful, ratings)
    assert round(one_side.score, 6) == low


@given(groups())
def test_no_side_comes_first(pairs: list[tuple[int, int]]) -> None:
    scores = {round(cross_side_score(order), 12) for order in [*permutations(pairs)][:24]}
    assert len(scores) == 1


@given(groups(), st.data())
def test_one_more_rating_moves_the_score_its_way_and_never_to_the_end(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    group = data.draw(st.integers(0, len(pairs) - 1))
    helpful, ratings = pairs[group]
    before = cross_side_score(pairs)
    more = [*pairs[:group], (helpful + 1, ratings + 1), *pairs[group + 1 :]]
    less = [*pairs[:group], (helpful, ratings + 1), *pairs[group + 1 :]]
    assert 0 < cross_side_score(less) < before < cross_side_score(more) < 1


@pytest.mark.parametrize("pairs", [[], [(3, 2)], [(-1, 2)], [(1, 1), (2, 1)]])
def test_impossible_numbers_are_refused(pairs: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="as many ratings"):
        cross_side_score(pairs)


def test_who_answered_both_counts_as_a_part_of_each_side() -> None:
    half = Fraction(1, 2)
    assert cross_side_score([(half, half), (half, half)]) == pytest.approx(1.5 / 4.5)


# ---------------------------------------------------------------- which groups are sides


@pytest.mark.parametrize(
    ("members", "active"),
    [
        ((4, 90), (1,)),
        ((5, 90), (0, 1)),
        ((5, 96), (1,)),  # 5 of 101 are less than 5 %
        ((6, 114), (0, 1)),  # 6 of 120 are exactly 5 %
        ((0, 0), ()),
        ((5, 5, 4), (0, 1)),
        ((), ()),
    ],
)
def test_a_side_has_five_readers_and_a_twentieth_of_them(
    members: tuple[int, ...], active: tuple[int, ...]
) -> None:
    assert active_groups(members) == active


# ---------------------------------------------------------------- the order


def test_what_all_sides_value_stands_before_what_one_applauds() -> None:
    bridge, applauded, rejected = (
        rated(3, (15, 20), (13, 20)),
        rated(1, (90, 100), (1, 10)),
        rated(2, (0, 9), (0, 9)),
    )
    assert ranked([applauded, rejected, bridge], "") == (3, 1, 2)


def test_ties_go_to_the_higher_lowest_share_then_more_ratings_then_the_older() -> None:
    same = [rated(4, (1, 4), (3, 4)), rated(3, (3, 4), (1, 4)), rated(5, (3, 4), (1, 4), others=2)]
    assert len({round(one.score, 9) for one in same}) == 1
    assert ranked(same, "") == (5, 3, 4)
    low, high = rated(1, (0, 0), (1, 4)), rated(2, (1, 4), (0, 0))
    assert ranked([high, low], "") == (1, 2)
    # 3/8 · 3/8 and 2/8 · 4.5/8 are the same product; the shares are not.
    half = Fraction(1, 2)
    flat = Rated(8, ((Fraction(2), Fraction(4)), (Fraction(2), Fraction(4))), 4, 8)
    steep = Rated(7, ((Fraction(1), Fraction(4)), (Fraction(3) + half, Fraction(4))), 4, 8)
    assert flat.score == pytest.approx(steep.score)
    assert ranked([steep, flat], "") == (8, 7)


def test_new_comments_wait_at_the_end_newest_first() -> None:
    found = ranked(
        [rated(1, (0, 9), (0, 9)), rated(2, (9, 9), (9, 9), is_new=True), rated(3, is_new=True)], ""
    )
    assert found == (1, 3, 2)


def crowd(number: int, start: int = 100) -> list[Rated]:
    """Answer comments that both groups value, each a little less than the one before."""
    return [rated(start + place, (60 - place, 60), (60 - place, 60)) for place in range(number)]


def test_two_places_of_the_first_page_are_drawn_among_the_little_rated() -> None:
    little = [rated(comment, (1, 2), (0, 1)) for comment in range(1, 9)]
    drawn = set()
    for snapshot in range(40):
        order = ranked([*crowd(20), *little], f"7|{snapshot}")
        assert order == ranked([*little, *crowd(20)], f"7|{snapshot}")
        assert sorted(order) == sorted(one.comment for one in [*crowd(20), *little])
        assert order[:4] == (100, 101, 102, 103)
        assert order[5:9] == (104, 105, 106, 107)
        drawn |= {order[4], order[9]}
    assert drawn == set(range(1, 9))


def test_a_new_comment_can_be_drawn() -> None:
    order = ranked([*crowd(20), rated(1, (0, 0), (0, 0), is_new=True)], "seed")
    assert order[4] == 1


def test_where_nothing_is_little_rated_the_order_is_the_scores() -> None:
    assert ranked(crowd(20), "seed") == tuple(range(100, 120))


def test_every_side_finds_what_it_values_among_the_first_ten() -> None:
    own = [rated(1, (0, 40), (40, 40)), rated(2, (1, 40), (40, 40))]
    for_first = [rated(200 + place, (60, 60), (28 - place, 60)) for place in range(20)]
    order = ranked([*for_first, *own], "seed")
    assert own[1].score > own[0].score
    assert 2 in order[:10]
    assert 1 not in order[:10]
    assert order[:7] == tuple(range(200, 207))
    # A side that has a comment there already gets no second one.
    assert ranked([*crowd(20), *own], "seed")[:8] == tuple(range(100, 108))


def test_a_side_is_not_given_what_few_of_it_rated_or_what_is_new() -> None:
    for_first = [rated(200 + place, (60, 60), (20 - place, 60)) for place in range(20)]
    few = rated(1, (0, 40), (4, 4))
    new = rated(2, (0, 40), (40, 40), is_new=True)
    assert ranked([*for_first, few], "seed")[:10] == tuple(range(200, 210))
    assert 2 not in ranked([*for_first, new], "seed")[:4]


def test_a_place_is_not_taken_from_the_only_comment_of_another_side() -> None:
    def three(comment: int, *helpful: int) -> Rated:
        return rated(comment, *((share, 40) for share in helpful))

    for_first = [three(200 + place, 40, 19 - place % 10, 19) for place in range(20)]
    second, third = three(1, 0, 40, 0), three(2, 0, 0, 40)
    order = ranked([*for_first, second, third], "seed")
    assert {1, 2} <= {*order[:10]}
    assert any(comment >= 200 for comment in order[:10])


@given(st.lists(st.tuples(counts(), counts(), st.booleans()), max_size=60), st.text(max_size=5))
def test_every_comment_stands_in_the_order_once(
    rows: list[tuple[tuple[int, int], tuple[int, int], bool]], seed: str
) -> None:
    comments = [rated(number, one, other, is_new=new) for number, (one, other, new) in enumerate(rows)]
    order = ranked(comments, seed)
    assert sorted(order) == [*range(len(rows))]
    by_number = {one.comment: one for one in comments}
    for group in (0, 1):
        if any(one.is_valued_by(group) for one in comments):
            assert any(by_number[comment].is_valued_by(group) for comment in order[:10])
