"""`manage.py bounce`: what an alias hands over, as a mail server starts it."""

import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from debates.outbox.models import Message, State, Suppression
from tests.makers import NOW
from tests.outbox.conftest import promise
from tests.outbox.returned import complaint, exim, postfix

pytestmark = pytest.mark.django_db


def pipe(monkeypatch: pytest.MonkeyPatch, content: bytes) -> str:
    """Hand the command this on its standard input, and answer what it says."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    out = io.StringIO()
    call_command("bounce", stdout=out)
    return out.getvalue()


def sent() -> str:
    """Answer the Message-ID of a letter that was handed over."""
    message = promise("wren@example.org")
    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=NOW)
    return message.message_id


@pytest.mark.parametrize("shape", [postfix, exim, complaint])
def test_mail_that_came_back_stops_its_address_once(monkeypatch: pytest.MonkeyPatch, shape: object) -> None:
    content = shape(message_id=sent())  # type: ignore[operator]
    assert pipe(monkeypatch, content) == "Addresses that are written to no more: 1.\n"
    before = [*Suppression.objects.values()]
    assert pipe(monkeypatch, content) == "Addresses that are written to no more: 0.\n"
    assert [*Suppression.objects.values()] == before


def test_what_may_pass_and_what_is_not_ours_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = sent()
    soft = postfix(status="4.2.2", message_id=ours)
    theirs = postfix(recipient="sam@example.org", message_id=ours)
    for content in (soft, theirs, postfix()):
        assert pipe(monkeypatch, content) == "Addresses that are written to no more: 0.\n"
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\x00", b"Subject: I am away\r\n\r\nwren@example.org"])
def test_what_is_no_report_ends_with_a_status_for_the_mail_server(
    monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    sent()
    with pytest.raises(CommandError) as ended:
        pipe(monkeypatch, content)
    assert (ended.value.returncode, "@" in str(ended.value)) == (65, False)
    assert not Suppression.objects.exists()
