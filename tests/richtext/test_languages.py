import pytest

from debates.richtext.render import Profile, render


def shown(text: str) -> str:
    html = render(text, Profile.ESSAY).html
    return html[html.index(">") + 1 : -len("</p>\n")]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[oui]{lang=fr}", '<span lang="fr">oui</span>'),
        ("[*oui*, non]{lang=fr-BE}", '<span lang="fr-BE"><em>oui</em>, non</span>'),
        ("[نعم]{lang=ar dir=rtl}", '<span lang="ar" dir="rtl">نعم</span>'),
        ('[oui]{lang="zh-Hant-TW" dir="auto"}', '<span lang="zh-Hant-TW" dir="auto">oui</span>'),
        ("[[ja]{lang=nl} oui]{lang=fr}", '<span lang="fr"><span lang="nl">ja</span> oui</span>'),
        ("[oui]{lang=fr .c #d onclick=x}", '<span lang="fr">oui</span>'),
        ("[oui]{lang=f dir=rtl}", '<span dir="rtl">oui</span>'),
        ('[oui]{lang="fr x"}', "oui"),
        ("[oui]{dir=up}", "oui"),
        ("[oui]{.c}", "oui"),
        ("[oui](#x){lang=fr}", '<a href="#x">oui</a>{lang=fr}'),
        ("*oui*{lang=fr}", "<em>oui</em>{lang=fr}"),
    ],
)
def test_span_keeps_language_and_direction_and_nothing_else(text: str, html: str) -> None:
    assert shown(text) == html


def test_comment_has_no_spans() -> None:
    assert render("[oui]{lang=fr}", Profile.COMMENT).html == "<p>[oui]{lang=fr}</p>\n"
