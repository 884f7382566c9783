"""Reading time by language."""

import pytest

from debates.publishing.reading_time import minutes_to_read, seconds_on_screen


@pytest.mark.parametrize(
    ("words", "language", "minutes"),
    [
        (0, "en", 1),
        (1, "en", 1),
        (238, "en", 1),
        (239, "en", 2),
        (1000, "en", 5),
        (1000, "fr", 6),
        (1000, "de", 6),
        (1000, "ar", 8),
        (1000, "en-GB", 5),
        (1000, "FR", 6),
        (1000, "xx", 6),
    ],
)
def test_minutes_to_read(words: int, language: str, minutes: int) -> None:
    assert minutes_to_read(words, language) == minutes


@pytest.mark.parametrize(
    ("words", "language", "seconds"),
    [(0, "en", 1), (238, "en", 36), (239, "en", 37), (1190, "en", 180), (195, "fr-BE", 36), (184, "xx", 36)],
)
def test_an_essay_is_read_after_three_fifths_of_its_reading_time(
    words: int, language: str, seconds: int
) -> None:
    assert seconds_on_screen(words, language) == seconds
