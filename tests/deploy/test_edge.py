"""A public page comes from the edge, the same bytes for everybody who sees one order, and in every order."""

import gzip
import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from accounts.models import User
from debates.publishing.models import Debate
from tests.accounts.running_site import RunningSite
from tests.deploy.edge import Edge
from tests.deploy.urls import LONG
from tests.makers import make_debate

# One process runs these: they share the site that a session of tests starts.
pytestmark = [pytest.mark.edge, pytest.mark.xdist_group("edge")]

BUCKETS = range(12)


def first_side(page: str) -> int:
    """Answer which position a debate's page shows first."""
    found = re.search(r"The claim of side (\d)</h2>", page)
    assert found, page
    return int(found[1])


# ---------------------------------------------------------------- stored once


def test_who_comes_second_is_answered_from_the_store(edge: Edge, debate: Debate) -> None:
    first = edge.kept(3, debate.get_absolute_url())
    second = edge.hit(3, debate.get_absolute_url())
    assert (first.status, first.cache, second.status) == (200, "MISS", 200)
    assert first.body == second.body
    assert debate.question in gunzipped(second.body, second["Content-Encoding"])


def gunzipped(body: bytes, encoding: str | None) -> str:
    return (gzip.decompress(body) if encoding == "gzip" else body).decode()


def test_many_who_come_at_once_make_one_request(edge: Edge) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = [*threads.map(lambda _: edge.kept(1, "/tried/public/?wait=0.3"), range(8))]
    assert len({answer.body for answer in answers}) == 1
    assert sorted(str(answer.cache) for answer in answers) == ["HIT"] * 7 + ["MISS"]


def test_a_path_a_query_and_a_bucket_are_each_another_page(edge: Edge) -> None:
    addresses = ["/tried/public/", "/tried/public/?a=1", "/tried/public/?a=2", "/tried/ordered/"]
    pages = {(path, bucket): edge.kept(bucket, path).body for path in addresses for bucket in (0, 1)}
    assert len(set(pages.values())) == 8
    for (path, bucket), body in pages.items():
        assert edge.kept(bucket, path).body == body


def test_an_address_written_in_another_way_is_another_page(edge: Edge, debate: Debate) -> None:
    # What stands in the page may differ with it: the way back from the sign-in page does.
    for path in ["/debates/", "/%64ebates/", "//debates/", "/./debates/", "/x/../debates/"]:
        assert edge.kept(1, path).cache in {"MISS", None}
    assert edge.kept(1, "/debates/").status == 200


def test_head_is_answered_like_get_without_a_body(edge: Edge, debate: Debate) -> None:
    head = edge.ask("HEAD", debate.get_absolute_url(), Cookie="position_order=2")
    page = edge.hit(2, debate.get_absolute_url())
    again = edge.hit(2, debate.get_absolute_url(), "HEAD")
    assert (head.status, head.body, head.cache) == (200, b"", "MISS")
    assert (page.status, len(page.body) > 1000, again.status, again.body) == (200, True, 200, b"")
    assert again["ETag"] == page["ETag"] == head["ETag"] is not None


def test_what_a_browser_has_is_not_sent_again(edge: Edge, debate: Debate) -> None:
    path = debate.get_absolute_url()
    tag = str(edge.kept(2, path)["ETag"])
    again = edge.hit(2, path, If_None_Match=tag)
    assert (again.status, again.body, again["ETag"]) == (304, b"", tag)
    assert edge.kept(2, path, If_None_Match='"another"').status == 200


def test_who_asks_first_with_a_condition_gets_the_whole_page_stored(edge: Edge, debate: Debate) -> None:
    path = debate.get_absolute_url()
    page = edge.kept(2, path)
    # Of two sides, buckets 2 and 4 see the same.
    other = edge.kept(4, path, If_None_Match=str(page["ETag"]))
    assert (other.status, other.cache) == (304, "MISS")
    stored = edge.hit(4, path)
    assert (stored.status, stored.body) == (200, page.body)


def test_a_stored_page_stays_open_between_readers(edge: Edge, debate: Debate) -> None:
    def held() -> set[str]:
        children = Path(f"/proc/{edge.process.pid}/task/{edge.process.pid}/children").read_text().split()
        names = set()
        for link in [link for pid in children for link in Path(f"/proc/{pid}/fd").iterdir()]:
            with suppress(FileNotFoundError):  # it was closed since it was listed: a connection that ended
                names.add(str(link.readlink()))
        return {name for name in names if name.startswith(str(edge.store))}

    edge.hit(1, debate.get_absolute_url())
    # Nobody asks meanwhile, and what is open because of an answer is closed by now: what still is was kept.
    time.sleep(0.2)
    assert held()


# ---------------------------------------------------------------- compressed once


def test_the_application_is_always_asked_for_gzipped_bytes(edge: Edge) -> None:
    for encodings in ["br", "identity", "gzip, br"]:
        assert '"encodings": "gzip"' in edge.get("/tried/heard/", Accept_Encoding=encodings).text


@pytest.mark.parametrize("first", ["gzip", "identity"])
def test_what_the_application_compressed_is_stored_so_and_unpacked_for_who_needs_it(
    edge: Edge, first: str
) -> None:
    edge.kept(4, "/tried/compressed/", Accept_Encoding=first)
    packed = edge.hit(4, "/tried/compressed/", Accept_Encoding="br, gzip")
    plain = edge.hit(4, "/tried/compressed/", Accept_Encoding="identity")
    assert (packed["Content-Encoding"], gzip.decompress(packed.body)) == ("gzip", LONG)
    # Other bytes than those that the tag was given for: it is a weak one there.
    assert (plain["Content-Encoding"], plain.body, plain["ETag"]) == (None, LONG, 'W/"long"')
    assert len(edge.stored) == 1
    assert edge.stored[0].endswith(packed.body)
    for encoding, tag in (("gzip", '"long"'), ("identity", 'W/"long"')):
        again = edge.hit(4, "/tried/compressed/", Accept_Encoding=encoding, If_None_Match=tag)
        assert (again.status, again.body) == (304, b"")


def test_who_takes_no_gzip_gets_the_same_page_in_plain_bytes(edge: Edge, debate: Debate) -> None:
    path = debate.get_absolute_url()
    compressed = edge.kept(4, path, Accept_Encoding="gzip")
    plain = edge.hit(4, path)
    assert plain["Content-Encoding"] is None
    assert gunzipped(compressed.body, compressed["Content-Encoding"]) == plain.text
    # The store holds one copy for both.
    assert len(edge.stored) == 1


def test_the_edge_compresses_nothing_itself(edge: Edge) -> None:
    # Neither for each reader anew, nor what is private, which could be guessed by its length.
    edge.get("/tried/public/")
    for path in ("/tried/public/", "/account/login/"):
        assert edge.get(path, Accept_Encoding="gzip")["Content-Encoding"] is None


# ---------------------------------------------------------------- the order of positions


def test_every_bucket_is_shown_what_the_application_shows_it(
    edge: Edge, site_behind_edge: RunningSite, ed: User
) -> None:
    path = make_debate(ed, positions=3).get_absolute_url()
    shown = [first_side(edge.hit(bucket, path).text) for bucket in BUCKETS]
    assert (shown, len(edge.stored)) == ([1, 2, 3] * 4, 12)
    headers = [{"Host": "localhost", "X-Position-Order": str(bucket)} for bucket in BUCKETS]
    asked = [requests.get(site_behind_edge.url + path, headers=header, timeout=20) for header in headers]
    assert [first_side(answer.text) for answer in asked] == shown


def test_what_a_client_says_of_the_order_is_overwritten(edge: Edge, debate: Debate) -> None:
    path = debate.get_absolute_url()
    assert first_side(edge.kept(4, path, X_Position_Order="5").text) == 1
    assert first_side(edge.kept(5, path, X_Position_Order="4").text) == 2
    assert '"order": 4' in edge.kept(4, "/tried/heard/", X_Position_Order="5").text


def test_who_comes_first_draws_a_bucket_and_keeps_it(edge: Edge, debate: Debate) -> None:
    path = debate.get_absolute_url()
    first = edge.get(path, User_Agent="A browser")
    cookie = re.fullmatch(
        r"position_order=(\d+); Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", str(first["Set-Cookie"])
    )
    assert cookie, first["Set-Cookie"]
    kept = edge.hit(int(cookie[1]), path, User_Agent="Another browser")
    assert (kept.body, kept["Set-Cookie"]) == (first.body, None)


def test_a_browser_that_keeps_no_cookies_draws_the_same_every_time(edge: Edge) -> None:
    for browser in (f"Browser {number}" for number in range(5)):
        cookies = {str(edge.get("/tried/ordered/", User_Agent=browser)["Set-Cookie"]) for _ in range(3)}
        assert len(cookies) == 1


def test_browsers_draw_every_bucket_about_as_often(edge: Edge) -> None:
    drawn = [0] * 12
    for number in range(600):
        cookie = str(edge.get("/tried/ordered/", User_Agent=f"Browser {number}")["Set-Cookie"])
        drawn[int(cookie.removeprefix("position_order=").partition(";")[0])] += 1
    # Fifty each. The draw is a hash of the names: these numbers are the same on every run.
    assert min(drawn) > 30
    assert max(drawn) < 75


@pytest.mark.parametrize("kept", ["12", "-1", "01", "x", "", "1x", "3%0a", "999999999999"])
def test_a_cookie_that_is_no_bucket_is_replaced(edge: Edge, kept: str) -> None:
    answer = edge.get("/tried/ordered/", User_Agent="A browser", Cookie=f"position_order={kept}")
    assert (
        answer["Set-Cookie"] == edge.get("/tried/ordered/", User_Agent="A browser")["Set-Cookie"] is not None
    )


def test_only_a_page_with_an_order_has_a_browser_keep_one(edge: Edge, debate: Debate) -> None:
    for path in ["/", debate.get_absolute_url()]:
        assert str(edge.get(path)["Set-Cookie"]).startswith("position_order=")
    for path in ["/debates/", "/feed.atom", "/robots.txt", "/static/site.css", "/nowhere/", "/account/me/"]:
        assert edge.get(path)["Set-Cookie"] is None


# ---------------------------------------------------------------- files


def test_a_file_of_the_site_comes_from_the_store_whatever_the_bucket_of_who_asks(edge: Edge) -> None:
    first, second = (edge.kept(bucket, "/static/site.css") for bucket in (3, 4))
    assert (first.status, second.cache, first.body == second.body) == (200, "HIT", True)
    assert "public" in str(second["Cache-Control"])
