from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debates.citations.csl import validate
from debates.citations.pasting.reading import read_pasted
from debates.citations.pasting.report import MAX_ENTRIES, Entry, PasteRefused, Problem


def entry(text: str) -> Entry:
    pasted = read_pasted(text)
    assert pasted.problems == ()
    [read] = pasted.entries
    return read


def item(fields: str, kind: str = "article") -> dict[str, Any]:
    return entry(f"@{kind}{{k,\n title = {{Tides}},\n {fields}\n}}").item


ARTICLE = r"""
@string{qp = "Quay " # {Press}}

@article{ozdemir19,
  author   = {{\"O}zdemir, Ay{\c s}e and {World Health Organization} and Ludwig van Beethoven},
  title    = {The {BBC} \& the tide: caf{\'e}s, 50\% of them},
  journal  = "Rafts",
  year     = 2019, month = mar,
  volume   = 4, number = {3}, pages = {12--19},
  doi      = {https://doi.org/10.1234/ab\_c},
  url      = {\url{https://press.example/x\_y?a=1&b=2}},
  language = {ngerman},
  issn     = {1234-5678},
  abstract = {Long.},
  foo      = {bar}
}
"""


def test_an_article_of_a_reference_manager() -> None:
    read = entry(ARTICLE)

    assert read.where == "line 4 (ozdemir19)"
    assert read.item == {
        "type": "article-journal",
        "author": [
            {"family": "Özdemir", "given": "Ayşe"},
            {"literal": "World Health Organization"},
            {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        ],
        "title": "The BBC & the tide: cafés, 50% of them",
        "container-title": "Rafts",
        "language": "de",
        "ISSN": "1234-5678",
        "issue": "3",
        "page": "12-19",
        "volume": "4",
        "issued": {"date-parts": [[2019, 3]]},
        "DOI": "10.1234/ab_c",
        "URL": "https://press.example/x_y?a=1&b=2",
    }
    assert (read.remarks, read.left_out) == ((), ("abstract", "foo"))


@pytest.mark.parametrize(
    ("kind", "csl"),
    [
        ("book", "book"),
        ("InCollection", "chapter"),
        ("inproceedings", "paper-conference"),
        ("techreport", "report"),
        ("phdthesis", "thesis"),
        ("online", "webpage"),
        ("misc", "document"),
        ("legislation", "legislation"),
    ],
)
def test_kinds(kind: str, csl: str) -> None:
    assert item("", kind)["type"] == csl


def test_an_unknown_kind_is_a_document_and_is_named() -> None:
    read = entry("@gadget{k, title={Tides}}")
    assert read.item == {"type": "document", "title": "Tides"}
    assert read.remarks == ("The kind “gadget” is not known: it was taken for a document.",)


def test_something_on_the_web_is_a_web_page() -> None:
    assert item(r"howpublished={\url{https://b.example/~x}}, urldate={2020-01-02}", "misc") == {
        "type": "webpage",
        "title": "Tides",
        "accessed": {"date-parts": [[2020, 1, 2]]},
        "URL": "https://b.example/~x",
    }


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Mira Okonjo", [{"family": "Okonjo", "given": "Mira"}]),
        (
            "Okonjo, Mira and Poe, Ann",
            [{"family": "Okonjo", "given": "Mira"}, {"family": "Poe", "given": "Ann"}],
        ),
        ("{Simon and Schuster}", [{"literal": "Simon and Schuster"}]),
        ("{{Simon, Schuster}}", [{"literal": "Simon, Schuster"}]),
        ("Knuth, Jr., Donald", [{"family": "Knuth", "given": "Donald", "suffix": "Jr."}]),
        (r"{\'E}mile Zola", [{"family": "Zola", "given": "Émile"}]),
        ("UNESCO", [{"literal": "UNESCO"}]),
        (
            r"de la Vall{\'e}e Poussin, Charles",
            [{"family": "Vallée Poussin", "given": "Charles", "non-dropping-particle": "de la"}],
        ),
    ],
)
def test_names(written: str, names: list[dict[str, str]]) -> None:
    assert item(f"author = {{{written}}}")["author"] == names


def test_names_that_cannot_be_told_apart_are_kept_and_named() -> None:
    read = entry("@book{k, title={Tides}, author={A, B, C, D and others}}")
    assert read.item["author"] == [{"literal": "A, B, C, D"}]
    assert read.remarks == (
        "This name was kept as it is written: “A, B, C, D”.",
        "It ends with “and others”: the names that are missing were not added.",
    )


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("year=2019", {"date-parts": [[2019]]}),
        ("year={2019}, month={March}, day={5}", {"date-parts": [[2019, 3, 5]]}),
        ("year=2019, month={11}", {"date-parts": [[2019, 11]]}),
        ("year=2019, month={Spring}", {"literal": "Spring 2019"}),
        ("date={2019-03-05}", {"date-parts": [[2019, 3, 5]]}),
        ("date={2019-03/2020-01}", {"date-parts": [[2019, 3], [2020, 1]]}),
        ("date={1850~}", {"date-parts": [[1850]], "circa": True}),
        ("year={c. 1850}", {"date-parts": [[1850]], "circa": True}),
        ("year={in press}", {"literal": "in press"}),
    ],
)
def test_dates(written: str, date: dict[str, Any]) -> None:
    assert item(written)["issued"] == date


def test_abbreviations_are_joined() -> None:
    text = '@string{qp = "Quay " # {Press}}\n@book{k, title="A " # qp # { B}, publisher=QP}'
    assert entry(text).item == {"type": "book", "title": "A Quay Press B", "publisher": "Quay Press"}


def test_a_part_takes_from_the_whole_what_it_does_not_say() -> None:
    text = "@incollection{a, crossref={B}, title={Part}, year=1999}\n"
    text += "@book{b, title={Whole}, year=2000, isbn={9}}"
    part, _whole = read_pasted(text).entries
    assert part.item == {
        "type": "chapter",
        "title": "Part",
        "container-title": "Whole",
        "ISBN": "9",
        "issued": {"date-parts": [[1999]]},
    }


def test_a_whole_that_is_not_there_is_named() -> None:
    assert entry("@incollection{a, crossref={gone}, title={Part}}").remarks == (
        "It refers to “gone”, which is not among the entries.",
    )


def test_a_field_that_cannot_be_kept_goes_and_the_others_stay() -> None:
    read = entry("@article{k, title={Tides}, doi={nope}, url={ftp://x}, year=2019, volume={1}}")
    assert read.item == {
        "type": "article-journal",
        "title": "Tides",
        "volume": "1",
        "issued": {"date-parts": [[2019]]},
    }
    assert read.remarks == (
        "Left out: The “DOI” must look like 10.1234/abcd.",
        "Left out: The “URL” must be a whole web address that begins with http:// or https://.",
    )


def test_of_two_publishers_the_second_is_named() -> None:
    read = entry("@inproceedings{k, title={T}, publisher={Quay}, organization={Society}, note={n}}")
    assert (read.item["publisher"], read.left_out) == ("Quay", ("organization", "note"))


def test_entries_that_fail_are_named_and_the_others_read() -> None:
    text = """@book{one, title={One}}
@book{two, title={Two
@book{three, author={Poe}}
what is this
@article{four title={Four}}
@book{one, title={One again}, title={twice}}
"""
    pasted = read_pasted(text)
    assert pasted.problems == (
        Problem(
            "line 2",
            "The entry does not end before the next one begins: a closing brace or quote is missing.",
        ),
        Problem("line 3 (three)", "The “title” is missing."),
        Problem("line 4", "This is no entry: “what is this”."),
        Problem("line 5", "The entry cannot be taken apart: check its commas, braces and quotes."),
        Problem("line 5", "This is no entry: “{Four}}”."),
    )
    assert [(one.where, one.item["title"], one.remarks) for one in pasted.entries] == [
        ("line 1 (one)", "One", ()),
        ("line 6 (one)", "One again", ("Written more than once, and the first one taken: title.",)),
    ]


def test_as_many_as_may_be_are_read_and_one_more_is_refused() -> None:
    text = "".join(f"@book{{k{n}, title={{T{n}}}}}\n" for n in range(MAX_ENTRIES))
    assert len(read_pasted(text).entries) == MAX_ENTRIES
    with pytest.raises(PasteRefused, match="more than 500 references"):
        read_pasted(text + "@book{k, title={T}}")


def test_macros_that_multiply_stay_small() -> None:
    bomb = "@string{a0 = {" + "x" * 1000 + "}}\n"
    bomb += "".join(f"@string{{a{n + 1} = {' # '.join([f'a{n}'] * 10)}}}\n" for n in range(6))
    pasted = read_pasted(bomb + "@book{k, title=a6}")
    assert pasted.entries == ()
    assert pasted.problems == (
        Problem("line 3", "The abbreviation “a2” cannot be read: it is longer than 20000 characters."),
        Problem("line 8 (k)", "“title” is longer than 1000 characters."),
    )


def test_an_abbreviation_that_nobody_defined_is_kept_and_named() -> None:
    read = entry("@article{k, title={T}, journal=jacm, month=mar, year=2019}")
    assert read.item["container-title"] == "jacm"
    assert read.remarks == ("The abbreviation “jacm” is not defined: it was kept as it is.",)


WORDS = st.text(st.sampled_from("abcdeéßøłžÖ日"), min_size=1, max_size=12)
PEOPLE = st.one_of(
    st.builds(lambda family, given: {"family": family, "given": given}, WORDS, WORDS),
    st.builds(lambda first, last: {"literal": f"{first} and {last}"}, WORDS, WORDS),
)


@given(
    title=WORDS,
    people=st.lists(PEOPLE, min_size=1, max_size=4),
    year=st.integers(1000, 2100),
    pages=st.none(),
)
def test_what_is_written_as_bibtex_is_read_back(
    title: str, people: list[dict[str, str]], year: int, pages: None
) -> None:
    expected = validate(
        {"type": "book", "title": title, "author": people, "issued": {"date-parts": [[year]]}, "page": pages}
    )
    written = " and ".join(
        f"{{{person['literal']}}}"
        if "literal" in person
        else f"{{{person['family']}}}, {{{person['given']}}}"
        for person in people
    )
    assert entry(f"@book{{k, author={{{written}}}, title={{{title}}}, year={{{year}}}}}").item == expected


@given(st.text(st.sampled_from("@book{}\",=# \n\\()kt%'-"), max_size=120))
def test_whatever_is_pasted_is_answered(text: str) -> None:
    try:
        pasted = read_pasted("@book{k, title={T}}\n" + text)
    except PasteRefused as refusal:
        assert str(refusal)  # noqa: PT017 - either answer is right
    else:
        for one in pasted.entries:
            assert validate(one.item) == one.item
        assert all(problem.sentence for problem in pasted.problems)
