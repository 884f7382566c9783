"""The configured parsers, one for each profile: Markdown to tokens."""

import copy
from functools import cached_property
from typing import Self

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, image
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin

from debates.richtext.bare_addresses import bare_address_rule
from debates.richtext.bounds import MAX_NESTING, bound_nesting
from debates.richtext.citation_syntax import citation_rule
from debates.richtext.document import Profile
from debates.richtext.footnotes import footnotes_plugin
from debates.richtext.headings import headings_as_paragraphs_rule
from debates.richtext.inline import pairs_rule
from debates.richtext.languages import languages_rule
from debates.richtext.links import is_allowed, is_outside
from debates.richtext.tables import tables_rule
from debates.richtext.typography import typography_rule


class Parser(MarkdownIt):
    """markdown-it with our rule of addresses. A parse keeps its state to itself: threads may share it."""

    def __init__(self, *, site_paths: bool, line_breaks: bool) -> None:
        super().__init__("js-default", {"maxNesting": MAX_NESTING, "breaks": line_breaks, "html": False})
        self._site_paths = site_paths
        self.any_address = False
        self.disable(["linkify", "replacements", "smartquotes", "html_block", "html_inline"])
        self.inline.ruler.before("newline", "bare_address", bare_address_rule)
        self.inline.ruler.at("image", _image_rule)
        self.core.ruler.before("text_join", "typography", typography_rule)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the name is markdown-it's
        """Whether a link may have this address."""
        return self.any_address or is_allowed(url, site_paths=self._site_paths)

    @cached_property
    def for_images(self) -> Self:
        """The same parser, for which any address will do: what isn't ours leaves its alternative text."""
        if self.any_address:
            return self
        parser = copy.copy(self)
        parser.any_address = True
        return parser


def _essay_parser() -> Parser:
    parser = Parser(site_paths=True, line_breaks=False)
    parser.use(deflist_plugin)
    parser.use(footnotes_plugin)
    parser.use(attrs_plugin, spans=True, after=(), allowed=["lang", "dir"])
    parser.inline.ruler.after("link", "citation", citation_rule)
    parser.core.ruler.push("tables", tables_rule)
    parser.core.ruler.push("languages", languages_rule)
    return _ready(parser)


def _comment_parser() -> Parser:
    parser = Parser(site_paths=False, line_breaks=True)
    parser.disable("table")
    parser.core.ruler.push("headings", headings_as_paragraphs_rule)
    parser.core.ruler.push("readers_links", _readers_links_rule)
    return _ready(parser)


def _ready(parser: Parser) -> Parser:
    parser.core.ruler.push("pairs", pairs_rule)
    bound_nesting(parser)
    # Rule chains are put together on first use; done here, threads find them complete.
    parser.parse("*warm* ![](https://example.org) https://example.org")
    return parser


def _image_rule(state: StateInline, silent: bool) -> bool:
    """CommonMark's rule of images, whatever the address."""
    parser = state.md
    if state.src[state.pos] != "!" or not isinstance(parser, Parser):
        return False
    state.md = parser.for_images
    try:
        return image(state, silent)
    finally:
        state.md = parser


def _readers_links_rule(state: StateCore) -> None:
    """Search engines are told that the site does not vouch for the links of readers."""
    for block in state.tokens:
        for token in block.children or ():
            if token.type == "link_open" and is_outside(str(token.attrs["href"])):
                token.attrs["rel"] = "nofollow ugc"


PARSERS = {Profile.ESSAY: _essay_parser(), Profile.COMMENT: _comment_parser()}
