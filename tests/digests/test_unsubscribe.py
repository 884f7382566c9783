"""The command that an alias hands e-mails to."""

import io
import sys
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django import Settings

from accounts.models import User
from debates.digests import targets
from debates.digests.actions.finding import find_events
from debates.digests.actions.planning import plan_due
from debates.digests.letters.links import unsubscribe_address, unsubscribe_mailto
from debates.digests.models import Subscriber
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from tests.digests.people import AFTER_EIGHT, reader, the_letter
from tests.digests.rows import stored, subscriber, wish, wishes
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db


@pytest.fixture
def wren() -> Subscriber:
    row = subscriber()
    wish(row, Thing.new_debates(), Frequency.DAILY)
    return row


@pytest.fixture(autouse=True)
def address(settings: Settings) -> None:
    settings.UNSUBSCRIBE_MAILTO = "leave@example.org"


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> str:
    """Hand the command this on its standard input, and answer what it says."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    out = io.StringIO()
    call_command("unsubscribe", stdout=out)
    return out.getvalue()


def sent(address: str) -> bytes:
    """Answer the e-mail that a program writes when somebody follows this `mailto:`."""
    mail = EmailMessage()
    mail["From"] = "wren@example.org"
    mail["To"] = urlsplit(address).path
    mail["Subject"] = parse_qs(urlsplit(address).query)["subject"][0]
    mail.set_content("")
    return mail.as_bytes()


def test_the_e_mail_that_a_letter_asks_for_ends_its_list_once(
    wren: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sent(unsubscribe_mailto(wren, "digest"))
    assert pipe(monkeypatch, content) == "Ended: digest.\n"
    assert wishes(wren) == {"new": "never"}
    before = stored()
    assert pipe(monkeypatch, content) == "Ended: digest.\n"
    assert stored() == before


def test_each_letter_of_a_digest_names_the_e_mail_that_ends_it_for_its_reader(
    ed: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_debate(ed, closes_at=NOW + timedelta(days=30))
    people = [reader(f"{name}@example.org", targets.new_debates()) for name in ("a", "b", "c")]
    find_events(now=NOW)
    plan_due(now=AFTER_EIGHT)
    for person in people:
        mail = the_letter(person.email)
        assert mail is not None
        web, by_mail = (way.strip("<>,") for way in mail["List-Unsubscribe"].split())
        assert (web, by_mail) == (unsubscribe_address(person, "digest"), unsubscribe_mailto(person, "digest"))
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["Precedence"] == "list"
        assert ".invalid" not in str(mail)
        assert pipe(monkeypatch, sent(by_mail)) == "Ended: digest.\n"
        assert wishes(person) == {"new": "never"}


@pytest.mark.parametrize("change", ["token", "list", "number", "nothing"])
def test_an_e_mail_that_names_nothing_ends_with_a_status_for_the_mail_server(
    wren: Subscriber, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    content = sent(unsubscribe_mailto(wren, "digest")).decode()
    other = {
        "token": content.replace(".digest.", ".digest.x", 1),
        "list": content.replace(".digest.", ".gossip."),
        "number": content.replace("unsubscribe 0", "unsubscribe 9"),
        "nothing": "Subject: Hello\n\nWho are you?\n",
    }[change]
    before = stored()
    with pytest.raises(CommandError, match="names no list") as ended:
        pipe(monkeypatch, other.encode())
    assert (ended.value.returncode, stored()) == (65, before)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"Subject: \xff\n\n", b"Subject: =?x?q?=ff?=\n\n"])
def test_rubbish_is_no_e_mail(wren: Subscriber, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    with pytest.raises(CommandError):
        pipe(monkeypatch, content)
