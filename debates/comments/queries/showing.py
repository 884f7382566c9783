"""Makes what a page shows of each comment from the rows of a page, which are read together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Self

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from debates.comments.models import Ranking
from debates.comments.models.comments import MAX_DEPTH, Kind, thread_url
from debates.comments.queries.authors import Person, author_of, people_of, with_badges
from debates.comments.queries.first import Beginning
from debates.comments.queries.rows import CommentRow
from debates.comments.queries.shapes import (
    Answered,
    Author,
    CommentView,
    Helpful,
    Quote,
    ShownStance,
    SideShare,
    Subject,
    ThreadView,
)
from debates.comments.queries.texts import MOST_COUNTED, TextFacts
from debates.comments.ranking import LEAST_MEMBERS
from debates.comments.visibility import SHOWN, Visibility
from debates.publishing.models import Debate
from debates.publishing.stored_html import safe
from debates.stances.queries.ballots import WITHOUT_POSITION

KEPT = 50
"""So many pages of threads each process keeps as values: some hundred KiB each."""


@dataclass(frozen=True)
class Surroundings:
    """What the views of a page's comments need beside the rows: read once for all of them.

    `slug`, `url` and `language` are the debate's, `groups` the sides that its last ranking told apart.
    """

    slug: str
    url: str
    language: str
    groups: tuple[int, ...]
    facts: tuple[tuple[int, TextFacts], ...]
    people: tuple[Person, ...]
    takes_answers: bool

    @classmethod
    def of(
        cls,
        debate: Debate,
        comments: Iterable[CommentRow],
        texts: Mapping[int, TextFacts],
        *,
        takes_answers: bool,
    ) -> Self:
        """Answer the surroundings of these comments of a debate, in one query."""
        ranking: Ranking | None = getattr(debate, "ranking", None)
        return cls(
            slug=debate.slug,
            url=debate.get_absolute_url(),
            language=debate.language,
            groups=tuple(group for group, _members in ranking.groups) if ranking else (),
            facts=tuple(texts.items()),
            people=tuple(people_of(debate, comments)),
            takes_answers=takes_answers,
        )

    @cached_property
    def texts(self) -> Mapping[int, TextFacts]:
        """The texts of the debate by their numbers."""
        return dict(self.facts)

    @cached_property
    def authors(self) -> Mapping[int, Author]:
        """Who has written, by their account."""
        return {person.pk: with_badges(person) for person in self.people}


@lru_cache(maxsize=KEPT)
def threads_shown(
    threads: tuple[Beginning, ...],
    rows: tuple[CommentRow, ...],
    around: Surroundings,
    language: str,  # noqa: ARG001 - part of what it is kept by
) -> tuple[ThreadView, ...]:
    """Answer threads as a list shows them, from the rows of their comments: kept by all it depends on."""
    comments = {comment.pk: comment for comment in rows}
    return tuple(thread_view(thread, comments, around) for thread in threads)


def thread_view(thread: Beginning, comments: Mapping[int, CommentRow], around: Surroundings) -> ThreadView:
    """Answer a thread as a list shows it."""
    answers = [comments[pk] for pk in thread.answers if pk in comments]
    more = thread.counted - len(answers)
    return ThreadView(
        id=thread.pk,
        url=thread_url(around.slug, thread.pk),
        comments=thread_views(comments[thread.pk], answers, around),
        more=min(more, MOST_COUNTED),
        many_more=more > MOST_COUNTED,
    )


def thread_views(
    root: CommentRow, answers: Sequence[CommentRow], around: Surroundings
) -> tuple[CommentView, ...]:
    """Answer a thread as it stands on a page: its comment, then each answer below what it answers.

    An answer to what is not on this page stands right below the first comment.
    """
    here = {comment.pk: comment for comment in (root, *answers)}
    below: dict[int, list[CommentRow]] = {}
    for answer in answers:
        parent = answer.parent_id if answer.parent_id in here else root.pk
        below.setdefault(parent or root.pk, []).append(answer)
    views = []
    waiting = [(root, 1)]
    while waiting:
        comment, depth = waiting.pop()
        views.append(view_of(comment, around, depth, answered_by(comment, here, around)))
        deeper = min(depth + 1, MAX_DEPTH)
        waiting += [(answer, deeper) for answer in reversed(below.get(comment.pk, ()))]
    return tuple(views)


def answered_by(answer: CommentRow, here: Mapping[int, CommentRow], around: Surroundings) -> Answered | None:
    """Answer what a comment answers, where its place on the page does not say so."""
    if answer.parent_id is None or answer.parent__visibility not in SHOWN:
        return None
    parent = here.get(answer.parent_id)
    if parent and (answer.parent__depth or 0) < MAX_DEPTH:
        return None
    name = author_of(parent, around.authors).name if parent else ""
    return Answered(name, answer.parent_url(around.slug))


def view_of(
    comment: CommentRow, around: Surroundings, depth: int = 1, in_answer_to: Answered | None = None
) -> CommentView:
    """Answer one comment; of one that is not shown only that there was one, and why it is not."""
    view = CommentView(
        id=comment.pk,
        url=comment.url(around.slug),
        depth=depth,
        created_at=comment.created_at,
        language=around.language,
        reason=comment.public_reason,
        subject=None if comment.parent_id else subject_of(comment, around),
        is_locked=comment.is_locked,
    )
    if not comment.is_shown:
        return replace(view, stub=STUBS[Visibility(comment.visibility)]())
    return replace(
        view,
        is_collapsed=comment.visibility == Visibility.RESTRICTED,
        author=author_of(comment, around.authors),
        html=safe(comment.html),
        edited_at=comment.edited_at,
        history_url=history_url(comment, around) if comment.edited_at else "",
        kind=str(Kind(comment.kind).label) if comment.kind else "",
        changed_mind=comment.changed_mind,
        minds=comment.minds,
        stance=stance_of(comment, around.texts),
        quote=quote_of(comment, around),
        helpful=helpful_of(comment, around),
        in_answer_to=in_answer_to,
        is_pinned=comment.pinned,
        takes_answers=around.takes_answers,
    )


STUBS = {
    Visibility.WITHDRAWN: lambda: gettext("Withdrawn by its author."),
    Visibility.REJECTED: lambda: gettext("Removed by a moderator."),
    Visibility.ERASED: lambda: gettext("Erased."),
    Visibility.HELD: lambda: gettext("Not shown for the moment."),
}
"""What stands in the place of a comment that is not shown."""


def subject_of(comment: CommentRow, around: Surroundings) -> Subject:
    """Answer what a thread is on."""
    text = around.texts.get(comment.text_id or 0)
    return text.subject if text else Subject(pgettext("what a comment is on", "On the question"))


def history_url(comment: CommentRow, around: Surroundings) -> str:
    """Answer the page of what a comment said before."""
    return reverse("reading:comment_history", args=[around.slug, comment.pk])


def stance_of(comment: CommentRow, texts: Mapping[int, TextFacts]) -> ShownStance | None:
    """Answer the stance that its author shows with a comment, in words."""
    option = comment.stance
    if option is None:
        return None
    if option.position is None:
        return ShownStance(str(WITHOUT_POSITION[option.kind]))
    text = next(text for text in texts.values() if text.position == option.position)
    return ShownStance(f"{text.letter.upper()}: {text.label}", text.letter)


def quote_of(comment: CommentRow, around: Surroundings) -> Quote | None:
    """Answer the paragraph that a comment is on, with its place where it stands unchanged."""
    text = around.texts.get(comment.text_id or 0)
    if not comment.quote or text is None:
        return None
    stands = text.is_shown and comment.paragraph_stands
    return Quote(comment.quote, f"{around.url}#{comment.paragraph}" if stands else "", text.language)


def helpful_of(comment: CommentRow, around: Surroundings) -> Helpful | None:
    """Answer how readers have rated a comment, once it is old enough and somebody has."""
    if comment.rank__is_new or not comment.rank__ratings:
        return None
    helpful, ratings = comment.rank__helpful or 0, comment.rank__ratings
    return Helpful(helpful, ratings, shares_of(ratings, comment.groups, around))


def shares_of(
    ratings: int, rated: Sequence[tuple[float, float]], around: Surroundings
) -> tuple[SideShare, ...]:
    """Answer the share of “helpful” of each side, or nothing where any side, or the rest, has few ratings."""
    groups = around.groups
    rest = ratings - sum(of_group for _helpful, of_group in rated)
    if len(groups) < 2 or len(groups) != len(rated) or 0 < round(rest, 6) < LEAST_MEMBERS:  # noqa: PLR2004
        return ()
    if any(of_group < LEAST_MEMBERS for _helpful, of_group in rated):
        return ()
    named = {text.position: text for text in around.texts.values() if text.position}
    return tuple(
        SideShare(named[group].label, named[group].letter, round(100 * helpful / of_group))
        for group, (helpful, of_group) in zip(groups, rated, strict=True)
    )
