"""The site in a process of its own, started by its environment, and a browser's part in signing in to it."""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import requests
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.config.test_serving import ROOT, free_port

PATIENCE = 30.0
PATHS = {"mediawiki": "mediawiki", "oidc": "oidc/oidc"}


class RunningSite:
    """A site with this environment, on the database of the test that runs."""

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "site.log"
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"),
                    *("--host", "127.0.0.1", "--port", str(self.port), "--blocking-threads", "4"),
                    *("--no-access-log", "config.wsgi:application"),
                ],
                cwd=ROOT,
                env={
                    **kept,
                    "DJANGO_SETTINGS_MODULE": "tests.accounts.site_with_others",
                    "PYTHONPATH": str(ROOT),
                    "VAR_DIR": str(folder),
                    # The same as in the test, so that a session which it makes is one here.
                    "SECRET_KEY": settings.SECRET_KEY,
                    "MAIL_FOLDER": str(folder / "mail"),
                    "BASE_URL": self.url,
                    "DATABASE_URL": database_url(),
                    "REDIS_URL": os.environ.get("REDIS_URL", ""),
                    "TRUSTED_PROXIES": "1",
                    **env,
                },
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def until_it_answers(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            try:
                requests.get(f"{self.url}/account/me/", timeout=5)
            except requests.ConnectionError:
                time.sleep(0.05)
            else:
                return

    @property
    def said(self) -> str:
        return self.log.read_text()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def database_url() -> str:
    """Answer the address of the database that this test uses."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    who = quote(database["USER"] or "", safe="")
    password = f":{quote(database['PASSWORD'], safe='')}" if database["PASSWORD"] else ""
    host, port = quote(database["HOST"] or "", safe=""), database["PORT"]
    return f"postgresql://{who}{password}@{host}{f':{port}' if port else ''}/{database['NAME']}"


class Window:
    """A browser without a screen: it keeps cookies, presses buttons, and goes where a page leads at once."""

    def __init__(self, site: RunningSite) -> None:
        self.site = site
        self.session = requests.Session()
        # Each window is another visitor, so that limits of one test don't reach into the next.
        self.session.headers["X-Forwarded-For"] = f"2001:db8:{secrets.randbelow(65536):x}::1"

    def belongs_to(self, person: User) -> "Window":
        """Sign this person in."""
        client = Client()
        client.force_login(person)
        self.session.cookies.set("sessionid", client.cookies["sessionid"].value, domain="127.0.0.1")
        return self

    def get(self, path: str, **more: Any) -> requests.Response:
        return self.session.get(self.site.url + path if path.startswith("/") else path, timeout=20, **more)

    def press(self, page: requests.Response, **fields: str) -> requests.Response:
        """Send the page's last form that has these fields, filled in like this."""
        forms = BeautifulSoup(page.text, "html.parser").select("form[method=post]")
        form = [form for form in forms if all(form.select(f"[name={name}]") for name in fields)][-1]
        hidden = {
            str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden]")
        }
        action = requests.compat.urljoin(page.url, str(form.get("action") or page.url))
        return self.session.post(action, {**hidden, **fields}, timeout=20)

    def way_out(self, provider: str, **query: str) -> requests.Response:
        """Answer the page that leads to the other site."""
        page = self.get(f"/account/{PATHS[provider]}/login/?{urlencode(query)}")
        assert page.status_code == 200, page.status_code
        return self.press(page)

    def follow(self, page: requests.Response, **more: Any) -> requests.Response:
        """Go where the page leads at once."""
        refresh = BeautifulSoup(page.text, "html.parser").select_one("meta[http-equiv=refresh]")
        assert isinstance(refresh, Tag), page.text
        return self.get(str(refresh["content"]).partition("URL='")[2].removesuffix("'"), **more)

    def sign_in(self, provider: str, **query: str) -> requests.Response:
        """Answer the page that somebody ends on who signs in, or connects, by this other site."""
        return self.follow(self.way_out(provider, **query))

    @property
    def is_signed_in(self) -> bool:
        """Answer whether somebody's own page opens."""
        return self.get("/account/", allow_redirects=False).status_code == 200
