"""The sentences above everything: what they say, and what they never say."""

from typing import Any

import pytest

from debates.stances.results import Counted
from debates.stances.shown_results import ShownResults, shown_results
from debates.stances.telling.headline import bars_of, headline, in_one_sentence
from debates.stances.telling.poll import Poll
from debates.stances.telling.shapes import Heading
from tests.stances.snapshots import AFTER, counted_of, halves, nobody_moved

OPTIONS = ("p:1", "p:2", "both", "unsure")
POLL = Poll(
    answers=(
        Heading("Dredge it", "A"),
        Heading("Leave it", "B"),
        Heading("Both persuade me"),
        Heading("Unsure"),
    ),
    language="en",
    direction="ltr",
)
TOWARDS_A = ((60, 6, 0, 8), (14, 46, 0, 10), (0, 0, 0, 0), (25, 15, 0, 20))
NO_CLEAR = ((60, 13, 0, 8), (14, 46, 0, 10), (0, 0, 0, 0), (9, 9, 0, 20))
NOBODY_GAINS = ((60, 0, 0, 9), (0, 46, 0, 10), (0, 0, 0, 0), (0, 0, 0, 20))
WORKED = ((60, 6, 0, 4), (14, 46, 0, 10), (0, 0, 0, 0), (25, 15, 0, 20))


def shown(matrix: Any = None, after: Any = AFTER) -> ShownResults:
    return shown_results(counted_of(OPTIONS, halves(after), matrix or nobody_moved(OPTIONS)))


def text(sentences: Any) -> str:
    return " ".join(sentences).replace('<span lang="en" dir="ltr">', "").replace("</span>", "")


NAMED = "more moved towards A: Dredge it."


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (None, ""),
        (TOWARDS_A, f" Of 204 who voted before and after reading, 78 changed their answer; {NAMED}"),
        (
            NO_CLEAR,
            " Of 189 who voted before and after reading, 63 changed their answer; no clear difference.",
        ),
        (
            NOBODY_GAINS,
            " Of 145 who voted before and after reading, 19 changed their answer; no net movement.",
        ),
        (WORKED, f" 200 readers voted before and after reading; {NAMED}"),
    ],
)
def test_the_headline_says_what_moved_and_how_many_changed_where_that_may_show(
    matrix: Any, said: str
) -> None:
    assert text(headline(shown(matrix), POLL)) == f"412 readers voted.{said}"


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        (None, "412 readers voted."),
        (TOWARDS_A, f"412 readers voted; {NAMED}"),
        (NO_CLEAR, "412 readers voted; no clear difference."),
        (NOBODY_GAINS, "412 readers voted; no net movement."),
    ],
)
def test_a_list_says_it_in_one_sentence(matrix: Any, said: str) -> None:
    assert text([in_one_sentence(shown(matrix), POLL)]) == said


@pytest.mark.parametrize(("after", "said"), [((0, 0, 0, 0), "0 readers"), ((0, 1, 0, 0), "1 reader")])
def test_few_are_counted_as_few(after: Any, said: str) -> None:
    assert text(headline(shown(after=after), POLL)) == f"{said} voted."


def test_a_position_is_named_in_the_language_of_the_debate_and_escaped() -> None:
    answers = (Heading("<b>نعم</b>", "A"), *POLL.answers[1:])
    sentence = headline(shown(TOWARDS_A), Poll(answers, "ar", "rtl"))[1]
    assert '<span lang="ar" dir="rtl">A: &lt;b&gt;نعم&lt;/b&gt;</span>' in sentence


def test_braces_and_percent_signs_in_a_label_are_only_letters() -> None:
    answers = (Heading("{moved} %(n)s {0}", "A"), *POLL.answers[1:])
    assert "A: {moved} %(n)s {0}" in text(headline(shown(TOWARDS_A), Poll(answers, "en", "ltr")))


def test_bars_say_count_and_share_and_hide_what_is_small() -> None:
    bars = bars_of(shown().readers, POLL, name="bars")
    assert "171 (42%)" in bars
    assert bars.count("hidden") == 0
    hiding = bars_of(shown(after=(171, 150, 61, 3)).readers, POLL, name="bars")
    assert "171 (44%)" in hiding
    assert ">61" not in hiding
    assert "hatch" in hiding


def test_nobody_ever_wins() -> None:
    for matrix in (None, TOWARDS_A, NO_CLEAR, NOBODY_GAINS, WORKED):
        found = shown(matrix)
        said = text([*headline(found, POLL), in_one_sentence(found, POLL)]).lower()
        assert not [word for word in ("winner", "won", "wins", "beat", "lost", "%", "margin") if word in said]


def test_a_counted_row_of_the_vectors_names_its_position() -> None:
    counted = Counted(OPTIONS, 2, (), WORKED)
    assert "more moved towards A" in text(headline(shown_results(counted), POLL))
