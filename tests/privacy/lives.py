"""Somebody who has done everything that a reader, a guest, an editor or a moderator can do here."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from accounts.models import RoleGrant, User
from accounts.roles import Role
from debates.comments import actions as comments
from debates.comments.models import Comment
from debates.digests.models import Digest, Told
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.moderation import actions as moderation
from debates.moderation.actions import Consequence
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import CaseNote, Penalty
from debates.outbox.models import Message, Suppression
from debates.privacy.archive import write_archive
from debates.privacy.queries import parts_about
from debates.publishing.models import Debate, Essay, StatusChange, Text
from debates.stances.models import BurstDecision, PollKey
from debates.stances.options import Phase
from tests.comments.rows import rate, written
from tests.digests.people import subscriber
from tests.digests.rows import wish
from tests.makers import (
    NOW,
    make_contributor,
    make_debate,
    make_draft,
    make_image,
    make_invitation,
    make_suggestion,
)
from tests.moderation.rows import against, appealed, case_of, decided, noticed, penalised
from tests.stances.votes import make_burst, vote

PATH = "/account/data/"


def downloaded(client: Client) -> ZipFile:
    """Answer the file that somebody is handed."""
    response = client.post(PATH)
    assert (response.status_code, response["Content-Type"]) == (200, "application/zip")
    return ZipFile(BytesIO(b"".join(response)))


def exported(person: User) -> ZipFile:
    """Answer the file about somebody, without their asking for it."""
    file = BytesIO()
    write_archive(parts_about(person), made_at=NOW, into=file)
    return ZipFile(file)


def data_in(archive: ZipFile) -> dict[str, list[dict[str, Any]]]:
    """Answer the rows of each part."""
    return dict(json.loads(archive.read("data.json"))["parts"])


def rows_of(person: User, key: str) -> list[dict[str, Any]]:
    """Answer the rows of one part, as the queries find them."""
    (found,) = (part for part in parts_about(person) if part.key == key)
    return [*found.rows()]


def reader(person: User, debate: Debate, mo: User, mark: str) -> Comment:
    """Have somebody do what readers do, the mark in all of their words; answer their comment."""
    person.about = f"About me: {mark}"
    person.save()
    Authenticator.objects.create(user=person, type="webauthn", data={"name": f"Key {mark}"})
    SocialAccount.objects.create(user=person, provider="wiki", uid=mark, extra_data={"name": mark})
    UserSession.objects.create(user=person, ip="192.0.2.7", user_agent=mark, session_key=mark)
    vote(debate, person, 1, phase=Phase.BEFORE)
    vote(debate, person, 2, exposed=True)
    vote(debate, person, "both")
    now = timezone.now()
    comment = comments.post_comment(
        debate=debate, by=person, source=f"My comment, {mark}.", now=now, shows_stance=True
    )
    comments.edit_comment(
        comment=comment, by=person, expected_version=1, source=f"My better comment, {mark}.", now=now
    )
    rate(written(debate), person, now=now)
    noticed(written(debate), person, name=mark, explanation=mark)
    decision = decided(
        case_of(comment, now),
        mo,
        Measure.REJECT,
        against(explanation=f"Because of {mark}."),
        consequence=Consequence(Sanction.SUSPEND, now + timedelta(days=7)),
        now=now,
    )
    appealed(decision, person, now=now, text=f"It is wrong: {mark}, it is.")
    follows = subscriber(person)
    wish(follows, Thing.about(debate), Frequency.DAILY)
    days = {"covers_from": NOW, "weekly_from": NOW, "covers_until": now}
    digest = Digest.objects.create(subscriber=follows, period=NOW.date(), planned_at=now, **days)
    Told.objects.create(subscriber=follows, comment=written(debate), why="reply", at=NOW, digest=digest)
    Suppression.objects.create(address=person.email, cause="bounce", evidence=mark, since=NOW)
    return comment


def contributor(person: User, debate: Debate, ed: User, mark: str) -> None:
    """Have somebody sign an essay with a portrait, write in it, and remark on it."""
    signer = make_contributor(
        ed, f"{person.display_name} {mark}", account=person, portrait=make_image(ed), biography=mark
    )
    essay = Essay.objects.filter(position__debate=debate)[0]
    Essay.objects.filter(pk=essay.pk).update(contributor=signer)
    draft = make_draft(ed, f"Should the {mark} be counted?")
    make_invitation(ed, Essay.objects.filter(position__debate=draft)[0], person.email or "")
    text = Text.objects.get(essay=essay)
    revision = text.revisions.create(number=90, source=f"Essay of {mark}.", by=person, at=NOW)
    revision.notes.create(body=f"Note of {mark}", by=person, at=NOW, settled_at=NOW, settled_by=ed)
    signer.approvals.create(revision=revision, by=person, at=NOW)
    make_suggestion(person, essay, f"It should say {mark}.")


def worker(person: User, debate: Debate) -> None:
    """Have somebody do what editors, moderators and administrators do."""
    vera, now = User.objects.get(display_name="Vera"), timezone.now()
    given = {"granted_by": person, "granted_at": NOW, "removed_by": person, "removed_at": now}
    RoleGrant.objects.create(user=vera, role=Role.EDITOR, reason="x", **given)
    LogEntry.objects.create(user=person, action_flag=2, object_repr="Somebody else")
    StatusChange.objects.create(
        debate=debate, move="close", from_status="published", to_status="closed", by=person, at=now
    )
    make_image(person)
    later = now + timedelta(days=1)
    debate.preview_links.create(label="x", made_by=person, made_at=now, expires_at=later)
    text = Text.objects.filter(debate=debate)[0]
    older, newer = (text.revisions.create(number=n, source=str(n), by=person, at=now) for n in (80, 81))
    text.corrections.create(before=older, after=newer, note="It was wrong.", by=person, at=now)
    BurstDecision.objects.create(burst=make_burst(debate), apart=True, reason="x", by=person, decided_at=now)
    case = case_of(written(debate), now)
    CaseNote.objects.create(case=case, by=person, text="Not for others.", at=now)
    decided(case, person, Measure.REJECT, against(), now=now)
    moderation.keep_desk(by=person, now=now)
    penalty = penalised(vera, person, now=now)
    Penalty.objects.filter(pk=penalty.pk).update(lifted_at=now, lifted_by=person)


def destroyed(ed: User) -> Debate:
    """Answer a debate whose key is no longer there."""
    debate = make_debate(ed, question="Should the pier be rebuilt?")
    PollKey.objects.create(debate=debate, random_bytes=bytes(32), destroyed_at=NOW)
    return debate


def letters_to(address: str) -> list[int]:
    """Answer the numbers of the messages to this address."""
    return [*Message.objects.filter(recipient=address).order_by("pk").values_list("pk", flat=True)]
