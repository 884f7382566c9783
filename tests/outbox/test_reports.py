"""What is read from mail that came back: what is final, and about which letter to whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.outbox.reports import Report, UnreadableError, is_dead, reports_in
from debates.outbox.stops import Cause
from tests.outbox.returned import LETTER, complaint, exim, postfix

WREN = "wren@example.org"


def test_a_report_of_postfix_names_letter_recipient_and_reason() -> None:
    assert reports_in(postfix()) == (
        Report(Cause.BOUNCE, (LETTER,), (WREN, WREN), "5.1.1 smtp; 550 5.1.1 …: no such mailbox here"),
    )


def test_a_report_of_exim_names_letter_recipient_and_reason() -> None:
    assert reports_in(exim()) == (
        Report(Cause.BOUNCE, (LETTER, LETTER), (WREN,), "5.0.0 smtp; 550 Mailbox is not known"),
    )


def test_a_complaint_names_letter_and_recipient() -> None:
    assert reports_in(complaint()) == (Report(Cause.COMPLAINT, (LETTER,), (WREN,), "abuse ProviderLoop/2.1"),)


@pytest.mark.parametrize("hidden", ["X-Nothing: 1", "Original-Rcpt-To: [redacted]", "Original-Rcpt-To:"])
def test_a_complaint_without_its_recipient_names_the_letter_alone(hidden: str) -> None:
    [report] = reports_in(complaint(recipient=hidden))
    assert (report.recipients, report.message_ids) == ((), (LETTER,))


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "other", ""])
def test_other_feedback_is_no_complaint(kind: str) -> None:
    assert reports_in(complaint(kind=kind)) == ()


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_has_not_failed_is_no_bounce(action: str) -> None:
    assert reports_in(postfix(action=action)) == ()


@pytest.mark.parametrize(
    ("status", "words", "dead"),
    [
        ("5.1.1", "", True),
        ("5.1.2", "x-unix; no such host", True),
        ("5.1.10", "smtp; 556 5.1.10 null MX", True),
        ("5.2.1", "", True),
        ("5.4.4", "X-Postfix; Host or domain name not found", True),
        # The letter, its sender, or the day is to blame.
        ("5.2.2", "smtp; 552 5.2.2 Mailbox full", False),
        ("5.3.4", "smtp; 552 5.3.4 Too big", False),
        ("5.1.8", "smtp; 550 5.1.8 Sender address rejected", False),
        ("5.7.1", "smtp; 554 5.7.1 Blocked by a list", False),
        ("5.6.0", "", False),
        ("4.1.1", "", False),
        ("4.4.7", "smtp; 451 4.4.7 expired", False),
        ("4.2.2", "smtp; 550 5.1.1 no such user", False),
        # A server that does not say more: its reply does.
        ("5.0.0", "", True),
        ("5.0.0", "smtp; 550 5.1.1 unknown", True),
        ("5.0.0", "smtp; 550 5.7.1 policy", False),
        ("5.0.0", "smtp; 550 5.0.0 unknown", True),
        ("5.0.0", "smtp; 452 4.2.2 later", False),
        ("5.0.0", "smtp; 550 unknown", True),
        ("5.0.0", "smtp; 553 no such name", True),
        ("5.0.0", "smtp; 552 over quota", False),
        ("5.0.0", "smtp; 554 refused", False),
        ("5.0.0", "smtp; 421 busy", False),
        ("", "", False),
        ("5", "", False),
        ("5.1", "", False),
        ("five", "550 5.1.1", False),
        ("15.1.1", "", False),
        ("5.1.1.1", "", False),
    ],
)
def test_only_an_address_that_takes_no_mail_is_dead(status: str, words: str, dead: bool) -> None:
    assert is_dead(status, words) is dead
    assert (reports_in(postfix(status=status, words=words)) != ()) is dead


@pytest.mark.parametrize("field", ["x400; /c=be", "rfc822;", "rfc822; nobody", "wren@example.org", ""])
def test_a_bounce_that_names_no_address_is_about_nobody(field: str) -> None:
    content = exim().replace(b"rfc822;wren@example.org", field.encode())
    assert reports_in(content) == ()


def test_several_recipients_are_several_reports() -> None:
    block = b"Final-Recipient: rfc822; finch@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    content = postfix().replace(b"Final-Recipient:", block + b"Final-Recipient:", 1)
    assert [report.recipients[0] for report in reports_in(content)] == ["finch@example.org", WREN]


def test_what_the_returned_letter_refers_to_is_not_what_came_back() -> None:
    """Somebody's answer to a letter names it, too: that it was called spam says nothing of the letter."""
    head = b"Message-ID: <answer@example.org>"
    more = f"\r\nReferences: {LETTER}\r\nIn-Reply-To: {LETTER}".encode()
    content = complaint(message_id="<answer@example.org>").replace(head, head + more)
    assert [report.message_ids for report in reports_in(content)] == [("<answer@example.org>",)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: I am away\r\n\r\nUntil Monday.",
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed",
        b"Content-Type: multipart/report; boundary=a\r\n\r\n--a\r\n\r\nNothing.\r\n--a--",
        b"Content-Type: multipart/report\r\n\r\nNo boundary.",
        postfix().replace(b"message/delivery-status", b"text/plain"),
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth)
            for depth in range(3_000)
        ),
    ],
    ids=["empty", "bytes", "away", "bare", "no part", "no boundary", "other type", "nested"],
)
def test_what_is_no_report_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(UnreadableError):
        reports_in(content)


@given(st.integers(0, 2_000), st.binary(max_size=40), st.sampled_from([postfix(), exim(), complaint()]))
def test_a_report_with_rubbish_in_it_is_read_or_refused(at: int, rubbish: bytes, report: bytes) -> None:
    try:
        found = reports_in(report[:at] + rubbish + report[at + len(rubbish) :])
    except UnreadableError:
        return
    for one in found:
        assert one.evidence
        assert one.evidence.isprintable()
        assert len(one.evidence) <= 200
        assert all(name.isascii() and name.isprintable() for name in one.message_ids)


def test_evidence_holds_no_address_and_fits() -> None:
    words = "smtp; 550 5.1.1 <finch@elsewhere.example> is unknown, forwarded by wren@example.org " + "x" * 300
    [report] = reports_in(postfix(words=words))
    assert "@" not in report.evidence
    assert len(report.evidence) == 200
