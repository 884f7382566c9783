"""Writes texts: a save states the revision that it started from, and nothing is overwritten silently.

While readers see a text, what is saved waits as its pending change; `publish_change` puts it in place.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.publishing import policies
from debates.publishing.actions.locking import locked
from debates.publishing.actions.rendering import naming, render_debate, render_text
from debates.publishing.canon import is_shown
from debates.publishing.models import (
    Approval,
    Correction,
    Debate,
    Kind,
    Note,
    Revision,
    Saving,
    Text,
)
from debates.publishing.models.corrections import CORRECTION_LENGTH
from debates.richtext.render import Profile, check

SITTING = timedelta(minutes=10)
"""What one person saves while typing within this time is one version in the history: the last one."""

NOTHING_WAITS = _("There is no change of this text that waits.")


@dataclass(frozen=True, slots=True)
class Version:
    """What somebody saves: the words, who they are, when, how, and a note for the history."""

    source: str
    by: Any
    at: datetime
    saving: Saving = Saving.SAVED
    note: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two people wrote the same text: the revision that stands, and the one that was set aside."""

    stands: Revision
    aside: Revision


class Conflict(Refused):
    """Somebody else has saved since; what was sent is kept in the history, as `meeting.aside`."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(
            _("Somebody else has saved this text since you opened it. Nothing is lost: compare both.")
        )
        self.meeting = meeting


# ---------------------------------------------------------------- what writers do


def save_text(
    *,
    text: Text,
    source: str,
    by: Any,
    started_from: int | None = None,
    saving: Saving = Saving.SAVED,
    note: str = "",
    now: datetime | None = None,
) -> Text:
    """Save a new version of a text, or of the change of it that waits, and answer the text as it now is.

    `started_from` is the number of the revision that the writer had before them; without it, the one that
    `text` was when it was read. Raises `Conflict` where another stands by now: what was sent is then kept
    aside in the history. Raises `Refused`.
    """
    started = text.working_revision if started_from is None else started_from
    version = Version(normalised(source), by, now or timezone.now(), saving, note)
    meeting = try_to_save(text.pk, version, started)
    if meeting is not None:
        # After the transaction: what was set aside stays.
        raise Conflict(meeting)
    text.refresh_from_db()
    return text


@transaction.atomic
def try_to_save(text_id: int, version: Version, started_from: int) -> Meeting | None:
    """Save a version that started from this revision; where another stands, set it aside and answer both."""
    text = held(text_id)
    policies.may_write_text(version.by, text).or_refuse()
    if version.source == text.working_source:
        keep_for_good(text, version)
        return None
    if text.working_revision and started_from != text.working_revision:
        stands = text.revisions.get(number=text.working_revision)
        return Meeting(stands, set_aside(text, version, min(started_from, text.working_revision)))
    save_version(text, version)
    return None


def keep_for_good(text: Text, version: Version) -> None:
    """Where somebody saves by hand what was saved while they typed, let it no longer make way."""
    if version.saving is Saving.SAVED:
        standing = text.revisions.filter(number=text.working_revision, saving=Saving.AUTOSAVED)
        standing.update(saving=Saving.SAVED)


def set_aside(text: Text, version: Version, started_from: int) -> Revision:
    """Keep in the history what cannot stand; the same words sent again are there already."""
    asides = text.revisions.filter(saving=Saving.ASIDE, by=version.by, source=version.source)
    there = asides.filter(number__gt=text.working_revision).last()
    return there or revise(text, replace(version, saving=Saving.ASIDE), started_from)


@transaction.atomic
def restore_revision(*, text: Text, number: int, started_from: int, by: Any, now: datetime) -> Text:
    """Save what an earlier revision said as a new one. Raises `Refused`.

    Nothing that was saved since is lost; whoever wrote meanwhile is not passed over.
    """
    text = held(text.pk)
    policies.may_write_text(by, text).or_refuse()
    old = text.revisions.filter(number=number).first()
    if old is None:
        raise Refused(_("This version is no longer there."))
    if started_from != text.working_revision:
        raise Refused(_("Somebody else has saved this text since: look at the history again."))
    if old.source == text.working_source:
        raise Refused(_("The text says this already."))
    note = str(_("Restored from version %(number)s.") % {"number": number})
    save_version(text, Version(old.source, by, now, Saving.RESTORED, note))
    text.refresh_from_db()
    return text


@transaction.atomic
def publish_change(*, text: Text, started_from: int, correction: str = "", by: Any, now: datetime) -> Text:
    """Put the change that waits in the place of what readers see.

    `correction` is the sentence in which they are told what was wrong; without it the change is a small one,
    of which nothing is said. Raises `Refused`.
    """
    text = held(text.pk)
    policies.may_publish_change(by, text).or_refuse()
    if text.pending is None:
        raise Refused(NOTHING_WAITS)
    if started_from != text.pending.number:
        raise Refused(_("Somebody else has changed this text since: read the change again."))
    before, after = text.revisions.filter(number=text.revision).first(), text.pending
    sentence = correction.strip()
    if sentence and before is None:
        raise Refused(_("Readers have read nothing here yet: there is nothing to correct."))
    if len(sentence) > CORRECTION_LENGTH:
        raise Refused(_("Say it in %(most)s characters.") % {"most": CORRECTION_LENGTH})
    put_in_place(text, after)
    # When readers see it, not when it was typed.
    Debate.objects.filter(pk=text.debate_id).update(updated_at=now)
    render_debate(text.debate)
    if sentence and before is not None:
        Correction.objects.create(text=text, before=before, after=after, note=sentence, by=by, at=now)
    text.refresh_from_db()
    return text


@transaction.atomic
def discard_change(*, text: Text, started_from: int, by: Any) -> Text:
    """Leave what readers see as it is; the change stays in the history. Raises `Refused`."""
    text = held(text.pk)
    policies.may_write_text(by, text).or_refuse()
    if text.pending is None:
        raise Refused(NOTHING_WAITS)
    if started_from != text.pending.number:
        raise Refused(_("Somebody else has changed this text since: read the change again."))
    Text.objects.filter(pk=text.pk).update(pending=None)
    text.refresh_from_db()
    return text


# ---------------------------------------------------------------- what they are made of


def held(text_id: int) -> Text:
    """Answer the text as it now is, its debate held until the transaction ends. Raises `Refused`."""
    rows = Text.objects.select_related("pending", "essay__position__debate", "essay__contributor", "debate")
    found = Text.objects.filter(pk=text_id).values_list("debate_id", flat=True).first()
    if found is None:
        raise Refused(_("This text has been deleted."))
    locked(found)
    return rows.get(pk=text_id)


def normalised(source: str) -> str:
    """Answer the source with one kind of line break, and nothing around it."""
    return source.replace("\r\n", "\n").replace("\r", "\n").strip()


def is_read_by_the_public(text: Text) -> bool:
    """Answer whether readers see this text now."""
    return text.debate.is_public and is_shown(text)


def save_version(text: Text, version: Version) -> None:
    """Make a version what the text says, or, while readers see the text, the change of it that waits."""
    if is_read_by_the_public(text):
        set_pending(text, version)
        return
    write(text, version)
    if version.saving is Saving.AUTOSAVED:
        render_text(text)
    else:
        render_debate(text.debate)


def write(text: Text, version: Version) -> None:
    """Store a new source and its revision; the same source again is no new version."""
    if version.source == text.source and text.pending is None:
        return
    refuse_emptying(text, version.source)
    make_room(text, version)
    put_in_place(text, revise(text, version))


def put_in_place(text: Text, revision: Revision) -> None:
    """Make the text say what this revision says; nothing waits any more."""
    refuse_emptying(text, revision.source)
    text.source = revision.source
    text.revision = revision.number
    text.saved_at = revision.at
    text.saved_by = revision.by
    text.pending = None
    text.save(update_fields=["source", "revision", "saved_at", "saved_by", "pending"])
    Debate.objects.filter(pk=text.debate_id).update(updated_at=revision.at)


def set_pending(text: Text, version: Version) -> None:
    """Keep a change of what readers see; the same as they see is no change."""
    if version.source == text.source:
        Text.objects.filter(pk=text.pk).update(pending=None)
        return
    refuse_emptying(text, version.source)
    make_room(text, version)
    text.pending = revise(text, version)
    text.save(update_fields=["pending"])


def refuse_emptying(text: Text, source: str) -> None:
    """Raise `Refused` where readers would see nothing in the place of a text."""
    if not source and is_read_by_the_public(text) and text.kind != Kind.CONCLUSION:
        raise Refused(_("Readers see this text: it cannot be emptied."))


def revise(text: Text, version: Version, started_from: int | None = None) -> Revision:
    """Store a revision with the next free number. Raises `Refused` for what can be no text."""
    with naming(text):
        check(version.source, Profile.ESSAY)  # before any query: a database stumbles over some characters
    last = text.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        text=text,
        # Never one that somebody has seen, also where that version has made room for this one.
        number=max(last, text.revision, text.working_revision) + 1,
        source=version.source,
        saving=version.saving,
        started_from=text.working_revision if started_from is None else started_from,
        by=version.by,
        at=version.at,
        note=version.note,
    )


def make_room(text: Text, version: Version) -> None:
    """Delete the last version of the same sitting, unless it matters to anybody.

    A history of every pause in typing would hide the versions that somebody meant to keep. A version that was
    saved by hand stays, as does one that was approved, remarked on or told to readers.
    """
    last = text.revisions.filter(number=text.working_revision, saving=Saving.AUTOSAVED).first()
    if last is None or version.saving not in {Saving.AUTOSAVED, Saving.SAVED}:
        return
    before = text.revisions.filter(number__lt=last.number).exclude(saving=Saving.ASIDE).last()
    same_person = last.by_id == getattr(version.by, "pk", None)
    in_sitting = same_person and before is not None and version.at - before.at < SITTING
    matters = (
        Approval.objects.filter(revision=last).exists()
        or Note.objects.filter(revision=last).exists()
        or Correction.objects.filter(before=last).exists()
        or (text.revision == last.number and is_read_by_the_public(text))
    )
    if in_sitting and not matters:
        last.delete()
