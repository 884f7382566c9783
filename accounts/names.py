"""What a name may be made of. A pure rule: it knows nothing of Django or of people."""

import unicodedata

NAME_LENGTH = 80
"""Characters that a display name may have."""

FORBIDDEN = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories that no name needs: controls, surrogates, private and unassigned, line separators."""

DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what follows: a name could make the text beside it lie."""


def forbidden_character(name: str) -> str | None:
    """Answer the first character that no name may hold, as its code point `U+…`; None where all is well."""
    for character in name:
        if unicodedata.category(character) in FORBIDDEN or character in DIRECTION:
            return f"U+{ord(character):04X}"
    return None


def tidy(name: str) -> str:
    """Answer the name in composed form, with single spaces inside and none around it."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def name_from(suggestion: str) -> str:
    """Answer a name made of what another site calls somebody; empty where nothing usable is left."""
    kept = "".join(character for character in suggestion if forbidden_character(character) is None)
    return tidy(kept)[:NAME_LENGTH].strip()
