"""Paper, ink and curves: what the pictures of the demonstration are drawn with."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, hypot, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
Fade = Callable[[Colour], Colour]

FOLDER = Path(__file__).parent / "images"

PAPER: Colour = (255, 254, 251)
INK: Colour = (31, 32, 35)
VIOLET: Colour = (104, 68, 200)
BROWN: Colour = (143, 77, 0)

OVERSAMPLING = 4  # drawn this many times larger, then reduced: Pillow's own edges are jagged


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Answer a colour between two: `one` at share 0, `other` at share 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def tint(share: float) -> Colour:
    """Answer ink thinned with paper: the paper at 0, full ink at 1."""
    return mix(PAPER, INK, share)


def smooth(points: Sequence[Point], *, closed: bool = False, steps: int = 12) -> list[Point]:
    """Answer a curve through the points (Catmull and Rom's spline)."""
    ring = [points[-1], *points, points[0], points[1]] if closed else [points[0], *points, points[-1]]
    curve = []
    for before, start, end, after in zip(ring, ring[1:], ring[2:], ring[3:], strict=False):
        for step in range(steps):
            t = step / steps
            curve.append(
                (
                    _spline(before[0], start[0], end[0], after[0], t),
                    _spline(before[1], start[1], end[1], after[1], t),
                )
            )
    return curve if closed else [*curve, points[-1]]


def _spline(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


class Canvas:
    """A sheet of paper measured in the pixels of the finished picture."""

    def __init__(self, width: int, height: int) -> None:
        """Lay out an empty sheet."""
        self.width, self.height = width, height
        self._sheet = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), PAPER)
        self._draw = ImageDraw.Draw(self._sheet)

    def area(self, points: Sequence[Point], fill: Colour) -> None:
        """Fill a polygon."""
        self._draw.polygon([(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points], fill=fill)

    def line(self, points: Sequence[Point], colour: Colour, width: float = 1.5) -> None:
        """Draw a line with round joints and ends."""
        scaled = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]
        thick = max(1, round(width * OVERSAMPLING))
        self._draw.line(scaled, fill=colour, width=thick, joint="curve")
        for end in (points[0], points[-1]):
            self.dot(end, width / 2, colour)

    def dashes(self, points: Sequence[Point], colour: Colour, width: float = 1.5, dash: float = 9) -> None:
        """Draw a line of dashes and gaps of equal length."""
        drawing, left, piece = True, dash, [points[0]]
        for start, end in pairwise(points):
            length, done = hypot(end[0] - start[0], end[1] - start[1]), 0.0
            while length - done > left:
                done += left
                cut = (
                    start[0] + (end[0] - start[0]) * done / length,
                    start[1] + (end[1] - start[1]) * done / length,
                )
                if drawing:
                    self.line([*piece, cut], colour, width)
                drawing, left, piece = not drawing, dash, [cut]
            left -= length - done
            piece.append(end)
        if drawing:
            self.line(piece, colour, width)

    def dot(self, centre: Point, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        self.oval(centre, radius, radius, colour)

    def oval(self, centre: Point, across: float, down: float, fill: Colour) -> None:
        """Fill an ellipse with these half axes."""
        x, y = centre
        box = [x - across, y - down, x + across, y + down]
        self._draw.ellipse([side * OVERSAMPLING for side in box], fill=fill)

    def box(self, box: Box, fill: Colour) -> None:
        """Fill a rectangle."""
        left, top, right, bottom = box
        self.area([(left, top), (right, top), (right, bottom), (left, bottom)], fill)

    def frame(self, box: Box, colour: Colour, width: float = 1.5) -> None:
        """Draw the outline of a rectangle."""
        left, top, right, bottom = box
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        self.line(corners, colour, width)

    def word(self, centre: Point, text: str, size: float, colour: Colour = INK) -> None:
        """Write a word or two, centred."""
        font = ImageFont.load_default(size * OVERSAMPLING)
        self._draw.text(
            (centre[0] * OVERSAMPLING, centre[1] * OVERSAMPLING), text, fill=colour, font=font, anchor="mm"
        )

    def save(self, name: str) -> None:
        """Write the sheet at its finished size."""
        small = self._sheet.resize((self.width, self.height), Image.Resampling.LANCZOS)
        # A palette makes the file small. Chosen this way it keeps the accents, though they cover little.
        reduced = small.quantize(method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        # It rounds colours a little: the paper, which meets the page, gets its own back.
        paper = int(reduced.tobytes()[0])
        palette = list(reduced.getpalette() or ())
        palette[paper * 3 : paper * 3 + 3] = PAPER
        reduced.putpalette(palette)
        reduced.save(FOLDER / f"{name}.png", optimize=True)


def oval_points(
    centre: Point, across: float, down: float, start: float = 0, end: float = 2, *, steps: int = 96
) -> list[Point]:
    """Answer points on an ellipse between two angles, in units of pi, clockwise from the right."""
    angles = (pi * (start + (end - start) * step / steps) for step in range(steps + 1))
    return [(centre[0] + across * cos(a), centre[1] + down * sin(a)) for a in angles]
