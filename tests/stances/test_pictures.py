"""The pictures are sound SVG that says what may be shown and nothing else, in either direction."""

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.stances.drawing import Drawing, Option, escaped, wrapped
from debates.stances.pictures import (
    Bar,
    BarWords,
    Flow,
    FlowWords,
    bars_in_words,
    draw_bars,
    draw_flow,
    flow_in_words,
)
from debates.stances.suppression import suppressed_table

SVG = "{http://www.w3.org/2000/svg}"
A, B, UNSURE = Option("Keep it", "a"), Option("Take it down", "b"), Option("Unsure")
BARS = [Bar(A, 0.42, "171 (42%)"), Bar(B, 0.36, "150 (36%)"), Bar(UNSURE, None, "")]
BAR_WORDS = BarWords(title="How many chose each position", hidden="not shown", joint="; ")
FLOW_WORDS = FlowWords(
    title="Before and after reading",
    before="Before",
    after="After",
    moved="%(count)s from %(before)s to %(after)s",
    hidden="not shown",
    note="Hatched: not shown.",
    joint="; ",
    number="{:,}".format,
)
OPEN = [[60, 6, 8], [14, 46, 10], [25, 15, 20]]
FEW = [[29, 2, 1], [9, 18, 3], [22, 10, 5]]

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "x' onmouseover='alert(1)",
    "]]></svg><!-- &amp; &lt;",
    "a\x00b\x1b\ud800\ufffe",
    "\u202egpj.exe",
    "%(count)s %s {0}",
    "https://a.example/" + "x" * 500,
    "",
    " \n\t ",
]


def flow_of(matrix, options=(A, B, UNSURE)):
    return Flow(options, suppressed_table(matrix), sum(map(sum, matrix)))


def read(svg):
    return ET.fromstring(svg)  # noqa: S314 - we made it a moment ago


def plain(text):
    return text.replace("\u2068", "").replace("\u2069", "")


def lines_of(svg):
    return [plain(span.text or "") for span in read(svg).iter(f"{SVG}tspan")]


def boxes_of(svg):
    return [(box.get("x"), box.get("width"), box.get("fill")) for box in read(svg).iter(f"{SVG}rect")]


def bands_of(svg):
    """Answer each band of a flow: what it is filled with, and its heights where it begins and ends."""
    found = []
    for path in read(svg).iter(f"{SVG}path"):
        data = path.get("d", "")
        if match := re.fullmatch(r"M\d+ (\S+)C50 \S+ 50 (\S+) \d+ \S+V(\S+)C50 \S+ 50 (\S+) \d+ \S+Z", data):
            upper, to_upper, to_lower, lower = map(float, match.groups())
            found.append((path.get("fill"), lower - upper, to_lower - to_upper))
    return found


# ------------------------------------------------------------------ what is drawn


def test_a_bar_is_as_long_as_its_share_and_says_it():
    svg = draw_bars(BARS, BAR_WORDS, name="result")
    assert boxes_of(svg) == [
        ("0%", "42%", "var(--side, currentColor)"),
        ("0%", "36%", "var(--side, currentColor)"),
        ("0%", "100%", "url(#result-hatch)"),
    ]
    assert lines_of(svg) == ["Keep it", "171 (42%)", "Take it down", "150 (36%)", "Unsure", "not shown"]


def test_nobody_has_no_bar_and_a_word():
    svg = draw_bars([Bar(A, 0.0, "0 (0%)")], BAR_WORDS, name="result")
    assert boxes_of(svg) == []
    assert lines_of(svg) == ["Keep it", "0 (0%)"]


def test_a_band_is_as_high_as_its_readers_at_both_ends():
    n = sum(map(sum, OPEN))
    found = bands_of(draw_flow(flow_of(OPEN), FLOW_WORDS, name="flow"))
    for end in (1, 2):
        heights = [band[end] for band in found]
        assert heights == pytest.approx([count * 15 / n for row in OPEN for count in row], abs=0.002)


def test_a_move_that_nobody_made_has_no_band():
    assert len(bands_of(draw_flow(flow_of([[60, 0], [14, 46]], (A, B)), FLOW_WORDS, name="flow"))) == 3


def test_hidden_bands_are_hatched_and_as_high_as_what_the_totals_leave():
    found = bands_of(draw_flow(flow_of(FEW), FLOW_WORDS, name="flow"))
    assert [fill == "url(#flow-stripes)" for fill, *_ in found] == [
        *(False, True, True),
        *(True, False, True),
        *(True, True, False),
    ]
    # Of 32 readers 29 are shown, so that the two hidden bands share 3, whichever of them was larger.
    assert [found[1][1], found[2][1]] == pytest.approx([1.5 * 15 / 99] * 2, abs=0.002)


def test_two_tables_that_are_shown_alike_are_drawn_alike():
    other = [[29, 1, 2], [10, 18, 2], [21, 11, 5]]
    assert suppressed_table(other) == suppressed_table(FEW)
    assert draw_flow(flow_of(other), FLOW_WORDS, name="flow") == draw_flow(
        flow_of(FEW), FLOW_WORDS, name="flow"
    )


def test_a_flow_of_which_nothing_may_be_shown_is_all_hatched():
    svg = draw_flow(flow_of([[0, 0], [48, 3]], (A, B)), FLOW_WORDS, name="flow")
    assert {fill for *_, fill in boxes_of(svg)} == {"url(#flow-hatch)"}
    assert {fill for fill, *_ in bands_of(svg)} == {"url(#flow-stripes)"}
    assert not re.search(r"48|51", " ".join(lines_of(svg)))


def test_what_hatching_means_is_said_only_where_something_is_hatched():
    assert FLOW_WORDS.note in lines_of(draw_flow(flow_of(FEW), FLOW_WORDS, name="flow"))
    assert FLOW_WORDS.note not in lines_of(draw_flow(flow_of(OPEN), FLOW_WORDS, name="flow"))


def test_the_whole_label_is_written_however_many_lines_it_takes():
    label = "A label of forty letters and no more yet"
    lines = lines_of(draw_flow(flow_of([[60, 6], [14, 46]], (Option(label, "a"), B)), FLOW_WORDS, name="f"))
    assert " ".join(lines[2:6]) == label


# ------------------------------------------------------------------ in words


def test_the_bars_are_summed_up_in_words():
    assert plain(bars_in_words(BARS, BAR_WORDS)) == (
        "Keep it: 171 (42%); Take it down: 150 (36%); Unsure: not shown"
    )


def test_the_flow_is_summed_up_in_words():
    assert plain(flow_in_words(flow_of([[1060, 6], [14, 46]], (A, B)), FLOW_WORDS)).splitlines() == [
        "Before: Keep it: 1,066; Take it down: 60.",
        "After: Keep it: 1,074; Take it down: 52.",
        "6 from Keep it to Take it down; 14 from Take it down to Keep it.",
    ]


def test_the_summary_names_no_move_that_is_hidden():
    assert plain(flow_in_words(flow_of(FEW), FLOW_WORDS)).splitlines() == [
        "Before: Keep it: 32; Take it down: 30; Unsure: 37.",
        "After: Keep it: 60; Take it down: 30; Unsure: 9.",
        "Hatched: not shown.",
    ]


def test_a_picture_carries_its_title_and_its_summary():
    for svg, words, summary in (
        (draw_bars(BARS, BAR_WORDS, name="x"), BAR_WORDS, bars_in_words(BARS, BAR_WORDS)),
        (draw_flow(flow_of(FEW), FLOW_WORDS, name="x"), FLOW_WORDS, flow_in_words(flow_of(FEW), FLOW_WORDS)),
    ):
        root = read(svg)
        assert root.get("role") == "img"
        named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
        assert named[root.get("aria-labelledby")] == words.title
        assert named[root.get("aria-describedby")] == summary


# ------------------------------------------------------------------ harmless


def assert_harmless(svg):
    for element in read(svg).iter():
        assert element.tag.removeprefix(SVG) in {
            *("svg", "title", "desc", "defs", "pattern", "path", "text", "tspan", "rect", "line"),
        }
        assert not any(name == "style" or name.startswith("on") or "href" in name for name in element.attrib)
        assert not re.search("#[0-9a-fA-F]{3}", element.get("fill", "") + element.get("stroke", ""))
    assert "NaN" not in svg.replace("\u2068NaN\u2069", "")


@settings(deadline=None)
@given(st.sampled_from(HOSTILE) | st.text(), st.booleans())
def test_any_text_is_escaped(text, rtl):
    hostile = FlowWords(text, text, text, "%(count)s", text, text, text, str)
    options = (Option(text, "a"), Option(text), Option(text))
    assert_harmless(draw_flow(flow_of(FEW, options), hostile, name="x", rtl=rtl))
    bars = [Bar(Option(text, "b"), 0.5, text), Bar(Option(text), None, text)]
    assert_harmless(draw_bars(bars, BarWords(text, text, text), name="x", rtl=rtl))


@settings(deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda size: st.lists(
            st.lists(st.sampled_from([0, 0, 1, 3, 8, 70, 10**6]), min_size=size, max_size=size),
            min_size=size,
            max_size=size,
        )
    )
)
def test_any_table_is_drawn_within_the_picture(matrix):
    options = [Option(f"Option {number}", "a") for number in range(len(matrix))]
    svg = draw_flow(flow_of(matrix, options), FLOW_WORDS, name="x")
    assert_harmless(svg)
    height = float(read(svg).get("height").removesuffix("em"))
    for box in read(svg).iter(f"{SVG}rect"):
        top, tall = (float(box.get(name).removesuffix("em")) for name in ("y", "height"))
        assert 0 <= top <= top + tall <= height + 0.01


@pytest.mark.parametrize("name", ["", "A", "1", 'a"b', "a b", "é"])
def test_a_name_that_cannot_begin_an_id_is_refused(name):
    with pytest.raises(ValueError, match="name of a picture"):
        Drawing(name)


@pytest.mark.parametrize("side", ["ab", "A", '"', "é"])
def test_a_side_that_is_no_letter_is_refused(side):
    with pytest.raises(ValueError, match="one small letter"):
        draw_bars([Bar(Option("x", side), 0.5, "x")], BAR_WORDS, name="x")


def test_two_pictures_of_a_page_share_no_id():
    ids = [
        element.get("id")
        for name in ("one", "two")
        for element in read(draw_flow(flow_of(FEW), FLOW_WORDS, name=name)).iter()
        if element.get("id")
    ]
    assert len(ids) == len(set(ids)) == 8


# ------------------------------------------------------------------ from right to left


def test_a_picture_that_is_read_from_right_to_left_is_mirrored():
    svg = draw_bars(BARS, BAR_WORDS, name="x", rtl=True)
    assert read(svg).get("direction") == "rtl"
    assert [box[:2] for box in boxes_of(svg)] == [("58%", "42%"), ("64%", "36%"), ("0%", "100%")]
    one, other = (draw_flow(flow_of(OPEN), FLOW_WORDS, name="x", rtl=rtl) for rtl in (False, True))
    assert bands_of(one) == bands_of(other)
    for (left, width, _), (mirrored, *_) in zip(boxes_of(one), boxes_of(other), strict=True):
        assert sum(float(share.removesuffix("%")) for share in (left, width, mirrored)) == pytest.approx(100)


def test_every_text_keeps_its_own_direction():
    for span in read(draw_flow(flow_of(FEW), FLOW_WORDS, name="x", rtl=True)).iter(f"{SVG}tspan"):
        assert span.text.startswith("\u2068")
        assert span.text.endswith("\u2069")


# ------------------------------------------------------------------ letters


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("one two three four five six", ["one two", "three…"]),
        ("withoutanyspace", ["withouta", "nyspace"]),
        ("", [""]),
        ("両方とも説得力がある", ["両方とも", "説得力…"]),
    ],
)
def test_text_is_wrapped_to_the_room_that_it_has(text, lines):
    assert wrapped(text, 8, lines=2) == lines


def test_what_xml_cannot_hold_is_left_out():
    assert escaped("a\x00\ud800\ufffe<b>'\"&") == "a&lt;b&gt;&#x27;&quot;&amp;"
