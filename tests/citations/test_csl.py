import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debates.citations.csl import InvalidReference, validate
from debates.citations.vocabulary import DATES, LEFT_OUT, NAMES, RENAMED, TEXTS, TYPES

BOOK = {"type": "book", "title": "What the ferry knew"}


def problems_of(data):
    with pytest.raises(InvalidReference) as refusal:
        validate(data)
    return refusal.value.problems


def test_a_whole_reference_comes_out_clean_and_in_one_order():
    data = {
        "URL": " https://press.example/ferry ",
        "issued": {"date-parts": [["2019", "6", 3]], "circa": True},
        "title": "  What the\n ferry\tknew ",
        "volume": 12,
        "author": [
            {"given": "Ngozi", "family": "Okafor", "suffix": "Jr."},
            {"literal": "European Water Observatory"},
        ],
        "type": "book",
        "DOI": "https://doi.org/10.5555/ferry",
        "publisher": "",
        "editor": [],
        "note": "read twice",
        "id": "ferry",
    }

    assert list(validate(data).items()) == [
        ("type", "book"),
        (
            "author",
            [
                {"family": "Okafor", "given": "Ngozi", "suffix": "Jr."},
                {"literal": "European Water Observatory"},
            ],
        ),
        ("title", "What the ferry knew"),
        ("volume", "12"),
        ("issued", {"date-parts": [[2019, 6, 3]], "circa": True}),
        ("DOI", "10.5555/ferry"),
        ("URL", "https://press.example/ferry"),
    ]


@pytest.mark.parametrize("data", [None, [], "book", 7, [BOOK], True])
def test_what_is_not_an_object_is_refused(data):
    assert problems_of(data) == ("A reference is one JSON object, with at least a “type” and a “title”.",)


def test_all_problems_are_told_at_once():
    assert problems_of({"author": "Poe", "volume": [3], "issued": 2019}) == (
        "“author” must be a list of names.",
        "“volume” must be a text.",
        "“issued” must be a date: “date-parts”, or a “literal” text.",
        "The “type” is missing: what kind of publication is it?",
        "The “title” is missing.",
    )


@pytest.mark.parametrize("title", [None, "", " \n "])
def test_a_reference_without_a_title_is_refused(title):
    assert problems_of({"type": "book", "title": title}) == ("The “title” is missing.",)


@pytest.mark.parametrize("kind", ["Book", "journal", "", ["book"], {"book": 1}, 3, True])
def test_an_unknown_type_is_refused(kind):
    assert problems_of(BOOK | {"type": kind}) == (
        "The “type” is not one that we know. Try “article-journal”, “book” or “webpage”.",
    )


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_every_known_type_is_kept(kind):
    assert validate(BOOK | {"type": kind}) == {"type": kind, "title": "What the ferry knew"}


def test_an_unknown_field_is_named():
    assert problems_of(BOOK | {"auther": "Poe"}) == ("References have no field “auther”.",)


@pytest.mark.parametrize("field", ["x" * 41, "\ud800", "a\u202eb", "\x00", 7, None, ("a",)])
def test_a_field_name_that_cannot_be_shown_is_not_quoted(field):
    assert problems_of(BOOK | {field: "x"}) == ("The reference has a field whose name cannot be read.",)


@pytest.mark.parametrize("field", sorted(LEFT_OUT))
def test_what_only_a_reference_manager_needs_is_dropped(field):
    assert validate(BOOK | {field: ["anything", {"at": "all"}]}) == BOOK


@pytest.mark.parametrize(("earlier", "present"), RENAMED.items())
def test_earlier_names_of_fields_are_understood(earlier, present):
    assert validate(BOOK | {earlier: "Ferry"}) == BOOK | {present: "Ferry"}


@pytest.mark.parametrize("order", [1, -1])
def test_the_present_name_of_a_field_wins_over_its_earlier_one(order):
    both = [("shortTitle", "Old"), ("title-short", "New")][::order]

    assert validate(BOOK | dict(both)) == BOOK | {"title-short": "New"}


@pytest.mark.parametrize("field", [*TEXTS, *NAMES, *DATES, "DOI", "URL"])
def test_a_null_is_an_absent_field(field):
    assert validate(BOOK | {field: None} | {"title": BOOK["title"]}) == BOOK


@pytest.mark.parametrize("field", [field for field in TEXTS if field != "title"])
@pytest.mark.parametrize("value", [["x"], {"x": "y"}, True, 1.5, pytest.param(10**400, id="huge")])
def test_a_text_field_of_another_kind_is_refused(field, value):
    assert problems_of(BOOK | {field: value}) == (f"“{field}” must be a text.",)


@pytest.mark.parametrize("field", [field for field in TEXTS if field != "title"])
def test_the_length_of_every_text_is_bounded(field):
    longest = "x" * TEXTS[field]

    assert validate(BOOK | {field: longest})[field] == longest
    assert problems_of(BOOK | {field: longest + "x"}) == (
        f"“{field}” is longer than {TEXTS[field]} characters.",
    )


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\ud800", "\ufdd0", "\uffff"])
def test_characters_that_are_not_text_are_refused(character):
    assert problems_of({"type": "book", "title": f"a{character}b"}) == (
        "“title” contains a character that is not valid in a text.",
    )


@pytest.mark.parametrize("character", "\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
def test_characters_that_turn_the_direction_of_what_follows_are_refused(character):
    assert problems_of(BOOK | {"author": [{"literal": f"a{character}b"}]}) == (
        "“author 1, literal” contains an invisible character that changes the direction of the text.",
    )


def test_texts_are_composed():
    assert validate(BOOK | {"publisher": "E\u0301cole"})["publisher"] == "École"


class TestNames:
    @pytest.mark.parametrize("person", ["Ann Poe", 7, None, ["Poe", "Ann"], True])
    def test_a_name_that_is_not_an_object_is_refused(self, person):
        assert problems_of(BOOK | {"author": [{"family": "Roe"}, person]}) == (
            "“author 2” must have a “family” and a “given” name, or one “literal” name.",
        )

    @pytest.mark.parametrize("names", ["Ann Poe", {"family": "Poe"}, 7, True])
    def test_names_that_are_not_a_list_are_refused(self, names):
        assert problems_of(BOOK | {"editor": names}) == ("“editor” must be a list of names.",)

    @pytest.mark.parametrize("part", ["family", "given", "literal", "suffix", "non-dropping-particle"])
    @pytest.mark.parametrize("value", [["x"], {"x": "y"}, False, 1.5])
    def test_a_part_of_a_name_of_another_kind_is_refused(self, part, value):
        assert problems_of(BOOK | {"author": [{part: value}]}) == (f"“author 1, {part}” must be a text.",)

    def test_one_name_alone_stays_whole(self):
        assert validate(BOOK | {"author": [{"given": "Plato"}]})["author"] == [{"literal": "Plato"}]

    def test_a_family_name_wins_over_a_literal_one(self):
        person = {"family": "Poe", "given": "Ann", "literal": "Ann Poe"}

        assert validate(BOOK | {"author": [person]})["author"] == [{"family": "Poe", "given": "Ann"}]

    def test_a_person_without_any_name_is_dropped(self):
        assert validate(BOOK | {"author": [{}, {"family": " "}, {"affiliation": "x"}]}) == BOOK

    def test_the_number_of_names_is_bounded(self):
        assert len(validate(BOOK | {"author": [{"literal": "Poe"}] * 200})["author"]) == 200
        assert problems_of(BOOK | {"author": [{"literal": "Poe"}] * 201}) == (
            "“author” has more than 200 names.",
        )

    def test_the_length_of_a_name_is_bounded(self):
        assert problems_of(BOOK | {"author": [{"family": "x" * 301}]}) == (
            "“author 1, family” is longer than 300 characters.",
        )


class TestDates:
    @pytest.mark.parametrize("field", DATES)
    def test_every_date_is_kept(self, field):
        assert validate(BOOK | {field: {"date-parts": [[2022, 2, 14]]}})[field] == {
            "date-parts": [[2022, 2, 14]]
        }

    @pytest.mark.parametrize(
        ("written", "clean"),
        [
            ({"date-parts": [[2022]]}, {"date-parts": [[2022]]}),
            ({"date-parts": [["2022", "02"]]}, {"date-parts": [[2022, 2]]}),
            ({"date-parts": [[2019, 12, 30], [2020, 1, 2]]}, {"date-parts": [[2019, 12, 30], [2020, 1, 2]]}),
            ({"date-parts": [[-44, 3, 15]]}, {"date-parts": [[-44, 3, 15]]}),
            ({"date-parts": [[None]], "literal": "winter"}, {"literal": "winter"}),
            ({"raw": "2022-02-14"}, {"date-parts": [[2022, 2, 14]]}),
            ({"raw": "2022-02"}, {"date-parts": [[2022, 2]]}),
            ({"raw": "about Easter"}, {"literal": "about Easter"}),
            ({"literal": "the 1890s", "circa": 1}, {"literal": "the 1890s", "circa": True}),
            ({"literal": "2022"}, {"date-parts": [[2022]]}),
            ({"literal": "2022", "circa": "false"}, {"date-parts": [[2022]]}),
            ("2022-02-14", {"date-parts": [[2022, 2, 14]]}),
            ("forthcoming", {"literal": "forthcoming"}),
        ],
    )
    def test_the_ways_to_write_a_date(self, written, clean):
        assert validate(BOOK | {"issued": written}) == BOOK | {"issued": clean}

    @pytest.mark.parametrize(
        "written",
        [{}, {"date-parts": []}, {"date-parts": [[None]]}, {"date-parts": [[""]]}, "", {"circa": True}],
    )
    def test_an_empty_date_is_absent(self, written):
        assert validate(BOOK | {"issued": written}) == BOOK

    @pytest.mark.parametrize(
        "parts",
        [
            [2021, 2, 30],
            [2021, 13],
            [2021, 0],
            [0],
            [10000],
            pytest.param([10**400], id="huge year"),
            pytest.param([2021, 10**400], id="huge month"),
            [2021, 1, 1, 1],
        ],
    )
    def test_a_day_that_no_calendar_has_is_refused(self, parts):
        assert problems_of(BOOK | {"issued": {"date-parts": [parts]}}) == (
            "“issued” is not a date of the calendar.",
        )

    def test_a_written_day_that_no_calendar_has_is_refused(self):
        assert problems_of(BOOK | {"issued": "2021-02-30"}) == ("“issued” is not a date of the calendar.",)

    @pytest.mark.parametrize("part", [True, 1.5, "MMXXI", [2021], {"year": 2021}, "²"])
    def test_a_part_that_is_no_number_is_refused(self, part):
        assert problems_of(BOOK | {"issued": {"date-parts": [[part]]}}) == (
            "The “date-parts” of “issued” must be whole numbers.",
        )

    @pytest.mark.parametrize("parts", [2021, "2021", [2021], {"0": [2021]}, [[2021], None]])
    def test_parts_in_another_shape_are_refused(self, parts):
        assert problems_of(BOOK | {"issued": {"date-parts": parts}}) == (
            "The “date-parts” of “issued” must be lists: [[year, month, day]].",
        )

    def test_three_days_are_refused(self):
        assert problems_of(BOOK | {"issued": {"date-parts": [[2019], [2020], [2021]]}}) == (
            "“issued” has more than a beginning and an end.",
        )

    @pytest.mark.parametrize("value", [2021, True, ["2021"], 1.5])
    def test_a_date_of_another_kind_is_refused(self, value):
        assert problems_of(BOOK | {"accessed": value}) == (
            "“accessed” must be a date: “date-parts”, or a “literal” text.",
        )

    def test_the_length_of_a_written_date_is_bounded(self):
        assert problems_of(BOOK | {"issued": "x" * 101}) == ("“issued” is longer than 100 characters.",)


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "https://press.example/a?b=1&c=(2)#d",
            "HTTP://press.example:8080",
            "https://bücher.example/ß",
            "https://[2001:db8::1]/",
        ],
    )
    def test_a_web_address_is_kept(self, url):
        assert validate(BOOK | {"URL": url})["URL"] == url

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)",
            "java\u200bscript:alert(1)",
            "data:text/html,x",
            "ftp://press.example/",
            "mailto:ann@press.example",
            "press.example/a",
            "//press.example/a",
            "/a",
            "https://",
            "https:///a",
            "https://ann:secret@press.example/",
            "https://press.example\\@evil.example/",
            "https://press.example/a b",
            "https://press.example/\u202egpj.exe",
            "https://press.example/\x00",
            "https://press.example/%00",
            "https://[::1/",
            "\ud800",
            7,
            True,
            ["https://press.example/"],
            {"href": "https://press.example/"},
        ],
    )
    def test_what_is_no_web_address_is_refused(self, url):
        assert problems_of(BOOK | {"URL": url}) == (
            "The “URL” must be a whole web address that begins with http:// or https://.",
        )

    def test_the_length_of_an_address_is_bounded(self):
        assert problems_of(BOOK | {"URL": "https://press.example/" + "x" * 2000}) == (
            "The “URL” is longer than 2000 characters.",
        )

    @pytest.mark.parametrize(
        "written",
        [
            "10.5555/Ferry(2)",
            " doi:10.5555/Ferry(2)",
            "DOI: 10.5555/Ferry(2)",
            "https://doi.org/10.5555/Ferry(2)",
            "http://dx.doi.org/10.5555/Ferry(2)",
            "https://doi.org/10.5555%2FFerry%282%29",
        ],
    )
    def test_a_doi_is_kept_without_its_resolver(self, written):
        assert validate(BOOK | {"DOI": written})["DOI"] == "10.5555/Ferry(2)"

    @pytest.mark.parametrize(
        "doi",
        [
            "10.5555",
            "10.5/x",
            "11.5555/x",
            "https://press.example/10.5555/x",
            "10.5555/a b",
            "10.5555/\u202ea",
            "10.5555/\x00",
            "10.5555/\ud800",
            "javascript:alert(1)",
            5,
            False,
            ["10.5555/x"],
            {"10.5555/x": 1},
        ],
    )
    def test_what_is_no_doi_is_refused(self, doi):
        assert problems_of(BOOK | {"DOI": doi}) == ("The “DOI” must look like 10.1234/abcd.",)

    def test_the_length_of_a_doi_is_bounded(self):
        assert problems_of(BOOK | {"DOI": "10.5555/" + "x" * 300}) == (
            "The “DOI” is longer than 300 characters.",
        )

    def test_empty_addresses_are_absent(self):
        assert validate(BOOK | {"DOI": "", "URL": " "}) == BOOK


def test_the_number_of_fields_is_bounded():
    assert problems_of({str(number): 1 for number in range(151)}) == (
        "The reference has more than 150 fields.",
    )


def test_the_number_of_problems_is_bounded():
    assert len(problems_of({f"field {number}": 1 for number in range(100)})) == 10


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(anything)
def test_whatever_json_it_is_given_it_answers_or_refuses(data):
    try:
        validate(data)
    except InvalidReference as refusal:
        assert refusal.problems  # noqa: PT017 - both ends are allowed


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(sorted(TYPES)), "title": st.text(min_size=1)},
        optional={field: st.text() | anything for field in ("page", *NAMES, *DATES, "DOI", "URL")},
    )
)
def test_a_clean_reference_stays_as_it_is(data):
    try:
        clean = validate(data)
    except InvalidReference:
        return
    assert validate(clean) == clean
