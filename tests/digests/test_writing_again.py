"""Whoever is written to no more is told so, and changes it: on their page, by a link, or by confirming."""

from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from accounts.verdicts import Refused
from debates.digests.actions.preferring import write_again
from debates.digests.actions.subscribers import subscriber_of
from debates.digests.actions.subscribing import ask_by_address, confirm
from debates.digests.letters import links
from debates.digests.models import Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.models import Suppression
from debates.outbox.stops import Cause
from tests.accounts.doors import CONFIRM, UNKNOWN, code_in, sign_up, who
from tests.digests.rows import WREN, path_of, subscriber
from tests.makers import NOW, make_debate
from tests.sink import Sink

pytestmark = pytest.mark.django_db

OWN = "/account/subscriptions/"
CAME_BACK = "Our mail to it came back on 1 March 2026."
SPAM = "Our mail to it was reported as spam on 1 March 2026."


@pytest.fixture
def reader(vera: User) -> Client:
    client = Client()
    client.force_login(vera)
    return client


def stop(address: str, *causes: Cause) -> None:
    for cause in causes or (Cause.BOUNCE,):
        Suppression.objects.create(address=address, cause=cause, evidence="5.1.1", since=NOW)


def standing(address: str) -> list[str]:
    rows = Suppression.objects.standing().filter(address=address)
    return [*rows.order_by("cause").values_list("cause", flat=True)]


def text(response: Any) -> str:
    return unescape(response.content.decode())


# ---------------------------------------------------------------- seen, and lifted


@pytest.mark.parametrize(
    ("causes", "sentences"),
    [
        ([Cause.BOUNCE], [CAME_BACK]),
        ([Cause.COMPLAINT], [SPAM]),
        ([*Cause], [CAME_BACK, SPAM]),
    ],
)
def test_my_page_says_why_i_am_written_to_no_more_and_a_button_changes_it(
    reader: Client, vera: User, causes: list[Cause], sentences: list[str]
) -> None:
    address = vera.email or ""
    assert "We stopped writing" not in text(reader.get(OWN))
    stop(address, *causes)
    page = text(reader.get(OWN))
    assert f"We stopped writing to {address}" in page
    assert f"We stopped writing to {address} on 1 March 2026." in text(reader.get("/account/"))
    assert [said for said in (CAME_BACK, SPAM) if said in page] == sentences
    done = reader.post(f"{OWN}write-again/", follow=True)
    assert done.redirect_chain == [(OWN, 302)]
    assert "We write to your address again" in text(done)
    assert "We stopped writing" not in text(done)
    assert standing(address) == []
    assert reader.post(f"{OWN}write-again/").status_code == 302


def test_an_address_that_is_not_confirmed_tells_nothing_and_changes_nothing(
    reader: Client, vera: User
) -> None:
    """Whoever claims a stranger's address for their account does not learn what stands about it."""
    stop(vera.email or "")
    EmailAddress.objects.filter(user=vera).update(verified=False)
    assert "We stopped writing" not in text(reader.get(OWN)) + text(reader.get("/account/"))
    done = reader.post(f"{OWN}write-again/", follow=True)
    assert "no confirmed e-mail address" in text(done)
    assert standing(vera.email or "") == ["bounce"]


def test_without_an_account_the_link_of_a_letter_does_it() -> None:
    wren = subscriber()
    stop(WREN, *Cause)
    path = path_of(links.preferences_address(wren))
    page = text(Client().get(path))
    assert f"We stopped writing to {WREN}" in page
    done = Client().post(f"{path}write-again/", follow=True)
    assert done.status_code == 200
    assert "We stopped writing" not in text(done)
    assert standing(WREN) == []


def test_another_link_does_not() -> None:
    wren, finch = subscriber(), subscriber("finch@example.org")
    stop(WREN)
    for token in (links.preferences_token(finch), links.unsubscribe_token(wren, links.MailingList.DIGEST)):
        assert Client().post(f"/preferences/{wren.pk}/{token}/write-again/").status_code == 404
        with pytest.raises(Refused):
            write_again(subscriber=wren, by=None, token=token, now=NOW)
    assert standing(WREN) == ["bounce"]


def test_nobody_lifts_what_stands_for_another(vera: User, sam: User) -> None:
    stop(vera.email or "")
    with pytest.raises(Refused):
        write_again(subscriber=subscriber_of(user=vera, now=NOW), by=sam, token="", now=NOW)
    assert standing(vera.email or "") == ["bounce"]


# ---------------------------------------------------------------- subscribing


def test_whoever_subscribes_signed_in_is_told(reader: Client, vera: User, ed: User) -> None:
    debate = make_debate(ed)
    follow = f"/debates/{debate.slug}/follow/"
    warning = "But we have stopped writing to your address."
    assert warning not in text(reader.post(follow, {"frequency": "daily"}, follow=True))
    stop(vera.email or "")
    assert warning in text(reader.post(follow, {"frequency": "weekly"}, follow=True))
    assert standing(vera.email or "") == ["bounce"]


def test_a_visitor_learns_nothing_about_an_address_that_they_type(ed: User) -> None:
    debate = make_debate(ed)
    stop(WREN, *Cause)
    pages = []
    for address in (WREN, "finch@example.org"):
        answer = Client().post(
            f"/debates/{debate.slug}/follow/", {"frequency": "daily", "email": address}, follow=True
        )
        pages.append((answer.redirect_chain, text(answer).replace(address, "")))
    assert pages[0] == pages[1]


def test_whoever_confirms_is_written_to_again(ed: User) -> None:
    stop(WREN, *Cause)
    thing = Thing.about(make_debate(ed))
    ask_by_address(email=WREN, thing=thing, frequency=Frequency.DAILY, language="en", now=NOW)
    assert standing(WREN) == ["bounce", "complaint"]
    row = Subscription.objects.get(subscriber=Subscriber.objects.get(email=WREN))
    confirm(subscription=row, token=links.confirmation_address(row).rstrip("/").rpartition("/")[2], now=NOW)
    assert standing(WREN) == []


def test_an_account_that_shows_that_mail_arrives_is_told_of_itself_again_and_gets_no_list(sink: Sink) -> None:
    stop(UNKNOWN, *Cause)
    client = Client()
    sign_up(client, UNKNOWN)
    assert standing(UNKNOWN) == ["bounce", "complaint"]
    # The code itself is sent anyhow: somebody waits for it.
    client.post(CONFIRM, {"code": code_in(sink)})
    assert who(client) == UNKNOWN
    assert standing(UNKNOWN) == ["complaint"]
