"""Publishes the rules, each time as a whole new version, and stores the first ones where a row is needed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.verdicts import Refused
from debates.moderation import first_rules, policies
from debates.moderation.models import Rule, Terms
from debates.moderation.models.rules import KEY_LENGTH, MOST_RULES, TEXT_LENGTH, TITLE_LENGTH
from debates.moderation.queries.rules import PREFIX, terms_in_force
from debates.moderation.urgency import Severity
from debates.richtext.render import RENDERER_VERSION, Profile, TextRefused, render

PUBLISHED_MEANWHILE = _("Another version was published since you opened the page: begin from that one.")


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule to publish. Without a key it gets one, from its title."""

    title: str
    text: str
    severity: Severity = Severity.USUAL
    key: str = ""


@transaction.atomic
def ensure_rules(*, now: datetime) -> Terms:
    """Answer the version of the rules that holds at `now`; where none is stored the first rules are, once."""
    found = terms_in_force(now)
    if found is not None:
        return found
    defaults = {
        "introduction": first_rules.INTRODUCTION,
        "in_force_at": now,
        "published_at": now,
        **rendered(first_rules.INTRODUCTION),
    }
    # Who comes second waits until the first has written all of it.
    terms, new = Terms.objects.get_or_create(number=1, defaults=defaults)
    if new:
        write_rules(
            terms, [RuleText(rule.title, rule.text, rule.severity, rule.key) for rule in first_rules.RULES]
        )
    return terms


@transaction.atomic
def publish_rules(
    *,
    introduction: str,
    rules: Sequence[RuleText],
    expected_number: int,
    by: Any,
    now: datetime,
    in_force_at: datetime | None = None,
) -> Terms:
    """Publish a new version of the rules, in force now or from a moment on, and answer it.

    `expected_number` is that of the newest version which whoever publishes has seen. Raises `Refused`, also
    where somebody else has published one since.
    """
    policies.may_set_rules(by).or_refuse()
    ensure_rules(now=now)
    newest = Terms.objects.select_for_update(no_key=True).order_by("-number")[0]
    if newest.number != expected_number:
        raise Refused(PUBLISHED_MEANWHILE)
    if in_force_at is not None and in_force_at < now:
        raise Refused(_("This moment has passed: choose one that is still to come, or none."))
    introduction = introduction.replace("\r\n", "\n").strip()
    if not introduction:
        raise Refused(_("Say something before the rules."))
    given = with_keys(check(rules))
    try:
        with transaction.atomic():
            terms = Terms.objects.create(
                number=newest.number + 1,
                introduction=introduction,
                in_force_at=in_force_at or now,
                published_by=by,
                published_at=now,
                **rendered(introduction),
            )
    except IntegrityError:
        raise Refused(PUBLISHED_MEANWHILE) from None
    write_rules(terms, given)
    return terms


def rendered(introduction: str) -> dict[str, Any]:
    """Answer the columns that follow from what stands before the rules. Raises `Refused`."""
    try:
        html = render(introduction, Profile.ESSAY, prefix=PREFIX).html
    except TextRefused as refused:
        raise Refused(str(refused)) from refused
    return {"html": html, "renderer_version": RENDERER_VERSION}


def check(rules: Sequence[RuleText]) -> Sequence[RuleText]:
    """Answer the rules, complete, no key twice, as many as can be chosen by a digit. Raises `Refused`."""
    if not rules:
        raise Refused(_("There is no rule: write at least one."))
    if len(rules) > MOST_RULES:
        raise Refused(_now("There are at most %(count)d rules.") % {"count": MOST_RULES})
    for rule in rules:
        if not rule.title.strip() or not rule.text.strip():
            raise Refused(_("Each rule has a name, and says what it means."))
        if len(rule.title) > TITLE_LENGTH or len(rule.text) > TEXT_LENGTH or len(rule.key) > KEY_LENGTH:
            raise Refused(_now("This rule is too long: %(rule)s") % {"rule": rule.title[:TITLE_LENGTH]})
        if rule.key and slugify(rule.key) != rule.key:
            raise Refused(
                _now("A key has small letters, digits and hyphens alone: %(key)s") % {"key": rule.key}
            )
    twice = [key for key, count in Counter(rule.key for rule in rules if rule.key).items() if count > 1]
    if twice:
        raise Refused(_now("Two rules have the same key: %(key)s") % {"key": twice[0]})
    return rules


def with_keys(rules: Iterable[RuleText]) -> list[RuleText]:
    """Answer the rules, each with a key: one of its own, also among those of earlier versions."""
    rules = [*rules]
    taken = {rule.key for rule in rules} | {*Rule.objects.values_list("key", flat=True).distinct()}
    given = []
    for rule in rules:
        key = rule.key or new_key(rule.title, taken)
        taken.add(key)
        given.append(RuleText(rule.title.strip(), rule.text.strip(), rule.severity, key))
    return given


def new_key(title: str, taken: set[str]) -> str:
    """Answer a key that follows from a title, with a number where another rule has it."""
    base = slugify(title)[: KEY_LENGTH - 3].strip("-") or "rule"
    names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def write_rules(terms: Terms, rules: Sequence[RuleText]) -> None:
    """Write the rules of a new version, in their order."""
    Rule.objects.bulk_create(
        Rule(
            terms=terms,
            order=order,
            key=rule.key,
            title=rule.title,
            text=rule.text,
            severity=rule.severity,
        )
        for order, rule in enumerate(rules, start=1)
    )
