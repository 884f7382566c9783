"""What a page shows on which somebody writes a comment: what it is on, and what becomes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused, Verdict
from debates.comments import policies
from debates.comments.actions.knowing import hold_ahead
from debates.comments.actions.placing import Target, paragraphs_of, target_of
from debates.comments.actions.posting import can_change_mind, drafted, stance_of
from debates.comments.models import Comment
from debates.comments.queries.authors import name_in_a_sentence
from debates.comments.words import HOLDS
from debates.publishing.canon import canonical, is_shown
from debates.publishing.models import Debate, Kind, Text
from debates.publishing.stored_html import safe
from debates.stances.queries.ballots import in_words

BEGINNING = 8
"""Words by which a paragraph is known in a list."""

LONG_FIELDS = ("html", "source", "plain", "citations")
"""What no list of texts needs of them."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The comment that is answered; `html` is empty where readers do not see it any more."""

    id: int
    author: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Part:
    """A text of the debate that a comment can be on instead; `url` is where it is written."""

    label: str | Promise
    language: str
    url: str


@dataclass(frozen=True, slots=True)
class Composing:
    """What stands round the fields of a comment.

    `address` is where the comment is sent, `place` what a draft of it is kept under in the browser, `back`
    where its author was. `text` is the number of the text that it is on, None for the debate as a whole, of
    which `parts` are the texts; `paragraphs` are those that can be chosen, by id and beginning; `stance` is
    what the comment could show, empty where nothing stands, `waits` why it will wait for a moderator. Where
    `verdict` refuses nobody need begin to write.
    """

    address: str
    place: str
    back: str
    text: int | None
    parts: tuple[Part, ...]
    heading: str | Promise
    claim: str
    quote: str
    paragraph: str
    paragraphs: tuple[tuple[str, str], ...]
    answered: Answered | None
    can_change_mind: bool
    stance: str | Promise
    waits: str | Promise
    verdict: Verdict


def nearest(debate: Debate, text_id: int | None, paragraph: str) -> tuple[Target, str]:
    """Answer what a comment can be on that comes nearest to this, with a sentence where that is not the same.

    Where the paragraph has changed that is its text, where there is no such text the debate.
    """
    try:
        return target_of(debate, text_id=text_id, paragraph=paragraph, parent=None), ""
    except Refused as refusal:
        if not paragraph:
            return Target(debate), str(refusal)
        return nearest(debate, text_id, "")[0], str(refusal)


def composing(target: Target, by: Any, now: datetime) -> Composing:
    """Answer what stands round the fields of a comment of `by` on this target."""
    debate, parent, text = target.debate, target.parent, target.text
    verdict = policies.may_answer(by, parent, now) if parent else policies.may_comment(by, debate, now)
    stance = stance_of(debate, by)
    rule = hold_ahead(debate, by, now) if verdict else None
    essay = text.essay if text else None
    address = address_of(target)
    return Composing(
        address=address,
        place=f"{address}#{text.pk if text else ''}{target.paragraph}",
        back=back_from(target),
        text=text.pk if text else None,
        parts=() if text or parent else tuple(parts_of(debate)),
        heading=heading_of(target),
        claim=essay.position.claim if essay and not parent else "",
        quote=target.quote,
        paragraph=target.paragraph,
        paragraphs=tuple(beginnings(paragraphs_of(text))) if text and not parent else (),
        answered=answered_of(parent) if parent else None,
        can_change_mind=bool(can_change_mind(target, by)),
        stance=in_words(stance, debate.positions.filter(pk=stance.position or 0).first()) if stance else "",
        waits=HOLDS[rule] if rule else "",
        verdict=verdict,
    )


def address_of(target: Target) -> str:
    """Answer where a comment on this target is sent."""
    if target.parent is not None:
        return reverse("comments:reply", args=[target.parent.pk])
    return reverse("comments:write", args=[target.debate.slug])


def back_from(target: Target) -> str:
    """Answer where readers see what the comment is on."""
    if target.parent is not None:
        return target.parent.get_absolute_url()
    debate = target.debate.get_absolute_url()
    return f"{debate}#{target.paragraph}" if target.paragraph else debate


def heading_of(target: Target) -> str | Promise:
    """Answer what the page is called."""
    if target.parent is not None:
        return _now("Answer %(name)s") % {"name": name_in_a_sentence(target.parent)}
    if target.text is None:
        return _("Comment on this debate")
    if target.text.essay is None:
        is_first = target.text.kind == "introduction"
        return _("Comment on the introduction") if is_first else _("Comment on the conclusion")
    return _now("Comment on “%(title)s”") % {"title": target.text.essay.title}


def parts_of(debate: Debate) -> Iterator[Part]:
    """Answer the texts of a debate that readers see, in their order."""
    written = Text.objects.filter(debate=debate, words__gt=0)
    texts = [*written.select_related("essay__position").defer(*LONG_FIELDS)]
    for text in texts:
        text.debate = debate
    address = reverse("comments:write", args=[debate.slug])
    for text in sorted(filter(is_shown, texts), key=canonical):
        essay = text.essay
        if essay is not None:
            label: str | Promise = f"{essay.position.letter}: {essay.title}"
        else:
            label = _("Introduction") if text.kind == Kind.INTRODUCTION else _("Conclusion")
        yield Part(label, essay.language if essay else "", f"{address}?on={text.pk}")


def answered_of(parent: Comment) -> Answered:
    """Answer the comment that is answered, its text only where readers see it."""
    return Answered(parent.pk, name_in_a_sentence(parent), safe(parent.html if parent.is_shown else ""))


def beginnings(paragraphs: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Answer each paragraph by its id, with its place and its first words."""
    for place, (name, words) in enumerate(paragraphs.items(), start=1):
        yield name, f"¶ {place} · {Truncator(words).words(BEGINNING)}"


def preview_of(source: str) -> SafeString:
    """Answer a text as it would be shown. Raises `Refused` for what is no text."""
    return safe(drafted(source)[1])
