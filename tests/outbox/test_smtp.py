"""How far a message got before the connection broke."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused, SMTPServerDisconnected
from threading import Thread

import pytest
from django.core.mail import BadHeaderError, EmailMessage, get_connection

from debates.outbox.smtp import EmailBackend, MailObject, Watched, in_brackets
from tests.sink import Sink

END_OF_TEXT = b"\r\n.\r\n"


@contextmanager
def breaking_server(*, after: int) -> Iterator[int]:
    """Answer the port of a server that resets the connection after so many bytes of a text, or at its end."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, suppress(ConnectionError):
            talk(connection)
            # Reset, as for a machine that is switched off: nothing is answered.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def talk(connection: socket.socket) -> None:
        connection.sendall(b"220 here\r\n")
        for answer in (b"250 hello\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go on\r\n"):
            connection.recv(4096)
            connection.sendall(answer)
        read = b""
        while len(read) < after and not read.endswith(END_OF_TEXT):
            read += connection.recv(4096)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        thread = Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


def opened(port: int) -> EmailBackend:
    connection = get_connection("debates.outbox.smtp.EmailBackend", host="127.0.0.1", port=port, timeout=5)
    assert isinstance(connection, EmailBackend)
    connection.open()
    return connection


def mail(length: int = 10, subject: str = "Subject") -> EmailMessage:
    return EmailMessage(subject, "x" * length, "debates@localhost", ["vera@example.org"])


def test_a_text_that_broke_off_cannot_have_been_taken() -> None:
    with breaking_server(after=10_000) as port:
        connection = opened(port)
        # More than the machine keeps for a peer that does not read.
        with pytest.raises(SMTPServerDisconnected):
            connection.send_messages([mail(40_000_000)])
        assert not connection.text_is_out
        connection.close()


def test_a_text_that_went_out_whole_may_have_been_taken() -> None:
    with breaking_server(after=10**9) as port:
        connection = opened(port)
        with pytest.raises(SMTPServerDisconnected):
            connection.send_messages([mail()])
        assert connection.text_is_out
        connection.close()


def test_what_was_true_of_one_message_says_nothing_of_the_next(sink: Sink) -> None:
    connection = opened(sink.port)
    connection.send_messages([mail()])
    assert connection.text_is_out
    with pytest.raises(BadHeaderError):
        connection.send_messages([mail(subject="two\nlines")])
    assert not connection.text_is_out
    connection.close()


def test_without_a_connection_nothing_is_out() -> None:
    assert not EmailBackend().text_is_out


# ---------------------------------------------------------------- announced, and then handed over

MAIL = MailObject(
    "<debates@localhost>", "<vera@example.org>", b"Subject: Mud\r\n\r\n.\r\n..two\r\nMud moves.\r\n"
)


@pytest.fixture(params=[False, True], ids=["one by one", "in groups"])
def watched(sink: Sink, request: pytest.FixtureRequest) -> Iterator[Watched]:
    """Answer a connection to a server that takes commands one by one, or in groups."""
    sink.takes_groups = request.param
    with suppress(SMTPServerDisconnected), Watched("127.0.0.1", sink.port, timeout=5) as connection:
        connection.ehlo_or_helo_if_needed()
        assert connection.has_extn("pipelining") is request.param
        yield connection


def hand_over(watched: Watched) -> None:
    watched.announce(MAIL)
    watched.hand_over(MAIL)
    watched.finish()


def test_what_is_announced_is_taken_when_it_is_handed_over(sink: Sink, watched: Watched) -> None:
    for number in (1, 2):
        watched.announce(MAIL)
        assert len(sink.accepted) == number - 1
        watched.hand_over(MAIL)
        assert watched.text_is_out
        watched.finish()
    assert sink.accepted == [("vera@example.org", MAIL.content)] * 2


def test_what_is_only_announced_is_never_taken(sink: Sink, watched: Watched) -> None:
    watched.announce(MAIL)
    watched.close()
    sink.down()
    assert sink.accepted == []


def test_what_is_only_announced_is_not_taken_by_saying_goodbye(sink: Sink, watched: Watched) -> None:
    watched.announce(MAIL)
    watched.quit()
    assert watched.sock is None
    sink.down()
    assert sink.accepted == []


@pytest.mark.parametrize("answer", ["", "450 4.2.1 Busy", "554 5.6.0 Not this"])
def test_the_next_is_announced_while_the_server_is_at_a_text(
    sink: Sink, watched: Watched, answer: str
) -> None:
    if not watched.takes_groups:
        return
    other = MailObject("<debates@localhost>", "<sam@example.org>", b"Subject: Silt\r\n\r\nSilt stays.\r\n")
    sink.answer_text = lambda recipient: answer if recipient == "vera@example.org" else ""
    watched.announce(MAIL)
    watched.hand_over(MAIL)
    watched.announce(other)
    watched.announce(other)
    assert watched.text_is_out
    with suppress(SMTPDataError):
        watched.finish()
        assert not answer
    watched.hand_over(other)
    watched.finish()
    expected = [("vera@example.org", MAIL.content), ("sam@example.org", other.content)]
    assert sink.accepted == (expected[1:] if answer else expected)
    assert sink.connections == 1


def test_an_answer_is_read_also_where_the_next_could_not_be_announced(sink: Sink, watched: Watched) -> None:
    watched.announce(MAIL)
    watched.hand_over(MAIL)
    assert watched.sock
    # Its first byte is here, so the whole answer is.
    watched.sock.recv(1, socket.MSG_PEEK)
    sink.down()
    for number in (1, 2, 3):
        watched.announce(MailObject("<debates@localhost>", f"<sam{number}@example.org>", b"Silt\r\n"))
    watched.finish()
    assert [recipient for recipient, _content in sink.accepted] == ["vera@example.org"]


@pytest.mark.parametrize("where", ["answer_sender", "answer_recipient", "answer_text"])
def test_after_a_refusal_the_same_connection_takes_the_next(sink: Sink, watched: Watched, where: str) -> None:
    errors = {"answer_sender": SMTPSenderRefused, "answer_recipient": SMTPRecipientsRefused}
    setattr(sink, where, lambda _: "450 4.2.1 Busy")
    with pytest.raises(errors.get(where, SMTPDataError)):
        hand_over(watched)
    setattr(sink, where, lambda _: "")
    hand_over(watched)
    assert (len(sink.accepted), sink.connections) == (1, 1)


@pytest.mark.parametrize("where", ["answer_sender", "answer_recipient", "answer_text"])
def test_a_server_that_says_goodbye_is_hung_up_on(sink: Sink, watched: Watched, where: str) -> None:
    setattr(sink, where, lambda _: "421 4.3.2 Closing")
    with pytest.raises((SMTPSenderRefused, SMTPRecipientsRefused, SMTPDataError)):
        hand_over(watched)
    assert watched.sock is None
    with pytest.raises(SMTPServerDisconnected):
        watched.hand_over(MAIL)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("vera@example.org", "<vera@example.org>"),
        ("The Quay <debates@debates.example>", "<debates@debates.example>"),
        ('"v..e@ra"@example.org', '<"v..e@ra"@example.org>'),
        ("vera@zürich.example", "<vera@xn--zrich-kva.example>"),
    ],
)
def test_an_envelope_has_the_address_alone_in_ascii(address: str, written: str) -> None:
    assert in_brackets(address) == written


@pytest.mark.parametrize(
    "address", ["v@example.org>\r\nDATA\r\n", "vera\r\n@example.org", "\r\nDATA\r\n", ""]
)
def test_no_command_hides_in_an_address(address: str) -> None:
    with pytest.raises(ValueError, match="nvalid address"):
        in_brackets(address)
