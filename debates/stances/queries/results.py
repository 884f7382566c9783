"""Results as readers see them: read from one snapshot, never counted from ballots.

Whatever shows results asks here, and everything here asks the gate: `policies.results_visible`.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from debates.publishing.languages import direction_of
from debates.publishing.models import Debate, Position
from debates.publishing.queries.corrections import moments_of_corrections
from debates.stances import policies
from debates.stances.counting import burst_code, moment_code
from debates.stances.models import Ballot, Burst, Snapshot
from debates.stances.models.ballots import KIND_LABELS
from debates.stances.options import Kind, Option, Phase
from debates.stances.queries.ballots import WITHOUT_POSITION
from debates.stances.results import Counted
from debates.stances.shown_results import shown_results
from debates.stances.telling import told
from debates.stances.telling.file import as_csv
from debates.stances.telling.headline import in_one_sentence
from debates.stances.telling.poll import Poll, hidden_sentence
from debates.stances.telling.shapes import Heading, Part
from debates.stances.telling.words import number
from debates.stances.voters import has_account, is_destroyed, key_of, voter_of


@dataclass(frozen=True, slots=True)
class Seal:
    """Up to which place of the seal was counted, and the hash of the chain there."""

    place: str
    head: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """What is said of the results of a debate: while nothing is counted, only why, in `waiting`.

    `state` says until when the debate is open, or when it closed; `key_destroyed` is empty unless it was.
    """

    question: str
    slug: str
    url: str
    language: str
    direction: str
    state: str
    key_destroyed: str
    waiting: str = ""
    headline: tuple[SafeString, ...] = ()
    bars: SafeString | str = ""
    parts: tuple[Part, ...] = ()
    counted_at: str = ""
    seal: Seal | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The result as the page of a debate says it."""

    state: str
    headline: tuple[SafeString, ...]
    bars: SafeString


@dataclass(frozen=True, slots=True)
class HiddenPage:
    """Why results are hidden from somebody who may ask for them; not where nobody could be told apart.

    `keeps_cookie` says that a browser without an account will be known again by a cookie.
    """

    question: str
    slug: str
    url: str
    language: str
    direction: str
    state: str
    has_voted: bool
    can_ask: bool
    keeps_cookie: bool


# ---------------------------------------------------------------- what pages ask for


def results_page(debate: Debate, now: datetime, *, asked: bool = False) -> ResultsPage | None:
    """Answer the results of a debate as they may be shown now; nothing where the gate is closed.

    `asked` says that whoever looks asked for them while the debate was open, which is on record.
    """
    if not policies.results_visible(debate, now, asked=asked):
        return None
    page = ResultsPage(
        question=debate.question,
        slug=debate.slug,
        url=debate.get_absolute_url(),
        language=debate.language,
        direction=direction_of(debate.language),
        state=state_of(debate, now),
        key_destroyed=destroyed(debate),
    )
    over = debate.poll_has_ended(now)
    snapshot = Snapshot.objects.filter(debate=debate).order_by("place").last()
    if snapshot is None:
        return replace(page, waiting=_("No votes were counted in this debate.") if over else waiting())
    apart = [
        *Burst.objects.filter(debate=debate, apart=True).order_by("start").values_list("start", flat=True)
    ]
    positions = Position.objects.filter(debate=debate)
    counted = counted_of(debate, snapshot)
    poll = poll_of(debate, counted.options, positions, tuple(moment(start) for start in apart))
    first = told.summary(counted, poll)
    return replace(
        page,
        headline=first.headline,
        bars=first.bars,
        parts=told.parts(counted, poll, frozenset(burst_code(start) for start in apart)),
        counted_at=counted_at(snapshot, over=over),
        seal=Seal(number(snapshot.place), snapshot.head),
    )


def hidden_page(debate: Debate, by: Any, browser_id: str, now: datetime) -> HiddenPage:
    """Answer the page of somebody who has not asked for the results of a debate that is open."""
    return HiddenPage(
        question=debate.question,
        slug=debate.slug,
        url=debate.get_absolute_url(),
        language=debate.language,
        direction=direction_of(debate.language),
        state=state_of(debate, now),
        has_voted=has_voted(debate, by, browser_id),
        can_ask=not is_destroyed(debate),
        keeps_cookie=not has_account(by),
    )


def has_voted(debate: Debate, by: Any, browser_id: str) -> bool:
    """Answer whether somebody has voted after reading: with their account or else in this browser."""
    key = key_of(debate)
    if key is None or is_destroyed(debate):
        return False
    voter = voter_of(key, by=by, browser_id="" if has_account(by) else browser_id)
    return Ballot.objects.filter(debate=debate, voter=voter, phase=Phase.AFTER).exists()


def summary_of(debate: Debate, now: datetime) -> Summary | None:
    """Answer the result for the page of a debate that is over; nothing before, or where nobody voted."""
    if not policies.results_visible(debate, now, asked=False):
        return None
    snapshot = Snapshot.objects.filter(debate=debate).order_by("place").last()
    if snapshot is None:
        return None
    counted = snapshot.results
    first = told.summary(counted, poll_of(debate, counted.options, Position.objects.filter(debate=debate)))
    return Summary(state_of(debate, now), first.headline, first.bars)


def results_in_lists(debates: Iterable[Debate], now: datetime) -> Mapping[int, SafeString]:
    """Answer the result in one sentence of each of these debates that is over, by the debate's number.

    Two queries, however many debates there are.
    """
    over = {debate.pk: debate for debate in debates if policies.results_visible(debate, now, asked=False)}
    last = Snapshot.objects.filter(debate=OuterRef("debate")).order_by("-place").values("place")[:1]
    snapshots = [*Snapshot.objects.filter(debate__in=over, place=Subquery(last))]
    positions = defaultdict(list)
    for position in Position.objects.filter(debate__in=[snapshot.debate_id for snapshot in snapshots]):
        positions[position.debate_id].append(position)
    sentences = {}
    for snapshot in snapshots:
        shown = shown_results(snapshot.results)
        poll = poll_of(over[snapshot.debate_id], shown.options, positions[snapshot.debate_id])
        sentences[snapshot.debate_id] = in_one_sentence(shown, poll)
    return sentences


def results_file(page: ResultsPage) -> str:
    """Answer exactly what the page shows as a file, CSV in UTF-8."""
    names = ("part", "table", "row", "column", "value", "note")
    facts = {
        "question": page.question,
        "address": settings.SITE.base_url + page.url,
        "state": page.state,
        "counted": page.waiting or page.counted_at,
        "about": _("Readers who chose to vote; not a representative sample."),
    }
    if page.seal is not None:
        facts |= {"place in the seal": page.seal.place, "head of the seal": page.seal.head}
    if page.key_destroyed:
        facts["key"] = page.key_destroyed
    return as_csv(names, facts, page.parts, hidden_sentence())


# ---------------------------------------------------------------- what they are made of


def counted_of(debate: Debate, snapshot: Snapshot) -> Counted:
    """Answer what a snapshot counted, and the corrections since: what it counted was cast before them."""
    counted = snapshot.results
    named = {moment for moment, _before in counted.corrected}
    left = sum(counted.current()) - sum(before for _moment, before in counted.corrected)
    corrections = [at for at in moments_of_corrections(debate) if at >= snapshot.taken_at]
    since = [code for code in map(moment_code, corrections) if code not in named]
    later = ((code, 0 if place else left) for place, code in enumerate(since))
    return replace(counted, corrected=(*counted.corrected, *later))


def poll_of(
    debate: Debate, options: Sequence[str], positions: Iterable[Position], crowds: tuple[str, ...] = ()
) -> Poll:
    """Answer the answers that were counted, by the names that they have now."""
    names = {position.pk: Heading(position.label, position.letter) for position in positions}
    gone = Heading(_("A position that was taken out"))
    answers = [Option.of(code) for code in options]
    return Poll(
        answers=tuple(
            names.get(answer.position or 0, gone)
            if answer.kind is Kind.POSITION
            else Heading(str(WITHOUT_POSITION[answer.kind]), short=str(KIND_LABELS[answer.kind]))
            for answer in answers
        ),
        language=debate.language,
        direction=direction_of(debate.language),
        crowds=crowds,
    )


def state_of(debate: Debate, now: datetime) -> str:
    """Answer until when readers vote, or since when the vote is closed."""
    is_open = debate.takes_ballots(now)
    end = debate.closes_at if is_open else debate.poll_ended_at or debate.closes_at
    if end is None:
        return _("Open until the editors close it.")
    date = formats.date_format(timezone.localtime(end), "j F Y")
    said = _("Open until %(date)s.") if is_open else _("Closed on %(date)s.")
    return said % {"date": date}


def destroyed(debate: Debate) -> str:
    """Answer what it means that the key of the debate was destroyed; nothing where it was not."""
    key = key_of(debate)
    if key is None or key.destroyed_at is None:
        return ""
    date = formats.date_format(timezone.localtime(key.destroyed_at), "j F Y")
    return _(
        "The key to these ballots was destroyed on %(date)s. Nobody can tell any more whose they are: they"
        " can no longer be shown to a person, withdrawn, or exported for one. They can still be recounted."
    ) % {"date": date}


def counted_at(snapshot: Snapshot, *, over: bool) -> str:
    """Answer when was counted and, while the debate is open, how often that is renewed."""
    said = _("Counted on %(moment)s.") % {"moment": moment(snapshot.taken_at)}
    return said if over else f"{said} {batches()}"


def waiting() -> str:
    """Answer why there are no results yet."""
    return f"{_('No results yet.')} {batches()}"


def batches() -> str:
    """Answer how often results are renewed, so that nobody can watch a single answer."""
    least = ngettext("%(count)s vote", "%(count)s votes", settings.RESULTS_LEAST)
    return _("Results are renewed in batches: for at least %(votes)s, given or withdrawn, and %(rest)s.") % {
        "votes": least % {"count": number(settings.RESULTS_LEAST)},
        "rest": rest(),
    }


def rest() -> str:
    """Answer how much time lies between two batches at least."""
    minutes = math.ceil(settings.RESULTS_EVERY / 60)
    hours, odd = divmod(minutes, 60)
    if not minutes:
        return _("at any time")
    if odd:
        said = ngettext("at most every minute", "at most every %(count)s minutes", minutes)
        return said % {"count": number(minutes)}
    return ngettext("at most every hour", "at most every %(count)s hours", hours) % {"count": number(hours)}


def moment(at: datetime) -> str:
    """Answer a time to the minute, with its zone."""
    return formats.date_format(timezone.localtime(at), "j F Y, H:i T")
