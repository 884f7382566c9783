"""Made-up text: sentences of a small vocabulary about a harbour, drawn by whatever chance is given."""

from random import Random

WHO = (
    "the harbour board",
    "a crew of four",
    "every second household",
    "the town’s own survey",
    "whoever fishes here",
    "the oldest ferry",
    "a neighbour of mine",
    "the council of 1987",
    "the tide",
    "no report so far",
)
DOES = (
    "has counted",
    "pays for",
    "forgets",
    "would rather keep",
    "cannot do without",
    "measured",
    "argues about",
    "depends on",
    "never asked for",
    "stands behind",
)
WHAT = (
    "the northern mole",
    "a deeper channel",
    "two metres of silt",
    "the winter timetable",
    "the price of a berth",
    "quiet nights",
    "the eelgrass beds",
    "a bridge instead",
    "what was promised in March",
    "the light at the entrance",
)
THEN = ("because", "although", "while", "and for years", "unless", "which is why", "long before")
CLOSE = (".", ".", ".", ".", "?", "!")


def clause(chance: Random) -> str:
    """Answer who does what to what."""
    return f"{chance.choice(WHO)} {chance.choice(DOES)} {chance.choice(WHAT)}"


def sentence(chance: Random) -> str:
    """Answer a sentence of one clause or two."""
    said = clause(chance)
    if chance.random() < 0.6:
        said = f"{said}, {chance.choice(THEN)} {clause(chance)}"
    return said[0].upper() + said[1:] + chance.choice(CLOSE)


def paragraph(chance: Random, sentences: int) -> str:
    """Answer a paragraph of so many sentences, one of them stressed now and then."""
    said = [sentence(chance) for _ in range(sentences)]
    if chance.random() < 0.3:
        said[0] = f"**{said[0]}**"
    return " ".join(said)


def comment(chance: Random) -> str:
    """Answer what a reader writes: one to four short paragraphs, sometimes with a quotation or a link."""
    parts = [paragraph(chance, chance.randint(1, 3)) for _ in range(chance.randint(1, 4))]
    if chance.random() < 0.15:
        parts.insert(0, f"> {sentence(chance)}")
    if chance.random() < 0.1:
        parts.append(f"See https://harbour.example/{chance.randint(1, 999)} for more.")
    return "\n\n".join(parts)


def essay(chance: Random, paragraphs: int, keys: tuple[str, ...]) -> str:
    """Answer an essay that cites these references in turn, with a heading above every third paragraph."""
    parts = []
    for number in range(paragraphs):
        if number % 3 == 0:
            parts.append(f"## {clause(chance).capitalize()}")
        cited = f" [@{keys[number % len(keys)]}]" if keys else ""
        parts.append(paragraph(chance, 6) + cited)
    return "\n\n".join(parts)
