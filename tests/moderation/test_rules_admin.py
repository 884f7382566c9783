"""Administrators publish rules in the administration; what stands there is only read."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from debates.moderation.actions.rules import ensure_rules
from debates.moderation.first_rules import RULES
from debates.moderation.models import Rule, Terms
from tests.makers import NOW, make_user

ADD = "/admin/moderation/terms/add/"


@pytest.fixture
def desk(db: None) -> Client:
    """Answer the browser of an administrator."""
    client = Client()
    client.force_login(make_user("Root", Role.ADMINISTRATOR))
    return client


def form_on(response: Any) -> dict[str, str]:
    """Answer what the form on the page would send."""
    page = BeautifulSoup(response.content, "html.parser")
    sent = {}
    for field in page.select("#terms_form [name]"):
        name = str(field["name"])
        if field.name == "textarea":
            sent[name] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            sent[name] = str(chosen["value"]) if chosen else ""
        else:
            sent[name] = str(field.get("value", ""))
    return {name: value for name, value in sent.items() if name not in {"_addanother", "_continue"}}


def rules_of(number: int) -> list[tuple[str, str]]:
    rules = Rule.objects.filter(terms__number=number).order_by("order")
    return [*rules.values_list("key", "title")]


def test_the_form_begins_with_the_rules_that_hold_and_publishes_a_whole_version(desk: Client) -> None:
    sent = form_on(desk.get(ADD))
    assert sent["rule_7_title"] == RULES[6].title
    assert (sent["rule_8_title"], sent["expected_number"]) == ("", "1")
    changed = {"rule_1_title": "Be civil", "rule_8_title": "Be short", "rule_8_text": "It is kinder."}
    moved = {"rule_2_title": "", "rule_2_text": "", "rule_8_place": "1", "rule_1_place": "2"}
    answer = desk.post(ADD, {**sent, **changed, **moved})
    assert answer.status_code == 302
    assert rules_of(2)[:3] == [("be-short", "Be short"), ("person", "Be civil"), ("threats", "No threats")]
    assert "hate" not in dict(rules_of(2))
    assert rules_of(1) == [(rule.key, rule.title) for rule in RULES]


def test_a_moment_to_come_is_kept(desk: Client) -> None:
    sent = form_on(desk.get(ADD))
    desk.post(ADD, {**sent, "in_force_at_0": "2999-01-01", "in_force_at_1": "09:00"})
    assert Terms.objects.get(number=2).in_force_at.year == 2999


def test_what_is_refused_is_said_above_the_form_as_it_was_typed(desk: Client) -> None:
    sent = form_on(desk.get(ADD))
    desk.post(ADD, sent)
    answer = desk.post(ADD, {**sent, "rule_1_title": "Mine"})
    assert "Another version was published since you opened the page" in answer.content.decode()
    assert form_on(answer)["rule_1_title"] == "Mine"
    assert Terms.objects.count() == 2


def test_a_version_that_stands_is_only_read(desk: Client) -> None:
    terms = ensure_rules(now=NOW)
    address = f"/admin/moderation/terms/{terms.pk}/change/"
    page = desk.get(address)
    assert "No threats" in page.content.decode()
    assert not BeautifulSoup(page.content, "html.parser").select("#terms_form textarea")
    assert desk.post(address, {"introduction": "Otherwise."}).status_code == 403
    assert desk.post(f"/admin/moderation/terms/{terms.pk}/delete/", {"post": "yes"}).status_code == 403
    terms.refresh_from_db()
    assert terms.introduction != "Otherwise."


def test_the_list_names_every_version(desk: Client) -> None:
    desk.post(ADD, form_on(desk.get(ADD)))
    page = BeautifulSoup(desk.get("/admin/moderation/terms/").content, "html.parser")
    assert [row.get_text() for row in page.select("#result_list .field-__str__")] == [
        "Version 2",
        "Version 1",
    ]


def test_editors_have_nothing_to_do_with_the_rules(ed: User) -> None:
    client = Client()
    client.force_login(ed)
    assert "moderation" not in client.get("/admin/").content.decode()
    for path in ("", "add/"):
        assert client.get(f"/admin/moderation/terms/{path}").status_code == 403
