"""How numbers, shares and answers are written in the reader's language, in tables, sentences and pictures."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from debates.stances.drawing import Option as Drawn
from debates.stances.percentages import MIN_BALLOTS, shown_percentages
from debates.stances.pictures import BarWords, FlowWords
from debates.stances.shown_results import ShownCounts
from debates.stances.statistics import ChiSquare, Estimate, Interval, Share
from debates.stances.telling.shapes import Heading, Value

UNLIKELY = 0.05
"""Where chance alone brings a result less often than this, a page says that it is more than chance."""
SMALLEST_P = 0.001


# ------------------------------------------------------------------ numbers


def number(count: int) -> str:
    """Answer a count with marks between thousands."""
    return str(formats.number_format(count, force_grouping=True))


def decimal(value: float, places: int = 1) -> str:
    """Answer a number to so many places, with a true minus."""
    rounded = round(value, places) + 0.0  # not -0.0
    return str(formats.number_format(rounded, places)).replace("-", "−")


def percent(share: float) -> str:
    """Answer a share as a percentage, to a tenth."""
    return _("%(number)s%%") % {"number": decimal(100 * share)}


def points(difference: float) -> str:
    """Answer a difference of shares in percentage points, to a tenth, with its sign."""
    sign = "+" if round(100 * difference, 1) > 0 else ""
    return sign + decimal(100 * difference)


def between(low: str, high: str) -> str:
    """Answer an interval by its ends."""
    # Translators: the two ends of an interval, as in 37.4% to 46.3%.
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def p_value(p: float) -> str:
    """Answer how probable something is by chance, as statisticians write it."""
    if p < SMALLEST_P:
        return f"< {decimal(SMALLEST_P, 3)}"
    return decimal(p, 3)


def chi_square(test: ChiSquare) -> str:
    """Answer a chi-square statistic as statisticians write it."""
    p = p_value(test.p)
    return f"χ² = {decimal(test.statistic, 2)}, df = {test.df}, p {p if '<' in p else f'= {p}'}"


# ------------------------------------------------------------------ cells


def count_cell(count: int | None) -> Value | None:
    """Answer the cell of a count; None where it is hidden."""
    return None if count is None else Value(number(count), str(count))


def text_cell(text: str | None) -> Value | None:
    """Answer a cell that says the same to people and to programs; None where it is hidden."""
    return None if text is None else Value(text, text)


def range_cell(interval: Interval | None) -> Value | None:
    """Answer the cell of an interval of shares."""
    return None if interval is None else text_cell(between(*map(percent, interval)))


def points_cell(estimate: Estimate | None) -> Value | None:
    """Answer the cell of a difference of shares, in percentage points."""
    if estimate is None:
        return None
    return Value(points(estimate.value), f"{round(100 * estimate.value, 1) + 0.0:.1f}")


def estimate_cell(estimate: Estimate | None) -> Value | None:
    """Answer the cell of a difference of shares with its interval, in percentage points."""
    if estimate is None:
        return None
    text = with_interval(estimate)
    return Value(text, text.replace("+", ""))  # a plus at the beginning would make it a formula


def with_interval(estimate: Estimate) -> str:
    """Answer a difference of shares with its interval, in percentage points."""
    return f"{points(estimate.value)} ({between(*map(points, estimate.interval))})"


def share_cell(share: Share | None) -> Value | None:
    """Answer the cell of a share as so many of so many, with the percentage from 30 on."""
    if share is None:
        return None
    if share.of < MIN_BALLOTS:
        return text_cell(so_many_of(share))
    words = shown_percentages((share.count, share.of - share.count)) or ("",)
    return text_cell(f"{so_many_of(share)} ({words[0]})")


def exact_share_cell(share: Share | None) -> Value | None:
    """Answer the cell of a share with its interval; without it where there are fewer than 30."""
    if share is None:
        return None
    return text_cell(exactly(share) if share.of >= MIN_BALLOTS else so_many_of(share))


def exactly(share: Share) -> str:
    """Answer a share to a tenth of a percent, with its interval."""
    return f"{percent(share.count / share.of)} ({between(*map(percent, share.interval))})"


def so_many_of(share: Share) -> str:
    """Answer a share as so many of so many."""
    # Translators: readers, as in 39 of 130.
    return _("%(count)s of %(of)s") % {"count": number(share.count), "of": number(share.of)}


# ------------------------------------------------------------------ answers


def drawn(answers: Sequence[Heading]) -> list[Drawn]:
    """Answer the answers as pictures show them."""
    return [Drawn(answer.whole, answer.letter.lower()) for answer in answers]


def votes_with_share(counts: ShownCounts, option: int) -> str | None:
    """Answer how many gave this answer, with the percentage where there is one; None where it is hidden."""
    count = counts.counts[option]
    if count is None:
        return None
    share = counts.percentages[option] if counts.percentages else None
    return number(count) if share is None else f"{number(count)} ({share})"


# ------------------------------------------------------------------ pictures


def hidden() -> str:
    """Answer what stands in the place of a number that is hidden."""
    return pgettext("in place of a number", "hidden")


def bar_words(title: str) -> BarWords:
    """Answer what bars say."""
    return BarWords(title=title, hidden=hidden(), joint="; ")


def flow_words() -> FlowWords:
    """Answer what the flow says."""
    return FlowWords(
        title=_("How readers’ answers moved"),
        before=_("Before reading"),
        after=_("After reading"),
        # Translators: a part of a list, as in “14 from A: Dredge it to B: Leave it”.
        moved=_("%(count)s from %(before)s to %(after)s"),
        hidden=hidden(),
        note=_("Hatched: hidden, because fewer than five readers could be told apart."),
        joint="; ",
        number=number,
    )
