from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.citations.csl import validate
from debates.citations.lines import date_line, date_of, name_line, names_of


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ({"family": "Poe", "given": "Ann"}, "Poe, Ann"),
        ({"family": "Poe", "given": "Ann", "suffix": "Jr."}, "Poe, Ann, Jr."),
        ({"literal": "World Health Organization"}, "World Health Organization"),
        ({"literal": "Department of Health, Ireland"}, "{Department of Health, Ireland}"),
    ],
)
def test_names_are_typed_on_lines(name: dict[str, str], line: str) -> None:
    assert name_line(name) == line
    assert names_of(f"\n  {line.replace(' ', '   ')} \r\n") == [name]


def test_half_a_name_is_a_whole_one() -> None:
    assert names_of("Poe,\n, Ann\nPlato") == [{"literal": "Poe"}, {"literal": "Ann"}, {"literal": "Plato"}]


def test_a_line_that_nobody_touched_keeps_the_parts_of_its_name() -> None:
    beethoven = {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"}
    assert names_of("van Beethoven, Ludwig\nPoe, Ann", [beethoven]) == [
        beethoven,
        {"family": "Poe", "given": "Ann"},
    ]
    assert names_of("van Beethoven, L.", [beethoven]) == [{"family": "van Beethoven", "given": "L."}]


WORD = st.text(st.sampled_from("abc,{}é .-"), min_size=1, max_size=8)
NAMES = st.lists(
    st.dictionaries(
        st.sampled_from(
            ["family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle"]
        ),
        WORD,
        min_size=1,
    ),
    max_size=4,
)


@given(NAMES)
def test_names_that_are_written_out_are_read_back(people: list[dict[str, str]]) -> None:
    clean = validate({"type": "book", "title": "T", "author": people}).get("author", [])
    written = [name_line(name) for name in clean]
    if len(set(written)) == len({str(name) for name in clean}):  # else two names look the same
        assert names_of("\n".join(written), clean) == clean


@pytest.mark.parametrize(
    ("date", "line"),
    [
        ({"date-parts": [[2019]]}, "2019"),
        ({"date-parts": [[2019, 3]]}, "2019-03"),
        ({"date-parts": [[2019, 3, 5]]}, "2019-03-05"),
        ({"date-parts": [[2019, 3], [2020, 1]]}, "2019-03/2020-01"),
        ({"date-parts": [[-44, 3, 15]]}, "-0044-03-15"),
        ({"date-parts": [[1850]], "circa": True}, "c. 1850"),
        ({"literal": "spring 2019"}, "spring 2019"),
    ],
)
def test_dates_are_typed_and_read_back(date: dict[str, Any], line: str) -> None:
    assert date_line(date) == line
    assert date_of(line) == date
    assert validate({"type": "book", "title": "T", "issued": date})["issued"] == date


def test_nothing_typed_is_no_date() -> None:
    assert date_of("  ") == {}
