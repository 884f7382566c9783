"""The colours of the sides can be read, and told apart by everyone."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest
from django.conf import settings

# Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", matrices for complete deficiency, on linear RGB.
VISIONS = {
    "typical": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}

Triple = tuple[float, ...]


def palette(scheme: str) -> tuple[str, list[str]]:
    """Answer the paper and the six colours of the sides, as the stylesheet has them."""
    css = Path(settings.BASE_DIR, "static", "site.css").read_text()
    pairs = dict(re.findall(r"--([\w-]+): light-dark\((#\w+, #\w+)\)", css))
    pick = {"light": 0, "dark": 1}[scheme]
    values = {name: pair.split(", ")[pick] for name, pair in pairs.items()}
    return values["paper"], [values[f"side-{letter}"] for letter in "abcdef"]


def linear(colour: str) -> Triple:
    """Answer linear RGB of a hexadecimal colour (IEC 61966-2-1)."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)


def contrast(one: str, other: str) -> float:
    """Answer the contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def seen(colour: str, vision: str) -> Triple:
    """Answer the colour in Oklab as somebody with this vision sees it."""
    rgb = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, rgb, strict=True)))) for row in VISIONS[vision]
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_side_can_be_read_on_the_paper(scheme: str) -> None:
    paper, sides = palette(scheme)
    assert [round(contrast(side, paper), 1) >= 6.4 for side in sides] == [True] * 6


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_two_sides_look_alike(scheme: str, vision: str) -> None:
    _paper, sides = palette(scheme)
    closest = min(math.dist(seen(one, vision), seen(other, vision)) for one, other in combinations(sides, 2))
    assert closest >= 0.07
