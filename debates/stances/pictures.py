"""Two pictures of a poll as SVG: how many chose each option, and where readers went between before and after.

They are made here, so that a page needs no script for them. Nothing is said by colour alone. What is hidden
since few readers are in it is hatched, and its size says no more than the totals do. The same stands as a
table beside a picture, and in words inside it.

Every text comes from the caller, in the reader's language; `words` may hold anything, and is escaped.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from debates.stances.drawing import LINE, Drawing, Option, isolated, rounded, wrapped
from debates.stances.suppression import ShownTable

BAR = 0.75
GAP = 0.6
READERS = 15.0
"""How high all readers together stand in the flow, in ems."""
TOKEN = 2.5
"""For how many readers a hidden cell stands where not even the total of its line is known."""

# How strongly the bands are coloured: of readers that stayed, and of readers that moved.
STAYED, MOVED = 0.25, 0.6
# How wide labels and nodes of the flow are, in hundredths; the rest is for the bands.
LABELS, NODE = 37.0, 2.0


@dataclass(frozen=True, slots=True)
class Bar:
    """An option, its share of the ballots between 0 and 1, and that in words; no share where it is hidden."""

    option: Option
    share: float | None
    words: str


@dataclass(frozen=True, slots=True)
class BarWords:
    """What the bars say: `title` what they show, `joint` what stands between two options in the summary."""

    title: str
    hidden: str
    joint: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A transition table as it may be shown, rows before reading and columns after, of `n` readers in all."""

    options: Sequence[Option]
    table: ShownTable
    n: int


@dataclass(frozen=True, slots=True)
class FlowWords:
    """What the flow says. `moved` holds %(count)s, %(before)s and %(after)s; `note` says what hatching means.

    `number` writes a count in the reader's language.
    """

    title: str
    before: str
    after: str
    moved: str
    hidden: str
    note: str
    joint: str
    number: Callable[[int], str]


# ------------------------------------------------------------------ bars


def draw_bars(bars: Sequence[Bar], words: BarWords, *, name: str, rtl: bool = False) -> str:
    """Answer the bars as SVG, one below the other, each as long as its share of the picture's width.

    `name` begins the ids and must be another one for every picture of a page; `rtl` is set where the page is
    read from right to left. Raises `ValueError` for a name or the letter of a side that is none.
    """
    drawing, y = Drawing(name, rtl), 0.0
    for bar in bars:
        label = wrapped(bar.option.label, 20, lines=3)
        drawing.text(label, 0, y, anchor="start")
        drawing.text([words.hidden if bar.share is None else bar.words], 100, y, anchor="end", weight=600)
        y += LINE * len(label) + 0.15
        if bar.share is None:
            drawing.box(0, y, 100, BAR, drawing.hatched)
        elif bar.share > 0:
            drawing.box(0, y, 100 * bar.share, BAR, bar.option.paint)
        drawing.rule(y + BAR)
        y += BAR + GAP
    return drawing.finished(y, title=words.title, summary=bars_in_words(bars, words))


def bars_in_words(bars: Sequence[Bar], words: BarWords) -> str:
    """Answer what the bars show, as one line of text."""
    return words.joint.join(
        f"{isolated(bar.option.label)}: {isolated(words.hidden if bar.share is None else bar.words)}"
        for bar in bars
    )


# ------------------------------------------------------------------ flow


def draw_flow(flow: Flow, words: FlowWords, *, name: str, rtl: bool = False) -> str:
    """Answer the flow as SVG: options before reading on one side, after it on the other, bands between them.

    A band is as high as readers are in it; those that stayed are pale. `name`, `rtl` and errors as in
    `draw_bars`.
    """
    drawing, cells = Drawing(name, rtl), flow.table.cells
    before = _nodes(flow, words, cells, flow.table.rows)
    after = _nodes(flow, words, list(zip(*cells, strict=True)), flow.table.columns)
    height = max(side[-1].y + side[-1].slot for side in (before, after))
    heads = [wrapped(words.before, 13, lines=2), wrapped(words.after, 13, lines=2)]
    drawing.text(heads[0], LABELS + 1 + NODE, 0, anchor="end")
    drawing.text(heads[1], 99 - LABELS - NODE, 0, anchor="start")
    top = LINE * max(map(len, heads)) + GAP
    _draw_bands(drawing, flow, before, after, top=top, height=height)
    _draw_nodes(drawing, before, top, node_at=LABELS + 1, text_at=LABELS, anchor="end")
    _draw_nodes(drawing, after, top, node_at=99 - LABELS - NODE, text_at=100 - LABELS, anchor="start")
    bottom = top + height
    if not flow.table.shows_all():
        note = wrapped(words.note, 40, lines=4)
        drawing.text(note, 0, bottom, anchor="start")
        bottom += LINE * len(note) + GAP
    return drawing.finished(bottom, title=words.title, summary=flow_in_words(flow, words))


def flow_in_words(flow: Flow, words: FlowWords) -> str:
    """Answer what the flow shows, as one line of text: the totals, and every move whose readers are shown."""
    labels = [isolated(option.label) for option in flow.options]

    def totals(counts: Sequence[int | None]) -> str:
        shown = (words.hidden if count is None else words.number(count) for count in counts)
        return words.joint.join(f"{label}: {count}" for label, count in zip(labels, shown, strict=True))

    moves = [
        words.moved % {"count": words.number(count), "before": labels[i], "after": labels[j]}
        for i, row in enumerate(flow.table.cells)
        for j, count in enumerate(row)
        if i != j and count
    ]
    return "\n".join(
        [
            f"{words.before}: {totals(flow.table.rows)}.",
            f"{words.after}: {totals(flow.table.columns)}.",
            *([f"{words.joint.join(moves)}."] if moves else []),
            *([] if flow.table.shows_all() else [words.note]),
        ]
    )


@dataclass(frozen=True, slots=True)
class _Node:
    """An option on one side of the flow: its lines of text, and how high each of its bands is there.

    `slot` is how much room node and text need, `y` how far from the top that begins; all in ems.
    """

    option: Option
    lines: list[str]
    hidden: bool
    bands: list[float]
    y: float
    slot: float

    @property
    def height(self) -> float:
        """Answer how high the node is."""
        return sum(self.bands)

    @property
    def top(self) -> float:
        """Answer where the node begins: in the middle of its slot."""
        return self.y + (self.slot - self.height) / 2

    def band(self, other: int) -> tuple[float, float]:
        """Answer from where to where the band to or from the other side's node meets this one."""
        begins = self.top + sum(self.bands[:other])
        return begins, begins + self.bands[other]


def _nodes(
    flow: Flow, words: FlowWords, lines: Sequence[Sequence[int | None]], totals: Sequence[int | None]
) -> list[_Node]:
    """Answer the nodes of one side, from the cells of each option and their total."""
    nodes, y = [], 0.0
    for option, cells, total in zip(flow.options, lines, totals, strict=True):
        bands = [readers * READERS / max(flow.n, 1) for readers in _drawn_readers(cells, total)]
        text = [*wrapped(option.label, 12, lines=4), words.hidden if total is None else words.number(total)]
        slot = max(sum(bands), LINE * len(text)) + GAP
        nodes.append(_Node(option, text, total is None, bands, y, slot))
        y += slot
    return nodes


def _drawn_readers(cells: Sequence[int | None], total: int | None) -> list[float]:
    """Answer for how many readers each cell is drawn: hidden ones share evenly what the others leave."""
    hidden, shown = cells.count(None), sum(count or 0 for count in cells)
    each = TOKEN if total is None else (total - shown) / max(hidden, 1)
    return [each if count is None else float(count) for count in cells]


def _draw_nodes(
    drawing: Drawing, nodes: Sequence[_Node], top: float, *, node_at: float, text_at: float, anchor: str
) -> None:
    for node in nodes:
        paint = drawing.hatched if node.hidden else node.option.paint
        drawing.box(node_at, top + node.top, NODE, node.height, paint)
        middle = top + node.y + (node.slot - LINE * len(node.lines)) / 2
        drawing.text(node.lines[:-1], text_at, middle, anchor=anchor)
        number_at = middle + LINE * (len(node.lines) - 1)
        drawing.text(node.lines[-1:], text_at, number_at, anchor=anchor, weight=600)


def _draw_bands(
    drawing: Drawing,
    flow: Flow,
    before: Sequence[_Node],
    after: Sequence[_Node],
    *,
    top: float,
    height: float,
) -> None:
    """Draw the bands in a picture of their own, which is stretched to the room between the nodes."""
    stripes = f"{drawing.name}-stripes"
    paths = []
    for i, row in enumerate(flow.table.cells):
        for j, count in enumerate(row):
            if count == 0:
                continue
            paint = f'fill="url(#{stripes})"' if count is None else before[i].option.paint
            strength = 1 if count is None else STAYED if i == j else MOVED
            paths.append(
                f'<path d="{_band(before[i].band(j), after[j].band(i), rtl=drawing.rtl)}" {paint}'
                f' fill-opacity="{strength}" stroke-opacity="{strength}" vector-effect="non-scaling-stroke"/>'
            )
    left, width = LABELS + 1 + NODE, 98 - 2 * (LABELS + NODE)
    drawing.shapes.append(
        f'<svg x="{rounded(left)}%" y="{rounded(top)}em" width="{rounded(width)}%"'
        f' height="{rounded(height)}em" viewBox="0 0 100 {rounded(height)}" preserveAspectRatio="none">'
        # Stripes lie across, so that they look alike however wide the room is.
        f'<pattern id="{stripes}" width="100" height="0.35" patternUnits="userSpaceOnUse">'
        '<path d="M0 0.05H100" stroke="var(--subtle, currentColor)" stroke-width="0.08"/></pattern>'
        f"{''.join(paths)}</svg>"
    )


def _band(begins: tuple[float, float], ends: tuple[float, float], *, rtl: bool) -> str:
    """Answer the outline of a band between two stretches of height, as the data of a path."""
    start, end = (100, 0) if rtl else (0, 100)
    upper, lower, to_upper, to_lower = map(rounded, (*begins, *ends))
    there = f"M{start} {upper}C50 {upper} 50 {to_upper} {end} {to_upper}"
    return f"{there}V{to_lower}C50 {to_lower} 50 {lower} {start} {lower}Z"
