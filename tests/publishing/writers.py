"""Everybody who may have to do with an essay while it is written."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions
from debates.publishing.models import Debate, Essay, Invitation
from debates.publishing.workflow import Status
from tests.makers import NOW, accept, make_draft, make_invitation, make_user

NOBODY = ("visitor", "reader", "moderator", "contributor", "former editor", "released guest")
OTHERS = (*NOBODY, "guest of the other side")
EDITORS = ("editor", "administrator", "the site itself")


@dataclass(frozen=True, slots=True)
class Pair:
    """A debate of two sides, each written by a guest, and everybody else."""

    debate: Debate
    essay: Essay
    other: Essay
    people: dict[str, Any]

    @property
    def guest(self) -> User:
        return self.people["guest"]

    @property
    def rival(self) -> User:
        return self.people["guest of the other side"]


def make_pair(ed: User) -> Pair:
    """Answer a draft whose two essays are written by guests, Ada on the first side."""
    debate = make_draft(ed)
    first, second = Essay.objects.filter(position__debate=debate).order_by("position__order")
    released = accept(make_invitation(ed, first, "released@example.org"))
    actions.revoke_invitation(invitation=Invitation.objects.get(accepted_by=released), by=ed, now=NOW)
    guest = accept(make_invitation(ed, first))
    rival = accept(make_invitation(ed, second, "rival@example.org"))
    people = {
        "visitor": AnonymousUser(),
        "reader": make_user("Reader"),
        "moderator": make_user("Moderator", Role.MODERATOR),
        "contributor": make_user("Con", Role.CONTRIBUTOR),
        "former editor": make_user("Fay", Role.EDITOR, is_active=False),
        "released guest": User.objects.get(pk=released.pk),
        "guest of the other side": User.objects.get(pk=rival.pk),
        "guest": User.objects.get(pk=guest.pk),
        "editor": ed,
        "administrator": User.objects.create_superuser("root@example.org", display_name="Root"),
        "the site itself": None,
    }
    return Pair(Debate.objects.get(pk=debate.pk), again(first), again(second), people)


def again(essay: Essay) -> Essay:
    """Answer the essay as it is now."""
    return Essay.objects.select_related("position__debate", "contributor", "text").get(pk=essay.pk)


def put(essay: Essay, status: Status, **fields: Any) -> Essay:
    """Answer the essay in a debate of this state, which is written around the workflow."""
    moments = {"publish_at": NOW, "published_at": NOW, "closed_at": NOW, "poll_ended_at": NOW}
    told = {"withdrawn_at": NOW, "withdrawal_note": "Its author asked for it."}
    Debate.objects.filter(pk=essay.position.debate_id).update(status=status, **moments, **told, **fields)
    return again(essay)


def hand_in(*essays: Essay) -> None:
    """Have the guest of each essay hand it in."""
    for essay in essays:
        actions.submit_essay(essay=essay, by=essay.contributor.account, now=NOW)


def signed_in(user: User) -> Client:
    """Answer a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user)
    return client
