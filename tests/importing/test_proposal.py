"""Posts are put together to debates by their links, and what is doubtful is remarked."""

from datetime import UTC, datetime

import pytest

from debates.importing import shapes
from debates.importing.proposal import propose
from debates.importing.shapes import Proposal, ProposedDebate
from debates.importing.wxr import Term, read_posts
from debates.publishing.models import Contributor, Debate, Essay, Position
from tests.importing.exports import FERRY, SITE, contribution, export, introduction, item, pair

TEXT = "word " * 150
NOTICE = "The Review tries a new format: debate. Two writers look at one question from various sides, and…”"
SLOW = "The crossing – slow water keeps towns alive"


def proposal_of(*items: str) -> Proposal:
    return propose(read_posts(export(*items)))


def debate_of(*items: str) -> ProposedDebate:
    (debate,) = proposal_of(*items).debates
    return debate


def ferry() -> ProposedDebate:
    with FERRY.open("rb") as file:
        (debate,) = propose(read_posts(file)).debates
    return debate


# ------------------------------------------------------------------ one debate


def test_a_debate_is_drawn_up_from_its_posts() -> None:
    debate = ferry()
    assert (debate.question, debate.language, debate.published_at, debate.comments, debate.topics) == (
        "Should a bridge replace the ferry?",
        "en-GB",
        datetime(2024, 4, 12, 8, 30, tzinfo=UTC),
        2,
        (Term("Rivers", "rivers"), Term("Bridges", "bridges")),
    )
    assert [
        (side.post.post_id, side.label, side.name, side.role, side.affiliation, side.title)
        for side in debate.sides
    ] == [
        (
            42,
            "Steel outlasts timetables",
            "Ines Lindqvist",
            "Chief Engineer",
            "Crossings Office",
            "The crossing – steel outlasts timetables",
        ),
        (
            43,
            "Slow water keeps towns alive",
            "Tomas Brandl",
            "Ferryman",
            "Northbank Boats",
            "The crossing – slow water keeps towns alive",
        ),
    ]
    assert debate.sides[0].claim == "A bridge spares everybody the wait & pays for itself."
    assert [reference.key for reference in debate.references] == ["quill2019", "ledger"]


def test_a_long_claim_is_cut_at_a_word_and_that_is_remarked() -> None:
    claim = ferry().sides[1].claim
    assert (claim[:36], claim[-6:], len(claim) <= 200) == (
        "The ten minutes on the water are the",
        " half…",
        True,
    )
    assert "The claim of Tomas Brandl has more than 200 characters: it ends with “…” now." in ferry().remarks


def test_everything_that_a_person_should_look_at_is_remarked() -> None:
    remarks = [remark for remark in ferry().remarks if not remark.startswith("Reference ")]
    assert remarks == [
        "The name “Tomas Brandl” is spelled “Tomas Brandel” in the introduction; “Tomas Brandl” was kept.",
        "The essay of Ines Lindqvist has 36 words: it may be no more than a teaser.",
        "The claim of Tomas Brandl has more than 200 characters: it ends with “…” now.",
        "The essay of Tomas Brandl has 9 words: it may be no more than a teaser.",
        "The paragraph that presents the format was left out: “" + NOTICE,
        "Left out of “Should a bridge replace the ferry?”: image “A heron”.",
        "In “" + SLOW + "” only the words are left of links to: javascript:alert(1)",
    ]
    about_references = [remark for remark in ferry().remarks if remark not in remarks]
    assert [remark[:38] for remark in about_references] == ["Reference 2, “Ledger of the ferry comp"]
    assert "URL" in about_references[0]


def test_nothing_is_remarked_where_everything_is_said() -> None:
    claims = (
        "<p>Ada Moss, Surveyor at the Weir Board argues that it must go.</p>"
        "<p>Bo Reed, Miller at the Lower Mill says that it must stay.</p>"
    )
    debate = debate_of(
        introduction(1, "Should the weir go?", (2, "Ada Moss"), (3, "Bo Reed"), content=claims),
        contribution(2, "The weir – let it go", 1, f"<p>{TEXT}</p>"),
        contribution(3, "The weir – keep it", 1, f"<p>{TEXT}</p>"),
    )
    assert debate.remarks == ()


def test_the_limits_are_those_of_the_tables() -> None:
    fields = [
        (Debate, "question"),
        (Essay, "title"),
        (Position, "claim"),
        (Position, "label"),
        (Contributor, "name"),
    ]
    fields += [(Contributor, "role"), (Contributor, "affiliation")]
    limits = [shapes.MAX_QUESTION, shapes.MAX_TITLE, shapes.MAX_CLAIM, shapes.MAX_LABEL, shapes.MAX_NAME]
    limits += [shapes.MAX_OFFICE, shapes.MAX_OFFICE]
    assert [model._meta.get_field(name).max_length for model, name in fields] == limits


# ------------------------------------------------------------------ which posts may belong to one


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "draft"}, "is not published (its status is “draft”)"),
        ({"status": "private"}, "is not published (its status is “private”)"),
        ({"status": "trash"}, "is not published (its status is “trash”)"),
        ({"status": "future"}, "is not published (its status is “future”)"),
        ({"password": "sesame"}, "is protected by a password"),
        ({"guid": ""}, "has no identifier (guid)"),
        ({"guid": f"{SITE}/?p=2"}, "has the identifier (guid) of another post"),
        ({"guid": "x" * 501}, "has an identifier (guid) of more than 500 characters"),
        ({"content": "<br>" * 5_001}, "has more than 5,000 HTML elements"),
        ({"content": "x" * 1_000_001}, None),
    ],
)
def test_a_side_that_cannot_be_taken_takes_the_debate_with_it(
    fields: dict[str, str], reason: str | None
) -> None:
    one, two, _three = pair()
    found = proposal_of(one, two, contribution(3, "Keep it", 1, **fields))
    assert found.debates == ()
    said, left_out = found.remarks
    assert said == f"“Debate: Keep it” was left out: it {reason}." if reason else "1,000," in said
    assert left_out.startswith(
        "“Should the weir go?” was left out: the file has no published post for the contribution"
    )


def test_posts_that_show_no_sign_are_passed_over_in_silence() -> None:
    found = proposal_of(
        item(1, "One", status="draft"), item(2, "Two", guid=""), item(3, "Three", kind="attachment")
    )
    assert (found.posts_read, found.debates, found.remarks) == (3, (), ())
