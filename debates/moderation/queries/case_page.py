"""A case as moderators see it: the comment in its context, why it came before them, what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Verdict
from debates.comments.models import Comment
from debates.comments.models.comments import VISIBILITY_LABELS
from debates.comments.queries.authors import name_in_a_sentence
from debates.comments.queries.own import about
from debates.comments.screening import Rule as Check
from debates.comments.visibility import Visibility
from debates.comments.words import HOLDS
from debates.moderation import policies
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.models import (
    Appeal,
    AppealOutcome,
    Case,
    Decision,
    Notice,
    Penalty,
    Rule,
    State,
)
from debates.moderation.models.decisions import MEASURE_LABELS, SANCTION_LABELS
from debates.moderation.models.notices import Outcome
from debates.moderation.queries.facts import settled_of
from debates.moderation.queries.found import (
    appeals_of,
    decisions_of,
    notes_of,
    notices_of,
    screening_of,
    thread_near,
)
from debates.publishing.stored_html import safe


@dataclass(frozen=True, slots=True)
class Said:
    """A comment of the thread. `state` is empty where readers see it; `url` leads to its own case, if any."""

    pk: int
    author: str
    at: datetime
    html: SafeString
    state: str | Promise
    reason: str
    is_shown: bool
    url: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """What a reader reports. `record` says how often they were right before, empty where nobody knows."""

    by: str
    at: datetime
    ground: str
    explanation: str
    place: str
    outcome: str | Promise
    is_open: bool
    record: str


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision of the case. `sanction` is what it did to the author, empty where nothing."""

    pk: int
    number: int
    label: str | Promise
    ground: str
    explanation: str
    sanction: str
    by: str
    at: datetime
    is_superseded: bool
    may_undo: bool


@dataclass(frozen=True, slots=True)
class AppealLine:
    """Somebody's complaint. `url` leads to where it is answered, empty where the site has no such page."""

    by: str
    at: datetime
    text: str
    outcome: str | Promise
    reply: str
    is_open: bool
    url: str


@dataclass(frozen=True, slots=True)
class NoteLine:
    """What a moderator noted."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case. `why_here` is what the screening says of the comment, empty where nothing.

    `verdict` says whether whoever looks may decide at all, `measures` what they may do to the comment,
    `may_erase` whether they are among those who erase texts by law.
    """

    pk: int
    version: int
    comment_version: int
    comment: Comment
    author: str
    about: str | Promise
    letter: str
    html: SafeString
    state: str | Promise
    history_url: str
    place_url: str
    why_here: str
    before: tuple[Said, ...]
    after: tuple[Said, ...]
    notices: tuple[NoticeLine, ...]
    decisions: tuple[DecisionLine, ...]
    appeals: tuple[AppealLine, ...]
    notes: tuple[NoteLine, ...]
    verdict: Verdict
    measures: frozenset[str]
    may_erase: bool

    @property
    def undoable(self) -> DecisionLine | None:
        """Answer the decision that can be taken back; None where none can."""
        return next((line for line in self.decisions if line.may_undo), None)


def case_view(case: Case, by: Any) -> CaseView:
    """Answer a case that was found with its context, as `by` sees it."""
    comment = case.comment
    before, after = thread_around(comment)
    verdict = policies.may_decide(by, case, Measure.NONE)
    return CaseView(
        pk=case.pk,
        version=case.version,
        comment_version=comment.version,
        comment=comment,
        author=name_in_a_sentence(comment),
        about=about(comment),
        letter=comment.position.letter.lower() if comment.position else "",
        html=safe(comment.html),
        state="" if comment.visibility == Visibility.PUBLISHED else VISIBILITY_LABELS[state_of(comment)],
        history_url=history_url(comment),
        place_url=comment.get_absolute_url() if comment.debate.is_public and comment.is_shown else "",
        why_here=what_screening_says(comment),
        before=before,
        after=after,
        notices=notice_lines(case),
        decisions=decision_lines(case, by),
        appeals=appeal_lines(case),
        notes=note_lines(case),
        verdict=verdict,
        measures=frozenset(measure.value for measure in Measure if policies.may_take(comment, measure)),
        may_erase=bool(policies.may_erase(by)),
    )


def state_of(comment: Comment) -> Visibility:
    """Answer the state of a comment."""
    return Visibility(comment.visibility)


def history_url(comment: Comment) -> str:
    """Answer the page of what a comment said before, where readers can look at it."""
    if not (comment.edited_at and comment.is_shown and comment.debate.is_public):
        return ""
    return reverse("reading:comment_history", args=[comment.debate.slug, comment.pk])


REPORTS = {
    Check.SUSPECT_WORDS: _("Reported by the screening, for the words: %(words)s"),
    Check.BANNED_WORDS: _("Reported by the screening, for words that this site does not publish: %(words)s"),
}


def what_screening_says(comment: Comment) -> str:
    """Answer what the screening made of the comment as it now reads; empty where it let it pass."""
    said = screening_of(comment)
    if said is None:
        return ""
    rule = Check(said.rule)
    if rule in HOLDS:
        # Translators: a sentence about a comment; the reason is “it has many links”, for instance.
        return gettext("Held by the screening, because %(why)s.") % {"why": HOLDS[rule]}
    return str(REPORTS[rule]) % {"words": ", ".join(said.found)} if rule in REPORTS else ""


# ---------------------------------------------------------------- the thread


def thread_around(comment: Comment) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Answer what stands in the thread before a comment and after it: its beginning, what it answers, others.

    In one query, however many answers the thread has.
    """
    said = [(row.number, said_of(row)) for row in thread_near(comment)]
    before = tuple(line for number, line in said if number < comment.number)
    return before, tuple(line for number, line in said if number > comment.number)


def said_of(comment: Comment) -> Said:
    """Answer a comment of the thread, whoever else sees it."""
    case: Case | None = getattr(comment, "case", None)
    return Said(
        pk=comment.pk,
        author=name_in_a_sentence(comment),
        at=comment.created_at,
        html=safe(comment.html),
        state="" if comment.visibility == Visibility.PUBLISHED else VISIBILITY_LABELS[state_of(comment)],
        reason=comment.public_reason,
        is_shown=comment.is_shown,
        url=reverse("moderation:case", args=[case.pk]) if case else "",
    )


# ---------------------------------------------------------------- what was said about it


def in_words(ground: str, rule: Rule | None, law: str) -> str:
    """Answer why something is to be taken from somebody: the rule, or the law."""
    if ground == Ground.RULES and rule:
        return rule.title
    return gettext("Illegal: %(law)s") % {"law": law} if ground == Ground.LAW else ""


def notice_lines(case: Case) -> tuple[NoticeLine, ...]:
    """Answer the notices of a case that were taken, those that are open first."""
    found = notices_of(case)
    accounts = {notice.notifier_id for notice in found if notice.notifier_id}
    records = settled_of(Q(notifier__in=accounts), F("notifier")) if accounts else {}
    return tuple(notice_line(notice, records) for notice in found)


def notice_line(notice: Notice, records: Mapping[int | str, tuple[int, int]]) -> NoticeLine:
    """Answer a notice; who sent it only where they have an account."""
    right, wrong = records.get(notice.notifier_id or 0, (0, 0))
    record = gettext("right before: %(right)d of %(all)d") % {"right": right, "all": right + wrong}
    return NoticeLine(
        by=notice.notifier.display_name if notice.notifier else gettext("somebody without an account"),
        at=notice.created_at,
        ground=in_words(notice.ground, notice.rule, notice.law),
        explanation=notice.explanation,
        place=notice.place,
        outcome="" if notice.state == State.OPEN else Outcome(notice.outcome).label,
        is_open=notice.state == State.OPEN,
        record=record if right + wrong else "",
    )


def decision_lines(case: Case, by: Any) -> tuple[DecisionLine, ...]:
    """Answer the decisions of a case, the latest first; the last that stands can perhaps be undone."""
    found = decisions_of(case)
    last = next((row for row in found if is_standing(row) and row.measure != Measure.UNDO), None)
    undoable = None
    if last is not None:
        last.case = case
        undoable = last.pk if policies.may_undo(by, last) else None
    return tuple(decision_line(row, may_undo=row.pk == undoable) for row in found)


def is_standing(decision: Decision) -> bool:
    """Answer whether no later decision superseded this one."""
    return getattr(decision, "superseded_by", None) is None


def decision_line(decision: Decision, *, may_undo: bool) -> DecisionLine:
    """Answer a decision."""
    return DecisionLine(
        pk=decision.pk,
        number=decision.number,
        label=MEASURE_LABELS[Measure(decision.measure)],
        ground=in_words(decision.ground, decision.rule, decision.law),
        explanation=decision.explanation,
        sanction=sanction_of(decision),
        by=who_decided(decision),
        at=decision.at,
        is_superseded=not is_standing(decision),
        may_undo=may_undo,
    )


def who_decided(decision: Decision) -> str:
    """Answer who decided: somebody, the screening, or somebody who has left."""
    if decision.automated_decision:
        return pgettext("who decided", "the screening")
    return decision.decided_by.display_name if decision.decided_by else gettext("somebody who has left")


def sanction_of(decision: Decision) -> str:
    """Answer what a decision did to the author of the comment, in words."""
    penalty: Penalty | None = getattr(decision, "penalty", None)
    return penalty_in_words(penalty) if penalty else ""


def penalty_in_words(penalty: Penalty) -> str:
    """Answer a penalty in words: what, until when, and that it was lifted."""
    words = str(SANCTION_LABELS[Sanction(penalty.sanction)])
    if penalty.until:
        until = formats.date_format(timezone.localtime(penalty.until), "j F Y, H:i")
        words = gettext("%(sanction)s until %(until)s") % {"sanction": words, "until": until}
    # Translators: of a suspension that was taken back before its end.
    return gettext("%(sanction)s (lifted)") % {"sanction": words} if penalty.lifted_at else words


def appeal_lines(case: Case) -> tuple[AppealLine, ...]:
    """Answer the appeals against decisions of a case, the latest first."""
    return tuple(appeal_line(row) for row in appeals_of(case))


def appeal_line(appeal: Appeal) -> AppealLine:
    """Answer an appeal."""
    try:
        url = reverse("moderation:appeal", args=[appeal.pk])
    except NoReverseMatch:
        url = ""
    return AppealLine(
        by=appeal.appellant.display_name if appeal.appellant else gettext("somebody without an account"),
        at=appeal.created_at,
        text=appeal.text,
        outcome=AppealOutcome(appeal.outcome).label,
        reply=appeal.reply,
        is_open=appeal.outcome == AppealOutcome.OPEN,
        url=url,
    )


def note_lines(case: Case) -> tuple[NoteLine, ...]:
    """Answer what moderators noted about a case, the latest first."""
    return tuple(
        NoteLine(row.by.display_name if row.by else gettext("somebody who has left"), row.at, row.text)
        for row in notes_of(case)
    )
