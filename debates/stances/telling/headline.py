"""The sentences above everything, and the bars below them. None of them says that somebody won."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from debates.stances.movement import Direction
from debates.stances.pictures import Bar, draw_bars
from debates.stances.shown_results import Movement, ShownCounts, ShownResults
from debates.stances.telling.poll import Poll, safe
from debates.stances.telling.words import bar_words, drawn, number, votes_with_share


def headline(shown: ShownResults, poll: Poll) -> tuple[SafeString, ...]:
    """Answer who voted, and what moved."""
    voted = shown.readers.total
    said = ngettext("{count} reader voted.", "{count} readers voted.", voted)
    sentences = [format_html(said, count=number(voted))]
    if isinstance(shown.movement, Movement):
        sentences.append(moved(shown.movement, poll))
    return tuple(sentences)


def moved(movement: Movement, poll: Poll) -> SafeString:
    """Answer how many changed their answer, where that may be shown, and towards what they moved."""
    n, changed = number(movement.n), movement.changed
    if changed is None:
        said = ngettext(
            "{n} reader voted before and after reading; {moved}.",
            "{n} readers voted before and after reading; {moved}.",
            movement.n,
        )
        return format_html(said, n=n, moved=direction(movement, poll))
    said = ngettext(
        # Translators: {moved} is “more moved towards A: …”, “no clear difference” or “no net movement”.
        "Of {n} who voted before and after reading, {changed} changed their answer; {moved}.",
        "Of {n} who voted before and after reading, {changed} changed their answer; {moved}.",
        movement.n,
    )
    return format_html(said, n=n, changed=number(changed.count), moved=direction(movement, poll))


def direction(movement: Movement, poll: Poll) -> SafeString:
    """Answer towards what readers moved, as the end of a sentence."""
    found = movement.headline
    if found.option is not None:
        return format_html(_("more moved towards {position}"), position=poll.name(found.option))
    ends = {
        Direction.NO_CLEAR_DIFFERENCE: _("no clear difference"),
        Direction.NO_NET_MOVEMENT: _("no net movement"),
    }
    return format_html("{}", ends[found.direction])


def in_one_sentence(shown: ShownResults, poll: Poll) -> SafeString:
    """Answer the result as a list of debates gives it."""
    voted = shown.readers.total
    if not isinstance(shown.movement, Movement):
        return headline(shown, poll)[0]
    said = ngettext("{count} reader voted; {moved}.", "{count} readers voted; {moved}.", voted)
    return format_html(said, count=number(voted), moved=direction(shown.movement, poll))


def bars_of(counts: ShownCounts, poll: Poll, name: str) -> SafeString:
    """Answer the bars of the answers after reading; `name` is another one for each picture of a page."""
    bars = [
        Bar(option, share, votes_with_share(counts, place) or "")
        for place, (option, share) in enumerate(zip(drawn(poll.answers), counts.shares, strict=True))
    ]
    title = _("How readers answered after reading")
    return safe(draw_bars(bars, bar_words(title), name=name, rtl=get_language_bidi()))
