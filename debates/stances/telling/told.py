"""What results say, worked out once for as long as what was counted and how it is named are the same.

The tables and pictures of a page cost more than the page around them, and change only with a new snapshot.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from debates.stances.results import Counted
from debates.stances.shown_results import shown_results
from debates.stances.telling.headline import bars_of, headline
from debates.stances.telling.parts import parts_of
from debates.stances.telling.poll import Poll
from debates.stances.telling.shapes import Part

KEPT = 100
"""The results of so many debates each process keeps."""

BARS = "poll-bars"


@dataclass(frozen=True, slots=True)
class Summary:
    """What readers answered, in sentences and in bars."""

    headline: tuple[SafeString, ...]
    bars: SafeString


def summary(counted: Counted, poll: Poll) -> Summary:
    """Answer what the results say first."""
    return _summary(counted, poll, get_language(), get_current_timezone_name())


def parts(counted: Counted, poll: Poll, apart: frozenset[str]) -> tuple[Part, ...]:
    """Answer all that the results say, where moderators set these bursts apart."""
    return _parts(counted, poll, apart, get_language(), get_current_timezone_name())


@lru_cache(maxsize=KEPT)
def _summary(counted: Counted, poll: Poll, _language: str, _time_zone: str) -> Summary:
    shown = shown_results(counted)
    return Summary(headline(shown, poll), bars_of(shown.readers, poll, name=BARS))


@lru_cache(maxsize=KEPT)
def _parts(
    counted: Counted, poll: Poll, apart: frozenset[str], _language: str, _time_zone: str
) -> tuple[Part, ...]:
    return parts_of(shown_results(counted, apart), poll)
