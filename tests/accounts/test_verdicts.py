"""Verdicts."""

import pytest

from accounts.verdicts import Refused, Verdict


def test_a_verdict_is_true_or_not() -> None:
    assert bool(Verdict.yes()) is True
    assert bool(Verdict.no("Not now.")) is False


def test_a_refusal_carries_the_sentence() -> None:
    with pytest.raises(Refused, match=r"^Not now\.$") as refused:
        Verdict.no("Not now.").or_refuse()
    assert refused.value.sentence == "Not now."


def test_what_is_allowed_is_not_refused() -> None:
    Verdict.yes().or_refuse()
