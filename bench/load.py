"""A small load client: as many requests as a few kept-open connections carry, on this machine only.

One thread with plain sockets, because the client must cost less than what it measures: `Load.busy` says how
much of its time it worked, and near 1 it measured itself.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from urllib.parse import urlencode

HOST = "127.0.0.1"
END_OF_HEAD = b"\r\n\r\n"


class UnexpectedAnswerError(Exception):
    """The server answered something else than the page that was asked for."""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a round: answers, seconds, the client's own share of work, the wait for each answer."""

    answers: int
    seconds: float
    busy: float
    waits: tuple[float, ...]

    @property
    def rate(self) -> float:
        """Answer requests per second."""
        return self.answers / self.seconds


@dataclass(slots=True)
class Connection:
    """One connection that is kept open, with what has come of the current answer."""

    socket: socket.socket
    asked: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    length: int = 0

    def ask(self, request: bytes) -> None:
        """Send the next request."""
        self.received.clear()
        self.length = 0
        self.asked = time.perf_counter()
        self.socket.sendall(request)

    def has_answer(self) -> bool:
        """Take what has come, and answer whether it is the whole answer."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise UnexpectedAnswerError("The server closed a connection.")
        self.received += part
        if not self.length:
            self.length = length_of(self.received)
        return bool(self.length) and len(self.received) >= self.length


def length_of(received: bytearray) -> int:
    """Answer the length of the whole answer that begins so, or 0 while its head is not complete.

    Raises `UnexpectedAnswerError` unless it is a 200, a 302 or a 304.
    """
    end = received.find(END_OF_HEAD)
    if end < 0:
        return 0
    status, *lines = bytes(received[:end]).decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    code = status.split()[1]
    if code not in {"200", "302", "304"}:
        raise UnexpectedAnswerError(f"The server answered {status}.")
    body = 0 if code == "304" else int(headers["content-length"])
    return end + len(END_OF_HEAD) + body


def request_for(path: str, port: int, headers: Mapping[str, str]) -> bytes:
    """Answer the bytes of a GET."""
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode() + END_OF_HEAD


def form_for(path: str, port: int, headers: Mapping[str, str], fields: Mapping[str, str]) -> bytes:
    """Answer the bytes of a POST of a form."""
    body = urlencode(fields).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    head = request_for(path, port, {**headers, **kind}).replace(b"GET", b"POST", 1)
    return head + body


def fetch(path: str, port: int) -> bytes:
    """Answer the body of one page."""
    with socket.create_connection((HOST, port), timeout=10) as opened:
        connection = Connection(opened)
        connection.ask(request_for(path, port, {}))
        while not connection.has_answer():
            pass
        return bytes(connection.received).partition(END_OF_HEAD)[2]


def load(
    path: str, port: int, *, connections: int, seconds: float, most: int, headers: Mapping[str, str]
) -> Load:
    """Ask for the page over so many connections until the seconds or the requests are used up."""
    streams = [repeat(request_for(path, port, headers))] * connections
    return drive(streams, port, seconds=seconds, most=most)


def drive(streams: Sequence[Iterator[bytes]], port: int, *, seconds: float, most: int) -> Load:
    """Send what each stream says next, over a connection each, until seconds or requests are used up."""
    waits: list[float] = []
    with selectors.DefaultSelector() as selector:
        opened = [Connection(socket.create_connection((HOST, port), timeout=10)) for _ in streams]
        for number, connection in enumerate(opened):
            selector.register(connection.socket, selectors.EVENT_READ, (connection, streams[number]))
        began, worked = time.perf_counter(), time.process_time()
        for connection, stream in zip(opened, streams, strict=True):
            connection.ask(next(stream))
        while (now := time.perf_counter()) - began < seconds and len(waits) < most:
            for key, _ in selector.select(timeout=1):
                connection, stream = key.data
                if connection.has_answer():
                    waits.append(time.perf_counter() - connection.asked)
                    connection.ask(next(stream))
        took, work = now - began, time.process_time() - worked
        for connection in opened:
            connection.socket.close()
    return Load(len(waits), took, work / took, tuple(waits))
