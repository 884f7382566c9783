"""Threads: how answers stand, on which page, and what is left of those that are gone."""

import pytest

from accounts.models import User
from debates.comments.models import Comment
from debates.comments.queries.rows import listed_comment
from debates.comments.queries.texts import texts_of
from debates.comments.queries.threads import thread_page
from debates.comments.visibility import Visibility
from debates.publishing.models import Debate
from tests.comments.pages import HOUR, arranged, ids, many_answers, page_of, thread_of, view
from tests.comments.rows import answered, written
from tests.makers import NOW

pytestmark = pytest.mark.django_db


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
        assert thread_page(debate, found, page, texts_of(debate), NOW) is None


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
