import pytest

from debates.richtext.render import Picture, Profile, Rendered, render
from debates.richtext.sanitize import COMMENT, ESSAY, INLINE, sanitize
from tests.richtext.attacks import ATTACKS
from tests.richtext.page import (
    COMMENT_TAGS,
    COMMENT_VALUES,
    ESSAY_TAGS,
    ESSAY_VALUES,
    comment_faults,
    essay_faults,
    read,
)

INLINE_TAGS = {"a", "b", "em", "i", "span", "strong", "sub", "sup"}
INLINE_VALUES = {("a", "href"): COMMENT_VALUES["a", "href"]}
PICTURE = Picture(
    "/media/k.webp", "/media/k.webp 640w", 640, 360, "Alt", '<a href="https://c.example/">T</a>'
)


def rendered(text: str, profile: Profile) -> Rendered:
    return render(
        text,
        profile,
        prefix="t1",
        number_of={"known": 1}.get,
        picture={"k": PICTURE}.get,
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_essay_of_an_attack_holds_only_what_is_allowed(attack: str) -> None:
    assert essay_faults(rendered(attack, Profile.ESSAY).html) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_comment_of_an_attack_holds_only_what_is_allowed(attack: str) -> None:
    assert comment_faults(rendered(attack, Profile.COMMENT).html) == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_sanitised_attack_holds_only_what_is_allowed(attack: str) -> None:
    forbidden = [
        fault
        for allow, tags, values in (
            (ESSAY, ESSAY_TAGS, ESSAY_VALUES),
            (COMMENT, COMMENT_TAGS, COMMENT_VALUES),
            (INLINE, INLINE_TAGS, INLINE_VALUES),
        )
        for fault in read(sanitize(attack, allow), tags, values).faults
        # How raw HTML is nested is the business of whoever wrote it.
        if not (" in " in fault or "twice" in fault)
    ]
    assert forbidden == []


@pytest.mark.parametrize("attack", ATTACKS)
def test_rendered_attack_is_left_alone_by_another_cleaning(attack: str) -> None:
    for profile, allow in ((Profile.ESSAY, ESSAY), (Profile.COMMENT, COMMENT)):
        html = rendered(attack, profile).html
        assert sanitize(html, allow) == html


def test_page_sees_what_is_wrong() -> None:
    html = (
        '<p id="p-00000000"><p id="p-00000000"><img onerror=x src="//x"><a href="javascript:x">x</b><script>'
    )
    assert essay_faults(html) == [
        "<p> in {'p'}",
        "<img onerror='x'>",
        "<img src='//x'>",
        "<a href='javascript:x'>",
        "</b> closes nothing",
        "<script>",
        "<script> in {'p'}",
        "<p> is not closed",
        "<p> is not closed",
        "<script> is not closed",
        "id 'p-00000000' twice",
    ]
