"""One click in a letter, as mail programs do it, as people do it, and as scanners do not."""

import re
from itertools import product

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from debates.digests.actions.subscribers import join_address, subscriber_of
from debates.digests.actions.times import renew_due
from debates.digests.letters.links import unsubscribe_address, unsubscribe_token
from debates.digests.lists import MailingList
from debates.digests.models import Subscriber
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from tests.digests.rows import path_of, stored, subscriber, wish, wishes
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db

ONE_CLICK = {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"}


@pytest.fixture
def wren(ed: User) -> Subscriber:
    row = subscriber()
    wish(row, Thing.new_debates(), Frequency.DAILY)
    wish(row, Thing.about(make_debate(ed)), Frequency.IMMEDIATELY)
    renew_due(row, NOW)
    return row


def program() -> Client:
    """Answer a mail program: no cookie, no token against forgery, no session."""
    return Client(enforce_csrf_checks=True)


def heading(response: HttpResponse) -> str:
    found = re.search(r"<h1>(.*?)</h1>", response.content.decode())
    assert found
    return found[1]


def test_a_mail_program_unsubscribes_by_one_post(wren: Subscriber) -> None:
    client = program()
    response = client.post(path_of(unsubscribe_address(wren, "digest")), **ONE_CLICK)  # type: ignore[arg-type]
    assert response.status_code == 200
    assert "Location" not in response
    assert not response.cookies
    assert (wishes(wren)["new"], heading(response)) == ("never", "You are unsubscribed")
    # Again, which happens: the same answer, and nothing more.
    before = stored()
    again = client.post(path_of(unsubscribe_address(wren, "digest")), **ONE_CLICK)  # type: ignore[arg-type]
    assert (again.status_code, again.content, stored()) == (200, response.content, before)


def test_a_form_with_files_and_an_empty_body_do_it_too(wren: Subscriber) -> None:
    path = path_of(unsubscribe_address(wren, "new-debates"))
    assert program().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert wishes(wren)["new"] == "never"
    path = path_of(unsubscribe_address(wren, "debate"))
    assert program().generic("POST", path).status_code == 200
    assert {*wishes(wren).values()} == {"never"}


@pytest.mark.parametrize("mailing_list", MailingList)
def test_looking_changes_nothing(wren: Subscriber, mailing_list: MailingList) -> None:
    path = path_of(unsubscribe_address(wren, mailing_list))
    before = stored()
    for method in ("get", "head", "options", "put", "delete", "patch"):
        status = getattr(program(), method)(path).status_code
        assert status == (200 if method in {"get", "head"} else 405)
    assert stored() == before


def test_a_person_is_asked_by_a_button_and_finds_the_way_back(wren: Subscriber) -> None:
    path = path_of(unsubscribe_address(wren, "digest"))
    page = program().get(path)
    content = page.content.decode()
    assert (heading(page), "Digests, daily and weekly" in content) == ("Unsubscribe", True)
    assert '<form method="post">\n<input type="hidden" name="List-Unsubscribe" value="One-Click">' in content
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert not page.cookies
    assert "/preferences/" in program().post(path).content.decode()
    assert "wren@example.org" not in content


def test_wrong_and_foreign_tokens_lead_nowhere(wren: Subscriber, vera: User) -> None:
    own = subscriber_of(user=vera, now=NOW)
    tokens = {(row.pk, name): unsubscribe_token(row, name) for row in (wren, own) for name in MailingList}
    wrong = [
        (pk, name, token) for (pk, name), (key, token) in product(tokens, tokens.items()) if key != (pk, name)
    ]
    good = tokens[wren.pk, MailingList.DIGEST]
    wrong += [(wren.pk, "digest", "guessed"), (wren.pk, "digest", good[:-1]), (wren.pk, "gossip", good)]
    wrong += [(wren.pk + 99, "digest", good), (10**30, "digest", good)]
    before = stored()
    client = program()
    for pk, name, token in wrong:
        path = f"/unsubscribe/{pk}/{name}/{token}/"
        assert (client.get(path).status_code, client.post(path, **ONE_CLICK).status_code) == (404, 404)  # type: ignore[arg-type]
    assert stored() == before


def test_the_links_of_old_letters_work_after_joining_an_account(vera: User, wren: Subscriber) -> None:
    own = subscriber_of(user=vera, now=NOW)
    alone = subscriber("vera@example.org")
    path = path_of(unsubscribe_address(alone, "replies"))
    join_address(user=vera, now=NOW)
    assert Subscriber.objects.filter(user=vera).get() == own
    assert program().post(path, **ONE_CLICK).status_code == 200  # type: ignore[arg-type]
    assert wishes(own) == {"replies": "never"}


@pytest.mark.servers
def test_a_provider_that_asks_for_many_from_one_address_meets_no_limit(wren: Subscriber) -> None:
    path = path_of(unsubscribe_address(wren, "digest"))
    assert {program().post(path, **ONE_CLICK).status_code for _ in range(60)} == {200}  # type: ignore[arg-type]
