"""The pictures of the debate on face recognition."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, pi, sin
from random import Random

from debates.importing.demonstration_data.sheet import (
    BROWN,
    INK,
    PAPER,
    VIOLET,
    Box,
    Canvas,
    Colour,
    Fade,
    Point,
    mix,
    oval_points,
    smooth,
    tint,
)


@dataclass(frozen=True, slots=True)
class Sitter:
    """What tells one drawn person from another. Lengths in units of half the width of a head."""

    hair: str
    head: float  # height of the head
    shoulders: float
    skin: Colour
    coat: Colour
    turn: float  # how far the features are off the middle


HAIR = ("short", "bob", "bun", "curls", "bald", "scarf", "fringe")


def sitter(chance: Random, number: int) -> Sitter:
    """Answer somebody new."""
    return Sitter(
        hair=HAIR[(number * 3 + number // 7) % len(HAIR)],
        head=chance.uniform(1.2, 1.38),
        shoulders=chance.uniform(2.0, 2.4),
        skin=mix(PAPER, mix(BROWN, INK, 0.35), chance.choice((0.14, 0.24, 0.36, 0.5, 0.64))),
        coat=tint(chance.choice((0.3, 0.45, 0.62, 0.8))),
        turn=chance.uniform(-0.13, 0.13),
    )


# Landmarks of a face, in half head widths across and half head heights down from its middle.
JAW = [(cos(pi * a / 10) * 0.98, sin(pi * a / 10) * 0.98) for a in range(-1, 12)]
BROWS = [(side * x, y) for side in (-1, 1) for x, y in ((0.2, -0.27), (0.45, -0.36), (0.7, -0.27))]
EYES = [
    (side * x, y) for side in (-1, 1) for x, y in ((0.24, -0.1), (0.43, -0.17), (0.62, -0.1), (0.43, -0.05))
]
NOSE = [(0, -0.08), (0, 0.14), (-0.15, 0.27), (0.15, 0.27), (0, 0.32)]
MOUTH = [(-0.34, 0.55), (0, 0.48), (0.34, 0.55), (0, 0.65)]
CROWN = [(cos(pi * a / 8) * 0.96, -sin(pi * a / 8) * 0.96) for a in range(2, 7)]
LANDMARKS = [*JAW, *BROWS, *EYES, *NOSE, *MOUTH, *CROWN]


TOUCHING = 1e-6  # in half head widths: nearer than this is the same place


def triangles(points: Sequence[Point]) -> list[tuple[int, int]]:
    """Answer the edges of Delaunay's triangulation: of every triangle whose circle holds no other point."""
    edges: set[tuple[int, int]] = set()
    for three in combinations(range(len(points)), 3):
        circle = _circle(*(points[corner] for corner in three))
        if circle is None:
            continue
        x, y, radius = circle
        if all(
            hypot(px - x, py - y) > radius - TOUCHING for i, (px, py) in enumerate(points) if i not in three
        ):
            edges.update(combinations(three, 2))
    return sorted(edges)


def _circle(a: Point, b: Point, c: Point) -> tuple[float, float, float] | None:
    twice = 2 * (a[0] * (b[1] - c[1]) + b[0] * (c[1] - a[1]) + c[0] * (a[1] - b[1]))
    if abs(twice) < TOUCHING:
        return None
    squares = [x**2 + y**2 for x, y in (a, b, c)]
    x = (squares[0] * (b[1] - c[1]) + squares[1] * (c[1] - a[1]) + squares[2] * (a[1] - b[1])) / twice
    y = (squares[0] * (c[0] - b[0]) + squares[1] * (a[0] - c[0]) + squares[2] * (b[0] - a[0])) / twice
    return x, y, hypot(a[0] - x, a[1] - y)


MESH = triangles(LANDMARKS)


def landmark_points(who: Sitter, middle: Point, half: float) -> list[Point]:
    """Answer where the landmarks of this face are on the sheet; `half` is half the width of the head."""
    return [
        (middle[0] + half * (x + who.turn * (1 - x**2)), middle[1] + half * who.head * y)
        for x, y in LANDMARKS
    ]


def draw_sitter(
    canvas: Canvas, who: Sitter, middle: Point, half: float, *, floor: float, presence: float = 1
) -> None:
    """Draw head and shoulders in flat tones, cut off at the floor; `presence` fades them into the paper."""

    def faded(colour: Colour) -> Colour:
        return mix(PAPER, colour, presence)

    x, y = middle
    tall = half * who.head
    dark = faded(tint(0.9))
    if who.hair in {"bob", "scarf"}:
        wide = 1.3 if who.hair == "bob" else 1.22
        colour = dark if who.hair == "bob" else faded(mix(VIOLET, INK, 0.25))
        hood = oval_points((x, y - 0.05 * tall), half * wide, tall * 1.16, 1, 2)
        end = 0.9 if who.hair == "bob" else 1.35
        hem = [(x + half * wide, y + tall * 0.8), (x, y + tall * end), (x - half * wide, y + tall * 0.8)]
        canvas.area([*hood, *smooth(hem)], colour)
    if who.hair == "bun":
        canvas.dot((x, y - tall * 1.22), half * 0.42, dark)
    if who.hair == "curls":
        for curl in oval_points((x, y - 0.12 * tall), half * 0.98, tall * 0.95, 0.86, 2.14, steps=11):
            canvas.dot(curl, half * 0.37, dark)
    draw_shoulders(canvas, who, middle, half, floor=floor, faded=faded)
    canvas.oval(middle, half, tall, faded(who.skin))
    if who.hair in {"short", "bun", "fringe", "bob"}:
        canvas.area(hairline(who, middle, half), dark)
    if who.hair == "scarf":
        canvas.area(hairline(who, middle, half), faded(mix(VIOLET, INK, 0.25)))


def draw_shoulders(
    canvas: Canvas, who: Sitter, middle: Point, half: float, *, floor: float, faded: Fade
) -> None:
    """Draw neck and coat down to the floor of the frame."""
    x, y = middle
    tall, wide = half * who.head, half * who.shoulders
    neck = (x - half * 0.42, y + tall * 0.6, x + half * 0.42, y + tall * 1.5)
    canvas.box(neck, faded(mix(who.skin, INK, 0.12)))
    slope = [(x - wide, floor), (x - wide * 0.9, y + tall * 1.72), (x - half * 0.5, y + tall * 1.3)]
    neckline = [(x, y + tall * 1.5)]
    other = [(2 * x - px, py) for px, py in reversed(slope)]
    curve = [*smooth(slope), *neckline, *smooth(other)]
    canvas.area([*curve, (x + wide, floor), (x - wide, floor)], faded(who.coat))


def hairline(who: Sitter, middle: Point, half: float) -> list[Point]:
    """Answer the shape of the hair that lies on the forehead."""
    x, y = middle
    tall = half * who.head
    cap = oval_points((x, y - tall * 0.02), half * 1.06, tall * 1.07, 1.06, 1.94)
    if who.hair == "fringe":
        edge = [
            (x + half * 0.98, y - tall * 0.25),
            (x + half * 0.3, y - tall * 0.42),
            (x - half * 0.98, y - tall * 0.3),
        ]
    elif who.hair == "short":
        edge = [
            (x + half, y - tall * 0.3),
            (x + half * 0.75, y - tall * 0.55),
            (x - half * 0.7, y - tall * 0.62),
        ]
    else:
        edge = [(x + half, y - tall * 0.1), (x + half * 0.1, y - tall * 0.66), (x - half, y - tall * 0.1)]
    return [*cap, *smooth(edge)]


def draw_features(canvas: Canvas, points: Sequence[Point], colour: Colour, width: float) -> None:
    """Draw brows, closed eyes, nose and mouth between the landmarks."""
    start = len(JAW)
    for first in (start, start + 3):
        canvas.line(smooth(points[first : first + 3]), colour, width)
    start += len(BROWS)
    for first in (start, start + 4):
        inner, _, outer, lower = points[first : first + 4]
        canvas.line(smooth([inner, lower, outer]), colour, width)
    start += len(EYES)
    canvas.line([points[start], points[start + 1], points[start + 2], points[start + 4]], colour, width)
    start += len(NOSE)
    left, _, right, lower = points[start : start + 4]
    canvas.line(smooth([left, (lower[0], (left[1] + lower[1]) / 2), right]), colour, width)


def draw_mesh(canvas: Canvas, points: Sequence[Point], net: Colour | None, knots: Colour) -> None:
    """Draw the landmarks, and the net between them unless it has no colour."""
    if net is not None:
        for one, other in MESH:
            canvas.line([points[one], points[other]], net, 0.9)
    for point in points:
        canvas.dot(point, 2.1, knots)


def ramp(value: float, start: float, end: float) -> float:
    """Answer how far the value has come from start (0) to end (1)."""
    return min(1, max(0, (value - start) / (end - start)))


def faces_becoming_points() -> None:
    """Draw a contact sheet: people on the left, and on the right what is kept of them."""
    canvas, chance = Canvas(1600, 900), Random(1121)  # noqa: S311 - a drawing, no secret
    columns, rows, wide, high, gap = 8, 4, 172, 188, 12
    left = (canvas.width - columns * wide - (columns - 1) * gap) / 2
    top = (canvas.height - rows * high - (rows - 1) * gap) / 2
    for row in range(rows):
        for column in range(columns):
            x, y = left + column * (wide + gap), top + row * (high + gap)
            who = sitter(chance, row * columns + column)
            moment = (column + chance.uniform(-0.4, 0.4)) / (columns - 1)
            chosen = (row, column) == (1, 4)
            draw_frame_of(canvas, who, (x, y, x + wide, y + high), moment, VIOLET if chosen else INK)
    canvas.save("faces-becoming-points")


SEEN = 0.34  # the moment when the machine's drawing begins to lie over the portrait


def draw_frame_of(canvas: Canvas, who: Sitter, box: Box, moment: float, colour: Colour) -> None:
    """Draw one frame of the sheet at its moment between a portrait (0) and a cloud of points (1)."""
    left, top, right, bottom = box
    middle, half = ((left + right) / 2, top + (bottom - top) * 0.44), (right - left) * 0.2
    points = landmark_points(who, middle, half)
    draw_sitter(canvas, who, middle, half, floor=bottom, presence=1 - ramp(moment, 0.3, 0.68))
    lines = 1 - ramp(moment, 0.62, 0.8)
    if lines:
        draw_features(canvas, points, mix(PAPER, INK, 0.85 * lines), 1.7)
    net = 1 - ramp(moment, 0.84, 0.97)
    if moment > SEEN:
        draw_mesh(canvas, points, mix(PAPER, colour, 0.62 * net) if net else None, colour)
    if colour == VIOLET:
        x, y = middle
        draw_corners(canvas, (x - half * 1.45, y - half * 1.8, x + half * 1.45, y + half * 1.8))
    canvas.frame(box, tint(0.28), 1)


def draw_corners(canvas: Canvas, box: Box) -> None:
    """Draw the four corners of a viewfinder."""
    left, top, right, bottom = box
    arm = (right - left) * 0.2
    for x, across in ((left, arm), (right, -arm)):
        for y, down in ((top, arm), (bottom, -arm)):
            canvas.line([(x + across, y), (x, y), (x, y + down)], VIOLET, 3)


def a_licence_has_two_parties() -> None:
    """Draw a photographer and a stranger joined by a licence, and apart from both the one in the picture."""
    canvas = Canvas(1200, 640)
    photographer = Sitter("short", 1.28, 2.2, tint(0.12), tint(0.8), 0.05)
    stranger = Sitter("curls", 1.28, 2.2, tint(0.12), tint(0.55), -0.05)
    for who, x in ((photographer, 190), (stranger, 1010)):
        draw_medallion(canvas, who, (x, 180), 110)
    canvas.line([(312, 180), (888, 180)], VIOLET, 5)
    draw_sheet_of_paper(canvas, (558, 116, 642, 244))
    draw_outline(canvas, Sitter("bun", 1.28, 2.2, PAPER, PAPER, 0), (600, 416), 34)
    canvas.dashes(oval_points((600, 446), 110, 110, steps=120), INK, 2, 9)
    for x, text in ((190, "the photographer"), (1010, "anyone")):
        canvas.word((x, 322), text, 25)
    canvas.word((600, 278), "the licence", 25, VIOLET)
    canvas.word((600, 592), "the person in the picture", 25)
    canvas.save("a-licence-has-two-parties")


def draw_medallion(canvas: Canvas, who: Sitter, centre: Point, radius: float) -> None:
    """Draw a sitter within a circle."""
    x, y = centre
    middle = (x, y - radius * 0.27)
    canvas.dot(centre, radius, tint(0.06))
    draw_sitter(canvas, who, middle, 34, floor=y + radius * 0.98)
    draw_features(canvas, landmark_points(who, middle, 34), INK, 2)
    # What of the coat is outside the circle goes under a ring of paper.
    canvas.line(oval_points(centre, radius + 17, radius + 17), PAPER, 34)
    canvas.line(oval_points(centre, radius, radius), INK, 2)


def draw_sheet_of_paper(canvas: Canvas, box: Box) -> None:
    """Draw a document with lines of writing and a signature."""
    left, top, right, bottom = box
    canvas.box((left - 18, top, right + 18, bottom), PAPER)
    canvas.frame(box, VIOLET, 3)
    for row, indent in enumerate((16, 16, 16, 16, 16, 42)):
        level = top + 22 + row * 13
        canvas.line([(left + 16, level), (right - indent, level)], mix(PAPER, VIOLET, 0.55), 2.5)
    signature = ((16, 0), (24, -9), (30, 4), (38, -8), (44, 2), (54, -5))
    canvas.line(smooth([(left + x, bottom - 16 + y) for x, y in signature]), VIOLET, 2.5)


def draw_outline(canvas: Canvas, who: Sitter, middle: Point, half: float) -> None:
    """Draw a sitter with a bun in outline only."""
    x, y = middle
    tall = half * who.head
    canvas.line(oval_points((x, y - tall * 1.22), half * 0.42, half * 0.42), INK, 2)
    canvas.oval(middle, half, tall, PAPER)
    canvas.line(oval_points(middle, half, tall), INK, 2)
    edge = [(x + half, y - tall * 0.1), (x + half * 0.1, y - tall * 0.66), (x - half, y - tall * 0.1)]
    canvas.line(smooth(edge), INK, 2)
    for side in (-1, 1):
        shoulder = ((0.42, 0.92), (0.5, 1.3), (1.5, 1.6), (2.05, 2.05))
        canvas.line(smooth([(x + side * px * half, y + py * tall) for px, py in shoulder]), INK, 2)
    draw_features(canvas, landmark_points(who, middle, half), INK, 2)


def a_hundred_photographs() -> None:
    """Draw a hundred small portraits, sixty-nine of them filled."""
    canvas = Canvas(1200, 372)
    rows, columns, side, gap, filled = 5, 20, 46, 10, 69
    left = (canvas.width - columns * side - (columns - 1) * gap) / 2
    top = (canvas.height - rows * side - (rows - 1) * gap) / 2
    for number in range(rows * columns):
        # By columns, so that the filled ones stand together.
        column, row = divmod(number, rows)
        corner = (left + column * (side + gap), top + row * (side + gap))
        draw_small_portrait(canvas, corner, side, filled=number < filled)
    canvas.save("a-hundred-photographs")


def draw_small_portrait(canvas: Canvas, corner: Point, side: float, *, filled: bool) -> None:
    """Draw a portrait as a sign: paper on ink when filled, else ink outlines."""
    x, y = corner
    head, line = (x + side / 2, y + side * 0.37), 1.4
    bust = ((0.15, 0.89), (0.22, 0.74), (0.5, 0.63), (0.78, 0.74), (0.85, 0.89))
    shoulders = smooth([(x + side * px, y + side * py) for px, py in bust])
    if filled:
        canvas.box((x, y, x + side, y + side), INK)
        canvas.oval(head, side * 0.16, side * 0.2, PAPER)
        canvas.area(shoulders, PAPER)
    else:
        canvas.line(oval_points(head, side * 0.155, side * 0.195), INK, line)
        canvas.line([*shoulders, shoulders[0]], INK, line)
        inset = line / 2
        canvas.frame((x + inset, y + inset, x + side - inset, y + side - inset), INK, line)
