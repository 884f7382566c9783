"""How far a message got before the connection broke."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from smtplib import SMTPServerDisconnected
from threading import Thread

import pytest
from django.core.mail import BadHeaderError, EmailMessage, get_connection

from debates.outbox.smtp import EmailBackend
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
