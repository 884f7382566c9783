"""What a process keeps of public pages, and for how long."""

import gzip
from threading import Event, Thread

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

import config.page_memory
from config.page_memory import LONGEST, PAGE_BESIDES, Memory, Page, PublicPages
from debates.reading.public import ReaderOrder, ordered_page, public_page
from tests.config.kept_pages import Clock, Counting, ask, ordered, page, times_made

pytestmark = pytest.mark.usefixtures("clock")


# ---------------------------------------------------------------- kept


def test_a_public_page_is_made_once_in_two_seconds(clock: Clock) -> None:
    counting = Counting(page)
    site = PublicPages(counting)
    for seconds, made in ((0.0, 1), (1.0, 1), (1.99, 1), (2.0, 2), (3.9, 2), (4.0, 3)):
        clock.now = 1_000.0 + seconds
        assert ask(site).status_code == 200
        assert counting.asked == made


def test_the_two_seconds_begin_before_the_page_is_read(clock: Clock) -> None:
    @public_page
    def slow(request: HttpRequest) -> HttpResponse:
        clock.now += 1.5
        return HttpResponse("A page.")

    counting = Counting(slow)
    site = PublicPages(counting)
    ask(site)
    clock.now += 0.4
    ask(site)
    assert counting.asked == 1
    clock.now += 0.1
    ask(site)
    assert counting.asked == 2


def test_from_memory_a_page_is_the_same_but_for_its_age(clock: Clock) -> None:
    site = PublicPages(page)
    made, clock.now = ask(site), clock.now + 0.2
    kept = ask(site)
    assert kept.content == made.content
    assert {**kept.headers} == {**made.headers, "Age": "1"}
    assert (made["X-Kept"], made["Vary"]) == ("yes", "Accept-Encoding")


def test_other_addresses_are_other_pages() -> None:
    counting = Counting(page)
    site = PublicPages(counting)
    for path in ("/", "/fr/", "/?page=1", "/?page=2"):
        assert ask(site, path).content == ask(site, path).content == page(RequestFactory().get(path)).content
    assert ask(site, "/", host="127.0.0.1").status_code == 200
    assert counting.asked == 5


def test_by_a_very_long_address_nothing_is_kept() -> None:
    counting = Counting(page)
    site = PublicPages(counting)
    for _time in range(2):
        response = ask(site, f"/?{'x' * LONGEST}")
        assert response["ETag"]
    assert (counting.asked, len(site.memory.pages)) == (2, 0)


@pytest.mark.parametrize("host", ["elsewhere.example", "local host", ""])
def test_a_host_that_is_not_ours_gets_nothing_of_it(host: str) -> None:
    counting = Counting(page)
    site = PublicPages(counting)
    ask(site)
    ask(site, host=host)
    assert counting.asked == 2


# ---------------------------------------------------------------- as it is asked for


@pytest.mark.parametrize(
    ("accepts", "compressed"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, GZIP;q=0.8, *;q=0.1", True),
        ("gzip;q=0.001", True),
        ("", False),
        ("br", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
    ],
)
def test_a_page_is_compressed_for_those_who_take_it_so(accepts: str, *, compressed: bool) -> None:
    site = PublicPages(page)
    whole = page(RequestFactory().get("/")).content
    for _time in range(2):
        response = ask(site, **{"Accept-Encoding": accepts})
        assert response.get("Content-Encoding") == ("gzip" if compressed else None)
        assert (gzip.decompress(response.content) if compressed else response.content) == whole
        assert response["Content-Length"] == str(len(response.content))
        assert response["ETag"].startswith("W/") is compressed


def test_without_the_header_a_page_is_not_compressed() -> None:
    assert ask(PublicPages(page)).get("Content-Encoding") is None


@pytest.mark.parametrize("accepts", ["gzip", "identity"])
def test_whoever_has_the_page_is_told_so_from_memory(accepts: str) -> None:
    counting = Counting(page)
    site = PublicPages(counting)
    first = ask(site, **{"Accept-Encoding": accepts})
    # The tag is that of the page, however it was sent.
    for tag in (first["ETag"], first["ETag"].removeprefix("W/"), f'"other", {first["ETag"]}', "*"):
        again = ask(site, **{"Accept-Encoding": accepts, "If-None-Match": tag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        about_the_body = {"Content-Type", "Content-Length", "Content-Encoding", "Age"}
        assert {**again.headers}.keys() - about_the_body == {**first.headers}.keys() - about_the_body
        assert "Content-Length" not in again
    other = ask(site, **{"Accept-Encoding": accepts, "If-None-Match": '"other"'})
    assert (other.status_code, other.content) == (200, first.content)
    assert counting.asked == 1


def test_the_first_who_asks_is_told_so_too() -> None:
    tag = ask(PublicPages(page))["ETag"]
    site = PublicPages(page)
    assert ask(site, **{"If-None-Match": tag}).status_code == 304
    # And the next gets the page, although that one did not.
    assert ask(site).content == page(RequestFactory().get("/")).content


def test_head_is_answered_from_memory_and_never_kept() -> None:
    counting = Counting(page)
    site = PublicPages(counting)
    assert ask(site, method="HEAD")["ETag"] == ask(site, method="HEAD")["ETag"]
    assert (counting.asked, len(site.memory.pages)) == (2, 0)
    got = ask(site)
    head = ask(site, method="HEAD")
    assert counting.asked == 3
    assert (head["ETag"], head["Content-Length"]) == (got["ETag"], got["Content-Length"])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_what_may_write_passes_by(method: str) -> None:
    counting = Counting(page)
    site = PublicPages(counting)
    ask(site)
    ask(site, method=method)
    assert counting.asked == 2


# ---------------------------------------------------------------- orders of positions


def seen_by_browsers(site: PublicPages) -> set[bytes]:
    return {ask(site, **{"User-Agent": f"Browser {number}"}).content for number in range(30)}


def test_each_order_is_kept_by_itself() -> None:
    counting = Counting(ordered)
    site = PublicPages(counting)
    assert seen_by_browsers(site) == {b"Positions 0.", b"Positions 1."}
    assert counting.asked == 2
    for number in range(30):
        headers = {"User-Agent": f"Browser {number}"}
        direct = ordered(RequestFactory().get("/", headers=headers))
        assert ask(site, **headers).content == direct.content
    assert ask(site)["Cache-Control"] == "private, no-cache"


def test_a_page_that_shows_other_debates_is_another() -> None:
    shown = [7]

    @ordered_page
    def home(request: HttpRequest, order: ReaderOrder) -> HttpResponse:
        return HttpResponse(f"{[(debate, order.arm(debate, 2)) for debate in shown]}")

    site = PublicPages(home)
    before = seen_by_browsers(site)
    shown.append(8)
    site.memory.forget(("http", "testserver", "/", ""))
    assert len(before) == 2
    assert len(seen_by_browsers(site)) == 4


def test_behind_an_edge_nothing_is_kept(settings: Settings) -> None:
    settings.POSITION_ORDER_EDGE = True
    for answer in (page, ordered):
        assert times_made(answer) == 2


# ---------------------------------------------------------------- one makes it, the others wait


def test_one_makes_a_page_while_others_wait(clock: Clock) -> None:
    begun, may_end = Event(), Event()

    def slow(request: HttpRequest) -> HttpResponse:
        if counting.asked > 1:
            begun.set()
            assert may_end.wait(10)
        return page(request)

    counting = Counting(slow)
    site = PublicPages(counting)
    ask(site)
    clock.now += 2
    answers: list[HttpResponse] = []
    threads = [Thread(target=lambda: answers.append(ask(site))) for _ in range(4)]
    threads[0].start()
    assert begun.wait(10)
    for thread in threads[1:]:
        thread.start()
    may_end.set()
    for thread in threads:
        thread.join()
    assert (counting.asked, len({answer.content for answer in answers}), len(answers)) == (2, 1, 4)


def test_nobody_waits_long_for_another(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config.page_memory, "PATIENCE", 0.05)
    begun, may_end = Event(), Event()

    def hangs_once(request: HttpRequest) -> HttpResponse:
        if counting.asked == 2:
            begun.set()
            assert may_end.wait(10)
        return page(request)

    counting = Counting(hangs_once)
    site = PublicPages(counting)
    ask(site)
    clock.now += 2
    first = Thread(target=ask, args=(site,))
    first.start()
    assert begun.wait(10)
    assert ask(site).status_code == 200
    may_end.set()
    first.join()
    assert counting.asked == 3


def test_where_making_a_page_fails_the_next_one_tries_again(clock: Clock) -> None:
    def breaks(request: HttpRequest) -> HttpResponse:
        if counting.asked == 2:
            raise ValueError("It broke.")
        return page(request)

    counting = Counting(breaks)
    site = PublicPages(counting)
    ask(site)
    clock.now += 2
    with pytest.raises(ValueError, match="It broke"):
        ask(site)
    assert ask(site).status_code == 200
    assert not any(lock.locked() for lock in site.turns.locks)


# ---------------------------------------------------------------- so much, and no more


def of_size(size: int) -> Page:
    return Page(b"x" * (size - PAGE_BESIDES), {}, '"tag"', (), 0.0)


def test_what_was_asked_for_least_lately_makes_room() -> None:
    memory = Memory()
    for key in "abc":
        memory.keep(key, of_size(10_000), most=30_000)
    assert memory.find("a") is not None
    memory.keep("d", of_size(10_000), most=30_000)
    assert (list(memory.pages), memory.size) == (["c", "a", "d"], 30_000)
    memory.keep("a", of_size(20_000), most=30_000)
    assert (list(memory.pages), memory.size) == (["d", "a"], 30_000)
    memory.keep("e", of_size(30_001), most=30_000)
    assert (list(memory.pages), memory.size) == ([], 0)


def test_a_stranger_cannot_fill_the_memory_nor_push_out_what_is_read(settings: Settings) -> None:
    settings.PAGE_MEMORY = 1
    counting = Counting(page)
    site = PublicPages(counting)
    for number in range(600):
        ask(site)
        ask(site, f"/?utm_source={number}")
    assert site.memory.size <= 2**20
    assert counting.asked == 601


def test_with_no_memory_nothing_is_kept(settings: Settings) -> None:
    settings.PAGE_MEMORY = 0
    assert times_made(page) == 2
    assert times_made(ordered) == 2


def test_many_threads_leave_the_memory_in_order(settings: Settings) -> None:
    site = PublicPages(page)
    threads = [
        Thread(target=lambda start=start: [ask(site, f"/?{n}") for n in range(start, start + 300)])
        for start in (0, 100, 200, 300)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert site.memory.size == sum(map(config.page_memory.size_of, site.memory.pages.values())) <= 2**20
