"""The e-mails to a guest whose essay is given back, or waits for their approval."""

import pytest
from django.utils import timezone

from accounts.models import User
from debates.outbox.models import Message
from debates.publishing import actions
from debates.publishing.letters import approval_letter, returned_letter
from debates.publishing.models import Approval, Debate, Essay, Text
from tests.makers import NOW
from tests.publishing.test_letters import deliver, parts
from tests.publishing.writers import Pair, hand_in, make_pair
from tests.sink import Sink

HOSTILE = '<script>alert(1)</script> & "quoted"'


@pytest.fixture
def pair(ed: User) -> Pair:
    pair = make_pair(ed)
    Message.objects.all().delete()
    Approval.objects.all().delete()
    hand_in(pair.essay)
    return pair


def test_the_note_arrives_with_the_way_back_to_the_essay(pair: Pair, ed: User, sink: Sink) -> None:
    Debate.objects.update(question=f"Why? {HOSTILE}")
    actions.return_essay(essay=pair.essay, body=f"Shorter.\n\n{HOSTILE}", by=ed, now=timezone.now())
    assert deliver() == 1
    [mail] = sink.mails
    assert sink.recipients == ["ada@example.org"]
    assert mail["Subject"] == "Your essay for Sic et Non"
    text, html = parts(mail)
    for told in ("Ed gives your essay back to you", "Shorter.", HOSTILE, f"Why? {HOSTILE}"):
        assert told in " ".join(text.split())
    address = f"http://localhost:8000/writing/essays/{pair.essay.pk}/"
    assert address in text
    assert f'href="{address}"' in html
    assert "<script>" not in html


def test_nothing_is_sent_once_the_essay_is_in_again(pair: Pair, ed: User, sink: Sink) -> None:
    actions.return_essay(essay=pair.essay, body="Shorter.", by=ed, now=timezone.now())
    hand_in(pair.essay)
    deliver()
    assert sink.mails == []


def test_a_request_for_approval_names_the_version(pair: Pair, ed: User, sink: Sink) -> None:
    actions.ask_for_approval(essay=pair.essay, by=ed, now=timezone.now())
    assert deliver() == 1
    [mail] = sink.mails
    number = Text.objects.get(essay=pair.essay).revision
    assert mail["Subject"] == "Your essay for Sic et Non waits for your approval"
    text, html = parts(mail)
    assert f"(version {number})" in " ".join(text.split())
    assert f'href="http://localhost:8000/writing/essays/{pair.essay.pk}/"' in html


def test_no_approval_is_asked_for_that_was_given_or_of_what_has_changed(
    pair: Pair, ed: User, sink: Sink
) -> None:
    actions.ask_for_approval(essay=pair.essay, by=ed, now=timezone.now())
    number = Text.objects.get(essay=pair.essay).revision
    ids = {"essay": pair.essay.pk, "revision": number}
    assert approval_letter(ids) is not None
    actions.approve_revision(essay=pair.essay, number=number, by=pair.guest, now=NOW)
    assert approval_letter(ids) is None
    assert approval_letter({**ids, "revision": number + 1}) is None
    deliver()
    assert sink.mails == []


def test_what_is_gone_is_not_written_about(pair: Pair, ed: User) -> None:
    actions.return_essay(essay=pair.essay, body="Shorter.", by=ed, now=timezone.now())
    ids = Message.objects.get(kind="essay given back").ids
    assert returned_letter(ids) is not None
    Essay.objects.filter(pk=pair.essay.pk).delete()
    assert returned_letter(ids) is None
