"""My comments and what I take back, and how helpful I find those of others."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import Standing, User
from accounts.roles import Role
from debates.comments import actions
from debates.comments.models import Comment, Discussion, Rating
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from debates.stances import actions as stances
from tests.comments.rows import essay_text, rate, say, stored
from tests.comments.screens import NEVER_STORED, client_for, mine_of, parsed, press, words
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db

IN_PLACE = {"headers": {"HX-Request": "true"}}
HOUR = timedelta(hours=1)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


def fragment(client: Client, debate: Debate, *comments: Comment) -> BeautifulSoup:
    ids = ",".join(str(comment.pk) for comment in comments)
    response = client.get(f"{mine_of(debate)}?ids={ids}", **IN_PLACE)
    assert response.status_code == 200
    assert response["Cache-Control"] == NEVER_STORED
    assert "HX-Request" in response["Vary"]
    return parsed(response)


# ---------------------------------------------------------------- my comments


def test_my_comments_are_mine_alone_newest_first(debate: Debate, ed: User, vera: User, sam: User) -> None:
    other = make_debate(ed, question="Should the lighthouse be sold?")
    first, second = say(debate, vera, "The first"), say(debate, vera, "The second", now=NOW + HOUR)
    elsewhere = say(other, vera, "Elsewhere", now=NOW + 2 * HOUR)
    say(debate, sam, "Of another")
    page = client_for(vera).get(mine_of(debate))
    assert page["Cache-Control"] == NEVER_STORED
    assert [item["id"] for item in parsed(page).select(".own li")] == [
        f"comment-{second.pk}",
        f"comment-{first.pk}",
    ]
    everywhere = parsed(client_for(vera).get("/account/comments/"))
    assert [item["id"] for item in everywhere.select(".own li")] == [
        f"comment-{comment.pk}" for comment in (elsewhere, second, first)
    ]
    assert "Should the lighthouse be sold?" in everywhere.get_text()
    assert "You have not written anything yet." in words(client_for(ed).get("/account/comments/"))


def test_every_state_is_shown_with_why(debate: Debate, vera: User, settings: Settings) -> None:
    settings.COMMENTS_HELD_FIRST = 1
    held = say(debate, vera, "Held")
    removed = say(debate, vera, "Removed", now=NOW + HOUR)
    Comment.objects.filter(pk=removed.pk).update(
        visibility="rejected", cause="moderation", public_reason="It is off topic."
    )
    gone = say(debate, vera, "Gone", now=NOW + 2 * HOUR)
    actions.withdraw_comment(comment=gone, by=vera)
    page = parsed(client_for(vera).get(mine_of(debate)))
    told = {
        str(item["id"]): " ".join(item.select(".meta")[0].get_text(" ").split())
        for item in page.select(".own li")
    }
    assert told[f"comment-{held.pk}"].startswith(
        "Waits for a moderator , because it is among your first here ·"
    )
    assert told[f"comment-{removed.pk}"].startswith("Removed : It is off topic. ·")
    assert told[f"comment-{gone.pk}"].startswith("Withdrawn by its author ·")
    links = [link["href"] for link in page.select(".own li a")]
    assert links == [f"/comments/{removed.pk}/withdraw/", f"/comments/{held.pk}/withdraw/"]


def test_a_held_comment_is_told_the_reason_that_still_holds_it(debate: Debate, vera: User) -> None:
    many = " ".join(f"https://example.org/{number}" for number in range(4))
    comment = say(debate, vera, many)
    actions.edit_comment(
        comment=comment, by=vera, expected_version=1, source="None now", now=NOW + timedelta(minutes=1)
    )
    assert "because it has many links" in words(client_for(vera).get(mine_of(debate)), ".own")


def test_of_two_reasons_the_last_one_is_told(debate: Debate, vera: User, settings: Settings) -> None:
    settings.COMMENTS_HELD_FIRST = 1
    comment = say(debate, vera)
    many = " ".join(f"https://example.org/{number}" for number in range(4))
    actions.edit_comment(
        comment=comment, by=vera, expected_version=1, source=many, now=NOW + timedelta(minutes=1)
    )
    assert "because it has many links" in words(client_for(vera).get(mine_of(debate)), ".own")


def test_my_comments_are_read_a_page_at_a_time(debate: Debate, vera: User, reader: Client) -> None:
    for number in range(23):
        say(debate, vera, f"Comment {number}", now=NOW + number * HOUR)
    first = parsed(reader.get(mine_of(debate)))
    following = first.select_one("a[rel=next]")
    assert following is not None
    say(debate, vera, "Meanwhile", now=NOW + 30 * HOUR)
    second = parsed(reader.get(f"{mine_of(debate)}{following['href']}"))
    assert (len(first.select(".own li")), len(second.select(".own li"))) == (20, 3)
    assert second.select("a[rel=next]") == []
    for nonsense in ("x", "-1", "1.5", "²"):
        assert reader.get(f"{mine_of(debate)}?after={nonsense}").status_code == 404
    assert reader.get(f"/account/comments/?after={10**30}").status_code == 404


@pytest.mark.parametrize("number", [1, 19])
def test_my_comments_cost_the_same_queries_however_many(
    debate: Debate, vera: User, reader: Client, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    text = essay_text(debate)
    vote(debate, vera)
    for count in range(number):
        parent = say(debate, make_user(f"Author-{count}"), "Birds first")
        say(debate, vera, f"Comment {count}", now=NOW + count * HOUR, text_id=text.pk, shows_stance=True)
        say(debate, vera, f"Answer {count}", now=NOW + count * HOUR, parent=parent)
    with django_assert_num_queries(6):
        reader.get(mine_of(debate))
    with django_assert_num_queries(5):
        reader.get("/account/comments/")


def test_comments_in_a_debate_that_disappeared_can_still_be_taken_back(
    debate: Debate, ed: User, vera: User, sam: User, reader: Client
) -> None:
    comment = say(debate, vera)
    change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    assert client_for(sam).get(mine_of(debate)).status_code == 404
    assert parsed(reader.get(mine_of(debate))).select(".own li a[href*='/debates/']") == []
    answer = press(reader, f"/comments/{comment.pk}/withdraw/", "main form")
    assert answer.status_code == 302
    comment.refresh_from_db()
    assert comment.visibility == "withdrawn"


# ---------------------------------------------------------------- taking back


def test_withdrawing_says_what_stays_and_takes_one_button(debate: Debate, vera: User, reader: Client) -> None:
    comment = say(debate, vera, "Mine for now")
    address = f"/comments/{comment.pk}/withdraw/"
    page = reader.get(address)
    assert "Mine for now" in words(page)
    assert "a line stays in its place that says that its author withdrew it" in words(page)
    comment.refresh_from_db()
    assert comment.visibility == "published"
    answer = press(reader, address, "main form")
    assert (answer.status_code, answer["Location"]) == (302, mine_of(debate))
    assert words(reader.get(mine_of(debate)), "[role=status]") == "Your comment is withdrawn."
    before = stored()
    again = reader.post(address)
    assert again.status_code == 400
    assert words(again, "[role=alert]") == "This comment has been withdrawn already."
    assert stored() == before


def test_somebody_who_is_suspended_withdraws_all_the_same(debate: Debate, vera: User, reader: Client) -> None:
    comment = say(debate, vera)
    Standing.objects.create(user=vera, suspended_until=timezone.now() + timedelta(days=2))
    assert press(reader, f"/comments/{comment.pk}/withdraw/", "main form").status_code == 302
    comment.refresh_from_db()
    assert comment.visibility == "withdrawn"


def test_a_stance_is_taken_off_by_one_button(debate: Debate, vera: User, reader: Client) -> None:
    vote(debate, vera, 1)
    comment = say(debate, vera, shows_stance=True)
    address = f"/comments/{comment.pk}/hide-stance/"
    assert f'href="{address}"' in reader.get(mine_of(debate)).content.decode()
    assert press(reader, address, "main form")["Location"] == mine_of(debate)
    comment.refresh_from_db()
    assert comment.stance is None
    assert words(reader.get(address), ".form .notice:not([role])") == "This comment shows no stance."
    again = reader.post(address)
    assert (again.status_code, words(again, "[role=alert]")) == (400, "This comment shows no stance.")


# ---------------------------------------------------------------- ratings


def given() -> list[tuple[int, bool]]:
    return [*Rating.objects.order_by("pk").values_list("comment", "helpful")]


def pressed(response: HttpResponse) -> list[str]:
    return [button.get_text(strip=True) for button in parsed(response).select("[aria-pressed=true]")]


def test_a_rating_is_given_changed_and_taken_back(debate: Debate, reader: Client, sam: User) -> None:
    comment = say(debate, sam, "Birds *first*")
    address = f"/comments/{comment.pk}/rate/"
    page = reader.get(address)
    assert page["Cache-Control"] == NEVER_STORED
    assert "Birds first" in words(page)
    assert [button["value"] for button in parsed(page).select(".rating button")] == ["yes", "no"]
    assert pressed(page) == []
    for value, label, stands, told in (
        ("yes", ["Helpful"], [(comment.pk, True)], "Counted: you find this comment helpful."),
        ("no", ["Not helpful"], [(comment.pk, False)], "Counted: you do not find this comment helpful."),
        ("none", [], [], "Your rating is taken back."),
    ):
        answer = reader.post(address, {"helpful": value})
        assert (answer.status_code, answer["Location"]) == (302, address)
        assert given() == stands
        page = reader.get(address)
        assert words(page, "[role=status]") == told
        assert pressed(page) == label
    back = parsed(page).select_one(f"a[href='{comment.get_absolute_url()}']")
    assert back is not None


@pytest.mark.parametrize("value", ["", "maybe", "x" * 9_000])
def test_a_rating_that_is_none_is_refused(debate: Debate, reader: Client, sam: User, value: str) -> None:
    comment = say(debate, sam)
    for asked in ({}, IN_PLACE):
        response = reader.post(f"/comments/{comment.pk}/rate/", {"helpful": value}, **asked)
        assert response.status_code == (422 if asked else 400)
        assert "Choose whether the comment is helpful." in parsed(response).get_text()
    assert given() == []


def test_what_may_not_be_rated_says_why(debate: Debate, ed: User, vera: User, sam: User) -> None:
    reader = client_for(vera)
    own, theirs, gone = say(debate, vera, "Mine"), say(debate, sam, "Theirs"), say(debate, sam, "Gone")
    rate(theirs, vera)
    actions.withdraw_comment(comment=gone, by=sam)
    refusals = {
        own.pk: "You can’t rate your own comment.",
        gone.pk: "This comment is no longer there to be rated.",
    }
    for pk, told in refusals.items():
        assert told in words(reader.get(f"/comments/{pk}/rate/"), ".notice")
        response = reader.post(f"/comments/{pk}/rate/", {"helpful": "yes"})
        assert (response.status_code, told in words(response, "#errors")) == (400, True)
        assert "Gone" not in words(response, ".said")
    locked = "The comments of this debate are locked for now."
    for happens, told in (
        (lambda: Discussion.objects.create(debate=debate, locked=True), locked),
        (
            lambda: Discussion.objects.update(locked=False, closes_at=NOW),
            "This debate takes no more comments.",
        ),
    ):
        happens()
        response = reader.post(f"/comments/{theirs.pk}/rate/", {"helpful": "no"})
        assert (response.status_code, told in words(response, "#errors")) == (400, True)
    assert given() == [(theirs.pk, True)]


def test_where_the_key_is_gone_ratings_stand_and_are_nobodys(
    debate: Debate, ed: User, vera: User, sam: User
) -> None:
    reader = client_for(vera)
    comment = say(debate, sam)
    rate(comment, vera)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    stances.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    Discussion.objects.create(debate=debate, closes_at=timezone.now() + HOUR)
    page = reader.get(f"/comments/{comment.pk}/rate/")
    assert pressed(page) == []
    assert "nobody can tell any more who has rated" in words(page, ".notice")
    assert reader.post(f"/comments/{comment.pk}/rate/", {"helpful": "no"}).status_code == 400
    assert fragment(reader, debate, comment).select(".rating") == []
    assert given() == [(comment.pk, True)]


def test_a_visitor_is_asked_to_sign_in_before_they_rate(debate: Debate, sam: User) -> None:
    comment = say(debate, sam)
    address = f"/comments/{comment.pk}/rate/"
    for answer in (Client().get(address), Client().post(address, {"helpful": "yes"})):
        assert answer["Location"].startswith("/account/login/?next=%2Fcomments%2F")
    assert given() == []


# ---------------------------------------------------------------- in place, on the page of everybody


def test_a_script_is_told_what_can_be_done_with_the_comments_on_the_page(
    debate: Debate, ed: User, vera: User, sam: User
) -> None:
    reader = client_for(vera)
    rated, unrated = say(debate, sam, "Rated"), say(debate, sam, "Unrated")
    own, fresh = say(debate, vera, "Old"), say(debate, vera, "Fresh", now=timezone.now())
    absent = say(debate, sam, "Not on the page")
    elsewhere = say(make_debate(ed, question="Should the lighthouse be sold?"), sam)
    rate(rated, vera, False)
    rate(absent, vera)
    for comment in (rated, unrated):
        rate(comment, ed)
    found = fragment(reader, debate, rated, unrated, own, fresh, elsewhere)
    parts = {str(part["data-comment"]): part for part in found.select(".own")}
    assert sorted(parts) == sorted(str(comment.pk) for comment in (rated, unrated, own, fresh))
    said = {pk: " ".join(part.get_text(" ").split()) for pk, part in parts.items()}
    assert said == {
        str(rated.pk): "Helpful Not helpful Take it back",
        str(unrated.pk): "Helpful Not helpful",
        str(own.pk): "Yours Withdraw",
        str(fresh.pk): "Yours Edit Withdraw",
    }
    pressed_ = [button["value"] for button in found.select("[aria-pressed=true]")]
    assert pressed_ == ["no"]
    assert parts[str(rated.pk)].select_one("form")["action"] == f"/comments/{rated.pk}/rate/"
    assert found.select("html, body, h1") == []


def test_a_script_is_told_which_comments_only_their_author_sees(
    debate: Debate, vera: User, sam: User, settings: Settings
) -> None:
    settings.COMMENTS_HELD_FIRST = 1
    held = say(debate, vera, "Held")
    gone = say(debate, vera, "Gone", now=NOW + HOUR)
    actions.withdraw_comment(comment=gone, by=vera)
    found = fragment(client_for(vera), debate)
    assert [" ".join(part.get_text(" ").split()) for part in found.select(".unseen .said")] == ["Held"]
    assert "Waits for a moderator" in found.get_text()
    assert found.select_one(f"a[href='/comments/{held.pk}/withdraw/']") is not None
    assert fragment(client_for(sam), debate, held).get_text(strip=True) == ""


def test_a_rating_in_place_answers_the_buttons_alone(debate: Debate, reader: Client, sam: User) -> None:
    comment = say(debate, sam)
    response = reader.post(f"/comments/{comment.pk}/rate/", {"helpful": "yes"}, **IN_PLACE)
    assert response.status_code == 200
    form = parsed(response).select_one("form.rating")
    assert form is not None
    assert form["data-said"] == "Counted: you find this comment helpful."
    assert pressed(response) == ["Helpful"]
    assert parsed(response).select("h1") == []
    assert given() == [(comment.pk, True)]


def test_editors_are_offered_the_pin_in_place(debate: Debate, ed: User, vera: User) -> None:
    comment = say(debate, vera, text_id=essay_text(debate).pk)
    answer, on_debate = say(debate, vera, "Yes", parent=comment), say(debate, vera, "On the question")
    found = fragment(client_for(ed), debate, comment, answer, on_debate)
    assert [link["href"] for link in found.select("a")] == [f"/comments/{comment.pk}/pin/"]
    assert fragment(client_for(vera), debate, comment).select("a[href$='/pin/']") == []


@pytest.mark.parametrize("ids", ["", "x", ",,", "1,x,²", "9" * 40, ",".join(map(str, range(9_000)))])
def test_a_script_that_asks_nonsense_is_told_nothing(debate: Debate, reader: Client, ids: str) -> None:
    response = reader.get(mine_of(debate), {"ids": ids}, **IN_PLACE)
    assert (response.status_code, parsed(response).get_text(strip=True)) == (200, "")


@pytest.mark.parametrize("number", [1, 40])
def test_what_can_be_done_costs_the_same_queries_however_many_comments(
    debate: Debate, reader: Client, vera: User, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    comments = [say(debate, make_user(f"Author-{count}"), "Birds first") for count in range(number)]
    own = [say(debate, vera, f"Mine {count}", now=NOW + count * HOUR) for count in range(number)]
    for comment in comments:
        rate(comment, vera)
    with django_assert_num_queries(7):
        fragment(reader, debate, *comments, *own)
