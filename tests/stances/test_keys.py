"""The door through which administrators destroy the key of a debate."""

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from accounts.roles import Role
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances import actions
from debates.stances.models import PollKey
from debates.stances.recount import recount
from debates.stances.secrecy import DESTROYED
from tests.makers import NOW, bring_to, make_debate, make_draft, make_user
from tests.stances.votes import ballots, poll, vote

pytestmark = pytest.mark.django_db

NOT_OVER = "The key is needed until the debate is over."
NO_KEY = "Nobody has voted in this debate: there is no key."


@pytest.fixture
def root(db: None) -> User:
    return make_user("Root", Role.ADMINISTRATOR)


@pytest.fixture
def keeper(root: User) -> Client:
    return client_of(root)


@pytest.fixture
def debate(ed: User, vera: User) -> Debate:
    """Answer a debate that is over, in which Vera voted."""
    debate = make_debate(ed)
    vote(debate, vera)
    actions.seal_debate(debate=debate, now=NOW)
    return change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(debate: Debate) -> str:
    return f"/debates/{debate.slug}/ballot/key/"


def words(response: HttpResponse, where: str = "main") -> str:
    found = BeautifulSoup(response.content, "html.parser").select_one(where)
    return " ".join(found.get_text(" ").split()) if found else ""


def test_the_page_says_what_it_means_before_it_is_done(debate: Debate, keeper: Client) -> None:
    page = keeper.get(address(debate))
    for said in (
        "They can no longer be shown to their readers, withdrawn, or exported for a person",
        "A recount still works.",
        "It is for good once the last backup that holds the key is gone",
        f"To confirm, type {debate.slug}",
    ):
        assert said in words(page)
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert PollKey.objects.get().destroyed_at is None


def test_whoever_types_the_address_destroys_the_key_for_good(debate: Debate, keeper: Client) -> None:
    standing = ballots(debate)
    answer = keeper.post(address(debate), {"address": f" {debate.slug} "})
    assert (answer.status_code, answer["Location"]) == (302, address(debate))
    key = PollKey.objects.get()
    assert bytes(key.random_bytes) == DESTROYED
    assert key.destroyed_at is not None
    page = keeper.get(address(debate))
    assert words(page, "[role=status]") == "The key is destroyed: these ballots belong to nobody any more."
    assert f"The key was destroyed on {timezone.now():%-d %B %Y}," in words(page)
    assert "Destroy the key" not in words(page)
    assert (ballots(debate), recount(debate).holds) == (standing, True)
    again = keeper.post(address(debate), {"address": debate.slug})
    assert again.status_code == 400
    assert "The key of this debate has been destroyed already." in words(again, "#errors")
    assert PollKey.objects.get().destroyed_at == key.destroyed_at


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Type the address, so that it is this debate and no other."),
        ("yes", "That is not the address of this debate."),
        ("Should-the-harbour-be-dredged", "That is not the address of this debate."),
        ("x" * 50_000, "Ensure this value has at most 200 characters (it has 50000)."),
    ],
    ids=range(4),
)
def test_another_address_destroys_nothing_and_stays_as_typed(
    debate: Debate, keeper: Client, typed: str, told: str
) -> None:
    before = poll()
    response = keeper.post(address(debate), {"address": typed})
    assert response.status_code == 400
    assert told in words(response, "#errors")
    assert typed.encode() in response.content
    assert poll() == before


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SCHEDULED, Status.IN_REVIEW, Status.PUBLISHED])
def test_before_the_debate_is_over_the_key_stays(
    ed: User, vera: User, keeper: Client, status: Status
) -> None:
    debate = bring_to(make_draft(ed), status, ed)
    if status is Status.PUBLISHED:
        vote(debate, vera)
    before = poll()
    page = keeper.get(address(debate))
    assert (page.status_code, words(page, ".notice")) == (200, NOT_OVER)
    assert "Destroy the key" not in words(page)
    refused = keeper.post(address(debate), {"address": debate.slug})
    assert (refused.status_code, NOT_OVER in words(refused, "#errors")) == (400, True)
    assert poll() == before


def test_where_nobody_voted_there_is_nothing_to_destroy(ed: User, keeper: Client) -> None:
    debate = make_debate(ed, Status.CLOSED)
    assert words(keeper.get(address(debate)), ".notice") == NO_KEY
    refused = keeper.post(address(debate), {"address": debate.slug})
    assert (refused.status_code, NO_KEY in words(refused, "#errors")) == (400, True)


def test_for_everybody_else_the_page_is_not_there(debate: Debate, ed: User, mo: User, vera: User) -> None:
    before = poll()
    for person in (ed, mo, vera):
        client = client_of(person)
        assert client.get(address(debate)).status_code == 404
        assert client.post(address(debate), {"address": debate.slug}).status_code == 404
    visitor = Client().post(address(debate), {"address": debate.slug})
    assert visitor["Location"].startswith("/account/login/?next=")
    assert poll() == before


def test_an_administrator_without_a_second_factor_meets_the_wall(
    debate: Debate, keeper: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    before = poll()
    for answer in (keeper.get(address(debate)), keeper.post(address(debate), {"address": debate.slug})):
        assert answer["Location"].startswith("/account/second-factor/?next=")
    assert poll() == before


def test_the_key_is_not_destroyed_from_another_site(debate: Debate, root: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(root)
    assert strict.post(address(debate), {"address": debate.slug}).status_code == 403
    assert PollKey.objects.get().destroyed_at is None


def test_an_unknown_debate_has_no_key(keeper: Client) -> None:
    assert keeper.get("/debates/nothing/ballot/key/").status_code == 404


def test_the_workspace_leads_administrators_to_it(debate: Debate, ed: User) -> None:
    both = make_user("Both", Role.EDITOR, Role.ADMINISTRATOR)
    draft = make_draft(ed, "Should the quay be widened?")

    def leads(person: User, to: Debate) -> bool:
        page = client_of(person).get(f"/editing/debates/{to.pk}/")
        assert page.status_code == 200
        return f'href="{address(to)}"' in page.content.decode()

    assert (leads(both, debate), leads(ed, debate), leads(both, draft)) == (True, False, False)


def test_the_page_costs_the_same_for_one_ballot_and_for_many(
    debate: Debate, ed: User, keeper: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    crowded = make_debate(ed, question="Dyke?", visitors_vote=True)
    for number in range(12):
        vote(crowded, browser_id=str(number))
    change_status(debate=crowded, move=Move.CLOSE, by=ed, now=NOW)
    for one in (debate, crowded):
        with django_assert_num_queries(4):
            keeper.get(address(one))
