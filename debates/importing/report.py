"""What an import did, or would do, in plain text."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from debates.importing.shapes import ProposedDebate


class Outcome(StrEnum):
    """What became of a debate."""

    IMPORTED = "Imported"
    KNOWN = "Here already"
    LEFT_OUT = "Left out"


@dataclass(frozen=True, slots=True)
class DebateReport:
    """One debate: what became of it, its address here, and what a person should look at.

    `comments` counts those that this import added.
    """

    proposed: ProposedDebate
    outcome: Outcome
    address: str
    remarks: tuple[str, ...]
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A whole import. `remarks` are about posts that became no debate."""

    posts_read: int
    debates: tuple[DebateReport, ...]
    remarks: tuple[str, ...]
    dry_run: bool

    def count(self, outcome: Outcome) -> int:
        """Answer how many debates came out so."""
        return sum(debate.outcome is outcome for debate in self.debates)

    @property
    def comments(self) -> int:
        """Answer how many comments were added, to debates old and new."""
        return sum(debate.comments for debate in self.debates)


def as_text(report: Report) -> str:
    """Answer the report as it is printed."""
    lines = [f"Posts read: {report.posts_read}. Debates found: {len(report.debates)}."]
    for debate in report.debates:
        lines += ["", *debate_lines(debate, dry_run=report.dry_run)]
    if report.remarks:
        lines += ["", "Other posts to look at", *(f"- {remark}" for remark in report.remarks)]
    lines += ["", conclusion(report)]
    return "\n".join(lines)


def debate_lines(debate: DebateReport, *, dry_run: bool) -> Iterator[str]:
    """Answer what is said of one debate."""
    proposed = debate.proposed
    would_be = dry_run and debate.outcome is Outcome.IMPORTED
    yield f"{'Would be imported' if would_be else debate.outcome}: {proposed.question}"
    if debate.address:
        yield f"  {debate.address}"
    if debate.outcome is Outcome.IMPORTED:
        date = f"{proposed.published_at:%d %B %Y}".lstrip("0")
        yield f"  Published on {date} · references: {len(proposed.references)} · comments: {debate.comments}"
        for letter, side in zip("ABCDEF", proposed.sides, strict=False):
            known_by = dict.fromkeys(filter(None, (side.label, side.name, side.role, side.affiliation)))
            yield f"  {letter}  {' · '.join(known_by)}"
            yield f"     “{side.title}”"
            yield f"     Claim: {side.claim}"
    elif debate.comments:
        yield f"  New comments: {debate.comments}"
    if debate.remarks:
        yield "  To look at"
        yield from (f"  - {remark}" for remark in debate.remarks)


def conclusion(report: Report) -> str:
    """Answer the last line: what was written."""
    debates, comments = report.count(Outcome.IMPORTED), report.comments
    if report.dry_run:
        return (
            "This was a dry run: nothing was written. "
            f"An import would add debates: {debates}, comments: {comments}."
        )
    if not debates and not comments:
        return "Nothing was changed."
    return f"Debates added: {debates}. Comments added: {comments}."
