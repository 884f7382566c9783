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


def minutes_to_read(words: int, language: str) -> int:
    """Answer the reading time in whole minutes: at least one."""
    rate = WORDS_PER_MINUTE.get(language.partition("-")[0].lower(), OTHER_LANGUAGES)
    return max(1, math.ceil(words / rate))
