"""The gate: nobody who has not asked finds a result of an open debate, at any address of the site.

Walks every address that the table of strangers names, as everybody; once the debate is over the same walk
finds the results, and says where.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.digests import targets
from debates.digests.actions.announcing import announce_events
from debates.digests.actions.finding import find_events
from debates.digests.actions.planning import plan_due
from debates.digests.letters.kinds import PREFIX
from debates.digests.models import Event
from debates.digests.schedule import Frequency
from debates.outbox.models import Message
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from debates.stances.models import Snapshot
from debates.stances.options import EssaysRead, Phase, Tier
from tests.digests.people import opened, subscriber, wants
from tests.makers import NOW, make_user
from tests.stances.snapshots import make_snapshot
from tests.stances.votes import known_as, vote
from tests.test_strangers import TABLE, ids  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

# Unmistakable: whatever else stands on a page, these numbers do not.
AFTER = (74_119, 63_533, 52_379, 41_291)
BEFORE_AND_AFTER = (
    (30_113, 16_073, 0, 18_089),
    (14_107, 23_117, 15_031, 10_133),
    (16_133, 15_091, 12_131, 15_217),
    (25_031, 15_107, 0, 20_029),
)
VISITORS = (29_033, 27_077, 25_037, 23_093)
NUMBERS = {*AFTER, sum(AFTER), *VISITORS, *(count for row in BEFORE_AND_AFTER for count in row if count)}
SENTENCES = {
    "readers voted",
    "more moved towards",
    "no clear difference",
    "no net movement",
    "changed their answer",
}
RESULT = re.compile(
    "|".join([*(rf"\b{number}\b|\b{number:,}\b" for number in sorted(NUMBERS)), *sorted(SENTENCES)])
)


@pytest.fixture
def debate(ids: dict[str, Any]) -> Debate:  # noqa: F811 - the fixture
    debate = Debate.objects.get(slug=ids["debate"])
    debate.closes_at = timezone.now() + timedelta(days=9)
    debate.visitors_vote = True
    debate.save()
    of = {"tier": Tier.UNVERIFIED, "read": EssaysRead.BOTH}
    make_snapshot(debate, AFTER, matrix=BEFORE_AND_AFTER, groups=[(VISITORS, of)])
    return debate


def addresses(ids: dict[str, Any]) -> Iterator[str]:  # noqa: F811 - what the fixture answers
    """Answer every address that the table of strangers names, and the administration's lists and forms."""
    for route, rows in TABLE.items():
        yield from ((row.at or f"/{route}").format_map(ids) for row in rows)
    yield from (f"/debates/{ids['debate']}/{page}/" for page in ("results", "ballot/results"))
    yield f"/debates/{ids['debate']}/results.csv"
    yield from ("/?after=", "/debates/?after=")
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{label}_changelist")
        yield reverse(f"{label}_change", args=[ids["pk"]])


def found(client: Client, ids: dict[str, Any]) -> dict[str, set[str]]:  # noqa: F811 - what the fixture answers
    """Answer at which addresses anything of the result stands, and what."""
    seen = {}
    for address in dict.fromkeys(addresses(ids)):
        response = client.get(address, follow=True)
        content = response.getvalue() if response.streaming else response.content
        text = content.decode(errors="replace")
        if told := {*RESULT.findall(text)}:
            seen[address] = told
    return seen


def readers(debate: Debate) -> dict[str, Any]:
    """Answer everybody who might be shown something; none of them has asked for results."""
    voted = make_user("Vicky")
    vote(debate, voted, phase=Phase.BEFORE, now=timezone.now())
    vote(debate, voted, now=timezone.now())
    roles = [role for role in Role if role is not Role.READER]
    return {
        "a visitor": AnonymousUser(),
        "Sam": make_user("Sam"),
        "a reader who has voted": voted,
        **{str(role): make_user(f"A-{role}", role) for role in roles},
        "everything at once": make_user("All", *roles),
    }


def letters(debate: Debate) -> str:
    """Answer all that e-mails say of a debate to somebody who wants all of it, at once and in a digest."""
    now = timezone.now()
    Debate.objects.filter(pk=debate.pk).update(
        published_at=now - timedelta(hours=1), closes_at=debate.closes_at
    )
    told = {"since": now - timedelta(days=30)}
    person = subscriber("a@example.org", now - timedelta(days=2), hour=(now - timedelta(hours=1)).hour)
    wants(person, targets.new_debates(), **told)
    wants(person, targets.of_debate(debate.pk), **told)
    other = subscriber("b@example.org", now - timedelta(days=2))
    wants(other, targets.of_debate(debate.pk), Frequency.IMMEDIATELY, **told)
    Event.objects.all().delete()
    find_events(now=now - timedelta(hours=3))
    find_events(now=now)
    Event.objects.update(found_at=now - timedelta(hours=3))
    announce_events(now=now)
    plan_due(now=now)
    return "\n".join(str(opened(message, now)) for message in Message.objects.filter(kind__startswith=PREFIX))


def client_of(person: Any) -> Client:
    client = Client()
    if person.is_authenticated:
        client.force_login(person)
    return client


WHO = [
    "a visitor",
    "Sam",
    "a reader who has voted",
    "contributor",
    "editor",
    "moderator",
    "administrator",
    "everything at once",
]


@pytest.mark.parametrize("who", WHO)
def test_nobody_finds_a_result_of_an_open_debate(
    debate: Debate,
    ids: dict[str, Any],  # noqa: F811 - the fixture
    who: str,
) -> None:
    assert found(client_of(readers(debate)[who]), ids) == {}


def test_no_letter_says_a_result_of_an_open_debate(debate: Debate) -> None:
    debate.closes_at = timezone.now() + timedelta(hours=30)
    said = letters(debate)
    assert said.count(debate.question) > 2
    assert "Closing soon" in said
    assert RESULT.findall(said) == []


def test_letters_say_the_result_once_the_debate_is_over(debate: Debate) -> None:
    debate.closes_at = timezone.now() - timedelta(minutes=30)
    said = letters(debate)
    assert f"Result: {debate.question}" in said
    assert {f"{sum(AFTER):,}", "readers voted"} <= {*RESULT.findall(" ".join(said.split()))}


def test_a_browser_that_voted_without_an_account_finds_none_either(
    debate: Debate,
    ids: dict[str, Any],  # noqa: F811 - the fixture
) -> None:
    browser = Client()
    known_as(browser)
    vote(debate, browser_id="5b7e4f0c2d1a49c8a2f6d3b1e0c9a8f7", now=timezone.now())
    assert found(browser, ids) == {}


@pytest.mark.parametrize("how", ["recorded", "by time"])
def test_once_it_is_over_the_same_walk_finds_the_results_where_they_belong(
    debate: Debate,
    ids: dict[str, Any],  # noqa: F811 - the fixture
    ed: User,
    how: str,
) -> None:
    if how == "recorded":
        change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    else:
        Debate.objects.filter(pk=debate.pk).update(closes_at=timezone.now())
    page = f"/debates/{debate.slug}/"
    seen = found(Client(), ids)
    whole = {f"{page}results/", f"{page}results.csv", f"{page}ballot/results/"}
    lists = {"/", "/debates/", "/?after=", "/debates/?after=", "/topics/ports/"}
    assert whole | lists | {page} <= set(seen)
    led_there = {f"{page}ballot/results/show/", "/account/logout/"}
    assert set(seen) - whole - lists - {page} - led_there == set()
    for address in whole - {f"{page}results.csv"}:
        assert SENTENCES - seen[address] == {"no net movement"}
        assert {f"{number:,}" for number in NUMBERS} <= seen[address]
    assert {str(number) for number in NUMBERS} <= seen[f"{page}results.csv"]


def test_whoever_asks_finds_it_at_one_address_alone(
    debate: Debate,
    ids: dict[str, Any],  # noqa: F811 - the fixture
) -> None:
    visitor = Client()
    visitor.post(f"/debates/{debate.slug}/ballot/results/show/")
    page = f"/debates/{debate.slug}/"
    assert set(found(visitor, ids)) == {
        f"{page}ballot/results/",
        f"{page}results/",
    }  # the second leads to the first
    assert Snapshot.objects.count() == 1
