"""A provider's API in place of a mail server: what it is handed, what it answers, and what it reports."""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.core.mail import get_connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from debates.outbox.composing import compose
from debates.outbox.letters import arrival_letter
from debates.outbox.models import Message, State, Suppression
from debates.outbox.suppressing import lift
from tests.makers import NOW
from tests.outbox.conftest import Deliver, promise, promise_many, states
from tests.stand_in import Answer, StandIn, said

pytestmark = pytest.mark.django_db

SECRET = "provider:correct horse battery".replace(" ", "-")
SIGNING = "signing-key"
URL = "/outbox/reports/"
TAKEN = {
    "postmark": {"ErrorCode": 0, "Message": "OK", "MessageID": "883953f4", "To": "wren@example.org"},
    "mailgun": {"id": "<1@mailgun.example>", "message": "Queued. Thank you."},
}


@pytest.fixture
def api() -> Iterator[StandIn]:
    with StandIn(lambda _path: said(TAKEN["postmark"])) as stand_in:
        yield stand_in


@pytest.fixture(params=["postmark", "mailgun"])
def provider(request: pytest.FixtureRequest, settings: Settings, api: StandIn) -> str:
    """Have the site send through this provider, which takes everything."""
    name: str = request.param
    api.answer = lambda _path: said(TAKEN[name])
    settings.EMAIL_PROVIDER = name
    settings.EMAIL_BACKEND = "debates.outbox.provider_api.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "The Quay <debates@debates.example>"
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "token",
        "POSTMARK_API_URL": f"{api.address}/",
        "MAILGUN_API_KEY": "key",
        "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING,
        "MAILGUN_API_URL": f"{api.address}/v3",
        "WEBHOOK_SECRET": SECRET,
        "REQUESTS_TIMEOUT": 0.5,
    }
    return name


postmark = pytest.mark.parametrize("provider", ["postmark"], indirect=True)
mailgun = pytest.mark.parametrize("provider", ["mailgun"], indirect=True)


# ---------------------------------------------------------------- sending


def test_a_message_is_handed_over_once_with_its_headers_and_its_name(
    provider: str, api: StandIn, deliver: Deliver
) -> None:
    message = promise("wren@example.org")
    name = message.message_id.strip("<>").partition("@")[0]
    assert deliver() == 1
    assert states() == {"wren": "sent"}
    assert deliver() == 0
    [content] = api.sent
    if provider == "postmark":
        told = json.loads(content)
        headers = {header["Name"]: header["Value"] for header in told["Headers"]}
        assert (told["To"], told["Metadata"]) == ("wren@example.org", {"letter": name})
        assert headers["X-PM-KeepID"] == "true"
        assert headers["Message-ID"] == message.message_id
        assert api.asked[0][1]["x-postmark-server-token"] == "token"
    else:
        form = {field.lower(): value for field, [value] in parse_qs(content.decode()).items()}
        assert (form["to"], form["v:letter"]) == ("wren@example.org", name)
        assert form["h:message-id"] == message.message_id
        assert api.asked[0][0] == "/v3/debates.example/messages"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, ("failed", 2)),
        (401, ("pending", 1)),
        (403, ("pending", 1)),
        (413, ("failed", 2)),
        (429, ("pending", 1)),
        (500, ("uncertain", 1)),
        (502, ("uncertain", 1)),
        (503, ("pending", 1)),
    ],
)
def test_what_the_provider_answers_decides_as_a_mail_servers_answer_does(
    provider: str, api: StandIn, deliver: Deliver, status: int, outcome: tuple[str, int]
) -> None:
    """A provider in trouble is not asked to take the second, too."""
    promise_many(2)
    api.answer = lambda _path: Answer(b'{"ErrorCode": 9, "Message": "No, not now."}', status=status)
    deliver()
    assert (states()["reader1"], len(api.sent)) == outcome
    assert "not now" in Message.objects.get(recipient="reader1@example.org").reason


@postmark
def test_a_recipient_that_the_provider_refuses_is_given_up(
    provider: str, api: StandIn, deliver: Deliver
) -> None:
    promise("wren@example.org")
    words = "Found inactive addresses: wren@example.org. Inactive recipients have bounced."
    api.answer = lambda _path: Answer(json.dumps({"ErrorCode": 406, "Message": words}).encode(), status=422)
    deliver()
    assert states() == {"wren": "failed"}
    assert Message.objects.get().reason.startswith("550 ")


def test_a_provider_that_cannot_be_reached_is_tried_again(
    provider: str, settings: Settings, deliver: Deliver
) -> None:
    closed = "http://127.0.0.1:9"
    settings.ANYMAIL |= {"POSTMARK_API_URL": f"{closed}/", "MAILGUN_API_URL": closed}
    promise_many(2)
    deliver()
    assert states() == {"reader1": "pending", "reader2": "pending"}


def test_a_provider_that_does_not_answer_leaves_the_message_uncertain(
    provider: str, api: StandIn, deliver: Deliver
) -> None:
    promise("wren@example.org")
    api.answer = lambda _path: Answer(wait=5)
    deliver()
    assert states() == {"wren": "uncertain"}


def test_an_answer_that_is_none_leaves_the_message_uncertain(
    provider: str, api: StandIn, deliver: Deliver
) -> None:
    promise("wren@example.org")
    api.answer = lambda _path: Answer(b"<html>Hello</html>")
    deliver()
    assert states() == {"wren": "uncertain"}


def test_what_is_sent_at_once_fails_like_at_a_mail_server(provider: str, api: StandIn) -> None:
    mail = compose(arrival_letter({}), recipient="wren@example.org", now=timezone.now())
    assert get_connection().send_messages([mail]) == 1
    api.answer = lambda _path: Answer(b"{}", status=500)
    with pytest.raises(OSError, match="500"):
        mail.send()


# ---------------------------------------------------------------- what it reports


def sent() -> Message:
    message = promise("wren@example.org")
    Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=NOW)
    return message


def name_of(message: Message) -> str:
    return message.message_id.strip("<>").partition("@")[0]


def bounce(provider: str, name: str, recipient: str = "wren@example.org", **changes: Any) -> Any:
    """Answer what the provider posts about a letter that came back."""
    if provider == "postmark":
        return {
            "RecordType": "Bounce",
            "ID": 42,
            "Type": "HardBounce",
            "TypeCode": 1,
            "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
            "Metadata": {"letter": name},
            "Email": recipient,
            "Details": "smtp;550 5.1.1 <wren@example.org> is not known here",
            "BouncedAt": "2026-03-02T08:03:11Z",
            "Inactive": True,
            **changes,
        }
    data = {
        "event": "failed",
        "severity": "permanent",
        "reason": "bounce",
        "recipient": recipient,
        "timestamp": 1772438591.0,
        "user-variables": {"letter": name},
        "delivery-status": {"code": 550, "message": "5.1.1 <wren@example.org> is not known here"},
        **changes,
    }
    return {"signature": signature(), "event-data": data}


def signature(key: str = SIGNING) -> dict[str, str]:
    signed = hmac.new(key.encode(), b"1772438591token", hashlib.sha256).hexdigest()
    return {"timestamp": "1772438591", "token": "token", "signature": signed}


COMPLAINTS: dict[str, dict[str, Any]] = {
    "postmark": {"RecordType": "SpamComplaint", "Type": "SpamComplaint"},
    "mailgun": {"event": "complained", "severity": None, "reason": None},
}


def post(payload: Any, secret: str | None = SECRET, **extra: Any) -> int:
    """Answer with which status the address takes this, from somebody with this secret."""
    if secret is not None:
        extra["headers"] = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"}
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    client = Client(enforce_csrf_checks=True)
    return client.post(URL, body, content_type="application/json", **extra).status_code


def stopped() -> list[tuple[str, str]]:
    return [*Suppression.objects.standing().values_list("address", "cause")]


def test_a_letter_that_came_back_stops_its_address_and_a_replay_does_no_harm(provider: str) -> None:
    payload = bounce(provider, name_of(sent()))
    assert post(payload) == 200
    row = Suppression.objects.get()
    assert (row.address, row.cause) == ("wren@example.org", "bounce")
    assert row.evidence.startswith(f"{provider}: ")
    assert "@" not in row.evidence
    assert post(payload) == 200
    assert Suppression.objects.get() == row
    lift(address="wren@example.org", now=NOW + timedelta(days=1))
    assert post(payload) == 200
    assert stopped() == []


def test_a_complaint_stops_its_address(provider: str) -> None:
    assert post(bounce(provider, name_of(sent()), **COMPLAINTS[provider])) == 200
    assert stopped() == [("wren@example.org", "complaint")]


@pytest.mark.parametrize("secret", [None, "", "provider:wrong", f"{SECRET}x", "other:" + "x" * 30])
def test_whoever_is_not_the_provider_is_refused(
    provider: str, secret: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    assert post(bounce(provider, name_of(sent())), secret) == 400
    assert stopped() == []
    assert "@" not in caplog.text


@mailgun
def test_a_report_with_a_wrong_signature_is_refused(provider: str) -> None:
    payload = {**bounce(provider, name_of(sent())), "signature": signature("another key")}
    assert post(payload) == 400
    assert stopped() == []


@pytest.mark.parametrize("name", ["", "f" * 32, "../x", "f" * 32 + ">\n", 7])
def test_a_report_about_no_letter_of_ours_changes_nothing(provider: str, name: Any) -> None:
    sent()
    assert post(bounce(provider, name)) == 200
    assert stopped() == []


def test_a_report_about_another_recipient_changes_nothing(provider: str) -> None:
    assert post(bounce(provider, name_of(sent()), "sam@example.org")) == 200
    assert stopped() == []


SOFT = {
    "postmark": [
        {"Type": kind} for kind in ("SoftBounce", "Transient", "DnsError", "VirusNotification", "Blocked")
    ],
    "mailgun": [{"severity": "temporary", "reason": "generic"}, {"event": "delivered", "reason": None}],
}


def test_what_may_pass_stops_nobody(provider: str) -> None:
    message = sent()
    for changes in SOFT[provider]:
        assert post(bounce(provider, name_of(message), **changes)) == 200
    assert stopped() == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b"\xff", b'{"RecordType": "Inbound"}'])
def test_rubbish_from_the_provider_is_a_bad_request(provider: str, content: bytes) -> None:
    assert post(content) == 400


def test_reports_come_by_post(provider: str) -> None:
    assert Client().get(URL).status_code == 405


def test_without_a_provider_the_address_is_not_there(settings: Settings) -> None:
    settings.EMAIL_PROVIDER = ""
    assert post(bounce("postmark", name_of(sent()))) == 404
    assert stopped() == []
