"""Words are found whole, whatever their case or accents, and quickly."""

import pytest

from debates.comments.models import WatchedWord
from debates.comments.word_lists import WordList

FOUND = [
    ("ass", "What an ass.", True),
    ("ass", "The assembly passed it.", False),
    ("café", "I met them at the CAFE.", True),
    ("cafe", "Au Café", True),
    ("strasse", "in der Straße", True),
    ("buy now", "Buy\n– now!", True),
    ("buy now", "Buy it now", False),
    ("now buy", "buy now", False),
    ("spam", "sp\u200bam", True),
    ("spam", "s\u00adp\u2060a\ufeffm", True),
    ("spam", "ｓｐａｍ", True),
    ("spam", "spam_bot", False),
    ("casino.example", "see https://casino.example/x", True),
    ("шум", "ШУМ и ярость", True),
    ("قمار", "هذا قمار.", True),
    ("i̇stanbul", "ISTANBUL", True),
]


@pytest.mark.parametrize(("entry", "text", "found"), FOUND, ids=[str(number) for number in range(len(FOUND))])
def test_an_entry_is_found_as_whole_words(entry: str, text: str, found: bool) -> None:
    assert WordList.of([entry]).found_in(text) == ((entry,) if found else ())


def test_entries_are_named_as_they_were_written_once_and_in_order() -> None:
    words = WordList.of(["  Zebra ", "apple", "ZEBRA", "", "  ", "!?"])
    assert words.found_in("An apple, a zebra, an Apple.") == ("apple", "ZEBRA")
    assert WordList.of([]).found_in("anything") == ()


@pytest.mark.parametrize(("entry", "text", "found"), FOUND, ids=[str(number) for number in range(len(FOUND))])
def test_an_entry_is_found_by_what_is_stored_of_it(entry: str, text: str, found: bool) -> None:
    words = WordList.stored({WatchedWord.folded_of(entry): entry})
    assert words == WordList.of([entry])
    assert words.found_in(text) == ((entry,) if found else ())


def test_overlapping_entries_are_all_found() -> None:
    words = WordList.of(["old town hall", "town hall", "hall"])
    assert words.found_in("the Old Town Hall") == ("old town hall", "town hall", "hall")


def test_the_work_grows_with_the_text_and_not_with_the_list() -> None:
    # Counted, not timed: how often the list is asked.
    class Counting(dict[tuple[str, ...], str]):
        asked = 0

        def __contains__(self, key: object) -> bool:
            Counting.asked += 1
            return super().__contains__(key)

    few = WordList.of(["one two", "three"])
    many = WordList.of([f"word{number} more{number}" for number in range(5_000)] + ["three"])
    for words in (few, many):
        counting = WordList(Counting(words.entries), words.lengths)
        Counting.asked = 0
        counting.found_in("a text of seven words and more")
        assert Counting.asked == 14
