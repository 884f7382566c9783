"""The table of measurements says what was measured, and goes where it belongs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench import goals
from bench.goals import Measured, Row, at_least, at_most
from bench.processes import busy_seconds
from bench.table import BEGIN, END, line_of, put_into

BURNING = "import time\nwhile time.process_time() < 0.4: pass"


def test_every_row_has_a_case_and_a_name_of_its_own() -> None:
    cases = Path(goals.__file__).parent / "cases"
    assert {row.case for row in goals.ROWS} == {file.stem for file in cases.glob("[a-z]*.py")}
    assert len({row.name for row in goals.ROWS}) == len(goals.ROWS)


@pytest.mark.parametrize(
    ("goal", "figure", "met"),
    [
        (at_least(0.8), 0.8, True),
        (at_least(0.8), 0.79, False),
        (at_most(1.1), 1.1, True),
        (at_most(1.1), 1.11, False),
    ],
)
def test_a_goal_is_met_on_its_own_side(goal: goals.Goal, figure: float, met: bool) -> None:
    assert goal.is_met_by(figure) is met


def test_a_line_says_the_median_the_spread_the_goal_and_the_cpu() -> None:
    measured = [Measured(1.0, (2.0, 1.0)), Measured(0.5, (3.0, 1.0)), Measured(0.9, (4.0, 2.0))]
    assert line_of(Row("casting", "a vote", at_least(0.6)), measured) == (
        "| a vote | 0.90 | 0.50, 1.00 | ≥ 0.6 | yes | 3, 1 |"
    )


def test_a_missed_goal_is_said_and_so_is_what_was_not_measured() -> None:
    row = Row("weight", "scripts", at_most(20), "KB")
    assert line_of(row, [Measured(21.0)]) == "| scripts | 21.00 KB | 21.00, 21.00 | ≤ 20 KB | **no** |  |"
    assert line_of(row, []) == "| scripts | not measured | | ≤ 20 KB | | |"


def test_a_table_takes_the_place_of_the_last_one_and_of_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text(f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n", encoding="utf-8")
    put_into(file, "new")
    assert file.read_text(encoding="utf-8") == f"Before.\n{BEGIN}\nnew\n{END}\nAfter.\n"


def test_a_file_without_marks_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "performance.md"
    file.write_text(f"Before.\n{END}\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="has no"):
        put_into(file, "new")
    assert file.read_text(encoding="utf-8") == f"Before.\n{END}\n"


def test_what_a_child_worked_counts_also_once_it_has_ended() -> None:
    before = busy_seconds([os.getpid()])
    subprocess.run([sys.executable, "-c", BURNING], check=True)
    assert busy_seconds([os.getpid()]) - before >= 0.3


def test_what_a_parent_worked_is_not_its_childs() -> None:
    with subprocess.Popen(["sleep", "60"]) as idle:
        assert busy_seconds([idle.pid]) < 0.1 < busy_seconds([os.getpid()])
        idle.kill()
