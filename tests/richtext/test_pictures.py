import pytest

from debates.richtext.render import Picture, Profile, Rendered, render

PICTURES = {
    "map": Picture(
        "/media/map-640.webp", "/media/map-640.webp 640w, /media/map-1280.webp 1280w", 1280, 720, "A map", ""
    ),
    "art": Picture("/media/art.webp", "", 64, 48, "", '<a href="https://c.example/">Art</a>, by A &amp; B'),
}
MAP = (
    '<img src="/media/map-640.webp" srcset="/media/map-640.webp 640w, /media/map-1280.webp 1280w"'
    ' sizes="(min-width: 70rem) 34rem, 100vw" width="1280" height="720" alt="{}"'
    ' loading="lazy" decoding="async">'
)
ART = '<img src="/media/art.webp" width="64" height="48" alt="{}" loading="lazy" decoding="async">'
CREDIT = '<span class="credit"><a href="https://c.example/">Art</a>, by A &amp; B</span>'


def essay(text: str) -> Rendered:
    return render(text, Profile.ESSAY, picture=PICTURES.get)


def test_picture_alone_is_a_figure_with_caption_and_credit() -> None:
    result = essay('![The *old* "art"](image:art "A & B <i>")')
    assert result.html == (
        f"<figure>{ART.format('The old &quot;art&quot;')}"
        f"<figcaption>A &amp; B &lt;i&gt; {CREDIT}</figcaption></figure>\n"
    )
    assert (result.paragraphs, result.plain) == ((), "A & B <i>")


def test_figure_without_caption_or_credit_has_no_empty_one() -> None:
    assert essay("![](image:map)").html == f"<figure>{MAP.format('A map')}</figure>\n"
    assert essay('![](image:map "Where")').html == (
        f"<figure>{MAP.format('A map')}<figcaption>Where</figcaption></figure>\n"
    )
    assert (
        essay("![](image:art)").html
        == f"<figure>{ART.format('')}<figcaption>{CREDIT}</figcaption></figure>\n"
    )


def test_alternative_text_of_the_source_overrides_the_pictures_own() -> None:
    assert essay("![Mine](image:map)").html == f"<figure>{MAP.format('Mine')}</figure>\n"


def test_pictures_in_one_paragraph_are_figures_each() -> None:
    assert essay("![](image:map)\n![](image:map)").html == f"<figure>{MAP.format('A map')}</figure>\n" * 2


def test_figure_may_stand_in_lists_and_quotations() -> None:
    figure = f"<figure>{MAP.format('A map')}</figure>\n"
    assert essay("- ![](image:map)").html == f"<ul>\n<li>\n{figure}</li>\n</ul>\n"
    assert essay("> ![](image:map)").html == f"<blockquote>\n{figure}</blockquote>\n"


def test_picture_among_text_is_followed_by_its_credit() -> None:
    result = essay("See ![it](image:art) here")
    text = "See it here"
    assert result.html == f'<p id="{result.paragraphs[0].id}">See {ART.format("it")} {CREDIT} here</p>\n'
    assert (result.paragraphs[0].text, result.plain) == (text, text)


def test_paragraph_keeps_its_id_when_its_picture_is_found() -> None:
    text = "See ![it](image:art) here"
    assert essay(text).paragraphs == render(text, Profile.ESSAY).paragraphs


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# ![Sign](image:art)", '<h3 id="h-sign">Sign</h3>\n'),
        ("[![Sign](image:art)](#x)", '<p id="p-0c9618e9"><a href="#x">Sign</a></p>\n'),
        ("[![](image:art)](#x)", ""),
    ],
)
def test_picture_in_a_heading_or_link_leaves_its_alternative_text(text: str, html: str) -> None:
    assert essay(text).html == html


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/x.png",
        "http://example.org/x.png",
        "//example.org/x.png",
        "/media/x.png",
        "x.png",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "image:",
        "image:../map",
        "image:map/x",
        "IMAGE:map",
        "image:map?x",
    ],
)
def test_any_other_address_leaves_the_alternative_text_and_loads_nothing(address: str) -> None:
    result = essay(f"![A *b*]({address})")
    assert result.html == f'<p id="{result.paragraphs[0].id}">A b</p>\n'
    assert (result.pictures, result.unknown_pictures) == ((), ())


def test_picture_without_alternative_text_that_is_not_ours_leaves_nothing() -> None:
    assert essay("a\n\n![](https://example.org/x.png)\n\nb").plain == "a\n\nb"
    assert essay("![](https://example.org/x.png)").html == ""


def test_pictures_found_and_unknown_are_named_once_in_order() -> None:
    result = essay(
        "![](image:map) ![](image:zz) ![](image:art) ![](image:map) ![](image:zz)\n\n# ![](image:yy)"
    )
    assert result.pictures == ("map", "art")
    assert result.unknown_pictures == ("zz", "yy")


def test_resolver_is_asked_once_for_a_picture() -> None:
    asked: list[str] = []

    def resolve(key: str) -> Picture | None:
        asked.append(key)
        return PICTURES.get(key)

    render("![](image:map)\n\n![](image:map) ![](image:zz) ![](image:zz)", Profile.ESSAY, picture=resolve)
    assert asked == ["map", "zz"]


def test_comment_has_no_pictures() -> None:
    result = render("![Alt](image:map) x\n\n![](image:map)", Profile.COMMENT, picture=PICTURES.get)
    assert (result.html, result.pictures, result.unknown_pictures) == ("<p>Alt x</p>\n", (), ())
