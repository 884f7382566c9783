"""Which names seem to be one, spelled in two ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.publishing.name_spelling import LEAST, folded, seem_the_same, spelled_in_two_ways


def pairs(*names: str) -> list[tuple[str, str]]:
    return [*spelled_in_two_ways(names)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mira Okonjo", "Mira Okonyo"),  # changed
        ("Mira Okonjo", "Mira Oknojo"),  # exchanged with the next
        ("Mira Okonjo", "Mira Okono"),  # left out
        ("Mira Okonjo", "Mira Okonjoo"),  # one too many
        ("Mira Okonjo", "mira okonjo"),
        ("Jürgen Müller", "Jurgen Muller"),
        ("Jean-Luc Ferris", "Jean Luc Ferris"),
        ("J. R. Ferris", "J R Ferris"),
        ("Zoë Straße", "Zoe Strasse"),
        ("Mira Okonjo", "Mira Ókonjo"),
        ("Mira Okonjo", "𝑴ira Okonjo"),
    ],
)
def test_two_spellings_of_one_name_are_noticed(one: str, other: str) -> None:
    assert pairs(one, other) == [(one, other)]
    assert pairs(other, one) == [(other, one)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ann Lee", "Ann Lea"),  # short words differ by a letter and are two names
        ("Mira Okonjo", "Mira Okanja"),  # two letters
        ("Mira Okonjo", "Mara Okonyo"),  # one letter each in two words
        ("Mira Okonjo", "Mira Okonjo Ferris"),
        ("Mira Okonjo", "Okonjo Mira"),
        ("Mira Okonjo", "Mira Konjooo"),
        ("Karl Jansen", "Carla Hansen"),
    ],
)
def test_two_people_are_not_taken_for_one(one: str, other: str) -> None:
    assert pairs(one, other) == []


def test_the_same_spelling_is_one_however_often_and_with_whatever_spaces() -> None:
    assert pairs("Mira Okonjo", "Mira  Okonjo", " Mira Okonjo ", "", "  ") == []


def test_pairs_come_in_the_order_of_the_names() -> None:
    names = ("Wil Ferris", "Mira Okonyo", "Wil Feris", "Mira Okonjo")
    assert pairs(*names) == [("Wil Ferris", "Wil Feris"), ("Mira Okonyo", "Mira Okonjo")]


WORD = st.text("abcdefghij", min_size=LEAST, max_size=9)
NAME = st.lists(WORD, min_size=1, max_size=3).map(" ".join)


@given(NAME, st.data())
def test_one_slip_in_a_long_word_is_noticed(name: str, data: st.DataObject) -> None:
    words = name.split()
    which = data.draw(st.integers(0, len(words) - 1))
    word = words[which]
    at = data.draw(st.integers(0, len(word) - 2))
    slip = data.draw(st.sampled_from(["one too many", "changed", "exchanged"]))
    words[which] = {
        "one too many": word[:at] + "z" + word[at:],
        "changed": word[:at] + "z" + word[at + 1 :],
        "exchanged": word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    }[slip]
    slipped = " ".join(words)
    assert seem_the_same(name, slipped)
    assert seem_the_same(slipped, name)


@given(st.text(), st.text())
def test_it_does_not_matter_which_name_comes_first(one: str, other: str) -> None:
    assert seem_the_same(folded(one), folded(other)) == seem_the_same(folded(other), folded(one))
    assert len(pairs(one, other)) == len(pairs(other, one)) <= 1


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert folded(folded(name)) == folded(name)
    assert pairs(name, name) == []


@given(st.lists(NAME, max_size=8))
def test_every_pair_is_of_two_spellings_that_were_given(names: list[str]) -> None:
    for one, other in pairs(*names):
        assert one != other
        assert {one, other} <= set(names)
