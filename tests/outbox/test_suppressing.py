"""Who is written to no more: by which reports, for which letters, and until when."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.outbox import actions, suppressing
from debates.outbox.models import Message, State, Suppression
from debates.outbox.renderers import REGISTERED, STOPPED_BY, Letter, register
from debates.outbox.reports import Report, reports_in
from debates.outbox.stops import OWED, PROVING, REASONS, SENT_ANYHOW, WISHED, Cause, Stops
from debates.outbox.suppressing import lift, lift_as_operator, take_report
from tests.makers import NOW, make_user
from tests.outbox.conftest import Deliver, promise, promise_many, states
from tests.outbox.returned import complaint, exim, postfix
from tests.sink import Sink

pytestmark = pytest.mark.django_db

WREN = "wren@example.org"
LATER = NOW + timedelta(hours=1)
LEASE = timedelta(minutes=2)
LETTER = Letter("Mud", "Mud moves.", "<p>Mud moves.</p>")


def sent(recipient: str = WREN, at: datetime = NOW, **given: Any) -> Message:
    """Answer a letter that was handed over."""
    message = promise(recipient, **given)
    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=at, changed_at=at)
    message.refresh_from_db()
    return message


def report(message: Message, cause: Cause = Cause.BOUNCE, *recipients: str) -> Report:
    return Report(cause, (message.message_id,), recipients or (message.recipient,), "5.1.1 unknown")


def standing() -> set[tuple[str, str]]:
    return {*Suppression.objects.standing().values_list("address", "cause")}


def stop(address: str = WREN, cause: Cause = Cause.BOUNCE) -> Suppression:
    return Suppression.objects.create(address=address, cause=cause, evidence="5.1.1", since=NOW)


# ---------------------------------------------------------------- what a report does


@pytest.mark.parametrize(
    ("shape", "cause"), [(postfix, "bounce"), (exim, "bounce"), (complaint, "complaint")]
)
def test_a_report_about_a_letter_of_ours_stops_its_address_once(shape: Any, cause: str) -> None:
    message = sent()
    [found] = reports_in(shape(message_id=message.message_id))
    assert take_report(report=found, now=LATER) is True
    row = Suppression.objects.get()
    assert (row.address, row.cause, row.since, row.lifted_at) == (WREN, cause, LATER, None)
    assert row.evidence == found.evidence
    assert take_report(report=found, now=LATER + LEASE) is False
    assert [*Suppression.objects.values()] == [
        {"id": row.pk, "address": WREN, "cause": cause, "since": LATER}
        | {"lifted_at": None, "evidence": row.evidence}
    ]


def test_nobody_silences_a_stranger() -> None:
    """Neither by a letter that we never sent, nor by one that went to somebody else, or to themselves."""
    own, theirs = sent("sam@example.org"), sent()
    unknown = "<0123456789abcdef0123456789abcdef@localhost>"
    forged = [
        Report(Cause.BOUNCE, (unknown,), (WREN,), "5.1.1"),
        Report(Cause.BOUNCE, (), (WREN,), "5.1.1"),
        Report(Cause.COMPLAINT, (), (), "abuse"),
        Report(Cause.BOUNCE, (own.message_id,), (WREN,), "5.1.1"),
        Report(Cause.COMPLAINT, (own.message_id,), (WREN,), "abuse"),
        Report(Cause.BOUNCE, (theirs.message_id,), ("sam@example.org",), "5.1.1"),
    ]
    assert [take_report(report=one, now=LATER) for one in forged] == [False] * len(forged)
    assert standing() == set()


def test_a_complaint_without_a_recipient_is_of_whoever_the_letter_went_to() -> None:
    message = sent()
    assert take_report(report=Report(Cause.COMPLAINT, (message.message_id,), (), "abuse"), now=LATER)
    assert standing() == {(WREN, "complaint")}


@pytest.mark.parametrize("state", [State.PENDING, State.CLAIMED, State.FAILED, State.SUPPRESSED])
def test_a_letter_that_no_server_has_cannot_come_back(state: State) -> None:
    message = promise(WREN)
    held = {"claimed_by": "one", "lease_until": NOW} if state is State.CLAIMED else {}
    Message.objects.filter(pk=message.pk).update(state=state, reason="No.", **held)
    assert not take_report(report=report(message), now=LATER)


@pytest.mark.parametrize("state", [State.TRANSMITTING, State.UNCERTAIN])
def test_one_that_a_server_may_have_can(state: State) -> None:
    message = promise(WREN)
    held = {"claimed_by": "one", "lease_until": NOW} if state is State.TRANSMITTING else {}
    Message.objects.filter(pk=message.pk).update(state=state, reason="Who knows.", **held)
    assert take_report(report=report(message), now=LATER)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Wren@Example.ORG", "wren@example.org"),
        ("wren@zürich.example", "wren@xn--zrich-kva.example"),
        ("wren@xn--zrich-kva.example", "wren@Zürich.example"),
    ],
)
def test_an_address_is_the_same_in_capitals_and_with_its_host_in_ascii(ours: str, theirs: str) -> None:
    assert take_report(report=report(sent(ours), Cause.BOUNCE, theirs), now=LATER)
    promise(theirs.upper() if theirs.isascii() else theirs, kind="account_notice", key="another")
    assert actions.claim(sender="one", most=9, now=LATER, lease=LEASE) == []


def test_an_old_report_does_not_undo_that_it_was_lifted() -> None:
    old = report(sent())
    take_report(report=old, now=NOW)
    assert lift(address="Wren@example.org", now=LATER) is True
    assert lift(address=WREN, now=LATER) is False
    assert not take_report(report=old, now=LATER + LEASE)
    assert standing() == set()
    again = sent(at=LATER + LEASE, key="after that")
    assert take_report(report=report(again), now=LATER + LEASE)
    assert [*Suppression.objects.values_list("since", "lifted_at")] == [(LATER + LEASE, None)]


def test_what_was_lifted_for_one_cause_stands_for_another() -> None:
    for cause in Cause:
        stop(cause=cause)
    assert lift(address=WREN, causes=[Cause.BOUNCE], now=LATER)
    assert standing() == {(WREN, "complaint")}


def test_no_log_holds_an_address(caplog: pytest.LogCaptureFixture) -> None:
    message = sent()
    take_report(report=report(message), now=LATER)
    lift_as_operator(suppression=Suppression.objects.get(), by=None, now=LATER)
    assert "@" not in caplog.text
    assert f"after message {message.pk}" in caplog.text


def test_only_operators_lift_what_stands_and_only_once(vera: User) -> None:
    row = stop()
    with pytest.raises(Refused, match="Only administrators"):
        lift_as_operator(suppression=row, by=vera, now=LATER)
    ida = make_user("Ida", Role.ADMINISTRATOR)
    lift_as_operator(suppression=row, by=ida, now=LATER)
    for stale in (row, Suppression.objects.get()):
        with pytest.raises(Refused, match="written to again already"):
            lift_as_operator(suppression=stale, by=ida, now=LATER)


@pytest.mark.parametrize(
    ("answer", "stops"),
    [
        ("550 5.1.1 No such mailbox", True),
        ("556 5.1.10 No mail there", True),
        ("550 No such mailbox", False),
        ("550 5.7.1 Relaying is denied", False),
        ("552 5.2.2 Full", False),
        ("450 4.1.1 Perhaps", False),
    ],
)
def test_our_own_server_stops_an_address_of_which_it_says_that_it_is_none(
    sink: Sink, deliver: Deliver, answer: str, stops: bool
) -> None:
    promise(WREN)
    promise("finch@example.org")
    sink.answer_recipient = lambda address: answer if address == WREN else ""
    deliver()
    assert standing() == ({(WREN, "bounce")} if stops else set())
    assert states()["finch"] == "sent"


# ---------------------------------------------------------------- which letters it stops

KINDS: dict[str, Stops] = {"wished": WISHED, "owed": OWED, "proving": PROVING, "anyhow": SENT_ANYHOW}


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a kind of letter for each that can stop it."""
    monkeypatch.setattr("debates.outbox.renderers.REGISTERED", dict(REGISTERED))
    for name, stops in KINDS.items():
        monkeypatch.setitem(REGISTERED, name, lambda _ids: LETTER)
        monkeypatch.setitem(STOPPED_BY, name, stops)


@pytest.mark.parametrize(
    ("causes", "arrive"),
    [
        ([], {"wished", "owed", "proving", "anyhow"}),
        ([Cause.BOUNCE], {"proving", "anyhow"}),
        ([Cause.COMPLAINT], {"owed", "anyhow"}),
        ([*Cause], {"anyhow"}),
    ],
)
def test_what_stops_which_letters(
    kinds: None, sink: Sink, deliver: Deliver, causes: list[Cause], arrive: set[str]
) -> None:
    for cause in causes:
        stop(cause=cause)
    for kind in KINDS:
        promise(WREN, kind=kind)
    promise("finch@example.org", kind="wished")
    deliver()
    states = {row.kind: row.state for row in Message.objects.filter(recipient=WREN)}
    assert {kind for kind, state in states.items() if state == State.SENT} == arrive
    assert {state for kind, state in states.items() if kind not in arrive} <= {State.SUPPRESSED}
    assert sorted(sink.recipients) == sorted([WREN] * len(arrive) + ["finch@example.org"])


EXPECTED: dict[str, Stops] = {
    "account_notice": OWED,
    "digests_comment": WISHED,
    "digests_confirmation": PROVING,
    "digests_digest": WISHED,
    "digests_event": WISHED,
    "invitation": SENT_ANYHOW,
    "outbox_test": SENT_ANYHOW,
}


def test_every_kind_of_letter_says_what_stops_it() -> None:
    assert STOPPED_BY.keys() == REGISTERED.keys()
    known = {kind: STOPPED_BY[kind] for kind in EXPECTED}
    assert known == EXPECTED
    of_moderators = {kind: stops for kind, stops in STOPPED_BY.items() if kind.startswith("moderation_")}
    others = {kind for kind, stops in of_moderators.items() if stops != OWED}
    assert others == {"moderation_notice_confirmation", "moderation_summary"}


def test_what_is_registered_again_is_stopped_as_before() -> None:
    render = REGISTERED["account_notice"]
    register("account_notice", render)
    assert STOPPED_BY["account_notice"] == OWED


def test_a_message_that_is_stopped_says_why_and_is_never_begun(sink: Sink, deliver: Deliver) -> None:
    stop()
    message = promise(WREN, kind="account_notice", ids={"at": NOW.isoformat()})
    deliver()
    message.refresh_from_db()
    assert (message.state, message.reason, message.attempts) == ("suppressed", REASONS[Cause.BOUNCE], 0)
    assert sink.connections == 0


def test_lifted_it_is_written_to_again_and_what_was_stopped_stays_so(
    kinds: None, sink: Sink, deliver: Deliver
) -> None:
    stop()
    promise(WREN, kind="wished", key="before")
    deliver()
    lift(address=WREN, now=NOW)
    promise(WREN, kind="wished", key="after")
    deliver()
    assert [*Message.objects.order_by("pk").values_list("state", flat=True)] == ["suppressed", "sent"]


def test_a_batch_of_stopped_ones_does_not_hide_what_comes_after(
    kinds: None, sink: Sink, deliver: Deliver
) -> None:
    for number in range(30):
        stop(f"gone{number}@example.org")
        promise(f"gone{number}@example.org", kind="wished")
    promise("finch@example.org")
    assert deliver() == 1
    assert sink.recipients == ["finch@example.org"]
    assert [*states().values()].count("suppressed") == 30


@pytest.mark.parametrize("many", [1, 20])
def test_a_claim_asks_once_whatever_it_takes(kinds: None, many: int) -> None:
    """Six as ever, with the points of its transaction, one more who is stopped, and one to settle those."""
    for number in range(many):
        promise(f"reader{number}@example.org", kind="wished")
        promise(f"gone{number}@example.org", kind="wished")
        stop(f"gone{number}@example.org")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        claimed = actions.claim(sender="one", most=2 * many, now=NOW, lease=LEASE)
    assert (len(claimed), len(asked)) == (many, 8)


def test_a_sender_that_lost_its_lease_settles_nothing(kinds: None) -> None:
    message = promise(WREN, kind="wished")
    [held] = actions.claim(sender="one", most=9, now=NOW, lease=LEASE)
    stop()
    assert suppressing.withhold([held], sender="another", now=NOW) == []
    message.refresh_from_db()
    assert message.state == State.CLAIMED


# ---------------------------------------------------------------- what the database holds


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("suppression_address_folded", {"address": "Wren@example.org"}),
        ("suppression_address_folded", {"address": "wren"}),
        ("suppression_cause_known", {"cause": "whim"}),
        ("suppression_has_evidence", {"evidence": ""}),
        ("suppression_lifted_after_it_began", {"lifted_at": NOW - LEASE}),
    ],
)
def test_a_suppression_is_one(constraint: str, columns: dict[str, Any]) -> None:
    row = stop()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Suppression.objects.filter(pk=row.pk).update(**columns)
    Suppression.objects.filter(pk=row.pk).update(lifted_at=F("since"))


def test_an_address_is_stopped_once_for_each_cause() -> None:
    stop()
    stop(cause=Cause.COMPLAINT)
    with pytest.raises(IntegrityError), transaction.atomic():
        stop()
    assert promise_many(1)
