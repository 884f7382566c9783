"""What a debate still lacks: each row, what blocks, what warns, and where a ratio begins to matter."""

from dataclasses import replace
from typing import Any

import pytest

from debates.publishing.checklist import (
    CHECK_LABELS,
    Check,
    Draft,
    EssayDraft,
    ImageDraft,
    NameDraft,
    PositionDraft,
    ReferenceDraft,
    TextDraft,
    are_in_order,
    check,
    lines,
)


def text(words: int = 100, **values: Any) -> TextDraft:
    return TextDraft(**{"name": "Mud", "words": words, "url": "/text", **values})


def essay(words: int = 100, about: dict[str, Any] | None = None, **values: Any) -> EssayDraft:
    complete = {
        "text": text(words, **(about or {})),
        "withdrawn": False,
        "approved": True,
        "contributor": "Ada",
        "disclosed": True,
        "url": "/essay",
        "contributor_url": "/contributor",
    }
    return EssayDraft(**{**complete, **values})


def with_text(**about: Any) -> Draft:
    """Answer a complete debate, of one text of which this is to be said."""
    return draft(position("A", opening=essay(about=about)), position("B", opening=essay()))


def position(name: str, claim: str = "x" * 100, **essays: EssayDraft) -> PositionDraft:
    return PositionDraft(name=name, claim=claim, url=f"/position/{name}", essays=essays)


def draft(*positions: PositionDraft, **values: Any) -> Draft:
    complete = {
        "introduction": text(1, name="Introduction", url="/introduction"),
        "url": "/debate",
        "rounds": ("opening",),
        "positions": positions or (position("A", opening=essay()), position("B", opening=essay())),
        "images": (),
        "references": (),
    }
    return Draft(**{**complete, **values})


def named(*names: str) -> tuple[NameDraft, ...]:
    return tuple(NameDraft(name, f"/name/{place}") for place, name in enumerate(names))


def rows(debate: Draft) -> list[tuple[str, str, bool]]:
    return [(str(row.sentence), row.url, row.blocks) for row in check(debate)]


def test_of_a_complete_debate_nothing_is_missing() -> None:
    assert rows(draft()) == []


@pytest.mark.parametrize(
    ("debate", "row"),
    [
        (
            draft(introduction=text(0, url="/introduction")),
            ("The introduction is empty.", "/introduction", True),
        ),
        (
            draft(position("A", opening=essay())),
            ("A debate needs at least two positions.", "/debate", True),
        ),
        (
            draft(position("A", opening=essay()), position("B")),
            ("B has no opening essay.", "/position/B", True),
        ),
        (
            draft(position("A", opening=essay(0)), position("B", opening=essay())),
            ("The essay “Mud” is empty.", "/text", True),
        ),
        (
            draft(position("A", opening=essay(approved=False)), position("B", opening=essay())),
            ("Ada has not approved “Mud” as it is now.", "/text", True),
        ),
        (
            with_text(unknown_citations=("sand", "silt")),
            ("“Mud” cites what is not among the references: sand, silt.", "/text", True),
        ),
        (
            with_text(unknown_images=("0123456789ab",)),
            ("“Mud” shows what is not among the images: 0123456789ab.", "/text", True),
        ),
        (
            draft(introduction=text(1, name="Introduction", unknown_citations=("sand",))),
            ("“Introduction” cites what is not among the references: sand.", "/text", True),
        ),
        (
            with_text(has_pending_change=True),
            ("A change of “Mud” has not been taken over.", "/text", False),
        ),
        (with_text(headings=(3, 5)), ("The headings of “Mud” skip a level.", "/text", False)),
        (
            draft(names=named("Mira Okonjo", "Mira Okonyo")),
            ("“Mira Okonjo” and “Mira Okonyo”: is this one person?", "/name/1", False),
        ),
        (
            draft(position("A", opening=essay(withdrawn=True)), position("B", opening=essay())),
            (
                "The essay “Mud” was withdrawn: write another, or save it anew if it was given back.",
                "/essay",
                True,
            ),
        ),
        (
            draft(position("A", opening=essay(disclosed=False)), position("B", opening=essay())),
            ("Ada has not disclosed interests yet.", "/contributor", True),
        ),
        (
            draft(images=(ImageDraft("A quay", ("title", "author", "source", "licence", "alt"), "/image"),)),
            (
                "The image “A quay” lacks: title, author, source, licence, description, or “decorative”.",
                "/image",
                True,
            ),
        ),
        (
            draft(references=(ReferenceDraft("mud", understood=False, linked=False, url="/reference"),)),
            ("The reference “mud” is kept as it was typed.", "/reference", False),
        ),
        (
            draft(references=(ReferenceDraft("mud", understood=True, linked=False, url="/reference"),)),
            ("The reference “mud” has neither URL nor DOI.", "/reference", False),
        ),
        (
            draft(position("A", "x" * 60, opening=essay()), position("B", "x" * 73, opening=essay())),
            ("The longest claim is more than 1.2 times as long as the shortest.", "/debate", False),
        ),
        (
            draft(position("A", opening=essay(100)), position("B", opening=essay(126))),
            (
                "The longest essay has 126 words, the shortest 100: more than 1.25 times.",
                "/debate",
                False,
            ),
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_each_lack_is_one_row_that_says_where_to_mend_it(debate: Draft, row: tuple[str, str, bool]) -> None:
    assert rows(debate) == [row]


def test_what_is_said_of_images_and_references_in_full_is_no_row() -> None:
    image = ImageDraft("A quay", (), "/image")
    reference = ReferenceDraft("mud", understood=True, linked=True, url="/reference")
    assert rows(draft(images=(image,), references=(reference,))) == []


@pytest.mark.parametrize(
    ("shortest", "longest", "warns"),
    [(100, 125, False), (100, 126, True), (4, 5, False), (804, 1005, False), (804, 1006, True)],
)
def test_essays_may_differ_by_a_quarter_and_no_more(shortest: int, longest: int, warns: bool) -> None:
    pair = (position("A", opening=essay(longest)), position("B", opening=essay(shortest)))
    assert bool(rows(draft(*pair))) == warns
    assert bool(rows(draft(*reversed(pair)))) == warns


@pytest.mark.parametrize(
    ("shortest", "longest", "warns"),
    [(100, 120, False), (100, 121, True), (5, 6, False), (165, 198, False), (165, 199, True)],
)
def test_claims_may_differ_by_a_fifth_and_no_more(shortest: int, longest: int, warns: bool) -> None:
    pair = (
        position("A", "x" * shortest, opening=essay()),
        position("B", "x" * longest, opening=essay()),
    )
    assert bool(rows(draft(*pair))) == warns


@pytest.mark.parametrize("shortest", range(20, 2001, 20))
def test_the_ratios_are_exact_at_every_length(shortest: int) -> None:
    pair = (
        position("A", "x" * shortest, opening=essay(shortest)),
        position("B", "x" * (shortest * 6 // 5), opening=essay(shortest * 5 // 4)),
    )
    assert rows(draft(*pair)) == []


def test_lengths_are_compared_among_all_positions_and_within_a_round() -> None:
    three = (
        position("A", opening=essay(100), rebuttal=essay(10)),
        position("B", opening=essay(110), rebuttal=essay(12)),
        position("C", opening=essay(126)),
    )
    assert rows(draft(*three)) == [
        ("The longest essay has 126 words, the shortest 100: more than 1.25 times.", "/debate", False)
    ]


def test_an_empty_essay_is_no_short_one() -> None:
    pair = (position("A", opening=essay(0)), position("B", opening=essay(500)))
    assert rows(draft(*pair)) == [("The essay “Mud” is empty.", "/text", True)]


def test_only_rounds_that_readers_would_see_must_be_complete() -> None:
    unfinished = (
        position("A", opening=essay(), rebuttal=essay(0, disclosed=False, withdrawn=True)),
        position("B", opening=essay()),
    )
    assert rows(draft(*unfinished)) == []
    assert rows(draft(*unfinished, rounds=("opening", "rebuttal", "closing"))) == [
        ("The essay “Mud” is empty.", "/text", True),
        (
            "The essay “Mud” was withdrawn: write another, or save it anew if it was given back.",
            "/essay",
            True,
        ),
        ("Ada has not disclosed interests yet.", "/contributor", True),
        ("A has no closing essay; all positions speak in a round, or none.", "/position/A", True),
        ("B has no rebuttal; all positions speak in a round, or none.", "/position/B", True),
        ("B has no closing essay; all positions speak in a round, or none.", "/position/B", True),
    ]


def test_what_blocks_comes_first() -> None:
    debate = draft(references=(ReferenceDraft("mud", understood=False, linked=False, url="/reference"),))
    blocks = [row[2] for row in rows(replace(debate, introduction=text(0), positions=()))]
    assert blocks == [True, True, False]


# ---------------------------------------------------------------- headings, rounds, lines


@pytest.mark.parametrize(
    ("levels", "ordered"),
    [
        ((), True),
        ((3,), True),
        ((4,), False),
        ((3, 4, 5, 6), True),
        ((3, 4, 3, 4, 5, 3), True),
        ((3, 5), False),
        ((3, 4, 6), False),
        ((3, 6, 3), False),
    ],
)
def test_headings_begin_at_the_top_and_go_down_one_level_at_a_time(
    levels: tuple[int, ...], ordered: bool
) -> None:
    assert are_in_order(levels) == ordered


@pytest.mark.parametrize(
    "about",
    [
        {"unknown_citations": ("sand",)},
        {"unknown_images": ("sand",)},
        {"headings": (6,)},
        {"has_pending_change": True},
    ],
)
def test_texts_of_rounds_that_readers_would_not_see_are_asked_nothing(about: dict[str, Any]) -> None:
    pair = (
        position("A", opening=essay(), closing=essay(about=about)),
        position("B", opening=essay(), closing=essay()),
    )
    assert rows(draft(*pair)) == []
    assert len(rows(draft(*pair, rounds=("opening", "closing")))) == 1


def test_an_empty_essay_is_not_asked_to_be_approved_too() -> None:
    pair = (position("A", opening=essay(0, approved=False)), position("B", opening=essay()))
    assert [row.check for row in check(draft(*pair))] == [Check.ESSAYS]


def test_the_checklist_has_a_line_for_every_check_whether_anything_is_missing_or_not() -> None:
    shown = lines(check(draft()))
    assert [line.label for line in shown] == [*CHECK_LABELS.values()]
    assert CHECK_LABELS.keys() == set(Check)
    assert not any(line.rows or line.blocks for line in shown)


def test_every_row_stands_in_the_line_that_asks_for_it() -> None:
    debate = draft(
        position("A", "x" * 60, opening=essay(100, disclosed=False, about={"headings": (6,)})),
        position("B", "x" * 90, opening=essay(200, approved=False, about={"unknown_images": ("k",)})),
        introduction=text(0),
        images=(ImageDraft("A quay", ("title",), "/image"),),
        references=(ReferenceDraft("mud", understood=True, linked=False, url="/reference"),),
        names=named("Mira Okonjo", "Mira Okonyo"),
    )
    shown = dict(zip(CHECK_LABELS, lines(check(debate)), strict=True))
    assert [asked for asked, line in shown.items() if not line.rows] == [Check.POSITIONS, Check.ESSAYS]
    assert {asked for asked, line in shown.items() if line.blocks} == {
        Check.INTRODUCTION,
        Check.APPROVALS,
        Check.DISCLOSURES,
        Check.CITATIONS,
        Check.IMAGES,
    }
    assert sum(len(line.rows) for line in shown.values()) == len(check(debate))


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (("Mira Okonjo", "Mira Okonyo"), 1),
        (("Mira Okonyo", "Mira Okonjo", "Mira  Okonjo"), 0),
        (("Mira Okonjo", "Mira Okonjo ", "Wil Ferris", "Mira Okonyo"), 3),
        (("Mira Okonjo", "Mira Okonyo", "Mira Okonjo", "Mira Okonyo"), 1),
        (("Mira Okonjo", "Mira Okonyo", "Mira Okonyo"), 0),
    ],
)
def test_a_name_spelled_in_two_ways_leads_to_where_the_odd_spelling_stands_first(
    names: tuple[str, ...], place: int
) -> None:
    [row] = check(draft(names=named(*names)))
    assert row.url == f"/name/{place}"
