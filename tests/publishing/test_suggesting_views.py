"""A reader suggests a correction, and editors answer it on a page of their own."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Standing, User
from accounts.roles import Role
from debates.publishing import actions
from debates.publishing.models import Debate, Essay, Outcome, Suggestion
from debates.publishing.queries.suggestions import HANDLED_SHOWN, OPEN_SHOWN
from debates.publishing.workflow import Move
from tests.makers import make_debate, make_suggestion, make_user, rewrite, text_of
from tests.publishing.rows import everything

pytestmark = pytest.mark.django_db

LIST = "/editing/suggestions/"


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def essay(debate: Debate) -> Essay:
    essay = text_of(debate, 1).essay
    assert essay is not None
    return essay


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(essay: Essay) -> str:
    return f"/suggest/essays/{essay.pk}/"


def words(response: HttpResponse) -> str:
    main = BeautifulSoup(response.content, "html.parser").main
    assert main is not None
    return " ".join(main.get_text(" ").split())


# ---------------------------------------------------------------- the reader


def test_a_reader_suggests_and_is_told_what_happens(essay: Essay, vera: User) -> None:
    client = client_for(vera)
    assert "Is a fact, a name, a number or a quotation wrong?" in words(client.get(page_of(essay)))
    answer = client.post(page_of(essay), {"body": "The year is 1921,\r\nnot 1912."})
    assert (answer.status_code, answer["Location"]) == (302, f"{page_of(essay)}thanks/")
    assert "An editor reads it" in words(client.get(answer["Location"]))
    [suggestion] = Suggestion.objects.all()
    assert (suggestion.by, suggestion.body) == (vera, "The year is 1921,\nnot 1912.")


@pytest.mark.parametrize("body", ["", "short", "x" * 2001])
def test_what_was_typed_is_kept_where_it_is_refused(essay: Essay, vera: User, body: str) -> None:
    answer = client_for(vera).post(page_of(essay), {"body": body})
    assert answer.status_code == 400
    page = BeautifulSoup(answer.content, "html.parser")
    field = page.select_one("textarea[name=body]")
    assert field is not None
    assert field.get_text().lstrip("\n") == body
    assert field["aria-invalid"] == "true"
    assert page.select("#errors a[href='#id_body']") != []
    assert not Suggestion.objects.exists()


def test_too_many_at_once_are_refused_and_the_text_is_kept(essay: Essay, vera: User) -> None:
    for _ in range(5):
        make_suggestion(vera, essay, now=timezone.now())
    client = client_for(vera)
    assert "wait a little" in words(client.get(page_of(essay)))
    answer = client.post(page_of(essay), {"body": "And one thing more."})
    assert answer.status_code == 400
    assert "wait a little" in words(answer)
    assert "And one thing more." in words(answer)
    assert Suggestion.objects.count() == 5


def test_what_a_visitor_typed_waits_while_they_sign_in(essay: Essay, vera: User) -> None:
    client = Client()
    answer = client.post(page_of(essay), {"body": "The year is 1921."})
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/account/login/")
    assert not Suggestion.objects.exists()


def test_somebody_who_is_suspended_is_told_until_when(essay: Essay, vera: User) -> None:
    until = timezone.now() + timedelta(days=1)
    Standing.objects.update_or_create(user=vera, defaults={"suspended_until": until})
    client = client_for(User.objects.get(pk=vera.pk))
    assert "You can’t take part until" in words(client.get(page_of(essay)))
    assert client.post(page_of(essay), {"body": "The year is 1921."}).status_code == 400
    assert not Suggestion.objects.exists()


def test_an_essay_that_readers_no_longer_see_has_no_such_page(
    debate: Debate, essay: Essay, vera: User, ed: User
) -> None:
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=timezone.now(), note="A mistake.")
    for client in (client_for(vera), client_for(ed)):
        for path in (page_of(essay), f"{page_of(essay)}thanks/"):
            assert client.get(path).status_code == 404


# ---------------------------------------------------------------- the editor


def test_editors_read_who_says_what_about_which_words(
    debate: Debate, essay: Essay, ed: User, vera: User
) -> None:
    make_suggestion(vera, essay, "The year is <1921>.")
    response = client_for(ed).get(LIST)
    said = words(response)
    assert "1 suggestion waits for an editor." in said
    assert "Vera" in said
    assert "The year is <1921>." in said
    assert "Read in version 1. The text still says what was read." in said
    workspace = f"/editing/debates/{debate.pk}/#text-{essay.text.pk}"
    assert f'href="{workspace}"' in response.content.decode()
    rewrite(text_of(debate, 1), "Another argument.", ed)
    assert "The text has changed since: it is version 2 now." in words(client_for(ed).get(LIST))


def test_taking_up_leads_to_the_text_and_declining_back_to_the_list(
    debate: Debate, essay: Essay, ed: User, vera: User
) -> None:
    client = client_for(ed)
    taken, declined = (make_suggestion(vera, essay) for _ in range(2))
    answer = client.post(f"{LIST}{taken.pk}/", {"outcome": "taken"})
    assert answer["Location"] == f"/editing/debates/{debate.pk}/#text-{essay.text.pk}"
    answer = client.post(f"{LIST}{declined.pk}/", {"outcome": "declined"})
    assert answer["Location"] == LIST
    outcomes = Suggestion.objects.order_by("pk").values_list("outcome", "handled_by")
    assert [*outcomes] == [(Outcome.TAKEN, ed.pk), (Outcome.DECLINED, ed.pk)]
    said = words(client.get(LIST))
    assert "Nothing waits." in said
    assert "Taken up · Ed" in said
    assert "Declined · Ed" in said


def test_the_second_editor_is_told_who_was_first(essay: Essay, ed: User, vera: User) -> None:
    eve = make_user("Eve", Role.EDITOR)
    suggestion = make_suggestion(vera, essay)
    client_for(eve).post(f"{LIST}{suggestion.pk}/", {"outcome": "declined"})
    client = client_for(ed)
    answer = client.post(f"{LIST}{suggestion.pk}/", {"outcome": "taken"}, follow=True)
    assert "Eve has answered this suggestion already." in words(answer)
    suggestion.refresh_from_db()
    assert (suggestion.outcome, suggestion.handled_by) == (Outcome.DECLINED, eve)


@pytest.mark.parametrize("sent", [{}, {"outcome": ""}, {"outcome": "perhaps"}])
def test_an_answer_that_is_none_changes_nothing(
    essay: Essay, ed: User, vera: User, sent: dict[str, Any]
) -> None:
    suggestion = make_suggestion(vera, essay)
    before = everything()
    answer = client_for(ed).post(f"{LIST}{suggestion.pk}/", sent)
    assert answer.status_code == 400
    assert "Take it up or decline it." in words(answer)
    assert everything() == before


def test_a_suggestion_that_is_not_there_is_not_found(ed: User) -> None:
    assert client_for(ed).post(f"{LIST}1/", {"outcome": "taken"}).status_code == 404


def test_a_suggestion_of_somebody_who_is_gone_stays(essay: Essay, ed: User, vera: User) -> None:
    make_suggestion(vera, essay)
    vera.delete()
    assert "Somebody whose account is gone" in words(client_for(ed).get(LIST))


def test_the_home_of_editors_leads_to_the_list(essay: Essay, ed: User, vera: User) -> None:
    client = client_for(ed)
    assert LIST not in client.get("/editing/").content.decode()
    make_suggestion(vera, essay)
    assert f'href="{LIST}"' in client.get("/editing/").content.decode()


@pytest.mark.parametrize("role", [None, Role.MODERATOR, Role.CONTRIBUTOR, Role.ADMINISTRATOR])
def test_nobody_but_editors_finds_or_answers_suggestions(essay: Essay, vera: User, role: Role | None) -> None:
    suggestion = make_suggestion(vera, essay)
    client = client_for(make_user("Kim", *([role] if role else [])))
    before = everything()
    assert client.get(LIST).status_code == 404
    assert client.post(f"{LIST}{suggestion.pk}/", {"outcome": "taken"}).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("many", [1, 60])
def test_the_list_costs_the_same_for_one_suggestion_and_for_many(
    essay: Essay, ed: User, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    readers = [make_user(f"Reader-{number}") for number in range(3)]
    now = timezone.now()
    Suggestion.objects.bulk_create(
        Suggestion(essay=essay, revision=1, body="The year is 1921.", by=readers[number % 3], at=now, **done)
        for number in range(many)
        for done in ({}, {"outcome": Outcome.TAKEN, "handled_at": now, "handled_by": ed})
    )
    client = client_for(ed)
    client.get(LIST)
    with django_assert_num_queries(6):
        page = BeautifulSoup(client.get(LIST).content, "html.parser")
    shown = [len(part.select("li")) for part in page.select("main .list > ul")]
    assert shown == [min(many, OPEN_SHOWN), min(many, HANDLED_SHOWN)]
