"""A paste to its references: the format is recognised, and each entry answered for."""

import re
from typing import Final

from debates.citations.pasting.bibtex import read_bibtex
from debates.citations.pasting.csl_json import read_csl_json
from debates.citations.pasting.report import MAX_LENGTH, Entry, Format, Pasted, PasteRefused, Problem
from debates.citations.pasting.ris import read_ris

_RIS: Final = re.compile(r"^[ \t]*TY {1,2}- ", re.MULTILINE)
_BIBTEX: Final = re.compile(r"@\w{1,40}[ \t]{0,9}[{(]")
_READERS: Final = {Format.BIBTEX: read_bibtex, Format.RIS: read_ris, Format.CSL_JSON: read_csl_json}


def read_pasted(text: str) -> Pasted:
    """Answer the references in a text of BibTeX, RIS or CSL-JSON, and what of it was not understood.

    It takes a time that grows with the length of the text, whatever it holds. Raises `PasteRefused` where
    nothing can be read: an empty text, one that is too long or has too many entries, or another format.
    """
    if len(text) > MAX_LENGTH:
        raise PasteRefused(
            f"This is longer than {MAX_LENGTH:,} characters: leave abstracts out, or paste it in parts."
        )
    text = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise PasteRefused("Paste at least one reference.")
    found = recognise(text)
    answers = list(_READERS[found](text))
    return Pasted(
        found,
        tuple(answer for answer in answers if isinstance(answer, Entry)),
        tuple(answer for answer in answers if isinstance(answer, Problem)),
    )


def recognise(text: str) -> Format:
    """Answer the format that a text is in, by what comes first. Raises `PasteRefused` where it is none."""
    if text.lstrip().startswith(("[", "{")):
        return Format.CSL_JSON
    starts = {Format.RIS: _RIS.search(text), Format.BIBTEX: _BIBTEX.search(text)}
    places = {found: start.start() for found, start in starts.items() if start}
    if not places:
        raise PasteRefused("This is neither BibTeX nor RIS nor CSL-JSON.")
    return min(places, key=places.__getitem__)
