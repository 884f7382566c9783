"""The rules: the first ones, versions that are published whole and never edited, what readers are shown."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.moderation import first_rules
from debates.moderation.actions.rules import RuleText, ensure_rules, publish_rules
from debates.moderation.models import Rule, Terms
from debates.moderation.models.rules import KEY_LENGTH, MOST_RULES, TEXT_LENGTH, TITLE_LENGTH
from debates.moderation.queries.rules import Force, rule_lines, rules_in_force, terms_in_force, terms_page
from debates.moderation.urgency import Severity
from debates.richtext.render import RENDERER_VERSION
from tests.at_once import at_once
from tests.makers import NOW, make_user

DAY = timedelta(days=1)
CIVIL = RuleText("Be civil", "Answer what is said.", Severity.NOTABLE, "civil")
SHORT = RuleText("Be short", "Others want to read it.")


@pytest.fixture
def root(db: None) -> User:
    """Answer an administrator."""
    return make_user("Root", Role.ADMINISTRATOR)


def publish(root: User, *rules: RuleText, at: datetime | None = None, **given: Any) -> Terms:
    """Answer a new version, after the newest one there is."""
    newest = Terms.objects.order_by("-number").first()
    options = {"introduction": "Argue.", "expected_number": newest.number if newest else 1, "now": NOW}
    return publish_rules(by=root, rules=rules or (CIVIL,), in_force_at=at, **{**options, **given})


# ---------------------------------------------------------------- the first rules


def test_the_first_rules_fit_the_table_and_have_a_key_each() -> None:
    keys = [rule.key for rule in first_rules.RULES]
    assert len(keys) == len(set(keys)) <= MOST_RULES
    for rule in first_rules.RULES:
        assert len(rule.key) <= KEY_LENGTH
        assert len(rule.title) <= TITLE_LENGTH
        assert len(rule.text) <= TEXT_LENGTH


@pytest.mark.django_db
def test_readers_are_shown_the_first_rules_and_nothing_is_written() -> None:
    page = terms_page(NOW)
    assert page is not None
    assert [rule.title for rule in page.rules] == [rule.title for rule in first_rules.RULES]
    assert (page.version.number, page.version.force, page.version.since) == (1, Force.NOW, None)
    assert (terms_page(NOW, 1), terms_page(NOW, 2)) == (page, None)
    assert rule_lines(NOW) == page.rules
    assert not Terms.objects.exists()


@pytest.mark.django_db
def test_the_first_rules_are_stored_once_where_a_row_is_needed() -> None:
    assert ensure_rules(now=NOW) == ensure_rules(now=NOW + DAY) == terms_in_force(NOW)
    stored = [(rule.order, rule.key, rule.severity) for rule in rules_in_force(NOW)]
    assert stored == [
        (order, rule.key, rule.severity) for order, rule in enumerate(first_rules.RULES, start=1)
    ]
    page = terms_page(NOW + DAY)
    assert page is not None
    assert (page.version.number, page.version.since) == (1, NOW)
    assert "How comments are looked after" in page.html


@pytest.mark.django_db(transaction=True)
def test_those_who_need_the_first_rules_at_the_same_time_get_the_same() -> None:
    numbers = at_once(8, lambda _: (ensure_rules(now=NOW).pk, len(rules_in_force(NOW))))
    assert len(set(numbers)) == 1
    assert numbers[0][1] == len(first_rules.RULES)
    assert Terms.objects.count() == 1


# ---------------------------------------------------------------- publishing


def test_a_new_version_takes_the_place_of_the_one_before_and_that_one_stays(root: User) -> None:
    terms = publish(root, CIVIL, SHORT, introduction="Argue *well*.\r\n")
    assert (terms.number, terms.introduction, terms.published_by) == (2, "Argue *well*.", root)
    assert (terms.html, terms.renderer_version) == (
        f'<p id="{terms.html[7:17]}">Argue <em>well</em>.</p>\n',
        RENDERER_VERSION,
    )
    assert [(rule.order, rule.key, rule.title) for rule in rules_in_force(NOW)] == [
        (1, "civil", "Be civil"),
        (2, "be-short", "Be short"),
    ]
    assert Rule.objects.filter(terms__number=1).count() == len(first_rules.RULES)


def test_a_version_holds_from_its_moment_on(root: User) -> None:
    publish(root, at=NOW + DAY)
    held = [terms_in_force(NOW + hours * timedelta(hours=1)) for hours in (0, 23, 24)]
    assert [terms.number for terms in held if terms] == [1, 1, 2]


def test_a_newer_version_also_takes_the_place_of_one_that_has_not_come_into_force(root: User) -> None:
    publish(root, at=NOW + 9 * DAY)
    publish(root, SHORT, at=NOW + DAY)
    after = [terms_in_force(NOW + days * DAY) for days in (0, 1, 10)]
    assert [terms.number for terms in after if terms] == [1, 3, 3]
    page = terms_page(NOW)
    assert page is not None
    told = [(line.number, line.force, line.since, line.until) for line in page.versions]
    assert told == [
        (3, Force.COMING, NOW + DAY, None),
        (2, Force.NEVER, NOW + 9 * DAY, NOW + DAY),
        (1, Force.NOW, NOW, NOW + DAY),
    ]
    later = terms_page(NOW + DAY)
    assert later is not None
    assert [line.force for line in later.versions] == [Force.NOW, Force.NEVER, Force.PAST]


def test_the_version_before_one_that_was_published_at_once_has_held(root: User) -> None:
    publish(root)
    page = terms_page(NOW, 1)
    assert page is not None
    assert (page.version.force, page.version.until) == (Force.PAST, NOW)


def test_a_version_says_what_it_changed(root: User) -> None:
    publish(root, CIVIL, RuleText("Be short", "Please.", key="short"))
    publish(root, RuleText("Be civil", "Answer what is meant.", key="civil"), SHORT)
    page = terms_page(NOW)
    assert page is not None
    assert page.changes is not None
    assert (page.changes.before, page.changes.added, page.changes.removed) == (
        2,
        ("Be short",),
        ("Be short",),
    )
    [changed] = page.changes.changed
    assert [(part.change, part.text) for part in changed.parts] == [
        ("kept", "Be civil. Answer what is "),
        ("removed", "said."),
        ("added", "meant."),
    ]
    assert page.changes.introduction == ()


def test_a_new_rule_never_gets_the_key_of_an_earlier_one(root: User) -> None:
    publish(root, SHORT, RuleText("简短", "简短一些。"), RuleText("Be short!", "Really."))
    assert [rule.key for rule in rules_in_force(NOW)] == ["be-short", "rule", "be-short-2"]
    publish(root, SHORT)
    assert [rule.key for rule in rules_in_force(NOW)] == ["be-short-3"]


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "seen an earlier one": ({"expected_number": 0}, "Another version was published"),
    "too early": ({"at": NOW - DAY}, "This moment has passed"),
    "no introduction": ({"introduction": " "}, "Say something before the rules."),
    "characters that are no text": ({"introduction": "a\u0000"}, "character"),
    "no rules": ({"rules": ()}, "There is no rule"),
    "ten rules": ({"rules": [RuleText(f"R{n}", "Text.") for n in range(10)]}, "at most 9 rules"),
    "a rule without text": ({"rules": [RuleText("Name", " ")]}, "says what it means"),
    "a long rule": ({"rules": [RuleText("N", "x" * 1001)]}, "too long: N"),
    "a key twice": ({"rules": [CIVIL, CIVIL]}, "the same key: civil"),
    "a key that is none": ({"rules": [RuleText("N", "T.", key="A b")]}, "small letters"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_version_is_refused_and_changes_nothing(root: User, case: str) -> None:
    ensure_rules(now=NOW)
    given, sentence = REFUSED[case]
    with pytest.raises(Refused, match=sentence):
        publish_rules(
            **{
                "introduction": "Argue.",
                "rules": (CIVIL,),
                "expected_number": 1,
                "by": root,
                "now": NOW,
                "in_force_at": given.get("at"),
                **{name: value for name, value in given.items() if name != "at"},
            }
        )
    assert Terms.objects.count() == 1


def test_only_administrators_publish(root: User, mo: User) -> None:
    with pytest.raises(Refused, match="Only administrators"):
        publish(mo)
    assert not Terms.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_the_same_time_one_is_told_of_the_other() -> None:
    root = make_user("Root", Role.ADMINISTRATOR)
    ensure_rules(now=NOW)

    def attempt(number: int) -> str:
        try:
            publish_rules(introduction=f"By {number}.", rules=(CIVIL,), expected_number=1, by=root, now=NOW)
        except Refused as refusal:
            return str(refusal)
        return "done"

    told = sorted(at_once(4, attempt))
    assert told[3] == "done"
    assert all(sentence.startswith("Another version was published") for sentence in told[:3])
    assert [*Terms.objects.order_by("number").values_list("number", flat=True)] == [1, 2]


# ---------------------------------------------------------------- what the database refuses


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (Terms, {"introduction": "Otherwise."}),
        (Terms, {"number": 9}),
        (Terms, {"in_force_at": NOW + DAY}),
        (Rule, {"text": "Otherwise."}),
        (Rule, {"title": "Otherwise"}),
        (Rule, {"severity": 3}),
        (Rule, {"order": 9}),
        (Rule, {"key": "other"}),
    ],
)
def test_the_database_refuses_to_edit_a_version(
    db: None, table: type[models.Model], change: dict[str, Any]
) -> None:
    ensure_rules(now=NOW)
    row = table._base_manager.order_by("pk")[0]
    with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
        table._base_manager.filter(pk=row.pk).update(**change)
    assert table._base_manager.order_by("pk").values()[0] == {
        field.attname: getattr(row, field.attname) for field in table._meta.concrete_fields
    }


def test_who_published_a_version_may_be_forgotten(root: User) -> None:
    publish(root)
    root.delete()
    terms = terms_in_force(NOW)
    assert terms is not None
    assert terms.published_by is None


def test_a_version_of_the_rules_costs_the_same_queries_however_many_there_are(root: User) -> None:
    ensure_rules(now=NOW)
    for _versions in (1, 5):
        with CaptureQueriesContext(connection) as asked:
            terms_page(NOW)
        assert len(asked) == 2
        for _new in range(4):
            publish(root)
