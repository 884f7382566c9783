"""What pages show of comments: orders, filters, threads, stubs, and what each says."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import RoleGrant, User
from accounts.roles import Role
from debates.comments.models import Comment, Discussion, Rank, Ranking
from debates.comments.queries.places import Listed, Order, Place
from debates.comments.queries.shapes import (
    Author,
    Badge,
    CommentView,
    Discussed,
    Helpful,
    Quote,
    ShownStance,
    SideShare,
    Subject,
    ThreadList,
    ThreadPage,
)
from debates.comments.queries.texts import texts_of
from debates.comments.queries.threads import listed_comment, thread_list, thread_page
from debates.comments.visibility import Visibility
from debates.publishing import actions as publishing
from debates.publishing.models import Contributor, Debate
from debates.publishing.workflow import Move, Round
from tests.comments.rows import answered, essay_text, first_paragraph, say, written
from tests.makers import NOW, make_debate, make_essay, make_user
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def page_of(debate: Debate, order: str = "", on: str = "", after: str = "") -> ThreadList:
    """Answer a page of a list."""
    found = Debate.objects.select_related("discussion", "ranking").get(pk=debate.pk)
    listed = Listed.of(order=order, on=on, after=after)
    assert listed is not None
    page = thread_list(found, listed, texts_of(found), NOW)
    assert page is not None
    return page


def ids(page: ThreadList) -> list[int]:
    """Answer the threads of a page."""
    return [thread.id for thread in page.threads]


def all_pages(
    debate: Debate, between: Callable[[], object] = lambda: None, **asked: str
) -> Iterator[list[int]]:
    """Answer the threads of each page in turn; `between` two of them something may happen."""
    page = page_of(debate, **asked)
    yield ids(page)
    while page.next:
        between()
        after = page.next.partition("after=")[2]
        page = page_of(debate, **{**asked, "after": after})
        yield ids(page)


def joined(pages: Iterable[list[int]]) -> list[int]:
    """Answer the threads of all pages."""
    return [*chain.from_iterable(pages)]


def many_answers(root: Comment, number: int) -> list[Comment]:
    """Answer so many answers to a comment, written at once."""
    fields = {"thread": root, "parent": root, "depth": 2, "source": "Aye.", "html": "<p>Aye.</p>"}
    fields |= {"visibility": "published", "was_public": True, "created_at": NOW}
    rows = [Comment(debate=root.debate, number=place, **fields) for place in range(1, number + 1)]
    Comment.objects.filter(pk=root.pk).update(reply_count=number)
    return Comment.objects.bulk_create(rows)


def thread_of(root: Comment, page: int = 1) -> ThreadPage:
    """Answer a page of a thread."""
    debate = Debate.objects.select_related("discussion", "ranking").get(pk=root.debate_id)
    found = listed_comment(debate, root.pk)
    assert found is not None
    shown = thread_page(found, page, texts_of(debate), NOW)
    assert shown is not None
    return shown


def view(comment: Comment) -> CommentView:
    """Answer how a comment stands on the page of its thread."""
    thread = thread_of(comment.thread or comment)
    return next(found for found in thread.comments if found.id == comment.pk)


def place(comment: Comment, at: int | None, **fields: Any) -> None:
    """Give a comment its place in the ranking of its debate."""
    said = {"score": 0.5, "helpful": 0, "ratings": 0, "position_id": comment.position_id, **fields}
    Rank.objects.create(comment=comment, debate=comment.debate, place=at, **said)


def on_side(debate: Debate, order: int) -> dict[str, Any]:
    """Answer the fields of a comment on the essay of this side."""
    text = essay_text(debate, order)
    assert text.essay is not None
    return {"text": text, "position": text.essay.position}


# ---------------------------------------------------------------- orders


def test_the_ranking_decides_and_what_it_has_not_placed_follows_newest_first(debate: Debate) -> None:
    old, new, second, first = (written(debate, created_at=NOW + HOUR * hour) for hour in range(4))
    place(first, 1)
    place(second, 2)
    place(old, None)
    assert ids(page_of(debate)) == [first.pk, second.pk, new.pk, old.pk]


def test_newest_and_oldest_go_by_time_and_then_by_number(debate: Debate) -> None:
    late = written(debate, created_at=NOW + HOUR)
    early, as_early = written(debate), written(debate)
    assert ids(page_of(debate, "newest")) == [late.pk, as_early.pk, early.pk]
    assert ids(page_of(debate, "oldest")) == [early.pk, as_early.pk, late.pk]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("ranked", [0, 20, 30, 45])
def test_pages_have_twenty_threads_and_together_each_once(debate: Debate, order: str, ranked: int) -> None:
    threads = [written(debate, created_at=NOW + HOUR * (number // 7)) for number in range(45)]
    for number, thread in enumerate(threads[:ranked], start=1):
        place(thread, number)
    pages = [*all_pages(debate, order=order)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert sorted(joined(pages)) == [thread.pk for thread in threads]


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("ranked", [0, 30])
def test_pages_hold_while_new_comments_arrive(debate: Debate, order: str, ranked: int) -> None:
    threads = [written(debate, created_at=NOW + HOUR * number) for number in range(45)]
    for number, thread in enumerate(threads[:ranked], start=1):
        place(thread, number)
    still = [*all_pages(debate, order=order)]
    moments = iter(range(100, 200))
    arrivals: list[int] = []

    def arrive() -> None:
        arrivals.extend(written(debate, created_at=NOW + HOUR * next(moments)).pk for _ in range(3))

    pages = [*all_pages(debate, arrive, order=order)]
    seen = joined(pages)
    assert len({*seen}) == len(seen)
    assert [pk for pk in seen if pk not in arrivals] == joined(still)


def test_each_debate_has_its_own_comments(debate: Debate, ed: User) -> None:
    other = make_debate(ed, question="Should the quay be widened?", closes_at=NOW + DAY)
    place(written(other), 1)
    written(other)
    mine = written(debate)
    for order in Order:
        assert ids(page_of(debate, order)) == [mine.pk]


@pytest.mark.parametrize(
    "asked",
    [
        {"order": "best"},
        {"on": "g"},
        {"on": "A"},
        {"on": "ab"},
        {"on": "question "},
        {"after": "0"},
        {"after": "-1"},
        {"after": "1" * 10},
        {"after": "²"},
        {"after": "x"},
        {"order": "newest", "after": "5"},
        {"after": "20260230T090000.000000Z-1"},
        {"after": "20260301T090000.000000Z-0"},
        {"after": "20260301T090000.000000Z-" + "9" * 30},
        {"after": "20260301T090000.000000+1-1"},
    ],
    ids=str,
)
def test_an_address_that_asks_for_nothing_that_can_be_is_refused(asked: dict[str, str]) -> None:
    assert Listed.of(**{"order": "", "on": "", "after": "", **asked}) is None


@pytest.mark.parametrize(
    "given", [Place(rank=999_999_999), Place(moment=NOW, comment=5), Place(moment=NOW + HOUR / 7, comment=1)]
)
def test_a_cursor_is_read_as_it_was_written(given: Place) -> None:
    assert Place.of(str(given)) == given


def test_the_largest_cursors_are_beyond_the_end(debate: Debate) -> None:
    written(debate)
    for order, after in (("", "999999999"), ("newest", f"00010101T000000.000000Z-{'9' * 18}")):
        assert ids(page_of(debate, order, after=after)) in ([], [Comment.objects.get().pk])
    assert ids(page_of(debate, "oldest", after=f"99991231T235959.999999Z-{'9' * 18}")) == []


# ---------------------------------------------------------------- filters, pins


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("ranked", [False, True])
def test_filters_show_one_side_or_what_is_on_none(debate: Debate, order: str, ranked: bool) -> None:
    question = written(debate)
    on_a, on_b = written(debate, **on_side(debate, 1)), written(debate, **on_side(debate, 2))
    for number, comment in enumerate((on_b, question, on_a), start=1):
        if ranked:
            place(comment, number)
    found = {on: ids(page_of(debate, order, on)) for on in ("a", "b", "question")}
    assert found == {"a": [on_a.pk], "b": [on_b.pk], "question": [question.pk]}


def test_a_side_that_the_debate_lacks_has_no_page(debate: Debate) -> None:
    listed = Listed.of(order="", on="c", after="")
    assert listed is not None
    assert thread_list(debate, listed, texts_of(debate), NOW) is None


@pytest.mark.parametrize("order", Order)
def test_pinned_ones_come_first_on_the_first_page_and_not_again(debate: Debate, order: str) -> None:
    threads = [written(debate, created_at=NOW + HOUR * number) for number in range(24)]
    on_b = written(debate, created_at=NOW + HOUR * 12, pinned=True, **on_side(debate, 2))
    on_a = written(debate, created_at=NOW + HOUR * 13, pinned=True, **on_side(debate, 1))
    for number, comment in enumerate((threads[3], on_a, threads[5], on_b), start=1):
        place(comment, number)
    pages = [*all_pages(debate, order=order)]
    assert pages[0][:2] == [on_a.pk, on_b.pk]
    assert [len(page) for page in pages] == [22, 4]
    assert len({*joined(pages)}) == 26
    assert ids(page_of(debate, order, "b")) == [on_b.pk]
    assert on_a.pk not in ids(page_of(debate, order, "question"))
    assert [view(comment).is_pinned for comment in (on_a, threads[3])] == [True, False]


def test_the_filters_and_orders_lead_to_each_other(debate: Debate) -> None:
    page = page_of(debate, "newest", "b")
    assert [(choice.label, choice.query, choice.is_chosen) for choice in page.filters] == [
        ("All", "?order=newest", False),
        ("Side 1", "?on=a&order=newest", False),
        ("Side 2", "?on=b&order=newest", True),
        ("On the question", "?on=question&order=newest", False),
    ]
    assert [(choice.label, choice.query, choice.is_chosen) for choice in page.orders] == [
        ("Valued across sides", "?on=b", False),
        ("Newest", "?on=b&order=newest", True),
        ("Oldest", "?on=b&order=oldest", False),
    ]


# ---------------------------------------------------------------- threads


def arranged(comments: tuple[CommentView, ...]) -> list[tuple[int, int]]:
    """Answer the comments of a thread as they stand, each with its depth."""
    return [(comment.id, comment.depth) for comment in comments]


def test_answers_stand_below_what_they_answer_in_order_of_time(debate: Debate) -> None:
    root = written(debate)
    first, second = answered(root), answered(root)
    to_second, to_first = answered(second), answered(first)
    deep = answered(to_first)
    deeper = answered(deep)
    assert arranged(thread_of(root).comments) == [
        (root.pk, 1),
        (first.pk, 2),
        (to_first.pk, 3),
        (deep.pk, 3),
        (deeper.pk, 3),
        (second.pk, 2),
        (to_second.pk, 3),
    ]


def test_a_deep_answer_names_what_it_answers(debate: Debate, vera: User) -> None:
    root = written(debate)
    third = answered(answered(root), author=vera)
    deep = view(answered(third))
    assert deep.in_answer_to is not None
    assert (deep.in_answer_to.name, deep.in_answer_to.url) == ("Vera", third.get_absolute_url())
    assert view(third).in_answer_to is None


def test_a_list_shows_the_first_five_answers_and_how_many_more_there_are(debate: Debate) -> None:
    root, quiet = written(debate, created_at=NOW + HOUR), written(debate)
    answers = [answered(root) for _ in range(12)]
    answered(quiet)
    busy, other = page_of(debate, "newest").threads
    assert [comment.id for comment in busy.comments] == [root.pk, *(answer.pk for answer in answers[:5])]
    assert (busy.more, busy.many_more, busy.url) == (
        7,
        False,
        f"{debate.get_absolute_url()}comments/{root.pk}/",
    )
    assert (len(other.comments), other.more) == (2, 0)


def test_answers_that_nobody_sees_are_not_among_the_first_five_nor_counted(debate: Debate) -> None:
    root = written(debate)
    hidden = [answered(root, visibility="held", was_public=False) for _ in range(3)]
    shown = [answered(root) for _ in range(6)]
    answered(root, visibility="rejected", was_public=False)
    thread = page_of(debate).threads[0]
    assert [comment.id for comment in thread.comments] == [root.pk, *(answer.pk for answer in shown[:5])]
    assert thread.more == 1
    assert {answer.pk for answer in hidden}.isdisjoint(comment.id for comment in thread_of(root).comments)


def test_very_many_answers_are_counted_only_so_far(debate: Debate) -> None:
    root = written(debate)
    many_answers(root, 106)
    thread = page_of(debate).threads[0]
    assert (thread.more, thread.many_more) == (100, True)


def test_an_answer_stays_on_its_page_of_a_hundred_numbers(debate: Debate) -> None:
    root = written(debate)
    rows = many_answers(root, 250)
    Comment.objects.filter(pk=rows[49].pk).update(visibility="held", was_public=False)
    pages = [thread_of(root, page) for page in (1, 2, 3)]
    assert [len(page.comments) for page in pages] == [100, 101, 51]
    assert [(page.previous, page.next) for page in pages] == [(0, 2), (1, 3), (2, 0)]
    assert all(page.comments[0].id == root.pk for page in pages)
    for row, page in ((rows[99], ""), (rows[100], "?page=2"), (rows[249], "?page=3")):
        assert (
            row.get_absolute_url() == f"{debate.get_absolute_url()}comments/{root.pk}/{page}#comment-{row.pk}"
        )
    late = answered(rows[3])
    shown = thread_of(root, 3).comments[-1]
    assert (shown.id, shown.depth, shown.in_answer_to.url if shown.in_answer_to else "") == (
        late.pk,
        2,
        rows[3].get_absolute_url(),
    )
    for page in (0, 4):
        found = listed_comment(debate, root.pk)
        assert found is not None
        assert thread_page(found, page, texts_of(debate), NOW) is None


# ---------------------------------------------------------------- stubs


STUB = {
    Visibility.WITHDRAWN: "Withdrawn by its author.",
    Visibility.REJECTED: "Removed by a moderator.",
    Visibility.ERASED: "Erased.",
    Visibility.HELD: "Not shown for the moment.",
}


def gone(
    debate: Debate, state: Visibility, *, was_public: bool = True, parent: Comment | None = None
) -> Comment:
    """Answer a comment in this state, with everything that it could say about itself."""
    empty = {"source": "", "html": "", "plain": ""} if state is Visibility.ERASED else {}
    fields = {
        "visibility": state,
        "was_public": was_public,
        "public_reason": "Off topic.",
        "kind": "asks",
        **empty,
    }
    if parent:
        return answered(parent, **fields)
    return written(debate, **fields)


@pytest.mark.parametrize("state", sorted(STUB))
@pytest.mark.parametrize("has_answers", [False, True])
@pytest.mark.parametrize("was_public", [False, True])
@pytest.mark.parametrize("in_thread", [False, True])
def test_what_is_not_shown_leaves_a_stub_where_readers_miss_it(
    debate: Debate, state: Visibility, has_answers: bool, was_public: bool, in_thread: bool
) -> None:
    root = written(debate)
    comment = gone(debate, state, was_public=was_public, parent=root if in_thread else None)
    if has_answers:
        answered(comment)
    leaves = was_public and (has_answers or state in {Visibility.REJECTED, Visibility.ERASED})
    found = [view for thread in page_of(debate).threads for view in thread.comments if view.id == comment.pk]
    assert (listed_comment(debate, comment.pk) is not None) == bool(found) == leaves
    if leaves:
        assert (found[0].stub, found[0].reason) == (STUB[state], "Off topic.")
        assert (found[0].author, found[0].html, found[0].kind, found[0].helpful) == (None, None, "", None)


def test_an_answer_below_an_answer_of_the_thread_keeps_the_thread(debate: Debate) -> None:
    root = gone(debate, Visibility.WITHDRAWN)
    middle = answered(root, visibility="withdrawn")
    last = answered(middle)
    assert arranged(thread_of(root).comments) == [(root.pk, 1), (middle.pk, 2), (last.pk, 3)]


def test_what_was_withdrawn_with_its_answers_is_gone_with_them(debate: Debate) -> None:
    root = gone(debate, Visibility.WITHDRAWN)
    answered(root, visibility="withdrawn")
    assert ids(page_of(debate)) == []


def test_a_collapsed_comment_says_why_and_can_be_read(debate: Debate) -> None:
    shown = view(written(debate, visibility="restricted", public_reason="Heated."))
    assert (shown.is_collapsed, shown.reason, shown.stub, shown.html) == (
        True, "Heated.", "", "<p>The tide decides, not the harbour board.</p>",
    )  # fmt: skip


# ---------------------------------------------------------------- what a comment says


def test_authors_have_their_names_pages_and_what_they_are(
    debate: Debate, ed: User, mo: User, vera: User
) -> None:
    ada = make_user("Ada", Role.MODERATOR, about="I sign one essay here.")
    contributor = Contributor.objects.get(essays__position__debate=debate, essays__position__order=2)
    contributor.account = ada
    contributor.save()
    vera.about = "I count birds."
    vera.save()
    RoleGrant.objects.filter(user=mo).update(removed_at=NOW + DAY * 9999)
    authors = [view(written(debate, author=person)).author for person in (ada, ed, mo, vera)]
    assert authors == [
        Author(
            "Ada",
            contributor.get_absolute_url(),
            (Badge("contributor, position B", "b"), Badge("moderator")),
        ),
        Author("Ed", "", (Badge("editor"),)),
        Author("Mo"),
        Author("Vera", f"/people/{vera.pk}/"),
    ]


def test_a_contributor_of_a_round_that_nobody_has_read_is_none_yet(
    debate: Debate, ed: User, ada: User
) -> None:
    position = debate.positions.get(order=1)
    essay = make_essay(ed, position, "Secret still.", Round.REBUTTAL)
    essay.contributor = Contributor.objects.create(name="Ada", slug="ada", disclosure="None.", account=ada)
    essay.save()
    comment = written(debate, author=ada)
    assert view(comment).author == Author("Ada")
    make_essay(ed, debate.positions.get(order=2), "Also.", Round.REBUTTAL)
    publishing.publish_round(debate=debate, round_=Round.REBUTTAL, by=ed, now=NOW)
    author = view(comment).author
    assert author is not None
    assert author.badges == (Badge("contributor, position A", "a"),)


def test_imported_names_and_names_of_nobody_are_told_apart(debate: Debate) -> None:
    imported = {"imported_from": "old:1", "author_name": "Wil F."}
    found = [view(written(debate, **fields)).author for fields in (imported, {"imported_from": "old:2"}, {})]
    assert found == [
        Author("Wil F.", is_imported=True),
        Author("No name given", is_imported=True),
        Author("Somebody who has left"),
    ]


def test_a_comment_says_what_it_is_on(debate: Debate, ed: User) -> None:
    for position in debate.positions.all():
        make_essay(ed, position, "A reply.", Round.REBUTTAL)
    publishing.publish_round(debate=debate, round_=Round.REBUTTAL, by=ed, now=NOW)
    introduction = debate.texts.get(kind="introduction")
    rebuttal = debate.texts.get(essay__round=Round.REBUTTAL, essay__position__order=2)
    subjects = [
        view(written(debate, **fields)).subject
        for fields in (
            {},
            {"text": introduction},
            on_side(debate, 1),
            {"text": rebuttal, "position": rebuttal.essay.position if rebuttal.essay else None},
        )
    ]
    assert subjects == [
        Subject("On the question"),
        Subject("On the introduction"),
        Subject("On A: Side 1", "a"),
        Subject("On B: Side 2 · Rebuttal", "b"),
    ]
    assert view(answered(written(debate))).subject is None


def test_a_quote_leads_to_its_paragraph_until_that_changes(debate: Debate, ed: User, vera: User) -> None:
    text = essay_text(debate, 1)
    paragraph, words = first_paragraph(text)
    comment = say(debate, vera, text_id=text.pk, paragraph=paragraph)
    assert view(comment).quote == Quote(words, f"{debate.get_absolute_url()}#{paragraph}", "en")
    publishing.save_text(text=text, source=f"Before it.\n\n{words}", by=ed)
    assert view(comment).quote == Quote(words, f"{debate.get_absolute_url()}#{paragraph}", "en")
    publishing.save_text(text=text, source="Something else entirely.", by=ed)
    assert view(comment).quote == Quote(words, "", "en")
    assert page_of(debate).threads[0].comments[0].quote == Quote(words, "", "en")


def test_a_stance_stands_only_on_comments_whose_author_shows_it(
    debate: Debate, vera: User, sam: User
) -> None:
    vote(debate, vera, 2)
    vote(debate, sam, "both")
    shown = [
        view(say(debate, by, f"Comment of {by} {shows}.", shows_stance=shows)).stance
        for by, shows in ((vera, False), (vera, True), (sam, True))
    ]
    assert shown == [None, ShownStance("B: Side 2", "b"), ShownStance("Both persuade me")]


def test_minds_that_changed_are_marked_and_counted(debate: Debate, vera: User, sam: User, mo: User) -> None:
    root = written(debate, changed_mind=True, author=mo, **on_side(debate, 1))
    for by in (vera, sam):
        answered(root, changed_mind=True, author=by)
    answered(root, changed_mind=True, visibility="withdrawn", author=mo)
    written(debate, changed_mind=True, author=vera, **on_side(debate, 1))
    assert (view(root).changed_mind, view(root).minds) == (True, 2)
    discussed = texts_of(debate)[essay_text(debate, 1).pk].discussed
    assert discussed == Discussed(comments=2, many=False, minds=2)
    assert texts_of(debate)[essay_text(debate, 2).pk].discussed == Discussed(0, many=False, minds=0)


def test_very_many_comments_on_an_essay_are_counted_only_so_far(debate: Debate) -> None:
    Comment.objects.bulk_create(
        Comment(
            debate=debate, source="Aye.", html="<p>Aye.</p>", visibility="published", was_public=True,
            created_at=NOW, **on_side(debate, 1),
        )
        for _ in range(101)
    )  # fmt: skip
    discussed = texts_of(debate)[essay_text(debate, 1).pk].discussed
    assert (discussed.comments, discussed.many) == (100, True)


def test_kind_and_edits_are_shown(debate: Debate) -> None:
    shown = view(written(debate, kind="evidence", edited_at=NOW + HOUR))
    assert (shown.kind, shown.edited_at) == ("Brings evidence", NOW + HOUR)
    assert shown.history_url == f"{debate.get_absolute_url()}comments/{shown.id}/history/"
    assert view(written(debate)).history_url == ""


# ---------------------------------------------------------------- ratings


def rated(
    debate: Debate, groups: list[list[float]], helpful: int, ratings: int, **fields: Any
) -> Helpful | None:
    """Answer how the ratings of a comment are shown."""
    comment = written(debate)
    positions = debate.positions.order_by("order").values_list("pk", flat=True)
    known = [[position, 9] for position in positions[: len(groups)]]
    Ranking.objects.update_or_create(debate=debate, defaults={"number": 1, "taken_at": NOW, "groups": known})
    place(comment, comment.pk, helpful=helpful, ratings=ratings, groups=groups, **fields)
    return view(comment).helpful


def test_ratings_of_a_new_comment_and_none_at_all_are_not_shown(debate: Debate) -> None:
    assert view(written(debate)).helpful is None
    assert rated(debate, [[5, 9], [5, 9]], 10, 18, is_new=True) is None
    assert rated(debate, [[0, 0], [0, 0]], 0, 0) is None


def test_sides_are_shown_where_each_has_five_ratings(debate: Debate) -> None:
    assert rated(debate, [[4, 5], [2.5, 7.5]], 7, 13) == Helpful(
        7, 13, (SideShare("Side 1", "a", 80), SideShare("Side 2", "b", 33))
    )


@pytest.mark.parametrize(
    ("groups", "ratings"),
    [
        ([[4, 4.5], [5, 9]], 14),
        ([[4, 9], [0, 0]], 9),
        ([[4, 9], [4, 9]], 19),
        ([[4, 9], [4, 9]], 22),
        ([[4, 9]], 9),
        ([], 9),
    ],
)
def test_no_side_is_shown_where_one_or_the_rest_is_few(
    debate: Debate, groups: list[list[float]], ratings: int
) -> None:
    assert rated(debate, groups, 4, ratings) == Helpful(4, ratings)


def test_sides_are_shown_where_the_rest_is_five_or_more(debate: Debate) -> None:
    shown = rated(debate, [[4, 9], [4, 9]], 9, 23)
    assert shown is not None
    assert len(shown.sides) == 2


def test_ratings_of_groups_that_have_changed_since_are_not_told_apart(debate: Debate) -> None:
    rated(debate, [[5, 9], [5, 9]], 10, 18)
    Ranking.objects.update(groups=[[debate.positions.get(order=1).pk, 9]])
    assert view(Comment.objects.get()).helpful == Helpful(10, 18)


# ---------------------------------------------------------------- when comments are over


def test_a_closed_or_locked_debate_shows_its_comments_and_takes_no_answers(debate: Debate, ed: User) -> None:
    comment = written(debate)
    assert (page_of(debate).takes_comments, view(comment).takes_answers) == (True, True)
    Discussion.objects.create(debate=debate, locked=True)
    assert (page_of(debate).takes_comments, view(comment).takes_answers) == (False, False)
    Discussion.objects.update(locked=False)
    publishing.change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    assert (page_of(debate).takes_comments, view(comment).takes_answers) == (False, False)
    assert ids(page_of(debate)) == [comment.pk]


# ---------------------------------------------------------------- queries


def crowd(debate: Debate, threads: int, answers: int) -> None:
    """Write so many threads, each with so many answers, of as many authors."""
    for number in range(threads):
        person = make_user(f"Reader-{debate.pk}-{number}", about="Here I am.")
        root = written(debate, author=person, **on_side(debate, 1 + number % 2))
        for _ in range(answers):
            answered(root, author=person)


@pytest.mark.parametrize(("threads", "answers"), [(1, 1), (15, 6)])
@pytest.mark.parametrize("order", Order)
def test_a_list_costs_the_same_for_one_comment_and_for_a_hundred(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, order: str, threads: int, answers: int
) -> None:
    crowd(debate, threads, answers)
    found = Debate.objects.select_related("discussion", "ranking").get(pk=debate.pk)
    listed = Listed.of(order=order, on="", after="")
    assert listed is not None
    # Texts, pinned ones, places (by rank, then by time), first comments, answers, authors, minds.
    with django_assert_num_queries(8 if order == Order.VALUED else 7):
        page = thread_list(found, listed, texts_of(found), NOW)
    assert page is not None
    assert len(page.threads) == threads


@pytest.mark.parametrize("many", [1, 100])
def test_a_thread_costs_the_same_for_one_answer_and_for_a_hundred(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    crowd(debate, 1, many)
    root = Comment.objects.get(parent=None)
    # The first comment, texts, answers, authors, minds; and the debate, which the test fetches.
    with django_assert_num_queries(6):
        assert len(thread_of(root).comments) == many + 1


def test_no_query_of_a_list_reads_the_words_of_an_essay(debate: Debate) -> None:
    crowd(debate, 2, 1)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page_of(debate)
    columns = [query["sql"].partition(" FROM ")[0] for query in asked if "publishing_text" in query["sql"]]
    assert len(columns) > 1
    for name in ("html", "source", "plain"):
        assert [sql for sql in columns if f'"publishing_text"."{name}",' in sql] == []
