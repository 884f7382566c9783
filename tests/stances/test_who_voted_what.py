"""Nobody can read off who voted what: not in tables, not in logs, not in what the database is asked."""

import logging
import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from debates.publishing.models import Debate, Position
from debates.stances import actions
from debates.stances.models import Ballot, Burst, Cast
from debates.stances.options import Phase
from tests.accounts.rows import accounts
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import BROWSER, poll, vote

pytestmark = pytest.mark.django_db

ROOM = {"stances_pollkey", "stances_ballot", "stances_cast", "stances_resultsshown"}
"""What a vote reads and writes."""

WRITTEN = {"ballot", "given"}
"""What a statement that writes both rows calls them."""

TABLE = re.compile(r'(?:FROM|JOIN|INTO|(?<!DO )UPDATE) "?(\w+)')


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


def everything_done(debate: Debate, vera: User) -> None:
    """Do whatever a reader can do with their ballots."""
    vote(debate, vera, "unsure", phase=Phase.BEFORE)
    vote(debate, vera, 1)
    vote(debate, vera, 2)
    actions.withdraw(debate=debate, by=vera)
    vote(debate, browser_id=BROWSER)
    actions.claim_unverified(debate=debate, by=vera, browser_id=BROWSER, consent=True, now=NOW)


def statements(debate: Debate, vera: User) -> Iterator[str]:
    with CaptureQueriesContext(connection) as asked:
        everything_done(debate, vera)
    yield from (query["sql"] for query in asked)


def test_no_column_leads_from_an_answer_to_an_account() -> None:
    led_to = {
        (model.__name__, field.related_model)
        for model in apps.get_app_config("stances").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model not in {Debate, Position}
    }
    # What a moderator decided about a crowd is theirs; a crowd has ten minutes, and no ballots in its row.
    assert led_to == {("BurstDecision", Burst), ("BurstDecision", User)}


def test_no_row_holds_anything_of_the_reader(debate: Debate, ed: User, sam: User) -> None:
    # A number that is nothing else in these tables.
    vera = User.objects.create(pk=8_675_309, email="vera@example.org", display_name="Vera Quill")
    everything_done(debate, vera)
    stored = repr(poll())
    for trace in ("8675309", "vera@", "Vera", "Quill", BROWSER):
        assert trace not in stored


def test_casting_says_nothing_to_any_log(
    debate: Debate, vera: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    everything_done(debate, vera)
    assert [record.getMessage() for record in caplog.records if record.name != "asyncio"] == []


def test_no_statement_brings_an_account_and_an_answer_together(debate: Debate, vera: User) -> None:
    for sql in statements(debate, vera):
        tables = {*TABLE.findall(sql)}
        assert not (tables & ROOM and any(table.startswith("account") for table in tables)), sql


def test_whoever_votes_writes_and_locks_nothing_but_ballots(debate: Debate, vera: User) -> None:
    # PostgreSQL keeps with each row which transaction wrote or locked it, and so would name the reader.
    before = accounts()
    written = set[str]()
    for sql in statements(debate, vera):
        if re.search(r"\b(INSERT|UPDATE|DELETE)\b", sql):
            tables = {*TABLE.findall(sql)} - WRITTEN
            assert tables <= ROOM, sql
            written |= tables
    assert written == ROOM
    assert accounts() == before


def test_the_two_pseudonyms_of_a_claim_are_not_both_left(debate: Debate, vera: User) -> None:
    browser = vote(debate, browser_id=BROWSER).voter
    actions.claim_unverified(debate=debate, by=vera, browser_id=BROWSER, consent=True, now=NOW)
    assert not Ballot.objects.filter(voter=browser).exists()
    assert not Cast.objects.standing().filter(voter=browser).exists()


# The debate, how its reader stands, in which phases they have answered before reading, what is offered; one
# statement that writes both rows, or a transaction of two.
@pytest.mark.parametrize(
    ("phase", "queries"),
    [
        (Phase.BEFORE, {"postgresql": 5, "sqlite": 8}),
        (Phase.AFTER, {"postgresql": 4, "sqlite": 7}),
    ],
)
def test_a_vote_costs_the_same_however_many_there_are(
    debate: Debate, vera: User, phase: Phase, queries: dict[str, int]
) -> None:
    def asked(by: User) -> int:
        with CaptureQueriesContext(connection) as statements:
            vote(debate, by, "both", phase=phase)
        return len(statements)

    vote(debate, make_user("First"), phase=phase)
    assert asked(make_user("Second")) == queries[connection.vendor]
    for number in range(20):
        vote(debate, browser_id=str(number), phase=phase)
    assert asked(vera) == queries[connection.vendor]
