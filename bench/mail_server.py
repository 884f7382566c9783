"""`python -m bench.mail_server PORT SECONDS`: takes every message after so many seconds, and keeps none.

It has a process for each conversation and takes commands in groups (PIPELINING), as mail servers usually do.
"""

# ruff: noqa: ARG002, N802 - aiosmtpd calls the handlers by these names, with all of this

import asyncio
import os
import signal
import socket
import sys
from typing import Any

from aiosmtpd.smtp import SMTP


class Handler:
    """What aiosmtpd calls."""

    def __init__(self, thinks: float) -> None:
        self.thinks = thinks

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """Offer what a usual server does."""
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take it."""
        if self.thinks:
            await asyncio.sleep(self.thinks)
        return "250 OK"


class Conversation(SMTP):
    """One connection, which says when it is over."""

    def __init__(self, thinks: float) -> None:
        super().__init__(Handler(thinks))
        self.over = asyncio.Event()

    def connection_lost(self, error: Exception | None) -> None:
        """Say that it is over."""
        super().connection_lost(error)
        self.over.set()


async def converse(accepted: socket.socket, thinks: float) -> None:
    """Talk to one client until it goes."""
    loop = asyncio.get_running_loop()
    _transport, conversation = await loop.connect_accepted_socket(lambda: Conversation(thinks), accepted)
    await conversation.over.wait()


def serve(port: int, thinks: float) -> None:
    """Talk to each client in a process of its own."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.create_server(("127.0.0.1", port)) as listener:
        while True:
            accepted, _address = listener.accept()
            # Answers to a group of commands don't wait for each other on the way.
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if os.fork() == 0:
                listener.close()
                asyncio.run(converse(accepted, thinks))
                os._exit(0)
            accepted.close()


if __name__ == "__main__":
    serve(int(sys.argv[1]), float(sys.argv[2]))
