"""What stands now, and whether it differs among readers: with an account or without, results seen or not,
essays read or not, one order of the positions or another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from debates.stances.percentages import MIN_BALLOTS
from debates.stances.shown_results import Missing, Order, ShownCounts, ShownResults, Split
from debates.stances.suppression import SMALL
from debates.stances.telling.poll import Poll, everybody, hidden_sentence
from debates.stances.telling.shapes import NOTHING, Heading, Part, Row, Table, Value
from debates.stances.telling.words import (
    UNLIKELY,
    chi_square,
    count_cell,
    number,
    percent,
    range_cell,
    text_cell,
    votes_with_share,
)


def votes(shown: ShownResults, poll: Poll) -> Part:
    """Answer the table of what stands now; what came without an account has a table of its own beside it."""
    sentences = [
        _("What readers answered after reading. Whoever thought again counts once, with the last answer.")
    ]
    if shown.readers.intervals is None:
        sentence = ngettext(
            "Percentages show from %(count)s vote.", "Percentages show from %(count)s votes.", MIN_BALLOTS
        )
        sentences.append(sentence % {"count": number(MIN_BALLOTS)})
    else:
        sentences.append(
            _(
                "The interval says how far chance alone may move the share among readers like these, in 19 of"
                " 20 polls. It says nothing of people who did not vote."
            )
        )
    tables = [counts_table(_("With an account"), shown.readers, poll)]
    if isinstance(shown.visitors, ShownCounts):
        sentences.append(
            _("Without an account: counted apart, since nobody can tell whether one person gave several.")
        )
        tables.append(counts_table(_("Without an account"), shown.visitors, poll))
    elif shown.visitors is Missing.HIDDEN:
        sentences.append(_("Votes without an account: %(why)s") % {"why": hidden_sentence()})
    if shown.apart:
        sentences.append(set_apart(shown.apart, poll.crowds))
    return Part("votes", _("How readers answered"), tuple(sentences), tuple(tables))


def set_apart(ballots: int, crowds: Sequence[str]) -> str:
    """Answer how many ballots without an account are left out, and when they came; of a few not how many."""
    if ballots in SMALL:
        few = _(
            "Not counted: fewer than five ballots without an account, which the moderators set apart because"
            " unusually many came within ten minutes (%(times)s)."
        )
        return few % {"times": "; ".join(crowds)}
    sentence = ngettext(
        "Not counted: %(count)s ballot without an account, which the moderators set apart because unusually"
        " many came within ten minutes (%(times)s).",
        "Not counted: %(count)s ballots without an account, which the moderators set apart because unusually"
        " many came within ten minutes (%(times)s).",
        ballots,
    )
    return sentence % {"count": number(ballots), "times": "; ".join(crowds)}


def counts_table(caption: str, counts: ShownCounts, poll: Poll) -> Table:
    """Answer how many gave each answer, with shares and intervals where there are enough."""
    columns = [Heading(_("Votes"))]
    cells: list[list[Value | None]] = [[count_cell(count)] for count in counts.counts]
    if counts.percentages is not None and counts.intervals is not None:
        columns += [Heading(_("Share")), Heading(_("95% interval"))]
        for row, percentage, interval in zip(cells, counts.percentages, counts.intervals, strict=True):
            row += [text_cell(percentage), range_cell(interval)]
    rows = [Row(answer, tuple(row)) for answer, row in zip(poll.answers, cells, strict=True)]
    total = (count_cell(counts.total), *[NOTHING] * (len(columns) - 1))
    return Table(caption, tuple(columns), (*rows, Row(Heading(everybody()), total, is_total=True)))


# ------------------------------------------------------------------ some readers beside the others


def exposed_part(split: Split | Missing, poll: Poll) -> Part | None:
    """Answer what was answered after results had been shown, beside all else."""
    sentence = _(
        "Whoever sees results while the debate is open may be swayed by them: here they stand apart."
    )
    part = Part("exposed", _("Before and after seeing results"), (sentence,))
    if isinstance(split, Missing):
        return missing(part, split)
    groups = {_("Results not seen"): split.rest, _("Results seen"): split.part}
    return replace(part, tables=(side_by_side(_("Votes with an account"), groups, poll),))


def read_part(split: Split | Missing, poll: Poll) -> Part | None:
    """Answer what those readers answered who read all essays, beside all others."""
    sentence = _(
        "Self-reported: a browser remembers which essays were on screen to their end, and tells it with the"
        " vote. Where it tells nothing, we do not know."
    )
    part = Part("read", _("Readers of every essay"), (sentence,))
    if isinstance(split, Missing):
        return missing(part, split)
    groups = {_("Read every essay"): split.part, _("Not known, or not every one"): split.rest}
    return replace(part, tables=(side_by_side(_("Votes with an account"), groups, poll),))


def missing(part: Part, why: Missing) -> Part | None:
    """Answer the part where it is hidden; nothing where there is nobody to tell of, or too few."""
    hidden = (*part.sentences, hidden_sentence())
    return replace(part, sentences=hidden) if why is Missing.HIDDEN else None


def side_by_side(caption: str, groups: Mapping[str, ShownCounts], poll: Poll) -> Table:
    """Answer what groups of readers answered, by their names, one beside the other."""
    rows = [
        Row(answer, tuple(text_cell(votes_with_share(group, option)) for group in groups.values()))
        for option, answer in enumerate(poll.answers)
    ]
    sums = tuple(count_cell(group.total) for group in groups.values())
    totals = Row(Heading(everybody()), sums, is_total=True)
    return Table(caption, tuple(map(Heading, groups)), (*rows, totals))


# ------------------------------------------------------------------ the order of the positions


def order_part(order: Order | Missing, counts: ShownCounts, poll: Poll) -> Part | None:
    """Answer whether it mattered which position stood first; nothing while there are few votes."""
    sentence = _("Readers see the positions in different orders, by chance, so that none is always first.")
    part = Part("order", _("The order of the positions"), (sentence,))
    if isinstance(order, Missing):
        return missing(part, order)
    letters = [answer.letter for answer in poll.answers if answer.letter]
    arms = {" ".join([*letters[arm:], *letters[:arm]]): counted for arm, counted in enumerate(order.arms)}
    tables = [side_by_side(_("Votes by the order that was shown"), arms, poll)]
    if order.balanced is not None:
        tables.append(balanced_table(order.balanced, counts, poll))
    return replace(part, sentences=(sentence, mattered(order)), tables=tuple(tables))


def mattered(order: Order) -> str:
    """Answer what the audit of the order says."""
    if not order.audit.is_reliable:
        return _("There are too few votes to tell whether the order made a difference.")
    test = {"test": chi_square(order.audit.test)}
    if order.audit.test.p < UNLIKELY:
        return (
            _(
                "The order made a difference, by more than chance alone makes likely (%(test)s). The balanced"
                " shares are free of it."
            )
            % test
        )
    return _("The order made no clear difference (%(test)s).") % test


def balanced_table(balanced: Sequence[float], counts: ShownCounts, poll: Poll) -> Table:
    """Answer the shares with every order weighing the same, beside the raw ones."""
    lines = zip(poll.answers, counts.shares, balanced, strict=True)
    rows = (
        Row(answer, (None if raw is None else text_cell(percent(raw)), text_cell(percent(even))))
        for answer, raw, even in lines
    )
    return Table(
        _("Balanced: every order weighs the same, however many readers saw it"),
        (Heading(_("Share")), Heading(_("Balanced share"))),
        tuple(rows),
    )
