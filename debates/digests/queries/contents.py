"""What letters say of debates: alike for everybody who is told of the same, and nothing that is hidden.

Results come from where pages get them, which asks the gate. Everything is read when a letter is made up, from
what is true then: a debate that is gone is not told, one that has closed closes soon no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from debates.comments.models import Comment
from debates.comments.queries.authors import name_in_a_sentence
from debates.comments.visibility import SHOWN
from debates.digests.models import Event, News, Valued
from debates.digests.queries.happenings import Happening
from debates.digests.queries.interests import Interests
from debates.digests.queries.shapes import CommentLine, CorrectionLine, DebateNews, SideLine
from debates.digests.queries.telling import Telling
from debates.publishing.canon import is_shown
from debates.publishing.languages import direction_of
from debates.publishing.models import Correction, Debate, Text
from debates.publishing.models.essays import essay_url
from debates.publishing.reading_time import minutes_to_read
from debates.publishing.workflow import Round
from debates.stances.queries.results import results_in_lists

EXCERPT = 280
"""Characters of a comment that a letter shows."""


def digest_contents(telling: Telling, interests: Interests, now: datetime) -> tuple[DebateNews, ...]:
    """Answer what a digest tells of debates, newest first. Seven queries, however many debates they are."""
    news: dict[int, list[Happening]] = defaultdict(list)
    for happening in interests.news(telling.found):
        news[happening.debate].append(happening)
    comments = telling.comments(interests)
    told = [*news, *(debate for debate in sorted(comments, reverse=True) if debate not in news)]
    return debates_news(told, news, now, comments=comments, since=interests.followed)


def event_contents(event: Event, now: datetime) -> DebateNews | None:
    """Answer what there is to tell of one event; nothing where it is no longer true or no longer shown."""
    happening = Happening(event.pk, event.debate_id, News(event.news), event.at, event.found_at, ())
    found = debates_news([event.debate_id], {event.debate_id: [happening]}, now)
    return found[0] if found else None


def debates_news(
    ids: Sequence[int],
    news: Mapping[int, Sequence[Happening]],
    now: datetime,
    *,
    comments: Mapping[int, int] | None = None,
    since: Mapping[int, datetime] | None = None,
) -> tuple[DebateNews, ...]:
    """Answer what there is to tell of these debates, in their order; those left out of which nothing is.

    `comments` is how many are new in some of them, `since` from when on.
    """
    debates = {debate.pk: debate for debate in Debate.objects.public().filter(pk__in=ids)}
    shown = [debates[pk] for pk in ids if pk in debates]
    kinds = {debate.pk: frozenset(one.news for one in news.get(debate.pk, ())) for debate in shown}
    corrected = [
        one.event for debate in shown for one in news.get(debate.pk, ()) if one.news is News.CORRECTED
    ]
    found = Found(
        kinds=kinds,
        texts=texts_of(debates),
        results=results_in_lists([debate for debate in shown if News.RESULT in kinds[debate.pk]], now),
        corrections=corrections_of(corrected, debates),
        comments=comments or {},
        valued=valued_in([debate.pk for debate in shown if debate.pk in (comments or {})], since or {}),
    )
    told = (found.news(debate, now) for debate in shown)
    return tuple(
        one for one in told if one.opened or one.closes_at or one.ended or one.corrections or one.comments
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of some debates, each by the debate's number."""

    kinds: Mapping[int, frozenset[News]]
    texts: Mapping[int, Sequence[Any]]
    results: Mapping[int, SafeString]
    corrections: Mapping[int, tuple[CorrectionLine, ...]]
    comments: Mapping[int, int]
    valued: Mapping[int, tuple[CommentLine, ...]]

    def news(self, debate: Debate, now: datetime) -> DebateNews:
        """Answer what there is to tell of one of them."""
        kinds, texts = self.kinds[debate.pk], self.texts[debate.pk]
        return DebateNews(
            id=debate.pk,
            question=debate.question,
            url=whole(debate.get_absolute_url()),
            language=debate.language,
            direction=direction_of(debate.language),
            sides=sides_of(debate, texts),
            minutes=minutes_to_read(sum(text.words for text in texts), debate.language),
            opened=News.OPENED in kinds,
            closes_at=closing(debate, kinds, now),
            result=self.results.get(debate.pk, ""),
            result_url=whole(reverse("reading:results", args=[debate.slug])),
            ended=News.RESULT in kinds and debate.poll_has_ended(now),
            corrections=self.corrections.get(debate.pk, ()),
            corrections_url=whole(reverse("reading:corrections", args=[debate.slug])),
            comments=self.comments.get(debate.pk, 0),
            comments_url=whole(reverse("reading:comments", args=[debate.slug])),
            valued=self.valued.get(debate.pk, ()),
        )


def closing(debate: Debate, kinds: Iterable[News], now: datetime) -> datetime | None:
    """Answer when the debate closes: of one that just opened, too; none where it does not or has."""
    told = News.CLOSING_SOON in kinds or News.OPENED in kinds
    return debate.closes_at if told and debate.takes_ballots(now) else None


def whole(path: str) -> str:
    """Answer the whole address of a page of this site."""
    return settings.SITE.base_url + path


def texts_of(debates: Mapping[int, Debate]) -> Mapping[int, list[Any]]:
    """Answer the essays of these debates that readers see, without their words, by debate."""
    rows = Text.objects.filter(debate__in=debates, essay__isnull=False)
    essays = rows.select_related("essay__position", "essay__contributor").defer("source", "html", "plain")
    found: dict[int, list[Any]] = {pk: [] for pk in debates}
    for text in essays.order_by("essay__position__order", "pk"):
        text.debate = debates[text.debate_id]
        if is_shown(text):
            found[text.debate_id].append(text)
    return found


def sides_of(debate: Debate, texts: Iterable[Any]) -> tuple[SideLine, ...]:
    """Answer the positions in their canonical order: each with the same, in one sentence."""
    return tuple(
        SideLine(
            letter=text.essay.position.letter,
            label=text.essay.position.label,
            claim=text.essay.position.claim,
            contributor=text.essay.contributor.name,
            role=text.essay.contributor.role,
            url=whole(essay_url(debate.slug, text.essay.position.slug, Round.OPENING)),
        )
        for text in texts
        if text.essay.round == Round.OPENING
    )


def corrections_of(
    events: Sequence[int], debates: Mapping[int, Debate]
) -> Mapping[int, tuple[CorrectionLine, ...]]:
    """Answer the corrections that these events tell of, by debate, newest first; of texts that are shown."""
    if not events:
        return {}
    noted = Event.objects.filter(pk__in=events, debate__in=debates).values("correction")
    rows = Correction.objects.filter(pk__in=noted).select_related("text__essay__position")
    found: dict[int, tuple[CorrectionLine, ...]] = {}
    for row in rows.order_by("-at", "-pk"):
        debate = row.text.debate = debates[row.text.debate_id]
        if not is_shown(row.text):
            continue
        if row.text.essay is not None:
            row.text.essay.position.debate = debate
        place = row.text.essay.get_absolute_url() if row.text.essay else debate.get_absolute_url()
        line = CorrectionLine(row.text.name, row.note, row.at, whole(place))
        found[debate.pk] = (*found.get(debate.pk, ()), line)
    return found


def valued_in(debates: Sequence[int], since: Mapping[int, datetime]) -> Mapping[int, tuple[CommentLine, ...]]:
    """Answer the most valued comment on each position of these debates, where one of them is so newly.

    One on every position, or none: no side stands alone.
    """
    if not debates:
        return {}
    rows = Valued.objects.filter(position__debate__in=debates).select_related(
        "position__debate", "comment__debate", "comment__author"
    )
    counts: dict[int, int] = {}
    found: dict[int, list[Valued]] = defaultdict(list)
    for row in rows.order_by("position__debate", "position__order"):
        if row.comment.visibility in SHOWN:
            found[row.position.debate_id].append(row)
    for debate in Debate.objects.filter(pk__in=found).prefetch_related("positions"):
        counts[debate.pk] = len(debate.positions.all())
    return {
        debate: tuple(valued_line(row) for row in valued)
        for debate, valued in found.items()
        if len(valued) == counts[debate] and any(row.since > since[debate] for row in valued)
    }


def valued_line(row: Valued) -> CommentLine:
    """Answer the most valued comment on a position."""
    return line_of(row.comment, on=row.position.name, letter=row.position.letter)


def line_of(comment: Comment, on: str = "", letter: str = "") -> CommentLine:
    """Answer a comment, which comes with its author and debate, as letters show it."""
    said = " ".join(comment.plain.split())
    return CommentLine(
        author=name_in_a_sentence(comment),
        excerpt=said if len(said) <= EXCERPT else Truncator(said).chars(EXCERPT),
        url=whole(comment.get_absolute_url()),
        on=on,
        letter=letter,
    )
