"""What readers think should be put right, as editors read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise

from debates.publishing.models import Outcome, Suggestion
from debates.publishing.queries.drafts import text_url

OPEN_SHOWN = 50
HANDLED_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SuggestionLine:
    """A suggestion as editors read it: on which essay, what it says, and what became of it.

    `has_changed` says that the essay no longer says what its reader had before them. `by` and `handled_by`
    are names, empty where the account is gone; `workspace_url` leads to where the text is written.
    """

    pk: int
    body: str
    by: str
    at: datetime
    title: str
    url: str
    question: str
    language: str
    contributor: str
    revision: int
    present: int
    workspace_url: str
    answer_url: str
    outcome: str | Promise
    handled_by: str
    handled_at: datetime | None

    @property
    def has_changed(self) -> bool:
        """Answer whether the text has changed since its reader read it."""
        return self.revision != self.present


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The suggestions that wait, oldest first, how many there are in all, and those answered last."""

    open: tuple[SuggestionLine, ...]
    count: int
    handled: tuple[SuggestionLine, ...]


def open_suggestions_count() -> int:
    """Answer how many suggestions wait for an editor."""
    return Suggestion.objects.open().count()


def suggestions() -> Suggestions:
    """Answer what waits, and what was answered last, in three queries however many there are."""
    rows = Suggestion.objects.select_related(
        "essay__text", "essay__position__debate", "essay__contributor", "by", "handled_by"
    )
    answered = rows.exclude(outcome=Outcome.OPEN).order_by("-handled_at", "-pk")
    return Suggestions(
        open=lines_of(rows.filter(outcome=Outcome.OPEN).order_by("at", "pk")[:OPEN_SHOWN]),
        count=open_suggestions_count(),
        handled=lines_of(answered[:HANDLED_SHOWN]),
    )


def lines_of(rows: Iterable[Suggestion]) -> tuple[SuggestionLine, ...]:
    """Answer these suggestions as editors read them."""
    return tuple(line_of(row) for row in rows)


def line_of(row: Suggestion) -> SuggestionLine:
    """Answer one suggestion as editors read it."""
    essay, debate = row.essay, row.essay.position.debate
    return SuggestionLine(
        pk=row.pk,
        body=row.body,
        by=str(row.by or ""),
        at=row.at,
        title=essay.title,
        url=essay.get_absolute_url() if debate.round_is_public(essay.round) else "",
        question=debate.question,
        language=essay.language or debate.language,
        contributor=essay.contributor.name,
        revision=row.revision,
        present=essay.text.revision,
        workspace_url=text_url(essay.text, debate),
        answer_url=reverse("publishing:answer_suggestion", args=[row.pk]),
        outcome=Outcome(row.outcome).label,
        handled_by=str(row.handled_by or ""),
        handled_at=row.handled_at,
    )
