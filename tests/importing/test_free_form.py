import re
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.citations.csl import validate
from debates.importing.free_form import Reading, read_reference

ANN, ZED = {"family": "Poe", "given": "Ann"}, {"family": "Roe", "given": "Zed"}
NO_QUOTES = "Its title has no quotation marks: check where it begins and ends."
NO_AUTHOR = "It names no author."
NO_YEAR = "It has no year."
NO_ADDRESS = "It has no URL or DOI."
NO_KIND = "It does not say what kind of publication it is."
NOT_TOLD = ("We could not tell its parts apart.", "It is kept as it was written.")


def in_year(*parts):
    return {"date-parts": [list(parts)]}


def authors_of(line):
    return (read_reference(line).csl or {}).get("author")


class TestWholeReferences:
    def test_a_web_page_of_two_authors_without_quotation_marks(self):
        line = (
            "Okafor, Ngozi. McLeod, Per, Drift.example, 2021, https://drift.example, retrieved on 2022-02-14;"
        )

        assert read_reference(line) == Reading(
            {
                "type": "webpage",
                "author": [{"family": "Okafor", "given": "Ngozi"}, {"family": "McLeod", "given": "Per"}],
                "title": "Drift.example",
                "issued": in_year(2021),
                "accessed": in_year(2022, 2, 14),
                "URL": "https://drift.example",
            },
            line,
            (NO_QUOTES,),
        )

    def test_a_conference_paper_of_two_authors_with_quotation_marks(self):
        line = (
            "Brandt, Ilse and Haddad-Lindqvist, Rim, “Counting What Floats, Twice”,"
            " 2018 ABCD Conference on Rivers and Rafts (CRR), 2018, p. 3400-3411;"
        )

        assert read_reference(line) == Reading(
            {
                "type": "paper-conference",
                "author": [
                    {"family": "Brandt", "given": "Ilse"},
                    {"family": "Haddad-Lindqvist", "given": "Rim"},
                ],
                "title": "Counting What Floats, Twice",
                "container-title": "2018 ABCD Conference on Rivers and Rafts (CRR)",
                "page": "3400-3411",
                "issued": in_year(2018),
            },
            line,
            (NO_ADDRESS,),
        )

    @pytest.mark.parametrize(
        "line",
        [
            "Poe, Ann and Roe, Zed, “Ebb”, Oar Journal, vol. 12, no. 3, 2019, pp. 10–17, doi:10.5555/oars;",
            "Poe, Ann & Roe, Zed (2019). Ebb. Oar Journal, 12(3), 10-17. https://doi.org/10.5555/oars",
            "[4] Poe, Ann; Roe, Zed: «Ebb». Oar Journal (2019), vol. 12 no. 3, S. 10 – 17, DOI 10.5555/oars.",
            "• Poe, Ann, and Roe, Zed, 2019, 'Ebb', Oar Journal, 12 (3), pages 10-17, doi.org/10.5555/oars",
        ],
    )
    def test_one_article_in_many_hands(self, line):
        assert read_reference(line) == Reading(
            {
                "type": "article-journal",
                "author": [ANN, ZED],
                "title": "Ebb",
                "container-title": "Oar Journal",
                "issue": "3",
                "page": "10-17",
                "volume": "12",
                "issued": in_year(2019),
                "DOI": "10.5555/oars",
            },
            line,
            (),
        )

    def test_a_chapter(self):
        line = "Poe, Ann, ‘The ferryman’s ledger’, in Work on Water, Tern, 2005, p. 10"

        assert read_reference(line) == Reading(
            {
                "type": "chapter",
                "author": [ANN],
                "title": "The ferryman’s ledger",
                "container-title": "Work on Water",
                "publisher": "Tern",
                "page": "10",
                "issued": in_year(2005),
            },
            line,
            ("We took “Tern” for its publisher.", NO_ADDRESS),
        )

    def test_a_book(self):
        line = "Poe, Ann, Rafts and Oars, Ghent: Tern, 2nd ed., 1999, ISBN 978-1-2345-6789-7"

        assert read_reference(line) == Reading(
            {
                "type": "book",
                "author": [ANN],
                "title": "Rafts and Oars",
                "publisher": "Tern",
                "publisher-place": "Ghent",
                "ISBN": "978-1-2345-6789-7",
                "edition": "2",
                "issued": in_year(1999),
            },
            line,
            (NO_QUOTES, NO_ADDRESS),
        )

    def test_a_title_after_the_year_that_no_full_stop_ends(self):
        line = "Poe, Ann (2021) Drift, Water House, https://a.example"

        assert read_reference(line) == Reading(
            {
                "type": "webpage",
                "author": [ANN],
                "title": "Drift",
                "container-title": "Water House",
                "issued": in_year(2021),
                "URL": "https://a.example",
            },
            line,
            (),
        )

    def test_a_thesis(self):
        line = "Poe, Ann, “Sediment”, PhD thesis, University of Nowhere, 2011, https://a.example"

        assert read_reference(line) == Reading(
            {
                "type": "thesis",
                "author": [ANN],
                "title": "Sediment",
                "publisher": "University of Nowhere",
                "genre": "PhD thesis",
                "issued": in_year(2011),
                "URL": "https://a.example",
            },
            line,
            (),
        )

    def test_a_report_of_an_organisation(self):
        line = "European Water Observatory, Rivers and People, Working paper, 2020, https://a.example"

        assert read_reference(line) == Reading(
            {
                "type": "report",
                "author": [{"literal": "European Water Observatory"}],
                "title": "Rivers and People",
                "genre": "Working paper",
                "issued": in_year(2020),
                "URL": "https://a.example",
            },
            line,
            (NO_QUOTES,),
        )

    def test_a_page_without_author_or_year(self):
        line = "“How we measure”, Water House, available at: https://a.example/?a=1 (accessed May 14, 2022)."

        assert read_reference(line) == Reading(
            {
                "type": "webpage",
                "title": "How we measure",
                "container-title": "Water House",
                "accessed": in_year(2022, 5, 14),
                "URL": "https://a.example/?a=1",
            },
            line,
            (NO_AUTHOR, NO_YEAR),
        )

    def test_what_follows_a_quoted_title_holds_it_and_what_follows_a_bare_one_published_it(self):
        item = {"type": "document", "author": [ANN], "title": "Drift"}

        assert read_reference("Poe, Ann,“Drift”, Oars in Use, 2001").csl == {
            **item,
            "container-title": "Oars in Use",
            "issued": in_year(2001),
        }
        assert read_reference("Poe, Ann, Drift, Oars, 2001") == Reading(
            {**item, "publisher": "Oars", "issued": in_year(2001)},
            "Poe, Ann, Drift, Oars, 2001",
            (NO_QUOTES, "We took “Oars” for its publisher.", NO_ADDRESS, NO_KIND),
        )

    def test_a_title_and_a_year(self):
        assert read_reference("Drift, 2021") == Reading(
            {"type": "document", "title": "Drift", "issued": in_year(2021)},
            "Drift, 2021",
            (NO_QUOTES, NO_AUTHOR, NO_ADDRESS, NO_KIND),
        )


class TestWhatNobodyCanTell:
    @pytest.mark.parametrize(
        "line",
        [
            "",
            ";",
            "Drift",
            "A talk with the editors",
            "https://a.example/",
            "Ann Poe, Rafts and oars, 2001",
            "Drift (2021), Oars",
            "Rivers, an atlas, Tern, 2001",
            "Poe, Ann, Roe, Zed, Drift, 2021",
            "García Márquez, Gabriel, Drift, 2001",
            "Poe, Ann. Drift, Tern, 2001",
            "Poe, Ann, “Drift”, Oars, Ghent, Tern, 2001",
            "Poe, Ann, “Drift”, 2001, 2002",
            "Poe, Ann, “Drift”, p. 5, p. 7, 2001",
            "“”, 2001",
        ],
    )
    def test_the_text_is_kept(self, line):
        assert read_reference(line) == Reading(None, line, NOT_TOLD)

    def test_the_text_is_kept_on_one_line(self):
        assert read_reference(" Ann\n Poe,\tDrift ").raw == "Ann Poe, Drift"

    def test_a_date_that_is_none_keeps_the_text(self):
        line = "“Drift”, https://a.example, retrieved on 2022-02-31"

        assert read_reference(line) == Reading(
            None, line, ("“accessed” is not a date of the calendar.", "It is kept as it was written.")
        )

    def test_an_address_that_may_not_be_linked_keeps_the_text(self):
        assert read_reference("“Drift”, https://ann@a.example").doubts == (
            "The “URL” must be a whole web address that begins with http:// or https://.",
            "It is kept as it was written.",
        )

    def test_a_text_that_turns_direction_is_kept(self):
        assert read_reference("“Dri\u202eft”, 2021").csl is None

    def test_a_very_long_line_is_kept(self):
        line = "Poe, Ann, “Drift”, 2021, " + "x" * 2000

        assert read_reference(line) == Reading(
            None, line, ("It is longer than 2000 characters.", "It is kept as it was written.")
        )


class TestNames:
    @pytest.mark.parametrize(
        ("written", "names"),
        [
            ("Poe, Ann", [ANN]),
            ("Poe, Ann:", [ANN]),
            ("Poe, Ann and Roe, Zed", [ANN, ZED]),
            ("Poe, Ann, and Roe, Zed", [ANN, ZED]),
            ("Poe, Ann & Roe, Zed", [ANN, ZED]),
            ("Poe, Ann; Roe, Zed", [ANN, ZED]),
            ("Poe, Ann. Roe, Zed", [ANN, ZED]),
            ("Poe, Ann, Roe, Zed", [ANN, ZED]),
            ("Poe, Ann, Roe, Zed and Ann Roe", [ANN, ZED, {"literal": "Ann Roe"}]),
            ("Poe, Ann, Zed Roe", [ANN, {"literal": "Zed Roe"}]),
            ("Poe, A. B. Roe, Z.", [{"family": "Poe", "given": "A. B."}, {"family": "Roe", "given": "Z."}]),
            ("Poe, A. and Roe, Z.", [{"family": "Poe", "given": "A."}, {"family": "Roe", "given": "Z."}]),
            ("Poe, J.-P., Roe, Z.", [{"family": "Poe", "given": "J.-P."}, {"family": "Roe", "given": "Z."}]),
            ("Poe, A., Jr.", [{"family": "Poe", "given": "A.", "suffix": "Jr."}]),
            ("van den Berg, Jan", [{"family": "van den Berg", "given": "Jan"}]),
            ("Vries, Jo de", [{"family": "Vries", "given": "Jo de"}]),
            ("O’Neill, Zoë", [{"family": "O’Neill", "given": "Zoë"}]),
            ("García Márquez, Gabriel", [{"family": "García Márquez", "given": "Gabriel"}]),
            ("Шевчук, Олена", [{"family": "Шевчук", "given": "Олена"}]),
            ("王, 小明", [{"family": "王", "given": "小明"}]),
            ("Ann Poe and Zed Roe", [{"literal": "Ann Poe"}, {"literal": "Zed Roe"}]),
            ("Ann Poe, Zed Roe and Bo Li", [{"literal": n} for n in ("Ann Poe", "Zed Roe", "Bo Li")]),
            ("UNESCO", [{"literal": "UNESCO"}]),
            ("Ministry of Water and Rail", [{"literal": "Ministry of Water and Rail"}]),
            ("European Commission, Brussels", [{"literal": "European Commission, Brussels"}]),
            ("Mar Azul, José Luis", [{"literal": "Mar Azul, José Luis"}]),
        ],
    )
    def test_names_before_a_quoted_title(self, written, names):
        assert authors_of(f"{written}, “Drift”, 2021") == names

    @pytest.mark.parametrize(
        ("written", "names"),
        [
            ("Poe, Ann", [ANN]),
            ("Poe, Ann and Roe, Zed", [ANN, ZED]),
            ("Poe, Ann, and Roe, Zed", [ANN, ZED]),
            ("Poe, Ann. Roe, Zed", [ANN, ZED]),
            ("Poe, Ann; Roe, Zed", [ANN, ZED]),
            ("Poe, A. B. Roe, Z.", [{"family": "Poe", "given": "A. B."}, {"family": "Roe", "given": "Z."}]),
            ("de Vries, Jo", [{"family": "de Vries", "given": "Jo"}]),
            ("Water Board", [{"literal": "Water Board"}]),
        ],
    )
    def test_names_before_a_bare_title(self, written, names):
        reading = read_reference(f"{written}, Low Water, 2021")

        assert (reading.csl["author"], reading.csl["title"]) == (names, "Low Water")

    @pytest.mark.parametrize("mark", ["(eds.)", "(Ed.)", "[ed.]", "eds"])
    def test_editors(self, mark):
        csl = read_reference(f"Poe, Ann and Roe, Zed {mark}, “Drift”, 2021").csl

        assert (csl["editor"], "author" in csl) == ([ANN, ZED], False)

    @pytest.mark.parametrize("line", ["Poe, Ann et al., “Drift”, 2021", "Poe, Ann, et al., “Drift”, 2021"])
    def test_authors_who_are_not_named(self, line):
        reading = read_reference(line)

        assert reading.csl["author"] == [ANN]
        assert reading.doubts[0] == "It says “et al.”: not all of its authors are named."

    def test_a_name_that_is_kept_whole_is_told(self):
        assert read_reference("Ann Poe, “Drift”, 2021, https://a.example").doubts == (
            "“Ann Poe” is kept as one name: it is not written as family name, given name.",
        )


class TestFacts:
    @pytest.mark.parametrize(
        ("written", "date"),
        [
            ("2021", in_year(2021)),
            ("(2021)", in_year(2021)),
            ("2021a", in_year(2021)),
            ("2021-05", in_year(2021, 5)),
            ("2021-05-03", in_year(2021, 5, 3)),
            ("3 May 2021", in_year(2021, 5, 3)),
            ("3rd May 2021", in_year(2021, 5, 3)),
            ("May 3, 2021", in_year(2021, 5, 3)),
            ("Sept. 2021", in_year(2021, 9)),
            ("23.5.2021", in_year(2021, 5, 23)),
            ("5/23/2021", in_year(2021, 5, 23)),
            ("05/05/2021", in_year(2021, 5, 5)),
        ],
    )
    def test_dates(self, written, date):
        for_both = f"“Drift”, {written}, https://a.example, accessed on {written}"

        assert read_reference(f"“Drift”, {written}").csl["issued"] == date
        if "(" not in written and "a" not in written[-1]:
            assert read_reference(for_both).csl["accessed"] == date

    def test_a_day_that_may_be_a_month_is_kept_as_written(self):
        reading = read_reference("“Drift”, 2021, https://a.example, retrieved on 03/04/2022")

        assert reading.csl["accessed"] == {"literal": "03/04/2022"}
        assert reading.doubts == ("The date 03/04/2022 can be read in two ways.", NO_AUTHOR)

    @pytest.mark.parametrize(
        "written",
        [
            "retrieved on 2022-02-14",
            "retrieved 2022-02-14",
            "Accessed: 2022-02-14",
            "(last accessed on 14 February 2022)",
            "[accessed Feb. 14, 2022]",
            "consulté le 14.02.2022",
            "geraadpleegd op 2022-02-14",
        ],
    )
    @pytest.mark.parametrize("line", ["“Drift”, https://a.example, {}", "“Drift”, {}, https://a.example"])
    def test_the_day_of_looking_it_up(self, written, line):
        csl = read_reference(line.format(written)).csl

        assert csl == {
            "type": "webpage",
            "title": "Drift",
            "accessed": in_year(2022, 2, 14),
            "URL": "https://a.example",
        }

    @pytest.mark.parametrize(
        "written",
        [
            "https://a.example/b_(c)?d=1,2#e",
            "<https://a.example/b_(c)?d=1,2#e>",
            "(https://a.example/b_(c)?d=1,2#e)",
            "[Online]. Available: https://a.example/b_(c)?d=1,2#e.",
            "URL: https://a.example/b_(c)?d=1,2#e;",
            "available online at https://a.example/b_(c)?d=1,2#e",
        ],
    )
    def test_an_address_is_taken_as_it_is(self, written):
        csl = read_reference(f"“Drift”, 2021, {written}").csl

        assert csl == {
            "type": "webpage",
            "title": "Drift",
            "issued": in_year(2021),
            "URL": "https://a.example/b_(c)?d=1,2#e",
        }

    def test_a_retrieval_from_an_address(self):
        csl = read_reference("Poe, A. (2021). Drift. Retrieved February 14, 2022, from https://a.example").csl

        assert (csl["accessed"], csl["URL"]) == (in_year(2022, 2, 14), "https://a.example")

    @pytest.mark.parametrize(
        "written",
        ["10.5555/a(b)", "doi:10.5555/a(b)", "(DOI: 10.5555/a(b))", "http://dx.doi.org/10.5555/a(b)."],
    )
    def test_a_doi(self, written):
        assert read_reference(f"“Drift”, {written}").csl["DOI"] == "10.5555/a(b)"

    def test_what_looks_like_a_doi_inside_an_address_is_part_of_it(self):
        csl = read_reference("“Drift”, https://a.example/10.5555/abc").csl

        assert csl == {"type": "webpage", "title": "Drift", "URL": "https://a.example/10.5555/abc"}

    def test_a_second_address_is_told(self):
        reading = read_reference("“Drift”, 2021, https://a.example, https://b.example")

        assert reading.csl["URL"] == "https://a.example"
        assert reading.doubts == ("It has more than one URL: only the first is kept.", NO_AUTHOR)

    def test_an_address_without_its_beginning_is_left_out_and_told(self):
        reading = read_reference("“Drift”, 2021, www.drift.example/a.")

        assert "URL" not in reading.csl
        assert reading.doubts[0] == (
            "The address “www.drift.example/a” lacks its http:// or https:// and is left out."
        )

    @pytest.mark.parametrize("quoted", ["“{}”", "„{}“", "«{}»", '"{}"', "‘{}’", "'{}'"])
    @pytest.mark.parametrize("title", ["Drift", "It’s 2019, p. 5: don't", "On ‘low’ water"])
    def test_a_quoted_title_is_taken_as_it_is(self, quoted, title):
        csl = read_reference(f"Poe, Ann, {quoted.format(title)}, 2021").csl

        assert csl == {"type": "document", "author": [ANN], "title": title, "issued": in_year(2021)}

    def test_quotation_marks_inside_a_title_do_not_make_another(self):
        assert read_reference('Poe, Ann, The "green" ferry, 2021').csl["title"] == 'The "green" ferry'


WORDS = """
Poe Ann Roe Zed Ü 王 van and & et al. (eds.) ; . , : ( ) “ ” " ' ‘ ’ [1] • 2021 (2019) May 3 vol. 12(3) p. 1-5
in In: Journal of Conference Ghent: Tern Press PhD thesis https://a.example/x www.b.example doi:10.5555/x
retrieved on 2022-02-14 03/04/2022
"""
words = st.sampled_from([*WORDS.split(), "\u202e", "\x00"])
lines = st.lists(words, max_size=25).map(" ".join) | st.lists(words, max_size=12).map(", ".join) | st.text()


def texts_in(value):
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts_in(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts_in(part)]
    return [str(value)]


@given(lines)
def test_nothing_is_raised_and_nothing_is_invented(line):
    reading = read_reference(line)

    if reading.csl is None:
        assert reading.doubts
        return
    assert validate(reading.csl) == reading.csl
    fields = {
        name: value for name, value in reading.csl.items() if name not in ("type", "issued", "accessed")
    }
    written = re.sub(r"\W", "", reading.raw)
    for text in texts_in(fields):
        assert re.sub(r"\W", "", text) in written


@pytest.mark.parametrize(
    "line",
    [
        "a" * 2000,
        ", " * 1000,
        "“" * 2000,
        ',"' * 1000,
        "' " * 1000,
        "https://a.example " * 110,
        "(" * 2000,
        "a (" * 660,
        "Poe, Ann. " * 200,
        "Poe and " * 250,
        "available at " * 150,
        "10.5555/" * 250,
        "vol 1 " * 330,
    ],
)
def test_a_hostile_line_takes_no_time(line):
    begun = perf_counter()
    read_reference(line)

    assert perf_counter() - begun < 1
