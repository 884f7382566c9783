"""A real SMTP server that keeps what it is sent, and misbehaves when it is told to."""

# ruff: noqa: ARG002, N802 - aiosmtpd calls the handlers by these names, with all of this

import asyncio
import re
import socket
import time
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Lock
from typing import Any

from aiosmtpd.controller import Controller

Answer = Callable[[str], str]
"""Answers a recipient with the reply of the server; an empty text takes it."""


class Sink:
    """Takes every message, unless told otherwise; `accepted` are those to which it has said yes."""

    def __init__(self) -> None:
        self.port = free_port()
        self.accepted: list[tuple[str, bytes]] = []
        self.seen: Counter[str] = Counter()
        self.connections = 0
        self.takes_groups = False
        self.answer_sender: Answer = lambda _: ""
        self.answer_recipient: Answer = lambda _: ""
        self.answer_text: Answer = lambda _: ""
        self.drops_before_text = 0
        self.drops_after_text = 0
        self.hangs: Event | None = None
        self.most_per_connection = 0
        self.closing = False
        self.on_text: Callable[[], None] = lambda: None
        self.lock = Lock()
        self.transports: set[Any] = set()
        self.controller: Controller | None = None

    # ------------------------------------------------------------ being there

    def up(self) -> None:
        """Listen."""
        self.controller = Controller(
            Conversation(self), hostname="127.0.0.1", port=self.port, ready_timeout=10, decode_data=False
        )
        self.controller.start()

    def down(self) -> None:
        """Refuse connections."""
        if self.controller:
            # The loop has to be running still when a connection is closed.
            closed = asyncio.run_coroutine_threadsafe(self.break_off(), self.controller.loop)
            closed.result(10)
            self.controller.stop()
            self.controller = None

    async def break_off(self) -> None:
        """End every conversation where it stands."""
        for transport in self.transports:
            transport.abort()
        self.transports.clear()
        await asyncio.sleep(0.05)

    def close_gently(self) -> None:
        """Take no new connection, and end each conversation at its next message, as for a shutdown."""
        assert self.controller
        server, loop = self.controller.server, self.controller.loop
        assert server
        self.closing = True
        loop.call_soon_threadsafe(server.close)

    def reopen(self) -> None:
        """Be there again after `close_gently`, once the last conversation has ended."""
        self.down()
        self.closing = False
        self.up()

    # ------------------------------------------------------------ what it was sent

    @property
    def mails(self) -> list[EmailMessage]:
        """Answer what was accepted, read again."""
        return [message_from_bytes(raw, policy=policy.default) for _, raw in self.accepted]

    def to(self, address: str) -> list[EmailMessage]:
        """Answer the mails to this address, in the order of coming."""
        return [mail for mail in self.mails if mail["To"] == address]

    def wait_for(self, address: str, number: int = 1, seconds: float = 10) -> EmailMessage:
        """Answer the mail that comes to this address as the so-manyth."""
        until = time.monotonic() + seconds
        while len(self.to(address)) < number and time.monotonic() < until:
            time.sleep(0.05)
        return self.to(address)[number - 1]

    @property
    def recipients(self) -> list[str]:
        """Answer to whom, in the order in which it came."""
        return [recipient for recipient, _ in self.accepted]

    @property
    def by_message_id(self) -> Counter[str]:
        """Answer how often each Message-ID was accepted."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)


class Conversation:
    """What aiosmtpd calls. It reads every attribute for each connection, so there are no others here."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sink.connections += 1
        self.sink.transports.add(server.transport)
        session.host_name = hostname
        session.taken = 0
        return [responses[0], *(["250-PIPELINING"] if self.sink.takes_groups else []), *responses[1:]]

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        refusal = self.sink.answer_sender(address)
        if refusal:
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        self.sink.seen[address] += 1
        if self.sink.closing:
            return hang_up_on(server)
        if self.sink.most_per_connection and session.taken >= self.sink.most_per_connection:
            return hang_up_on(server)
        if self.sink.drops_before_text:
            self.sink.drops_before_text -= 1
            return hang_up_on(server)
        refusal = self.sink.answer_recipient(address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        [recipient] = envelope.rcpt_tos
        await asyncio.get_running_loop().run_in_executor(None, self.sink.on_text)
        if self.sink.hangs:
            await asyncio.get_running_loop().run_in_executor(None, self.sink.hangs.wait, 30)
        refusal = self.sink.answer_text(recipient)
        if refusal:
            return refusal
        with self.sink.lock:
            self.sink.accepted.append((recipient, envelope.content))
        session.taken += 1
        if self.sink.drops_after_text:
            self.sink.drops_after_text -= 1
            server.transport.close()
        return "250 2.0.0 Taken"


def hang_up_on(server: Any) -> str:
    """Close the connection; the answer no longer gets there."""
    server.transport.close()
    return "421 4.3.2 Closing"


def free_port() -> int:
    """Answer a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


# ---------------------------------------------------------------- what a mail says

CODE = re.compile(r"^([A-Z]{4}-[A-Z]{4})\r?$", re.MULTILINE)


def text_of(mail: EmailMessage) -> str:
    """Answer the part that is plain text."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def code_in(mail: EmailMessage) -> str:
    """Answer the code that stands alone on a line of the text."""
    (code,) = CODE.findall(text_of(mail))
    return str(code)
