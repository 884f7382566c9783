"""The operators' page of addresses that are written to no more."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from debates.outbox.models import Suppression
from debates.outbox.queries import PAGE
from debates.outbox.stops import Cause
from tests.makers import NOW, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    client.force_login(make_user("Ida", Role.ADMINISTRATOR))
    return client


def stop(address: str = "wren@example.org", cause: Cause = Cause.BOUNCE) -> Suppression:
    return Suppression.objects.create(
        address=address, cause=cause, evidence="5.1.1 <b>unknown</b>", since=NOW
    )


def page(client: Client, address: str = "/outbox/stopped/") -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return BeautifulSoup(response.content, "html.parser")


def rows(found: BeautifulSoup) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in found.select("section.list li")]


def test_operators_see_who_is_written_to_no_more_and_why(operator: Client) -> None:
    assert rows(page(operator)) == ["None: every address is written to."]
    stop()
    stop("finch@example.org", Cause.COMPLAINT)
    Suppression.objects.create(
        address="jay@example.org", cause="bounce", evidence="x", since=NOW, lifted_at=NOW
    )
    assert rows(page(operator)) == [
        (
            "finch@example.org · called spam 5.1.1 <b>unknown</b> Since 1 March 2026 "
            "Write there again : finch@example.org, called spam"
        ),
        (
            "wren@example.org · mail came back 5.1.1 <b>unknown</b> Since 1 March 2026 "
            "Write there again : wren@example.org, mail came back"
        ),
    ]
    assert "2 addresses are written to no more" in page(operator, "/outbox/").get_text()


def test_an_operator_lifts_one_cause_once(operator: Client) -> None:
    row, other = stop(), stop(cause=Cause.COMPLAINT)
    address = f"/outbox/stopped/{row.pk}/lift/"
    answer = operator.post(address, follow=True)
    assert answer.redirect_chain == [("/outbox/stopped/", 302)]
    assert "wren@example.org is written to again." in answer.content.decode()
    assert [*Suppression.objects.standing()] == [other]
    assert "written to again already" in operator.post(address, follow=True).content.decode()
    assert operator.post("/outbox/stopped/99999/lift/").status_code == 404
    assert operator.get(address).status_code == 405


@pytest.mark.parametrize("many", [1, PAGE + 1])
def test_a_page_is_as_many_questions_for_many(
    operator: Client, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    for number in range(many):
        stop(f"gone{number}@example.org")
    with django_assert_num_queries(4):
        found = page(operator)
    assert len(rows(found)) == min(many, PAGE)
    older = found.select_one("a[rel=next]")
    assert bool(older) is (many > PAGE)
    if older:
        assert rows(page(operator, f"/outbox/stopped/{older['href']}"))[0].startswith("gone0@example.org")


@pytest.mark.parametrize("before", ["x", "-1", "1" * 30, "٣"])
def test_no_other_page_is_there(operator: Client, before: str) -> None:
    assert operator.get("/outbox/stopped/", {"before": before}).status_code == 404


def test_nobody_else_finds_it(vera: User) -> None:
    row = stop()
    client = Client()
    client.force_login(vera)
    for one in (client, Client()):
        assert one.get("/outbox/stopped/").status_code == 404
        assert one.post(f"/outbox/stopped/{row.pk}/lift/").status_code == 404
    assert Suppression.objects.standing().count() == 1
