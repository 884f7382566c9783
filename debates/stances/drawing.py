"""What the pictures of a poll are drawn with: SVG as text, every word of it escaped.

A picture is as wide as the page gives it room. Across, it is measured in hundredths of that; down, in lines'
ems, so that its letters are as large as the reader's text, at 320 pixels and on paper, too. Colours are the
page's own, by the names that the stylesheet gives them. There are no style attributes, which the site's
policy forbids.
"""

import html
import re
import textwrap
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

LINE = 1.35
"""The height of a line of text, in ems."""

# What XML cannot hold, however it is written.
UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAME = re.compile(r"[a-z][a-z0-9-]*")
SIDE = re.compile("[a-z]?")


@dataclass(frozen=True, slots=True)
class Option:
    """An option as pictures show it. `side` is the letter of its position's colour, empty for the others."""

    label: str
    side: str = ""

    @property
    def paint(self) -> str:
        """Answer the attributes that give a shape the option's colour. Raises `ValueError` for no letter."""
        if not SIDE.fullmatch(self.side):
            raise ValueError("A side is named by one small letter.")
        colour = "var(--side, currentColor)" if self.side else "var(--subtle, currentColor)"
        named = f'class="side-{self.side}" ' if self.side else ""
        # The line around it keeps the smallest share visible.
        return f'{named}fill="{colour}" stroke="{colour}" stroke-width="1"'


@dataclass(slots=True)
class Drawing:
    """A picture in the making. Where `rtl` is set it is mirrored: what begins at the left begins at the
    right.

    `name` begins the ids in it, and must be another one for every picture on a page.
    """

    name: str
    rtl: bool = False
    shapes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse a name that cannot begin an id."""
        if not NAME.fullmatch(self.name):
            raise ValueError("The name of a picture is small letters, digits and hyphens.")

    @property
    def hatched(self) -> str:
        """Answer the attributes of a shape whose size says nothing, since its count is hidden."""
        return f'fill="url(#{self.name}-hatch)"'

    def text(self, lines: Iterable[str], x: float, y: float, *, anchor: str, weight: int = 400) -> None:
        """Write lines of text downwards from `y`, whose `anchor`, start or end, is at `x`."""
        spans = "".join(
            f'<tspan x="{self.across(x)}%" y="{rounded(y + LINE * (number + 0.75))}em">'
            f"{escaped(isolated(line))}</tspan>"
            for number, line in enumerate(lines)
        )
        self.shapes.append(f'<text text-anchor="{anchor}" font-weight="{weight}">{spans}</text>')

    def box(self, x: float, y: float, width: float, height: float, paint: str) -> None:
        """Fill a rectangle."""
        left = self.across(x + width) if self.rtl else rounded(x)
        size = f'width="{rounded(width)}%" height="{rounded(height)}em"'
        self.shapes.append(f'<rect x="{left}%" y="{rounded(y)}em" {size} {paint}/>')

    def rule(self, y: float) -> None:
        """Draw a hairline across the picture."""
        at = f'y1="{rounded(y)}em" y2="{rounded(y)}em"'
        self.shapes.append(f'<line x1="0%" x2="100%" {at} stroke="var(--line, currentColor)"/>')

    def across(self, x: float) -> str:
        """Answer where `x` hundredths from the side where reading begins is, from the left."""
        return rounded(100 - x if self.rtl else x)

    def finished(self, height: float, *, title: str, summary: str) -> str:
        """Answer the picture, so many ems high, with the name and the summary that stand for it."""
        hatch = (
            f'<pattern id="{self.name}-hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)">'
            '<path d="M0 0V6" stroke="var(--subtle, currentColor)" stroke-width="2"/></pattern>'
        )
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" class="poll-picture" role="img"'
            f' aria-labelledby="{self.name}-title" aria-describedby="{self.name}-summary"'
            f' width="100%" height="{rounded(height)}em" direction="{"rtl" if self.rtl else "ltr"}"'
            ' font-family="var(--sans, sans-serif)" font-size=".875rem" fill="currentColor">'
            f'<title id="{self.name}-title">{escaped(title)}</title>'
            f'<desc id="{self.name}-summary">{escaped(summary)}</desc>'
            f"<defs>{hatch}</defs>{''.join(self.shapes)}</svg>"
        )


def rounded(number: float) -> str:
    """Answer a number as SVG takes it, to a thousandth."""
    return f"{number:.3f}".rstrip("0").rstrip(".")


def escaped(text: str) -> str:
    """Answer the text as it may stand in SVG, without what XML cannot hold."""
    return html.escape(UNSPEAKABLE.sub("", text))


def wrapped(text: str, width: int, lines: int) -> list[str]:
    """Answer the text in lines of so many letters, or half as many wide ones; what is cut off is a “…”."""
    if any(unicodedata.east_asian_width(letter) in "WF" for letter in text):
        width //= 2
    found = textwrap.wrap(text, width) or [""]
    if len(found) > lines:
        found = [*found[: lines - 1], found[lines - 1][: width - 1].rstrip() + "…"]
    return found


def isolated(text: str) -> str:
    """Answer the text between marks that keep its direction of writing from the words around it."""
    return f"\u2068{text}\u2069"
