"""Posts are put together to debates by their links, and what is doubtful is remarked."""

from datetime import UTC, datetime

import pytest

from debates.importing import shapes
from debates.importing.drafting import free_key, key_for
from debates.importing.proposal import propose
from debates.importing.shapes import Proposal, ProposedDebate
from debates.importing.wxr import Term, read_posts
from debates.publishing.models import Contributor, Debate, Essay, Position
from tests.importing.exports import FERRY, SITE, contribution, export, introduction, item, pair

TEXT = "word " * 150
NOTICE = "The Review tries a new format: debate. Two writers look at one question from various sides, and…”"
SLOW = "The crossing – slow water keeps towns alive"
GONE = "“Who?” was left out: the file has no published post for the contribution by"


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
        "Approved comments, counted and not imported: 2.",
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


# ------------------------------------------------------------------ which posts


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


# ------------------------------------------------------------------ who, when, what


def test_the_spelling_of_the_signed_link_is_kept_and_others_are_remarked() -> None:
    debate = debate_of(
        introduction(
            1,
            "Who?",
            (2, "Ada Moss"),
            (3, "Bo Reed"),
            content="<p>Bo Reid, Miller at the Lower Mill says that it must stay.</p>",
        ),
        contribution(2, "A", 1, f'<p><a href="{SITE}/post-3/">Read Bo Read’s take on the issue</a></p>'),
        contribution(
            3, "Boo Reed answers", 1, "<p>Bo Reid, Miller at the Lower Mill says that it must stay.</p>"
        ),
    )
    assert debate.sides[1].name == "Bo Reed"
    assert [remark for remark in debate.remarks if remark.startswith("The name")] == [
        f"The name “Bo Reed” is spelled {spelling}; “Bo Reed” was kept."
        for spelling in (
            "“Bo Read” in the link of another contribution",
            "“Bo Reid” in the introduction and in the contribution",
            "“Boo Reed” in the title",
        )
    ]


def test_a_surname_alone_is_no_other_spelling() -> None:
    debate = debate_of(
        pair()[0],
        contribution(2, "A", 1, f'<p><a href="{SITE}/post-3/">Read Reed’s take on the issue</a></p>'),
        pair()[2],
    )
    assert [remark for remark in debate.remarks if remark.startswith("The name")] == []


def test_without_a_claim_sentence_the_title_stands_for_the_claim() -> None:
    debate = debate_of(*pair())
    assert [(side.claim, side.role) for side in debate.sides] == [
        ("The weir – let it go", ""),
        ("The weir – keep it", ""),
    ]
    assert debate.remarks[:2] == (
        "No sentence says what Ada Moss claims: the title of the essay stands for it.",
        "Role or affiliation of Ada Moss was not found.",
    )


@pytest.mark.parametrize(
    ("titles", "labels"),
    [
        (("Weirs – let it go", "Weirs — keep it"), ["Let it go", "Keep it"]),
        (("Let it go", "Keep it"), ["Let it go", "Keep it"]),
        (("Weirs – " + "x" * 41, "Weirs – keep it"), ["Ada Moss", "Bo Reed"]),
        (("Weirs – both", "Mills – Both"), ["Ada Moss", "Bo Reed"]),
    ],
)
def test_labels_are_all_of_one_kind(titles: tuple[str, str], labels: list[str]) -> None:
    debate = debate_of(pair()[0], contribution(2, titles[0], 1), contribution(3, titles[1], 1))
    assert [side.label for side in debate.sides] == labels
    assert [remark[:20] for remark in debate.remarks if remark.startswith("The titles are")] == (
        ["The titles are no la"] if labels[0] == "Ada Moss" else []
    )


def test_positions_without_any_names_of_their_own_are_numbered() -> None:
    debate = debate_of(introduction(1, "Who?"), contribution(2, "Same", 1), contribution(3, "Same", 1))
    assert [side.label for side in debate.sides] == ["Position 1", "Position 2"]


def test_the_date_is_the_introductions_else_the_first_of_the_contributions() -> None:
    none = "0000-00-00 00:00:00"
    one, two, _three = pair(date=none)
    later = contribution(3, "Keep it", 1, date="2024-04-15 10:00:00")
    assert debate_of(one, two, later).published_at == datetime(2024, 4, 12, 8, 30, tzinfo=UTC)
    assert "Its posts were published on different days" in " ".join(debate_of(pair()[0], two, later).remarks)
    undated = proposal_of(one, contribution(2, "A", 1, date=none), contribution(3, "B", 1, date=none))
    assert undated.remarks == ("“Should the weir go?” was left out: none of its posts has a date.",)


@pytest.mark.parametrize("title", ["Debate:", "Debate: <b></b>", "Debate: <script>x</script>"])
def test_a_debate_without_a_question_is_left_out(title: str) -> None:
    one = pair()[0].replace("Debate: Should the weir go?", title.replace("<", "&lt;").replace(">", "&gt;"))
    found = proposal_of(one, *pair()[1:])
    assert (found.debates, found.remarks[0][-32:]) == ((), "was left out: a question is missing."[-32:])


def test_long_questions_and_titles_are_shortened_and_remarked() -> None:
    debate = debate_of(
        introduction(1, "Why " * 80, (2, "Ada Moss"), (3, "Bo Reed")),
        contribution(2, "Long " * 60, 1),
        contribution(3, "Short", 1),
    )
    assert (len(debate.question) <= 250, len(debate.sides[0].title) <= 200) == (True, True)
    assert [remark[:40] for remark in debate.remarks if remark.startswith("This")] == [
        "This title has more than 200 characters ",
        "This question has more than 250 characte",
    ]


def test_references_of_all_posts_are_listed_once_with_keys_of_their_own() -> None:
    lines = "<p>References:</p><ul><li>{}</li><li>{}</li></ul>"
    poe = "Poe, Ann, “Low water”, Quay Press, 2019, https://quay.example/low"
    other = "Poe, Ann, “High water”, Quay Press, 2019, https://quay.example/high"
    debate = debate_of(
        introduction(1, "Who?", (2, "Ada Moss"), (3, "Bo Reed"), content=lines.format(poe, "(((")),
        contribution(2, "A", 1, lines.format(poe, other)),
        contribution(3, "B", 1),
    )
    assert [reference.raw for reference in debate.references] == [poe, other]
    assert [reference.key for reference in debate.references] == ["poe2019", "poe2019b"]


@pytest.mark.parametrize(
    ("csl", "key"),
    [
        (None, "ref7"),
        ({"title": "Über Wasser", "issued": {"date-parts": [[2001, 5]]}}, "uber2001"),
        ({"author": [{"literal": "Ministry of Water"}], "title": "X"}, "ministry"),
        ({"author": [{"family": "李"}], "title": "水"}, "ref7"),
        ({"editor": [{"family": "van Dyck"}], "issued": {"literal": "spring"}}, "van"),
    ],
)
def test_keys_say_who_and_when(csl: dict[str, object] | None, key: str) -> None:
    assert key_for(csl, 7) == key


def test_a_key_is_never_given_twice() -> None:
    taken: set[str] = set()
    for _number in range(40):
        taken.add(free_key("poe2019", taken))
    assert len(taken) == 40
    assert {"poe2019", "poe2019b", "poe2019z", "poe2019-2"} <= taken


@pytest.mark.parametrize(
    ("code", "language"), [("fr", "fr"), ("pt-BR", "pt-BR"), ("", "en"), ("no language!", "en")]
)
def test_the_language_is_the_sites(code: str, language: str) -> None:
    head = export().getvalue().decode().replace("en-GB", code).removesuffix("</channel></rss>")
    (debate,) = propose(read_posts(export(*pair(), head=head))).debates
    assert debate.language == language
