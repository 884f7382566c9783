"""Debates and the people around them, made by the actions that editors' pages call."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from accounts.actions import open_account
from accounts.models import User
from debates.importing.generating import words
from debates.publishing import actions
from debates.publishing.models import Contributor, Debate, Essay, Position, Reference
from debates.publishing.workflow import Move

MARK = "generated-"
"""What the addresses of generated debates and contributors begin with."""

DOMAIN = "generated.invalid"
"""Where generated people have their addresses: no mail server ever takes any."""

DAYS = 20
"""How long before the moment that is given a debate was published."""

LABELS = ("Dredge it", "Leave it", "Move the ferry", "Wait for the survey", "Ask the town", "Build a bridge")
REFERENCES = 8
PARAGRAPHS = 12


def people(count: int, chance: Random, now: datetime) -> list[User]:
    """Answer so many readers with accounts; none can sign in by a password."""
    first = User.objects.filter(email__endswith=f"@{DOMAIN}").count()
    return [
        open_account(
            email=f"person{number}@{DOMAIN}",
            display_name=f"{chance.choice(('Ines', 'Tomas', 'Wil', 'Noor', 'Bram', 'Lotte'))} {number}",
            now=now - timedelta(days=DAYS),
        )
        for number in range(first, first + count)
    ]


def write_debate(*, slug: str, sides: int, by: Any, chance: Random, now: datetime) -> Debate:
    """Publish a debate of so many positions, `DAYS` before now; the same chance writes the same texts.

    Raises `Refused` where `by` is no editor.
    """
    then = now - timedelta(days=DAYS)
    debate = Debate(
        question=f"Should {chance.choice(words.WHAT)} matter more than {chance.choice(words.WHAT)}?",
        slug=slug,
        summary=words.sentence(chance),
        visitors_vote=True,
    )
    actions.save_debate(debate=debate, by=by, now=then)
    keys = tuple(f"source{number}" for number in range(1, REFERENCES + 1))
    for order, key in enumerate(keys):
        reference = Reference(debate=debate, key=key, order=order, csl=book(key, chance))
        actions.save_reference(reference=reference, by=by)
    actions.save_debate(
        debate=debate, by=by, introduction=words.essay(chance, 2, keys[:2]).partition("\n\n")[2], now=then
    )
    for order, label in enumerate(LABELS[:sides], start=1):
        write_side(debate=debate, order=order, label=label, by=by, chance=chance, keys=keys, now=then)
    actions.change_status(debate=debate, move=Move.SUBMIT, by=by, now=then)
    return actions.publish(debate=debate, by=by, now=then)


def write_side(
    *, debate: Debate, order: int, label: str, by: Any, chance: Random, keys: tuple[str, ...], now: datetime
) -> None:
    """Write a position with its opening essay."""
    slug = label.lower().replace(" ", "-")
    position = Position(
        debate=debate, order=order, label=label, slug=slug, claim=f"{label}: {words.clause(chance)}."
    )
    actions.save_position(position=position, by=by)
    essay = Essay(
        position=position,
        contributor=contributor(order, by),
        title=words.clause(chance).capitalize(),
    )
    actions.save_essay(essay=essay, source=words.essay(chance, PARAGRAPHS, keys), by=by, now=now)
    actions.approve_revision(essay=essay, number=essay.text.revision, by=by, now=now)


def contributor(number: int, by: Any) -> Contributor:
    """Answer the contributor who argues every generated debate's position of this number."""
    slug = f"{MARK}contributor-{number}"
    found = Contributor.objects.filter(slug=slug).first()
    return found or actions.save_contributor(
        contributor=Contributor(
            slug=slug,
            name=f"Contributor {number}",
            role="Generated",
            disclosure="Nothing to disclose: nobody of this name exists.",
        ),
        by=by,
    )


def book(key: str, chance: Random) -> dict[str, Any]:
    """Answer a reference as CSL-JSON."""
    return {
        "id": key,
        "type": "book",
        "title": f"On {chance.choice(words.WHAT)}",
        "author": [{"family": chance.choice(("Okonjo", "Ferris", "Maes", "Lindqvist")), "given": "M."}],
        "issued": {"date-parts": [[chance.randint(1970, 2025)]]},
        "publisher": "Quay Press",
        "URL": f"https://books.example/{key}",
    }


def close_debate(*, debate: Debate, by: Any, now: datetime) -> Debate:
    """End a debate now."""
    return actions.change_status(debate=debate, move=Move.CLOSE, by=by, now=now)
