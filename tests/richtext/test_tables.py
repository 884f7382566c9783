from debates.richtext.render import Profile, render


def test_table_is_aligned_by_classes_in_a_frame_that_scrolls() -> None:
    html = render("| a | b | c | d |\n|:--|:-:|--:|---|\n| 1 | 2 | 3 | 4 |", Profile.ESSAY).html
    assert html == (
        '<div class="table" tabindex="0">\n<table>\n<thead>\n<tr>\n'
        '<th scope="col" class="align-left">a</th>\n<th scope="col" class="align-center">b</th>\n'
        '<th scope="col" class="align-right">c</th>\n<th scope="col">d</th>\n'
        "</tr>\n</thead>\n<tbody>\n<tr>\n"
        '<td class="align-left">1</td>\n<td class="align-center">2</td>\n'
        '<td class="align-right">3</td>\n<td>4</td>\n'
        "</tr>\n</tbody>\n</table>\n</div>\n"
    )


def test_comment_has_no_tables() -> None:
    assert render("| a |\n|---|\n| 1 |", Profile.COMMENT).html == "<p>| a |<br>\n|—|<br>\n| 1 |</p>\n"
