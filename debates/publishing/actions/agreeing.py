"""A contributor and the editors come to one text: hand it in, give it back, approve it, remark on it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Refused
from debates.outbox.actions import promise
from debates.publishing import policies
from debates.publishing.actions.drafting import checked
from debates.publishing.actions.texts import held
from debates.publishing.models import Approval, Essay, Invitation, Note, Revision, Text
from debates.publishing.queries.paragraphs import paragraph_of

RETURNED = "essay given back"
APPROVAL_ASKED = "approval asked"
"""The kinds of the e-mails."""


@transaction.atomic
def submit_essay(*, essay: Essay, by: Any, now: datetime) -> Essay:
    """Hand an essay in: from then on its guest reads, and may read the other side once that is in too.

    Raises `Refused`.
    """
    text = held_text(essay)
    assert text.essay is not None  # noqa: S101 - it is the text of an essay
    policies.may_submit_essay(by, text.essay).or_refuse()
    if not text.words:
        raise Refused(_("The essay is empty: write it before you hand it in."))
    Essay.objects.filter(pk=essay.pk).update(submitted_at=now)
    essay.refresh_from_db()
    return essay


@transaction.atomic
def return_essay(*, essay: Essay, body: str, by: Any, now: datetime) -> Essay:
    """Give an essay back to its guest, with a note that says what it lacks, which goes by e-mail too.

    Raises `Refused`.
    """
    text = held_text(essay)
    assert text.essay is not None  # noqa: S101 - it is the text of an essay
    policies.may_return_essay(by, text.essay).or_refuse()
    note = save_note(text, text.revision, Note(body=body, by=by, at=now))
    guest = guest_of(text.essay)
    if guest is not None and guest.email:
        key = f"{RETURNED}:{note.pk}"
        promise(kind=RETURNED, recipient=guest.email, key=key, ids={"note": note.pk}, now=now)
    Essay.objects.filter(pk=essay.pk).update(submitted_at=None)
    essay.refresh_from_db()
    return essay


@transaction.atomic
def approve_revision(*, essay: Essay, number: int, by: Any, now: datetime) -> Approval:
    """Record that the contributor stands by this revision, which must be the one that would be published.

    An editor does it for a contributor who has no account; that is recorded too. Raises `Refused`.
    """
    text = held_text(essay)
    assert text.essay is not None  # noqa: S101 - it is the text of an essay
    policies.may_approve(by, text.essay).or_refuse()
    if number != text.revision or text.pending is not None:
        raise Refused(_("The text has changed since you opened it: read it again before you approve it."))
    if not text.words:
        raise Refused(_("The essay is empty: there is nothing to approve."))
    revision = text.revisions.get(number=number)
    contributor = text.essay.contributor
    approval, _created = Approval.objects.get_or_create(
        revision=revision,
        defaults={
            "contributor": contributor,
            "by": by,
            "on_behalf": by is None or contributor.account_id != by.pk,
            "at": now,
        },
    )
    return approval


@transaction.atomic
def ask_for_approval(*, essay: Essay, by: Any, now: datetime) -> None:
    """Ask the essay's contributor by e-mail to approve it as it is, once for each version.

    Raises `Refused`.
    """
    text = held_text(essay)
    assert text.essay is not None  # noqa: S101 - it is the text of an essay
    policies.may_ask_for_approval(by, text.essay).or_refuse()
    if Approval.objects.filter(revision__text=text, revision__number=text.revision).exists():
        raise Refused(_("Its contributor has approved this version already."))
    guest = guest_of(text.essay)
    if guest is None:
        raise Refused(_("Its contributor has not been invited to this essay yet: invite them first."))
    if not guest.email:
        raise Refused(_("Its contributor’s account has no e-mail address: ask them in another way."))
    ids = {"essay": essay.pk, "revision": text.revision}
    key = f"{APPROVAL_ASKED}:{text.pk}:{text.revision}"
    letter = promise(kind=APPROVAL_ASKED, recipient=guest.email, key=key, ids=ids, now=now)
    if letter.promised_at != now:
        raise Refused(_("They have been asked to approve this version already."))


def guest_of(essay: Essay) -> User | None:
    """Answer who writes this essay by an invitation that stands, in their own name."""
    row = Invitation.objects.standing().filter(essay=essay, accepted_by=essay.contributor.account_id).first()
    return row.accepted_by if row else None


@transaction.atomic
def add_note(*, essay: Essay, number: int, paragraph: str = "", body: str, by: Any, now: datetime) -> Note:
    """Remark on a paragraph of a revision, or on all of it. Raises `Refused`."""
    text = held_text(essay)
    assert text.essay is not None  # noqa: S101 - it is the text of an essay
    policies.may_note(by, text.essay).or_refuse()
    return save_note(text, number, Note(body=body, by=by, at=now), paragraph)


def save_note(text: Text, number: int, note: Note, paragraph: str = "") -> Note:
    """Store a note on a revision of the text that the caller holds. Raises `Refused`."""
    revision = text.revisions.filter(number=number).first()
    if revision is None:
        raise Refused(_("This version is no longer there: look at the text again."))
    note.revision = revision
    note.body = note.body.strip()
    if not note.body:
        raise Refused(_("Write what you want to say."))
    note.paragraph = paragraph
    note.quote = quoted(revision, paragraph) if paragraph else ""
    checked(note)
    note.save()
    return note


def quoted(revision: Revision, paragraph: str) -> str:
    """Answer the words of a paragraph of this revision. Raises `Refused` where it has none of this id."""
    words = paragraph_of(revision.source, paragraph)
    if words is None:
        raise Refused(_("This paragraph is no longer there: look at the text again."))
    return words


NOTE_STANDS = {
    True: _("This note has been settled already."),
    False: _("This note is open already."),
}


@transaction.atomic
def settle_note(*, note: Note, by: Any, now: datetime, settled: bool = True) -> Note:
    """Mark a note as settled, or as open again. Raises `Refused`."""
    essay = note.revision.text.essay
    if essay is None:
        raise Refused(_("There are notes on essays only."))
    text = held_text(essay)
    assert text.essay is not None  # noqa: S101 - it is the text of an essay
    policies.may_note(by, text.essay).or_refuse()
    if not Note.objects.filter(pk=note.pk, settled_at__isnull=settled).exists():
        raise Refused(NOTE_STANDS[settled])
    values = {"settled_at": now, "settled_by": by} if settled else {"settled_at": None, "settled_by": None}
    Note.objects.filter(pk=note.pk).update(**values)
    note.refresh_from_db()
    return note


def held_text(essay: Essay) -> Text:
    """Answer the text of the essay as it now is, its debate held. Raises `Refused`."""
    found = Text.objects.filter(essay=essay.pk).values_list("pk", flat=True).first()
    if found is None:
        raise Refused(_("This essay has been deleted."))
    return held(found)
