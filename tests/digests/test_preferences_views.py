"""What somebody gets by e-mail: their own page, and the page of their secret link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.digests.actions.subscribers import subscriber_of
from debates.digests.actions.subscribing import ask_by_address
from debates.digests.actions.times import renew_due
from debates.digests.letters.links import preferences_address, preferences_token
from debates.digests.models import Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.models import Message
from debates.publishing.actions import save_topic, withdraw_essay
from debates.publishing.models import Debate, Topic
from tests.comments.rows import written
from tests.digests.rows import WREN, path_of, stored, subscriber, wish, wishes
from tests.makers import NOW, make_debate, text_of

pytestmark = pytest.mark.django_db

OWN = "/account/subscriptions/"
WHEN = {"hour": "7", "weekday": "5"}


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def reader(vera: User) -> Client:
    client = Client()
    client.force_login(vera)
    return client


@pytest.fixture
def wren(debate: Debate) -> Subscriber:
    row = subscriber()
    wish(row, Thing.new_debates(), Frequency.DAILY)
    wish(row, Thing.about(debate), Frequency.IMMEDIATELY)
    renew_due(row, NOW)
    return row


def chosen(response: HttpResponse) -> dict[str, str]:
    """Answer what the form shows as chosen, by the name of its field."""
    content = response.content.decode()
    fields = re.findall(r'<select name="([^"]+)"(.*?)</select>', content, re.DOTALL)
    return {name: value for name, inner in fields for value in re.findall(r'value="([^"]*)" selected', inner)}


def said(response: HttpResponse) -> list[str]:
    return re.findall(r'role="status"><p>(.*?)</p>', response.content.decode())


def lede(response: HttpResponse) -> str:
    found = re.search(r'class="lede">(.*?)</p>', response.content.decode())
    assert found
    return found[1]


# ---------------------------------------------------------------- with an account


def test_whoever_has_said_nothing_sees_what_they_get_and_looking_writes_nothing(reader: Client) -> None:
    before = stored()
    page = reader.get(OWN)
    assert chosen(page) == {"often-replies": "daily", "often-new": "never", **WHEN}
    assert stored() == before
    assert "time_zone" not in page.content.decode()


def test_what_is_chosen_is_stored_and_shown(reader: Client, vera: User, debate: Debate, ed: User) -> None:
    topic = save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    debate.topics.set([topic])
    sent = {
        "often-replies": "immediately",
        "often-new": "weekly",
        "added": f"new:topic:{topic.pk}",
        "added_often": "daily",
        "hour": "18",
        "weekday": "0",
    }
    done = reader.post(OWN, sent, follow=True)
    assert (said(done), done.redirect_chain) == (["Saved."], [(OWN, 302)])
    shown = {name: value for name, value in sent.items() if not name.startswith("added")}
    assert chosen(done) == {**shown, f"often-new-topic-{topic.pk}": "daily"}
    assert wishes(vera.subscriber) == {
        "new": "weekly",
        f"new:topic:{topic.pk}": "daily",
        "replies": "immediately",
    }
    assert re.fullmatch(
        r"Your next digest is planned for \w+ \d+ \w+, 18:00; where there is nothing new, none comes.",
        lede(done),
    )


def test_the_page_of_who_subscribed_by_the_address_is_theirs_before_a_sweep(
    reader: Client, debate: Debate, vera: User
) -> None:
    alone = subscriber("vera@example.org", hour=20)
    wish(alone, Thing.about(debate), Frequency.WEEKLY)
    page = reader.get(OWN)
    assert chosen(page)[f"often-debate-{debate.pk}"] == "weekly"
    reader.post(OWN, {**WHEN, f"often-debate-{debate.pk}": "daily"})
    assert wishes(vera.subscriber) == {f"debate:{debate.pk}": "daily", "replies": "daily"}
    assert Subscriber.objects.get().pk == alone.pk


def test_what_was_asked_for_by_somebody_and_not_confirmed_is_not_in_the_list(
    reader: Client, debate: Debate
) -> None:
    ask_by_address(
        email="vera@example.org",
        thing=Thing.about(debate),
        frequency=Frequency.DAILY,
        language="en",
        now=timezone.now(),
    )
    assert f"often-debate-{debate.pk}" not in chosen(reader.get(OWN))
    reader.post(OWN, {**WHEN, f"often-debate-{debate.pk}": "daily"})
    assert Subscription.objects.get(debate=debate).frequency == "never"


def test_what_readers_no_longer_see_is_not_in_the_list(
    reader: Client, debate: Debate, vera: User, ed: User
) -> None:
    own = subscriber_of(user=vera, now=NOW)
    wish(own, Thing.about(debate))
    wish(own, Thing.below(written(debate)))
    assert debate.question in reader.get(OWN).content.decode()
    essay = text_of(debate, 1).essay
    assert essay is not None
    withdraw_essay(essay=essay, note="A mistake.", by=ed, now=NOW)
    assert debate.question not in reader.get(OWN).content.decode()


def test_all_of_it_stops_by_one_button(reader: Client, vera: User) -> None:
    done = reader.post(f"{OWN}stop/", follow=True)
    assert said(done) == ["All of it is stopped: you get none of these e-mails any more."]
    assert (lede(done), "Stop all of it" in done.content.decode()) == ("Nothing at present.", False)
    assert wishes(vera.subscriber) == {"replies": "never"}


def test_an_account_without_an_address_is_led_to_where_it_adds_one() -> None:
    client = Client()
    client.force_login(User.objects.create_user(None, display_name="Nob"))
    page = client.get(OWN).content.decode()
    assert '<a class="button" href="/account/email/">Add an address</a>' in page
    assert client.post(OWN, WHEN).status_code == 400
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"hour": "24"},
        {"hour": ""},
        {"weekday": "7"},
        {"often-new": "hourly"},
        {"added": "debate:1"},
        {"added_often": "never"},
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    reader: Client, debate: Debate, ed: User, wrong: dict[str, str]
) -> None:
    topic = save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    debate.topics.set([topic])
    before = stored()
    response = reader.post(OWN, {**WHEN, "often-replies": "weekly", **wrong})
    assert (response.status_code, stored()) == (400, before)
    (name,) = wrong
    page = response.content.decode()
    assert f'href="#id_{name}"' in page
    assert chosen(response)["often-replies"] == "weekly"


def test_a_field_that_an_old_page_did_not_have_stays_as_it_is(
    reader: Client, vera: User, debate: Debate
) -> None:
    own = subscriber_of(user=vera, now=NOW)
    wish(own, Thing.about(debate), Frequency.WEEKLY)
    reader.post(OWN, {**WHEN, "often-new": "daily", "often-debate-999": "daily"})
    assert wishes(own) == {f"debate:{debate.pk}": "weekly", "new": "daily", "replies": "daily"}


def test_the_account_page_leads_there(reader: Client) -> None:
    assert f'<a href="{OWN}">My subscriptions</a>' in reader.get("/account/").content.decode()


# ---------------------------------------------------------------- by the secret link


def test_the_link_of_a_letter_opens_the_same_form_without_signing_in(
    wren: Subscriber, debate: Debate
) -> None:
    path = path_of(preferences_address(wren))
    page = Client().get(path)
    assert chosen(page) == {
        "often-new": "daily",
        f"often-debate-{debate.pk}": "immediately",
        "time_zone": "UTC",
        **WHEN,
    }
    assert "These e-mails go to wren@example.org." in page.content.decode()
    assert (page["Referrer-Policy"], "no-store" in page["Cache-Control"]) == ("same-origin", True)
    sent = {**WHEN, "often-new": "never", "time_zone": "Asia/Tokyo"}
    done = Client().post(path, sent, follow=True)
    assert (said(done), chosen(done)["often-new"]) == (["Saved."], "never")
    wren.refresh_from_db()
    assert (wishes(wren), wren.time_zone) == ({f"debate:{debate.pk}": "immediately"}, "Asia/Tokyo")
    assert lede(done) == "Each at once, when it happens."


def test_a_zone_that_there_is_not_is_refused(wren: Subscriber) -> None:
    before = stored()
    response = Client().post(path_of(preferences_address(wren)), {**WHEN, "time_zone": "Moon/Base"})
    assert (response.status_code, stored()) == (400, before)


def test_the_link_of_an_account_opens_its_choices_and_never_shows_its_address(vera: User) -> None:
    own = subscriber_of(user=vera, now=NOW)
    page = Client().get(path_of(preferences_address(own)))
    assert chosen(page)["often-replies"] == "daily"
    assert "vera@example.org" not in page.content.decode()
    assert "Delete my address" not in page.content.decode()
    forget = f"/preferences/{own.pk}/{preferences_token(own)}/forget/"
    assert (Client().get(forget).status_code, Client().post(forget).status_code) == (404, 404)


def test_all_of_it_stops_by_the_link(wren: Subscriber) -> None:
    done = Client().post(f"{path_of(preferences_address(wren))}stop/", follow=True)
    assert said(done) == ["All of it is stopped: you get none of these e-mails any more."]
    assert {*wishes(wren).values()} == {"never"}


def test_an_address_is_deleted_after_being_asked(wren: Subscriber) -> None:
    ask_by_address(
        email=WREN, thing=Thing.new_in("fr"), frequency=Frequency.DAILY, language="en", now=timezone.now()
    )
    path = path_of(preferences_address(wren))
    before = stored()
    asked = Client().get(f"{path}forget/")
    assert "wren@example.org is deleted here" in asked.content.decode()
    assert stored() == before
    done = Client().post(f"{path}forget/")
    assert (done.status_code, "Your address is deleted" in done.content.decode()) == (200, True)
    assert WREN not in str(stored())
    assert not Message.objects.exists()
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("page", ["", "stop/", "forget/"])
def test_any_other_link_leads_nowhere(wren: Subscriber, vera: User, page: str) -> None:
    own = subscriber_of(user=vera, now=NOW)
    before = stored()
    for pk, token in (
        (wren.pk, preferences_token(own)),
        (wren.pk, "guessed"),
        (wren.pk, preferences_token(wren)[:-1]),
        (wren.pk + 99, preferences_token(wren)),
        (10**30, preferences_token(wren)),
    ):
        client = Client()
        client.force_login(vera)
        response = client.post(f"/preferences/{pk}/{token}/{page}", WHEN)
        assert response.status_code == 404
    assert stored() == before


# ---------------------------------------------------------------- speed


def test_the_page_asks_the_database_as_often_for_one_thing_as_for_many(
    reader: Client, vera: User, ed: User, debate: Debate, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    own = subscriber_of(user=vera, now=NOW)
    path = path_of(preferences_address(own))
    sent: dict[str, Any] = {**WHEN, "often-new": "never"}
    for many in (False, True):
        if many:
            for number in range(5):
                another = make_debate(ed, question=f"Should quay {number} be closed?", language="fr")
                wish(own, Thing.about(another))
                wish(own, Thing.below(written(another, created_at=NOW + timedelta(hours=1))))
                topic = save_topic(topic=Topic(name=f"Topic {number}", slug=f"topic-{number}"), by=ed)
                another.topics.set([topic])
        with django_assert_num_queries(9):
            reader.get(OWN)
        with django_assert_num_queries(5):
            Client().get(path)
        assert reader.post(OWN, sent).status_code == 302
