"""A real SMTP server on this machine that keeps what it is sent."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

CODE = re.compile(r"^([A-Z]{4}-[A-Z]{4})\r?$", re.MULTILINE)


class Sink:
    """What came in, in the order of coming."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.port = free_port()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"

    def to(self, address: str) -> list[EmailMessage]:
        """Answer the messages to this address."""
        return [message for message in self.messages if message["To"] == address]

    def wait_for(self, address: str, number: int = 1, seconds: float = 10) -> EmailMessage:
        """Answer the message that came to this address as the so-manyth."""
        until = time.monotonic() + seconds
        while len(self.to(address)) < number and time.monotonic() < until:
            time.sleep(0.05)
        return self.to(address)[number - 1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_sink() -> Iterator[Sink]:
    """Answer a sink that listens at `127.0.0.1` and its port."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def text_of(message: EmailMessage) -> str:
    """Answer the part that is plain text."""
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def code_in(message: EmailMessage) -> str:
    """Answer the code that stands alone on a line of the text."""
    (code,) = CODE.findall(text_of(message))
    return str(code)
