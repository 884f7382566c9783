"""Where an imported debate stood before, it is still found."""

import pytest
from django.test import Client

from accounts.models import User
from debates.importing.models import ImportedPost
from debates.publishing import actions
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from tests.makers import NOW, make_debate


@pytest.fixture
def debate(ed: User) -> Debate:
    """Answer a debate that came from elsewhere, with the post of its introduction and of one essay."""
    debate = make_debate(ed)
    essay = debate.positions.get(order=1).essays.get()
    ImportedPost.objects.create(
        guid="https://old.example/?p=101", post_id=101, path="/dredging", debate=debate
    )
    ImportedPost.objects.create(
        guid="https://old.example/?p=102",
        post_id=102,
        path="/2022/02/birds-need-müd",
        debate=debate,
        essay=essay,
    )
    return debate


@pytest.mark.parametrize("address", ["/dredging/", "/dredging", "/?p=101", "/?p=101&preview=true"])
def test_the_old_address_of_a_debate_leads_to_it(debate: Debate, address: str) -> None:
    response = Client().get(address)
    assert (response.status_code, response["Location"]) == (301, debate.get_absolute_url())


@pytest.mark.parametrize("address", ["/2022/02/birds-need-m%C3%BCd/", "/?p=102"])
def test_the_old_address_of_an_essay_leads_to_it(debate: Debate, address: str) -> None:
    response = Client().get(address)
    assert (response.status_code, response["Location"]) == (301, debate.get_absolute_url() + "side-1/")


@pytest.mark.parametrize("address", ["/dredging/", "/?p=101", "/2022/02/birds-need-m%C3%BCd/"])
def test_an_old_address_betrays_no_debate_that_is_not_public(debate: Debate, ed: User, address: str) -> None:
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    assert Client().get(address).status_code == (200 if address.startswith("/?") else 404)


@pytest.mark.parametrize("query", ["p=999", "p=", "p=x", "p=101&p=102", "p=-1", "p=" + "9" * 400, "p=0101"])
def test_a_number_that_no_post_had_is_the_home_page(debate: Debate, query: str) -> None:
    assert Client().get(f"/?{query}").status_code == 200


def test_a_page_of_the_site_is_never_somebody_elses_old_address(debate: Debate) -> None:
    ImportedPost.objects.update(path="")
    ImportedPost.objects.filter(post_id=101).update(path="/debates")
    assert Client().get("/debates/").status_code == 200
