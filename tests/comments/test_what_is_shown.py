"""What a page says of a comment: who, on what, how it was received."""

from typing import Any

import pytest

from accounts.models import RoleGrant, User
from accounts.roles import Role
from debates.comments.models import Comment, Discussion, Ranking
from debates.comments.queries.shapes import (
    Author,
    Badge,
    Discussed,
    Helpful,
    Quote,
    ShownStance,
    SideShare,
    Subject,
)
from debates.comments.queries.texts import texts_of
from debates.publishing import actions as publishing
from debates.publishing.models import Contributor, Debate
from debates.publishing.workflow import Move, Round
from tests.comments.pages import DAY, HOUR, ids, on_side, page_of, place, view
from tests.comments.rows import answered, essay_text, first_paragraph, say, written
from tests.makers import NOW, make_essay, make_user, rewrite
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db


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
    rewrite(text, f"Before it.\n\n{words}", ed)
    assert view(comment).quote == Quote(words, f"{debate.get_absolute_url()}#{paragraph}", "en")
    rewrite(text, "Something else entirely.", ed)
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
    assert rated(debate, [[4, 5.5], [2.5, 7.5]], 7, 13) == Helpful(
        7, 13, (SideShare("Side 1", "a", 73), SideShare("Side 2", "b", 33))
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
