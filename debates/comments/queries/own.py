"""What somebody sees of their own: their comments in every state, and what they can do on a page of comments.

Each list takes the same queries however long it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.policies import may_act_as
from accounts.roles import Role
from debates.comments import policies
from debates.comments.models import Comment, Rating, Screened
from debates.comments.models.comments import VISIBILITY_LABELS
from debates.comments.queries.authors import name_in_a_sentence
from debates.comments.reasons import Reason, reasons_for
from debates.comments.screening import Outcome, Rule
from debates.comments.visibility import Cause, Visibility, may_become
from debates.comments.words import HOLDS
from debates.publishing.models import Debate
from debates.publishing.stored_html import safe
from debates.stances.queries.ballots import in_words
from debates.stances.voters import is_destroyed, key_of, voter_of

PAGE = 20
UNSEEN = (Visibility.HELD, Visibility.REJECTED)
"""States in which a comment is shown to its author among those of others, and to nobody else."""

LONG_TEXTS = tuple(f"text__{name}" for name in ("html", "source", "plain", "citations"))


@dataclass(frozen=True, slots=True)
class OwnComment:
    """A comment as its author sees it. `why` and `reason` say why others do not, where they do not.

    `reasons` are the decisions about it that hold, each with the way to its statement; empty before any.
    `editable_until` is None where it cannot be changed any more.
    """

    id: int
    html: SafeString
    url: str
    question: str
    debate_url: str
    language: str
    about: str | Promise
    quote: str
    kind: str | Promise
    changed_mind: bool
    stance: str | Promise
    state: str | Promise
    is_shown: bool
    why: str | Promise
    reason: str
    created_at: datetime
    edited_at: datetime | None
    editable_until: datetime | None
    may_withdraw: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A page of somebody's comments, newest first; `after` is where the next begins, 0 where none does."""

    rows: tuple[OwnComment, ...]
    after: int


@dataclass(frozen=True, slots=True)
class OnPage:
    """What somebody can do with a comment on a public page. `rating` is None where they have given none."""

    id: int
    is_own: bool
    rating: bool | None
    may_rate: bool
    may_edit: bool
    may_withdraw: bool
    may_pin: bool
    pinned: bool
    rate_url: str


def own_comments(by: Any, now: datetime, *, debate: Debate | None = None, after: int = 0) -> OwnPage:
    """Answer a page of what somebody has written, in one debate or in all, from before number `after` on."""
    written = with_surroundings(Comment.objects.filter(author=by))
    if debate is not None:
        written = written.filter(debate=debate)
    if after:
        written = written.filter(pk__lt=after)
    found = [*written.order_by("-pk")[: PAGE + 1]]
    return OwnPage(
        rows=rows_of(found[:PAGE], now),
        after=found[PAGE - 1].pk if len(found) > PAGE else 0,
    )


def unseen(debate: Debate, by: Any, now: datetime) -> tuple[OwnComment, ...]:
    """Answer the newest comments of somebody in a debate that others do not see."""
    written = Comment.objects.filter(author=by, debate=debate, visibility__in=UNSEEN)
    return rows_of([*with_surroundings(written).order_by("-pk")[:PAGE]], now)


def has_written(by: Any, debate: Debate) -> bool:
    """Answer whether somebody has a comment in this debate, in whatever state."""
    return Comment.objects.filter(author=by, debate=debate).exists()


def on_page(debate: Debate, by: Any, ids: Iterable[int], now: datetime) -> tuple[OnPage, ...]:
    """Answer what somebody can do with each of these comments that readers see in this debate."""
    shown = Comment.objects.shown().filter(debate=debate, pk__in=[*ids]).defer("html", "source", "plain")
    given = ratings_of(debate, by, ids)
    rates = bool(policies.may_comment(by, debate, now)) and not is_destroyed(debate)
    pins = bool(may_act_as(by, Role.EDITOR))
    rows = []
    for comment in shown.order_by("pk"):
        comment.debate = debate
        own = policies.is_author(by, comment)
        rows.append(
            OnPage(
                id=comment.pk,
                is_own=own,
                rating=given.get(comment.pk),
                may_rate=rates and not own,
                may_edit=own and editable_until(comment, now) is not None,
                may_withdraw=own,
                may_pin=pins and comment.position_id is not None and comment.parent_id is None,
                pinned=comment.pinned,
                rate_url=reverse("comments:rate", args=[comment.pk]),
            )
        )
    return tuple(rows)


def ratings_of(debate: Debate, by: Any, ids: Iterable[int]) -> Mapping[int, bool]:
    """Answer whether somebody finds each of these comments helpful that they have rated.

    None, where nobody can tell any more.
    """
    key = key_of(debate)
    if key is None or is_destroyed(debate):
        return {}
    own = Rating.objects.filter(debate=debate, voter=voter_of(key, by=by), comment__in=[*ids])
    return dict(own.values_list("comment", "helpful"))


# ---------------------------------------------------------------- what a comment shows its author


def with_surroundings(comments: "QuerySet[Comment]") -> "QuerySet[Comment]":
    """Answer comments with all that their rows show of what they are on."""
    return comments.select_related(
        "debate__discussion", "text__essay__position", "stance_position", "parent__author"
    ).defer(*LONG_TEXTS, "parent__html", "parent__source", "parent__plain")


def rows_of(comments: Iterable[Comment], now: datetime) -> tuple[OwnComment, ...]:
    """Answer comments as their author sees them."""
    rules = holds_of(comments)
    reasons = reasons_for([comment.pk for comment in comments], now)
    return tuple(
        row_of(comment, rules.get(comment.pk), now, reasons.get(comment.pk, ())) for comment in comments
    )


def row_of(
    comment: Comment, rule: Rule | None, now: datetime, reasons: tuple[Reason, ...] = ()
) -> OwnComment:
    """Answer one comment as its author sees it."""
    debate = comment.debate
    state = Visibility(comment.visibility)
    held = state is Visibility.HELD and comment.cause == Cause.SCREENING
    return OwnComment(
        id=comment.pk,
        html=safe(comment.html),
        url=comment.get_absolute_url() if debate.is_public and comment.is_shown else "",
        question=debate.question,
        debate_url=debate.get_absolute_url() if debate.is_public else "",
        language=debate.language,
        about=about(comment),
        quote=comment.quote,
        kind=comment.get_kind_display() if comment.kind else "",
        changed_mind=comment.changed_mind,
        stance=stance_label(comment),
        state=VISIBILITY_LABELS[state],
        is_shown=comment.is_shown,
        why=HOLDS.get(rule, "") if held and rule else "",
        reason=comment.public_reason,
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        editable_until=editable_until(comment, now),
        may_withdraw=may_become(state, Visibility.WITHDRAWN, Cause.AUTHOR),
        reasons=reasons,
    )


def holds_of(comments: Iterable[Comment]) -> dict[int, Rule]:
    """Answer by which rule the screening last held each of these comments that it has held."""
    held = Screened.objects.filter(revision__comment__in=[*comments], outcome=Outcome.HOLD)
    in_order = held.order_by("revision__number").values_list("revision__comment", "rule")
    return {comment: Rule(rule) for comment, rule in in_order}


def editable_until(comment: Comment, now: datetime) -> datetime | None:
    """Answer until when a comment can be changed; None where its time is over or its debate forbids it.

    Whether its author may take part at all is asked where they change it.
    """
    until = comment.created_at + policies.EDITING_TIME
    open_ = comment.visibility in policies.EDITABLE and policies.takes_comments(comment.debate, now)
    return until if open_ and now < until else None


def about(comment: Comment) -> str | Promise:
    """Answer what a comment is on, in a few words."""
    if comment.parent is not None:
        return _now("In answer to %(name)s") % {"name": name_in_a_sentence(comment.parent)}
    if comment.text is None:
        return _("On the debate as a whole")
    if comment.text.essay is None:
        return _("On the introduction") if comment.text.kind == "introduction" else _("On the conclusion")
    essay = comment.text.essay
    return _now("On “%(title)s” (%(letter)s)") % {"title": essay.title, "letter": essay.position.letter}


def stance_label(comment: Comment) -> str | Promise:
    """Answer the stance that a comment shows; empty where it shows none."""
    return "" if comment.stance is None else in_words(comment.stance, comment.stance_position)
