"""allauth's e-mails: what somebody waits for goes out at once and alike, what has changed is promised."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from accounts.models import User
from debates.outbox.account_mail import AT_ONCE, AccountAdapter, promise_notice
from debates.outbox.models import Message
from tests.makers import NOW
from tests.outbox.conftest import Deliver, states
from tests.sink import Sink

pytestmark = pytest.mark.django_db

LETTERS = {
    "account/email/login_code": ("Your code for {{ site.name }}", "Your code: {{ code }}", None),
    "account/email/unknown_account": ("Your sign-in at {{ site.name }}", "No account: {{ email }}", None),
    "account/email/password_changed": (
        "Your password was changed",
        "{{ user.display_name }}, on {{ timestamp|date:'j F Y, H:i' }}.{{ ip }}{{ user_agent }}",
        "<p>{{ user.display_name }}</p>",
    ),
    "account/email/email_changed": (
        "Your address was changed",
        "{{ from_email }} is now {{ to_email }}",
        None,
    ),
    "socialaccount/email/account_connected": ("Another way to sign in", "By {{ provider }}", None),
}


@pytest.fixture(autouse=True)
def letters(settings: Settings, tmp_path: Path) -> None:
    """Write the templates of this test in front of the site's."""
    for prefix, (subject, text, html) in LETTERS.items():
        folder = tmp_path / "letters" / Path(prefix).parent
        folder.mkdir(parents=True, exist_ok=True)
        name = Path(prefix).name
        (folder / f"{name}_subject.txt").write_text(f"\n{subject}\n")
        (folder / f"{name}_message.txt").write_text("{% autoescape off %}" + text + "{% endautoescape %}")
        if html:
            (folder / f"{name}_message.html").write_text(html)
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path / "letters", *engine["DIRS"]]}]


@pytest.fixture
def adapter() -> Iterator[AccountAdapter]:
    """Answer the adapter as it is made for somebody who sends the sign-in form."""
    request = RequestFactory().post("/accounts/login/?next=/debates/", REMOTE_ADDR="203.0.113.9")
    request.META["HTTP_USER_AGENT"] = "Curious/1.0"
    with request_context(request):
        yield AccountAdapter(request)


# ---------------------------------------------------------------- at once


def test_a_code_is_sent_at_once_and_stored_nowhere(adapter: AccountAdapter, sink: Sink) -> None:
    adapter.send_mail("account/email/login_code", "vera@example.org", {"code": "KXJ-42Q"})
    [mail] = sink.mails
    assert (mail["To"], mail["Subject"]) == ("vera@example.org", "Your code for Sic et Non")
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        assert "KXJ-42Q" in body.get_content()
    assert not Message.objects.exists()


def test_what_is_sent_at_once_is_what_somebody_waits_for_without_being_signed_in() -> None:
    assert {name.rpartition("/")[2] for name in AT_ONCE} == {
        "account_already_exists",
        "email_confirmation",
        "email_confirmation_signup",
        "login_code",
        "password_reset_code",
        "password_reset_key",
        "unknown_account",
    }


EITHER = ["account/email/login_code", "account/email/unknown_account"]


def attempt(adapter: AccountAdapter, prefix: str) -> HttpResponse:
    with pytest.raises(ImmediateHttpResponse) as stopped:
        adapter.send_mail(prefix, "vera@example.org", {"code": "KXJ-42Q"})
    return stopped.value.response


@pytest.mark.parametrize("trouble", ["down", "refuses", "hangs up"])
def test_a_mail_that_cannot_be_sent_is_said_alike_to_those_with_and_without_an_account(
    adapter: AccountAdapter, sink: Sink, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    if trouble == "down":
        sink.down()
    elif trouble == "refuses":
        sink.answer_recipient = lambda address: f"550 5.1.1 No mailbox {address}"
    else:
        sink.drops_before_text = 2
    caplog.set_level(logging.INFO)
    caplog.clear()
    one, other = (attempt(adapter, prefix) for prefix in EITHER)
    assert (one.status_code, one["Retry-After"]) == (503, "120")
    page = one.content.decode()
    assert "We could not send the e-mail just now. Try again in a few minutes." in page
    assert 'href="/accounts/login/?next=/debates/"' in page
    assert (other.status_code, other.content) == (one.status_code, one.content)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("debates.")]
    assert len(set(ours)) == 1
    assert not any("KXJ" in line or "vera" in line or "mailbox" in line for line in ours)


def test_an_address_that_cannot_be_written_to_is_said(adapter: AccountAdapter, sink: Sink) -> None:
    with pytest.raises(ImmediateHttpResponse) as stopped:
        adapter.send_mail("account/email/login_code", '"a\x0bb"@example.org', {"code": "KXJ-42Q"})
    assert stopped.value.response.status_code == 400
    assert "This is no e-mail address that we can write to." in stopped.value.response.content.decode()


# ---------------------------------------------------------------- notices


def test_a_notice_is_promised_with_no_trace_of_machine_and_browser(
    adapter: AccountAdapter, sink: Sink, vera: User, deliver: Deliver
) -> None:
    User.objects.filter(pk=vera.pk).update(time_zone="Europe/Brussels")
    context = {"timestamp": NOW, "ip": "203.0.113.9", "user_agent": "Curious/1.0", "user": vera}
    adapter.send_mail("account/email/password_changed", "vera@example.org", context)
    [message] = Message.objects.all()
    assert (message.kind, message.recipient) == ("account_notice", "vera@example.org")
    assert message.ids == {
        "template": "account/email/password_changed",
        "email": "vera@example.org",
        "at": "2026-03-01T09:00:00+00:00",
        "user": vera.pk,
    }
    assert sink.accepted == []
    Message.objects.update(due_at=NOW)
    deliver()
    [mail] = sink.mails
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines()[0] == "Vera, on 1 March 2026, 10:00."


def test_a_notice_tells_the_change_and_nothing_else_of_the_context(
    adapter: AccountAdapter, sink: Sink, vera: User, deliver: Deliver
) -> None:
    told = {"from_email": "old@example.org", "to_email": "new@example.org", "account": object(), "ip": "::1"}
    promise_notice(
        "account/email/email_changed", "old@example.org", {**told, "user": vera, "timestamp": NOW}, now=NOW
    )
    [message] = Message.objects.all()
    assert {*message.ids} == {"template", "email", "at", "user", "from_email", "to_email"}
    deliver()
    [mail] = sink.mails
    body = mail.get_body(("html",))
    assert body is not None
    assert "used old@example.org. From now on it uses new@example.org" in " ".join(body.get_content().split())


def test_the_same_event_gives_one_notice_and_another_event_another(vera: User) -> None:
    def notice(moment: datetime, prefix: str = "account/email/password_changed") -> None:
        promise_notice(prefix, "vera@example.org", {"user": vera, "timestamp": moment}, now=NOW)

    notice(NOW)
    notice(NOW)
    assert Message.objects.count() == 1
    notice(datetime(2026, 3, 1, 9, 0, 0, 1, tzinfo=UTC))
    notice(NOW, "mfa/email/totp_activated")
    assert Message.objects.count() == 3


def test_a_provider_is_told_by_its_name(sink: Sink, vera: User, deliver: Deliver) -> None:
    class Provider:
        def __str__(self) -> str:
            return "Wikimedia"

    context: dict[str, Any] = {"provider": Provider(), "user": vera, "timestamp": NOW}
    promise_notice("socialaccount/email/account_connected", "vera@example.org", context, now=NOW)
    deliver()
    [mail] = sink.mails
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines()[0] == "By Wikimedia"


def test_a_notice_to_an_account_that_is_gone_is_no_longer_wanted(
    sink: Sink, vera: User, deliver: Deliver
) -> None:
    context = {"user": vera, "timestamp": NOW}
    promise_notice("account/email/password_changed", "vera@example.org", context, now=NOW)
    vera.delete()
    deliver()
    assert states() == {"vera": "suppressed"}
    assert sink.accepted == []


@pytest.mark.parametrize("zone", ["Nowhere/Else", "../../etc/passwd", ""])
@pytest.mark.parametrize("language", ["tlh", ""])
def test_an_odd_language_or_time_zone_gives_way_to_the_sites(
    sink: Sink, vera: User, deliver: Deliver, zone: str, language: str
) -> None:
    User.objects.filter(pk=vera.pk).update(time_zone=zone, language=language)
    promise_notice(
        "account/email/password_changed", "vera@example.org", {"user": vera, "timestamp": NOW}, now=NOW
    )
    deliver()
    [mail] = sink.mails
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines()[0] == "Vera, on 1 March 2026, 09:00."


@pytest.mark.django_db(transaction=True)
def test_a_notice_needs_no_transaction_around_it(adapter: AccountAdapter, vera: User) -> None:
    adapter.send_mail("account/email/password_changed", "vera@example.org", {"user": vera})
    assert states() == {"vera": "pending"}
