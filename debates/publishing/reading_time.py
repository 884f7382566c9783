"""How long a text takes to read, by the language that it is written in.

Rates are words a minute for silent reading: English from Brysbaert (2019), "How many words do we read per
minute?", Journal of Memory and Language 109; the others from Trauzettel-Klosinski and Dietz (2012),
"Standardized assessment of reading performance", IOVS 53(9).
"""

import math

WORDS_PER_MINUTE = {
    "ar": 138,
    "de": 179,
    "en": 238,
    "es": 218,
    "fi": 161,
    "fr": 195,
    "he": 187,
    "it": 188,
    "nl": 202,
    "pl": 166,
    "pt": 181,
    "ru": 184,
    "sl": 180,
    "sv": 199,
    "tr": 166,
}
OTHER_LANGUAGES = 184
"""The mean over the languages of the 2012 study."""


READ = 0.6
"""The part of its reading time for which an essay is on screen, at least, when somebody reads it to its end.

Essays that are on screen at the same time share the time between them. So it is more than a half: whoever
reads one of two that stand side by side, at the usual pace, has not read the other.
"""


def minutes_to_read(words: int, language: str) -> int:
    """Answer the reading time in whole minutes: at least one."""
    return max(1, math.ceil(words / rate_of(language)))


def seconds_on_screen(words: int, language: str) -> int:
    """Answer for how many seconds an essay has to be on screen to be taken for read: at least one."""
    return max(1, math.ceil(READ * 60 * words / rate_of(language)))


def rate_of(language: str) -> int:
    """Answer how many words a minute are read in this language."""
    return WORDS_PER_MINUTE.get(language.partition("-")[0].lower(), OTHER_LANGUAGES)
