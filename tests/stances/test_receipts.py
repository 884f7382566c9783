"""A receipt leads whoever holds it to its place in the seal, and says nothing of the answer."""

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances import actions
from debates.stances.models import Cast, SealedLeaf
from debates.stances.options import Phase
from debates.stances.queries import seal as queries
from debates.stances.queries.seal import Found, Lookup, look_up, receipts_of
from debates.stances.views.receipts import LOOKUPS
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import BROWSER, poll, vote

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
HASH = re.compile("[0-9a-f]{64}")


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


def seal(debate: Debate) -> int:
    return actions.seal_debate(debate=debate, now=NOW)


def known(debate: Debate, by: Any = NOBODY, browser_id: str = "") -> list[tuple[str, str, int, int]]:
    """Answer the receipts of somebody, as the debate now is."""
    found = receipts_of(Debate.objects.select_related("poll_key").get(pk=debate.pk), by, browser_id)
    return [(str(one.phase), one.commitment, one.place, one.length) for one in found]


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(debate: Debate) -> str:
    return f"/debates/{debate.slug}/ballot/receipt/"


def parsed(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(response: HttpResponse, where: str = "main") -> str:
    """Answer what stands there; nothing where it is not on the page."""
    found = parsed(response).select_one(where)
    return " ".join(found.get_text(" ").split()) if found else ""


def asked(debate: Debate, receipt: str, client: Client | None = None) -> str:
    """Answer what is told of a receipt."""
    response = (client or Client()).post(address(debate), {"receipt": receipt})
    assert response.status_code == 200
    return words(response, "main [role=status]")


# ---------------------------------------------------------------- one's own


def test_a_receipt_waits_and_then_has_its_place(debate: Debate, vera: User, sam: User) -> None:
    before, after = vote(debate, vera, "both", phase=Phase.BEFORE), vote(debate, vera, "unsure")
    assert known(debate, vera) == [
        ("After reading", after.commitment, 0, 0),
        ("Before reading", before.commitment, 0, 0),
    ]
    seal(debate)
    vote(debate, sam, "both")
    seal(debate)
    assert known(debate, vera) == [
        ("After reading", after.commitment, 2, 3),
        ("Before reading", before.commitment, 1, 3),
    ]


def test_what_was_replaced_or_taken_back_has_no_receipt_on_ones_own_page(debate: Debate, vera: User) -> None:
    vote(debate, vera, "both")
    seal(debate)
    after = vote(debate, vera, "unsure")
    assert known(debate, vera) == [("After reading", after.commitment, 0, 0)]
    actions.withdraw(debate=debate, by=vera)
    assert known(debate, vera) == []


def test_a_receipt_is_shown_to_its_reader_alone(debate: Debate, ed: User, vera: User, sam: User) -> None:
    other = make_debate(ed, question="Dyke?", visitors_vote=True)
    mine, browsers = vote(debate, vera), vote(debate, browser_id=BROWSER)
    elsewhere = vote(other, vera)
    assert known(debate, vera) == [("After reading", mine.commitment, 0, 0)]
    assert known(other, vera) == [("After reading", elsewhere.commitment, 0, 0)]
    assert known(debate, browser_id=BROWSER) == [("After reading", browsers.commitment, 0, 0)]
    for by, browser_id in ((sam, ""), (NOBODY, ""), (None, ""), (NOBODY, "another")):
        assert known(debate, by, browser_id) == []
    assert known(make_debate(ed, question="Quay?"), vera) == []


def test_after_the_key_is_destroyed_no_receipt_is_anybodys(debate: Debate, ed: User, vera: User) -> None:
    vote(debate, vera)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    actions.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    assert known(debate, vera) == []
    page = client_of(vera).get(f"/debates/{debate.slug}/ballot/")
    assert "The vote on this debate is over." in words(page)
    gone = "The key to the ballots of this debate was destroyed: nobody can tell any more which one is yours."
    assert gone in words(page)
    assert "receipt" not in words(page)


def test_the_ballot_shows_the_receipt_with_its_state(debate: Debate, vera: User) -> None:
    page, reader = f"/debates/{debate.slug}/ballot/", client_of(vera)
    assert parsed(reader.get(page)).select("details.receipt") == []
    cast = vote(debate, vera, "both")
    shown = words(reader.get(page), "details.receipt")
    assert shown.startswith("Your receipt A receipt says that an answer was given, and never which.")
    assert f"After reading {cast.commitment} Waiting to be sealed." in shown
    seal(debate)
    before = words(reader.get(page), "details.receipt")
    assert f"After reading {cast.commitment} Sealed at place 1 of 1." in before
    assert HASH.findall(before) == [cast.commitment]


def test_both_phases_have_receipts_and_neither_salt_nor_answer_is_told(debate: Debate, vera: User) -> None:
    casts = vote(debate, vera, "both", phase=Phase.BEFORE), vote(debate, vera, "unsure")
    response = client_of(vera).get(f"/debates/{debate.slug}/ballot/")
    shown = words(response, "details.receipt")
    assert shown.startswith("Your receipts ")
    assert sorted(HASH.findall(shown)) == sorted(cast.commitment for cast in casts)
    for cast in casts:
        assert cast.voter not in response.content.decode()
        assert bytes(cast.salt).hex() not in response.content.decode()
    assert "Unsure" not in shown
    assert "Both" not in shown


# ---------------------------------------------------------------- whoever holds one


def test_a_receipt_is_looked_up_through_all_its_states(debate: Debate, vera: User, sam: User) -> None:
    receipt = vote(debate, vera, "both").commitment
    assert look_up(debate, receipt) == Lookup(Found.WAITING)
    waiting = "Waiting to be sealed. The answer is counted, and gets its place within a minute or so."
    assert asked(debate, receipt) == waiting
    seal(debate)
    vote(debate, sam, "both")
    seal(debate)
    assert look_up(debate, receipt) == Lookup(Found.SEALED, place=1, length=2, hour=NOW)
    assert asked(debate, receipt) == (
        "Sealed at place 1 of 2. The answer was given in the hour from 1 March 2026, 09:00 UTC, "
        "and what is kept of it is still what was sealed."
    )
    actions.withdraw(debate=debate, by=vera)
    assert look_up(debate, receipt) == Lookup(Found.TAKEN_BACK, place=1, length=2, hour=NOW)
    assert asked(debate, receipt) == (
        "Taken back. It has place 1 of 2, and its erasure waits to be sealed. What was answered is not kept."
    )
    seal(debate)
    assert look_up(debate, receipt) == Lookup(Found.TAKEN_BACK, place=1, erasure=3, length=3, hour=NOW)
    assert asked(debate, receipt) == (
        "Taken back. Its place 1 of 3 is followed by an erasure at place 3. What was answered is not kept."
    )


def test_of_no_such_answer_nothing_is_told(debate: Debate, ed: User, vera: User) -> None:
    other = make_debate(ed, question="Dyke?")
    elsewhere, unsealed = vote(other, vera).commitment, vote(debate, vera).commitment
    actions.withdraw(debate=debate, by=vera)
    for _sealed in range(2):
        for receipt in (elsewhere, unsealed, "0" * 64):
            assert look_up(debate, receipt) == Lookup(Found.UNKNOWN)
            assert asked(debate, receipt).startswith("This debate has no such answer.")
        assert actions.seal_waiting(now=NOW) in {1, 0}
    leaf = SealedLeaf.objects.get(debate=other)
    assert asked(debate, leaf.hash).startswith("This debate has no such answer.")


def test_a_replaced_answer_is_told_of_like_any_other(debate: Debate, vera: User, sam: User) -> None:
    replaced, other = vote(debate, vera, 1), vote(debate, sam, 2)
    vote(debate, vera, "unsure")
    seal(debate)
    told = [asked(debate, cast.commitment) for cast in (replaced, other)]
    assert told[0].replace("place 1 of", "place 2 of") == told[1]


def test_the_same_is_told_whoever_asks(debate: Debate, vera: User, sam: User) -> None:
    receipt = vote(debate, vera, "both").commitment
    for _step in range(2):
        heard = {asked(debate, receipt, client) for client in (client_of(vera), client_of(sam), Client())}
        assert len(heard) == 1
        seal(debate)


def test_the_hour_is_told_in_utc_wherever_somebody_lives(debate: Debate, vera: User) -> None:
    vera.time_zone = "Asia/Tokyo"
    vera.save()
    receipt = vote(debate, vera).commitment
    seal(debate)
    assert "1 March 2026, 09:00 UTC" in asked(debate, receipt, client_of(vera))


def wipe_the_row(place: int) -> None:
    Cast.objects.filter(place=place).delete()


def change_the_answer(place: int) -> None:
    Cast.objects.filter(place=place).update(kind="unsure")


@pytest.mark.parametrize("touch", [wipe_the_row, change_the_answer])
def test_a_receipt_shows_that_its_answer_was_changed_by_hand(debate: Debate, vera: User, touch: Any) -> None:
    receipt = vote(debate, vera, "both").commitment
    seal(debate)
    touch(1)
    assert look_up(debate, receipt).found is Found.BROKEN
    assert asked(debate, receipt).startswith("Place 1 of 1 does not hold. It was sealed with this receipt,")


def test_of_a_crowd_that_waits_the_newest_are_looked_at(
    debate: Debate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_WAITING", 3)
    receipts = [vote(debate, browser_id=str(number)).commitment for number in range(4)]
    assert [look_up(debate, receipt).found for receipt in receipts] == [Found.CROWDED, *[Found.WAITING] * 3]
    assert asked(debate, receipts[0]).startswith("Not sealed yet. So many answers are waiting just now")
    seal(debate)
    assert {look_up(debate, receipt).found for receipt in receipts} == {Found.SEALED}


def spaced(receipt: str) -> str:
    return " ".join(re.findall("....", receipt))


@pytest.mark.parametrize(
    "typed", [str.upper, "  {}\n".format, spaced, "\t{}\u00a0".format, "{}".format], ids=range(5)
)
def test_spaces_and_capitals_are_forgiven(debate: Debate, vera: User, typed: Any) -> None:
    receipt = vote(debate, vera).commitment
    assert asked(debate, typed(receipt)).startswith("Waiting to be sealed.")


SHAPE = "A receipt has 64 of the letters a to f and the digits 0 to 9: check that it is whole."


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Enter a receipt."),
        ("   ", "Enter a receipt."),
        ("my receipt", SHAPE),
        ("a" * 63, SHAPE),
        ("a" * 65, SHAPE),
        ("g" * 64, SHAPE),
        ("١" * 64, SHAPE),
        ("<b>a</b>", SHAPE),
        ("a" * 100_000, "Ensure this value has at most 1000 characters (it has 100000)."),
    ],
    ids=range(9),
)
def test_what_is_no_receipt_is_refused_in_words_and_kept(debate: Debate, typed: str, told: str) -> None:
    before = poll()
    response = Client().post(address(debate), {"receipt": typed})
    assert response.status_code == 400
    assert told in words(response, "#errors")
    field = parsed(response).select_one("input[name=receipt]")
    assert field is not None
    assert field.get("value", "") == typed
    assert poll() == before


def test_what_no_page_can_hold_is_refused(debate: Debate) -> None:
    assert Client().post(address(debate), {"receipt": "a\0" * 32}).status_code == 400


def test_a_form_without_the_field_is_refused_in_words(debate: Debate) -> None:
    response = Client().post(address(debate))
    assert (response.status_code, "Enter a receipt." in words(response)) == (400, True)


def test_a_receipt_in_the_address_is_not_read(debate: Debate, vera: User) -> None:
    receipt = vote(debate, vera).commitment
    response = Client().get(address(debate), {"receipt": receipt})
    assert "waiting" not in words(response).lower()
    assert receipt not in words(response)
    field = parsed(response).select_one("input[name=receipt]")
    assert field is not None
    assert not field.get("value")


def test_the_form_leads_nowhere_else_and_needs_its_token(debate: Debate, vera: User) -> None:
    receipt = vote(debate, vera).commitment
    form = parsed(Client().get(address(debate))).select_one("main form")
    assert form is not None
    assert (form["method"], form["action"]) == ("post", address(debate))
    assert Client(enforce_csrf_checks=True).post(address(debate), {"receipt": receipt}).status_code == 403


def test_no_log_and_no_row_keeps_a_receipt(
    debate: Debate, vera: User, caplog: pytest.LogCaptureFixture
) -> None:
    receipt = vote(debate, vera).commitment
    client, before = client_of(vera), poll()
    caplog.set_level(logging.DEBUG)
    for typed in (receipt, receipt[:-1], receipt.upper()):
        response = client.post(address(debate), {"receipt": typed})
        assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert receipt[:-1].lower() not in caplog.text.lower()
    assert poll() == before


def test_whoever_asks_too_often_waits(debate: Debate) -> None:
    client = Client()
    with time_machine.travel(NOW + timedelta(seconds=10), tick=False):
        for _again in range(LOOKUPS.tries):
            asked(debate, "0" * 64, client)
        refused = client.post(address(debate), {"receipt": "0" * 64})
        assert (refused.status_code, refused["Retry-After"]) == (429, "290")
        assert client.get(address(debate)).status_code == 200
        assert (
            Client(REMOTE_ADDR="203.0.113.9").post(address(debate), {"receipt": "0" * 64}).status_code == 200
        )
    with time_machine.travel(NOW + timedelta(seconds=300), tick=False):
        asked(debate, "0" * 64, client)


@pytest.mark.parametrize("status", Status)
def test_receipts_are_looked_up_where_readers_see_the_debate(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    expected = 200 if debate.is_public else 404
    assert Client().get(address(debate)).status_code == expected
    assert Client().post(address(debate), {"receipt": "0" * 64}).status_code == expected


@pytest.mark.parametrize("many", [1, 12])
def test_a_receipt_costs_the_same_for_one_answer_and_for_many(
    debate: Debate, vera: User, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    receipt = vote(debate, vera).commitment
    for number in range(many):
        vote(debate, browser_id=f"sealed {number}")
    seal(debate)
    for number in range(many):
        vote(debate, browser_id=f"waits {number}")
    with django_assert_num_queries(4):
        look_up(debate, receipt)
    with django_assert_num_queries(2):
        look_up(debate, "0" * 64)
    polled = Debate.objects.select_related("poll_key").get(pk=debate.pk)
    with django_assert_num_queries(2):
        receipts_of(polled, vera)
