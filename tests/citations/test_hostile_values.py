"""Every field of every type with values meant to harm: refused in a sentence, or printed as harmless text."""

import html
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.citations.csl import InvalidReference, validate
from debates.citations.formatting import Style, format_plain, format_references
from debates.citations.vocabulary import DATES, NAMES, RENAMED, TEXTS, TYPES

FIELDS = ("type", *TEXTS, *NAMES, *DATES, "DOI", "URL", *RENAMED)
BASE = {
    "type": "article-journal",
    "title": "Oars",
    "author": [{"family": "Poe", "given": "Ann"}],
    "container-title": "Rafts",
    "issued": {"date-parts": [[2001]]},
}
TEXTS_TO_TRY = {
    "a script": "<script>alert(1)</script>",
    "an image": '"><img src=x onerror=alert(1)>',
    "an attribute": "x' onmouseover='alert(1)",
    "a link": '<a href="javascript:alert(1)">x</a>',
    "a scheme": "javascript:alert(1)",
    "a comment": "<!-- x --><![CDATA[x]]><?x y?>",
    "an entity": "&lt;script&gt; &amp;amp; &#60;b&#62; &",
    "no-case markup": '<span class="nocase">x</span>',
    "an open tag": "<i>x <b>y",
    "braces": "{0} {x.__class__} %s %(x)s ${x} {{x}}",
    "punctuation": "...",
    "a full stop": ".",
    "a hyphen": "-",
    "a quotation": '“x”, ‘y’. "z"',
    "a page range": "1-2-3, 4&5, -, &, ,",
    "digits": "9" * 90,
    "other digits": "٣²",
    "a capital in another case": "ǅ İ ß",
    "combining marks": "\u0301" * 50,
    "a zero-width space": "java\u200bscript:x",
    "an override": "\u202egpj.exe",
    "a surrogate": "\ud800",
    "a null character": "x\x00y",
    "a noncharacter": "x\ufdd3y\ufdd8.",
    "a line break": "x\ny\u2028z",
    "white space": " \t ",
    "nothing": "",
    "a huge text": "<" * 100_000,
}
KINDS = (
    *(7, -1, 10**5000, 1.5, float("nan"), True, None),
    *([], {}, ["<b>x</b>"], {"x": "y"}, [[[[[]]]]]),
    {"date-parts": [[2001, 2, 3]]},
    [{"family": "<b>Roe</b>", "given": "&"}],
)
VALUES = (*TEXTS_TO_TRY.values(), *KINDS)
# What every field and type is tried with; the texts above are tried where they differ most.
WORST = (
    "<script>alert(1)</script>&amp;",
    "x' \"><img src=x onerror=y>",
    "{0} %s ${x}",
    ".",
    "1-2-3, 4&5, -, &",
)
PARTS = ("family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle")
ALLOWED = {"a", "b", "em", "i", "span", "strong", "sub", "sup"}


class Reader(HTMLParser):
    """Fails on whatever is not a tag that we allow or text."""

    def handle_starttag(self, tag, attributes):
        assert tag in ALLOWED
        assert [name for name, _ in attributes] == (["href"] if tag == "a" else [])
        assert all(value.startswith(("https://", "http://")) for _, value in attributes)

    def handle_decl(self, _):
        raise AssertionError

    handle_comment = handle_pi = unknown_decl = handle_decl


def assert_harmless(item):
    """Refused, or safe and not empty in every style."""
    try:
        clean = validate(item)
    except InvalidReference as refusal:
        assert all(problem.isprintable() and len(problem) < 200 for problem in refusal.problems)  # noqa: PT017
        return
    for style in Style:
        [formatted] = format_references([clean], style)
        reader = Reader()
        reader.feed(formatted)
        reader.close()
        assert format_plain(clean, style)


@pytest.mark.parametrize("field", ["title", "container-title", "page", "edition", "status", "language"])
def test_every_text_in_the_fields_that_styles_rework(field):
    for text in TEXTS_TO_TRY.values():
        assert_harmless(BASE | {field: text})


@pytest.mark.parametrize("field", FIELDS)
def test_every_kind_of_value_in_every_field(field):
    for value in (*KINDS, *WORST):
        assert_harmless(BASE | {field: value})


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_type_with_all_its_fields(kind):
    for text in WORST:
        full = dict.fromkeys(TEXTS, text) | {field: [{"family": text, "given": text}] for field in NAMES}

        assert_harmless(full | {"type": kind, "issued": {"literal": text}})


@pytest.mark.parametrize("part", PARTS)
def test_every_value_in_every_part_of_a_name(part):
    for value in VALUES:
        assert_harmless(BASE | {"author": [{part: value}]})
        assert_harmless(BASE | {"author": [{"family": "Poe", "given": "Ann", part: value}, value]})


@pytest.mark.parametrize("way", ["literal", "raw", "date-parts", "season", "circa"])
def test_every_value_in_every_way_to_write_a_date(way):
    for value in (*KINDS, *WORST):
        assert_harmless(BASE | {"issued": {way: value}, "accessed": {"date-parts": [[2001]], way: value}})
        assert_harmless(BASE | {"issued": {"date-parts": [[value]]}})


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "R & D",
        "&amp;",
        "{0}",
        "a < b > c",
        "javascript:alert(1)",
        "5 'o' \"clock\"",
    ],
)
def test_a_title_is_printed_letter_by_letter(title, style):
    [formatted] = format_references([{"type": "report", "title": title}], style)

    assert html.escape(title, quote=False) in formatted
    assert title in format_plain({"type": "report", "title": title}, style)


@pytest.mark.parametrize("style", Style)
def test_an_address_with_quotes_and_brackets_stays_inside_its_link(style):
    url = "https://a.example/?q=\"><script>&r='{x}"
    [formatted] = format_references([{"type": "webpage", "title": "Oars", "URL": url}], style)

    link = (
        '<a href="https://a.example/?q=%22%3E%3Cscript%3E&amp;r=\'{x}">'
        "https://a.example/?q=\"&gt;&lt;script&gt;&amp;r='{x}</a>"
    )
    assert link in formatted


def test_the_largest_reference_is_formatted_whole():
    people = [{"family": "F" * 300, "given": "G " * 150}] * 200
    largest = {field: "<&" * (limit // 2) for field, limit in TEXTS.items()}
    largest |= dict.fromkeys(NAMES, people) | {"type": "chapter", "URL": "https://a.example/" + "x" * 1900}

    for style in Style:
        [formatted] = format_references([largest], style)
        assert "https://a.example/" + "x" * 1900 in formatted


fair = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn")), min_size=1, max_size=8)
foul = st.text(st.characters(exclude_categories=()), max_size=8)
sharp = st.text("<>&\"'{}%.-,;: aZ9é山", min_size=1, max_size=8)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | foul | sharp
anything = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(foul, inner, max_size=3), max_leaves=8
)
texts = fair | sharp
names = st.lists(st.dictionaries(st.sampled_from(PARTS), texts, max_size=6), max_size=3)
day = st.dates().map(lambda day: [day.year, day.month, day.day]) | st.integers(1, 2100).map(
    lambda year: [year]
)
dates = st.fixed_dictionaries({"date-parts": st.lists(day, max_size=2)}, optional={"circa": st.booleans()})
items = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(TYPES)), "title": texts.map("x{}".format)},
    optional={
        **{field: texts | st.integers(-9, 9999) for field in TEXTS if field != "title"},
        **dict.fromkeys(NAMES, names),
        **dict.fromkeys(DATES, dates | texts.map(lambda text: {"literal": f"x{text}"})),
        "DOI": st.text("<>&\"'{}.-,;:aZ9é山", min_size=1, max_size=8).map("10.5555/{}".format),
        "URL": st.text("<>&\"'{}.-,;:aZ9é山", max_size=8).map("https://a.example/{}".format),
    },
)


@settings(deadline=None)
@given(anything)
def test_any_json_is_refused_or_formatted(data):
    assert_harmless(data)


@settings(deadline=None, max_examples=60)
@given(items, st.dictionaries(st.sampled_from(FIELDS), anything, max_size=2))
def test_any_reference_is_refused_or_formatted(item, spoiled):
    assert_harmless(item | spoiled)


@settings(deadline=None, max_examples=30)
@given(items, st.sampled_from(["ar", "de", "es", "fr", "ja", "nl", "pl", "ru", "tr", "zh-TW"]))
def test_any_fair_reference_is_formatted_in_other_languages(item, language):
    for style in Style:
        Reader().feed(format_references([item], style, language)[0])
