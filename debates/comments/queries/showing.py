"""Makes what a page shows of each comment from the rows of a page, which are read together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from debates.comments.models import Comment, Rank, Ranking
from debates.comments.models.comments import MAX_DEPTH
from debates.comments.queries.authors import author_of, authors_of
from debates.comments.queries.shapes import (
    Answered,
    Author,
    CommentView,
    Helpful,
    Quote,
    ShownStance,
    SideShare,
    Subject,
)
from debates.comments.queries.texts import TextFacts
from debates.comments.ranking import LEAST_MEMBERS
from debates.comments.visibility import Visibility
from debates.publishing.models import Debate
from debates.publishing.stored_html import safe
from debates.stances.queries.ballots import WITHOUT_POSITION


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the views of a page's comments need beside the rows: read once for all of them."""

    debate: Debate
    debate_url: str
    texts: Mapping[int, TextFacts]
    authors: Mapping[int, Author]
    takes_answers: bool

    @classmethod
    def of(
        cls,
        debate: Debate,
        comments: Sequence[Comment],
        texts: Mapping[int, TextFacts],
        *,
        takes_answers: bool,
    ) -> Self:
        """Answer the surroundings of these comments of a debate, in one query."""
        return cls(
            debate,
            debate.get_absolute_url(),
            texts,
            authors_of(debate, comments),
            takes_answers,
        )


def thread_views(root: Comment, answers: Sequence[Comment], around: Surroundings) -> tuple[CommentView, ...]:
    """Answer a thread as it stands on a page: its comment, then each answer below what it answers.

    An answer to what is not on this page stands right below the first comment.
    """
    here = {comment.pk: comment for comment in (root, *answers)}
    below: dict[int, list[Comment]] = {}
    for answer in answers:
        below.setdefault(answer.parent_id if answer.parent_id in here else root.pk, []).append(answer)
    views = []
    waiting = [(root, 1)]
    while waiting:
        comment, depth = waiting.pop()
        views.append(view_of(comment, around, depth, answered_by(comment, here, around)))
        deeper = min(depth + 1, MAX_DEPTH)
        waiting += [(answer, deeper) for answer in reversed(below.get(comment.pk, ()))]
    return tuple(views)


def answered_by(answer: Comment, here: Mapping[int, Comment], around: Surroundings) -> Answered | None:
    """Answer what a comment answers, where its place on the page does not say so."""
    parent = answer.parent
    if parent is None or not parent.is_shown:
        return None
    if parent.pk in here and parent.depth < MAX_DEPTH:
        return None
    parent.debate = around.debate
    name = author_of(here[parent.pk], around.authors).name if parent.pk in here else ""
    return Answered(name, parent.get_absolute_url())


def view_of(
    comment: Any, around: Surroundings, depth: int = 1, in_answer_to: Answered | None = None
) -> CommentView:
    """Answer one comment; of one that is not shown only that there was one, and why it is not."""
    comment.debate = around.debate
    view = CommentView(
        id=comment.pk,
        url=comment.get_absolute_url(),
        depth=depth,
        created_at=comment.created_at,
        language=around.debate.language,
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
        history_url=history_url(comment) if comment.edited_at else "",
        kind=str(comment.get_kind_display()) if comment.kind else "",
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


def subject_of(comment: Comment, around: Surroundings) -> Subject:
    """Answer what a thread is on."""
    text = around.texts.get(comment.text_id or 0)
    return text.subject if text else Subject(pgettext("what a comment is on", "On the question"))


def history_url(comment: Comment) -> str:
    """Answer the page of what a comment said before."""
    return reverse("reading:comment_history", args=[comment.debate.slug, comment.pk])


def stance_of(comment: Comment, texts: Mapping[int, TextFacts]) -> ShownStance | None:
    """Answer the stance that its author shows with a comment, in words."""
    option = comment.stance
    if option is None:
        return None
    if option.position is None:
        return ShownStance(str(WITHOUT_POSITION[option.kind]))
    text = next(text for text in texts.values() if text.position == option.position)
    return ShownStance(f"{text.letter.upper()}: {text.label}", text.letter)


def quote_of(comment: Any, around: Surroundings) -> Quote | None:
    """Answer the paragraph that a comment is on, with its place where it stands unchanged."""
    text = around.texts.get(comment.text_id or 0)
    if not comment.quote or text is None:
        return None
    stands = text.is_shown and comment.paragraph_stands
    return Quote(comment.quote, f"{around.debate_url}#{comment.paragraph}" if stands else "", text.language)


def helpful_of(comment: Comment, around: Surroundings) -> Helpful | None:
    """Answer how readers have rated a comment, once it is old enough and somebody has."""
    rank: Rank | None = getattr(comment, "rank", None)
    if rank is None or rank.is_new or not rank.ratings:
        return None
    return Helpful(rank.helpful, rank.ratings, shares_of(rank, around))


def shares_of(rank: Rank, around: Surroundings) -> tuple[SideShare, ...]:
    """Answer the share of “helpful” of each side, or nothing where any side, or the rest, has few ratings."""
    ranking: Ranking | None = getattr(around.debate, "ranking", None)
    groups = [group for group, _members in ranking.groups] if ranking else []
    rest = rank.ratings - sum(ratings for _helpful, ratings in rank.groups)
    if len(groups) < 2 or len(groups) != len(rank.groups) or 0 < round(rest, 6) < LEAST_MEMBERS:  # noqa: PLR2004
        return ()
    if any(ratings < LEAST_MEMBERS for _helpful, ratings in rank.groups):
        return ()
    named = {text.position: text for text in around.texts.values() if text.position}
    return tuple(
        SideShare(named[group].label, named[group].letter, round(100 * helpful / ratings))
        for group, (helpful, ratings) in zip(groups, rank.groups, strict=True)
    )
