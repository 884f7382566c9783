"""A real nginx that runs the very file that is deployed, in front of the real application."""

import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

from tests.config.test_serving import ROOT, free_port
from tests.run_all import find_nginx

FILE = ROOT / "deploy" / "nginx.conf"
NGINX = find_nginx()
PATIENCE = 30.0
HOST = "localhost"

# What a machine has around the file: Debian's nginx.conf in short, with all that is written in one folder.
AROUND = """
daemon off;
{user}
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
    default_type application/octet-stream;
    sendfile on;
    gzip on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Answer:
    """What came back: status, headers (all, in order) and the bytes as they came over the wire."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    def __getitem__(self, name: str) -> str | None:
        return self.headers.get(name)

    @property
    def cache(self) -> str | None:
        """Answer how nginx came by it: MISS, HIT, EXPIRED, STALE, REVALIDATED; nothing where it went by."""
        return self.headers.get("X-Cache")

    @property
    def text(self) -> str:
        return self.body.decode()


class Edge:
    """An nginx of its own, with an empty store, in front of an application on this port."""

    def __init__(self, folder: Path, upstream: int, own: Mapping[str, str] | None = None) -> None:
        self.port, self.folder, self.store = free_port(), folder, folder / "store"
        (folder / "own").mkdir()
        for name, text in (own or {}).items():
            (folder / "own" / name).write_text(text)
        words = {
            "SERVER_NAME": HOST,
            "LISTEN": f"127.0.0.1:{self.port}",
            "UPSTREAM": f"127.0.0.1:{upstream}",
            "CACHE_DIR": str(self.store),
            "OWN_DIR": str(folder / "own"),
        }
        (folder / "site.conf").write_text(filled(FILE.read_text(), words))
        # What root starts works as somebody else, who can't read a test's folder.
        around = AROUND.format(folder=folder, user="user root;" if os.geteuid() == 0 else "")
        (folder / "nginx.conf").write_text(around)
        self.process = subprocess.Popen(
            [NGINX, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
        )
        deadline = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError):
                self.get("/.well-known/acme-challenge/none")
                return
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.02)

    @property
    def said(self) -> str:
        return (self.folder / "error.log").read_text()

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Answer a request; `_` in the name of a header is `-`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            said = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
            connection.request(method, path, body, said)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def kept(self, bucket: int, path: str, **headers: str) -> Answer:
        """Answer a page to somebody who has a bucket already."""
        return self.get(path, Cookie=f"position_order={bucket}", **headers)

    def hit(self, bucket: int, path: str, method: str = "GET", **headers: str) -> Answer:
        """Answer a page from the store: a page of the site is fresh for a part of a second, so ask again."""
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self.ask(method, path, Cookie=f"position_order={bucket}", **headers)
            if answer.cache == "HIT":
                return answer
            assert time.monotonic() < deadline, (answer.status, answer.cache)

    @property
    def stored(self) -> list[bytes]:
        """Answer every file of the store, each with the headers and the body that are kept."""
        # What is being written has a longer name.
        return [file.read_bytes() for file in self.store.rglob("?" * 32) if file.is_file()]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def filled(text: str, words: Mapping[str, str]) -> str:
    """Answer the text with these words filled in, as `envsubst` does with a list of them."""
    for name, word in words.items():
        text = text.replace(f"${{{name}}}", word)
    return text
