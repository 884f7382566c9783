"""The public pages of comments: what readers see, whatever somebody has written."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from debates.comments import actions as comments
from debates.comments.models import Comment, CommentRevision, Rank, Ranking
from debates.comments.visibility import Cause, Visibility
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from tests.comments.rows import answered, essay_text, say, written
from tests.makers import NOW, make_debate, make_draft, make_user

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror=alert(1)> [a](javascript:alert(1)) "><svg onload=alert(1)>'
)


@pytest.fixture(autouse=True)
def nobody_waits(settings: Settings) -> None:
    settings.COMMENTS_HELD_FIRST = 0


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


def read(address: str, **query: str) -> str:
    """Answer a page as it is read."""
    response = Client().get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def state_of(address: str, **query: str) -> int:
    """Answer how an address answers."""
    return Client().get(address, query).status_code


def addresses(debate: Debate, comment: Comment) -> list[str]:
    """Answer every address of a debate's comments."""
    return [
        reverse("reading:comments", args=[debate.slug]),
        reverse("reading:comment_order", args=[debate.slug]),
        reverse("reading:thread", args=[debate.slug, comment.pk]),
        reverse("reading:comment_history", args=[debate.slug, comment.pk]),
    ]


# ---------------------------------------------------------------- what is there, and what not


def test_a_comment_is_read_on_the_debate_in_the_list_and_on_its_own_page(debate: Debate) -> None:
    comment = written(debate)
    for address in (debate.get_absolute_url(), *addresses(debate, comment)[::2]):
        assert read(address).count("The tide decides, not the harbour board.") == 1


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED])
def test_comments_of_a_debate_that_is_not_public_are_not_there(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    assert {state_of(address) for address in addresses(debate, written(debate))} == {404}


def test_comments_of_a_withdrawn_debate_are_gone_with_it(ed: User) -> None:
    debate = make_debate(ed, Status.WITHDRAWN)
    for address in addresses(debate, written(debate)):
        response = Client().get(address)
        assert (response.status_code, b"The tide" in response.content) == (410, False)


def test_comments_stay_after_the_debate_has_closed_and_it_says_that_it_takes_no_more(
    debate: Debate, ed: User
) -> None:
    comment = written(debate, text=essay_text(debate))
    on_it = [f'"/comments/{comment.pk}/{step}/' for step in ("reply", "rate")]
    private = [reverse("comments:write", args=[debate.slug]), *on_it]
    pages = (
        debate.get_absolute_url(),
        f"{debate.get_absolute_url()}side-1/",
        *addresses(debate, comment)[::2],
    )
    for address in pages:
        assert any(link in read(address) for link in private)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    for address in pages:
        page = read(address)
        assert [link for link in private if link in page] == []
        assert (f'"/comments/{comment.pk}/report/"' in page) == (f'id="comment-{comment.pk}"' in page)
        assert ("This debate takes no more comments." in page) == (not address.endswith("side-1/"))


def test_a_preview_shows_no_comments(ed: User) -> None:
    draft = make_draft(ed)
    client = Client()
    client.force_login(ed)
    page = client.get(reverse("reading:preview_page", args=[draft.pk])).content.decode()
    assert 'id="comments"' not in page
    assert "Comment on this essay" not in page


@pytest.mark.parametrize("was_public", [False, True])
@pytest.mark.parametrize("state", ["held", "withdrawn", "rejected", "erased"])
def test_what_is_not_shown_shows_nowhere(debate: Debate, vera: User, state: str, was_public: bool) -> None:
    empty = {"source": "", "html": "", "plain": ""} if state == "erased" else {}
    hidden = written(
        debate, author=vera, visibility=state, was_public=was_public, kind="asks", edited_at=NOW, **empty
    )
    if was_public:
        answered(hidden, "An answer to it.")
    for address in (debate.get_absolute_url(), addresses(debate, hidden)[0]):
        page = read(address)
        assert ("The tide decides" in page, "Vera" in page, "Asks" in page) == (False, False, False)
        assert (f'id="comment-{hidden.pk}"' in page) == was_public
    assert state_of(addresses(debate, hidden)[2]) == (200 if was_public else 404)
    assert state_of(addresses(debate, hidden)[3]) == 404


def test_a_comment_is_at_the_address_of_its_own_debate_alone(debate: Debate, ed: User) -> None:
    other = make_debate(ed, question="Should the quay be widened?")
    comment = written(debate)
    assert {state_of(address) for address in addresses(other, comment)[2:]} == {404}


@pytest.mark.parametrize("number", ["0", "999", "9" * 30])
def test_a_comment_that_is_none_is_not_there(debate: Debate, number: str) -> None:
    address = f"{debate.get_absolute_url()}comments/{number}/"
    assert (state_of(address), state_of(f"{address}history/")) == (404, 404)


@pytest.mark.parametrize(
    "query",
    [
        {"order": "best"}, {"on": "c"}, {"on": "question!"}, {"after": "x"}, {"after": "-1"},
        {"after": "9" * 5000},
        {"after": "20260230T090000.000000Z-1"}, {"order": "oldest", "after": "20"},
    ],
    ids=str,
)  # fmt: skip
def test_a_list_that_is_none_is_not_there(debate: Debate, query: dict[str, str]) -> None:
    written(debate)
    assert state_of(reverse("reading:comments", args=[debate.slug]), **query) == 404


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "²", "", " 1", "1e1", "9" * 5000])
def test_a_page_of_a_thread_that_is_none_is_not_there(debate: Debate, page: str) -> None:
    address = addresses(debate, written(debate))[2]
    assert (state_of(address, page=page), state_of(address, page="1")) == (404, 200)


def test_invalid_characters_in_an_address_are_refused(debate: Debate) -> None:
    address = reverse("reading:comments", args=[debate.slug])
    assert state_of(address, on="\0") == 400
    assert state_of(address, after="\0") == 400


# ---------------------------------------------------------------- permalinks, lists


def test_the_address_of_an_answer_leads_to_its_place(debate: Debate) -> None:
    root = written(debate)
    answer = answered(root)
    Comment.objects.filter(pk=answer.pk).update(number=205)
    response = Client().get(reverse("reading:thread", args=[debate.slug, answer.pk]))
    assert response.status_code == 302
    assert (
        response["Location"] == f"{debate.get_absolute_url()}comments/{root.pk}/?page=3#comment-{answer.pk}"
    )
    held = answered(root, visibility="held", was_public=False)
    assert state_of(reverse("reading:thread", args=[debate.slug, held.pk])) == 404


def test_a_list_goes_on_with_the_filter_and_the_order_that_were_chosen(debate: Debate) -> None:
    text = essay_text(debate, 2)
    position = text.essay.position if text.essay else None
    for number in range(22):
        written(debate, f"Comment {number}.", text=text, position=position, created_at=NOW + HOUR * number)
        written(debate, "On the question.")
    address = reverse("reading:comments", args=[debate.slug])
    first = Client().get(address, {"on": "b", "order": "oldest"})
    second = Client().get(f"{address}{first.context['comments'].next}")
    assert f'rel="next" href="{address}{first.context["comments"].next}"'.replace("&", "&amp;") in (
        first.content.decode()
    )
    assert [thread.comments[0].html for thread in second.context["comments"].threads] == [
        "<p>Comment 20.</p>",
        "<p>Comment 21.</p>",
    ]
    assert second.context["comments"].next == ""


def test_an_essay_says_how_much_it_is_discussed(debate: Debate, vera: User) -> None:
    text = essay_text(debate)
    position = text.essay.position if text.essay else None
    root = written(debate, text=text, position=position, changed_mind=True, author=vera)
    answered(root, text=text, position=position)
    for address in (debate.get_absolute_url(), f"{debate.get_absolute_url()}side-1/"):
        page = read(address)
        assert page.count(">2 comments</a> · 1 reader says that it changed their mind") == 1
        assert f"{reverse('comments:write', args=[debate.slug])}?on={text.pk}" in page
    assert ">2 comments</a>" not in read(f"{debate.get_absolute_url()}side-2/")


def test_what_readers_are_told_of_a_comment(debate: Debate, vera: User) -> None:
    root = written(debate, author=vera, kind="objects", visibility="restricted", public_reason="Heated.")
    Ranking.objects.create(debate=debate, number=1, taken_at=NOW)
    Rank.objects.create(comment=root, debate=debate, place=1, score=0.5, helpful=12, ratings=15)
    for _ in range(7):
        answered(root, imported_from=f"old:{Comment.objects.count()}", author_name="Wil F.")
    page = read(reverse("reading:comments", args=[debate.slug]))
    for said in (
        "Objects",
        'Collapsed by a moderator. <span dir="auto">Heated.</span></summary>',
        "12 of 15 readers found this helpful.",
        ">2 more answers</a>",
        '<span class="badge">imported</span>',
    ):
        assert said in page


def test_nobody_has_written_yet(debate: Debate) -> None:
    assert "Nobody has written here yet." in read(debate.get_absolute_url())


# ---------------------------------------------------------------- history, order


def test_the_history_shows_each_version_and_what_it_changed(debate: Debate, vera: User) -> None:
    comment = say(debate, vera, "The tide decides.")
    comments.edit_comment(
        comment=comment, by=vera, expected_version=1, source="The tide <i>rules</i>.", now=NOW
    )
    page = read(addresses(debate, comment)[3])
    assert "The tide <del>decides.</del><ins>&lt;i&gt;rules&lt;/i&gt;.</ins>" in page
    assert page.index("Version 2") < page.index("Version 1")
    assert "left out" not in page


def test_a_long_history_shows_its_last_ten_versions(debate: Debate) -> None:
    comment = written(debate)
    for number in range(2, 14):
        CommentRevision.objects.create(comment=comment, number=number, source=f"Text {number}.", at=NOW)
    page = read(addresses(debate, comment)[3])
    assert (page.count("<li value="), "3 earlier versions are left out." in page) == (10, True)
    assert ("Version 4" in page, "Version 3<" in page) == (True, False)


def test_the_history_is_there_only_while_the_comment_is(debate: Debate, vera: User, mo: User) -> None:
    comment = say(debate, vera)
    address = addresses(debate, comment)[3]
    assert state_of(address) == 200
    comments.set_visibility(
        comment=comment, expected_version=1, state=Visibility.REJECTED, cause=Cause.MODERATION
    )
    assert state_of(address) == 404


@pytest.mark.parametrize(("groups", "across"), [(2, True), (1, False), (0, False)])
def test_the_order_says_whether_there_are_two_sides(debate: Debate, groups: int, across: bool) -> None:
    positions = debate.positions.order_by("order").values_list("pk", flat=True)
    Ranking.objects.create(
        debate=debate, number=1, taken_at=NOW, groups=[[position, 777] for position in positions[:groups]]
    )
    page = read(reverse("reading:comment_order", args=[debate.slug]))
    assert ("so its comments are ordered across sides" in page) == across
    assert ("by all ratings together" in page) == (not across)
    assert "777" not in page


@pytest.mark.parametrize(("groups", "alike"), [(2, False), (1, True), (0, True)])
def test_a_list_says_where_ratings_count_alike_for_want_of_sides(
    debate: Debate, vera: User, groups: int, alike: bool
) -> None:
    def says(address: str, **query: str) -> bool:
        return "the ratings of all readers count alike" in read(address, **query)

    positions = debate.positions.order_by("order").values_list("pk", flat=True)
    Ranking.objects.create(
        debate=debate, number=1, taken_at=NOW, groups=[[position, 777] for position in positions[:groups]]
    )
    pages = (debate.get_absolute_url(), reverse("reading:comments", args=[debate.slug]))
    # Nothing is in that order yet.
    assert [says(page) for page in pages] == [False, False]
    say(debate, vera)
    assert [says(page) for page in pages] == [alike, alike]
    assert not says(pages[1], order="newest")


def test_the_order_is_explained_with_the_numbers_that_the_rule_gives(debate: Debate) -> None:
    page = read(reverse("reading:comment_order", args=[debate.slug]))
    rows = [
        "<td>15 of 20</td><td>13 of 20</td><td>0.6236</td>",
        "<td>20 of 20</td><td>0 of 0</td><td>0.4677</td>",
        "<td>90 of 100</td><td>1 of 10</td><td>0.3536</td>",
        "<td>0 of 0</td><td>0 of 0</td><td>0.2500</td>",
    ]
    assert [row for row in rows if row not in page] == []
    assert "2 of 2 make 0.34, 100 of 101 make 0.95" in page
    assert "by all ratings together" in page


# ---------------------------------------------------------------- hostile text


def test_hostile_text_stays_text_everywhere(debate: Debate, ed: User) -> None:
    person = make_user("Hal", about="x")
    person.display_name = HOSTILE[:80]
    person.save()
    text = essay_text(debate)
    root = say(debate, person, HOSTILE)
    comments.edit_comment(comment=root, by=person, expected_version=1, source=HOSTILE + " more", now=NOW)
    Comment.objects.filter(pk=root.pk).update(
        text=text, paragraph="p-00000000", quote=HOSTILE, quoted_revision=1, public_reason=HOSTILE,
        visibility="restricted",
    )  # fmt: skip
    written(debate, imported_from=HOSTILE, author_name=HOSTILE[:80])
    written(debate, visibility="rejected", public_reason=HOSTILE)
    for address in (debate.get_absolute_url(), *addresses(debate, root)):
        page = read(address)
        assert [tag for tag in ("<script>", "<img src=x", "<svg", 'href="javascript') if tag in page] == []


# ---------------------------------------------------------------- queries


@pytest.mark.parametrize("answers", [1, 99])
@pytest.mark.parametrize(
    ("path", "queries"), [("", 9), ("side-1/", 4), ("comments/", 7), ("comments/order/", 1)]
)
def test_a_page_costs_the_same_for_two_comments_and_for_a_hundred(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, path: str, queries: int, answers: int
) -> None:
    root = written(debate, author=make_user("Reader"))
    for number in range(answers):
        answered(root, author=make_user(f"Reader-{number}") if number < 20 else None)
    with django_assert_num_queries(queries):
        read(f"{debate.get_absolute_url()}{path}")


@pytest.mark.parametrize("many", [1, 100])
def test_a_thread_page_costs_the_same_for_one_answer_and_for_a_hundred(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    root = written(debate, author=make_user("Reader"))
    for number in range(many):
        answered(root, author=make_user(f"Reader-{number}") if number < 20 else None)
    with django_assert_num_queries(5):
        read(reverse("reading:thread", args=[debate.slug, root.pk]))


def test_a_comment_is_rendered_anew_when_anything_that_it_shows_has_changed(
    debate: Debate, vera: User
) -> None:
    comment = written(debate, author=vera)
    address = reverse("reading:comments", args=[debate.slug])
    changes: list[tuple[str, Any]] = [
        ("Asks", lambda: Comment.objects.filter(pk=comment.pk).update(kind="asks")),
        ("Vera-2", lambda: User.objects.filter(pk=vera.pk).update(display_name="Vera-2")),
        (
            "3 of 4 readers",
            lambda: Rank.objects.create(
                comment=comment, debate=debate, place=1, score=1, helpful=3, ratings=4
            ),
        ),
        ("Another text.", lambda: Comment.objects.filter(pk=comment.pk).update(html="<p>Another text.</p>")),
    ]
    for said, change in changes:
        assert said not in read(address)
        change()
        assert said in read(address)
