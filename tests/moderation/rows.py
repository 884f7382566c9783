"""Rules, cases, notices and decisions as tests make them, through the actions that the site uses."""

from datetime import datetime
from typing import Any

from django.apps import apps

from accounts.models import User
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.actions import Consequence, Why
from debates.moderation.actions.casework import bring_into_line
from debates.moderation.actions.reporting import Report
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import (
    Appeal,
    AppealOutcome,
    Case,
    Decision,
    Misuse,
    Notice,
    Penalty,
    Proposal,
    ProposalState,
    Rule,
    State,
    Terms,
)
from debates.moderation.models.appeals import PROPOSED
from debates.moderation.queries.facts import current_revision
from debates.moderation.urgency import Severity
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.makers import NOW


def rule(key: str = "off-topic", severity: Severity = Severity.USUAL, number: int = 1) -> Rule:
    """Answer a rule of a version that is in force, with the others of that version."""
    terms, _new = Terms.objects.get_or_create(
        number=number, defaults={"introduction": "Argue.", "published_at": NOW, "in_force_at": NOW}
    )
    found = Rule.objects.filter(terms=terms, key=key).first()
    if found:
        return found
    order = terms.rules.count() + 1
    return Rule.objects.create(
        terms=terms,
        order=order,
        key=key,
        title=key.replace("-", " ").capitalize(),
        text="Keep to the question.",
        severity=severity,
    )


def against(key: str = "off-topic", explanation: str = "It speaks of trains.") -> Why:
    """Answer a ground: a rule."""
    return Why(Ground.RULES, rule(key), explanation=explanation)


def case_of(comment: Comment, now: datetime = NOW) -> Case:
    """Answer the case of a comment, in the queue that it belongs in."""
    return bring_into_line(case=actions.open_case(comment=comment, now=now), now=now)


def decided(
    case: Case,
    by: Any,
    measure: Measure,
    why: Why | None = None,
    *,
    consequence: Consequence | None = None,
    now: datetime = NOW,
) -> Decision:
    """Answer a decision in a case as it is now."""
    case = Case.objects.select_related("comment").get(pk=case.pk)
    return actions.decide(
        case=case,
        expected_version=case.version,
        expected_comment_version=case.comment.version,
        measure=measure,
        by=by,
        now=now,
        why=why,
        consequence=consequence,
    )


def noticed(comment: Comment, by: User | None, now: datetime = NOW, **fields: Any) -> Notice:
    """Answer an open notice of a comment that stands in the tables, its case where it belongs."""
    case = actions.open_case(comment=comment, now=now)
    given: dict[str, Any] = {"ground": Ground.RULES, "confirmed_at": now, **fields}
    given["rule"] = fields["rule"] if "rule" in fields else rule()
    notice = Notice.objects.create(
        case=case,
        notifier=by,
        comment_revision=current_revision(comment),
        nonce="n",
        state=State.OPEN,
        created_at=now,
        **given,
    )
    bring_into_line(case=case, now=now)
    return notice


def report(key: str = "off-topic", **given: Any) -> Report:
    """Answer what somebody reports: that a comment is against a rule of the first ones."""
    return Report(**{"ground": Ground.RULES, "rule": key, **given})


def illegal(**given: Any) -> Report:
    """Answer what somebody reports as illegal, with all that a notice needs."""
    said = {
        "law": "Defamation",
        "explanation": "It says that she sold the harbour, which she did not.",
        "place": "http://localhost:8000/ “sold the harbour”",
        "in_good_faith": True,
        "name": "Wil Ferris",
    }
    return Report(**{"ground": Ground.LAW, **said, **given})


def moderated() -> dict[str, list[dict[str, Any]]]:
    """Answer every row of moderation, so that a test can say that nothing was written."""
    return {
        model._meta.label: [*model._base_manager.order_by("pk").values()]
        for model in apps.get_app_config("moderation").get_models()
    }


# ---------------------------------------------------------------- appeals and what follows from misuse


WRONG = "It speaks of trains because the question does."


def appealed(decision: Decision, by: User, now: datetime = NOW, text: str = WRONG) -> Appeal:
    """Answer an author's appeal that waits."""
    return actions.appeal_decision(decision=decision, by=by, text=text, now=now)


def answered(
    appeal: Appeal,
    by: Any,
    outcome: AppealOutcome = AppealOutcome.REVERSED,
    now: datetime = NOW,
    reply: str = "You are right.",
    **given: Any,
) -> Appeal:
    """Answer an appeal against a decision about a comment as its case is now, answered."""
    assert appeal.decision is not None
    case = Case.objects.select_related("comment").get(pk=appeal.decision.case_id)
    return actions.answer_appeal(
        appeal=appeal,
        expected_version=case.version,
        expected_comment_version=case.comment.version,
        outcome=outcome,
        reply=reply,
        by=by,
        now=now,
        **given,
    )


def settled(
    debate: Debate, by: User, mo: User, *, count: int, unfounded: int, now: datetime = NOW
) -> list[Notice]:
    """Answer so many settled notices of somebody, so many of them unfounded."""
    notices = []
    for number in range(count):
        comment = written(debate, source=f"Words that say something, number {number}.", created_at=now)
        noticed(comment, by, now)
        case = Case.objects.get(comment=comment)
        measure = Measure.APPROVE if number < unfounded else Measure.REJECT
        decided(case, mo, measure, None if measure is Measure.APPROVE else against(), now=now)
        notices.append(Notice.objects.get(case=case))
    return notices


def removed(debate: Debate, author: User, mo: User, count: int, now: datetime = NOW) -> list[Decision]:
    """Answer the decisions by which so many comments of somebody were removed."""
    comments = [
        written(debate, source=f"Against it, number {number}.", author=author, created_at=now)
        for number in range(count)
    ]
    return [decided(case_of(comment, now), mo, Measure.REJECT, against(), now=now) for comment in comments]


def proposed(person: User, misuse: Misuse = Misuse.VIOLATIONS, **fields: Any) -> Proposal:
    """Answer a proposal that waits, for a suspension of thirty days unless `fields` say otherwise."""
    given: dict[str, Any] = {"bad": 3, "counted": 4, "sanction": PROPOSED[misuse], "days": 30, **fields}
    return Proposal.objects.create(
        person=person, misuse=misuse, state=ProposalState.OPEN, created_at=NOW, **given
    )


def penalised(person: User, mo: User, now: datetime = NOW, **fields: Any) -> Penalty:
    """Answer a penalty of somebody from a proposal that was confirmed."""
    reason = "Three of them in a week."
    return actions.confirm_proposal(proposal=proposed(person, **fields), reason=reason, by=mo, now=now)
