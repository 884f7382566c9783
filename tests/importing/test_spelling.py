"""Names are compared word by word."""

import pytest

from debates.importing.spelling import closest, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tomas Brandl", "Tomas Brandel"),
        ("Tomas Brandl", "Thomas Brandl"),
        ("Zoë Åkesson", "Zoe Akesson"),
        ("Tomas Brandl", "Brandl"),
        ("Tomas Brandl", "T. Brandl"),
        ("Tomas Brandl", "Tomas K. Brandl"),
        ("Tomas Brandl", "Brandl, Tomas"),
    ],
)
def test_spellings_of_one_name_are_alike(one: str, other: str) -> None:
    assert (likeness(one, other) > 0, likeness(one, other)) == (True, likeness(other, one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tomas Brandl", "Ines Lindqvist"),
        ("Tomas Brandl", "Tomas Quill"),
        ("Tomas Brandl", ""),
        ("…", "…"),
        ("T.", "I."),
    ],
)
def test_other_names_are_not(one: str, other: str) -> None:
    assert likeness(one, other) == 0


def test_the_closest_name_is_meant() -> None:
    names = ["Anne Berg", "Anna Berg", "Berg"]
    assert [closest("Anna Berg", names), closest("Ane Berg", names), closest("Carl Dorn", names)] == [
        "Anna Berg",
        "Anne Berg",
        None,
    ]
    assert closest("Anna Berg", []) is None
