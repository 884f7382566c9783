"""One order of numbers and one set of ids for all texts of a debate."""

import re
from datetime import timedelta

import pytest

from accounts.models import User
from accounts.verdicts import Refused
from debates.publishing import actions
from debates.publishing.actions.rendering import outdated, rerender
from debates.publishing.models import Debate, Kind, Position, Reference, Text
from debates.publishing.workflow import Move, Round, Status
from debates.richtext.render import RENDERER_VERSION
from tests.makers import (
    NOW,
    bring_to,
    make_debate,
    make_draft,
    make_essay,
    make_image,
    make_reference,
    rewrite,
    text_of,
)
from tests.publishing.rows import everything

LATER = NOW + timedelta(days=1)


def references(ed: User, debate: Debate, *keys: str) -> None:
    for key in keys:
        make_reference(ed, debate, key)


def say(ed: User, debate: Debate, order: int, source: str, round_: Round = Round.OPENING) -> Text:
    """Save the essay that argues a position in a round, which may be new."""
    if Text.objects.filter(debate=debate, essay__position__order=order, essay__round=round_).exists():
        return rewrite(text_of(debate, order, round_), source, ed)
    return make_essay(ed, debate.positions.get(order=order), source, round_).text


def numbers(debate: Debate) -> dict[str, list[tuple[str, int]]]:
    """Answer what each text of the debate cites, by number."""
    return {
        text.name: [(key, number) for key, _anchor, number in text.citations]
        for text in Text.objects.filter(debate=debate)
    }


def shown_numbers(text: Text) -> list[str]:
    """Answer the numbers that a reader sees in the text."""
    text.refresh_from_db()
    return re.findall(r'role="doc-biblioref">(\d+)</a>', text.html)


def paragraphs(text: Text) -> list[str]:
    text.refresh_from_db()
    return re.findall(r'<(?:p|li) id="(p-[^"]+)"', text.html)


# ---------------------------------------------------------------- numbers


def test_numbers_follow_the_canonical_order_of_texts_not_the_order_of_saving(ed: User) -> None:
    debate = make_draft(ed)
    references(ed, debate, "a", "b", "c", "d", "e", "f")
    actions.save_debate(debate=debate, by=ed, conclusion="At last [@f], and again [@a].")
    say(ed, debate, 2, "B replies [@e].", Round.REBUTTAL)
    say(ed, debate, 1, "A replies [@d].", Round.REBUTTAL)
    say(ed, debate, 2, "B opens [@c; @a].")
    say(ed, debate, 1, "A opens [@b, p. 2] and [@a] and [@b].")
    actions.save_debate(debate=debate, by=ed, introduction="To begin [@a].")
    assert numbers(debate) == {
        "Introduction": [("a", 1)],
        "The opening of side 1": [("b", 2), ("a", 1), ("b", 2)],
        "The opening of side 2": [("c", 3), ("a", 1)],
        "The rebuttal of side 1": [("d", 4)],
        "The rebuttal of side 2": [("e", 5)],
        "Conclusion": [("f", 6), ("a", 1)],
    }
    assert shown_numbers(text_of(debate, 1)) == ["2", "1", "2"]
    assert shown_numbers(text_of(debate, 2)) == ["3", "1"]


def test_numbers_follow_the_order_of_positions_when_that_changes(ed: User) -> None:
    debate = make_draft(ed)
    references(ed, debate, "a", "b")
    say(ed, debate, 1, "One [@a].")
    say(ed, debate, 2, "Two [@b].")
    first = debate.positions.get(order=1)
    first.order = 3
    actions.save_position(position=first, by=ed)
    assert numbers(debate) == {
        "Introduction": [],
        "The opening of side 2": [("b", 1)],
        "The opening of side 1": [("a", 2)],
        "Conclusion": [],
    }


def test_numbers_close_up_when_an_essay_or_a_position_goes(ed: User) -> None:
    debate = make_draft(ed, positions=3)
    references(ed, debate, "a", "b", "c")
    for order, key in enumerate("abc", 1):
        say(ed, debate, order, f"[@{key}]")
    actions.delete_position(position=debate.positions.get(order=1), by=ed)
    assert numbers(debate)["The opening of side 3"] == [("c", 2)]
    essay = text_of(debate, 2).essay
    assert essay is not None
    actions.delete_essay(essay=essay, by=ed)
    assert numbers(debate) == {"Introduction": [], "The opening of side 3": [("c", 1)], "Conclusion": []}


def test_what_readers_do_not_see_is_numbered_after_what_they_see(ed: User) -> None:
    debate = make_debate(ed)
    references(ed, debate, "a", "b", "c", "d")
    say(ed, debate, 1, "A replies [@d].", Round.REBUTTAL)
    actions.save_debate(debate=debate, by=ed, conclusion="At last [@c].")
    say(ed, debate, 2, "B opens [@b].")
    say(ed, debate, 1, "A opens [@a].")
    assert numbers(debate) == {
        "Introduction": [],
        "The opening of side 1": [("a", 1)],
        "The opening of side 2": [("b", 2)],
        "The rebuttal of side 1": [("d", 3)],
        "Conclusion": [("c", 4)],
    }


def test_no_number_that_readers_saw_changes_when_more_comes_out(ed: User) -> None:
    debate = make_debate(ed)
    references(ed, debate, *"abcdefg")
    actions.save_debate(
        debate=debate, by=ed, introduction="To begin [@b].", conclusion="At last [@g] and [@a]."
    )
    say(ed, debate, 1, "A opens [@a].")
    say(ed, debate, 2, "B opens [@c].")
    for order, (closing, rebuttal) in enumerate((("d", "f"), ("e", "c")), 1):
        say(ed, debate, order, f"Closing [@{closing}].", Round.CLOSING)
        say(ed, debate, order, f"Reply [@{rebuttal}].", Round.REBUTTAL)

    def seen(*names: str) -> dict[str, list[tuple[str, int]]]:
        cited = numbers(debate)
        return {name: cited[name] for name in names}

    openings = ("Introduction", "The opening of side 1", "The opening of side 2")
    rebuttals = ("The rebuttal of side 1", "The rebuttal of side 2")
    closings = ("The closing of side 1", "The closing of side 2")
    first = seen(*openings)
    assert first == {
        "Introduction": [("b", 1)],
        "The opening of side 1": [("a", 2)],
        "The opening of side 2": [("c", 3)],
    }
    actions.publish_round(debate=debate, round_=Round.REBUTTAL, by=ed, now=NOW)
    second = seen(*openings, *rebuttals)
    assert second == {
        **first,
        "The rebuttal of side 1": [("f", 4)],
        "The rebuttal of side 2": [("c", 3)],
    }
    actions.publish_round(debate=debate, round_=Round.CLOSING, by=ed, now=NOW)
    third = seen(*openings, *rebuttals, *closings)
    assert third == {
        **second,
        "The closing of side 1": [("d", 5)],
        "The closing of side 2": [("e", 6)],
    }
    actions.change_status(debate=debate, move=Move.CLOSE, by=ed, now=LATER)
    assert numbers(debate) == {**third, "Conclusion": [("g", 7), ("a", 2)]}


def test_the_conclusion_of_a_closed_debate_leaves_no_gap_before_it(ed: User) -> None:
    debate = make_debate(ed)
    references(ed, debate, "a", "b")
    say(ed, debate, 1, "A secret reply [@a].", Round.REBUTTAL)
    actions.save_debate(debate=debate, by=ed, conclusion="At last [@b].")
    assert numbers(debate)["Conclusion"] == [("b", 2)]
    actions.change_status(debate=debate, move=Move.CLOSE, by=ed, now=LATER)
    assert (numbers(debate)["Conclusion"], numbers(debate)["The rebuttal of side 1"]) == (
        [("b", 1)],
        [("a", 2)],
    )
    actions.change_status(debate=debate, move=Move.REOPEN, by=ed, now=LATER)
    assert numbers(debate)["Conclusion"] == [("b", 2)]


def test_a_debate_that_ends_by_its_date_is_numbered_like_one_that_is_closed(ed: User) -> None:
    debate = make_debate(ed, closes_at=LATER)
    references(ed, debate, "a", "b")
    say(ed, debate, 1, "A secret reply [@a].", Round.REBUTTAL)
    actions.save_debate(debate=debate, by=ed, conclusion="At last [@b].", now=NOW)
    actions.close_due(now=LATER)
    assert numbers(debate)["Conclusion"] == [("b", 1)]


def test_a_reference_that_no_text_cites_takes_no_number(ed: User) -> None:
    debate = make_draft(ed)
    references(ed, debate, "unused", "a")
    say(ed, debate, 1, "One [@a].")
    assert numbers(debate)["The opening of side 1"] == [("a", 1)]


def test_references_of_one_debate_are_unknown_to_another(ed: User) -> None:
    references(ed, make_draft(ed), "a")
    other = make_draft(ed, "Another?")
    assert say(ed, other, 1, "One [@a].").unknown_citations == ["a"]


# ---------------------------------------------------------------- ids


def test_two_essays_that_say_the_same_have_ids_of_their_own(ed: User) -> None:
    debate = make_draft(ed)
    for order in (1, 2):
        say(ed, debate, order, "The same words.\n\n# The same heading\n\nA note[^1].\n\n[^1]: The same note.")
    ids = [
        re.findall(r' id="([^"]+)"', Text.objects.get(pk=text_of(debate, order).pk).html) for order in (1, 2)
    ]
    assert [len(found) for found in ids] == [len(set(found)) for found in ids]
    assert set(ids[0]) & set(ids[1]) == set()
    first, second = (paragraphs(text_of(debate, order))[0] for order in (1, 2))
    assert second == f"{first}-2"


def test_a_correction_moves_no_other_paragraph(ed: User) -> None:
    debate = make_draft(ed)
    references(ed, debate, "a", "b")
    text = say(ed, debate, 1, "First.\n\nSecond [@b].\n\n- third\n- fourth")
    other = say(ed, debate, 2, "Fifth.\n\nSixth.")
    before, elsewhere = paragraphs(text), paragraphs(other)
    assert (len(before), len(elsewhere)) == (4, 2)
    actions.save_debate(debate=debate, by=ed, introduction="Before all [@a].\n\nMore.")
    assert shown_numbers(text) == ["2"]
    assert (paragraphs(text), paragraphs(other)) == (before, elsewhere)
    say(ed, debate, 1, "First, corrected.\n\nSecond [@b].\n\n- third\n- fourth")
    after = paragraphs(text)
    assert (after[0] != before[0], after[1:], paragraphs(other)) == (True, before[1:], elsewhere)


def test_a_rebuttal_that_comes_out_moves_no_paragraph_that_readers_saw(ed: User) -> None:
    debate = make_debate(ed)
    opening = say(ed, debate, 2, "The same words.")
    for order in (1, 2):
        say(ed, debate, order, "The same words.", Round.REBUTTAL)
    before = paragraphs(opening)
    actions.publish_round(debate=debate, round_=Round.REBUTTAL, by=ed, now=NOW)
    assert paragraphs(opening) == before


# ---------------------------------------------------------------- rendering again


def age(debate: Debate) -> None:
    """Make the texts and references of a debate look like those of an older renderer."""
    Text.objects.filter(debate=debate).update(html="old", plain="old", words=0, renderer_version=0)
    Reference.objects.filter(debate=debate).update(html="old")


def test_rendering_again_renews_texts_and_references_and_leaves_no_revision(ed: User) -> None:
    debate = make_debate(ed)
    references(ed, debate, "a")
    say(ed, debate, 1, "One [@a].")
    before = everything()
    age(debate)
    rerender(debate_id=debate.pk)
    assert everything() == before
    assert {*Text.objects.values_list("renderer_version", flat=True)} == {RENDERER_VERSION}


def test_rendering_again_changes_nothing_when_a_text_is_refused(ed: User) -> None:
    debate = make_debate(ed)
    Text.objects.filter(pk=text_of(debate, 2).pk).update(source="[@gone]")
    age(debate)
    before = everything()
    with pytest.raises(Refused):
        rerender(debate_id=debate.pk)
    assert everything() == before


def test_a_debate_is_outdated_when_any_of_its_texts_is(ed: User) -> None:
    fresh, old = make_draft(ed), make_draft(ed, "Another?")
    Text.objects.filter(pk=text_of(old, 2).pk).update(renderer_version=RENDERER_VERSION - 1)
    assert outdated() == [old.pk]
    assert outdated(everything=True) == [fresh.pk, old.pk]


def test_a_text_shows_the_image_and_remembers_which(ed: User) -> None:
    image = make_image(ed)
    text = say(ed, make_draft(ed), 1, f"Look:\n\n![](image:{image.key})\n\nand ![](image:{image.key})")
    assert [*text.images.all()] == [image]
    actions.save_text(text=text, source="Nothing to see.", by=ed)
    assert [*text.images.all()] == []


def test_a_position_without_a_text_is_rendered_around(ed: User) -> None:
    debate = make_draft(ed)
    actions.save_position(
        position=Position(debate=debate, order=3, label="Third", slug="third", claim="A third claim"), by=ed
    )
    bring_to(debate, Status.IN_REVIEW, ed)
    assert Text.objects.get(debate=debate, kind=Kind.INTRODUCTION).words == 6
