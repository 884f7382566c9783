from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.citations.likeness import key_for, marks

POE: dict[str, Any] = {
    "type": "book",
    "title": "Tides & Mud",
    "author": [{"family": "Poé", "given": "Ann"}],
    "issued": {"date-parts": [[2019, 3]]},
}


def alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(marks(one) & marks(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (POE | {"DOI": "10.1234/AbC"}, {"type": "book", "title": "X", "DOI": "10.1234/aBc"}),
        (POE | {"DOI": "10.1234/abc"}, {"type": "book", "title": "X", "URL": "https://doi.org/10.1234/abc"}),
        (
            POE | {"URL": "https://www.a.example/x/"},
            {"type": "book", "title": "X", "URL": "http://A.example/x#y"},
        ),
        (
            POE,
            POE
            | {"title": "tídes — mud!", "author": [{"family": "POE"}], "issued": {"literal": "spring 2019"}},
        ),
        (POE | {"author": []}, {"type": "book", "title": "Tides & Mud", "issued": {"date-parts": [[2019]]}}),
    ],
)
def test_the_same_work_is_recognised(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (POE, POE | {"title": "Tides"}),
        (POE, POE | {"issued": {"date-parts": [[2020]]}}),
        (POE, POE | {"author": [{"family": "Roe"}]}),
        ({"type": "webpage", "title": "Home"}, {"type": "webpage", "title": "Home"}),
        (
            POE | {"URL": "https://a.example/?p=1"},
            {"type": "book", "title": "X", "URL": "https://a.example/?p=2"},
        ),
    ],
)
def test_other_works_are_not(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert not alike(one, other)


@pytest.mark.parametrize(
    ("fields", "taken", "key"),
    [
        ({}, [], "poe2019"),
        ({}, ["Poe2019"], "poe2019b"),
        ({}, ["poe2019", "poe2019b"], "poe2019c"),
        ({"issued": {}}, ["poe"], "poe-2"),
        ({"author": [{"literal": "World Health Organization"}]}, [], "world2019"),
        ({"author": [{"family": "Łukasiewicz-Ørsted"}]}, [], "lukasiewicz2019"),
        ({"author": [], "title": "The Mud"}, [], "mud2019"),
        ({"author": [{"family": "田中"}]}, [], "ref2019"),
        ({"author": [], "title": "1984"}, [], "ref19842019"),
        ({"issued": {"date-parts": [[-44]]}}, [], "poe44"),
    ],
)
def test_keys_say_who_and_when(fields: dict[str, Any], taken: list[str], key: str) -> None:
    assert key_for({**POE, **fields}, taken) == key


@given(st.text(max_size=90), st.text(max_size=90), st.integers(1, 60))
def test_every_key_can_be_cited_and_is_another(name: str, title: str, times: int) -> None:
    from debates.publishing.models.references import key_validator

    item = {"type": "book", "title": title, "author": [{"literal": name}], "issued": {"date-parts": [[2019]]}}
    keys: list[str] = []
    for _time in range(times):
        keys.append(key_for(item, keys))
        key_validator(keys[-1])
    assert len(set(keys)) == times
