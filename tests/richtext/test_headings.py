from debates.richtext.render import Heading, Profile, render


def test_levels_leave_room_for_the_pages_own_headings() -> None:
    source = "\n\n".join(f"{'#' * level} H{level}" for level in range(1, 7))
    result = render(source, Profile.ESSAY, prefix="t12")
    assert result.headings == (
        Heading(3, "h-t12-h1", "H1"),
        Heading(3, "h-t12-h2", "H2"),
        Heading(4, "h-t12-h3", "H3"),
        Heading(5, "h-t12-h4", "H4"),
        Heading(6, "h-t12-h5", "H5"),
        Heading(6, "h-t12-h6", "H6"),
    )
    assert result.html == (
        '<h3 id="h-t12-h1">H1</h3>\n<h3 id="h-t12-h2">H2</h3>\n<h4 id="h-t12-h3">H3</h4>\n'
        '<h5 id="h-t12-h4">H4</h5>\n<h6 id="h-t12-h5">H5</h6>\n<h6 id="h-t12-h6">H6</h6>\n'
    )


def test_id_is_made_of_the_words_in_their_own_script() -> None:
    source = "# Where, *exactly*, is “it”?[^1]\n\n# Où ça ?\n\n# 維基百科\n\n# !!!\n\n# _ a_b _\n\n[^1]: n"
    result = render(source, Profile.ESSAY)
    assert [heading.id for heading in result.headings] == [
        "h-where-exactly-is-it",
        "h-où-ça",
        "h-維基百科",
        "h-section",
        "h-a-b",
    ]
    assert result.headings[0].text == "Where, exactly, is “it”?"


def test_long_heading_has_a_short_id() -> None:
    assert render(f"# {'word ' * 50}", Profile.ESSAY).headings[0].id == f"h-{'word-' * 12}".rstrip("-")


def test_equal_headings_have_ids_of_their_own() -> None:
    taken = {"h-a-3"}
    result = render("# A\n\n# A\n\n# A\n\n# A 2", Profile.ESSAY, taken_ids=taken)
    assert [heading.id for heading in result.headings] == ["h-a", "h-a-2", "h-a-4", "h-a-2-2"]
    assert taken == {"h-a", "h-a-2", "h-a-3", "h-a-4", "h-a-2-2"}


def test_empty_heading_is_left_out() -> None:
    assert render("a\n\n#\n\nb", Profile.ESSAY).plain == "a\n\nb"
    assert render("# ![](https://example.org/x.png)", Profile.ESSAY).html == ""


def test_heading_in_a_comment_is_a_bold_paragraph() -> None:
    result = render("# A *b*\n\nC\n===", Profile.COMMENT)
    assert result.html == "<p><strong>A <em>b</em></strong></p>\n<p><strong>C</strong></p>\n"
    assert result.headings == ()
