"""Posts are put together by their links; what makes no whole debate is left out and remarked."""

import pytest

from debates.importing.proposal import propose
from debates.importing.shapes import Proposal, ProposedDebate
from debates.importing.wxr import read_posts
from tests.importing.exports import SITE, contribution, export, introduction, item, pair

GONE = "“Who?” was left out: the file has no published post for the contribution by"


def proposal_of(*items: str) -> Proposal:
    return propose(read_posts(export(*items)))


def debate_of(*items: str) -> ProposedDebate:
    (debate,) = proposal_of(*items).debates
    return debate


def test_three_contributions_are_three_positions_in_the_order_of_the_links() -> None:
    debate = debate_of(
        contribution(4, "C", 1),
        contribution(2, "A", 1),
        introduction(1, "Who?", (3, "Bo Reed"), (4, "Cy Oake"), (2, "Ada Moss")),
        contribution(3, "B", 1),
    )
    assert [(side.title, side.name) for side in debate.sides] == [
        ("B", "Bo Reed"),
        ("C", "Cy Oake"),
        ("A", "Ada Moss"),
    ]


def test_two_debates_in_one_file_stay_apart() -> None:
    found = proposal_of(
        *pair(),
        introduction(11, "Should the mill go?", (12, "Cy Oake"), (13, "Di Fern")),
        contribution(12, "The mill – let it go", 11),
        contribution(13, "The mill – keep it", 11),
        item(20, "Something else"),
    )
    assert (found.posts_read, found.remarks) == (7, ())
    assert [(debate.question, [post.post_id for post in debate.posts]) for debate in found.debates] == [
        ("Should the weir go?", [1, 2, 3]),
        ("Should the mill go?", [11, 12, 13]),
    ]


@pytest.mark.parametrize("form", ["http://moved.example/post-2", "/post-2/", f"{SITE}/?p=2", "?p=2"])
def test_links_find_posts_in_every_form_of_address(form: str) -> None:
    links = f'<p><a href="{form}">Read the contribution by Ada Moss</a></p>'
    debate = debate_of(introduction(1, "Who?", (3, "Bo Reed"), content=links), *pair()[1:])
    assert [side.post.post_id for side in debate.sides] == [3, 2]


def test_a_link_that_leads_nowhere_is_mended_by_the_name() -> None:
    debate = debate_of(
        introduction(1, "Who?", (2, "Ada Moss"), (99, "Bo Reed")),
        contribution(2, "A", 1),
        contribution(3, "B", 1, "<p>Bo Read, Miller at the Lower Mill says that it must stay.</p>"),
    )
    assert [side.name for side in debate.sides] == ["Ada Moss", "Bo Reed"]
    assert "The introduction's link to Bo Reed leads nowhere; “B” was found by the name." in debate.remarks


def test_a_contribution_without_a_link_in_the_introduction_comes_last() -> None:
    debate = debate_of(
        contribution(4, "C", 1, "<p>Cy Oake, Dean at Weir College says that it depends.</p>"),
        *pair(),
    )
    assert [(side.post.post_id, side.name) for side in debate.sides] == [
        (2, "Ada Moss"),
        (3, "Bo Reed"),
        (4, "Cy Oake"),
    ]
    assert "“C” has no link in the introduction, so it comes last." in debate.remarks


def test_an_introduction_without_links_is_known_by_those_that_link_to_it() -> None:
    debate = debate_of(introduction(1, "Who?"), *pair()[1:])
    assert [(side.post.post_id, side.name) for side in debate.sides] == [(2, "The Desk"), (3, "The Desk")]
    assert (
        "“The weir – keep it” names nobody as its author: the account “The Desk” was taken." in debate.remarks
    )


@pytest.mark.parametrize(
    ("items", "remark"),
    [
        (
            [introduction(1, "Who?")],
            "“Who?” looks like part of a debate, but it could not be paired with other posts.",
        ),
        (
            [introduction(1, "Who?", (2, "Ada Moss"), (3, "Bo Reed"))],
            f"{GONE} Ada Moss ({SITE}/post-2/).",
        ),
        (
            [introduction(1, "Who?", (2, "Ada Moss"), (3, "Bo Reed")), contribution(2, "A", 1)],
            f"{GONE} Bo Reed ({SITE}/post-3/).",
        ),
        (
            [introduction(1, "Who?", (2, "Ada Moss")), contribution(2, "A", 1)],
            "“Who?” was left out: it has one contribution in this file, “A”; a debate needs two.",
        ),
        (
            [
                introduction(1, "Who?", *((number, f"Name{number} X") for number in range(2, 9))),
                *(contribution(number, f"T{number}", 1) for number in range(2, 9)),
            ],
            "“Who?” was left out: it has 7 contributions; a debate has at most 6 positions.",
        ),
        (
            [contribution(2, "A", 1)],
            "“A” looks like part of a debate, but it could not be paired with other posts.",
        ),
        (
            [introduction(1, "Who?", (1, "Ada Moss"))],
            "“Who?” was left out: it has no contributions in this file.",
        ),
    ],
)
def test_what_makes_no_whole_debate_is_left_out_and_remarked(items: list[str], remark: str) -> None:
    found = proposal_of(*items)
    assert (found.debates, found.remarks) == ((), (remark,))


def test_an_introduction_that_links_to_itself_is_no_side() -> None:
    itself = f'<p><a href="{SITE}/post-1/">Read the introduction to the debate</a></p>'
    debate = debate_of(introduction(1, "Who?", (2, "Ada Moss"), (3, "Bo Reed"), content=itself), *pair()[1:])
    assert [post.post_id for post in debate.posts] == [1, 2, 3]


def test_a_contribution_belongs_to_one_debate() -> None:
    found = proposal_of(*pair(), introduction(9, "Again?", (2, "Ada Moss"), (3, "Bo Reed")))
    assert [debate.question for debate in found.debates] == ["Should the weir go?"]
    assert found.remarks == (
        "“Again?” was left out: “The weir – let it go” belongs to another debate of this file already.",
    )
