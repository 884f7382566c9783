"""The e-mail that asks, read as it comes out of a real mail server."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from accounts.models import User
from debates.digests.actions.subscribing import ask_by_address
from debates.digests.letters.confirming import confirmation_letter
from debates.digests.models import Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.models import Message
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.digests.rows import WREN, deliver, link_in, subscriber, wish
from tests.makers import make_debate
from tests.sink import Sink, text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, question="Should the harbour be dredged?")


def ask(thing: Thing, email: str = WREN, frequency: Frequency = Frequency.WEEKLY) -> Subscription:
    ask_by_address(email=email, thing=thing, frequency=frequency, language="en", now=timezone.now())
    return Subscription.objects.get(target=thing.target)


def test_the_letter_says_what_was_asked_for_and_has_the_link_that_confirms_it(
    debate: Debate, sink: Sink
) -> None:
    row = ask(Thing.about(debate))
    deliver()
    (mail,) = sink.to(WREN)
    assert mail["Subject"] == "Confirm your subscription: Should the harbour be dredged?"
    assert text_of(mail).startswith(
        "Somebody, we hope you, asked Sic et Non to tell this address of:\r\n"
        "\r\n"
        "Should the harbour be dredged? (weekly)\r\n"
        "\r\n"
        "If you want this, confirm it here:\r\n"
    ) or text_of(mail).startswith(
        "Somebody, we hope you, asked Sic et Non to tell this address of:\n"
        "\n"
        "Should the harbour be dredged? (weekly)\n"
        "\n"
        "If you want this, confirm it here:\n"
    )
    path = link_in(sink, WREN, "/subscribe/confirm/")
    assert path.startswith(f"/subscribe/confirm/{row.pk}/")
    html = mail.get_body(("html",))
    assert html is not None
    assert f'href="http://localhost:8000{path}"' in html.get_content()
    strict = message_from_bytes(sink.accepted[0][1], policy=policy.strict)
    assert [part.defects for part in strict.walk()] == [[], [], []]


def test_whoever_gets_it_already_is_told_so_and_where_to_change_it(debate: Debate, sink: Sink) -> None:
    wish(subscriber(), Thing.about(debate), Frequency.WEEKLY)
    ask(Thing.about(debate))
    deliver()
    (mail,) = sink.to(WREN)
    assert mail["Subject"] == "You are subscribed already: Should the harbour be dredged?"
    assert "Nothing has changed." in text_of(mail)
    assert link_in(sink, WREN, "/preferences/")


def test_each_thing_is_named(debate: Debate, sink: Sink) -> None:
    things = {
        Thing.new_debates(): "All new debates",
        Thing.new_in("fr"): "New debates in French",
        Thing.new_in("tlh"): "New debates in tlh",
        Thing.below(written(debate)): "Comments below one on “Should the harbour be dredged?”",
    }
    for thing, name in things.items():
        row = ask(thing)
        letter = confirmation_letter({"subscription": row.pk})
        assert letter is not None
        assert letter.subject == f"Confirm your subscription: {name}"


def test_a_long_question_is_shortened_in_the_subject(ed: User) -> None:
    row = ask(Thing.about(make_debate(ed, question="Should it? " * 22, slug="long")))
    letter = confirmation_letter({"subscription": row.pk})
    assert letter is not None
    assert len(letter.subject) < 200
    assert letter.subject.endswith("…")


def test_a_letter_about_what_is_gone_confirmed_never_or_too_late_is_not_sent(
    debate: Debate, sink: Sink
) -> None:
    row = ask(Thing.about(debate))
    Subscription.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert confirmation_letter({"subscription": row.pk}) is None
    Subscription.objects.update(asked="", asked_at=None)
    assert confirmation_letter({"subscription": row.pk}) is None
    row.delete()
    deliver()
    assert (sink.mails, Message.objects.get().state) == ([], "suppressed")


def test_a_letter_to_an_account_goes_to_its_address_as_the_account_has_it(
    debate: Debate, vera: User, sink: Sink
) -> None:
    ask(Thing.about(debate), "VERA@example.org")
    deliver()
    assert sink.recipients == ["vera@example.org"]
