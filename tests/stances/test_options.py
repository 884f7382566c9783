"""How an answer is written, and that nothing else is one."""

import pytest

from debates.stances.options import BOTH, UNSURE, Kind, NoSuchOption, Option


@pytest.mark.parametrize(
    ("code", "option"),
    [
        ("both", BOTH),
        ("unsure", UNSURE),
        ("p:1", Option(Kind.POSITION, 1)),
        ("p:9007199254740993", Option(Kind.POSITION, 9007199254740993)),
    ],
)
def test_a_code_is_its_option_and_the_option_its_code(code: str, option: Option) -> None:
    assert Option.of(code) == option
    assert option.code == code
    assert type(option.code) is str


@pytest.mark.parametrize(
    "code",
    [
        "", "position", "Both", " both", "both\n", "neither", "p:", "p:0", "p:01", "p:-1", "p:+1", "p:1.0",
        "p: 1", "p:1 ", "p:1\n", "P:1", "1", "p:²", "p:١", "p:1_000", "p:1e3", "p:" + "9" * 19,
        "p:1;both", "\0",
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_no_option(code: str) -> None:
    with pytest.raises(NoSuchOption):
        Option.of(code)
