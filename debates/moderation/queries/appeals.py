"""Appeals: what whoever appealed is told, and what moderators are shown who answer.

Each list takes the same queries however long it is.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.verdicts import Verdict
from debates.comments.models import Comment
from debates.comments.queries.authors import name_in_a_sentence
from debates.comments.queries.own import OwnComment, rows_of, with_surroundings
from debates.moderation import policies
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import Appeal, AppealOutcome, Decision, Misuse, Notice, Penalty
from debates.moderation.models.decisions import SANCTION_LABELS
from debates.moderation.queries.facts import current_revision
from debates.moderation.queries.statements import (
    FOUND_OF_OTHERS,
    AppealLine,
    PenaltyStatement,
    Statement,
    appeal_line,
    penalties_with_reasons,
    penalty_statement,
    sanctioned,
    statement_of,
    title_of,
    with_reasons,
)
from debates.publishing.stored_html import safe

Words = str | Promise

PAGE = 20


def with_parties(appeals: "QuerySet[Appeal]") -> "QuerySet[Appeal]":
    """Answer appeals with whoever and whatever they are about."""
    return appeals.select_related(
        "appellant",
        "notice",
        "penalty__person",
        "penalty__proposal",
        "decision__case__comment__debate",
        "decision__case__comment__author",
        "decision__decided_by",
        "decision__penalty",
        "result",
    )


# ---------------------------------------------------------------- for whoever appealed


@dataclass(frozen=True, slots=True)
class Answer:
    """What whoever appealed is told; `now` is what a reversal did, empty where there was none."""

    line: AppealLine
    against: Words
    question: str
    language: str
    now: Words


REVERSED = {
    Measure.APPROVE: _("Readers see the comment again."),
    Measure.UNLOCK: _("The thread takes answers again."),
    Measure.UNDO: _("Nothing of the decision holds any more."),
    Measure.REJECT: _("The comment was removed."),
    Measure.RESTRICT: _("The comment was collapsed: readers see why, and can still open it."),
}
NOTHING_DONE = _("The comment that you had reported was left as it is")
COLLAPSED = _("The comment that you had reported was only collapsed")


def answer_of(appeal: Appeal) -> Answer:
    """Answer what whoever appealed is told of an appeal that was read by `with_parties`."""
    debate = appeal.decision.case.comment.debate if appeal.decision else None
    lifted = _("It was lifted: nothing of it holds any more.")
    reversed_ = appeal.outcome == AppealOutcome.REVERSED
    done = REVERSED[Measure(appeal.result.measure)] if appeal.result else lifted
    return Answer(
        line=appeal_line(appeal),
        against=against(appeal),
        question=debate.question if debate else "",
        language=debate.language if debate else "",
        now=done if reversed_ else "",
    )


def against(appeal: Appeal) -> Words:
    """Answer in a few words what an appeal is against, as whoever appeals knows it."""
    if appeal.decision is None:
        return sanctioned(appeal.penalty).says if appeal.penalty else ""
    if appeal.notice is not None:
        return COLLAPSED if appeal.decision.measure == Measure.RESTRICT else NOTHING_DONE
    return title_of(appeal.decision)


# ---------------------------------------------------------------- for moderators


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal in the list of those that wait. `by` says in what part somebody appeals."""

    pk: int
    sent_at: datetime
    by: Words
    what: Words
    question: str
    language: str
    begins: str


@dataclass(frozen=True, slots=True)
class AppealRows:
    """Some of the appeals that wait, longest first; `more` says whether others do."""

    rows: tuple[AppealRow, ...]
    count: int


BY_AUTHOR = pgettext_lazy("who appeals", "The author")
BY_NOTIFIER = pgettext_lazy("who appeals", "Somebody who reported it")
BY_PENALISED = pgettext_lazy("who appeals", "Whoever it is about")


def open_appeals() -> "QuerySet[Appeal]":
    """Answer the appeals that nobody has answered, longest first."""
    return Appeal.objects.filter(outcome=AppealOutcome.OPEN).order_by("created_at", "pk")


def waiting_appeals() -> int:
    """Answer how many appeals wait for an answer."""
    return open_appeals().count()


def appeal_rows() -> AppealRows:
    """Answer the appeals that have waited longest, and how many wait in all."""
    found = [*with_parties(open_appeals())[:PAGE]]
    count = len(found) if len(found) < PAGE else waiting_appeals()
    return AppealRows(tuple(row_of(appeal) for appeal in found), count)


def row_of(appeal: Appeal) -> AppealRow:
    """Answer a line about an appeal."""
    debate = appeal.decision.case.comment.debate if appeal.decision else None
    return AppealRow(
        pk=appeal.pk,
        sent_at=appeal.created_at,
        by=part_of(appeal),
        what=subject_of(appeal),
        question=debate.question if debate else "",
        language=debate.language if debate else "",
        begins=appeal.text[:120],
    )


SUBJECTS = {
    Measure.REJECT: _("A removed comment"),
    Measure.RESTRICT: _("A collapsed comment"),
    Measure.LOCK: _("A locked thread"),
    Measure.ERASE: _("An erased comment"),
}
PENALTIES = {
    Sanction.WARN: _("A warning"),
    Sanction.SUSPEND: _("A suspension"),
    Sanction.BAN: _("A ban"),
    Sanction.IGNORE_NOTICES: _("Reports that are not taken"),
}
CAME_TO_NOTHING = _("A report that came to nothing, or to too little")


def subject_of(appeal: Appeal) -> Words:
    """Answer in a few words what an appeal is about, as moderators know it."""
    if appeal.notice is not None:
        return CAME_TO_NOTHING
    decision = appeal.decision
    penalty = getattr(decision, "penalty", None) if decision else appeal.penalty
    if decision and Measure(decision.measure) in SUBJECTS:
        return SUBJECTS[Measure(decision.measure)]
    return PENALTIES[Sanction(penalty.sanction)] if penalty else ""


def part_of(appeal: Appeal) -> Words:
    """Answer in what part somebody appeals."""
    if appeal.penalty is not None:
        return BY_PENALISED
    return BY_AUTHOR if appeal.notice is None else BY_NOTIFIER


@dataclass(frozen=True, slots=True)
class AppealPage:
    """All that a moderator needs to answer an appeal.

    `comment` is shown as its author sees it, `parent` what it answers, `judged` what was judged where it has
    been changed since; `versions` are those of the case and the comment that go with the answer. `notice` is
    what the notifier had written who appeals.
    """

    row: AppealRow
    line: AppealLine
    who: str
    decided_by: str
    measure: Words
    source: Words
    sanction: Words
    judged: str
    statement: Statement | None
    penalty: PenaltyStatement | None
    comment: OwnComment | None
    author: str
    parent: SafeString
    parent_author: str
    notice: Notice | None
    versions: tuple[int, int]
    found: str
    outcome: Words
    answered_by: str
    verdict: Verdict


def appeal_page(appeal: Appeal, by: Any, now: datetime) -> AppealPage:
    """Answer what a moderator sees of an appeal that was read by `with_parties`."""
    decision = with_reasons(Decision.objects.all()).filter(pk=appeal.decision_id or 0).first()
    penalty = penalties_with_reasons(Penalty.objects.all()).filter(pk=appeal.penalty_id or 0).first()
    comment = comment_of(decision) if decision else None
    parent = comment.parent if comment else None
    decider = decision.decided_by if decision else penalty.imposed_by if penalty else None
    told = statement_of(decision, now) if decision else None
    return AppealPage(
        row=row_of(appeal),
        line=appeal_line(appeal),
        who=appeal.appellant.display_name if appeal.appellant else "",
        decided_by=decider.display_name if decider else "",
        measure=decision.get_measure_display() if decision else "",
        source=decision.get_source_display() if decision else "",
        sanction=sanction_of(decision, penalty),
        judged=judged_before(decision, told) if decision and told else "",
        statement=told,
        penalty=penalty_statement(penalty, now) if penalty else None,
        comment=rows_of([comment], now)[0] if comment else None,
        author=str(name_in_a_sentence(comment)) if comment else "",
        parent=safe(parent.html) if parent else safe(""),
        parent_author=str(name_in_a_sentence(parent)) if parent else "",
        notice=appeal.notice,
        versions=(decision.case.version, comment.version) if decision and comment else (0, 0),
        found=found_of(penalty),
        outcome=appeal.get_outcome_display(),
        answered_by=appeal.decided_by.display_name if appeal.decided_by else "",
        verdict=policies.may_answer_appeal(by, appeal),
    )


def sanction_of(decision: Decision | None, penalty: Penalty | None) -> Words:
    """Answer what was done to somebody; empty where nothing was."""
    found = getattr(decision, "penalty", None) if decision else penalty
    return SANCTION_LABELS[Sanction(found.sanction)] if found else ""


def judged_before(decision: Decision, told: Statement) -> str:
    """Answer what was judged where the comment has been changed since, else nothing."""
    return told.text if decision.comment_revision != current_revision(decision.case.comment) else ""


def found_of(penalty: Penalty | None) -> str:
    """Answer what led to a penalty, as others are told of it."""
    proposal = penalty.proposal if penalty else None
    if proposal is None:
        return ""
    told = FOUND_OF_OTHERS[Misuse(proposal.misuse)]
    return str(told) % {"bad": proposal.bad, "counted": proposal.counted}


def comment_of(decision: Decision) -> Comment:
    """Answer the comment of a decision with all around it."""
    return with_surroundings(Comment.objects.select_related("author")).get(pk=decision.case.comment_id)


# ---------------------------------------------------------------- for whoever reported


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A report as its sender is told of it, on the page where they appeal.

    `html` is the comment that they reported, while readers see it; `outcome` what was decided.
    """

    sent_at: datetime
    question: str
    language: str
    comment_url: str
    html: SafeString
    outcome: Words
    settled_at: datetime | None
    ground: Words
    explanation: str


def notice_view(notice: Notice) -> NoticeView:
    """Answer what the sender of a notice is told of it."""
    comment = notice.case.comment
    shown = comment.debate.is_public and comment.is_shown
    decision = notice.settled_by
    return NoticeView(
        sent_at=notice.created_at,
        question=comment.debate.question,
        language=comment.debate.language,
        comment_url=comment.get_absolute_url() if shown else "",
        html=safe(comment.html) if shown else safe(""),
        outcome=CAME_TO.get(Measure(decision.measure), SOMETHING_DONE) if decision else NOT_DECIDED,
        settled_at=notice.settled_at,
        ground=notice.rule.title if notice.rule else notice.law,
        explanation=notice.explanation,
    )


CAME_TO = {
    Measure.APPROVE: _("A moderator has read the comment and left it as it is."),
    Measure.REJECT: _("The comment was removed."),
    Measure.RESTRICT: _("The comment was collapsed: readers see why, and can still open it."),
    Measure.ERASE: _("The comment was erased."),
    Measure.UNDO: _("An earlier decision was reversed: the comment is as it was before."),
}
SOMETHING_DONE = _("Something was done about it.")
NOT_DECIDED = _("Nobody has decided about it yet, or its author has withdrawn the comment.")
