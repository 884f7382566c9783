"""The secret links of a subscriber: as long as everybody's, for one purpose each, and only theirs."""

from itertools import product
from urllib.parse import unquote

import pytest
from pytest_django import Settings

from debates.digests.letters import links
from debates.digests.letters.links import preferences_address, unsubscribe_address, unsubscribe_mailto
from debates.digests.lists import MailingList
from debates.digests.models import FormerSubscriber, Subscriber
from tests.digests.rows import subscriber

BASE = "http://localhost:8000"


def test_links_are_whole_addresses_of_the_site() -> None:
    wren = Subscriber(pk=7, nonce="n" * 22)
    token = links.unsubscribe_token(wren, MailingList.NEW_DEBATES)
    assert unsubscribe_address(wren, "new-debates") == f"{BASE}/unsubscribe/0000000007/new-debates/{token}/"
    assert preferences_address(wren) == f"{BASE}/preferences/0000000007/{links.preferences_token(wren)}/"


@pytest.mark.parametrize("mailing_list", MailingList)
def test_links_are_equally_long_for_everybody(mailing_list: MailingList) -> None:
    people = [Subscriber(pk=pk) for pk in (1, 99_999, 9_999_999_999)]
    assert len({len(unsubscribe_address(person, mailing_list)) for person in people}) == 1
    assert len({len(preferences_address(person)) for person in people}) == 1
    assert len({unsubscribe_address(person, mailing_list) for person in people}) == 3


def test_a_list_that_there_is_not_has_no_link() -> None:
    with pytest.raises(ValueError, match="gossip"):
        unsubscribe_address(Subscriber(pk=1), "gossip")


@pytest.mark.django_db
def test_a_link_leaves_its_list_for_its_person_and_nothing_else() -> None:
    wren, finch = subscriber(), subscriber("finch@example.org")
    rights = {
        (of.email, by.email, of_list, by_list)
        for of, by, of_list, by_list in product((wren, finch), (wren, finch), MailingList, MailingList)
        if links.leaves(links.unsubscribe_token(of, of_list), by, by_list)
    }
    assert rights == {(one.email, one.email, name, name) for one in (wren, finch) for name in MailingList}
    tokens = [links.unsubscribe_token(wren, name) for name in MailingList]
    assert not any(links.opens_preferences(token, wren) for token in [*tokens, "", "x", "é"])
    assert not links.leaves(links.preferences_token(wren), wren, MailingList.DIGEST)
    assert links.opens_preferences(links.preferences_token(wren), wren)
    assert not links.opens_preferences(links.preferences_token(wren), finch)


@pytest.mark.django_db
def test_links_of_a_row_that_became_one_with_another_go_on() -> None:
    gone = Subscriber(pk=4_000, nonce="g" * 22)
    wren = subscriber()
    assert not links.opens_preferences(links.preferences_token(gone), wren)
    FormerSubscriber.objects.create(number=gone.pk, nonce=gone.nonce, subscriber=wren)
    assert links.opens_preferences(links.preferences_token(gone), wren)
    token = links.unsubscribe_token(gone, MailingList.REPLIES)
    assert links.leaves(token, wren, MailingList.REPLIES)
    assert not links.leaves(token, wren, MailingList.THREADS)


def test_letters_name_an_address_to_leave_by_where_the_site_has_one(settings: Settings) -> None:
    wren = Subscriber(pk=7)
    assert unsubscribe_mailto(wren, "digest") == ""
    settings.UNSUBSCRIBE_MAILTO = "leave+us@example.org"
    token = links.unsubscribe_token(wren, MailingList.DIGEST)
    address = unsubscribe_mailto(wren, "digest")
    assert address.isascii()
    assert not {*address} & {*" <>,"}
    assert unquote(address) == f"mailto:leave+us@example.org?subject=unsubscribe 0000000007.digest.{token}"
