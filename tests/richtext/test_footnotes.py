from debates.richtext.render import Profile, render


def html(text: str, prefix: str = "t1") -> str:
    """The HTML without ids of paragraphs, which these tests are not about."""
    result = render(text, Profile.ESSAY, prefix=prefix)
    shown = result.html
    for paragraph in result.paragraphs:
        shown = shown.replace(f' id="{paragraph.id}"', "", 1)
    return shown


def mark(number: int, nth: int = 1, prefix: str = "t1-") -> str:
    repeated = "" if nth == 1 else f"-{nth}"
    return (
        f'<sup class="fn"><a href="#fn-{prefix}{number}" id="fnref-{prefix}{number}{repeated}"'
        f' role="doc-noteref">{number}</a></sup>'
    )


def back(number: int, nth: int = 1, prefix: str = "t1-") -> str:
    repeated = ("", "") if nth == 1 else (f"-{nth}", f"<sup>{nth}</sup>")
    return f'<a href="#fnref-{prefix}{number}{repeated[0]}" role="doc-backlink">↩{repeated[1]}</a>'


def section(*notes: str, prefix: str = "t1-") -> str:
    items = "".join(f'<li id="fn-{prefix}{number}">\n{note}\n</li>\n' for number, note in enumerate(notes, 1))
    return f'<section class="footnotes" role="doc-endnotes">\n<ol>\n{items}</ol>\n</section>\n'


def test_note_stands_at_the_end_and_leads_back() -> None:
    assert html("x[^a].\n\n[^a]: The *note*.\n\ny") == (
        f"<p>x{mark(1)}.</p>\n<p>y</p>\n" + section(f"<p>The <em>note</em>. {back(1)}</p>")
    )


def test_note_without_prefix_has_short_ids() -> None:
    assert html("x[^a]\n\n[^a]: n", prefix="") == (
        f"<p>x{mark(1, prefix='')}</p>\n" + section(f"<p>n {back(1, prefix='')}</p>", prefix="")
    )


def test_notes_are_numbered_by_their_first_marks() -> None:
    assert html("[^b] [^a] [^b]\n\n[^a]: A\n\n[^b]: B") == (
        f"<p>{mark(1)} {mark(2)} {mark(1, 2)}</p>\n"
        + section(f"<p>B {back(1)} {back(1, 2)}</p>", f"<p>A {back(2)}</p>")
    )


def test_note_written_in_place_is_one_of_them() -> None:
    assert html("[^a] ^[in *place*]\n\n[^a]: A") == (
        f"<p>{mark(1)} {mark(2)}</p>\n"
        + section(f"<p>A {back(1)}</p>", f"<p>in <em>place</em> {back(2)}</p>")
    )


def test_note_in_a_note_comes_after_all_of_the_text() -> None:
    assert html("[^a] [^c]\n\n[^a]: A [^b] [^a]\n\n[^b]: B\n\n[^c]: C") == (
        f"<p>{mark(1)} {mark(2)}</p>\n"
        + section(
            f"<p>A {mark(3)} {mark(1, 2)} {back(1)} {back(1, 2)}</p>",
            f"<p>C {back(2)}</p>",
            f"<p>B {back(3)}</p>",
        )
    )


def test_long_note_leads_back_from_its_last_paragraph() -> None:
    assert html("[^a]\n\n[^a]: one\n\n    two") == (
        f"<p>{mark(1)}</p>\n" + section(f"<p>one</p>\n<p>two {back(1)}</p>")
    )


def test_note_that_ends_in_a_list_leads_back_after_it() -> None:
    assert html("[^a]\n\n[^a]: one\n\n    - two") == (
        f"<p>{mark(1)}</p>\n" + section(f"<p>one</p>\n<ul>\n<li>two</li>\n</ul>\n{back(1)}")
    )


def test_note_without_a_mark_is_left_out() -> None:
    assert html("x\n\n[^a]: n") == "<p>x</p>\n"
    assert html("![x[^a]](https://example.org/x.png)\n\n[^a]: n") == "<p>x</p>\n"


def test_mark_without_a_note_stays_as_typed() -> None:
    assert html("x[^a]") == "<p>x[^a]</p>\n"


def test_first_of_two_notes_with_one_label_counts() -> None:
    assert html("[^a]\n\n[^a]: one\n\n[^a]: two") == f"<p>{mark(1)}</p>\n" + section(f"<p>one {back(1)}</p>")


def test_note_in_a_quotation_moves_to_the_end() -> None:
    assert html("[^a]\n\n> q\n>\n> [^a]: n") == (
        f"<p>{mark(1)}</p>\n<blockquote>\n<p>q</p>\n</blockquote>\n" + section(f"<p>n {back(1)}</p>")
    )


def test_link_holds_no_note() -> None:
    assert html("[x^[n]](#y)") == '<p><a href="#y">x^[n]</a></p>\n'


def test_texts_of_one_page_have_ids_of_their_own() -> None:
    taken: set[str] = set()
    first = render("x[^a]\n\n[^a]: n", Profile.ESSAY, prefix="t1", taken_ids=taken)
    second = render("x[^a]\n\n[^a]: n", Profile.ESSAY, prefix="t2", taken_ids=taken)
    assert first.html == second.html.replace("-t2-", "-t1-").replace('-2">', '">')


def test_comment_has_no_notes() -> None:
    assert render("x[^a] ^[n]\n\n[^a]: n", Profile.COMMENT).html == "<p>x[^a] ^[n]</p>\n<p>[^a]: n</p>\n"
