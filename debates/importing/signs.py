"""What one post says of its place in a debate, in the words that the format itself uses.

Signs are read from the tidy tree and taken out of it; what is left is the editors' or the contributor's text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from bs4 import BeautifulSoup, Tag

from debates.importing.html_to_markdown import markdown_of
from debates.importing.html_tree import BLOCKS, HEADINGS, line_of, paragraphs, plain_line, read_html
from debates.importing.wxr import Post

PREFIX = re.compile(r"debate\s*[:–—-]\s*", re.IGNORECASE)
_CONTRIBUTION = re.compile(
    r"read the contribution (?:by|of|from) (?P<name>.{2,120}?)[\s.»›→>]*", re.IGNORECASE
)
_INTRODUCTION = re.compile(r"(?:back to|read) the introduction (?:to|of) the debate[\s.»›→>]*", re.IGNORECASE)
_TAKE = re.compile(
    r"read (?P<name>.{2,120}?)(?:[’'‘`´]s?)? take on (?:the|this) (?:issue|topic|question)[\s.»›→>]*",
    re.IGNORECASE,
)
_SIGNS = (_CONTRIBUTION, _INTRODUCTION, _TAKE)
_ANY_LINK = re.compile(
    r"read\s+the\s+contribution\s+(?:by|of|from)\b|the\s+introduction\s+(?:to|of)\s+the\s+debate"
    r"|\btake\s+on\s+(?:the|this)\s+(?:issue|topic|question)",
    re.IGNORECASE,
)
# The paragraph that presents the format itself stands in every introduction.
_NOTICE = re.compile(
    r"\b(?:new )?format:? [“\"]?debates?\b|diversity of (?:perspectives|views|opinions)|various sides",
    re.IGNORECASE,
)
_NOTICE_SIGNS = 2
_REFERENCES = re.compile(r"(?:references?|sources?|bibliography|works cited|literature)\s*:?", re.IGNORECASE)
_LIKE_A_REFERENCE = re.compile(r"https?://|\b(?:1[5-9]|20)[0-9]{2}\b")

_VERBS = (
    r"points? out|argues?|asserts?|believes?|claims?|concludes?|contends?|counters?|emphasi[sz]es?|explains?"
    r"|finds?|highlights?|holds?|insists?|maintains?|makes? the case|notes?|objects?|observes?|proposes?"
    r"|recalls?|replies|reminds us|says?|shows?|stresses|suggests?|thinks?|underlines?|warns?|writes?"
)
_CLAIM = re.compile(
    r"(?P<name>[^,;:!?()“”\"]{2,80}),\s+(?P<office>[^;:!?“”\"]{2,300}?),?\s+"
    rf"(?:{_VERBS})\s*,?\s+that\s+(?P<claim>\S.*)"
)
_MAX_NAME_WORDS = 6
_PARTICLES = frozenset(
    {"al", "bin", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "la", "le"}
)
_PARTICLES |= {"ten", "ter", "van", "von", "y", "zu"}
# The full stop after an initial ends no sentence.
_SENTENCE_END = re.compile(r"(?:(?<=[.!?…])|(?<=[.!?…][”\"’)]))(?<!\b\w\.)\s+(?=[“\"‘(]?[^\W\d_a-z])")


@dataclass(frozen=True, slots=True)
class SignedLink:
    """A link of the format to another post: the name in it (empty for the introduction), and its address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class ClaimSentence:
    """A sentence such as “NAME, ROLE at AFFILIATION argues that CLAIM.”; `claim` begins in upper case."""

    name: str
    role: str
    affiliation: str
    claim: str
    whole: str


@dataclass(frozen=True, slots=True)
class Signs:
    """What a post says of its place in a debate, and its own text as Markdown.

    `notice` is the paragraph that presents the format, `references` the lines under “References:”; neither is
    in the text. `introduction` is the address that the post gives for it.
    """

    contributions: tuple[SignedLink, ...]
    introduction: str
    takes: tuple[SignedLink, ...]
    claims: tuple[ClaimSentence, ...]
    references: tuple[str, ...]
    notice: str
    markdown: str
    words: int
    media: tuple[str, ...]
    links: tuple[str, ...]


def is_candidate(post: Post) -> bool:
    """Answer whether a post shows any sign of the format, without reading its text closely."""
    if post.type not in {"post", "page"}:
        return False
    in_debates = any(term.slug in {"debate", "debates"} for term in post.categories)
    return bool(in_debates or PREFIX.match(plain_line(post.title)) or _ANY_LINK.search(post.content))


def read_signs(post: Post) -> Signs:
    """Answer the signs of a post. Raises `HtmlRefused` for a text that is too large."""
    tree = read_html(post.content, post.link)
    links = take_links(tree.soup)
    notice = take_notice(tree.soup)
    references = take_references(tree.soup)
    claims = tuple(claim for block in paragraphs(tree.soup) if (claim := claim_in(line_of(block))))
    return Signs(
        contributions=tuple(link for sign, link in links if sign is _CONTRIBUTION),
        introduction=next((link.address for sign, link in links if sign is _INTRODUCTION), ""),
        takes=tuple(link for sign, link in links if sign is _TAKE),
        claims=claims,
        references=references,
        notice=notice,
        markdown=markdown_of(tree),
        words=len(line_of(tree.soup).split()),
        media=tuple(tree.media),
        links=tuple(tree.links),
    )


def take_links(soup: BeautifulSoup) -> list[tuple[re.Pattern[str], SignedLink]]:
    """Answer the format's own links, each with its sign, and take out those that stand in no sentence."""
    found, tags = [], {}
    for tag in soup.find_all("a"):
        for sign in _SIGNS:
            match = sign.fullmatch(line_of(tag))
            if match:
                found.append((sign, SignedLink(match.groupdict().get("name", ""), str(tag["href"]))))
                tags[id(tag)] = tag
    blocks = {id(block): block for tag in tags.values() if (block := tag.find_parent(list(BLOCKS)))}
    for block in blocks.values():
        ours = [tag for tag in block.find_all("a") if id(tag) in tags]
        others = [
            text for text in block.find_all(string=True) if not {id(tag) for tag in text.parents} & set(tags)
        ]
        if not re.search(r"\w", "".join(map(str, others))):
            take_out(ours)
    return found


def take_out(tags: Iterable[Tag]) -> None:
    """Remove elements together with what stands around them and then holds no words."""
    for tag in tags:
        emptied: Tag | None = tag
        while emptied is not None and not emptied.decomposed and emptied.parent is not None:
            around = emptied.parent
            emptied.decompose()
            emptied = None if re.search(r"\w", line_of(around)) or around.parent is None else around


def take_notice(soup: BeautifulSoup) -> str:
    """Take out the paragraph that presents the format, and answer it; empty where there is none."""
    for block in paragraphs(soup):
        line = line_of(block)
        if len({sign.lower() for sign in _NOTICE.findall(line)}) >= _NOTICE_SIGNS:
            take_out([block])
            return line
    return ""


def take_references(soup: BeautifulSoup) -> tuple[str, ...]:
    """Take the list under “References:” out of the text, and answer its lines.

    It is the list that follows, or the paragraphs that follow while they look like references, or the lines
    below the word in its own paragraph.
    """
    blocks = list(paragraphs(soup))
    for place in reversed(range(len(blocks))):
        first, *lines = lines_of(blocks[place]) or [""]
        if _REFERENCES.fullmatch(first):
            items = [] if lines else items_in(blocks[place + 1 :])
            lines += [line for item in items for line in lines_of(item)]
            if lines:
                take_out([blocks[place], *items])
            return tuple(lines)
    return ()


def items_in(blocks: list[Tag]) -> list[Tag]:
    """Answer which of the blocks after “References:” are references."""
    if not blocks:
        return []
    lists = blocks[0].find_parents(["ul", "ol"])
    if lists:
        return [block for block in blocks if lists[-1] in block.parents]
    return list(takewhile(looks_like_reference, blocks))


def looks_like_reference(block: Tag) -> bool:
    """Answer whether a paragraph holds a year or an address."""
    return block.name not in HEADINGS and _LIKE_A_REFERENCE.search(line_of(block)) is not None


def lines_of(block: Tag) -> list[str]:
    """Answer the lines of a block that line breaks make, with the addresses of links after their words."""
    parts = []
    for node in block.descendants:
        if isinstance(node, Tag):
            parts.append("\n" if node.name == "br" else "")
            continue
        parts.append(str(node).replace("\n", " "))
        link = node.find_parent("a")
        if (
            link is not None
            and node is link.contents[-1]
            and str(link["href"]).rstrip("/") not in line_of(block)
        ):
            parts.append(f", {link['href']}")
    lines = (" ".join(line.split()).strip("•· ").rstrip("; ") for line in "".join(parts).split("\n"))
    return [line for line in lines if re.search(r"\w", line)]


def claim_in(line: str) -> ClaimSentence | None:
    """Answer the claim that a paragraph states in the format's sentence, or None."""
    found = _CLAIM.fullmatch(line)
    if not found or not looks_like_name(found["name"]):
        return None
    claim = _SENTENCE_END.split(found["claim"], maxsplit=1)[0].strip()
    role, affiliation = office_of(found["office"].strip(" ,"))
    return ClaimSentence(found["name"].strip(), role, affiliation, claim[:1].upper() + claim[1:], line)


def looks_like_name(text: str) -> bool:
    """Answer whether words may be somebody's name: few, and none in lower case but particles."""
    words = text.split()
    return len(words) <= _MAX_NAME_WORDS and not any(
        word[0].islower() and word not in _PARTICLES for word in words
    )


def office_of(office: str) -> tuple[str, str]:
    """Answer role and affiliation: “ROLE at AFFILIATION” or “ROLE, AFFILIATION”; else all is the role."""
    for sign in (" at the ", " at ", ", "):
        role, found, affiliation = office.partition(sign)
        if found:
            return role.strip(" ,"), affiliation.strip(" ,")
    return office, ""
