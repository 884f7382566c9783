import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.citations.pasting.latex import decode


@pytest.mark.parametrize(
    ("latex", "plain"),
    [
        (r"{\"O}zdemir, Ay{\c s}e", "Özdemir, Ayşe"),
        (r"Erd\H{o}s P\'al, Dvo\v{r}\'ak", "Erdős Pál, Dvořák"),
        (r"{\'{E}}mile caf\'e \`a na\"{\i}ve", "Émile café à naïve"),
        (r"\ss{}, \o, \L{}\'od\'z, \AA{}rhus, \oe uvre", "ß, ø, Łódź, Århus, œuvre"),
        (r"{The {BBC} \& {\em the} \textit{tide}}", "The BBC & the tide"),
        ("``quoted'' -- x --- y", "“quoted” – x — y"),
        (r"H$_2$O, $x^2$, $\alpha$-rays", "H₂O, x², α-rays"),
        ("R~\\& D\\\\of all", "R & D of all"),
        ("It costs $5, 50% off, #1 of a_b", "It costs $5, 50% off, #1 of a_b"),
        (r"50\% \#1 \$5 \{x\} a\_b", "50% #1 $5 {x} a_b"),
        ("well-known, it's d'Or", "well-known, it's d'Or"),
        (r"a sad \'{} end \\", "a sad  end  "),
    ],
)
def test_latex_becomes_the_text_that_it_prints(latex: str, plain: str) -> None:
    assert decode(latex) == (plain, ())


def test_a_command_that_nobody_knows_is_named_and_the_text_around_it_kept() -> None:
    assert decode(r"\noopsort{1973}A \foo bar \foo{}") == ("1973A bar ", ("\\noopsort", "\\foo"))


@given(st.text(st.characters(exclude_characters="\\{}$~-`'", exclude_categories=["Cs"])))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert decode(text) == (text, ())


@given(st.text(st.sampled_from("\\{}$~^_-`'\"cHvi .é日"), max_size=60))
def test_whatever_is_written_is_read(text: str) -> None:
    plain, _unknown = decode(text)
    assert plain == unicodedata.normalize("NFC", plain)
    assert len(plain) <= 2 * len(text) + 2


@pytest.mark.parametrize("piece", ["\\'", "\\a", "{", "$x^", "\\ab ", "é\\'", "``", "\\"])
def test_a_long_hostile_text_takes_a_time_that_grows_with_its_length(piece: str) -> None:
    started = time.process_time()
    decode(piece * 50_000)
    assert time.process_time() - started < 3
