"""Promises, and the steps by which they are kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.outbox import actions
from debates.outbox.actions import Promised
from debates.outbox.models import Message, State
from debates.outbox.outcomes import Result
from tests.makers import NOW, make_user
from tests.outbox.conftest import promise, promise_many, states

pytestmark = pytest.mark.django_db

LEASE = timedelta(minutes=2)
MINUTE = timedelta(minutes=1)


def claim(sender: str = "one", most: int = 20, **given: Any) -> list[Message]:
    return actions.claim(sender=sender, most=most, **{"now": NOW, "lease": LEASE, **given})


def begin(message: Message, sender: str = "one", last: Result | None = None) -> bool:
    return actions.begin(message=message, sender=sender, now=NOW, lease=LEASE, last=last)


# ---------------------------------------------------------------- promise


def test_a_promise_holds_who_gets_what_about_which_rows() -> None:
    message = promise(kind="invitation", key="invitation:7", ids={"invitation": 7}, due=NOW + MINUTE)
    message.refresh_from_db()
    told = (message.kind, message.recipient, message.key, message.ids, message.state, message.attempts)
    assert told == ("invitation", "vera@example.org", "invitation:7", {"invitation": 7}, "pending", 0)
    assert (message.promised_at, message.due_at) == (NOW, NOW + MINUTE)


def test_a_message_id_ends_in_the_sites_own_host(settings: Settings) -> None:
    assert re.fullmatch(r"<[0-9a-f]{32}@localhost>", promise().message_id)


def test_the_same_cause_never_promises_twice() -> None:
    first = promise(key="invitation:7", ids={"invitation": 7})
    second = promise(key="invitation:7", ids={"invitation": 8}, recipient="sam@example.org")
    assert second.pk == first.pk
    assert (second.recipient, second.ids) == ("vera@example.org", {"invitation": 7})
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_promise_outside_a_transaction_is_refused() -> None:
    with pytest.raises(TransactionManagementError) as refused:
        actions.promise(kind="x", recipient="vera@example.org", key="x:1", ids={}, now=NOW)
    assert str(refused.value) == "A message is promised inside the transaction of what causes it."
    assert not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_promise_goes_with_the_transaction_of_its_cause() -> None:
    def cause(*, fails: bool) -> None:
        with transaction.atomic():
            promise()
            if fails:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        cause(fails=True)
    assert not Message.objects.exists()
    cause(fails=False)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "vera",
        "vera@",
        "@example.org",
        "Vera <vera@example.org>",
        "vera@example.org, sam@example.org",
        "vera@example.org sam@example.org",
        " vera@example.org",
        "vera@example.org\n",
        "vera@example.org\r\nBcc: sam@example.org",
        "vera\x0b@example.org",
        '"ve\x0bra"@example.org',
        '"ve\x0cra"@example.org',
        '"ve\x00ra"@example.org',
        "vera@exam\u2028ple.org",
        "vera\u200b@example.org",
        "vera@example.org\x85",
        f"{'v' * 250}@example.org",
    ],
)
def test_what_is_no_plain_address_is_refused_early(recipient: str) -> None:
    with pytest.raises(Refused) as refused:
        promise(recipient)
    assert str(refused.value) == "This is no e-mail address that we can write to."


@pytest.mark.parametrize(
    "recipient",
    ["vera@example.org", "Vera.O'Neil+essays@sub.example.org", "vera@grüße.example", "ed@localhost"],
)
def test_a_plain_address_is_kept_as_it_was_typed(recipient: str) -> None:
    assert promise(recipient).recipient == recipient


@pytest.mark.parametrize(
    ("ids", "error"),
    [
        ({"debate": None}, TypeError),
        ({"debate": 1.5}, TypeError),
        ({"debate": {"pk": 1}}, TypeError),
        ({"name": "a\x00b"}, ValueError),
        ({"name": "a\ud800b"}, ValueError),
    ],
)
def test_ids_are_numbers_and_texts(ids: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        promise(ids=ids)
    assert not Message.objects.exists()


# ---------------------------------------------------------------- taking back, sending again


def test_a_promise_can_be_taken_back_until_it_is_handed_over() -> None:
    waiting, claimed, handed = promise_many(3)
    Message.objects.filter(pk=waiting.pk).update(due_at=NOW + MINUTE)
    claim()
    begin(handed)
    taken = [actions.suppress(key=row.key, reason="Not now.", now=NOW) for row in (waiting, claimed, handed)]
    assert taken == [True, True, False]
    assert states() == {"reader1": "suppressed", "reader2": "suppressed", "reader3": "transmitting"}
    assert not actions.suppress(key="nobody's", reason="Not now.", now=NOW)


def test_only_what_was_called_off_is_promised_once_more() -> None:
    waiting, called_off = promise_many(2)
    actions.suppress(key=called_off.key, reason="Not now.", now=NOW)
    later = NOW + MINUTE
    assert [actions.call_on(key=row.key, due=later, now=later) for row in (waiting, called_off)] == [
        False,
        True,
    ]
    assert not actions.call_on(key=called_off.key, due=later + MINUTE, now=later)
    assert states() == {"reader1": "pending", "reader2": "pending"}
    called_off.refresh_from_db()
    assert (called_off.reason, called_off.due_at, called_off.changed_at) == ("", later, later)


def trouble(state: State) -> Message:
    message = promise()
    claim()
    actions.settle(Result(message.pk, state, "550 No"), sender="one", now=NOW)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("state", [State.FAILED, State.UNCERTAIN])
def test_an_administrator_sends_again_under_the_same_message_id(state: State) -> None:
    message = trouble(state)
    known_as = message.message_id
    actions.resend(message=message, by=make_user("Ida", Role.ADMINISTRATOR), now=NOW + MINUTE)
    message.refresh_from_db()
    assert (message.state, message.due_at, message.attempts, message.reason) == (
        "pending",
        NOW + MINUTE,
        0,
        "",
    )
    assert message.message_id == known_as


def test_nobody_else_sends_again(ed: User) -> None:
    message = trouble(State.FAILED)
    with pytest.raises(Refused) as refused:
        actions.resend(message=message, by=ed, now=NOW)
    assert str(refused.value) == "Only administrators see the outbox."
    assert states() == {"vera": "failed"}


def test_of_two_who_send_again_the_second_is_told_so() -> None:
    message = trouble(State.FAILED)
    seen_by_other = Message.objects.get(pk=message.pk)
    actions.resend(message=message, by=None, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.resend(message=seen_by_other, by=None, now=NOW)
    assert str(refused.value) == "This message is on its way again already."


def test_a_test_message_is_promised_once_a_minute(ed: User) -> None:
    ida = make_user("Ida", Role.ADMINISTRATOR)
    for seconds in (0, 59, 60):
        actions.promise_test(by=ida, now=NOW + timedelta(seconds=seconds))
    assert [*Message.objects.values_list("recipient", flat=True)] == ["ida@example.org"] * 2
    with pytest.raises(Refused):
        actions.promise_test(by=ed, now=NOW)


def test_whoever_has_no_address_gets_no_test_message() -> None:
    ida = make_user("Ida", Role.ADMINISTRATOR)
    User.objects.filter(pk=ida.pk).update(email=None)
    ida.refresh_from_db()
    with pytest.raises(Refused) as refused:
        actions.promise_test(by=ida, now=NOW)
    assert str(refused.value) == "Your account has no e-mail address: add one, and try again."


# ---------------------------------------------------------------- senders


def test_a_sender_claims_what_is_due_longest_due_first_and_nobody_else_gets_it() -> None:
    promise("late@example.org", due=NOW - MINUTE)
    promise_many(3)
    promise("later@example.org", due=NOW + MINUTE)
    first, second, third = claim(most=2), claim("two"), claim("three")
    assert [row.recipient for row in first] == ["late@example.org", "reader1@example.org"]
    assert [row.recipient for row in second] == ["reader2@example.org", "reader3@example.org"]
    assert third == []
    assert {(row.claimed_by, row.lease_until) for row in first} == {("one", NOW + LEASE)}


def test_the_beginning_of_one_records_the_end_of_the_last() -> None:
    first, second = promise_many(2)
    claim()
    assert begin(first)
    assert states() == {"reader1": "transmitting", "reader2": "claimed"}
    assert begin(second, last=Result(first.pk, State.SENT))
    assert states() == {"reader1": "sent", "reader2": "transmitting"}
    assert actions.settle(Result(second.pk, State.FAILED, "550 No"), sender="one", now=NOW) == 1
    assert states() == {"reader1": "sent", "reader2": "failed"}


def test_another_sender_changes_nothing() -> None:
    message = promise()
    claim()
    assert not begin(message, "two")
    assert actions.settle(Result(message.pk, State.SENT), sender="two", now=NOW) == 0
    assert actions.put_back(sender="two", now=NOW) == 0
    assert states() == {"vera": "claimed"}


def test_what_was_not_begun_is_put_back_as_if_it_had_never_been_taken() -> None:
    first, _second = promise_many(2)
    claim()
    begin(first)
    assert actions.put_back(sender="one", now=NOW) == 1
    assert states() == {"reader1": "transmitting", "reader2": "pending"}
    assert {*Message.objects.values_list("attempts", flat=True)} == {0}


def test_after_its_lease_what_was_claimed_waits_again_and_what_was_handed_over_is_uncertain() -> None:
    first, _second = promise_many(2)
    claim()
    begin(first)
    assert actions.release_lapsed(now=NOW + LEASE - timedelta(microseconds=1)) == (0, 0)
    assert actions.release_lapsed(now=NOW + LEASE) == (1, 1)
    assert states() == {"reader1": "uncertain", "reader2": "pending"}
    first.refresh_from_db()
    assert first.reason == "Its sender ended, or lost the database, while it handed this message over."


def test_a_sender_whose_lease_is_over_finds_nothing_of_its_own() -> None:
    first, second = promise_many(2)
    claim()
    begin(first)
    actions.release_lapsed(now=NOW + LEASE)
    assert not begin(second, last=Result(first.pk, State.SENT))
    assert states() == {"reader1": "uncertain", "reader2": "pending"}
    assert [row.recipient for row in claim("two")] == ["reader2@example.org"]
    assert not begin(second)
    assert begin(second, "two")


# ---------------------------------------------------------------- many promises


def many(count: int, first: int = 1) -> list[Promised]:
    return [
        Promised(f"reader{number}@example.org", f"digest:{number}", {"digest": number})
        for number in range(first, first + count)
    ]


def test_many_are_promised_as_one_by_one() -> None:
    with transaction.atomic():
        assert actions.promise_many(kind="digest", messages=many(3), now=NOW) == 3
    rows = Message.objects.order_by("pk")
    assert [(row.kind, row.recipient, row.key, row.ids, row.state, row.due_at) for row in rows] == [
        ("digest", f"reader{n}@example.org", f"digest:{n}", {"digest": n}, "pending", NOW) for n in (1, 2, 3)
    ]
    assert len({row.message_id for row in rows}) == 3
    assert all(re.fullmatch(r"<[0-9a-f]{32}@localhost>", row.message_id) for row in rows)


def test_of_many_those_that_were_promised_before_stay_as_they_are() -> None:
    with transaction.atomic():
        actions.promise_many(kind="digest", messages=many(2), now=NOW)
        before = [*Message.objects.order_by("pk").values()]
        actions.promise_many(kind="other", messages=many(4), now=NOW + MINUTE)
    assert [*Message.objects.order_by("pk").values()][:2] == before
    assert Message.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_many_promises_outside_a_transaction_are_refused() -> None:
    with pytest.raises(TransactionManagementError):
        actions.promise_many(kind="digest", messages=many(1), now=NOW)


def test_one_bad_address_keeps_nobody_else_from_a_letter() -> None:
    bad = Promised("no address", "digest:bad", {})
    with transaction.atomic():
        assert actions.promise_many(kind="digest", messages=[*many(1), bad], now=NOW) == 1
    assert [*states()] == ["reader1"]


def test_ids_of_many_are_numbers_and_texts() -> None:
    strange: Any = Promised("vera@example.org", "digest:1", {"digest": None})
    with pytest.raises(TypeError), transaction.atomic():
        actions.promise_many(kind="digest", messages=[strange], now=NOW)


@pytest.mark.parametrize("count", [1, 70])
def test_many_take_one_statement(django_assert_num_queries: DjangoAssertNumQueries, count: int) -> None:
    with django_assert_num_queries(1):
        actions.promise_many(kind="digest", messages=many(count), now=NOW)
