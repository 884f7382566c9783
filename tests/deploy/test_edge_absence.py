"""What is unpublished is gone from the edge within two seconds; what is away for a moment still shows."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from accounts.models import User
from debates.publishing import actions
from debates.publishing.models import Debate, Essay, Topic
from tests.accounts.running_site import RunningSite
from tests.deploy.conftest import start_site
from tests.deploy.edge import Edge
from tests.makers import NOW, make_image

pytestmark = [pytest.mark.edge, pytest.mark.xdist_group("edge")]

GONE = 2.0
"""Seconds after which no reader may be shown what is unpublished."""


def withdraw(debate: Debate, by: User) -> None:
    essay = Essay.objects.filter(position__debate=debate).first()
    assert essay
    actions.withdraw_essay(essay=essay, note="The figures were invented.", by=by, now=NOW)


def until_the_second_is_young() -> None:
    """Wait until a whole second has just begun: what the edge stores now lives longest."""
    time.sleep(1 - time.time() % 1)


# ---------------------------------------------------------------- gone


def test_a_withdrawn_debate_is_gone_within_two_seconds_for_whoever_comes_then(
    edge: Edge, debate: Debate, ed: User
) -> None:
    path = debate.get_absolute_url()
    until_the_second_is_young()
    assert [edge.kept(bucket, path).status for bucket in range(4)] == [200] * 4
    withdraw(debate, ed)
    time.sleep(GONE)
    # Nobody has asked since: also the first who comes late must not see it.
    late = [edge.kept(bucket, path) for bucket in range(4)]
    assert [(answer.status, "has been withdrawn" in answer.text) for answer in late] == [(410, True)] * 4
    assert [answer.cache for answer in late] == ["EXPIRED"] * 4


def test_a_withdrawn_debate_is_gone_within_two_seconds_while_readers_crowd_to_it(
    edge: Edge, debate: Debate, ed: User
) -> None:
    path = debate.get_absolute_url()
    edge.kept(1, path)
    withdraw(debate, ed)
    withdrawn = time.monotonic()
    seen: list[tuple[float, int]] = []
    while time.monotonic() < withdrawn + 2 * GONE:
        after = time.monotonic() - withdrawn
        seen.append((after, edge.kept(1, path).status))
        time.sleep(0.02)
    assert {status for after, status in seen if after >= GONE} == {410}


def test_a_page_that_is_not_there_takes_the_place_of_the_page(edge: Edge, debate: Debate, ed: User) -> None:
    topic = actions.save_topic(topic=Topic(name="Ports", slug="ports"), by=ed)
    actions.save_debate(debate=debate, by=ed, topics=[topic])
    assert edge.kept(1, "/topics/ports/").status == 200
    topic.delete()
    time.sleep(GONE)
    assert [edge.kept(1, "/topics/ports/").status for _ in range(2)] == [404, 404]
    assert [b"There is nothing here" in file for file in edge.stored] == [True]


def test_an_image_that_is_taken_away_is_gone_within_two_seconds(
    edge: Edge, ed: User, media_root: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = media_root
    make_image(ed)
    file = next(media_root.rglob("*.webp"))
    path = f"/media/{file.relative_to(media_root)}"
    first = edge.get(path)
    time.sleep(GONE)
    again = edge.get(path)
    assert (first.cache, again.cache, again.body == first.body) == ("MISS", "REVALIDATED", True)
    assert first["Cache-Control"] == again["Cache-Control"]
    file.unlink()
    time.sleep(GONE)
    assert edge.get(path).status == 404


# ---------------------------------------------------------------- shown meanwhile


def test_a_page_is_asked_for_again_behind_the_reader_s_back(edge: Edge, debate: Debate) -> None:
    path = debate.get_absolute_url()
    # Who asks all the time never waits for a page to be made, once there is one.
    until(lambda: edge.kept(1, path).cache == "HIT")
    until(lambda: edge.kept(1, path).cache == "STALE")
    until(lambda: edge.kept(1, path).cache == "HIT")


def until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def own_site(transactional_db: None, tmp_path: Path) -> RunningSite:
    """Answer a site that a test may stop."""
    (tmp_path / "site").mkdir()
    return start_site(tmp_path / "site")


def test_pages_are_shown_while_the_application_is_away(
    own_site: RunningSite, debate: Debate, ed: User, tmp_path: Path
) -> None:
    (tmp_path / "edge").mkdir()
    edge = Edge(tmp_path / "edge", own_site.port)
    path = debate.get_absolute_url()
    try:
        page, topics = edge.kept(1, path), edge.kept(1, "/topics/")
        other = edge.kept(2, path)
        withdraw(debate, ed)
        time.sleep(GONE)
        assert edge.kept(1, path).status == 410
        own_site.stop()
        time.sleep(GONE)
        away = edge.kept(1, "/topics/")
        assert (away.status, away.cache, away.body) == (200, "STALE", topics.body)
        # Of what was withdrawn, that it was: the page itself does not come back.
        gone = edge.kept(1, path)
        assert (page.status, other.status, gone.status, gone.cache) == (200, 200, 410, "STALE")
        # What nobody has asked for before is not there, and neither is anything private.
        for never in ("/debates/", "/account/", "/account/me/"):
            answer = edge.kept(1, never)
            assert (answer.status, answer["Retry-After"], "Back in a moment" in answer.text) == (
                503,
                "30",
                True,
            )
            assert answer["Cache-Control"] == "no-store"
    finally:
        edge.stop()
        own_site.stop()
