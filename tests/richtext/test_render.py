from concurrent.futures import ThreadPoolExecutor

import pytest

from debates.richtext.plain_text import invalid_character
from debates.richtext.render import (
    MAX_LENGTH,
    InvalidText,
    Picture,
    Profile,
    Rendered,
    TextRefused,
    TextTooLong,
    cited_keys,
    render,
)
from tests.richtext.attacks import ATTACKS

PICTURE = Picture("/media/k.webp", "", 4, 3, "Alt", "")


def essay(text: str) -> Rendered:
    return render(text, Profile.ESSAY, prefix="t1", number_of={"known": 1}.get, picture={"k": PICTURE}.get)


def test_comment_reads_commonmark_without_ids_or_classes() -> None:
    source = (
        "A *b* **c** ~~d~~ `e`\nsecond line  \nthird\\\nfourth\n\n> quoted\n\n- one\n- two\n\n"
        "3. three\n4. four\n\nEnd\n\n    code <x>\n\n```python\nmore\n```\n\n***"
    )
    assert render(source, Profile.COMMENT).html == (
        "<p>A <em>b</em> <strong>c</strong> <s>d</s> <code>e</code><br>\n"
        "second line<br>\nthird<br>\nfourth</p>\n"
        "<blockquote>\n<p>quoted</p>\n</blockquote>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>\n<p>End</p>\n'
        "<pre><code>code &lt;x&gt;\n</code></pre>\n<pre><code>more\n</code></pre>\n<hr>\n"
    )


def test_essay_joins_lines_as_commonmark_does() -> None:
    result = essay("one\ntwo  \nthree")
    assert result.html == f'<p id="{result.paragraphs[0].id}">one\ntwo<br>\nthree</p>\n'


def test_definition_lists_belong_to_essays() -> None:
    assert essay("Term\n: Definition").html == "<dl>\n<dt>Term</dt>\n<dd>Definition</dd>\n</dl>\n"
    assert render("Term\n: Definition", Profile.COMMENT).html == "<p>Term<br>\n: Definition</p>\n"


@pytest.mark.parametrize("profile", Profile)
def test_raw_html_is_shown_as_typed(profile: Profile) -> None:
    html = render("<b onclick=x>a</b> <!-- c -->\n\n<div>\n\n</div>", profile).html
    assert [line[line.index(">") + 1 :] for line in html.splitlines()] == [
        "&lt;b onclick=x&gt;a&lt;/b&gt; &lt;!– c –&gt;</p>",
        "&lt;div&gt;</p>",
        "&lt;/div&gt;</p>",
    ]


def test_link_to_a_path_of_the_site_belongs_to_essays() -> None:
    result = essay("[a](/debates/x)")
    assert result.html == f'<p id="{result.paragraphs[0].id}"><a href="/debates/x">a</a></p>\n'
    assert render("[a](/debates/x)", Profile.COMMENT).html == "<p>[a](/debates/x)</p>\n"


def test_link_without_text_is_left_out() -> None:
    assert render("a [](https://example.org) [&nbsp;](#x) b", Profile.COMMENT).html == "<p>a  &nbsp; b</p>\n"
    assert render("[](https://example.org)", Profile.COMMENT).html == ""


@pytest.mark.parametrize("profile", Profile)
def test_text_may_be_as_long_as_its_profile_says_and_no_longer(profile: Profile) -> None:
    limit = MAX_LENGTH[profile]
    assert render("a" * limit, profile).words == 1
    with pytest.raises(TextTooLong) as caught:
        render("a" * (limit + 1), profile)
    assert str(caught.value) == f"The text has {limit + 1:,} characters; at most {limit:,} are possible."


@pytest.mark.parametrize("character", ["\x00", "\x1b", "\x0c", "\x85", "\ud83d", "\ufffe"])
def test_text_that_is_no_text_is_refused_in_a_sentence(character: str) -> None:
    for refused in (lambda text: render(text, Profile.COMMENT), cited_keys):
        with pytest.raises(InvalidText) as caught:
            refused(f"a{character}b")
        name = f"U+{ord(character):04X}"
        assert caught.value.character == name
        assert (
            str(caught.value) == f"The text contains an invalid character ({name}). Remove it and try again."
        )
        assert isinstance(caught.value, TextRefused)


@pytest.mark.parametrize(
    ("entity", "shown"),
    [
        ("&#0;", "\ufffd"),
        ("&#x1;", "\ufffd"),
        ("&#x85;", "\ufffd"),
        ("&#xD800;", "\ufffd"),
        ("&#xFFFE;", "\ufffd"),
        ("&#xFFFFFF;", "\ufffd"),
        ("&#12;", " "),
        ("&#13;", " "),
    ],
)
def test_no_entity_brings_an_invalid_character_in(entity: str, shown: str) -> None:
    result = render(f"a{entity}b", Profile.COMMENT)
    assert (invalid_character(result.html), result.plain) == (None, f"a{shown}b")


def test_prefix_that_could_break_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="letters and digits"):
        render("a", Profile.ESSAY, prefix='t"1')


def test_empty_text_is_empty() -> None:
    assert essay(" \n\n\t\n") == Rendered("", "", 0, (), (), (), (), (), ())


def test_second_rendering_is_the_same() -> None:
    for text in ATTACKS:
        assert essay(text) == essay(text)


def test_threads_render_as_one_alone_does() -> None:
    jobs = [(text, profile) for text in ATTACKS for profile in Profile]

    def work(job: tuple[str, Profile]) -> Rendered:
        return render(*job, prefix="t1", number_of={"known": 1}.get, picture={"k": PICTURE}.get)

    alone = [work(job) for job in jobs]
    starts = range(0, len(jobs), 50)
    with ThreadPoolExecutor(8) as pool:
        started = [[pool.submit(work, job) for job in jobs[start:] + jobs[:start]] for start in starts]
    together = [[future.result() for future in futures] for futures in started]
    assert together == [alone[start:] + alone[:start] for start in starts]
