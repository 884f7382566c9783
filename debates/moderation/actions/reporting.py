"""Takes notices of comments: at once from whoever is signed in, else once their address is confirmed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.moderation import policies
from debates.moderation.actions.casework import bring_into_line, held_case, open_case
from debates.moderation.actions.informing import promise_to
from debates.moderation.actions.rules import ensure_rules
from debates.moderation.measures import Ground
from debates.moderation.models import Case, Notice, Rule, State
from debates.moderation.models.notices import SHORTEST_EXPLANATION
from debates.moderation.queries.facts import current_revision
from debates.outbox.actions import promise
from debates.outbox.stops import Cause
from debates.outbox.suppressing import lift
from debates.publishing.models.invitations import new_nonce

CONFIRMATION = "moderation_notice_confirmation"
"""The kind of the letter with the link by which an address is confirmed."""
RECEIPT = "moderation_notice_receipt"
"""The kind of the letter that says that a notice has come (DSA Art. 16(4))."""
KNOWN = "moderation_notice_known"
"""The kind of the letter to an address whose owner has reported the same comment before."""

REPORTED_ALREADY = _("You have reported this comment already, and it waits for a moderator.")


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports: which rule, by its key, or which law (DSA Art. 16(2)).

    `place` is where exactly it stands; `is_excepted` says that it is about a sexual offence against children,
    so that nobody need say who they are. `name` and `email` are theirs, where no account says so.
    """

    ground: Ground
    rule: str = ""
    law: str = ""
    explanation: str = ""
    place: str = ""
    in_good_faith: bool = False
    is_excepted: bool = False
    name: str = ""
    email: str = ""


@transaction.atomic
def report_comment(*, comment: Comment, by: Any, report: Report, now: datetime) -> Notice:
    """Report a comment, and answer the notice.

    That of somebody signed in is taken at once, and so is one without any address; else it waits until the
    address is confirmed. What an address that somebody types has reported before is told to its owner alone,
    by letter. Raises `Refused`.
    """
    comment = Comment.objects.select_related("debate").get(pk=comment.pk)
    policies.may_report(by, comment, now, report.ground).or_refuse()
    check(report)
    case = open_case(comment=comment, now=now)
    if by.is_authenticated:
        if waiting(case).filter(notifier=by).exists():
            raise Refused(REPORTED_ALREADY)
        notice = write(case, report, now, state=State.OPEN, notifier=by, name=report.name)
        return taken(notice, now)
    if not report.email and not report.is_excepted:
        raise Refused(_("Give an e-mail address: we ask there whether this report is yours."))
    if not report.email:
        return taken(write(case, report, now, state=State.OPEN, name=report.name), now)
    earlier = waiting(case).filter(notifier__isnull=True, email__iexact=report.email).first()
    if earlier and earlier.state == State.OPEN:
        tell_of(earlier, now)
        return earlier
    if earlier:
        # Whoever reports anew before they have confirmed says it better, or lost the letter.
        earlier.delete()
    notice = write(case, report, now, state=State.UNCONFIRMED, name=report.name, email=report.email)
    promise(
        kind=CONFIRMATION,
        recipient=notice.email,
        key=f"{CONFIRMATION}:{notice.nonce}:{notice.pk}",
        ids={"notice": notice.pk, "nonce": notice.nonce},
        now=now,
    )
    return notice


@transaction.atomic
def confirm_notice(*, notice: Notice, token: str, now: datetime) -> Notice:
    """Take a notice whose sender has shown, by the link, that the address is theirs. Raises `Refused`."""
    case = held_case(notice.case_id)
    notice = with_comment().get(pk=notice.pk)
    if not notice.is_opened_by(token):
        raise Refused(_("This link leads nowhere."))
    policies.may_confirm(notice, now).or_refuse()
    account = policies.account_of(notice)
    if account and waiting(case).filter(notifier=account).exists():
        raise Refused(REPORTED_ALREADY)
    notice.state, notice.confirmed_at = State.OPEN, now
    notice.save(update_fields=["state", "confirmed_at"])
    if notice.email:
        # Mail arrives there, as the link has shown: what becomes of the notice is told there, too.
        lift(address=notice.email, causes=[Cause.BOUNCE], now=now)
    return taken(notice, now)


def check(report: Report) -> None:
    """Raise `Refused` unless a report says what it has to; that of something illegal all of Art. 16(2)."""
    if report.ground is not Ground.LAW:
        return
    if not report.law.strip():
        raise Refused(_("Say which law, in your own words."))
    if len(report.explanation.strip()) < SHORTEST_EXPLANATION:
        raise Refused(_("Say in at least 20 characters why you think that it is illegal."))
    if not report.place.strip():
        raise Refused(_("Say where exactly it stands."))
    if not report.in_good_faith:
        raise Refused(_("Say that you report in good faith."))
    if not report.name.strip() and not report.is_excepted:
        raise Refused(_("Say who you are."))


def waiting(case: Case) -> "QuerySet[Notice]":
    """Answer the notices of a case that nobody has decided about, confirmed or not."""
    return with_comment().filter(case=case).exclude(state=State.SETTLED)


def with_comment() -> "QuerySet[Notice]":
    """Answer notices, each with what it is about and who sent it."""
    return Notice.objects.select_related("case__comment__debate", "notifier", "rule")


def write(case: Case, report: Report, now: datetime, *, state: State, **sender: Any) -> Notice:
    """Write the row of a notice. Raises `Refused` where the rule it names is none."""
    is_law = report.ground is Ground.LAW
    return Notice.objects.create(
        case=case,
        comment_revision=current_revision(case.comment),
        ground=report.ground,
        rule=None if is_law else rule_of(report.rule, now),
        law=report.law.strip() if is_law else "",
        explanation=report.explanation.strip(),
        place=report.place.strip() if is_law else "",
        in_good_faith=is_law and report.in_good_faith,
        is_excepted=is_law and report.is_excepted,
        nonce=new_nonce(),
        language=get_language() or settings.LANGUAGE_CODE,
        state=state,
        created_at=now,
        confirmed_at=now if state is State.OPEN else None,
        **sender,
    )


def rule_of(key: str, now: datetime) -> Rule:
    """Answer the rule of this key in the version that holds. Raises `Refused` where there is none."""
    rule = Rule.objects.filter(terms=ensure_rules(now=now), key=key).first()
    if rule is None:
        raise Refused(_("Choose the rule that the comment is against."))
    return rule


def taken(notice: Notice, now: datetime) -> Notice:
    """Bring the case of a notice that stands into line, and promise its sender the receipt."""
    bring_into_line(case=notice.case, now=now)
    # Where no letter reaches an account, what becomes of its notice stands on its own pages.
    promise_to(notice.address, RECEIPT, ids={"notice": notice.pk}, now=now)
    return notice


def tell_of(notice: Notice, now: datetime) -> None:
    """Promise whoever has sent this notice a letter that the comment was reported again, once a day."""
    promise(
        kind=KNOWN,
        recipient=notice.email,
        key=f"{KNOWN}:{notice.pk}:{now:%Y-%m-%d}",
        ids={"notice": notice.pk},
        now=now,
    )
