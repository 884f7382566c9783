"""What is shown of a long text in which a little has changed."""

from hypothesis import given
from hypothesis import strategies as st

from debates.richtext.differences import Change, Part, differences
from debates.richtext.excerpts import Excerpt, Excerpts, excerpts

KEPT, ADDED, REMOVED = Change.KEPT, Change.ADDED, Change.REMOVED
LONG = " ".join(f"w{number}" for number in range(100))


def marked(found: Excerpts) -> list[str]:
    """Answer each excerpt as text: what was removed in square brackets, what was added in round ones."""
    marks = {KEPT: "{}", REMOVED: "[{}]", ADDED: "({})"}
    return [
        ("…" if excerpt.opens else "")
        + "".join(marks[part.change].format(part.text) for part in excerpt.parts)
        + ("…" if excerpt.closes else "")
        for excerpt in found.excerpts
    ]


def of(before: str, after: str, around: int = 2, most: int = 4000) -> list[str]:
    return marked(excerpts(differences(before, after), around, most))


def test_a_change_stands_among_the_words_around_it() -> None:
    assert of(LONG, LONG.replace("w50 ", "fifty ")) == ["…w48 w49 [w50 ](fifty )w51 w52 …"]


def test_a_short_text_is_whole() -> None:
    assert of("The tide decides.", "The tide decided.") == ["The tide [decides.](decided.)"]


def test_changes_far_apart_are_two_excerpts_and_near_ones_are_one() -> None:
    far = LONG.replace("w10 ", "ten ").replace("w50 ", "fifty ")
    assert of(LONG, far) == ["…w8 w9 [w10 ](ten )w11 w12 …", "…w48 w49 [w50 ](fifty )w51 w52 …"]
    near = LONG.replace("w10 ", "ten ").replace("w15 ", "fifteen ")
    assert of(LONG, near) == ["…w8 w9 [w10 ](ten )w11 w12 w13 w14 [w15 ](fifteen )w16 w17 …"]


def test_what_is_at_the_ends_has_nothing_beyond() -> None:
    assert of(LONG, "first " + LONG) == ["(first )w0 w1 …"]
    assert of(LONG, LONG + " last") == ["…w97 w98 [w99](w99 last)"]


def test_nothing_changed_is_nothing_shown() -> None:
    assert excerpts(differences(LONG, LONG)) == Excerpts((), is_whole=True)
    assert excerpts(()) == Excerpts((), is_whole=True)


def test_a_text_that_came_new_is_all_added() -> None:
    assert excerpts(differences("", "New.")) == Excerpts(
        (Excerpt((Part(ADDED, "New."),), opens=False, closes=False),), is_whole=True
    )


def test_more_than_there_is_room_for_is_left_out_and_said_to_be() -> None:
    found = excerpts(differences("", "x" * 50), most=20)
    assert (marked(found), found.is_whole) == (["(" + "x" * 20 + ")…"], False)
    far = LONG.replace("w10 ", "ten ").replace("w50 ", "fifty ")
    found = excerpts(differences(LONG, far), 2, most=len("w8 w9 w10 ten w11 w12 "))
    assert (marked(found), found.is_whole) == (["…w8 w9 [w10 ](ten )w11 w12 …"], False)


WORDS = st.lists(st.sampled_from(["a ", "b ", "c\n", "long "]), max_size=60)


@given(WORDS, WORDS, st.integers(0, 5))
def test_every_change_is_shown_and_nothing_that_is_not_there(
    old: list[str], new: list[str], around: int
) -> None:
    parts = differences("".join(old), "".join(new))
    found = excerpts(parts, around)
    shown = [part for excerpt in found.excerpts for part in excerpt.parts]
    assert found.is_whole
    for change in (ADDED, REMOVED):
        said = [part.text for part in parts if part.change is change]
        assert [part.text for part in shown if part.change is change] == said
    whole = "".join(part.text for part in parts)
    assert all("".join(part.text for part in excerpt.parts) in whole for excerpt in found.excerpts)


@given(WORDS, WORDS, st.integers(1, 40))
def test_no_more_is_shown_than_there_is_room_for(old: list[str], new: list[str], most: int) -> None:
    parts = differences("".join(old), "".join(new))
    found = excerpts(parts, 2, most)
    assert sum(len(part.text) for excerpt in found.excerpts for part in excerpt.parts) <= most
