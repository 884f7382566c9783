"""The pages on which people subscribe, and the page of the link that confirms it."""

import re
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.actions import set_standing
from accounts.models import User
from debates.digests.models import Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.models import Message
from debates.publishing.actions import save_topic
from debates.publishing.models import Debate, Topic
from tests.comments.rows import answered, written
from tests.digests.rows import WREN, deliver, link_in, stored, subscriber, wish, wishes
from tests.makers import make_debate, make_draft
from tests.sink import Sink

pytestmark = pytest.mark.django_db

Tries = pytest.mark.django_db(transaction=True)
ASK = {"frequency": "weekly", "email": WREN}


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def reader(vera: User) -> Client:
    client = Client()
    client.force_login(vera)
    return client


def heading(response: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", response.content.decode(), re.DOTALL)
    assert found
    return found[1]


def said(response: HttpResponse) -> list[str]:
    return re.findall(r'role="status"><p>(.*?)</p>', response.content.decode())


def follow(debate: Debate) -> str:
    return f"/debates/{debate.slug}/follow/"


# ---------------------------------------------------------------- public pages lead there


def test_public_pages_link_there_and_are_the_same_for_everybody(
    debate: Debate, ed: User, reader: Client
) -> None:
    topic = save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    debate.topics.set([topic])
    comment = written(debate)
    links = {
        "/": "/subscribe/",
        "/debates/": "/subscribe/",
        "/topics/": "/subscribe/",
        "/topics/ports/": "/subscribe/?topic=ports",
        f"/debates/{debate.slug}/": follow(debate),
        f"/debates/{debate.slug}/comments/{comment.pk}/": f"/comments/{comment.pk}/follow/",
    }
    for page, link in links.items():
        content = Client().get(page).content
        assert f'href="{link}" rel="nofollow"' in content.decode()
        assert reader.get(page).content == content


def test_a_preview_of_a_draft_leads_nowhere(ed: User) -> None:
    draft = make_draft(ed)
    client = Client()
    client.force_login(ed)
    response = client.get(f"/preview/{draft.pk}/page/")
    assert response.status_code == 200
    assert "/follow/" not in response.content.decode()


# ---------------------------------------------------------------- signed in


def test_a_reader_follows_a_debate_by_one_button_and_stops_by_another(
    debate: Debate, reader: Client, vera: User
) -> None:
    page = reader.get(follow(debate))
    assert (page.status_code, 'name="email"' in page.content.decode()) == (200, False)
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    done = reader.post(follow(debate), {"frequency": "immediately"}, follow=True)
    assert done.redirect_chain == [(follow(debate), 302)]
    assert said(done) == [f"Saved. {debate.question}: Immediately."]
    assert "You follow this, and are told immediately." in done.content.decode()
    assert wishes(vera.subscriber) == {f"debate:{debate.pk}": "immediately", "replies": "daily"}
    done = reader.post(follow(debate), {"stop": "yes"}, follow=True)
    assert said(done) == ["You no longer follow this."]
    assert wishes(vera.subscriber) == {"replies": "daily"}


def test_a_reader_follows_the_thread_of_an_answer(debate: Debate, reader: Client, vera: User) -> None:
    root = written(debate, author=vera)
    inner = answered(root)
    page = reader.get(f"/comments/{inner.pk}/follow/")
    assert "Comment by Vera:" in page.content.decode()
    reader.post(f"/comments/{inner.pk}/follow/", {"frequency": "daily"})
    assert wishes(vera.subscriber)[f"thread:{root.pk}"] == "daily"


def test_the_text_of_a_removed_comment_is_not_shown_to_who_follows_what_is_below(
    debate: Debate, reader: Client
) -> None:
    root = written(debate, "Shameful words.", visibility="rejected")
    answered(root)
    page = reader.get(f"/comments/{root.pk}/follow/")
    assert page.status_code == 200
    assert "Shameful words." not in page.content.decode()


def test_a_reader_is_told_of_new_debates_on_a_topic(
    debate: Debate, ed: User, reader: Client, vera: User
) -> None:
    topic = save_topic(topic=Topic(name="Ports & ships", slug="ports"), by=ed)
    debate.topics.set([topic])
    page = reader.get("/subscribe/?topic=ports")
    assert (
        f'<option value="new:topic:{topic.pk}" selected>Ports &amp; ships</option>' in page.content.decode()
    )
    done = reader.post("/subscribe/", {"what": f"new:topic:{topic.pk}", "frequency": "weekly"}, follow=True)
    assert said(done) == ["Saved. New debates on Ports &amp; ships: Weekly."]
    assert wishes(vera.subscriber)[f"new:topic:{topic.pk}"] == "weekly"


@pytest.mark.parametrize(
    "query", ["?topic=none", "?topic=%00", "?language=xx", "?language=en", "?topic=" + "x" * 500]
)
def test_a_link_that_names_nothing_there_is_asks_for_all(debate: Debate, query: str) -> None:
    page = Client().get(f"/subscribe/{query}")
    assert page.status_code in {200, 400}
    assert ("selected" in page.content.decode()) is False


def test_languages_are_offered_where_there_are_several(debate: Debate, ed: User) -> None:
    assert "new:language" not in Client().get("/subscribe/").content.decode()
    make_debate(ed, question="Faut-il draguer le port ?", language="fr")
    page = Client().get("/subscribe/?language=fr").content.decode()
    assert '<option value="new:language:fr" selected>French</option>' in page
    assert '<option value="new:language:en">English</option>' in page


def test_somebody_who_is_suspended_or_banned_follows_like_everybody(debate: Debate, sam: User) -> None:
    set_standing(person=sam, banned=True, suspended_until=timezone.now() + timedelta(days=9))
    client = Client()
    client.force_login(sam)
    client.post(follow(debate), {"frequency": "daily"})
    assert wishes(sam.subscriber)[f"debate:{debate.pk}"] == "daily"


def test_an_account_without_an_address_is_led_to_where_it_adds_one(debate: Debate) -> None:
    client = Client()
    client.force_login(User.objects.create_user(None, display_name="Nob"))
    for path in (follow(debate), "/subscribe/"):
        page = client.get(path).content.decode()
        assert "Your account has no confirmed e-mail address: add one first." in page
        assert '<a class="button" href="/account/email/">Add an address</a>' in page
        assert "<form" not in page.partition("<main")[2]
    refused = client.post(follow(debate), {"frequency": "daily"})
    assert refused.status_code == 400
    assert not Subscriber.objects.exists()


# ---------------------------------------------------------------- without an account


@pytest.mark.parametrize("kind", ["debate", "thread", "new"])
def test_a_visitor_asks_and_nothing_begins(debate: Debate, kind: str) -> None:
    path = {
        "debate": follow(debate),
        "thread": f"/comments/{written(debate).pk}/follow/",
        "new": "/subscribe/",
    }[kind]
    asked = Client().post(path, {**ASK, "what": "new"})
    assert (asked.status_code, asked["Location"]) == (302, "/subscribe/asked/")
    row = Subscription.objects.get()
    assert (row.kind, row.frequency, row.asked) == (kind, "never", "weekly")
    assert heading(Client().get("/subscribe/asked/")) == "Look into your mailbox"


def answers_of(client: Client, path: str, email: str) -> tuple[int, str, bytes, set[str]]:
    response = client.post(path, {**ASK, "email": email})
    page = client.get(response["Location"])
    # Each page has a token against forgery of its own.
    content = re.sub(rb'value="[\w]{64}"', b"", page.content)
    return response.status_code, response["Location"], content, {*response.headers}


def test_every_address_is_answered_the_same(debate: Debate, vera: User) -> None:
    """Known or not, with an account or not, subscribed or not: the e-mail alone tells."""
    wish(subscriber("subscribed@example.org"), Thing.about(debate), Frequency.WEEKLY)
    subscriber("waiting@example.org", confirmed_at=None)
    answers = [
        answers_of(Client(), follow(debate), f"{name}@example.org")
        for name in ("nobody", "vera", "subscribed", "waiting")
    ]
    assert answers == [answers[0]] * 4
    assert Message.objects.count() == 4


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": ""}, "email"),
        ({"email": "wren"}, "email"),
        ({"email": f"{'w' * 300}@example.org"}, "email"),
        ({"frequency": ""}, "frequency"),
        ({"frequency": "never"}, "frequency"),
        ({"frequency": "hourly"}, "frequency"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    debate: Debate, given: dict[str, str], field: str
) -> None:
    before = stored()
    response = Client().post(follow(debate), {**ASK, **given})
    assert (response.status_code, stored()) == (400, before)
    page = response.content.decode()
    assert "Not done" in page
    assert f'href="#id_{field}"' in page
    if field != "email":
        assert f'value="{WREN}"' in page


def test_a_topic_that_is_not_offered_is_refused(debate: Debate, ed: User) -> None:
    unused = save_topic(topic=Topic(name="Nothing", slug="nothing"), by=ed)
    for what in (f"new:topic:{unused.pk}", "new:topic:99", "debate:1", "replies", ""):
        response = Client().post("/subscribe/", {**ASK, "what": what})
        assert response.status_code == 400
    assert not Subscriber.objects.exists()


@pytest.mark.servers
def test_one_network_asks_so_often_and_one_address_is_asked_for_so_often(debate: Debate) -> None:
    statuses = [Client().post(follow(debate), ASK).status_code for _ in range(7)]
    assert statuses == [302] * 6 + [429]
    others = [
        Client().post(follow(debate), {**ASK, "email": f"w{number}@example.org"}).status_code
        for number in range(14)
    ]
    assert others == [302] * 13 + [429]
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").post(follow(debate), {**ASK, "email": "f@example.org"})
    assert elsewhere.status_code == 302


# ---------------------------------------------------------------- the link that confirms


@Tries
def test_the_link_asks_and_a_button_confirms(debate: Debate, sink: Sink) -> None:
    client = Client()
    client.post(follow(debate), ASK)
    deliver()
    path = link_in(sink, WREN, "/subscribe/confirm/")
    before = stored()
    page = client.get(path)
    assert (page.status_code, heading(page)) == (200, "Confirm your subscription")
    assert debate.question in page.content.decode()
    assert client.head(path).status_code == 200
    # Whoever looks for malice opens the link, too: that confirms nothing.
    assert stored() == before
    done = client.post(path, follow=True)
    assert (done.redirect_chain, heading(done)) == ([(path, 302)], "You are subscribed")
    assert Subscription.objects.get().frequency == "weekly"
    assert client.post(path).status_code == 302
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]


@Tries
def test_a_link_that_has_run_out_or_is_not_one_leads_nowhere(debate: Debate, sink: Sink) -> None:
    Client().post(follow(debate), ASK)
    deliver()
    path = link_in(sink, WREN, "/subscribe/confirm/")
    row = Subscription.objects.get()
    for wrong in (
        path[:-2] + "x/",
        f"/subscribe/confirm/{row.pk + 1}/{'x' * 43}/",
        f"/subscribe/confirm/{10**30}/x/",
    ):
        response = Client().get(wrong)
        assert (response.status_code, heading(response)) == (404, "This link leads nowhere")
        assert Client().post(wrong).status_code == 404
    Subscription.objects.update(asked_at=timezone.now() - timedelta(days=7))
    before = stored()
    for response in (Client().get(path), Client().post(path)):
        assert response.status_code in {403, 410}
    assert stored() == before
    Subscription.objects.update(asked="", asked_at=None)
    assert Client().get(path).status_code == 410


# ---------------------------------------------------------------- speed


def test_pages_ask_the_database_so_often_and_no_more(
    debate: Debate, ed: User, reader: Client, vera: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    thread = written(debate)
    for many in (False, True):
        if many:
            for number in range(5):
                topic = save_topic(topic=Topic(name=f"Topic {number}", slug=f"topic-{number}"), by=ed)
                debate.topics.add(topic)
        with django_assert_num_queries(2):
            Client().get("/subscribe/")
        with django_assert_num_queries(1):
            Client().get(follow(debate))
        with django_assert_num_queries(1):
            Client().get(f"/comments/{thread.pk}/follow/")
