"""The pictures of the debate on a statue."""

from collections.abc import Sequence

from debates.importing.demonstration_data.sheet import (
    BROWN,
    INK,
    PAPER,
    VIOLET,
    Canvas,
    Colour,
    Point,
    mix,
    oval_points,
    smooth,
    tint,
)

# fmt: off
# The man of bronze, in units of his height, from the point between his feet: right, and up.
TUNIC = (
    (-0.035, 0.862), (-0.07, 0.84), (-0.135, 0.815), (-0.15, 0.76), (-0.125, 0.66), (-0.11, 0.58),
    (-0.135, 0.47), (-0.165, 0.37), (0.0, 0.35), (0.165, 0.37), (0.135, 0.47), (0.11, 0.58), (0.125, 0.66),
    (0.15, 0.76), (0.135, 0.815), (0.07, 0.84), (0.035, 0.862),
)
BOOT = (
    (0.008, 0.38), (0.018, 0.24), (0.026, 0.1), (0.026, 0.0), (0.15, 0.0), (0.15, 0.02), (0.092, 0.045),
    (0.1, 0.14), (0.112, 0.24), (0.13, 0.38),
)
ARM_ON_HIP = (
    (-0.12, 0.815), (-0.175, 0.78), (-0.235, 0.66), (-0.225, 0.63), (-0.1, 0.555), (-0.085, 0.585),
    (-0.178, 0.66), (-0.135, 0.74),
)
ARM_ON_STICK = (
    (0.12, 0.815), (0.165, 0.785), (0.19, 0.7), (0.222, 0.585), (0.232, 0.5), (0.205, 0.485), (0.188, 0.55),
    (0.15, 0.66), (0.11, 0.74),
)
HEAD = (
    (-0.046, 0.93), (-0.044, 0.89), (-0.025, 0.862), (-0.03, 0.84), (0.03, 0.84), (0.025, 0.862),
    (0.044, 0.89), (0.046, 0.93),
)
HELMET = (
    (-0.105, 0.915), (-0.062, 0.935), (-0.058, 0.965), (-0.035, 0.992), (0.0, 1.0), (0.035, 0.992),
    (0.058, 0.965), (0.062, 0.935), (0.105, 0.915), (0.0, 0.926),
)
# Somebody who passes, in the same units; a pigeon, in pixels.
PASSER_BY = (
    (-0.1, 0.36), (-0.112, 0.6), (-0.1, 0.74), (-0.04, 0.79), (0.04, 0.79), (0.1, 0.74), (0.112, 0.6),
    (0.1, 0.36),
)
PIGEON = (
    (-16, -3), (-6, -8), (0, -11), (5, -11), (7, -15), (11, -15), (14, -12.5), (11, -11), (9, -5), (2, -1.5),
    (-7, -2.5),
)
# fmt: on

# Each gabled house: its width against its neighbours', the height of its eaves, the number of its steps.
HOUSES = ((92, 196, 4), (74, 240, 3), (108, 172, 5), (84, 218, 4), (98, 188, 4), (72, 246, 3), (104, 206, 5))
HOUSES_IN_A_ROW = 5

VILLAGES = 41
STATUE, PLINTH = 384, 300  # their heights on the lead image


def at(foot: Point, size: float, outline: Sequence[Point], turn: int = 1) -> list[Point]:
    """Answer an outline as points on the sheet; `turn` is -1 for its mirror image."""
    return [(foot[0] + turn * size * x, foot[1] - size * y) for x, y in outline]


def draw_statue(canvas: Canvas, foot: Point, size: float) -> None:
    """Draw the man of bronze: tunic, boots and sun helmet, one hand on his hip and one on a stick."""
    canvas.line(at(foot, size, ((0.214, 0.56), (0.22, 0.0))), INK, size * 0.013)
    for turn in (-1, 1):
        canvas.area(at(foot, size, BOOT, turn), INK)
    for shape in (TUNIC, ARM_ON_HIP, ARM_ON_STICK):
        canvas.area(smooth(at(foot, size, shape), closed=True), INK)
    canvas.area(at(foot, size, HEAD), INK)
    canvas.area(smooth(at(foot, size, HELMET), closed=True), INK)
    # Collar, belt and buttons, as light catches them.
    canvas.line(at(foot, size, ((-0.05, 0.856), (0.05, 0.856))), tint(0.45), 1.4)
    canvas.line(smooth(at(foot, size, ((-0.112, 0.575), (0.0, 0.565), (0.112, 0.575)))), tint(0.45), 1.4)
    for height in (0.63, 0.68, 0.73, 0.78):
        canvas.dot(at(foot, size, ((0.0, height),))[0], size * 0.006, tint(0.45))


def draw_plinth(canvas: Canvas, foot: Point, wide: float, high: float) -> float:
    """Draw a block of granite, and answer how high its top lies on the sheet."""
    x, y = foot
    courses = ((1.36, 0, 0.08, 0.32), (1.19, 0.08, 0.15, 0.24), (1, 0.15, 0.91, 0.15), (1.17, 0.91, 1, 0.28))
    for grow, start, end, shade in courses:
        canvas.box((x - wide * grow / 2, y - high * end, x + wide * grow / 2, y - high * start), tint(shade))
    for line, share in enumerate((0.31, 0.31, 0.31, 0.16)):
        level = y - high * (0.68 - line * 0.075)
        canvas.line([(x - wide * share, level), (x + wide * share, level)], tint(0.46), 1.6)
    return y - high


def draw_person(canvas: Canvas, foot: Point, size: float, colour: Colour) -> None:
    """Draw somebody who passes: head, coat and two legs."""
    for side in (-0.045, 0.045):
        canvas.line(at(foot, size, ((side, 0.4), (side, 0.02))), colour, size * 0.06)
    canvas.area(smooth(at(foot, size, PASSER_BY)), colour)
    canvas.oval(at(foot, size, ((0.0, 0.9),))[0], size * 0.068, size * 0.085, colour)


def draw_houses(canvas: Canvas, left: float, right: float, ground: float, first: int) -> None:
    """Draw a row of gabled houses in thin line, stretched to fill the panel."""
    row = [HOUSES[(first + number) % len(HOUSES)] for number in range(HOUSES_IN_A_ROW)]
    stretch = (right - left) / sum(wide for wide, _, _ in row)
    x, colour = left, tint(0.19)
    for width, eaves, steps in row:
        wide = width * stretch
        canvas.line([(x, ground), *gable(x, ground - eaves, wide, steps), (x + wide, ground)], colour, 1.3)
        for storey in range(eaves // 62):
            for pane in (0.26, 0.5, 0.74):
                px, py = x + wide * pane, ground - eaves + 22 + storey * 56
                canvas.frame((px - 7, py, px + 7, py + 26), colour, 1)
        x += wide


def gable(left: float, eaves: float, wide: float, steps: int) -> list[Point]:
    """Answer the outline of a stepped gable from its left eaves to its right."""
    tread, rise = wide / (2 * steps + 1), 17
    climb: list[Point] = [(left, eaves)]
    for step in range(1, steps + 1):
        climb += [
            (left + tread * (step - 1), eaves - rise * step),
            (left + tread * step, eaves - rise * step),
        ]
    climb.append((left + tread * steps, eaves - rise * (steps + 1)))
    return [*climb, *((2 * left + wide - x, y) for x, y in reversed(climb))]


def draw_pigeon(canvas: Canvas, foot: Point, turn: int) -> None:
    """Draw a pigeon that looks right, or left when `turn` is -1."""
    canvas.area(smooth([(foot[0] + turn * x, foot[1] - 3 + y) for x, y in PIGEON], closed=True), BROWN)
    for leg in (0, 4):
        canvas.line([(foot[0] + turn * leg, foot[1] - 5), (foot[0] + turn * leg, foot[1])], BROWN, 1.3)


def draw_reply(canvas: Canvas, middle: float, ground: float, top: float, wide: float) -> None:
    """Draw a frame as high as the statue, with a line for each of the villages."""
    left, right = middle - wide / 2, middle + wide / 2
    for post in (left, right):
        canvas.line([(post, ground), (post, top + 2)], VIOLET, 4)
    canvas.line([(left, top + 2), (right, top + 2)], VIOLET, 4)
    canvas.line([(left, ground - 96), (right, ground - 2)], mix(PAPER, VIOLET, 0.5), 1.6)
    canvas.line([(right, ground - 96), (left, ground - 2)], mix(PAPER, VIOLET, 0.5), 1.6)
    canvas.line([(left, ground - 96), (right, ground - 96)], VIOLET, 2)
    gap = (ground - 96 - top - 2) / (VILLAGES + 1)
    for village in range(VILLAGES):
        level = top + 2 + gap * (village + 1)
        length = (wide - 24) * (0.48, 0.72, 0.6, 0.9, 0.54, 0.8, 0.66, 1.0)[(village * 5 + village // 8) % 8]
        canvas.line([(left + 12, level), (left + 12 + length, level)], VIOLET, gap * 0.46)


def one_plinth_three_answers() -> None:
    """Draw the square three times: the statue kept, answered, and brought indoors."""
    canvas = Canvas(1600, 900)
    ground, panels = 824.0, ((56.0, 536.0), (560.0, 1040.0), (1064.0, 1544.0))
    for number, (left, right) in enumerate(panels):
        draw_houses(canvas, left, right, ground, 5 * number)
    draw_kept(canvas, 296, ground)
    draw_answered(canvas, 800, ground)
    draw_indoors(canvas, 1304, ground)
    for left, right in panels:
        canvas.line([(left, ground), (right, ground)], INK, 2.5)
    canvas.save("one-plinth-three-answers")


def draw_kept(canvas: Canvas, x: float, ground: float) -> None:
    """Draw the statue on its plinth, with pigeons, and people going past."""
    top = draw_plinth(canvas, (x, ground), 146, PLINTH)
    draw_statue(canvas, (x, top), STATUE)
    for px, py, turn in (
        (x - 4, top - STATUE, 1),
        (x - 54, top - STATUE * 0.828, -1),
        (x + 174, ground, -1),
        (x + 212, ground, 1),
    ):
        draw_pigeon(canvas, (px, py), turn)
    for px, size in ((x - 196, 132), (x - 158, 84), (x + 138, 138)):
        draw_person(canvas, (px, ground), size, tint(0.6))


def draw_answered(canvas: Canvas, x: float, ground: float) -> None:
    """Draw the statue with a reply of the same height beside it."""
    top = draw_plinth(canvas, (x - 96, ground), 146, PLINTH)
    draw_statue(canvas, (x - 96, top), STATUE)
    draw_reply(canvas, x + 142, ground, top - STATUE, 128)
    for px, size in ((x - 218, 130), (x + 38, 136), (x + 222, 82)):
        draw_person(canvas, (px, ground), size, tint(0.6))


def draw_indoors(canvas: Canvas, x: float, ground: float) -> None:
    """Draw the statue on the floor of a hall, where its visitors stand beside it."""
    half, spring = 212.0, ground - 442
    hall = [(x - half, ground), *oval_points((x, spring), half, half, 1, 2), (x + half, ground)]
    canvas.area(hall, PAPER)
    canvas.line(hall, INK, 2.5)
    lining = [
        (x - half + 16, ground),
        *oval_points((x, spring), half - 16, half - 16, 1, 2),
        (x + half - 16, ground),
    ]
    canvas.line(lining, tint(0.4), 1.2)
    lamp = spring - 46
    light = [(x - 26, lamp + 26), (x + 26, lamp + 26), (x + 176, ground), (x - 176, ground)]
    canvas.area(light, mix(PAPER, BROWN, 0.08))
    canvas.line([(x, spring - half + 16), (x, lamp)], tint(0.5), 1.4)
    canvas.area([(x - 28, lamp + 26), (x - 11, lamp), (x + 11, lamp), (x + 28, lamp + 26)], BROWN)
    canvas.box((x - 92, ground - 12, x + 92, ground), tint(0.28))
    draw_statue(canvas, (x, ground - 12), STATUE)
    for px, size in ((x - 156, 206), (x - 116, 118), (x + 128, 212), (x + 170, 196)):
        draw_person(canvas, (px, ground), size, tint(0.6))


def three_lines_of_sight() -> None:
    """Draw a child's two lines of sight, to a statue and to a plaque, and the statue's own, to a reply."""
    canvas = Canvas(1200, 700)
    ground, statue, reply, child = 616.0, 560.0, 1020.0, 140.0
    top = draw_plinth(canvas, (statue, ground), 124, 246)
    head = (statue, top - 316 * 0.895)
    eyes, plaque = (child + 9, ground - 104), (statue - 74, ground - 62)
    canvas.dashes([eyes, (head[0] - 36, head[1])], INK, 2, 10)
    canvas.dashes([eyes, (plaque[0] - 4, plaque[1])], BROWN, 2.5, 10)
    canvas.dashes([(head[0] + 18, head[1]), (reply - 62, head[1])], VIOLET, 2.5, 10)
    draw_statue(canvas, (statue, top), 316)
    canvas.box((plaque[0], plaque[1] - 19, plaque[0] + 12, plaque[1] + 19), BROWN)
    draw_reply(canvas, reply, ground, top - 316, 112)
    draw_person(canvas, (child, ground), 116, INK)
    canvas.line([(60, ground), (1140, ground)], INK, 2.5)
    names = (
        (child, "a child", INK),
        (440, "a plaque", BROWN),
        (statue + 18, "the statue", INK),
        (reply, "a reply", VIOLET),
    )
    for x, name, colour in names:
        canvas.word((x, ground + 38), name, 25, colour)
    canvas.save("three-lines-of-sight")
