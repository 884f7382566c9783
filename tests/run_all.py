"""Run everything that must hold, part by part, and say at the end what held: `make test`.

`--only sqlite,browser` picks parts; every other argument goes to pytest. A part whose server or browser is
not on this machine is left out and named; with `REQUIRE_ALL=1` leaving anything out, or skipping a test, is
a failure. A test that can reach neither the database nor the cache runs once, in the part `sqlite`.
"""

# ruff: noqa: T201 - a program of the command line speaks by printing

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import which
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import psycopg
import redis

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent

# Where a developer's servers listen when no setting names others. Django makes and drops its own test
# database beside the one that is named. Redis has none to make, and the tests empty the one they use: it is
# always the last, which is the least likely to hold anything.
SERVERS = (
    ("host=127.0.0.1 user=postgres", "postgresql://postgres@127.0.0.1:5432/sic_et_non"),
    ("host=/var/run/postgresql", "postgresql:////var/run/postgresql/sic_et_non"),
)
MAY_MAKE_DATABASES = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
REDIS = "redis://127.0.0.1:6379"
REDIS_DATABASE = "/15"
# The first is Chromium without the windows of its own that nobody looks at here: it opens a page in a quarter
# of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")

# Tests wait for other processes now and then, so one more than the two processors of a small machine; a
# browser keeps several processors busy by itself.
AT_A_TIME, JOURNEYS_AT_A_TIME = "3", "2"


@dataclass(frozen=True, slots=True)
class Machine:
    """What of this machine the tests can use; an empty text says that it is not there."""

    database_url: str
    redis_url: str
    chromium: str
    nginx: str


@dataclass(frozen=True, slots=True)
class Part:
    """Commands that must all succeed, and what they need of the environment.

    `tests` says that the commands are pytest's; `lacks` says why the part can't run here.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    env: dict[str, str] = field(default_factory=dict)
    tests: bool = False
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """How a part went, in seconds and, where it ran tests, in numbers of tests."""

    name: str
    held: bool
    left_out: bool = False
    seconds: float = 0.0
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    @property
    def words(self) -> str:
        """Say it in a few words."""
        outcome = "left out" if self.left_out else "held" if self.held else "FAILED"
        numbers = {"passed": self.passed, "failed": self.failed, "skipped": self.skipped}
        return ", ".join([outcome, *(f"{number} {name}" for name, number in numbers.items() if number)])

    def fails(self, *, require_all: bool) -> bool:
        """Answer whether the whole run fails by this part."""
        if require_all and (self.left_out or self.skipped):
            return True
        return not self.held and not self.left_out


def look_around() -> Machine:
    """Answer what is set or answers on this machine."""
    set_url = os.environ.get("DATABASE_URL", "")
    return Machine(
        database_url=set_url if set_url.startswith("postgres") else local_postgresql(),
        redis_url=emptied_redis(os.environ.get("REDIS_URL", "") or local_redis()),
        chromium=os.environ.get("CHROMIUM", "") or next(filter(None, map(which, BROWSERS)), ""),
        nginx=find_nginx(),
    )


def find_nginx() -> str:
    """Answer where nginx is, or "". Debian keeps it where only root looks."""
    return which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin") or ""


def local_postgresql() -> str:
    """Answer the URL of a PostgreSQL on this machine where we may make databases, or ""."""
    for server, url in SERVERS:
        with (
            suppress(psycopg.Error),
            psycopg.connect(f"{server} dbname=postgres connect_timeout=2") as connection,
        ):
            if connection.execute(MAY_MAKE_DATABASES).fetchone() == (True,):
                return url
    return ""


def local_redis() -> str:
    """Answer the URL of a Redis on this machine, or ""."""
    with suppress(redis.RedisError), redis.Redis.from_url(REDIS, socket_connect_timeout=2) as server:
        server.ping()
        return REDIS
    return ""


def emptied_redis(url: str) -> str:
    """Answer the URL of the database that the tests may empty at this server, or "" where there is none."""
    return urlsplit(url)._replace(path=REDIS_DATABASE).geturl() if url else ""


def parts_of(machine: Machine, pytest_arguments: Sequence[str]) -> tuple[Part, ...]:
    """Answer what to run on this machine, in order: what fails fast comes first."""
    templates = sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("templates/**/*.html"))
    embedded = {"DATABASE_URL": "", "REDIS_URL": ""}
    distributed = {"DATABASE_URL": machine.database_url, "REDIS_URL": machine.redis_url}
    without_postgresql = "" if machine.database_url else "none answers; name one with DATABASE_URL"
    without_nginx = "" if machine.nginx else "no nginx was found"
    without_chromium = "" if machine.chromium else "none was found; name one with CHROMIUM"
    side_by_side = ("-n", AT_A_TIME, "--dist", "loadgroup", *pytest_arguments)
    # All journeys stand in one folder, and so does the edge: nothing else need be read to find them.
    named = any((ROOT / argument.partition("::")[0]).exists() for argument in pytest_arguments)
    return (
        Part(
            "lint",
            (
                tool("ruff", "check"),
                tool("ruff", "format", "--check"),
                tool("djade", "--target-version", "5.2", "--check", *templates),
                tool("djlint", "--lint", "--quiet", "templates"),
            ),
        ),
        Part("types", (tool("mypy"), tool("mypy", "bench", "tests/run_all.py"))),
        Part("imports", (tool("lint-imports", "--no-logo"),)),
        Part("migrations", ((PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"),), embedded),
        Part("sqlite", (pytest("not browser and not edge", *side_by_side),), embedded, tests=True),
        # Not the tests that can reach neither database nor cache (`tests/servers.py`): they have run.
        Part(
            "postgresql",
            (pytest("servers and not browser and not edge", *side_by_side),),
            distributed,
            tests=True,
            lacks=without_postgresql,
        ),
        *(
            (Part("redis", (), lacks="none answers; name one with REDIS_URL"),)
            if not machine.redis_url
            else ()
        ),
        Part(
            "edge",
            (pytest("edge", *pytest_arguments, *(() if named else ("tests/deploy",))),),
            distributed if machine.database_url else embedded,
            tests=True,
            lacks=without_nginx,
        ),
        Part(
            "browser",
            (
                pytest(
                    "browser",
                    "-n",
                    JOURNEYS_AT_A_TIME,
                    *pytest_arguments,
                    *(() if named else ("tests/journeys",)),
                ),
            ),
            {**(distributed if machine.database_url else embedded), "CHROMIUM": machine.chromium},
            tests=True,
            lacks=without_chromium,
        ),
    )


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """Answer the command of a tool that is installed beside this Python."""
    return (str(BIN / name), *arguments)


def pytest(marked: str, *arguments: str) -> tuple[str, ...]:
    """Answer the command that runs the tests so marked."""
    return (PYTHON, "-m", "pytest", "-q", "-m", marked, *arguments)


def run(part: Part, folder: Path) -> Result:
    """Run a part's commands to the end, whatever fails on the way, and answer how it went."""
    if part.lacks:
        print(f"\nLeft out: {part.name} ({part.lacks}).", flush=True)
        return Result(part.name, held=False, left_out=True)
    print(f"\n==== {part.name}", flush=True)
    report = folder / f"{part.name}.xml"
    extra = (f"--junitxml={report}",) if part.tests else ()
    # The developer's own data, in var/, is not the tests' to read or write.
    environment = {
        **os.environ,
        # Hundreds of processes would each compile every library anew.
        "PYTHONDONTWRITEBYTECODE": "",
        "VAR_DIR": str(folder / part.name),
        **part.env,
    }
    began = time.monotonic()
    codes = [
        subprocess.run((*command, *extra), cwd=ROOT, env=environment, check=False).returncode
        for command in part.commands
    ]
    result = Result(part.name, held=not any(codes), seconds=time.monotonic() - began)
    return counted(result, report) if report.exists() else result


def counted(result: Result, report: Path) -> Result:
    """Answer the result with the numbers of tests in pytest's report."""
    suites = ET.parse(report).getroot().iter("testsuite")  # noqa: S314 - pytest wrote it a moment ago
    numbers = [
        {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
        for suite in suites
    ]
    failed = sum(suite["failures"] + suite["errors"] for suite in numbers)
    skipped = sum(suite["skipped"] for suite in numbers)
    passed = sum(suite["tests"] for suite in numbers) - failed - skipped
    return replace(result, passed=passed, failed=failed, skipped=skipped)


def summarise(results: Sequence[Result]) -> None:
    """Print what each part came to, and the line that closes every test run."""
    print(f"\n{'part':<12}{'result':<36}{'seconds':>8}")
    for result in results:
        print(f"{result.name:<12}{result.words:<36}{result.seconds:>8.1f}")
    if once := ran_once(results):
        print(f"\n{once} tests reach neither database nor cache, and ran once: in the part sqlite.")
    passed, failed, skipped = (
        sum(getattr(result, name) for result in results) for name in ("passed", "failed", "skipped")
    )
    print(f"\n{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""), flush=True)


def ran_once(results: Sequence[Result]) -> int:
    """Answer how many tests ran on SQLite and not on PostgreSQL; 0 where one of them did not run."""
    numbers = {result.name: result.passed + result.failed + result.skipped for result in results}
    return (
        numbers["sqlite"] - numbers["postgresql"]
        if numbers.get("sqlite") and numbers.get("postgresql")
        else 0
    )


def main() -> int:
    """Run the parts asked for; answer 0 when all held."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", metavar="PART,…", help="run these parts only")
    options, pytest_arguments = parser.parse_known_args()
    parts = parts_of(look_around(), pytest_arguments)
    wanted = [name for name in options.only.split(",") if name]
    if unknown := set(wanted) - {part.name for part in parts}:
        parser.error(
            f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(p.name for p in parts)}"
        )
    with tempfile.TemporaryDirectory(prefix="sic-et-non-") as folder:
        results = [run(part, Path(folder)) for part in parts if not wanted or part.name in wanted]
    summarise(results)
    require_all = os.environ.get("REQUIRE_ALL") == "1"
    failures = [result.name for result in results if result.fails(require_all=require_all)]
    if failures:
        print(f"Not all right: {', '.join(failures)}.")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
