"""Pictures: ``![alt](image:key "Caption")``, only from the site's own media."""

import re
from collections.abc import Callable, Sequence
from html import escape

from markdown_it.token import Token

from debates.richtext.document import Picture
from debates.richtext.inline import text_of, without_useless_pairs

_ADDRESS = re.compile(r"image:([A-Za-z0-9_-]{1,200})")
_SIZES = "(min-width: 70rem) 34rem, 100vw"
# Where a picture would have no room for its credit, or would be a heading's only name.
_TEXT_ONLY = frozenset({"heading_open", "dt_open", "th_open"})


class Pictures:
    """Places the pictures of one text, and remembers which were found."""

    def __init__(self, resolver: Callable[[str], Picture | None] | None) -> None:
        self._resolver = resolver or (lambda _: None)
        self.found: dict[str, Picture] = {}
        self.unknown: dict[str, None] = {}

    def placed(self, tokens: Sequence[Token]) -> list[Token]:
        """The tokens with each picture in its place.

        A paragraph of nothing but pictures becomes a figure for each. Among text a picture is followed by its
        credit. In a link or heading, and where the picture is unknown or not ours, its alternative text is
        left.
        """
        placed: list[Token] = []
        closing = -1
        for index, token in enumerate(tokens):
            if index == closing:
                continue
            if token.type == "inline" and any(child.type == "image" for child in token.children or ()):
                opening = tokens[index - 1].type
                figures = self._figures(token.children or ()) if opening == "paragraph_open" else []
                if figures:
                    closing = index + 1
                    placed[-1:] = figures
                    continue
                token.children = self._in_text(token.children or (), opening in _TEXT_ONLY)
            placed.append(token)
        return placed

    def _picture(self, image: Token) -> Picture | None:
        address = _ADDRESS.fullmatch(str(image.attrs.get("src", "")))
        if address is None:
            return None
        key = address[1]
        if key not in self.found and key not in self.unknown:
            picture = self._resolver(key)
            if picture is None:
                self.unknown[key] = None
            else:
                self.found[key] = picture
        return self.found.get(key)

    def _figures(self, children: Sequence[Token]) -> list[Token]:
        """A figure for each picture of a paragraph, when it holds nothing else and all are known."""
        if any(child.type not in ("image", "softbreak", "hardbreak") for child in children):
            return []
        images = [(child, self._picture(child)) for child in children if child.type == "image"]
        figures = [_figure(image, picture) for image, picture in images if picture is not None]
        return figures if len(figures) == len(images) else []

    def _in_text(self, children: Sequence[Token], text_only: bool) -> list[Token]:
        links = 0
        result: list[Token] = []
        for child in children:
            links += child.nesting if child.tag == "a" else 0
            picture = self._picture(child) if child.type == "image" else None
            if child.type != "image":
                result.append(child)
            elif picture is None or text_only or links:
                result.append(Token("text", "", 0, content=text_of(child.children or ())))
            else:
                credit = f' <span class="credit">{picture.credit}</span>' if picture.credit else ""
                text = {"text": text_of(child.children or ())}
                result.append(Token("html_inline", "", 0, content=_img(child, picture) + credit, meta=text))
        return without_useless_pairs(result)


def _figure(image: Token, picture: Picture) -> Token:
    caption = str(image.attrs.get("title", "")).strip()
    credit = f'<span class="credit">{picture.credit}</span>' if picture.credit else ""
    lines = " ".join(filter(None, (escape(caption), credit)))
    figcaption = f"<figcaption>{lines}</figcaption>" if lines else ""
    html = f"<figure>{_img(image, picture)}{figcaption}</figure>\n"
    return Token("html_block", "", 0, content=html, meta={"text": caption}, block=True)


def _img(image: Token, picture: Picture) -> str:
    alt = " ".join(text_of(image.children or ()).split()) or picture.alt
    sources = f' srcset="{escape(picture.srcset)}" sizes="{_SIZES}"' if picture.srcset else ""
    return (
        f'<img src="{escape(picture.src)}"{sources} width="{picture.width}" height="{picture.height}"'
        f' alt="{escape(alt)}" loading="lazy" decoding="async">'
    )
