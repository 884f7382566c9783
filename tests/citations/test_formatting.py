import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from debates.citations.csl import InvalidReference
from debates.citations.formatting import Style, format_plain, format_references
from debates.citations.vocabulary import TYPES

ANN = {"family": "Poe", "given": "Ann"}
REFERENCES = {
    "article": {
        "type": "article-journal",
        "title": "Slow rivers and fast clocks",
        "author": [
            {"family": "Okafor", "given": "Ngozi B."},
            {"family": "Lindqvist", "given": "Per-Erik"},
            {"family": "Haddad", "given": "Rim"},
        ],
        "container-title": "Journal of invented hydrology",
        "volume": 12,
        "issue": "3",
        "page": "101-117",
        "issued": {"date-parts": [[2019, 6]]},
        "DOI": "10.5555/jih.2019.0042",
    },
    "organisation": {
        "type": "report",
        "title": "Rivers & people",
        "author": [{"literal": "European Water Observatory"}],
        "genre": "Working paper",
        "number": "2020/7",
        "publisher": "European Water Observatory",
        "issued": {"date-parts": [[2020]]},
        "URL": "https://water.example/r7",
        "accessed": {"date-parts": [[2021, 3, 4]]},
    },
    "conference paper": {
        "type": "paper-conference",
        "title": "Counting what floats",
        "author": [{"family": "Brandt", "given": "Ilse"}, {"family": "de Vries", "given": "Joost"}],
        "container-title": "2018 Conference on Imaginary Sensing (CIS)",
        "page": "340-351",
        "issued": {"date-parts": [[2018]]},
    },
    "book": {
        "type": "book",
        "title": "What is a bank?",
        "author": [{"family": "Moreau", "given": "Jean-Paul"}],
        "publisher": "Tern",
        "publisher-place": "Ghent",
        "edition": "2",
        "issued": {"date-parts": [[1999]]},
    },
    "chapter": {
        "type": "chapter",
        "title": "The ferryman’s ledger",
        "author": [ANN],
        "editor": [{"family": "Novak", "given": "Petr"}, {"family": "Ito", "given": "Mei"}],
        "container-title": "Work on water",
        "publisher": "Tern",
        "page": "10-22",
        "issued": {"date-parts": [[2005]]},
    },
    "web page without author": {
        "type": "webpage",
        "title": "How we measure",
        "container-title": "Water Observatory",
        "URL": "https://water.example/how?a=1&b=2",
        "accessed": {"date-parts": [[2022, 2, 14]]},
    },
    "web page": {
        "type": "webpage",
        "title": "Drift",
        "author": [ANN, {"family": "Roe", "given": "Zed"}],
        "URL": "https://drift.example",
        "issued": {"date-parts": [[2021, 5, 1]]},
        "accessed": {"date-parts": [[2022, 2, 14]]},
    },
    "thesis": {
        "type": "thesis",
        "title": "Sediment",
        "author": [{"family": "Kaya", "given": "Deniz"}],
        "genre": "PhD thesis",
        "publisher": "University of Nowhere",
        "issued": {"date-parts": [[2011]]},
    },
    "dataset": {
        "type": "dataset",
        "title": "Gauge readings",
        "author": [{"family": "Kaya", "given": "Deniz"}],
        "version": "2.1",
        "publisher": "Datahouse",
        "issued": {"date-parts": [[2015]]},
        "DOI": "10.5555/gauge<1>",
    },
    "software": {
        "type": "software",
        "title": "floatlib",
        "author": [{"literal": "The Raft Project"}],
        "version": "3",
        "issued": {"date-parts": [[2015]]},
        "URL": "https://raft.example/floatlib",
        "accessed": {"date-parts": [[2022, 2, 14]]},
    },
    "newspaper without author": {
        "type": "article-newspaper",
        "title": "Ferry late again",
        "container-title": "The Daily Ferry",
        "page": "A4",
        "issued": {"date-parts": [[2003, 4, 5]]},
    },
    "edited book": {
        "type": "book",
        "title": "Rafts",
        "editor": [ANN],
        "translator": [{"family": "Roe", "given": "Zed"}],
        "issued": {"date-parts": [[1990], [1995]]},
    },
    "no date": {"type": "book", "title": "Undated", "author": [ANN]},
    "date in words": {
        "type": "webpage",
        "title": "Low water",
        "author": [ANN],
        "URL": "https://a.example/",
        "issued": {"literal": "spring of 1890"},
    },
    "private letter": {
        "type": "personal_communication",
        "title": "On oars",
        "author": [{"literal": "Plato"}],
        "issued": {"date-parts": [[2010, 5, 1], [2010, 5, 3]]},
    },
    "talk": {
        "type": "speech",
        "title": "On rafts",
        "author": [ANN],
        "event-title": "Raft Days",
        "event-place": "Bruges",
        "issued": {"date-parts": [[1901, 5]], "circa": True},
    },
    "Cyrillic": {
        "type": "book",
        "title": "Річка",
        "author": [{"family": "Шевчук", "given": "Олена"}],
        "issued": {"date-parts": [[2001]]},
    },
    "Chinese": {
        "type": "book",
        "title": "河流",
        "author": [{"family": "王", "given": "小明"}],
        "issued": {"date-parts": [[2001]]},
    },
    "Arabic": {
        "type": "book",
        "title": "النهر",
        "author": [{"family": "الأمين", "given": "محمد"}],
        "issued": {"date-parts": [[2001]]},
    },
    "particles": {
        "type": "book",
        "title": "Names",
        "author": [
            {"family": "Berg", "given": "Jan", "non-dropping-particle": "van den"},
            {"family": "Smith", "given": "J.R.", "suffix": "Jr."},
        ],
        "issued": {"date-parts": [[-44]]},
    },
}

# One paragraph a reference: its name, then its text in each style. Checked by hand against the styles' rules.
PARAGRAPHS = Path(__file__).with_name("expected.txt").read_text(encoding="utf-8").strip().split("\n\n")
EXPECTED = {name: tuple(texts) for name, *texts in map(str.splitlines, PARAGRAPHS)}


@pytest.mark.parametrize("kind", REFERENCES)
def test_each_kind_of_reference_in_each_style(kind):
    formatted = tuple(format_references([REFERENCES[kind]], style)[0] for style in Style)

    assert formatted == EXPECTED[kind]


@pytest.mark.parametrize("style", Style)
def test_a_list_keeps_its_order_and_its_length(style):
    twice = [*REFERENCES.values(), *reversed(REFERENCES.values())]
    column = [expected[list(Style).index(style)] for expected in EXPECTED.values()]

    assert list(format_references(twice, style)) == column + column[::-1]


@pytest.mark.parametrize("style", Style)
def test_an_empty_list_gives_an_empty_list(style):
    assert format_references([], style) == ()


def test_many_threads_in_any_order_get_the_same_text():
    wanted = [
        (REFERENCES[kind], style, formatted)
        for kind, expected in EXPECTED.items()
        for style, formatted in zip(Style, expected, strict=True)
    ] * 3
    random.Random(4).shuffle(wanted)  # noqa: S311 - the order need not be secret

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda work: format_references([work[0]], work[1])[0], wanted))

    assert got == [formatted for _, _, formatted in wanted]


def test_an_item_is_not_changed():
    item = {"type": "book", "title": " Rafts ", "shortTitle": "R", "author": [{"given": "Plato"}]}
    before = {"type": "book", "title": " Rafts ", "shortTitle": "R", "author": [{"given": "Plato"}]}

    format_references([item], Style.APA)

    assert item == before


def test_an_invalid_item_is_refused():
    with pytest.raises(InvalidReference, match="must be a list of names"):
        format_references([{"type": "book", "title": "Rafts", "author": "Ann Poe"}], Style.IEEE)


def test_plain_text_has_no_markup():
    dataset, book = REFERENCES["dataset"], REFERENCES["book"] | {"title": "Oars & <b>locks</b>"}

    assert format_plain(dataset, Style.IEEE) == (
        "D. Kaya, “Gauge readings.” Datahouse, 2015. doi: 10.5555/gauge<1>."
    )
    assert format_plain(book, Style.HARVARD) == (
        "Moreau, J.-P. (1999) Oars & <b>locks</b>. 2nd edn. Ghent: Tern."
    )


@pytest.mark.parametrize(
    ("style", "language", "formatted"),
    [
        (Style.IEEE, "en", "A. Poe, “Drift,” <i>Oars on water</i>."),
        (Style.IEEE, "en-GB", "A. Poe, ‘Drift’, <i>Oars on water</i>."),
        (Style.IEEE, "fr-BE", "A. Poe, «&nbsp;Drift&nbsp;», <i>Oars on water</i>."),
        (Style.IEEE, "nl", "A. Poe, “Drift”, <i>Oars on water</i>."),
        (Style.IEEE, "tlh", "A. Poe, “Drift,” <i>Oars on water</i>."),
        (Style.IEEE, "../../x", "A. Poe, “Drift,” <i>Oars on water</i>."),
        (Style.APA, "en", "Poe, A. (n.d.). Drift. <i>Oars on Water</i>."),
        (Style.APA, "fr", "Poe, A. (s.&nbsp;d.). Drift. <i>Oars on water</i>."),
    ],
)
def test_words_and_quotation_marks_are_those_of_the_language(style, language, formatted):
    item = {"type": "article-journal", "title": "Drift", "author": [ANN], "container-title": "Oars on water"}

    assert format_references([item], style, language) == (formatted,)


def test_only_english_titles_are_capitalised():
    item = {
        "type": "article-journal",
        "title": "Drift",
        "container-title": "Rames sur l’eau",
        "language": "fr",
    }

    assert format_references([item], Style.APA) == ("Drift. (n.d.). <i>Rames sur l’eau</i>.",)


@pytest.mark.parametrize(
    ("person", "formatted"),
    [
        ({"family": "Poe", "given": "ann"}, "Poe, ann"),
        ({"family": "Poe", "given": "A."}, "Poe, A."),
        ({"family": "Poe", "given": "A.-B. c. D."}, "Poe, A.-B. c D."),
        ({"family": "Poe"}, "Poe"),
        ({"given": "Plato"}, "Plato"),
        ({"family": "Poe", "given": "<Ann>"}, "Poe, &lt;Ann&gt;"),
        ({"family": "山田", "given": "Hanako"}, "山田, H."),
        ({"family": "Vries", "given": "Jo", "dropping-particle": "de"}, "Vries, J. de"),
    ],
)
def test_given_names_become_initials_where_there_are_capitals(person, formatted):
    item = {"type": "book", "title": "Rafts", "author": [person], "issued": "2001"}

    assert format_references([item], Style.APA) == (f"{formatted}. (2001). <i>Rafts</i>.".replace("..", "."),)


@pytest.mark.parametrize("style", Style)
def test_more_authors_than_a_style_names_are_cut(style):
    crowd = [{"family": f"Poe{number}", "given": "Ann"} for number in range(22)]
    item = {"type": "book", "title": "Rafts", "author": crowd, "issued": "2001"}

    assert format_references([item], style) == (
        {
            Style.IEEE: "A. Poe0 <i>et al.</i>, <i>Rafts</i>. 2001.",
            Style.APA: ", ".join(f"Poe{number}, A." for number in range(19))
            + ", … Poe21, A. (2001). <i>Rafts</i>.",
            Style.HARVARD: "Poe0, A. <i>et al.</i> (2001) <i>Rafts</i>.",
        }[style],
    )


@pytest.mark.parametrize("style", Style)
def test_an_editor_who_stands_for_an_author_is_named_once(style):
    item = {"type": "book", "title": "Rafts", "editor": [ANN], "publisher": "Tern", "issued": "2001"}

    assert format_references([item], style)[0].count("Poe") == 1


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("kind", sorted(TYPES))
def test_a_title_without_author_is_printed_once(kind, style):
    item = {"type": kind, "title": "Drift", "URL": "https://a.example/", "container-title": "Oars"}

    assert format_references([item], style)[0].count("Drift") == 1
