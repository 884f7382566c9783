"""What moved between before and after reading: in plain words and tables, then for statisticians."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from debates.stances.movement import MIN_PAIRS
from debates.stances.pictures import Flow, draw_flow
from debates.stances.shown_results import Missing, Movement
from debates.stances.statistics import ChiSquare
from debates.stances.telling.poll import Poll, everybody, safe
from debates.stances.telling.shapes import Details, Heading, Part, Row, Table
from debates.stances.telling.words import (
    UNLIKELY,
    chi_square,
    count_cell,
    drawn,
    estimate_cell,
    exact_share_cell,
    exactly,
    flow_words,
    number,
    p_value,
    points_cell,
    share_cell,
    text_cell,
)


def movement_part(movement: Movement | Missing, poll: Poll) -> Part:
    """Answer what moved, from 50 readers on who answered twice."""
    title = _("Before and after reading")
    if isinstance(movement, Missing):
        sentence = ngettext(
            "What moved is shown from %(count)s reader on who voted before and after reading.",
            "What moved is shown from %(count)s readers on who voted before and after reading.",
            MIN_PAIRS,
        )
        return Part("movement", title, (sentence % {"count": number(MIN_PAIRS)},))
    counted = ngettext(
        "%(count)s reader with an account answered before and after reading. After means the last answer"
        " that was given before results were shown.",
        "%(count)s readers with an account answered before and after reading. After means the last answer"
        " that was given before results were shown.",
        movement.n,
    )
    flow = Flow(drawn(poll.answers), movement.table, movement.n)
    return Part(
        "movement",
        title,
        (counted % {"count": number(movement.n)}, *exchanged(movement, poll)),
        (transitions(movement, poll), gains(movement, poll)),
        safe(draw_flow(flow, flow_words(), name="poll-flow", rtl=get_language_bidi())),
        for_statisticians(movement, poll),
    )


def exchanged(movement: Movement, poll: Poll) -> tuple[SafeString, ...]:
    """Answer who went from one position to the other, where there are only two."""
    shown = [(pair, exchange) for pair, exchange in movement.exchanges.items() if exchange is not None]
    if len(movement.exchanges) > 1 or not shown:
        return ()
    [((one, other), exchange)] = shown
    names = {"one": poll.name(one), "other": poll.name(other)}
    said = _("{lost} went from {one} to {other}, {gained} the opposite way.")
    return (format_html(said, lost=number(exchange.lost), gained=number(exchange.gained), **names),)


def transitions(movement: Movement, poll: Poll) -> Table:
    """Answer who went from which answer to which, with the totals."""
    lines = zip(poll.answers, movement.table.cells, movement.table.rows, strict=True)
    rows = [Row(answer, tuple(map(count_cell, (*cells, total)))) for answer, cells, total in lines]
    totals = tuple(map(count_cell, (*movement.table.columns, movement.n)))
    return Table(
        _("Each row is an answer before reading, each column one after it"),
        (*poll.answers, Heading(everybody())),
        (*rows, Row(Heading(everybody()), totals, is_total=True)),
    )


def gains(movement: Movement, poll: Poll) -> Table:
    """Answer by how much each answer grew, how many came to it, and how many stayed."""
    lines = zip(poll.answers, movement.swings, movement.conversions, movement.retentions, strict=True)
    return Table(
        _(
            "Change: by how many percentage points the share grew. Came: how many of those who had answered"
            " something else before. Stayed: how many of those who had answered the same before."
        ),
        (Heading(_("Change")), Heading(_("Came")), Heading(_("Stayed"))),
        tuple(
            Row(answer, (points_cell(swing), share_cell(came), share_cell(stayed)))
            for answer, swing, came, stayed in lines
        ),
    )


# ------------------------------------------------------------------ for statisticians


def for_statisticians(movement: Movement, poll: Poll) -> Details:
    """Answer the tests and the intervals, by their names."""
    sentences = [
        _(
            "All intervals are at 95%. They say how far chance alone may move the numbers of readers like"
            " these, not what other people think: readers of a poll choose themselves."
        )
    ]
    if movement.any_change is not None:
        sentences.append(any_change(movement.any_change))
    if movement.changed is not None:
        said = _("%(share)s changed their answer (Wilson’s interval).")
        sentences.append(said % {"share": exactly(movement.changed)})
    return Details(tuple(sentences), (estimates(movement, poll), contrasts(movement, poll)))


def any_change(test: ChiSquare) -> str:
    """Answer whether the answers as a whole moved by more than chance."""
    if test.p < UNLIKELY:
        said = _(
            "Taken together, the answers moved by more than chance makes likely (Stuart–Maxwell: %(test)s)."
        )
    else:
        said = _("Taken together, chance alone could explain what moved (Stuart–Maxwell: %(test)s).")
    return said % {"test": chi_square(test)}


def estimates(movement: Movement, poll: Poll) -> Table:
    """Answer swing, conversion and retention with their intervals."""
    lines = zip(poll.answers, movement.swings, movement.conversions, movement.retentions, strict=True)
    return Table(
        _(
            "Swing is the change of the share in percentage points (Wald’s interval for paired shares),"
            " conversion the share of those who came, retention of those who stayed (Wilson’s intervals)"
        ),
        (Heading(_("Swing")), Heading(_("Conversion")), Heading(_("Retention"))),
        tuple(
            Row(answer, (estimate_cell(swing), exact_share_cell(came), exact_share_cell(stayed)))
            for answer, swing, came, stayed in lines
        ),
    )


def contrasts(movement: Movement, poll: Poll) -> Table:
    """Answer how any two positions moved against each other."""
    rows = []
    for (one, other), contrast in movement.contrasts.items():
        exchange = movement.exchanges[one, other]
        cells = (
            estimate_cell(contrast),
            count_cell(exchange.gained if exchange else None),
            count_cell(exchange.lost if exchange else None),
            text_cell(p_value(exchange.p) if exchange else None),
        )
        pair = f"{poll.answers[one].letter}\u00a0:\u00a0{poll.answers[other].letter}"
        rows.append(Row(Heading(pair), cells))
    columns = (_("Contrast"), _("To the first"), _("To the second"), _("McNemar’s p"))
    return Table(
        _(
            "Two positions against each other: the swing of the first less that of the second, in percentage"
            " points; how many went directly from one to the other; and how probable so uneven an exchange is"
            " by chance (exact, two-sided)"
        ),
        tuple(map(Heading, columns)),
        tuple(rows),
    )
