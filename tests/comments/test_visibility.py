"""Who may bring a comment from which state into which: every cause, every state before, every state after."""

from itertools import product

from debates.comments.visibility import Cause, Visibility, may_become

P, R, H, W, J, E = (
    Visibility.PUBLISHED,
    Visibility.RESTRICTED,
    Visibility.HELD,
    Visibility.WITHDRAWN,
    Visibility.REJECTED,
    Visibility.ERASED,
)

# Each line: the state before, and into which it may come by screening, by its author, by moderation, by the
# law. Every other step is forbidden.
ALLOWED: dict[Visibility, tuple[set[Visibility], set[Visibility], set[Visibility], set[Visibility]]] = {
    P: ({P, H}, {W}, {P, R, H, J}, {E}),
    R: (set(), {W}, {P, R, H, J}, {E}),
    H: ({P, H}, {W}, {P, R, H, J}, {E}),
    W: (set(), set(), set(), {E}),
    J: (set(), {W}, {P, R, H, J}, {E}),
    E: (set(), set(), set(), set()),
}


def test_the_table_of_steps() -> None:
    assert {*ALLOWED} == {*Visibility}
    steps = {
        (before, after, cause)
        for before, after, cause in product(Visibility, Visibility, Cause)
        if may_become(before, after, cause)
    }
    assert steps == {
        (before, after, cause)
        for before, by_cause in ALLOWED.items()
        for cause, afters in zip(Cause, by_cause, strict=True)
        for after in afters
    }
