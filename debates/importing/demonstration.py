"""The demonstration: debates that the project wrote itself, kept as TOML, Markdown and CSL-JSON."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from debates.comments.actions import import_comment
from debates.comments.actions.placing import paragraphs_of
from debates.comments.models import Comment
from debates.media.actions import store_image
from debates.media.models import Image
from debates.publishing import actions
from debates.publishing.models import Contributor, Debate, Essay, Position, Reference, Text, Topic
from debates.publishing.workflow import ROUNDS, Move, Round

DATA = Path(__file__).parent / "demonstration_data"


@transaction.atomic
def load_demonstration(*, by: Any, now: datetime) -> tuple[Debate, ...]:
    """Load the demonstration's debates, dated back from `now`, and answer those that were not here yet.

    All of it or nothing. Raises `Refused` where an action refuses, for instance because `by` is no editor.
    """
    folders = sorted(file.parent for file in DATA.glob("*/debate.toml"))
    missing = [folder for folder in folders if not Debate.objects.filter(slug=folder.name).exists()]
    if missing:
        load_images(by)
    return tuple(load_debate(folder, by, now) for folder in missing)


def load_images(by: Any) -> None:
    """Store the pictures that are not here yet. Each key is the slug of its title, as texts name it."""
    for image in toml(DATA / "images.toml")["images"]:
        key, file = image.pop("key"), DATA / "images" / image.pop("file")
        if not Image.objects.filter(key=key).exists():
            with file.open("rb") as upload:
                store_image(upload=upload, by=by, **image)


def load_debate(folder: Path, by: Any, now: datetime) -> Debate:
    """Write one debate as its editors would have, day by day, and answer it."""
    data = toml(folder / "debate.toml")
    published = now - timedelta(days=data["published_days_ago"])
    debate = draft(folder, data, by, published)
    if "closes_in_days" in data:
        debate.closes_at = now + timedelta(days=data["closes_in_days"])
        actions.save_debate(debate=debate, by=by, now=published)
    actions.change_status(debate=debate, move=Move.SUBMIT, by=by, now=published)
    debate = actions.publish(debate=debate, by=by, now=published)
    if "rebuttals_published_days_ago" in data:
        day = now - timedelta(days=data["rebuttals_published_days_ago"])
        debate = actions.publish_round(debate=debate, round_=Round.REBUTTAL, by=by, now=day)
    write_comments(debate, toml(folder / "comments.toml")["comments"], by, now)
    if "closed_days_ago" in data:
        day = now - timedelta(days=data["closed_days_ago"])
        debate = actions.change_status(debate=debate, move=Move.CLOSE, by=by, now=day)
    return debate


def draft(folder: Path, data: Mapping[str, Any], by: Any, now: datetime) -> Debate:
    """Write the debate with its references, texts and positions. References come first: texts cite them."""
    debate = Debate(
        question=data["question"],
        slug=data["slug"],
        summary=data["summary"],
        language=data["language"],
        lead_image=Image.objects.get(key=data["lead_image"]),
        visitors_vote=data.get("visitors_vote", False),
    )
    actions.save_debate(debate=debate, by=by, topics=[topic(name, by) for name in data["topics"]], now=now)
    for order, item in enumerate(json.loads((folder / "references.json").read_text(encoding="utf-8"))):
        reference = Reference(debate=debate, key=item["id"], order=order, csl=item)
        actions.save_reference(reference=reference, by=by)
    conclusion = folder / "conclusion.md"
    actions.save_debate(
        debate=debate,
        by=by,
        introduction=(folder / "introduction.md").read_text(encoding="utf-8"),
        conclusion=conclusion.read_text(encoding="utf-8") if conclusion.exists() else None,
        now=now,
    )
    for order, side in enumerate(data["positions"], start=1):
        write_side(debate=debate, order=order, side=side, folder=folder, by=by, now=now)
    return debate


def write_side(
    *, debate: Debate, order: int, side: Mapping[str, Any], folder: Path, by: Any, now: datetime
) -> None:
    """Write a position, who argues it, and the essays."""
    position = Position(
        debate=debate, order=order, label=side["label"], slug=slugify(side["label"]), claim=side["claim"]
    )
    actions.save_position(position=position, by=by)
    person = side["contributor"]
    contributor = Contributor(slug=slugify(person["name"]), **person)
    actions.save_contributor(contributor=contributor, by=by)
    for round_ in ROUNDS:
        if round_ in side["essays"]:
            essay = Essay(
                position=position, round=round_, contributor=contributor, title=side["titles"][round_]
            )
            source = (folder / side["essays"][round_]).read_text(encoding="utf-8")
            actions.save_essay(essay=essay, source=source, by=by, now=now)
            actions.approve_revision(essay=essay, number=essay.text.revision, by=by, now=now)


def write_comments(debate: Debate, items: Iterable[Mapping[str, Any]], by: Any, now: datetime) -> None:
    """Write what invented readers say: as imported comments, for which nobody here needs an account.

    An item is on the debate, or on the opening essay of the position with that letter, or on the paragraph of
    it that begins with the given words; or it answers the item of that number.
    """
    written: dict[int, Comment] = {}
    for number, item in enumerate(items, start=1):
        text = text_of(debate, item["on"]) if "on" in item else None
        start = item.get("paragraph")
        written[number], _screening = import_comment(
            debate=debate,
            by=by,
            imported_from=f"demonstration/{debate.slug}#comment-{number}",
            author_name=item["name"],
            source=item["text"],
            written_at=now - timedelta(days=item["days_ago"]),
            text_id=text.pk if text else None,
            paragraph=paragraph_in(text, start) if text and start else "",
            parent=written[item["answers"]] if "answers" in item else None,
        )


def text_of(debate: Debate, letter: str) -> Text:
    """Answer the opening essay on the position with this letter."""
    position = next(position for position in debate.positions.all() if position.letter == letter)
    return Text.objects.get(essay__position=position, essay__round=Round.OPENING)


def paragraph_in(text: Text, start: str) -> str:
    """Answer the id of the paragraph that begins so."""
    return next(key for key, words in paragraphs_of(text).items() if words.startswith(start))


def topic(name: str, by: Any) -> Topic:
    """Answer the topic of this name, made where there is none."""
    found = Topic.objects.filter(name=name).first()
    return found or actions.save_topic(topic=Topic(name=name, slug=slugify(name)), by=by)


def toml(file: Path) -> dict[str, Any]:
    """Answer what a TOML file says."""
    return tomllib.loads(file.read_text(encoding="utf-8"))
