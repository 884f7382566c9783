"""Reads for the public pages: each answers finished values in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from debates.comments.policies import takes_comments
from debates.comments.queries.places import Listed
from debates.comments.queries.texts import TextFacts, facts_of
from debates.comments.queries.threads import thread_list
from debates.media.markup import picture_of
from debates.publishing.canon import is_shown
from debates.publishing.languages import direction_of
from debates.publishing.models import Contributor, Debate, Essay, Kind, Origin, Reference, Text, Topic
from debates.publishing.models.essays import essay_url
from debates.publishing.position_order import rotated
from debates.publishing.queries.corrections import last_corrections
from debates.publishing.reading_time import minutes_to_read, seconds_on_screen
from debates.publishing.stored_html import safe
from debates.publishing.workflow import ROUNDS, Round
from debates.reading.cursors import cursor_of, read_cursor
from debates.reading.found import references_in, texts_of, topics_of, within
from debates.reading.public import ReaderOrder
from debates.reading.shapes import (
    DebatePage,
    DebateView,
    EssayPage,
    EssayView,
    Listing,
    ReferenceView,
    RoundView,
    Side,
    Signature,
    Signed,
    StanceLink,
    TopicView,
    Turn,
)
from debates.stances.options import BOTH, UNSURE, Option, Phase
from debates.stances.options import Kind as OptionKind
from debates.stances.queries.ballots import WITHOUT_POSITION
from debates.stances.queries.results import results_in_lists, summary_of
from debates.stances.shown_order import signed_order

PAGE = 20


# ---------------------------------------------------------------- pages


def debate_page(debate: Debate, order: ReaderOrder, now: datetime, *, drafts: bool = False) -> DebatePage:
    """Answer the page of a debate in the reader's order; `drafts` also shows what is not public."""
    texts = texts_of(debate)
    shown = [text for text in texts if drafts or is_shown(text)]
    discussed = {text.pk: facts_of(text) for text in texts} if debate.is_public else {}
    sides = sides_of(shown, discussed)
    arm = order.arm(debate.pk, len(sides))
    in_order = rotated(sides, arm)
    by_kind = {text.kind: safe(text.html) for text in shown if text.essay is None}
    takes_ballots = debate.takes_ballots(now)
    introductions = [text.pk for text in shown if text.kind == Kind.INTRODUCTION]
    return DebatePage(
        debate=debate_view(debate, in_order, shown, now, topics=topics_of(debate)),
        introduction=by_kind.get(Kind.INTRODUCTION, safe("")),
        later_rounds=later_rounds_of(in_order),
        conclusion=by_kind.get(Kind.CONCLUSION, safe("")),
        references=references_of(references_in(debate), shown, texts),
        stances_before=stance_links(debate, in_order, arm, Phase.BEFORE) if takes_ballots else (),
        stances=stance_links(debate, in_order, arm, Phase.AFTER) if takes_ballots else (),
        results=summary_of(debate, now),
        results_url=reverse("stances:results" if takes_ballots else "reading:results", args=[debate.slug]),
        comments=thread_list(debate, Listed(), discussed, now) if debate.is_public else None,
        introduction_id=introductions[0] if introductions else 0,
    )


def stance_links(debate: Debate, sides: Sequence[Side], arm: int, phase: Phase) -> tuple[StanceLink, ...]:
    """Answer the ways to the ballot: each position, in the order shown, which goes along; both; unsure."""
    address, shown = reverse("stances:ballot", args=[debate.slug]), signed_order(debate.pk, arm)

    def to(option: Option) -> str:
        return f"{address}?{urlencode({'stance': option.code, 'phase': phase.value, 'order': shown})}"

    positions = (
        StanceLink(to(Option(OptionKind.POSITION, side.id)), side.label, side.letter) for side in sides
    )
    others = (StanceLink(to(option), WITHOUT_POSITION[option.kind]) for option in (BOTH, UNSURE))
    return (*positions, *others)


def essay_page(
    debate: Debate, position_slug: str, round_: str, now: datetime, *, drafts: bool = False
) -> EssayPage | None:
    """Answer the page of one essay, alike for all readers; nothing where they see none.

    `drafts` also shows what is not public.
    """
    texts = [text for text in texts_of(debate) if drafts or is_shown(text)]
    for text in texts:
        essay = text.essay
        if essay is not None and (essay.position.slug, essay.round) == (position_slug, round_):
            discussed = {text.pk: facts_of(text) for text in texts}
            sides = sides_of(texts, discussed)
            place = [side.letter for side in sides].index(essay.position.letter.lower())
            return EssayPage(
                debate=debate_view(debate, sides, texts, now, topics=topics_of(debate)),
                side=sides[place],
                essay=essay_view(text, discussed.get(text.pk)),
                others=rotated(sides, place)[1:],
                references=references_of(references_in(debate), [text], texts, only_cited=True),
                takes_comments=bool(takes_comments(debate, now)),
            )
    return None


def open_debates(order: ReaderOrder, now: datetime) -> tuple[DebateView, ...]:
    """Answer the debates that are going on, newest first, the positions of each in the reader's order."""
    return with_sides(Debate.objects.open(now), now, order)


def archive(now: datetime, cursor: str = "", topic: Topic | None = None, size: int = PAGE) -> Listing | None:
    """Answer a page of the debates that are over (with a topic: all of its debates), newest first.

    The cursor is what `Listing.next` gave; nothing is answered for one that cannot be read.
    """
    debates = Debate.objects.over(now) if topic is None else Debate.objects.public().filter(topics=topic)
    if cursor:
        place = read_cursor(cursor)
        if place is None:
            return None
        moment, pk = place
        debates = debates.filter(Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=pk))
    newest_first = debates.select_related("lead_image").order_by("-published_at", "-pk")
    rows = list(newest_first.prefetch_related("topics")[: size + 1])
    shown = rows[:size]
    following = cursor_of(shown[-1]) if len(rows) > size else ""
    results = results_in_lists(shown, now)
    views = (
        debate_view(debate, (), (), now, results.get(debate.pk, ""), topics=debate.topics.all())
        for debate in shown
    )
    return Listing(debates=tuple(views), next=following)


def feed_entries(now: datetime, size: int) -> tuple[DebatePage, ...]:
    """Answer the newest public debates for the feed: introduction and positions in the canonical order."""
    debates = list(Debate.objects.public().order_by("-published_at", "-pk")[:size])
    introductions = dict(
        Text.objects.filter(debate__in=debates, kind=Kind.INTRODUCTION).values_list("debate", "html")
    )
    corrected = last_corrections(debates)
    views = with_sides(Debate.objects.filter(pk__in=[debate.pk for debate in debates]), now)
    return tuple(
        DebatePage(
            debate=replace(view, corrected_at=corrected.get(view.id)),
            introduction=safe(introductions.get(view.id, "")),
            later_rounds=(),
            conclusion=safe(""),
            references=(),
        )
        for view in views
    )


def topics() -> QuerySet[Topic]:
    """Answer the topics that have a public debate, by name."""
    return Topic.objects.filter(debates__in=Debate.objects.public()).distinct().order_by("name")


def signed_by(contributor: Contributor) -> tuple[Signed, ...]:
    """Answer the contributor's essays that readers see, newest debate first."""
    essays = public_essays().filter(contributor=contributor).order_by("-position__debate__published_at", "pk")
    return tuple(
        Signed(
            title=essay.title,
            url=essay.get_absolute_url(),
            claim=essay.position.claim,
            letter=essay.position.letter.lower(),
            question=essay.position.debate.question,
            debate_url=essay.position.debate.get_absolute_url(),
            published_at=essay.position.debate.published_at,
            language=essay.language or essay.position.debate.language,
        )
        for essay in essays
    )


def public_essays() -> QuerySet[Essay]:
    """Answer the essays that readers see: of public debates, in rounds that are public."""
    shown = Q(round=Round.OPENING)
    shown |= Q(round=Round.REBUTTAL, position__debate__rebuttals_published_at__isnull=False)
    shown |= Q(round=Round.CLOSING, position__debate__closings_published_at__isnull=False)
    return Essay.objects.filter(shown, position__debate__in=Debate.objects.public()).select_related(
        "position__debate", "contributor"
    )


# ---------------------------------------------------------------- parts


def sides_of(texts: Iterable[Text], discussed: Mapping[int, TextFacts] | None = None) -> tuple[Side, ...]:
    """Answer the positions in the canonical order, each with its essays in the order of rounds."""
    essays: dict[int, list[Text]] = {}
    for text in texts:
        if text.essay is not None:
            essays.setdefault(text.essay.position.order, []).append(text)
    return tuple(side_of(essays[order], discussed or {}) for order in sorted(essays))


def side_of(texts: Sequence[Text], discussed: Mapping[int, TextFacts]) -> Side:
    """Answer one position from the texts that argue it."""
    ordered = sorted(texts, key=lambda text: ROUNDS.index(Round(text.essay.round)) if text.essay else 0)
    views = tuple(essay_view(text, discussed.get(text.pk)) for text in ordered)
    first = ordered[0].essay
    assert first is not None  # noqa: S101 - `sides_of` passes essays only
    position = first.position
    return Side(
        id=position.pk,
        letter=position.letter.lower(),
        label=position.label,
        claim=position.claim,
        url=essay_url(position.debate.slug, position.slug, Round.OPENING),
        essays=views,
    )


def later_rounds_of(sides: Sequence[Side]) -> tuple[RoundView, ...]:
    """Answer the rounds after the opening that any side speaks in."""
    rounds = []
    for name in ROUNDS[1:]:
        turns = tuple(Turn(side, essay) for side in sides for essay in side.essays if essay.round == name)
        if turns:
            rounds.append(RoundView(name=name, label=turns[0].essay.round_label, turns=turns))
    return tuple(rounds)


def essay_view(text: Text, facts: TextFacts | None = None) -> EssayView:
    """Answer an essay as a page shows it."""
    essay = text.essay
    assert essay is not None  # noqa: S101 - the caller passes essays only
    language = essay.language or essay.position.debate.language
    return EssayView(
        text_id=text.pk,
        title=essay.title,
        url=essay.get_absolute_url(),
        round=essay.round,
        round_label=str(Essay.ROUND_LABELS[Round(essay.round)]),
        html=safe(text.html),
        language=language,
        direction=direction_of(language),
        minutes=minutes_to_read(text.words, language),
        seconds_on_screen=seconds_on_screen(text.words, language),
        words=text.words,
        licence_name=essay.licence_name,
        licence_url=essay.licence_url,
        original_url=essay.original_url,
        signature=signature_of(essay.contributor),
        discussed=facts.discussed if facts else None,
        corrected_at=corrected_at([text]),
        suggest_url=reverse("publishing:suggest", args=[essay.pk]) if is_read(text) else "",
    )


def is_read(text: Text) -> bool:
    """Answer whether readers see this text now."""
    return text.debate.is_public and is_shown(text)


def corrected_at(texts: Iterable[Text]) -> datetime | None:
    """Answer when any of these texts was last corrected; nothing where none was, or was asked about it."""
    moments = (getattr(text, "corrected_at", None) for text in texts)
    return max((moment for moment in moments if moment is not None), default=None)


def signature_of(contributor: Contributor) -> Signature:
    """Answer a contributor as an essay shows them."""
    return Signature(
        name=contributor.name,
        url=contributor.get_absolute_url(),
        role=contributor.role,
        affiliation=contributor.affiliation,
        disclosure=contributor.disclosure,
        initials=initials_of(contributor.name),
        portrait=picture_of(contributor.portrait) if contributor.portrait else None,
    )


def initials_of(name: str) -> str:
    """Answer the first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def debate_view(
    debate: Debate,
    sides: tuple[Side, ...],
    texts: Iterable[Text],
    now: datetime,
    result: SafeString | str = "",
    *,
    topics: Iterable[Topic],
) -> DebateView:
    """Answer what stands at the top of a debate's page, and in a list."""
    texts = list(texts)
    words = sum(text.words for text in texts if text.essay is not None)
    return DebateView(
        id=debate.pk,
        slug=debate.slug,
        question=debate.question,
        url=debate.get_absolute_url(),
        summary=debate.summary,
        language=debate.language,
        direction=direction_of(debate.language),
        is_open=debate.is_open(now),
        published_at=debate.published_at,
        closes_at=debate.closes_at,
        closed_at=debate.closed_at or debate.closes_at,
        imported=debate.origin == Origin.IMPORT,
        original_url=debate.original_url,
        topics=tuple(TopicView(topic.name, topic.get_absolute_url()) for topic in topics),
        sides=sides,
        minutes=minutes_to_read(words, debate.language),
        picture=picture_of(debate.lead_image) if debate.lead_image else None,
        result=result,
        corrected_at=corrected_at(texts),
        corrections_url=reverse("reading:corrections", args=[debate.slug]),
    )


def with_sides(
    debates: QuerySet[Debate], now: datetime, order: ReaderOrder | None = None
) -> tuple[DebateView, ...]:
    """Answer debates with their positions and opening essays, newest first.

    The same few queries however many they are. Without an order of a reader's the positions stand in the
    canonical one.
    """
    openings = Text.objects.filter(essay__round=Round.OPENING).select_related(
        "essay__position", "essay__contributor__portrait"
    )
    views = []
    newest_first = debates.select_related("lead_image").order_by("-published_at", "-pk")
    for debate in newest_first.prefetch_related("topics", Prefetch("texts", openings)):
        texts = within(debate, debate.texts.all())
        sides = sides_of(texts)
        if order is not None:
            sides = rotated(sides, order.arm(debate.pk, len(sides)))
        views.append(debate_view(debate, sides, texts, now, topics=debate.topics.all()))
    return tuple(views)


def references_of(
    references: Iterable[Reference],
    shown: Iterable[Text],
    texts: Iterable[Text],
    *,
    only_cited: bool = False,
) -> tuple[ReferenceView, ...]:
    """Answer the references: those that `shown` cites by number, then those that none of `texts` cites.

    A reference that only a text cites which is not shown here stays away with it.
    """
    anchors: dict[str, list[str]] = {}
    numbers: dict[str, int] = {}
    for text in shown:
        for key, anchor, number in text.citations:
            anchors.setdefault(key, []).append(anchor)
            numbers[key] = number
    elsewhere = {key for text in texts for key, _anchor, _number in text.citations} - numbers.keys()
    views = [
        reference_view(reference, numbers.get(reference.key), anchors.get(reference.key, []))
        for reference in references
        if reference.key in numbers or not (only_cited or reference.key in elsewhere)
    ]
    return tuple(sorted(views, key=lambda view: (view.number is None, view.number or 0)))


def reference_view(reference: Reference, number: int | None, anchors: Sequence[str]) -> ReferenceView:
    """Answer a reference as a page lists it; one that could not be read stands as it was typed."""
    html = safe(reference.html) if reference.csl is not None else escape(reference.raw)
    return ReferenceView(key=reference.key, number=number, html=html, anchors=tuple(anchors))
