"""How long hostile texts take to render: ``python -m bench.richtext_hostile``.

Prints the median of three rounds, in milliseconds of processor time, for each hostile comment (5,000
characters), for each hostile essay (100,000 characters of the same) and for an ordinary essay of 100,000
characters, with the goals beside them: 100 ms for a comment, 1,500 ms for an essay. A figure over its goal is
marked, and the exit code is then 1.
"""

import statistics
import sys
import time

from debates.richtext.render import MAX_LENGTH, Picture, Profile, render

COMMENT, ESSAY = MAX_LENGTH[Profile.COMMENT], 100_000
GOALS = {COMMENT: 100.0, ESSAY: 1_500.0}

# What is repeated to the full length. A pair is repeated half and half.
UNITS: dict[str, str | tuple[str, str]] = {
    "brackets": "[",
    "brackets, paired": ("[", "]"),
    "bracket pairs": "[]",
    "brackets, spaced": "[ ",
    "links opened": "[a](",
    "links opened, angle": "[a](<b",
    "links nested": ("[", "](a)"),
    "link titles": '[a](b "',
    "images opened": "![",
    "images nested": ("![", "](image:a)"),
    "images": "![a](image:a)",
    "references": "[a]: b\n",
    "reference uses": "[a][",
    "emphasis opened": "*a ",
    "emphasis both": "*a_ ",
    "emphasis pairs": "*a**b* ",
    "emphasis long runs": "**a__b",
    "emphasis nested": ("*a **a ", " a** a*"),
    "asterisks": "*",
    "underscores": "_a",
    "strikethrough": "~~a",
    "strikethrough nested": ("~~a ", " a~~"),
    "quotations": "> ",
    "quotations, lines": "> > > > > > > > > > > > > > > > > a\n",
    "lists": "- ",
    "lists, ordered": "1. ",
    "lists, lines": "- a\n",
    "lists, loose": "- a\n\n",
    "lists, steps": "".join(" " * (2 * level) + "- a\n" for level in range(40)),
    "lists in quotations": "> - ",
    "hyphens": "a-",
    "dashes": "---",
    "dots": "...",
    "double quotes": '"',
    "double quotes, words": '"a ',
    "single quotes": "'",
    "quotes mixed": "\"a 'b ",
    "less than": "<",
    "autolinks opened": "<http://a",
    "autolinks": "<http://a.b>",
    "comments opened": "<!--",
    "tags opened": "<a b='",
    "ampersands": "&",
    "entities": "&amp;",
    "entities, broken": "&#x",
    "backticks": "`",
    "backticks, growing": "".join("`" * length + " " for length in range(1, 100)),
    "backticks, spaced": "` ",
    "fences": "```\n",
    "tildes": "~~~\n",
    "backslashes": "\\",
    "escapes": "\\[",
    "addresses": "https://a.b/c ",
    "addresses, joined": "https://a.b/",
    "addresses, brackets": "https://a.b/(",
    "addresses, broken": "http://a",
    "addresses, queries": "http://a.b?c&",
    "slashes": "://",
    "schemes": "a://",
    "mail": "a@b.c",
    "mail, joined": "mailto:",
    "hosts": "a.",
    "hosts, long": ("https://", "a-."),
    "tables": "a | b\n--|--\nc | d\n\n",
    "table, long": ("a|b\n-|-\n", "a|b\n"),
    "table, wide": ("|", "|-"),
    "table rows, pipes": "|a\n|-\n",
    "definitions": "a\n: b\n\n",
    "definitions, opened": "a\n: ",
    "definitions nested": ": : ",
    "headings": "# a\n",
    "headings, set": "a\n=\n",
    "headings, hashes": "#",
    "rules": "***\n",
    "footnote marks": "[^a",
    "footnotes used": "[^a]",
    "footnotes defined": "[^a]: [^a]\n\n",
    "footnotes nested": "[^a]: ",
    "footnotes in place": "^[a]",
    "footnotes in place, nested": ("^[", "]"),
    "citations": "[@a]",
    "citations opened": "[@a;",
    "citations, one": "@a; ",
    "citations, locators": "[@a, p. 1-2]",
    "spans": "[a]{lang=fr}",
    "spans opened": "[a]{",
    "spans, quotes": '[a]{lang="',
    "spans nested": ("[", "]{lang=fr}"),
    "braces": "{",
    "line ends": "\n",
    "spaces": " ",
    "tabs": "\t",
    "hard breaks": "a  \n",
    "one word": "a",
    "words": "a ",
    "han": "維",
    "combining": "a\u0301\u0323",
    "bidi": "\u202e\u2067",
}
PICTURE = Picture("/media/a.webp", "/media/a.webp 640w", 640, 360, "A picture", "CC BY 4.0")
WORDS = (
    "The *question* of one debate, as [it](https://example.org/a) was “put” to us -- by us [@key, p. 3].[^n] "
    "Whoever answers should read what both sides wrote, then say so in words of their own, without haste. "
)


def main() -> int:
    """Measures and prints; answers the exit code."""
    over = 0
    for label, unit in UNITS.items():
        shown = []
        for profile, length in ((Profile.COMMENT, COMMENT), (Profile.ESSAY, ESSAY)):
            median = _median(_filled(unit, length), profile)
            over += median > GOALS[length]
            shown.append(f"{median:9.1f}{'!' if median > GOALS[length] else ' '}")
        print(f"{label:28}{''.join(shown)}", flush=True)
    median = _median(_essay(), Profile.ESSAY)
    over += median > GOALS[ESSAY]
    print(f"{'an ordinary essay':38}{median:9.1f}")
    print(f"{over} over the goals (milliseconds of processor time; comment, essay)")
    return min(over, 1)


def _filled(unit: str | tuple[str, str], length: int) -> str:
    if isinstance(unit, str):
        return (unit * (length // len(unit) + 1))[:length]
    opening, closing = unit
    count = length // (len(opening) + len(closing))
    return opening * count + closing * count


def _essay() -> str:
    """Paragraphs of 120 words and three links, headings, lists, a table, notes and pictures, repeated."""
    section = (
        f"## A heading\n\n{WORDS * 3}\n\n{WORDS * 3}\n\n- {WORDS}\n- {WORDS}\n\n> {WORDS}\n\n"
        '![](image:a "A caption")\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n| 3 | 4 |\n\n'
    )
    return (section * (ESSAY // len(section) + 1))[: ESSAY - 20] + "\n\n[^n]: A note.\n"


def _median(text: str, profile: Profile) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        render(text, profile, prefix="t1", number_of=lambda _: 1, picture=lambda _: PICTURE)
        times.append(1_000 * (time.process_time() - start))
        if times[-1] > 4 * max(GOALS.values()):
            break
    return statistics.median(times)


if __name__ == "__main__":
    sys.exit(main())
