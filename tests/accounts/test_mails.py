"""The e-mails of accounts: every one that allauth can send here, in both forms."""

from pathlib import Path
from typing import Any

import allauth
import pytest
from bs4 import BeautifulSoup
from django.conf import settings as project

from debates.outbox.account_letters import account_letter
from tests.makers import NOW

OURS = project.BASE_DIR / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
SUFFIX = "_subject.txt"

NEVER_SENT = {
    # Addresses and passwords are confirmed by codes here, never by links.
    "account/email/password_reset_key",
    # allauth has the texts and no code that sends them.
    "account/email/email_confirm",
}
CODES = {
    "account/email/login_code",
    "account/email/email_confirmation",
    "account/email/email_confirmation_signup",
    "account/email/password_reset_code",
}
ANSWERS = {"account/email/unknown_account", "account/email/account_already_exists"}


def mails_in(folder: Path) -> set[str]:
    """Answer the names of the e-mails whose subjects lie in this folder of templates."""
    return {
        str(path.relative_to(folder)).removesuffix(SUFFIX)
        for app in ("account", "mfa", "socialaccount")
        for path in folder.glob(f"{app}/email/*{SUFFIX}")
    }


MAILS = sorted(mails_in(OURS))


def test_every_mail_that_can_be_sent_is_in_our_words() -> None:
    assert mails_in(OURS) == mails_in(THEIRS) - NEVER_SENT


def written(name: str, **more: Any) -> tuple[str, str, BeautifulSoup]:
    """Answer subject, text and HTML of this mail, as the room that sends it gets them."""
    values = {
        "code": "BCDF-GHJK",
        "timestamp": NOW,
        "from_email": "old@example.org",
        "to_email": "new@example.org",
        "deleted_email": "old@example.org",
        "provider": "Wikimedia",
        "email": "vera@example.org",
    }
    letter = account_letter(name, {**values, **more})
    return letter.subject, letter.text, BeautifulSoup(letter.html, "html.parser")


@pytest.mark.parametrize("name", MAILS)
def test_each_mail_is_whole_in_text_and_a_fragment_in_html(name: str) -> None:
    subject, text, page = written(name)
    assert "Sic et Non" in subject
    assert subject == " ".join(subject.split())
    assert "<" not in text
    assert "&" not in text
    assert "\n\n\n" not in text
    assert {tag.name for tag in page.find_all()} <= {"p", "a"}
    assert all({*tag.attrs} <= {"class", "href"} for tag in page.find_all())
    assert len(page.select("a")) <= 1
    # What the text says, the HTML says too, but for the addresses that stand behind its links.
    said = " ".join(page.get_text(" ").split())
    for line in filter(None, text.splitlines()):
        assert line in said or line == (page.select("a") or [{"href": ""}])[0]["href"]


@pytest.mark.parametrize("name", sorted(CODES))
def test_a_code_stands_alone_on_its_line_and_says_how_to_treat_it(name: str) -> None:
    _subject, text, page = written(name)
    assert "BCDF-GHJK" in text.splitlines()
    assert "valid for 10 minutes" in text
    assert "never asks you for this code" in text
    assert "Then do nothing." in text
    assert [code.get_text() for code in page.select("p.code")] == ["BCDF-GHJK"]
    assert page.select("a") == []


@pytest.mark.parametrize("name", sorted({*MAILS} - CODES - ANSWERS))
def test_a_change_is_told_with_when_and_what_to_do(name: str) -> None:
    _subject, text, page = written(name)
    assert "This was done on 1 March 2026, 09:00 UTC." in text
    assert f"write to {project.SITE.contact}" in text
    (link,) = page.select("a.button")
    assert link["href"] == f"{project.SITE.base_url}/account/sessions/"


def test_hostile_values_stay_text() -> None:
    hostile = '<img src="https://elsewhere.example/x">&\r\nBcc: all@example.org'
    subject, text, page = written("socialaccount/email/account_connected", provider=hostile)
    assert "\n" not in subject
    assert '<img src="https://elsewhere.example/x">&' in text
    assert page.select("img") == []
