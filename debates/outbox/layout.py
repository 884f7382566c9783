"""The site's layout around letters: made up once for each language, and put around every letter as it is.

Every element carries its own style, because many mail programs drop the head. To read a letter for that, and
to write it down again, takes as long as to render it; so where a letter's tags are such that each can be
styled alone, they are, and its words are left as they are.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from secrets import token_hex

from css_inline import CSSInliner
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import mark_safe

from debates.outbox.renderers import Letter

# What stands in a layout for what is put in. Nobody can guess it.
SUBJECT, TEXT, BODY = (token_hex(16) for _ in range(3))

# A tag that every parser reads alike. Whatever else has a “<” is read by one.
PLAIN_TAG = re.compile(r"""</?([a-z][a-z0-9]*)((?:[ \n]+[a-z-]+="[^"<>]*")*)[ \n]*>""", re.ASCII)

ALONE = frozenset(
    {"a", "blockquote", "br", "code", "em", "h1", "h2", "hr", "li", "ol", "p", "span", "strong", "ul"}
)
"""Elements that a parser leaves where they are, and that look the same wherever they are in a letter."""

FRAMING = frozenset({"sheet", "masthead", "colophon"})
"""Classes of the layout's own, in which elements look otherwise."""

_CLASS = re.compile(r"""[ \n]class="([^"]*)\"""")
_SAMPLE = re.compile(r"""data-sample=""([^<>]*)>""")

# Rules that stand in an at-rule (dark colours) stay in the head; everything else goes into the elements.
# Nothing is fetched.
_INLINER = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Layout:
    """What stands around both parts of a letter; around HTML also with the style in every element."""

    text: str
    html: str
    styled: str


def as_text(letter: Letter) -> str:
    """Answer the text part, complete alone."""
    return layout(letter.language, settings.SITE).text.replace(TEXT, letter.text).strip() + "\n"


def as_html(letter: Letter) -> str:
    """Answer the HTML part, every element with its own style."""
    around = layout(letter.language, settings.SITE)
    body = styled(letter.html)
    html = (around.html if body is None else around.styled).replace(SUBJECT, escape(letter.subject))
    return html.replace(BODY, body) if body is not None else _INLINER.inline(html.replace(BODY, letter.html))


@lru_cache(maxsize=32)
def layout(language: str, site: object) -> Layout:
    """Answer the layout in this language, with who sends the letter and where they can be reached."""
    with translation.override(language):
        context = {
            "letter": Letter(SUBJECT, TEXT, "", language=language),
            "site": site,
            "imprint": settings.SITE.base_url + reverse("reading:imprint"),
            "bidi": translation.get_language_bidi(),
            "body": BODY,
        }
        html = render_to_string("outbox/letter.html", context)
        return Layout(render_to_string("outbox/letter.txt", context), html, _INLINER.inline(html))


def styled(html: str) -> str | None:
    """Answer a letter's HTML with a style in every element; nothing where it has to be read for that."""
    tags = [*PLAIN_TAG.finditer(html)]
    if len(tags) != html.count("<"):
        return None
    pieces, end = [], 0
    for tag in tags:
        if html[tag.start() + 1] == "/":
            continue
        found = _CLASS.search(tag[2]) if tag[2] else None
        style = style_of(tag[1], found[1] if found else "")
        if style is None:
            return None
        pieces += [html[end : tag.end(2)], style]
        end = tag.end(2)
    return "".join([*pieces, html[end:]])


@lru_cache(maxsize=256)
def style_of(name: str, classes: str) -> str | None:
    """Answer the attribute that such an element gets, empty where it gets none; nothing if that depends."""
    if name not in ALONE or not FRAMING.isdisjoint(classes.split()):
        return None
    # What stands in an element's classes is part of a tag that can be read one way alone.
    sample = mark_safe(f'<{name} class="{classes}" data-sample="">')  # noqa: S308
    found = _SAMPLE.search(_INLINER.inline(render_to_string("outbox/letter.html", {"body": sample})))
    return found[1] if found else None
