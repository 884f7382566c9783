"""Who has written the comments of a page, and what they are to the debate."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext, pgettext

from accounts.models import RoleGrant, User
from accounts.questions import Given, Question
from accounts.roles import Role
from debates.comments.models import Comment
from debates.comments.queries.rows import CommentRow
from debates.comments.queries.shapes import Author, Badge
from debates.publishing.models import Debate, Essay
from debates.publishing.models.debates import Position


class Person(NamedTuple):
    """Somebody who has written, with what they are.

    That is the order of the position that they argue here, their address as a contributor, and their roles.
    """

    pk: int
    display_name: str
    about: str
    is_active: bool
    argues: int | None
    signs_as: str | None
    edits: bool
    moderates: bool


def people_of(debate: Debate, comments: Iterable[CommentRow]) -> list[Person]:
    """Answer the authors of comments who have an account, in one query however many they are."""
    accounts = sorted({comment.author_id for comment in comments if comment.author_id})
    rounds = [str(round_) for round_ in debate.released_rounds]
    return PEOPLE.ask(accounts=accounts, debate=debate.pk, rounds=rounds) if accounts else []


def author_of(comment: CommentRow, authors: Mapping[int, Author]) -> Author:
    """Answer who has written a comment: an account, somebody on an old site, or somebody who has left."""
    if comment.author_id and comment.author_id in authors:
        return authors[comment.author_id]
    if comment.imported_from:
        nobody = pgettext("author of an imported comment", "No name given")
        return Author(comment.author_name or nobody, is_imported=True)
    return Author(gettext("Somebody who has left"))


def name_in_a_sentence(comment: Comment) -> str:
    """Answer what the author of a comment, which comes with them, is called within a sentence."""
    if comment.author:
        return comment.author.display_name
    if comment.imported_from:
        return comment.author_name or gettext("somebody who gave no name")
    return gettext("somebody who has left")


def people() -> QuerySet[Any]:
    """Answer accounts with what they are."""
    grants = RoleGrant.objects.current().filter(user=OuterRef("pk"))
    essays = Essay.objects.filter(
        contributor__account=OuterRef("pk"),
        position__debate=Given("debate"),
        round__in=[Given("rounds", CharField(), several=True)],
    ).order_by("position__order", "pk")
    return User.objects.filter(pk__in=[Given("accounts", several=True)]).annotate(
        argues=Subquery(essays.values("position__order")[:1]),
        signs_as=Subquery(essays.values("contributor__slug")[:1], output_field=CharField()),
        edits=Exists(grants.filter(role=Role.EDITOR)),
        moderates=Exists(grants.filter(role=Role.MODERATOR)),
    )


PEOPLE = Question(Person._fields, Person._make, people)


def with_badges(person: Person) -> Author:
    """Answer somebody who was found with what they are."""
    badges = []
    if person.argues:
        letter = Position(order=person.argues).letter
        label = gettext("contributor, position %(letter)s") % {"letter": letter}
        badges.append(Badge(label, letter.lower()))
    if person.edits:
        badges.append(Badge(pgettext("what somebody is on this site", "editor")))
    if person.moderates:
        badges.append(Badge(pgettext("what somebody is on this site", "moderator")))
    return Author(person.display_name, page_of(person), tuple(badges))


def page_of(person: Person) -> str:
    """Answer the page of somebody: as a contributor, or else about themselves; empty where there is none."""
    if person.signs_as:
        return reverse("reading:contributor", args=[person.signs_as])
    return reverse("accounts:person", args=[person.pk]) if person.is_active and person.about else ""
