"""The pages of the rules: the one that holds, each version, and how they came about."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.moderation.actions.rules import RuleText, ensure_rules, publish_rules
from debates.moderation.first_rules import RULES
from tests.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> User:
    """Answer an administrator."""
    return make_user("Root", Role.ADMINISTRATOR)


def page(path: str = "/rules/") -> BeautifulSoup:
    return BeautifulSoup(Client().get(path).content, "html.parser")


def words(found: BeautifulSoup, part: str = "main") -> str:
    return " ".join(" ".join(node.get_text(" ") for node in found.select(part)).split())


def test_every_page_leads_to_the_rules() -> None:
    assert page("/").select_one('footer a[href="/rules/"]') is not None


def test_a_site_without_rules_of_its_own_shows_the_first_ones() -> None:
    found = page()
    assert words(found, ".lede").startswith("Version 1 · in force")
    assert [item["id"] for item in found.select("main li[id]")] == [f"rule-{rule.key}" for rule in RULES]
    assert "All versions" not in words(found)


def test_a_version_to_come_is_announced_with_what_it_changes(root: User) -> None:
    now = timezone.now()
    ensure_rules(now=now)
    rules = [RuleText("Be civil", "<b>Answer</b>.", key="person"), RuleText("Be short", "It is kinder.")]
    publish_rules(
        introduction="Argue <script>.",
        rules=rules,
        expected_number=1,
        by=root,
        now=now,
        in_force_at=now + timedelta(days=9),
    )
    current = page()
    assert words(current, ".lede").startswith("Version 1 · in force since")
    assert [link["href"] for link in current.select("#versions ~ ul a")] == [
        "/rules/versions/2/",
        "/rules/versions/1/",
    ]
    coming = page("/rules/versions/2/")
    assert "in force from" in words(coming, ".lede")
    assert coming.select_one('.lede a[href="/rules/"]') is not None
    assert coming.select("main script, main li b b") == []
    changes = words(coming, "section[aria-labelledby=changes]")
    assert "What is different from version 1" in changes
    assert "New: Be short" in changes
    assert "No longer a rule: No hatred" in changes
    added = coming.select_one("section ins")
    assert added is not None
    assert added.get_text().startswith("Be civil.")


def test_a_version_that_does_not_exist_is_not_there() -> None:
    assert Client().get("/rules/versions/2/").status_code == 404
