"""Approvals, notes and links to a preview: every constraint attacked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from debates.publishing.models import Approval, Note, PreviewLink, Revision
from tests.makers import NOW, make_draft, text_of


@pytest.fixture
def revision(ed: User) -> Revision:
    return Revision.objects.get(text=text_of(make_draft(ed), 1))


def refused_by(write: Any) -> str:
    """Answer what the database says, which must refuse."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    return str(refused.value)


def test_a_revision_is_approved_once(ed: User, revision: Revision) -> None:
    [first] = Approval.objects.filter(revision=revision)

    def again() -> None:
        Approval.objects.create(revision=revision, contributor=first.contributor, by=ed, at=NOW)

    assert "revision" in refused_by(again)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"body": ""}, "note_says_something"),
        ({"paragraph": "p-12345678"}, "note_quotes_its_paragraph"),
        ({"quote": "Words."}, "note_quotes_its_paragraph"),
    ],
)
def test_a_note_says_something_and_quotes_its_paragraph(
    revision: Revision, fields: dict[str, str], constraint: str
) -> None:
    def write() -> None:
        Note.objects.create(**{"revision": revision, "body": "Why?", "at": NOW, **fields})

    assert constraint in refused_by(write)


def test_a_note_is_settled_at_a_time(ed: User, revision: Revision) -> None:
    note = Note.objects.create(revision=revision, body="Why?", at=NOW)
    told = refused_by(lambda: Note.objects.filter(pk=note.pk).update(settled_by=ed))
    assert "note_settled_at_a_time" in told
    # Who settled it may be gone.
    assert Note.objects.filter(pk=note.pk).update(settled_at=NOW) == 1


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"label": ""}, "preview_link_is_named"),
        ({"nonce": ""}, "preview_link_is_named"),
        ({"expires_at": NOW}, "preview_link_expires_after_it_was_made"),
        ({"revoked_at": NOW - timedelta(seconds=1)}, "preview_link_revoked_after_it_was_made"),
    ],
)
def test_a_link_to_a_preview_is_named_and_its_moments_are_in_order(
    ed: User, fields: dict[str, Any], constraint: str
) -> None:
    debate = make_draft(ed)

    def write() -> None:
        given = {"label": "A friend", "made_at": NOW, "expires_at": NOW + timedelta(days=1), **fields}
        PreviewLink.objects.create(debate=debate, **given)

    assert constraint in refused_by(write)


def test_what_somebody_wrote_stays_when_their_account_goes(ed: User, vera: User, revision: Revision) -> None:
    Note.objects.create(revision=revision, body="Why?", by=vera, at=NOW, settled_at=NOW, settled_by=vera)
    approval = Approval.objects.get(revision=revision)
    Approval.objects.filter(pk=approval.pk).update(by=vera)
    vera.delete()
    note = Note.objects.get()
    assert (note.by, note.settled_by, note.body) == (None, None, "Why?")
    assert Approval.objects.get(pk=approval.pk).by is None
