"""LaTeX as reference managers write it, to plain text, in one pass over it.

No TeX engine is wanted here: pylatexenc's takes 70 µs a character of a hostile text, recurses, and drops
what it does not know. Its table of symbols is used.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

from pylatexenc.latex2text import get_default_latex_context_db

_TOKEN: Final = re.compile(
    r"\\(?P<word>[A-Za-z]+)[ \t\n]*|\\(?P<sign>.)"
    r"|(?P<mark>---?|``|''|[{}$~^_\\])|(?P<plain>[^\\{}$~^_`'-]+|.)",
    re.DOTALL,
)
_SPECIAL: Final = re.compile(r"[\\{}$~]|--|``|''")
_UNESCAPED_DOLLAR: Final = re.compile(r"(?<!\\)\$")

_ACCENTS: Final = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
_MARKS: Final = {"--": "–", "---": "—", "``": "“", "''": "”", "~": " ", "{": "", "}": ""}
_SIGNS: Final = {
    "\\": " ",
    ",": " ",
    ";": " ",
    ":": " ",
    "!": "",
    "-": "",
    "/": "",
    "@": "",
    "(": "",
    ")": "",
}
_SMALL: Final = {
    "^": str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"),
    "_": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
# Commands that say how their text looks, not what it says.
_LOOKS: Final = frozenset(
    [
        "textit",
        "textbf",
        "textsc",
        "textsf",
        "texttt",
        "textrm",
        "textup",
        "textsl",
        "textmd",
        "textnormal",
        "emph",
        "underline",
        "text",
        "mbox",
        "hbox",
        "mathrm",
        "mathit",
        "mathbf",
        "mathsf",
        "mathcal",
        "mathbb",
        "ensuremath",
        "it",
        "bf",
        "sc",
        "sf",
        "tt",
        "rm",
        "em",
        "sl",
        "itshape",
        "bfseries",
        "scshape",
        "upshape",
        "url",
        "path",
        "enquote",
        "textsuperscript",
        "textsubscript",
        "relax",
        "protect",
        "leavevmode",
        "nolinkurl",
    ]
)
_WORDS: Final = {"i": "ı", "j": "ȷ", "TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "space": " "}
_UNDER_ACCENT: Final = {"ı": "i", "ȷ": "j"}


def decode(latex: str) -> tuple[str, tuple[str, ...]]:
    r"""Answer the plain text of a piece of LaTeX, and the commands in it that nobody knows (`\foo`).

    The text that belongs to an unknown command is kept. A `$` alone is money, and a `%` is a per cent sign.
    Spaces stay as they are written.
    """
    if not _SPECIAL.search(latex):
        return latex, ()
    writer = _Writer(has_formulas=len(_UNESCAPED_DOLLAR.findall(latex)) % 2 == 0)
    for token in _TOKEN.finditer(latex):
        kind, text = str(token.lastgroup), token[str(token.lastgroup)]
        getattr(writer, kind)(text)
    return unicodedata.normalize("NFC", "".join(writer.written)), tuple(dict.fromkeys(writer.unknown))


class _Writer:
    """The text so far, and what the next letter is waiting for."""

    def __init__(self, *, has_formulas: bool) -> None:
        self.written: list[str] = []
        self.unknown: list[str] = []
        self.has_formulas = has_formulas
        self.in_formula = False
        self.accent = ""
        self.small = ""

    def plain(self, text: str) -> None:
        if self.accent:
            text = _UNDER_ACCENT.get(text, text)
            text = text[:1] + self.accent + text[1:]
            self.accent = ""
        if self.small:
            text = text[:1].translate(_SMALL[self.small]) + text[1:]
            self.small = ""
        self.written.append(text)

    def word(self, name: str) -> None:
        if name in _ACCENTS:
            self.accent = _ACCENTS[name]
        elif name in _WORDS:
            self.plain(_WORDS[name])
        elif name not in _LOOKS:
            symbol = _symbol(name)
            if symbol:
                self.plain(symbol)
            else:
                self.unknown.append(f"\\{quoted_command(name)}")

    def sign(self, sign: str) -> None:
        if sign in _ACCENTS:
            self.accent = _ACCENTS[sign]
        else:
            self.plain(_SIGNS.get(sign, sign))

    def mark(self, mark: str) -> None:
        if mark == "}":
            self.accent = ""
        if mark == "$" and self.has_formulas:
            self.in_formula = not self.in_formula
        elif mark in _SMALL and self.in_formula:
            self.small = mark
        elif mark != "\\":
            text = _MARKS.get(mark, mark)
            if text:
                self.plain(text)


def quoted_command(name: str) -> str:
    """Answer the name of a command, cut where it is longer than any that means something."""
    return name if len(name) <= 30 else name[:29] + "…"  # noqa: PLR2004 - a bound for a sentence


@lru_cache(maxsize=1024)
def _symbol(name: str) -> str:
    """The character that a command without an argument stands for, or nothing."""
    spec = _symbols().get_macro_spec(name)
    symbol = getattr(spec, "simplify_repl", None)
    return symbol if isinstance(symbol, str) and symbol.strip() and "%" not in symbol else ""


@lru_cache(maxsize=1)
def _symbols() -> Any:
    return get_default_latex_context_db()
