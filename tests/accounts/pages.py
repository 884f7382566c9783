"""What tests of the pages of accounts share."""

import re
import time

from bs4 import BeautifulSoup
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from accounts.models import User


def title_of(response: HttpResponse) -> str:
    """Answer the title of a private page, after looking at what no page may hold or lack."""
    page = BeautifulSoup(response.content, "html.parser")
    assert len(page.select("h1")) == 1
    assert page.select("[style], style, [onclick], [onload]") == []
    running = [script for script in page.select("script") if script.get("type") != "application/json"]
    assert [script for script in running if not script.get("src")] == []
    assert page.select('meta[name="robots"][content="noindex"]')
    for field in page.select("main input:not([type=hidden]), main select, main textarea"):
        assert page.select(f'label[for="{field["id"]}"]') or field.find_parent("label"), field
        assert not field.has_attr("placeholder"), field
    assert page.title is not None
    title = page.title.get_text()
    assert title.endswith(" – Sic et Non")
    return title


def sign_in(client: Client, user: User, ago: float = 0) -> None:
    """Let the client be somebody who signed in by code, so many seconds ago."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()


def last_code() -> str:
    """Answer the code in the last e-mail."""
    return str(re.findall(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)[0])
