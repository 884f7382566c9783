"""The rules that hold at a time, and how they came about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import DateTimeField, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.questions import Given, Joined
from debates.moderation import first_rules
from debates.moderation.models import Rule, Terms
from debates.publishing.stored_html import safe
from debates.richtext.differences import Part, differences
from debates.richtext.render import Profile, render

PREFIX = "rules"
"""What the ids in the introduction begin with."""


def terms_in_force(now: datetime) -> Terms | None:
    """Answer the version of the rules that holds at `now`; None while none is stored.

    Then the first rules hold: whoever needs a row calls `actions.rules.ensure_rules`.
    """
    return Terms.objects.in_force(now).first()


def rules_in_force(now: datetime) -> tuple[Rule, ...]:
    """Answer the rules that hold at `now`, in their order, each with its version, in one query."""
    return tuple(IN_FORCE.ask(now=now))


def rules_of_newest() -> QuerySet[Rule]:
    """Answer the rules of the version that holds."""
    newest = Terms.objects.in_force(Given("now", DateTimeField())).values("pk")[:1]  # type: ignore[arg-type]  # given with it
    return Rule.objects.filter(terms__in=newest).order_by("order")


IN_FORCE = Joined(Rule, "terms").question(rules_of_newest)


# ---------------------------------------------------------------- for readers


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule as it is read."""

    key: str
    title: str
    text: str


class Force(StrEnum):
    """Whether a version of the rules holds."""

    COMING = "coming"
    NOW = "now"
    PAST = "past"
    NEVER = "never"
    """A newer version took its place before it had come into force."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of all. `since` is None for the first rules before they are stored."""

    number: int
    url: str
    force: Force
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class ChangedRule:
    """A rule that says something else than in the version before: its words, kept, added and removed."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a version changed in the one before it."""

    before: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[ChangedRule, ...]
    introduction: tuple[Part, ...]
    """Empty where it says the same."""


@dataclass(frozen=True, slots=True)
class TermsPage:
    """A version of the rules as a page. `versions` are all there are, newest first."""

    version: VersionLine
    html: SafeString
    rules: tuple[RuleLine, ...]
    versions: tuple[VersionLine, ...]
    changes: Changes | None


def rule_lines(now: datetime) -> tuple[RuleLine, ...]:
    """Answer the rules that hold at `now`, in their order: the first ones where none is stored."""
    return tuple(line_of(rule) for rule in rules_in_force(now)) or FIRST


def terms_page(now: datetime, number: int | None = None) -> TermsPage | None:
    """Answer a version of the rules, or the one that holds at `now`; None where there is no such version.

    Two queries. Nothing is written: where none is stored the first rules are answered as they are.
    """
    stored = [*Terms.objects.order_by("-number")]
    if not stored:
        return first_page() if number in {None, 1} else None
    versions = tuple(versions_of(stored, now))
    wanted = number or next((line.number for line in versions if line.force is Force.NOW), stored[0].number)
    found = next((place for place, terms in enumerate(stored) if terms.number == wanted), None)
    if found is None:
        return None
    pair = stored[found : found + 2]
    rules: dict[int, list[Rule]] = {}
    for rule in Rule.objects.filter(terms__in=pair).order_by("order"):
        rules.setdefault(rule.terms_id, []).append(rule)
    terms = pair[0]
    own = rules.get(terms.pk, [])
    return TermsPage(
        version=versions[found],
        html=safe(terms.html),
        rules=tuple(map(line_of, own)),
        versions=versions,
        changes=changes_of(pair[1], rules.get(pair[1].pk, []), terms, own) if pair[1:] else None,
    )


def line_of(rule: Rule | first_rules.FirstRule) -> RuleLine:
    """Answer a rule as it is read."""
    return RuleLine(rule.key, rule.title, rule.text)


FIRST = tuple(map(line_of, first_rules.RULES))


def first_page() -> TermsPage:
    """Answer the first rules, of which nobody knows since when they hold."""
    html = render(first_rules.INTRODUCTION, Profile.ESSAY, prefix=PREFIX).html
    version = VersionLine(1, url_of(1), Force.NOW, None, None)
    return TermsPage(version, safe(html), FIRST, (version,), None)


def versions_of(stored: Sequence[Terms], now: datetime) -> list[VersionLine]:
    """Answer all versions, newest first, each with the time in which it holds."""
    lines = []
    until: datetime | None = None
    for terms in stored:
        lines.append(
            VersionLine(
                terms.number, url_of(terms.number), force_of(terms, until, now), terms.in_force_at, until
            )
        )
        until = min(filter(None, (until, terms.in_force_at)))
    return lines


def force_of(terms: Terms, until: datetime | None, now: datetime) -> Force:
    """Answer whether a version holds at `now` in whose place a newer one comes at `until`."""
    if until is not None and until <= terms.in_force_at and terms.in_force_at > terms.published_at:
        return Force.NEVER
    if now < terms.in_force_at:
        return Force.COMING
    return Force.PAST if until is not None and until <= now else Force.NOW


def url_of(number: int) -> str:
    """Answer the page of a version."""
    return reverse("reading:rules_version", args=[number])


def changes_of(before: Terms, old: Sequence[Rule], after: Terms, new: Sequence[Rule]) -> Changes:
    """Answer what one version changed in another; a rule is the same where its key is."""
    was = {rule.key: rule for rule in old}
    keys = {rule.key for rule in new}
    same = [(was[rule.key], rule) for rule in new if rule.key in was]
    is_same = before.introduction == after.introduction
    return Changes(
        before=before.number,
        added=tuple(rule.title for rule in new if rule.key not in was),
        removed=tuple(rule.title for rule in old if rule.key not in keys),
        changed=tuple(
            ChangedRule(rule.title, differences(said(earlier), said(rule)))
            for earlier, rule in same
            if said(earlier) != said(rule)
        ),
        introduction=() if is_same else differences(before.introduction, after.introduction),
    )


def said(rule: Rule) -> str:
    """Answer a rule as one text, for comparing."""
    return f"{rule.title}. {rule.text}"
