"""A small load client: as many requests as a few kept-open connections carry, on this machine only.

One thread with plain sockets, because the client must cost less than what it measures: `Load.busy` says how
much of its time it worked, and near 1 it measured itself.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import repeat
from urllib.parse import urlencode

HOST = "127.0.0.1"
END_OF_HEAD = b"\r\n\r\n"
PAGES = frozenset({"200", "304"})
"""What a page answers."""


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
    requests: Iterator[bytes]
    wanted: frozenset[str] = PAGES
    asked: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    length: int = 0

    def ask(self) -> None:
        """Send the next request."""
        self.received.clear()
        self.length = 0
        self.asked = time.perf_counter()
        self.socket.sendall(next(self.requests))

    def has_answer(self) -> bool:
        """Take what has come, and answer whether it is the whole answer."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise UnexpectedAnswerError("The server closed a connection.")
        self.received += part
        if not self.length:
            self.length = length_of(self.received, self.wanted)
        return bool(self.length) and len(self.received) >= self.length


def length_of(received: bytearray, wanted: frozenset[str]) -> int:
    """Answer the length of the whole answer that begins so, or 0 while its head is not complete.

    Raises `UnexpectedAnswerError` unless its status is one that is wanted.
    """
    end = received.find(END_OF_HEAD)
    if end < 0:
        return 0
    status, *lines = bytes(received[:end]).decode("latin-1").lower().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    code = status.split()[1]
    if code not in wanted:
        raise UnexpectedAnswerError(f"The server answered {status}.")
    body = 0 if code == "304" else int(headers["content-length"])
    return end + len(END_OF_HEAD) + body


def request_for(path: str, port: int, headers: Mapping[str, str]) -> bytes:
    """Answer the bytes of a GET."""
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode() + END_OF_HEAD


def post_for(path: str, port: int, cookies: Mapping[str, str], form: Mapping[str, str]) -> bytes:
    """Answer the bytes of a POST of this form, with the cookies of whoever sends it."""
    body = urlencode(form).encode()
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: localhost:{port}",
        f"Cookie: {'; '.join(f'{name}={value}' for name, value in cookies.items())}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + END_OF_HEAD + body


def fetch(path: str, port: int) -> bytes:
    """Answer the body of one page."""
    return fetch_as(path, port, {})


def fetch_as(path: str, port: int, headers: Mapping[str, str]) -> bytes:
    """Answer the body of one page as somebody gets it whose browser sends these headers."""
    with socket.create_connection((HOST, port), timeout=10) as opened:
        connection = Connection(opened, repeat(request_for(path, port, headers)))
        connection.ask()
        while not connection.has_answer():
            pass
        return bytes(connection.received).partition(END_OF_HEAD)[2]


def headers_of(path: str, port: int, headers: Mapping[str, str]) -> dict[str, str]:
    """Answer the headers of one page, their names in small letters."""
    connection = HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}", **headers})
        answer = connection.getresponse()
        answer.read()
        return {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def load(
    path: str, port: int, *, connections: int, seconds: float, most: int, headers: Mapping[str, str]
) -> Load:
    """Ask for the page over so many connections until the seconds or the requests are used up."""
    request = request_for(path, port, headers)
    return load_requests([repeat(request)] * connections, port, seconds=seconds, most=most)


def load_requests(
    clients: Sequence[Iterator[bytes]],
    port: int,
    *,
    seconds: float,
    most: int,
    wanted: frozenset[str] = PAGES,
) -> Load:
    """Send what each client says next, over one connection each.

    Ends when the seconds or the requests are used up, and every client has had its last answer.
    """
    waits: list[float] = []
    with selectors.DefaultSelector() as selector:
        opened = [
            Connection(socket.create_connection((HOST, port), timeout=10), requests, wanted)
            for requests in clients
        ]
        for connection in opened:
            selector.register(connection.socket, selectors.EVENT_READ, connection)
        began, worked = time.perf_counter(), time.process_time()
        for connection in opened:
            connection.ask()
        waiting = len(opened)
        while waiting:
            for key, _ in selector.select(timeout=1):
                connection = key.data
                if connection.has_answer():
                    now = time.perf_counter()
                    waits.append(now - connection.asked)
                    if now - began < seconds and len(waits) < most:
                        connection.ask()
                    else:
                        waiting -= 1
        took, work = time.perf_counter() - began, time.process_time() - worked
        for connection in opened:
            connection.socket.close()
    return Load(len(waits), took, work / took, tuple(waits))
