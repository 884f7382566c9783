"""The e-mail with the link of an invitation, as it arrives."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone

from accounts.models import User
from debates.outbox import delivery
from debates.outbox.models import Message
from debates.publishing import actions
from debates.publishing.letters import invitation_letter
from debates.publishing.models import Debate, Essay, Invitation
from tests.makers import accept, make_draft, make_invitation
from tests.sink import Sink

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert(1)</script> "quoted" & \u202eodd'


@pytest.fixture
def invitation(ed: User) -> Invitation:
    return make_invitation(ed, now=timezone.now())


def deliver() -> int:
    """Send what is due, and answer how many messages that were."""
    return delivery.deliver_due(clock=timezone.now, chance=lambda: 0.0, patience=timedelta(minutes=1))


def parts(mail: EmailMessage) -> tuple[str, str]:
    """Answer the text and the HTML of a message."""
    text, html = (mail.get_body([kind]) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def link_of(invitation: Invitation) -> str:
    return f"http://localhost:8000/invitations/{invitation.pk}/{invitation.token}/"


def test_the_letter_arrives_with_the_link_and_says_what_it_is_about(
    invitation: Invitation, sink: Sink
) -> None:
    assert deliver() == 1
    [mail] = sink.mails
    assert sink.recipients == ["ada@example.org"]
    assert mail["Subject"] == "Invitation to write for Sic et Non"
    text, html = parts(mail)
    said = " ".join(text.split())
    for words in (
        "Ed invites you to write an essay for Sic et Non.",
        "Question: Should the harbour be dredged?",
        "Position: The claim of side 1",
        "Essay: The opening of side 1",
        f"The link works once, until {invitation.expires_at:%-d %B %Y, %H:%M} UTC.",
        "If you don’t want to write, there is nothing to do.",
    ):
        assert words in said
    assert re.findall(r"http\S+/invitations/\S+", text) == [link_of(invitation)]
    assert re.findall(r'href="([^"]+/invitations/[^"]+)"', html) == [link_of(invitation)]


def test_the_letter_of_an_editor_who_is_gone_names_nobody(
    invitation: Invitation, ed: User, sink: Sink
) -> None:
    ed.delete()
    deliver()
    assert "You are invited to write an essay for Sic et Non." in parts(sink.mails[0])[0]


def test_words_of_editors_are_only_words(ed: User, sink: Sink) -> None:
    debate = make_draft(ed)
    Debate.objects.update(question=HOSTILE)
    Essay.objects.update(title=HOSTILE)
    User.objects.filter(pk=ed.pk).update(display_name=HOSTILE)
    make_invitation(ed, Essay.objects.filter(position__debate=debate)[0], now=timezone.now())
    deliver()
    text, html = parts(sink.mails[0])
    assert f"Question: {HOSTILE}" in text
    assert f"{HOSTILE} invites you" in text
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 3


def test_a_letter_whose_link_leads_nowhere_any_more_is_not_sent(
    ed: User, invitation: Invitation, sink: Sink
) -> None:
    first = {"invitation": invitation.pk, "nonce": invitation.nonce}
    assert invitation_letter(first) is not None
    again = actions.send_invitation_again(invitation=invitation, by=ed, now=timezone.now())
    second = {"invitation": again.pk, "nonce": again.nonce}
    assert invitation_letter(first) is None
    assert invitation_letter(second) is not None
    Message.objects.filter(key=f"invitation:{again.pk}:{first['nonce']}").update(state="pending", reason="")
    accept(again, now=timezone.now())
    assert invitation_letter(second) is None
    deliver()
    assert sink.mails == []
    assert {*Message.objects.values_list("state", flat=True)} == {"suppressed"}


def test_an_expired_or_deleted_invitation_has_no_letter(invitation: Invitation) -> None:
    ids = {"invitation": invitation.pk, "nonce": invitation.nonce}
    past = timezone.now() - timedelta(days=20)
    Invitation.objects.update(invited_at=past, expires_at=past + timedelta(days=14))
    assert invitation_letter(ids) is None
    Invitation.objects.all().delete()
    assert invitation_letter(ids) is None
