"""Make what tests need, through the same actions that the site uses."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Model
from django.utils.text import slugify
from PIL import Image as Pixels

from accounts.models import RoleGrant, User
from accounts.roles import Role
from debates.media.actions import store_image
from debates.media.models import Image
from debates.publishing import actions, policies
from debates.publishing.models import (
    Contributor,
    Debate,
    Essay,
    Invitation,
    Position,
    Reference,
    Suggestion,
    Text,
)
from debates.publishing.workflow import Move, Round, Status
from tests.kept import Kept, Rows, keep

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

BOOK = {
    "type": "book",
    "title": "A Short Account of Long Disputes",
    "author": [{"family": "Okonjo", "given": "Mira"}],
    "issued": {"date-parts": [[2019]]},
    "publisher": "Quay Press",
    "URL": "https://books.example/disputes",
}


def make_user(name: str, *roles: Role, **fields: Any) -> User:
    """Answer an account with a confirmed address and these roles; its password is `secret`."""
    address = f"{name.lower()}@example.org"
    user = User.objects.create_user(address, "secret", display_name=name, **fields)
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, reason="For a test.", granted_at=NOW)
    return user


def png(width: int = 8, height: int = 6, colour: str = "purple") -> BytesIO:
    """Answer the bytes of a picture in one colour."""
    file = BytesIO()
    Pixels.new("RGB", (width, height), colour).save(file, "PNG")
    file.seek(0)
    file.name = "picture.png"
    return file


def make_image(by: User, title: str = "A harbour", **details: Any) -> Image:
    """Answer an image about which everything is said."""
    complete = {
        "title": title,
        "author": "Wil Ferris",
        "source_url": "https://pictures.example/harbour",
        "source_name": "Pictures",
        "licence_name": "CC BY 4.0",
        "licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "alt": "Boats at a quay",
    }
    return store_image(upload=png(), by=by, **{**complete, **details})


def make_contributor(by: User, name: str, **fields: Any) -> Contributor:
    """Answer a contributor who has disclosed."""
    said = {
        "slug": slugify(name),
        "role": "Surveyor",
        "affiliation": "Harbour Board",
        "disclosure": "Nothing to disclose.",
    }
    person = Contributor(name=name, **{**said, **fields})
    return actions.save_contributor(contributor=person, by=by)


def make_draft(
    by: User, question: str = "Should the harbour be dredged?", positions: int = 2, **fields: Any
) -> Debate:
    """Answer a complete debate that is a draft, with so many positions and an opening essay for each."""
    return kept_debate(by, Status.DRAFT, positions, {"question": question, **fields})


def write_draft(by: User, positions: int, fields: Mapping[str, Any]) -> Debate:
    """Have the actions write a complete draft."""
    debate = actions.save_debate(
        debate=Debate(**fields), by=by, introduction="Ships need *depth*; birds need mud.", now=NOW
    )
    for order in range(1, positions + 1):
        label = f"Side {order}"
        position = Position(
            debate=debate, order=order, label=label, slug=slugify(label), claim=f"The claim of side {order}"
        )
        actions.save_position(position=position, by=by)
        make_essay(by, position, text=f"Essay number {order} argues its case in one paragraph.")
    return debate


def make_essay(
    by: User, position: Position, text: str, round_: Round = Round.OPENING, **fields: Any
) -> Essay:
    """Answer an essay; the contributor is the position's own."""
    slug = author_slug(position.debate_id, position.order)
    contributor = Contributor.objects.filter(slug=slug).first() or make_contributor(
        by, f"Author {position.letter}", slug=slug
    )
    essay = Essay(
        position=position,
        round=round_,
        contributor=contributor,
        **{"title": f"The {round_} of side {position.order}", **fields},
    )
    actions.save_essay(essay=essay, source=text, by=by, now=NOW)
    approve(essay, by)
    return essay


def approve(essay: Essay, by: Any) -> None:
    """Let the essay's contributor stand by it as it is; there is nothing to stand by in an empty one."""
    text = Text.objects.get(essay=essay)
    if text.words:
        person = None if essay.contributor.account_id else by
        actions.approve_revision(essay=essay, number=text.revision, by=person, now=NOW)


def rewrite(text: Text, source: str, by: Any, correction: str = "", now: datetime = NOW) -> Text:
    """Answer the text with other words; where readers see it, the change is published at once."""
    text = actions.save_text(text=text, source=source, by=by)
    if text.pending is None:
        return text
    number = text.working_revision
    return actions.publish_change(text=text, started_from=number, correction=correction, by=by, now=now)


def make_suggestion(
    by: User, essay: Essay, body: str = "The year is 1921.", now: datetime = NOW
) -> Suggestion:
    """Answer what a reader suggested about an essay that readers see."""
    return actions.suggest_correction(essay=essay, body=body, by=by, now=now)


def make_reference(by: User, debate: Debate, key: str = "disputes", **csl: Any) -> Reference:
    """Answer a reference of the debate."""
    order = debate.references.count()
    return actions.save_reference(
        reference=Reference(debate=debate, key=key, order=order, csl={**BOOK, **csl}), by=by
    )


def text_of(debate: Debate, order: int, round_: Round = Round.OPENING) -> Text:
    """Answer the text of an essay."""
    return Text.objects.get(debate=debate, essay__position__order=order, essay__round=round_)


def bring_to(debate: Debate, status: Status, by: User, now: datetime = NOW) -> Debate:
    """Answer the debate, a complete draft before, brought to this state by the moves that lead there."""

    def move(step: Move) -> Debate:
        return actions.change_status(debate=debate, move=step, by=by, now=now)

    if status is Status.DRAFT:
        return debate
    for essay in Essay.objects.filter(position__debate=debate).select_related("contributor"):
        approve(essay, by)
    move(Move.SUBMIT)
    if status is Status.SCHEDULED:
        return actions.schedule(debate=debate, publish_at=now.replace(year=now.year + 1), by=by, now=now)
    if status is Status.IN_REVIEW:
        return debate
    actions.publish(debate=debate, by=by, now=now)
    if status is Status.WITHDRAWN:
        essay = Essay.objects.filter(position__debate=debate).order_by("pk")[0]
        actions.withdraw_essay(essay=essay, note="Its author asked for it.", by=by, now=now)
        debate.refresh_from_db()
    if status in {Status.CLOSED, Status.ARCHIVED}:
        move(Move.CLOSE)
    if status is Status.ARCHIVED:
        move(Move.ARCHIVE)
    return debate


def make_debate(
    by: User,
    status: Status = Status.PUBLISHED,
    question: str = "Should the harbour be dredged?",
    positions: int = 2,
    **fields: Any,
) -> Debate:
    """Answer a complete debate in this state."""
    return kept_debate(by, status, positions, {"question": question, **fields})


# What a debate is called: nothing else in its rows follows from it.
NAMES = ("question", "slug", "summary")
KEPT: dict[Any, tuple[Kept, User]] = {}


def kept_debate(by: User, status: Status, positions: int, fields: Mapping[str, Any]) -> Debate:
    """Answer a debate that the actions wrote, or a copy of one that they wrote before in this process."""
    named = {"slug": slugify(fields["question"]), "summary": "What the mud is worth.", **fields}
    others = tuple(sorted((name, value) for name, value in named.items() if name not in NAMES))
    if any(isinstance(value, Model) for _name, value in others):
        return bring_to(write_draft(by, positions, named), status, by)
    # An essay keeps the site's licence, and a test may have changed that.
    key = (status, positions, others, settings.SITE.licence_name, settings.SITE.licence_url)
    if key in KEPT:
        kept, author = KEPT[key]
        return debate_again(kept, author, by, {name: named[name] for name in NAMES})
    debate, kept = keep(lambda: bring_to(write_draft(by, positions, named), status, by))
    KEPT[key] = kept, by
    return debate


def debate_again(kept: Kept, author: User, by: User, names: Mapping[str, str]) -> Debate:
    """Answer a copy of the debate under these names, as if this editor had written it."""
    policies.may_edit(by).or_refuse()

    def change(row: Model, written: Rows) -> None:
        if isinstance(row, Debate):
            for name, value in names.items():
                setattr(row, name, value)
            row.clean_fields()
        if isinstance(row, Contributor):
            row.slug = author_slug(written[Debate][0].pk, int(row.slug.rpartition("-")[2]))

    debate = kept.again(change, {(User, author.pk): by.pk})[Debate][0]
    return Debate.objects.get(pk=debate.pk)


def author_slug(debate_id: int, order: int) -> str:
    """Answer the address of whoever argues the position with this order."""
    return f"author-{debate_id}-{order}"


def make_invitation(
    by: User, essay: Essay | None = None, email: str = "ada@example.org", now: datetime = NOW
) -> Invitation:
    """Answer an open invitation, to an essay of a new draft where none is named."""
    invited_to = essay or Essay.objects.filter(position__debate=make_draft(by)).order_by("pk")[0]
    return actions.invite_contributor(essay=invited_to, email=email, by=by, now=now)


def accept(invitation: Invitation, by: Any = None, now: datetime = NOW) -> User:
    """Answer the account that has accepted the invitation; without `by` one is opened for it."""
    return actions.accept_invitation(invitation=invitation, token=invitation.token, by=by, now=now)
