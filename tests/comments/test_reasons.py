"""Authors see why their comments stand as they do, as whoever decides has said it."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import pytest
from django.test import Client

from accounts.models import User
from debates.comments import reasons
from debates.comments.reasons import Reason
from debates.publishing.models import Debate
from tests.comments.rows import say
from tests.comments.screens import client_for, parsed, words
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db

asked: list[list[int]] = []


def told(comments: Collection[int], now: datetime) -> dict[int, tuple[Reason, ...]]:
    """Answer one decision about the first of these comments."""
    asked.append([*comments])
    reason = Reason(
        what="Your comment was collapsed",
        at=now,
        ground="Off topic",
        explanation="It speaks of <b>trains</b>.",
        url="/reasons/",
        appeal_url="/appeal/",
        appeal="",
        reply="",
    )
    return {min(comments): (reason,)}


@pytest.fixture(autouse=True)
def answered_by_this_test() -> Iterator[None]:
    """Answer in the place of moderation."""
    before = [*reasons.REGISTERED]
    reasons.register(told)
    asked.clear()
    yield
    reasons.REGISTERED[:] = before


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, closes_at=NOW + timedelta(days=9))


@pytest.fixture
def her(vera: User) -> Client:
    return client_for(vera)


def test_my_comments_say_what_was_decided_and_lead_on(debate: Debate, vera: User, her: Client) -> None:
    first, second = (
        say(debate, vera, "Of trains."),
        say(debate, vera, "Of ships.", now=NOW + timedelta(hours=1)),
    )
    page = her.get("/account/comments/")
    said = words(page, f"#comment-{first.pk} .notice")
    assert "Your comment was collapsed" in said
    assert "It speaks of <b>trains</b>." in said
    links = parsed(page).select(f"#comment-{first.pk} .notice a")
    assert [link["href"] for link in links] == ["/reasons/", "/appeal/"]
    assert parsed(page).select(f"#comment-{second.pk} .notice") == []
    assert asked == [[second.pk, first.pk]]


def test_nobody_is_asked_about_no_comments(her: Client) -> None:
    her.get("/account/comments/")
    assert asked == []


def test_where_nobody_answers_nothing_is_said(debate: Debate, vera: User, her: Client) -> None:
    reasons.REGISTERED.clear()
    say(debate, vera)
    assert parsed(her.get("/account/comments/")).select("li .notice") == []
