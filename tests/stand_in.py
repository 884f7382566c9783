"""A service on this machine that stands in for one elsewhere: a real HTTP server, told what to answer."""

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from types import TracebackType
from typing import Any, Self

JSON = "application/json"


@dataclass(slots=True)
class Answer:
    """What the stand-in says: after `wait` seconds, in pieces with `between` seconds between them."""

    body: bytes = b""
    status: int = 200
    kind: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0
    pieces: int = 1
    between: float = 0
    length: int | None = None


def said(value: Any) -> Answer:
    """Answer this value as JSON."""
    return Answer(json.dumps(value).encode())


class StandIn:
    """The server, which answers what `answer` says of the path that it is asked."""

    def __init__(self, answer: Callable[[str], Answer]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.sent: list[bytes] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stand_in.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                told = stand_in.answer(self.path)
                if stand_in.over.wait(told.wait):
                    return
                with suppress(OSError):  # whoever asked may have gone
                    self.tell(told)

            def do_POST(self) -> None:
                stand_in.sent.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.do_GET()

            def tell(self, told: Answer) -> None:
                self.send_response(told.status)
                self.send_header("Content-Type", told.kind)
                self.send_header(
                    "Content-Length", str(len(told.body) if told.length is None else told.length)
                )
                for name, value in told.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                size = max(1, -(-len(told.body) // told.pieces))
                for start in range(0, len(told.body), size):
                    self.wfile.write(told.body[start : start + size])
                    self.wfile.flush()
                    sleep(told.between)

            def log_message(self, *args: Any) -> None:
                """Say nothing."""

        self.over = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def address(self) -> str:
        """Answer where it listens."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
