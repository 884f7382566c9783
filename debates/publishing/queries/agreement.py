"""How far a contributor and the editors have come with an essay, and what is asked of whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from debates.publishing import policies
from debates.publishing.models import Approval, Note, Text


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far an essay has come, and what its editor or contributor may do about it now.

    `version` is the number of the revision that would be published; `approved` the last one that its
    contributor stood by, 0 before there was any. An approval is stale where the two differ.
    """

    essay: int
    contributor: str
    has_account: bool
    submitted_at: datetime | None
    version: int
    words: int
    approved: int
    approved_at: datetime | None
    approved_by: str
    on_behalf: bool
    open_notes: int
    can_submit: bool
    can_return: bool
    can_approve: bool
    can_ask: bool

    @property
    def is_approved(self) -> bool:
        """Answer whether the contributor stands by the essay as it is."""
        return self.approved == self.version > 0

    @property
    def is_stale(self) -> bool:
        """Answer whether the essay has changed since its contributor stood by it."""
        return 0 < self.approved != self.version


def agreements_of(texts: Iterable[Text], user: Any) -> dict[int, Agreement]:
    """Answer how far each of these essays has come, by its text, in two queries for an editor.

    The texts come with their essay, its contributor, position and debate.
    """
    essays = [text for text in texts if text.essay is not None]
    approvals = last_approvals(essays)
    notes = open_notes_of(essays)
    return {
        text.pk: agreement_of(text, approvals.get(text.pk), notes.get(text.pk, 0), user) for text in essays
    }


def last_approvals(texts: Iterable[Text]) -> dict[int, Approval]:
    """Answer the last approval of each text, by the text, in one query."""
    rows = Approval.objects.filter(revision__text__in=list(texts)).select_related("revision", "by")
    return {row.revision.text_id: row for row in rows.order_by("revision__number")}


def open_notes_of(texts: Iterable[Text]) -> Mapping[int, int]:
    """Answer how many notes on each text nobody has settled, by the text, in one query."""
    rows = Note.objects.open().filter(revision__text__in=list(texts)).order_by()
    return dict(rows.values_list("revision__text").annotate(count=Count("pk")))


def agreement_of(text: Text, approval: Approval | None, open_notes: int, user: Any) -> Agreement:
    """Answer how far one essay has come."""
    essay = text.essay
    assert essay is not None  # noqa: S101 - the caller asks for essays only
    approved = approval.revision.number if approval else 0
    settled = approved == text.revision
    return Agreement(
        essay=essay.pk,
        contributor=essay.contributor.name,
        has_account=essay.contributor.account_id is not None,
        submitted_at=essay.submitted_at,
        version=text.revision,
        words=text.words,
        approved=approved,
        approved_at=approval.at if approval else None,
        approved_by=approval.by.display_name if approval and approval.by else "",
        on_behalf=bool(approval and approval.on_behalf),
        open_notes=open_notes,
        can_submit=bool(policies.may_submit_essay(user, essay)),
        can_return=bool(policies.may_return_essay(user, essay)),
        can_approve=bool(not settled and takes_approval(text) and policies.may_approve(user, essay)),
        can_ask=bool(not settled and takes_approval(text) and policies.may_ask_for_approval(user, essay)),
    )


def takes_approval(text: Text) -> bool:
    """Answer whether the text says something that somebody can stand by: no change of it waits."""
    return text.words > 0 and text.pending_id is None
