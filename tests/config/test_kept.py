"""Parts of pages are rendered once for as long as what they show is the same."""

from dataclasses import dataclass

import pytest
from django.utils import timezone, translation

from config.templatetags.kept import kept, rendered


@dataclass(frozen=True)
class Choice:
    """What the list of debates shows of one."""

    headline: tuple[str, ...]
    bars: str = ""
    state: str = "Closed on 1 March 2026."


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    rendered.cache_clear()


def headline(*sentences: str) -> str:
    return kept("stances/_headline.html", results=Choice(sentences))


def test_the_same_values_are_rendered_once() -> None:
    for _time in range(3):
        assert "One reader voted." in headline("One reader voted.")
    assert "Two readers voted." in headline("Two readers voted.")
    assert (rendered.cache_info().misses, rendered.cache_info().hits) == (2, 2)


def test_another_language_or_time_zone_is_another_part() -> None:
    headline("One reader voted.")
    with translation.override("fr"):
        headline("One reader voted.")
    with timezone.override("Asia/Tokyo"):
        headline("One reader voted.")
    assert rendered.cache_info().misses == 3


def test_what_it_is_given_is_escaped() -> None:
    assert "&lt;b&gt;" in headline("<b>")


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        kept("stances/_headline.html", results={"headline": ()})
