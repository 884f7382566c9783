"""The last step of everything that becomes HTML, and the only file that imports the sanitisers.

``bleach`` cleans first, where anything could be read in two ways; it is no longer maintained, so ``nh3`` has
the last word. Both read one allow-list, which is data. See docs/decisions/001-sanitizers.md.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from threading import local

import bleach
import nh3

from debates.richtext.languages import DIRECTION, LANGUAGE
from debates.richtext.links import is_allowed
from debates.richtext.plain_text import without_invalid


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda value: compiled.fullmatch(value) is not None


@dataclass(frozen=True, slots=True, eq=False)
class AllowList:
    """What HTML may hold: tags, each with its attributes, each attribute with the check of its value.

    Each is a constant, and equal to itself alone.
    """

    tags: Mapping[str, Mapping[str, Callable[[str], bool]]]

    def admits(self, tag: str, attribute: str, value: str) -> bool:
        """Whether ``tag`` may carry ``attribute`` with this value."""
        check = self.tags.get(tag, {}).get(attribute)
        return check is not None and check(value)


_ID = _matches(r"p-[0-9a-f]{8}(?:-\d+)?|(?:h|fn|fnref|cite)-[\w-]+")
_LENGTH = _matches(r"[1-9]\d{0,4}")
_INSIDE_LINK = partial(is_allowed, site_paths=True)
_OUTSIDE_LINK = partial(is_allowed, site_paths=False)

INLINE = AllowList(
    {
        "a": {"href": _OUTSIDE_LINK},
        "b": {},
        "em": {},
        "i": {},
        "span": {},
        "strong": {},
        "sub": {},
        "sup": {},
    }
)
COMMENT = AllowList(
    {
        "a": {"href": _OUTSIDE_LINK, "rel": _matches("nofollow ugc")},
        "blockquote": {},
        "br": {},
        "code": {},
        "em": {},
        "hr": {},
        "li": {},
        "ol": {"start": _matches(r"\d{1,9}")},
        "p": {},
        "pre": {},
        "s": {},
        "strong": {},
        "ul": {},
    }
)
ESSAY = AllowList(
    {
        "a": {
            "href": _INSIDE_LINK,
            "id": _ID,
            "role": _matches("doc-biblioref|doc-noteref|doc-backlink"),
        },
        "blockquote": {},
        "br": {},
        "code": {},
        "dd": {},
        "div": {"class": _matches("table"), "tabindex": _matches("0")},
        "dl": {},
        "dt": {},
        "em": {},
        "figcaption": {},
        "figure": {},
        "h3": {"id": _ID},
        "h4": {"id": _ID},
        "h5": {"id": _ID},
        "h6": {"id": _ID},
        "hr": {},
        "img": {
            "src": _INSIDE_LINK,
            "srcset": lambda value: all(_is_source(source) for source in value.split(",")),
            "sizes": _matches(r"[\w(): .,-]+"),
            "width": _LENGTH,
            "height": _LENGTH,
            "alt": lambda _: True,
            "loading": _matches("lazy"),
            "decoding": _matches("async"),
        },
        "li": {"id": _ID},
        "ol": {"start": _matches(r"\d{1,9}")},
        "p": {"id": _ID},
        "pre": {},
        "s": {},
        "section": {"class": _matches("footnotes"), "role": _matches("doc-endnotes")},
        "span": {
            "class": _matches("cite|credit"),
            "lang": _matches(LANGUAGE),
            "dir": _matches(DIRECTION),
        },
        "strong": {},
        "sup": {"class": _matches("fn")},
        "table": {},
        "tbody": {},
        "td": {"class": _matches("align-(?:left|center|right)")},
        "th": {"class": _matches("align-(?:left|center|right)"), "scope": _matches("col")},
        "thead": {},
        "tr": {},
        "ul": {},
        # The credit of a picture may hold these.
        "b": {},
        "i": {},
        "sub": {},
    }
)

_SCHEMES = frozenset({"http", "https", "mailto"})

# HTML of a comment that cannot be read in two ways: its tags, each attribute quoted and of characters that
# mean nothing in HTML, and text with no other references than these. Runs are taken whole, so that what does
# not match is given up at once.
_PLAIN_COMMENT = re.compile(
    r"""(?:
        [^<>&\x00-\x08\x0b-\x1f]++
        | &(?:amp|lt|gt|quot);
        | </?(?:TAGS)(?:[ ][a-z]+="(?:[\w ./:;?=#%+,~!()@-]|&amp;)*+")*+>
    )*+""".replace("TAGS", "|".join(COMMENT.tags)),
    re.ASCII | re.VERBOSE,
)


class Cleaners(local):
    """Both sanitisers with each allow-list: to make them takes about as long as to use them once.

    Each thread has its own, as the parser of bleach keeps a state.
    """

    def __init__(self) -> None:
        self.made: dict[AllowList, tuple[bleach.Cleaner, nh3.Cleaner]] = {}

    def of(self, allow: AllowList) -> tuple[bleach.Cleaner, nh3.Cleaner]:
        """Answer the two that admit this and nothing else, in the order of their use."""
        if allow not in self.made:
            self.made[allow] = _bleach(allow), _nh3(allow)
        return self.made[allow]


def _bleach(allow: AllowList) -> bleach.Cleaner:
    return bleach.Cleaner(tags=frozenset(allow.tags), attributes=allow.admits, protocols=_SCHEMES, strip=True)


def _nh3(allow: AllowList) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(allow.tags),
        attributes={tag: set(attributes) for tag, attributes in allow.tags.items()},
        attribute_filter=lambda tag, name, value: value if allow.admits(tag, name, value) else None,
        url_schemes=set(_SCHEMES),
        link_rel=None,
    )


_kept = Cleaners()


def sanitize(html: str, allow: AllowList) -> str:
    """``html`` with nothing but what ``allow`` admits; other tags are taken away, their text stays.

    It is well-formed whatever comes in. Sanitising it again changes nothing, save that readers of HTML skip a
    line feed that opens a ``pre``.
    """
    first, last = _kept.of(allow)
    if not (allow is COMMENT and _PLAIN_COMMENT.fullmatch(html)):
        html = first.clean(html)
    cleaned = last.clean(html)
    # References such as &#1; have become characters that a feed can't carry. No markup can come of leaving
    # them out.
    return without_invalid(cleaned)


def _is_source(source: str) -> bool:
    address, _, width = source.strip().partition(" ")
    return is_allowed(address, site_paths=True) and re.fullmatch(r"\d{1,5}w", width) is not None
