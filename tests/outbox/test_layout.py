"""The layout around letters: an element styled alone looks as one that was read within the whole letter."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from debates.outbox.layout import _INLINER, ALONE, BODY, SUBJECT, as_html, as_text, layout, styled
from debates.outbox.renderers import Letter

EVERYTHING = """<h1>Answers &amp; more</h1>
<p class="meta">Sam wrote, on: <a href="https://x.example/a?b=1&amp;c=2" lang="fr" dir="ltr">
Faut-il&nbsp;?</a></p>
<blockquote dir="auto">Sam&#x27;s <em>mud</em>, <strong>not</strong> <code>silt</code>.<br>Two.</blockquote>
<hr>
<h2 lang="en">Dredging</h2>
<ul><li><a href="https://x.example/">One</a>
<span class="meta"> said <span lang="en">Vera</span></span></li></ul>
<ol><li>Ж</li></ol>
<p><a class="button" href="https://x.example/">Go</a></p><p class="code">ABCD-EFGH</p>
<p class="other meta">x</p>"""


class Read(HTMLParser):
    """What a mail program reads: tags with their attributes, and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.found.append(data.strip())


def read_whole(letter: Letter) -> str:
    """Answer the HTML part as a parser and writer of whole documents makes it."""
    around = layout(letter.language, settings.SITE)
    return _INLINER.inline(around.html.replace(SUBJECT, letter.subject).replace(BODY, letter.html))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_elements_styled_alone_look_as_those_read_in_the_whole(language: str) -> None:
    letter = Letter("Mud", "Mud moves.", EVERYTHING, language=language)
    assert styled(EVERYTHING) is not None
    assert Read(as_html(letter)).found == Read(read_whole(letter)).found


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td>1</td></tr></table>",
        '<p class="masthead"><a href="https://x.example/">x</a></p>',
        "<p>1 < 2</p>",
        "<p>x</p><!-- y -->",
        "<P>Loud</P>",
        "<p class=meta>bare</p>",
    ],
)
def test_whatever_else_is_read_whole(html: str) -> None:
    letter = Letter("Mud", "Mud moves.", html)
    assert styled(html) is None
    assert as_html(letter) == read_whole(letter)


def test_what_digests_are_made_of_is_styled_alone() -> None:
    folder = Path(settings.BASE_DIR) / "templates" / "digests" / "email"
    said = "".join(path.read_text() for path in folder.glob("*.html"))
    assert {*re.findall(r"<([a-z][a-z0-9]*)", said)} <= ALONE


def test_a_subject_is_escaped_and_no_word_of_the_layout_is_left() -> None:
    letter = Letter("Fish & <chips>", "  Mud moves.\n", EVERYTHING)
    html = as_html(letter)
    assert "<title>Fish &amp; &lt;chips&gt;</title>" in html
    assert not any(word in html + as_text(letter) for word in (SUBJECT, BODY))
    assert as_text(letter).splitlines()[:4] == ["Mud moves.", "", "", "-- "]


def test_the_language_of_the_letter_decides_whatever_is_active() -> None:
    with translation.override("fr"):
        english = as_text(Letter("Mud", "Mud moves.", "<p>x</p>", language="en"))
    assert english == as_text(Letter("Mud", "Mud moves.", "<p>x</p>", language="en"))
    assert "Contact: " in english
