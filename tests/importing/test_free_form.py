import re

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
def test_a_hostile_line_is_kept_as_it_was_written(line):
    assert read_reference(line).raw == " ".join(line.split())
