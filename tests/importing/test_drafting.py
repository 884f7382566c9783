"""A debate says who argues what, when and on what grounds; what is doubtful is remarked."""

from datetime import UTC, datetime

import pytest

from debates.importing.drafting import free_key, key_for
from debates.importing.proposal import propose
from debates.importing.shapes import Proposal, ProposedDebate
from debates.importing.wxr import read_posts
from tests.importing.exports import SITE, contribution, export, introduction, pair


def proposal_of(*items: str) -> Proposal:
    return propose(read_posts(export(*items)))


def debate_of(*items: str) -> ProposedDebate:
    (debate,) = proposal_of(*items).debates
    return debate


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
