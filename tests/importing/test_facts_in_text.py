import pytest

from debates.importing.free_form import read_reference

ANN, ZED = {"family": "Poe", "given": "Ann"}, {"family": "Roe", "given": "Zed"}
NO_AUTHOR = "It names no author."


def in_year(*parts):
    return {"date-parts": [list(parts)]}


def authors_of(line):
    return (read_reference(line).csl or {}).get("author")


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
