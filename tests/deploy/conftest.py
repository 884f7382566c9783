"""The site behind an edge, both run for real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import User
from debates.publishing.models import Debate
from tests.accounts.running_site import RunningSite
from tests.deploy.edge import NGINX, Edge
from tests.makers import make_debate

BEHIND_EDGE = {
    "DJANGO_SETTINGS_MODULE": "tests.deploy.site_behind_edge",
    "POSITION_ORDER_EDGE": "true",
    "TRUSTED_PROXIES": "1",
}


def start_site(folder: Path, **env: str) -> RunningSite:
    """Answer a site that is told that an edge stands in front of it."""
    site = RunningSite(folder, {**BEHIND_EDGE, **env})
    try:
        site.until_it_answers()
    except BaseException:
        site.stop()
        raise
    return site


@pytest.fixture(scope="session")
def media_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def site_behind_edge(
    media_root: Path, django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningSite]:
    site = start_site(tmp_path_factory.mktemp("site"), MEDIA_ROOT=str(media_root))
    yield site
    site.stop()


@pytest.fixture
def edge(transactional_db: None, site_behind_edge: RunningSite, tmp_path: Path) -> Iterator[Edge]:
    """Answer an nginx that has stored nothing yet."""
    folder = tmp_path / "edge"
    folder.mkdir()
    assert NGINX, "No nginx: install one, or leave these tests out with -m 'not edge'."
    edge = Edge(folder, site_behind_edge.port)
    yield edge
    edge.stop()


@pytest.fixture
def debate(transactional_db: None, ed: User) -> Debate:
    return make_debate(ed)
