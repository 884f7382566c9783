"""What whoever has reported a comment is shown: what they sent, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from debates.comments.models import Comment
from debates.comments.queries.authors import name_in_a_sentence
from debates.moderation import policies
from debates.moderation.letters.links import appeal_address
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Decision, Notice, Outcome, State
from debates.publishing.stored_html import safe

PAGE = 20
LONG_TEXTS = ("source", "plain", "quote")
"""What no page about a notice needs of a comment."""

BY_MEASURE = {
    Measure.APPROVE: _("A moderator has read the comment, and found that it may stay."),
    Measure.REJECT: _("A moderator has removed the comment: readers no longer see what it said."),
    Measure.RESTRICT: _("A moderator has collapsed the comment: readers see why, and can still open it."),
    Measure.ERASE: _("The comment was erased, because the law asks for it."),
    Measure.NONE: _("A moderator found that you were right to report. The comment itself stays as it is."),
}
"""What a notifier is told of a decision. What follows for the author is nobody else's business."""
BY_OUTCOME = {
    Outcome.FOUNDED: _("A moderator found that you were right to report."),
    Outcome.UNFOUNDED: _("A moderator has read the comment, and it stays."),
    Outcome.GONE: _("The comment was gone before anybody had decided: readers no longer see it."),
}
STATE_LABELS = {
    State.UNCONFIRMED: _("Its address is not confirmed."),
    State.OPEN: _("It waits for a moderator."),
}


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why something was decided, in the words that its author was told: a rule or a law, and free words."""

    rule: str
    rule_text: str
    rule_url: str
    law: str
    explanation: str


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as its sender sees it.

    `url` is its page for whoever is signed in. `html` is what the comment says, and `comment_url` its place,
    both empty where readers no longer see it. `became` says what was decided, or that it waits; `reasons` are
    None where none were given. `appeal_url` is empty where nothing can be appealed against: it leads to the
    form, or once somebody `has_appealed` to what became of that.
    """

    pk: int
    url: str
    sent_at: datetime
    question: str
    language: str
    author: str
    html: SafeString
    comment_url: str
    is_illegal: bool
    rule: str
    law: str
    explanation: str
    place: str
    name: str
    email: str
    is_confirmed: bool
    is_settled: bool
    became: str | Promise
    settled_at: datetime | None
    reasons: Reasons | None
    appeal_url: str
    has_appealed: bool


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A page of somebody's notices, newest first; `after` is where the next begins, 0 where none does."""

    rows: tuple[NoticeView, ...]
    after: int


def with_surroundings(notices: "QuerySet[Notice]") -> "QuerySet[Notice]":
    """Answer notices with all that their pages and letters show."""
    return notices.select_related(
        "case__comment__debate",
        "case__comment__author",
        "notifier",
        "rule",
        "settled_by__rule__terms",
        "appeal",
    ).defer(*(f"case__comment__{field}" for field in LONG_TEXTS))


def own_notices(user: Any, after: int = 0) -> NoticePage:
    """Answer a page of the notices that somebody with an account has sent, in one query."""
    notices = with_surroundings(Notice.objects.filter(notifier=user)).order_by("-pk")
    if after:
        notices = notices.filter(pk__lt=after)
    found = [*notices[: PAGE + 1]]
    rows = tuple(map(view_of, found[:PAGE]))
    return NoticePage(rows, rows[-1].pk if len(found) > PAGE else 0)


def open_notice_of(user: Any, comment: Comment) -> NoticeView | None:
    """Answer the notice of this comment by somebody with an account that nobody has decided about yet."""
    if not user.is_authenticated:
        return None
    open_ones = Notice.objects.filter(case__comment=comment, notifier=user).exclude(state=State.SETTLED)
    found = with_surroundings(open_ones).first()
    return view_of(found) if found else None


def view_of(notice: Notice, now: datetime | None = None) -> NoticeView:
    """Answer a notice, which was read by `with_surroundings`, as its sender sees it.

    Whether they may appeal takes questions of its own, and is asked for `now`; a list does without.
    """
    comment = notice.case.comment
    has_appealed = getattr(notice, "appeal", None) is not None
    may_appeal = now and policies.may_appeal_outcome(notice.notifier, notice, now, knows_link=True)
    is_seen = comment.is_shown and comment.debate.is_public
    return NoticeView(
        pk=notice.pk,
        url=reverse("moderation:own_notice", args=[notice.pk]),
        sent_at=notice.created_at,
        question=comment.debate.question,
        language=comment.debate.language,
        author=name_in_a_sentence(comment),
        html=safe(comment.html if is_seen else ""),
        comment_url=comment.get_absolute_url() if is_seen else "",
        is_illegal=notice.ground == Ground.LAW,
        rule=notice.rule.title if notice.rule else "",
        law=notice.law,
        explanation=notice.explanation,
        place=notice.place,
        name=notice.name,
        email=notice.email,
        is_confirmed=notice.state != State.UNCONFIRMED,
        is_settled=notice.state == State.SETTLED,
        became=became(notice),
        settled_at=notice.settled_at,
        reasons=reasons_of(notice.settled_by) if notice.settled_by else None,
        appeal_url=appeal_address(notice) if may_appeal or has_appealed else "",
        has_appealed=has_appealed,
    )


def became(notice: Notice) -> str | Promise:
    """Answer in a sentence what became of a notice, or that it waits."""
    if notice.state != State.SETTLED:
        return STATE_LABELS[State(notice.state)]
    measure = Measure(notice.settled_by.measure) if notice.settled_by else None
    by_outcome = BY_OUTCOME[Outcome(notice.outcome)]
    return BY_MEASURE.get(measure, by_outcome) if measure else by_outcome


def reasons_of(decision: Decision) -> Reasons | None:
    """Answer why something was decided; None where it needed no reason, and nobody gave one."""
    rule = decision.rule
    if not (rule or decision.law or decision.explanation):
        return None
    return Reasons(
        rule=rule.title if rule else "",
        rule_text=rule.text if rule else "",
        rule_url=rule.get_absolute_url() if rule else "",
        law=decision.law,
        explanation=decision.explanation,
    )
