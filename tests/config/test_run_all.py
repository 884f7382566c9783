"""The suite's driver says what it left out, and lets nothing through where everything is required."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.run_all import Machine, Part, Result, counted, emptied_redis, parts_of, ran_once, run

EVERYTHING = Machine("postgresql://server/name", "redis://server", "/usr/bin/chromium", "/usr/sbin/nginx")

REPORT = """<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>"""


@pytest.mark.parametrize(
    ("machine", "left_out"),
    [
        (EVERYTHING, []),
        (replace(EVERYTHING, database_url=""), ["postgresql"]),
        (replace(EVERYTHING, redis_url=""), ["redis"]),
        (replace(EVERYTHING, chromium=""), ["browser"]),
        (replace(EVERYTHING, nginx=""), ["edge"]),
        (Machine("", "", "", ""), ["postgresql", "redis", "edge", "browser"]),
    ],
)
def test_what_the_machine_lacks_is_left_out_and_named(machine: Machine, left_out: list[str]) -> None:
    assert [part.name for part in parts_of(machine, []) if part.lacks] == left_out


@pytest.mark.parametrize(
    ("result", "fails", "fails_when_all_is_required"),
    [
        (Result("sqlite", held=True, passed=3), False, False),
        (Result("sqlite", held=True, passed=3, skipped=1), False, True),
        (Result("sqlite", held=False, failed=1), True, True),
        (Result("browser", held=False, left_out=True), False, True),
    ],
)
def test_leaving_out_and_skipping_fail_only_where_everything_is_required(
    result: Result, fails: bool, fails_when_all_is_required: bool
) -> None:
    assert result.fails(require_all=False) is fails
    assert result.fails(require_all=True) is fails_when_all_is_required


def test_sqlite_runs_without_the_servers_that_are_set() -> None:
    environments = {part.name: part.env for part in parts_of(EVERYTHING, [])}
    assert environments["sqlite"] == {"DATABASE_URL": "", "REDIS_URL": ""}
    assert environments["postgresql"] == {
        "DATABASE_URL": "postgresql://server/name",
        "REDIS_URL": "redis://server",
    }


def test_only_tests_that_need_a_server_run_on_postgresql_too() -> None:
    marks = {
        part.name: command[command.index("-m", 3) + 1]
        for part in parts_of(EVERYTHING, [])
        if part.tests
        for command in part.commands
    }
    assert marks == {
        "sqlite": "not browser and not edge",
        "postgresql": "servers and not browser and not edge",
        "edge": "edge",
        "browser": "browser",
    }


@pytest.mark.parametrize(
    ("sqlite", "postgresql", "once"),
    [
        ({"passed": 9, "failed": 1}, {"passed": 6, "skipped": 1}, 3),
        ({"passed": 9}, {"left_out": True}, 0),
        ({"left_out": True}, {"passed": 6}, 0),
    ],
)
def test_how_many_ran_once_is_said(sqlite: dict[str, Any], postgresql: dict[str, Any], once: int) -> None:
    results = [Result("sqlite", held=True, **sqlite), Result("postgresql", held=True, **postgresql)]
    assert ran_once(results) == once


def test_counts_come_from_the_report(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert counted(Result("sqlite", held=False), report) == Result(
        "sqlite", held=False, passed=3, failed=3, skipped=3
    )


def test_every_command_of_a_part_runs_and_one_failure_fails_it(tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    part = Part("lint", (("false",), ("touch", str(mark))))
    assert run(part, tmp_path).held is False
    assert mark.exists()


@pytest.mark.parametrize(
    ("url", "emptied"),
    [
        ("redis://:word@cache.example:6380/0", "redis://:word@cache.example:6380/15"),
        ("redis://127.0.0.1:6379", "redis://127.0.0.1:6379/15"),
        ("", ""),
    ],
)
def test_the_redis_that_a_site_may_be_using_is_not_emptied(url: str, emptied: str) -> None:
    assert emptied_redis(url) == emptied
