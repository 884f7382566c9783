"""A site where people have accounts, at the network's edge: it speaks OpenID Connect and MediaWiki's OAuth.

It keeps the rules of both as far as a sign-in needs them, and can be told to break them.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = {"client_id": "the-quay", "client_secret": "known to two sites only"}
WIKI = "/w/rest.php"
DISCOVERY = "/.well-known/openid-configuration"
PROFILE, TOKEN, USERINFO = f"{WIKI}/oauth2/resource/profile", "/token", "/userinfo"
AUTHORIZE = {"/authorize", f"{WIKI}/oauth2/authorize"}
TOKENS = {TOKEN, f"{WIKI}/oauth2/access_token"}
ABOUT_PEOPLE = {"oidc": USERINFO, "mediawiki": PROFILE}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back: JSON, unless it is bytes already."""

    said: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    after: float = 0.0
    """Seconds to wait before it."""

    @property
    def body(self) -> bytes:
        return self.said if isinstance(self.said, bytes) else json.dumps(self.said).encode()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came."""

    path: str
    headers: dict[str, str]
    fields: dict[str, str]


class OtherSite:
    """The site, and the one person who is signed in to it."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.port = 0
        self.begin_anew()
        self.open()

    def begin_anew(self) -> None:
        """Forget everything that a test told it."""
        self.person: dict[str, Any] = {"sub": "77"}
        self.in_token: dict[str, Any] = {}
        self.agrees = True
        self.by_another_host = False
        self.instead: dict[str, Answer] = {}
        self.asked: list[Asked] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()

    def open(self) -> None:
        """Listen: at the first time on any port, then on the same."""
        handler = type("Handler", (Handler,), {"site": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.thread = Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let nobody listen for a while."""
        self.close()
        try:
            yield
        finally:
            self.open()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # ------------------------------------------------------------ what it answers

    def answer(self, asked: Asked) -> Answer:
        if asked.path in self.instead:
            return self.instead[asked.path]
        if asked.path in AUTHORIZE:
            return self.authorize(asked)
        if asked.path in TOKENS:
            return self.token(asked)
        if asked.path in ABOUT_PEOPLE.values():
            known = asked.headers.get("authorization", "").removeprefix("Bearer ") in self.tokens
            return Answer(self.person) if known else Answer({"error": "invalid_token"}, 401)
        return Answer(self.description) if asked.path == DISCOVERY else Answer({}, 404)

    @property
    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": self.url + TOKEN,
            "userinfo_endpoint": self.url + USERINFO,
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: Asked) -> Answer:
        if self.by_another_host and "hop" not in asked.fields:
            # Where people sign in is another host than the one that sites know, as at Wikimedia.
            query = urlencode({**asked.fields, "hop": "1"})
            return Answer(
                status=302, headers={"Location": f"http://localhost:{self.port}{asked.path}?{query}"}
            )
        if asked.fields.get("client_id") != CLIENT["client_id"]:
            return Answer({"error": "invalid_client"}, 400)
        said = {"state": asked.fields["state"]}
        if self.agrees:
            said["code"] = secrets.token_urlsafe(8)
            self.codes[said["code"]] = asked.fields
        else:
            said["error"] = "access_denied"
        return Answer(status=302, headers={"Location": f"{asked.fields['redirect_uri']}?{urlencode(said)}"})

    def token(self, asked: Asked) -> Answer:
        granted = self.codes.pop(asked.fields.get("code", ""), None)
        if CLIENT.items() - asked.fields.items():
            return Answer({"error": "invalid_client"}, 401)
        if granted is None or granted["redirect_uri"] != asked.fields["redirect_uri"]:
            return Answer({"error": "invalid_grant"}, 400)
        if granted.get("code_challenge", "") != challenge_of(asked.fields.get("code_verifier", "")):
            return Answer({"error": "invalid_grant"}, 400)
        token = secrets.token_urlsafe(8)
        self.tokens.add(token)
        said = {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        return Answer(said if asked.path != TOKEN else {**said, "id_token": self.id_token()})

    def id_token(self) -> str:
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT["client_id"], "iat": now, "exp": now + 60}
        return jwt.encode(
            {**claims, "sub": self.person.get("sub"), **self.in_token}, self.key, "RS256", {"kid": "1"}
        )


def challenge_of(verifier: str) -> str:
    """Answer what the verifier proves (RFC 7636, S256); nothing of nothing."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=") if verifier else ""


class Handler(BaseHTTPRequestHandler):
    site: OtherSite

    def do_GET(self) -> None:
        self.reply(urlsplit(self.path).query)

    def do_POST(self) -> None:
        self.reply(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())

    def reply(self, fields: str) -> None:
        asked = Asked(
            urlsplit(self.path).path,
            {name.lower(): value for name, value in self.headers.items()},
            {name: values[-1] for name, values in parse_qs(fields).items()},
        )
        self.site.asked.append(asked)
        answer = self.site.answer(asked)
        time.sleep(answer.after)
        try:
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)
        except OSError:
            # Who asked has stopped waiting.
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's name
        pass
