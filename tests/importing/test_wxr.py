"""Exports are read as a stream, and nothing in them is trusted."""

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO

import pytest

from debates.importing import wxr
from debates.importing.wxr import (
    ImportRefused,
    Post,
    PostedComment,
    Term,
    feed_date,
    read_posts,
    wordpress_date,
)
from tests.importing.exports import FERRY, HEAD, SITE, TAIL, export, item


def posts_in(*items: str) -> list[Post]:
    return list(read_posts(export(*items)))


def refusal_of(data: bytes) -> str:
    with pytest.raises(ImportRefused) as refusal:
        list(read_posts(BytesIO(data)))
    return str(refusal.value)


# ------------------------------------------------------------------ what is read


def test_a_post_is_read_with_everything_that_an_import_needs() -> None:
    with FERRY.open("rb") as file:
        post = list(read_posts(file))[1]
    content, post_without = (
        post.content,
        {name: getattr(post, name) for name in Post.__slots__ if name != "content"},
    )
    assert post_without == {
        "guid": "https://estuary.example/?p=41",
        "post_id": 41,
        "link": "https://estuary.example/debate-should-a-bridge-replace-the-ferry/",
        "title": "Debate: Should a bridge replace the ferry?",
        "slug": "debate-should-a-bridge-replace-the-ferry",
        "published_at": datetime(2024, 4, 12, 8, 30, tzinfo=UTC),
        "status": "publish",
        "type": "post",
        "protected": False,
        "creator": "The Desk",
        "language": "en-GB",
        "categories": (Term("Debate", "debate"), Term("Uncategorized", "uncategorized")),
        "tags": (Term("Rivers", "rivers"),),
        "comments": (
            PostedComment(9, 0, "Passenger", datetime(2024, 4, 13, 7, 15, tzinfo=UTC), "I like both."),
        ),
    }
    assert content.startswith("<!-- wp:paragraph -->\n<p>The Review tries")


def test_every_post_is_answered_in_order_whatever_its_type() -> None:
    with FERRY.open("rb") as file:
        assert [(post.post_id, post.type) for post in read_posts(file)] == [
            (38, "post"),
            (41, "post"),
            (42, "post"),
            (43, "post"),
            (77, "attachment"),
        ]


def test_addresses_of_people_and_what_was_not_approved_are_never_kept() -> None:
    with FERRY.open("rb") as file:
        said = repr(list(read_posts(file)))
    assert [
        found for found in ("mail.example", "desk@", "192.0.2", "Machine", "Cheap oars") if found in said
    ] == []


def test_an_author_without_a_display_name_is_their_login() -> None:
    head = HEAD.replace("<wp:author_display_name>The Desk</wp:author_display_name>", "")
    assert next(read_posts(export(item(1, "One"), head=head))).creator == "desk"


def test_bytes_are_counted_to_the_end_of_the_file() -> None:
    file, steps = export(item(1, "One"), item(2, "Two", "x" * 40_000)), []
    size = len(file.getvalue())
    list(read_posts(file, steps.append))
    assert sum(steps) == size


def test_characters_of_old_code_pages_are_mended_and_others_that_are_no_text_left_out() -> None:
    post = posts_in(item(1, "The \x93weir\x94", "<p>It\x92s\x81 \ufdd0here</p>"))[0]
    assert (post.title, post.content) == ("The “weir”", "<p>It’s here</p>")


def test_an_export_in_another_declared_encoding_is_read() -> None:
    data = (HEAD.replace("UTF-8", "ISO-8859-1") + item(1, "Zürich") + TAIL).encode("iso-8859-1")
    assert [post.title for post in read_posts(BytesIO(data))] == ["Zürich"]


@pytest.mark.parametrize("post_id", ["", "abc", "-3", "9" * 30])
def test_a_number_that_is_none_is_zero(post_id: str) -> None:
    one = item(7, "One").replace("<wp:post_id>7</wp:post_id>", f"<wp:post_id>{post_id}</wp:post_id>")
    assert posts_in(one)[0].post_id == 0


def test_a_password_is_noted_and_not_kept() -> None:
    post = posts_in(item(1, "One", password="sesame"))[0]
    assert (post.protected, "sesame" in repr(post)) == (True, False)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (f"{SITE}/post-1/", True),
        ("http://moved.example/post-1", True),
        (f"{SITE}/?p=1", True),
        (f"{SITE}/post-2/", False),
        (f"{SITE}/", False),
        ("", False),
    ],
)
def test_a_post_knows_its_addresses_on_any_host(address: str, found: bool) -> None:
    assert posts_in(item(1, "One"))[0].is_at(address) is found


# ------------------------------------------------------------------ dates


def test_the_date_in_gmt_comes_first_then_the_feeds_then_the_clock_of_the_site() -> None:
    none, feed = "0000-00-00 00:00:00", "<pubDate>Sat, 13 Apr 2024 10:00:00 +0200</pubDate>"
    local = "<wp:post_date>2024-04-14 09:00:00</wp:post_date>"
    dates = [
        post.published_at and post.published_at.isoformat()
        for post in posts_in(
            item(1, "One", extra=feed + local),
            item(2, "Two", date=none, extra=feed + local),
            item(3, "Three", date=none, extra=local),
            item(4, "Four", date=none, extra="<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>"),
        )
    ]
    assert dates == [
        "2024-04-12T08:30:00+00:00",
        "2024-04-13T08:00:00+00:00",
        "2024-04-14T09:00:00+00:00",
        None,
    ]


@pytest.mark.parametrize("text", ["", "0000-00-00 00:00:00", "2024-02-30 10:00:00", "2024-04-12", "soon"])
def test_what_is_no_date_of_the_calendar_is_none(text: str) -> None:
    assert (wordpress_date(text), feed_date(text)) == (None, None)


# ------------------------------------------------------------------ what is refused

ENTITY = '<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]><rss version="2.0">&b;</rss>'
EXTERNAL = '<!DOCTYPE rss SYSTEM "http://192.0.2.1/x.dtd"><rss version="2.0"/>'
SECRET = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss version="2.0">&x;</rss>'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty."),
        ("Dear editors,", "This is not an XML file, so it is no WordPress export."),
        ('{"posts": []}', "This is not an XML file, so it is no WordPress export."),
        ("PK\x03\x04", "This is not an XML file, so it is no WordPress export."),
        ("<!DOCTYPE html><html><body>Hello</body></html>", "This is a web page, not a WordPress export."),
        (
            "<html><body/></html>",
            "This is not a WordPress export: its outermost element is “html”, not “rss”.",
        ),
        ("<feed/>", "This is not a WordPress export: its outermost element is “feed”, not “rss”."),
        ("<rss><item/></rss>", "This is not a WordPress export: it has no channel."),
        ("<rss><channel/></rss>", "This is not a WordPress export: it does not say its version (WXR)."),
        (ENTITY, "The file declares a document type (DTD). A WordPress export has none."),
        (EXTERNAL, "The file declares a document type (DTD). A WordPress export has none."),
        (SECRET, "The file declares a document type (DTD). A WordPress export has none."),
        ("<rss>&nbsp;</rss>", "The file is broken in line 1: an entity is used that is not declared."),
        (
            '<?xml version="1.0" encoding="klingon"?><rss/>',
            "The file's encoding is unknown. Export it again, in UTF-8.",
        ),
        (
            '<?xml version="1.0" encoding="big5"?><rss/>',
            "The file's encoding is unknown. Export it again, in UTF-8.",
        ),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_plain_words(text: str, sentence: str) -> None:
    assert refusal_of(text.encode()) == sentence


def test_every_place_where_a_file_can_break_off_is_refused_with_its_line() -> None:
    data = FERRY.read_bytes()
    for end in range(100, len(data) - 10, 997):
        line = data[:end].count(b"\n") + 1
        assert refusal_of(data[:end]) in {
            f"The file is not complete: it breaks off in line {number}. Export it again."
            for number in range(1, line + 1)
        }


def test_posts_before_the_break_are_not_enough() -> None:
    posts = read_posts(export(item(1, "One"), tail="<item>"))
    with pytest.raises(ImportRefused):
        list(posts)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"\x00", "a character stands there that XML or the file's encoding does not allow"),
        (b"\xff\xfe", "a character stands there that XML or the file's encoding does not allow"),
        (b"</title>", "an element is closed that is not the open one"),
    ],
)
def test_a_broken_file_is_refused_with_its_line(bad: bytes, reason: str) -> None:
    data = export(item(1, "One"), item(2, "TwoTwo")).getvalue()
    line = data[: data.index(b"TwoTwo")].count(b"\n") + 1
    broken = data.replace(b"TwoTwo", b"Two" + bad + bad + b"Two")
    assert refusal_of(broken) == f"The file is broken in line {line}: {reason}."


def test_something_after_the_end_is_refused() -> None:
    data = export(item(1, "One")).getvalue() + b"<rss/>"
    assert "something follows the end of the export" in refusal_of(data)


@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0"])
def test_another_version_is_refused(version: str) -> None:
    head = HEAD.replace("<wp:wxr_version>1.2<", f"<wp:wxr_version>{version}<").replace(
        "/1.2/", f"/{version}/"
    )
    assert refusal_of((head + TAIL).encode()) == (
        f"The export is of WXR version {version}; only version 1.2 can be read. "
        "Update WordPress and export again."
    )


def test_a_post_before_the_version_is_refused() -> None:
    head = HEAD.replace("<wp:wxr_version>1.2</wp:wxr_version>", "")
    assert refusal_of((head + item(1, "One") + TAIL).encode()) == (
        "This is not a WordPress export: it does not say its version (WXR)."
    )


def test_elements_without_end_in_each_other_are_refused() -> None:
    assert refusal_of((HEAD + "<a>" * 100_000).encode()) == (
        "This is not a WordPress export: its elements are nested too deeply."
    )


# ------------------------------------------------------------------ memory


class Endless:
    """A file that gives out its pieces one after the other and never holds them all."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces = pieces
        self.rest = b""

    def read(self, size: int) -> bytes:
        while len(self.rest) < size and (piece := next(self.pieces, b"")):
            self.rest += piece
        given, self.rest = self.rest[:size], self.rest[size:]
        return given


def peak_of(pieces: Iterator[bytes]) -> int:
    tracemalloc.start()
    try:
        for _post in read_posts(Endless(pieces)):  # type: ignore[arg-type]
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def file_of(posts: int) -> Iterator[bytes]:
    yield HEAD.encode()
    for number in range(posts):
        yield item(number, "One", "word " * 1000, extra="<wp:comment><a>b</a></wp:comment>" * 20).encode()
    yield TAIL.encode()


def test_memory_does_not_grow_with_the_number_of_posts() -> None:
    peak_of(file_of(5))
    assert peak_of(file_of(400)) < peak_of(file_of(20)) + 100_000


def test_memory_does_not_grow_with_the_number_of_elements() -> None:
    def pieces() -> Iterator[bytes]:
        yield (HEAD + "<item>").encode()
        yield from (b"<a/>" * 1000 for _ in range(200))
        yield b"</item></channel></rss>"

    assert peak_of(pieces()) < 2_000_000


def test_a_post_without_end_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wxr, "MAX_POST_BYTES", 3_000_000)

    def pieces() -> Iterator[bytes]:
        yield (HEAD + "<item><content:encoded>").encode()
        while True:
            yield b"word " * 1000

    tracemalloc.start()
    try:
        with pytest.raises(ImportRefused) as refusal:
            list(read_posts(Endless(pieces())))  # type: ignore[arg-type]
        assert tracemalloc.get_traced_memory()[1] < 12_000_000
    finally:
        tracemalloc.stop()
    assert str(refusal.value) == "A single post in this file is larger than 3 MB. Remove it and try again."


def test_large_posts_one_after_the_other_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wxr, "MAX_POST_BYTES", 100_000)
    assert len(posts_in(*(item(number, "One", "x" * 70_000) for number in range(5)))) == 5
