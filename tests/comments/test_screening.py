"""The pipeline: what is refused, held, reported and published, and which check is named."""

from dataclasses import replace
from itertools import combinations

import pytest

from debates.comments.screening import (
    PIPELINE,
    Circumstances,
    Draft,
    Outcome,
    Rule,
    Screening,
    Thresholds,
    screen,
    screen_imported,
)
from debates.comments.word_lists import WordList

FINE = Draft("The ferry runs at night.", "The ferry runs at night.", links=0)
KNOWN = Circumstances(published=9)
LIMITS = Thresholds(
    banned=WordList.of(["scum"]), suspect=WordList.of(["liar"]), links=2, first_comments=3, rejections=2
)


def written(text: str, links: int = 0) -> Draft:
    return Draft(text, text, links)


# One change for each rule, in the order of the pipeline.
CASES: dict[Rule, tuple[Draft, Circumstances, Outcome]] = {
    Rule.LENGTH: (written("a"), KNOWN, Outcome.REFUSE),
    Rule.CLOSED: (FINE, replace(KNOWN, is_closed=True), Outcome.REFUSE),
    Rule.REPEAT: (FINE, replace(KNOWN, is_repeat=True), Outcome.REFUSE),
    Rule.BANNED_WORDS: (written("You Scum!"), KNOWN, Outcome.REFUSE),
    Rule.RATE: (FINE, replace(KNOWN, is_too_fast=True), Outcome.REFUSE),
    Rule.SUSPECT_WORDS: (written("A liar, then."), KNOWN, Outcome.REPORT),
    Rule.LINKS: (written("Look", links=3), KNOWN, Outcome.HOLD),
    Rule.FIRST_COMMENTS: (FINE, replace(KNOWN, published=2), Outcome.HOLD),
    Rule.HISTORY: (FINE, replace(KNOWN, rejections=2), Outcome.HOLD),
    Rule.DEBATE_PREMODERATED: (FINE, replace(KNOWN, debate_premoderated=True), Outcome.HOLD),
    Rule.PERSON_PREMODERATED: (FINE, replace(KNOWN, person_premoderated=True), Outcome.HOLD),
}
WORDS = {Rule.BANNED_WORDS: ("scum",), Rule.SUSPECT_WORDS: ("liar",)}


def test_every_rule_has_its_case_and_its_check() -> None:
    assert [*CASES] == [*Rule]
    assert len(PIPELINE) == len(Rule)


def test_an_ordinary_comment_is_published() -> None:
    assert screen(FINE, KNOWN, LIMITS) == Screening(Outcome.PUBLISH)


@pytest.mark.parametrize("rule", CASES)
def test_a_check_decides_and_is_named(rule: Rule) -> None:
    draft, known, outcome = CASES[rule]
    assert screen(draft, known, LIMITS) == Screening(outcome, rule, WORDS.get(rule, ()))


def together(one: Rule, other: Rule) -> tuple[Draft, Circumstances]:
    """Answer a comment to which both rules apply."""
    first, second = CASES[one], CASES[other]
    text = " ".join(dict.fromkeys(case[0].source for case in (first, second)))
    if Rule.LENGTH in {one, other}:
        text = text.ljust(6_000, "x")
    draft = Draft(text, text, max(first[0].links, second[0].links))
    fields = {
        name: value
        for case in (first, second)
        for name, value in vars_of(case[1]).items()
        if value != vars_of(KNOWN)[name]
    }
    return draft, replace(KNOWN, **fields)


def vars_of(known: Circumstances) -> dict[str, object]:
    return {name: getattr(known, name) for name in known.__slots__}


@pytest.mark.parametrize(("one", "other"), [*combinations(CASES, 2)])
def test_of_two_the_first_that_stops_it_wins(one: Rule, other: Rule) -> None:
    draft, known = together(one, other)
    wins = other if one is Rule.SUSPECT_WORDS else one
    found = screen(draft, known, LIMITS)
    assert (found.rule, found.outcome) == (wins, CASES[wins][2])


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", False),
        (" \n ", False),
        ("a", False),
        (" a ", False),
        ("ok", True),
        ("x" * 5_000, True),
        ("x" * 5_001, False),
    ],
    ids=["empty", "space", "one", "one in space", "two", "longest", "too long"],
)
def test_a_comment_has_two_to_five_thousand_characters(text: str, fits: bool) -> None:
    assert (screen(written(text), KNOWN, LIMITS).outcome is Outcome.PUBLISH) is fits


def test_what_shows_nothing_is_too_short() -> None:
    assert screen(Draft("[](https://a.example)", "", 1), KNOWN, LIMITS).rule is Rule.LENGTH


def test_a_banned_word_in_an_address_is_found() -> None:
    draft = Draft("[here](https://scum.example/)", "here", 1)
    assert screen(draft, KNOWN, LIMITS).rule is Rule.BANNED_WORDS


def test_numbers_can_be_switched_off() -> None:
    off = Thresholds(links=0, first_comments=0, rejections=0)
    known = Circumstances(published=0, rejections=99)
    assert screen(written("Look", links=99), known, off) == Screening(Outcome.PUBLISH)


def test_at_the_limit_a_comment_passes() -> None:
    known = Circumstances(published=3, rejections=1)
    assert screen(written("Look", links=2), known, LIMITS) == Screening(Outcome.PUBLISH)


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (FINE, Screening(Outcome.PUBLISH)),
        (written("Look", links=99), Screening(Outcome.PUBLISH)),
        (written("a"), Screening(Outcome.REFUSE, Rule.LENGTH)),
        (written("You scum, you liar!"), Screening(Outcome.REPORT, Rule.BANNED_WORDS, ("scum",))),
        (written("A liar, then."), Screening(Outcome.REPORT, Rule.SUSPECT_WORDS, ("liar",))),
    ],
    ids=["fine", "links", "short", "banned", "suspect"],
)
def test_what_another_site_has_published_is_refused_only_for_its_length(
    draft: Draft, expected: Screening
) -> None:
    assert screen_imported(draft, LIMITS) == expected
