"""Footnotes: ``[^label]`` with ``[^label]: text`` elsewhere, and ``^[text]`` in place.

The plugin's block rule reads the definitions. Its other rules are replaced: they number notes in the order of
parsing, count marks in places where none is shown, and search each label to the end of the paragraph.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

# The parser's token of a mark; its meta holds a label, or the note itself as inline tokens.
_MARK_TYPE = "footnote_mark"
_MARK = re.compile(r"\[\^([^\s\[\]]{1,100})\]")


def footnotes_plugin(md: MarkdownIt) -> None:
    """Teaches ``md`` to read footnotes and to put them at the end."""
    md.use(footnote_plugin, move_to_end=False)
    md.core.ruler.after("inline", "footnotes", _end_rule)
    md.inline.ruler.at("footnote_ref", _mark_rule)
    md.inline.ruler.at("footnote_inline", _note_in_place_rule)


def _mark_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    match = _MARK.match(state.src, state.pos, state.posMax)
    if match is None or f":{match[1]}" not in state.env.get("footnotes", {}).get("refs", {}):
        return False
    if not silent:
        state.push(_MARK_TYPE, "", 0).meta = {"label": match[1]}
    state.pos = match.end()
    return True


def _note_in_place_rule(state: StateInline, silent: bool) -> bool:
    if state.linkLevel > 0 or not state.src.startswith("^[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0:
        return False
    if not silent:
        content = state.src[state.pos + 2 : end]
        note: list[Token] = []
        state.md.inline.parse(content, state.md, state.env, note)
        state.push(_MARK_TYPE, "", 0).meta = {"note": note, "content": content}
    state.pos = end + 1
    return True


@dataclass(slots=True)
class _Note:
    tokens: list[Token]
    marks: int = 0


def _end_rule(state: StateCore) -> None:
    """The parser's core rule: numbers notes in the order of their marks and puts them at the end of the text.

    ``env["prefix"]`` goes into the ids. A note without a mark is left out; of two with one label the first
    counts.
    """
    body, definitions = _split(state.tokens)
    notes: list[_Note] = []
    numbers: dict[str, int] = {}
    prefix = f"-{state.env['prefix']}" if state.env.get("prefix") else ""
    _number_marks(body, definitions, notes, numbers, prefix)
    for note in notes:  # grows while notes mention further notes
        _number_marks(note.tokens, definitions, notes, numbers, prefix)
    state.tokens = [*body, *_section(notes, prefix)] if notes else body


def _split(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """The text without its definitions, and the definitions by label, also those in another's text."""
    body: list[Token] = []
    definitions: dict[str, list[Token]] = {}
    open_ones = [body]
    for token in tokens:
        if token.type == "footnote_reference_open":
            content: list[Token] = []
            definitions.setdefault(token.meta["label"], content)
            open_ones.append(content)
        elif token.type == "footnote_reference_close":
            open_ones.pop()
        else:
            open_ones[-1].append(token)
    return body, definitions


def _number_marks(
    tokens: Sequence[Token],
    definitions: Mapping[str, list[Token]],
    notes: list[_Note],
    numbers: dict[str, int],
    prefix: str,
) -> None:
    """Turns the marks in ``tokens`` into links and appends the notes that they are the first to mention."""
    marks = (mark for block in tokens for mark in block.children or () if mark.type == _MARK_TYPE)
    for mark in marks:
        number = numbers.get(mark.meta.get("label", ""))
        if number is None:
            label = mark.meta.get("label")
            notes.append(_Note(_paragraph(mark) if label is None else definitions[label]))
            number = len(notes)
            if label is not None:
                numbers[label] = number
        note = notes[number - 1]
        note.marks += 1
        mark_id = _mark_id(prefix, number, note.marks)
        link = f'<a href="#fn{prefix}-{number}" id="{mark_id}" role="doc-noteref">{number}</a>'
        mark.type = "html_inline"
        mark.content = f'<sup class="fn">{link}</sup>'


def _mark_id(prefix: str, number: int, mark: int) -> str:
    return f"fnref{prefix}-{number}" if mark == 1 else f"fnref{prefix}-{number}-{mark}"


def _paragraph(mark: Token) -> list[Token]:
    """The paragraph that a note written in place becomes."""
    inline = Token("inline", "", 0, children=mark.meta["note"], content=mark.meta["content"])
    return [
        Token("paragraph_open", "p", 1, block=True),
        inline,
        Token("paragraph_close", "p", -1, block=True),
    ]


def _section(notes: Sequence[_Note], prefix: str) -> list[Token]:
    attributes = {"class": "footnotes", "role": "doc-endnotes"}
    section = [
        Token("notes_open", "section", 1, attrs=dict(attributes), block=True),
        Token("notes_list_open", "ol", 1, block=True),
    ]
    for number, note in enumerate(notes, 1):
        section.append(Token("note_open", "li", 1, attrs={"id": f"fn{prefix}-{number}"}, block=True))
        section.extend(_with_links_back(note, number, prefix))
        section.append(Token("note_close", "li", -1, block=True))
    section.append(Token("notes_list_close", "ol", -1, block=True))
    section.append(Token("notes_close", "section", -1, block=True))
    return section


def _with_links_back(note: _Note, number: int, prefix: str) -> list[Token]:
    """The note's text with a link to each of its marks, in its last paragraph where it ends in one."""
    links = [
        f'<a href="#{_mark_id(prefix, number, mark)}" role="doc-backlink">↩{_repeated(mark)}</a>'
        for mark in range(1, note.marks + 1)
    ]
    tokens = note.tokens
    if tokens and tokens[-1].type == "paragraph_close":
        last = tokens[-2]
        last.children = [*(last.children or ()), Token("html_inline", "", 0, content=f" {' '.join(links)}")]
        return tokens
    return [*tokens, Token("html_block", "", 0, content=" ".join(links) + "\n", block=True)]


def _repeated(mark: int) -> str:
    return f"<sup>{mark}</sup>" if mark > 1 else ""
