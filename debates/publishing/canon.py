"""The one order of a debate's texts, and so of its citation numbers, for every reader."""

from django.db.models import Q

from debates.publishing.models import Debate, Kind, Text
from debates.publishing.workflow import ENDED, ROUNDS, Round

KINDS = (Kind.INTRODUCTION, Kind.ESSAY, Kind.CONCLUSION)


def is_shown(text: Text) -> bool:
    """Answer whether readers see this text while its debate is public."""
    return is_part_shown(text.debate, text.kind, text.essay.round if text.essay else "")


def is_part_shown(debate: Debate, kind: str, round_: str) -> bool:
    """Answer whether readers see the texts of this kind, of essays those of this round."""
    if kind == Kind.ESSAY:
        return round_ in debate.released_rounds
    return kind == Kind.INTRODUCTION or debate.status in ENDED


def shown_texts(debate: Debate) -> Q:
    """Answer the same as a condition on the texts of a debate, for a query of what belongs to a text."""
    kinds = [kind for kind in Kind if kind != Kind.ESSAY and is_part_shown(debate, kind, "")]
    shown = Q(text__kind__in=kinds) | Q(text__essay__round__in=debate.released_rounds)
    return Q(text__debate=debate) & shown


def canonical(text: Text) -> tuple[bool, int, int, int]:
    """Answer the sort key: introduction, round by round the positions by their order, conclusion.

    Texts that readers do not see yet come last, so that their citations leave no gap in the numbers; and
    rounds come before positions, so that a rebuttal published later renumbers no opening.
    """
    kind = KINDS.index(Kind(text.kind))
    if text.essay is None:
        return (not is_shown(text), kind, 0, 0)
    return (not is_shown(text), kind, ROUNDS.index(Round(text.essay.round)), text.essay.position.order)
