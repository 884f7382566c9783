"""What was counted of a debate's answers at one moment, and the sums that are shown of it. A pure rule."""

from collections.abc import Collection, Iterable
from dataclasses import astuple, dataclass
from typing import Any, Self

from debates.stances.options import EssaysRead, Phase, Tier


@dataclass(frozen=True, slots=True)
class Cell:
    """How many answers agree in all that is counted apart.

    `arm` is the order in which the positions were shown, `exposed` whether results had been, `read` how many
    essays were read to their end, `burst` when the crowd began that the answer came with (empty where it came
    with none), `option` the code of the answer.
    """

    phase: str
    tier: str
    exposed: bool
    arm: int
    read: str
    burst: str
    option: str
    count: int


@dataclass(frozen=True, slots=True)
class Counted:
    """All that was counted: the options in their order, of which the first `positions` are positions.

    `matrix` is of verified readers who answered before reading and again after it, before they were shown
    any result: rows before, columns after. `corrected` says of each correction, by its moment, how many
    verified ballots after reading were cast before it and not before the one that precedes it.
    """

    options: tuple[str, ...]
    positions: int
    cells: tuple[Cell, ...]
    matrix: tuple[tuple[int, ...], ...]
    corrected: tuple[tuple[str, int], ...] = ()

    def current(
        self,
        *,
        phase: Phase = Phase.AFTER,
        tier: Tier = Tier.VERIFIED,
        exposed: bool | None = None,
        read: EssaysRead | None = None,
        apart: Collection[str] = (),
    ) -> tuple[int, ...]:
        """Answer how many gave each answer, without those that came with the bursts set `apart`.

        With `exposed`, only who had, or had not, been shown results; with `read`, only who read so much.
        """
        wanted = [
            cell
            for cell in self.cells
            if cell.phase == phase
            and cell.tier == tier
            and exposed in {None, cell.exposed}
            and read in {None, cell.read}
            and not (cell.burst and cell.burst in apart)
        ]
        return self.sums(wanted)

    def by_arm(self) -> tuple[tuple[int, ...], ...]:
        """Answer how many verified readers gave each answer after reading, by the order that they saw."""
        after = [cell for cell in self.cells if (cell.phase, cell.tier) == (Phase.AFTER, Tier.VERIFIED)]
        return tuple(self.sums(cell for cell in after if cell.arm == arm) for arm in range(self.positions))

    def sums(self, cells: Iterable[Cell]) -> tuple[int, ...]:
        """Answer the sum of these cells for each option."""
        counts = dict.fromkeys(self.options, 0)
        for cell in cells:
            counts[cell.option] += cell.count
        return tuple(counts.values())

    def as_json(self) -> dict[str, Any]:
        """Answer what a row stores."""
        cells = [[*astuple(cell)] for cell in self.cells]
        matrix = [[*row] for row in self.matrix]
        corrected = [[*pair] for pair in self.corrected]
        return {
            "options": [*self.options],
            "positions": self.positions,
            "cells": cells,
            "matrix": matrix,
            "corrected": corrected,
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Answer what a row stored."""
        return cls(
            options=tuple(stored["options"]),
            positions=stored["positions"],
            cells=tuple(Cell(*cell) for cell in stored["cells"]),
            matrix=tuple(tuple(row) for row in stored["matrix"]),
            # Snapshots of before texts were corrected in public have none.
            corrected=tuple((moment, ballots) for moment, ballots in stored.get("corrected", ())),
        )
