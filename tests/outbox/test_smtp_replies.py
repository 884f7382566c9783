"""Every way in which a conversation with a mail server can end."""

import smtplib

import pytest

from debates.outbox.smtp_replies import Fate, reply_to

ANA = "ana@example.org"


def refused(code: int, words: bytes = b"5.1.1 No") -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({ANA: (code, words)})


@pytest.mark.parametrize(
    ("error", "text_is_out", "fate", "connected"),
    [
        (refused(450), False, Fate.LATER, True),
        (refused(550), False, Fate.NEVER, True),
        (refused(421), False, Fate.LATER, False),
        (refused(252), False, Fate.LATER, True),
        (refused(-1), False, Fate.LATER, False),
        (smtplib.SMTPSenderRefused(451, b"busy", ANA), False, Fate.LATER, True),
        (smtplib.SMTPSenderRefused(552, b"too large", ANA), False, Fate.NEVER, True),
        (smtplib.SMTPDataError(451, b"busy"), False, Fate.LATER, True),
        # The answer to the text is as good as one before it: the server says that it has not taken it.
        (smtplib.SMTPDataError(451, b"busy"), True, Fate.LATER, True),
        (smtplib.SMTPDataError(554, b"no"), True, Fate.NEVER, True),
        (smtplib.SMTPDataError(421, b"closing"), True, Fate.LATER, False),
        # Any code that begins with 2 takes it.
        (smtplib.SMTPDataError(251, b"forwarded"), True, Fate.ACCEPTED, True),
        # What no server may answer to a text says nothing.
        (smtplib.SMTPDataError(354, b"go on"), True, Fate.UNKNOWN, False),
        (smtplib.SMTPDataError(-1, b"?"), True, Fate.UNKNOWN, False),
        (smtplib.SMTPDataError(-1, b"?"), False, Fate.LATER, False),
        # `smtplib` makes this code up, for a line that is too long to be an answer.
        (smtplib.SMTPResponseException(500, "Line too long."), True, Fate.UNKNOWN, False),
        (smtplib.SMTPResponseException(500, "Line too long."), False, Fate.LATER, False),
        (smtplib.SMTPServerDisconnected("closed"), False, Fate.LATER, False),
        (smtplib.SMTPServerDisconnected("closed"), True, Fate.UNKNOWN, False),
        (smtplib.SMTPConnectError(421, b"too busy"), False, Fate.LATER, False),
        (smtplib.SMTPHeloError(554, b"go away"), False, Fate.NEVER, True),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), False, Fate.NEVER, False),
        (ConnectionRefusedError(111, "refused"), False, Fate.LATER, False),
        (TimeoutError("timed out"), True, Fate.UNKNOWN, False),
        # Nothing of the conversation: the message itself is at fault.
        (ValueError("no address"), False, Fate.NEVER, False),
        (ValueError("odd"), True, Fate.UNKNOWN, False),
    ],
    ids=lambda value: (
        f"{type(value).__name__}{getattr(value, 'smtp_code', '')}"
        if isinstance(value, Exception)
        else str(value)
    ),
)
def test_fate_of_a_message(error: Exception, text_is_out: bool, fate: Fate, connected: bool) -> None:
    reply = reply_to(error, text_is_out=text_is_out)
    assert (reply.fate, reply.connected) == (fate, connected)
    assert reply.reason


def test_reason_is_what_the_server_said_on_one_line() -> None:
    reply = reply_to(refused(550, b"5.1.1 No such\r\n\tmailbox \xff"), text_is_out=False)
    assert reply.reason == "550 5.1.1 No such mailbox \N{REPLACEMENT CHARACTER}"


def test_reason_says_when_nobody_knows() -> None:
    reply = reply_to(smtplib.SMTPServerDisconnected("closed"), text_is_out=True)
    assert reply.reason == (
        "Whether the server took the message is not known. SMTPServerDisconnected: closed"
    )


def test_reason_fits_its_column_however_much_the_server_says() -> None:
    for error in (refused(550, b"x" * 9000), OSError("x" * 9000)):
        for text_is_out in (False, True):
            assert len(reply_to(error, text_is_out=text_is_out).reason) == 500
