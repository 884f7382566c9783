"""The one order of a debate's texts, and so of its citation numbers, for every reader."""

from debates.publishing.models import Kind, Text
from debates.publishing.workflow import ENDED, ROUNDS, Round

KINDS = (Kind.INTRODUCTION, Kind.ESSAY, Kind.CONCLUSION)


def is_shown(text: Text) -> bool:
    """Answer whether readers see this text while its debate is public."""
    if text.essay is not None:
        return text.essay.round in text.debate.released_rounds
    return text.kind == Kind.INTRODUCTION or text.debate.status in ENDED


def canonical(text: Text) -> tuple[bool, int, int, int]:
    """Answer the sort key: introduction, round by round the positions by their order, conclusion.

    Texts that readers do not see yet come last, so that their citations leave no gap in the numbers; and
    rounds come before positions, so that a rebuttal published later renumbers no opening.
    """
    kind = KINDS.index(Kind(text.kind))
    if text.essay is None:
        return (not is_shown(text), kind, 0, 0)
    return (not is_shown(text), kind, ROUNDS.index(Round(text.essay.round)), text.essay.position.order)
