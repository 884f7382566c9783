"""What `python -m bench.digests` says: it measures in rounds of its own, with processes of its own."""

import re
import sys
from collections.abc import Iterator

from bench import servers
from bench.goals import COHORT, PERSONAL, PLANNING, Measured, NotHere, Round
from bench.stage import ROOT, Stage

FIGURES = r"\D*?\| *([\d.]+) *[|,] *([\d.]+) *[|,] *([\d.]+)"
ROWS = {
    COHORT: rf"^\| the same for a cohort(?: \([\d.]+ KB\))?{FIGURES}",
    PERSONAL: rf"^\| personal(?: \([\d.]+ KB\))?{FIGURES}",
}
GROWN = r"Memory grew by (-?[\d.]+) MB"


def rounds(stage: Stage) -> Iterator[Round]:
    """Let it measure once, and answer its figures: the median, the lowest, the highest."""
    yield {}
    many = str(max(2_000, int(100_000 * stage.effort.size)))
    command = [sys.executable, "-m", "bench.digests", "--rounds", str(stage.effort.rounds), "--many", many]
    said = servers.said_by(command, ROOT, stage.environment(stage.server))
    found: Round = {}
    for row, pattern in ROWS.items():
        if match := re.search(pattern, said, re.MULTILINE):
            found[row] = [Measured(float(figure)) for figure in match.groups()]
    if match := re.search(GROWN, said):
        found[PLANNING] = [Measured(float(match[1]))]
    if not found:
        raise NotHere("python -m bench.digests said nothing")
    yield found
