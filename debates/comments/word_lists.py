"""Words that a text must not hold, or that somebody should look at: found whole, without case or accents.

“Ass” is not found in “assembly”, “Café” is found in “CAFE”. An entry may have several words, which are found
where they follow each other, whatever stands between them but other words.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

WORD = re.compile(r"\w+")

# What folds to nothing else, and is used to hide a word from a list.
INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WordList:
    """Entries as they were written, by the folded words that they are found by."""

    entries: dict[Phrase, str]
    lengths: tuple[int, ...]

    @classmethod
    def of(cls, entries: Iterable[str]) -> "WordList":
        """Answer the list of these entries; those without any word are left out."""
        phrases = {folded_words(entry): entry.strip() for entry in entries}
        phrases.pop((), None)
        return cls.by_phrase(phrases)

    @classmethod
    def stored(cls, entries: Mapping[str, str]) -> "WordList":
        """Answer the list of these entries by their folded words, with a space between two."""
        return cls.by_phrase({tuple(folded.split(" ")): entry for folded, entry in entries.items()})

    @classmethod
    def by_phrase(cls, entries: dict[Phrase, str]) -> "WordList":
        """Answer the list of these entries by their folded words."""
        return cls(entries, tuple(sorted({len(phrase) for phrase in entries})))

    def found_in(self, text: str) -> tuple[str, ...]:
        """Answer the entries that the text holds, each once, in the order of their first word there."""
        return self.found_among(folded_words(text))

    def found_among(self, words: Phrase) -> tuple[str, ...]:
        """Answer the same of a text whose words are folded already.

        A text of n words takes n look-ups for each number of words that entries have, however many there are.
        """
        found = {
            self.entries[phrase]: None
            for start in range(len(words))
            for length in self.lengths
            if (phrase := words[start : start + length]) in self.entries
        }
        return tuple(found)


def folded_words(text: str) -> Phrase:
    """Answer the words of a text without case, accents, and marks that cannot be seen."""
    if text.isascii():  # nothing to take apart
        return tuple(WORD.findall(text.casefold()))
    decomposed = unicodedata.normalize("NFKD", INVISIBLE.sub("", text))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return tuple(WORD.findall(bare.casefold()))
