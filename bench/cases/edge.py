"""The debate page through `deploy/nginx.conf` against the same bytes as a file of the same nginx, by wrk."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.urls import reverse

from bench import servers
from bench.goals import EDGE, EDGE_UNCHANGED, NotHere, Round
from bench.load import Load, UnexpectedAnswerError, fetch_as, headers_of
from bench.processes import busy_seconds
from bench.stage import CONNECTIONS, GZIP, ROOT, Spent, Stage
from bench.turns import in_turns, rate

CONFIGURATION = ROOT / "deploy" / "nginx.conf"
READER = {**GZIP, "Cookie": "position_order=3"}

MAIN = """
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types; access_log off; sendfile on;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/edge.conf;
    server {{
        listen {host}:{port};
        location / {{ root {folder}/files; default_type "text/html; charset=utf-8"; {encoding} }}
    }}
}}
"""


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure the page, and that it has not changed, at both."""
    if not CONFIGURATION.exists():
        raise NotHere("there is no deploy/nginx.conf")
    site = stage.site("full", POSITION_ORDER_EDGE="true", TRUSTED_PROXIES="1")
    path = reverse("reading:debate", args=[stage.filled("full").known["discussed"]["few"]])
    folder = stage.ending.enter_context(servers.folder_of(None))
    folder.chmod(0o755)
    edge, static = servers.free_port(), servers.free_port()
    configure(folder, edge=edge, upstream=site.port)
    # First the bytes are taken from the edge, then nginx is started once more with them as a file.
    with nginx(folder, static, edge, ""):
        headers = headers_of(path, edge, READER)
        body = fetch_as(path, edge, READER)
    (folder / "files").mkdir()
    (folder / "files" / "page").write_bytes(body)
    kept = headers.get("content-encoding", "")
    encoding = f"add_header Content-Encoding {kept};" if kept else ""
    pid = stage.ending.enter_context(nginx(folder, static, edge, encoding))
    wrk = Wrk(pid, stage.effort.seconds)
    for turn in count():
        yield {
            EDGE: [rate(*in_turns(lambda: wrk.page(edge, path), lambda: wrk.page(static, "/page"), turn))],
            EDGE_UNCHANGED: [
                rate(*in_turns(lambda: wrk.again(edge, path), lambda: wrk.again(static, "/page"), turn))
            ],
        }


def configure(folder: Path, *, edge: int, upstream: int) -> None:
    """Write the edge's configuration with its words filled in."""
    words = {
        "SERVER_NAME": "localhost",
        "LISTEN": f"{servers.HOST}:{edge}",
        "UPSTREAM": f"{servers.HOST}:{upstream}",
        "CACHE_DIR": str(folder / "cache"),
        "OWN_DIR": str(folder / "own"),
    }
    (folder / "own").mkdir()
    text = CONFIGURATION.read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"${{{word}}}", value)
    (folder / "edge.conf").write_text(text, encoding="utf-8")


def nginx(folder: Path, static: int, edge: int, encoding: str) -> AbstractContextManager[int]:
    """Run nginx; answer its process."""
    main = MAIN.format(folder=folder, host=servers.HOST, port=static, encoding=encoding)
    (folder / "main.conf").write_text(main, encoding="utf-8")
    command = [servers.path_to("nginx"), "-p", str(folder), "-c", str(folder / "main.conf")]
    return servers.running("nginx", command, edge)


@dataclass(frozen=True, slots=True)
class Wrk:
    """A load client that is quick enough for nginx: the process that it measures, and for how long."""

    pid: int
    seconds: float

    def page(self, port: int, path: str, headers: Mapping[str, str] = READER) -> Spent:
        """Measure a page that eight connections ask for."""
        said = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
        length = f"-d{max(1, round(self.seconds))}s"
        command = [servers.path_to("wrk"), "-t1", f"-c{CONNECTIONS}", length, *said]
        fetch_as(path, port, headers)  # what is measured is a page that somebody has asked for
        before = busy_seconds([self.pid])
        done = subprocess.run(
            [*command, "-H", "Host: localhost", f"http://{servers.HOST}:{port}{path}"],
            check=True,
            capture_output=True,
            text=True,
        )
        spent = busy_seconds([self.pid]) - before
        found = re.search(r"(\d+) requests in", done.stdout)
        each_second = re.search(r"Requests/sec: +([\d.]+)", done.stdout)
        if found is None or each_second is None or "Non-2xx" in done.stdout:
            raise UnexpectedAnswerError(f"wrk at {path}: {done.stdout}")
        answers = int(found[1])
        return Spent(Load(answers, answers / float(each_second[1]), 0.0, ()), 1000 * spent / answers)

    def again(self, port: int, path: str) -> Spent:
        """Measure it as browsers ask that have it already."""
        return self.page(port, path, {**READER, "If-None-Match": headers_of(path, port, READER)["etag"]})
