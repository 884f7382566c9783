"""The cast, and what every test may rely on."""

import gc
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker, Settings

from accounts.models import User
from accounts.roles import Role
from tests.makers import make_user
from tests.quick import make_quick
from tests.servers import needs_servers
from tests.sink import Sink

# How long a machine took to think of an example says nothing of the site.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Make the test database a quick one."""
    with django_db_blocker.unblock():
        make_quick()


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a server: `run_all.py` runs the others once."""
    for item in items:
        if needs_servers(item):
            item.add_marker("servers")


def pytest_collection_finish() -> None:
    """Leave thousands of tests, which stay to the end, out of what the garbage collector walks through."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_files(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> None:
    """Give each test a folder of its own for uploads, and an empty part of the cache where it needs one."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.WHITENOISE_AUTOREFRESH = True  # finds a file when it is asked for, not all of them at the start
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, and only here
    settings.PAGE_MEMORY = 0  # a test that changes something looks at once at what has become of it
    # Emptied, a Redis would be so for the test that another process runs on it at the same time.
    own_part = {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}
    served = request.node.get_closest_marker("servers") is not None
    settings.CACHES = {"default": own_part if served else {"BACKEND": "tests.servers.NoCache"}}


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """Answer a mail server that is up, and to which the site's mail goes."""
    sink = Sink()
    settings.EMAIL_BACKEND = "debates.outbox.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    sink.up()
    yield sink
    if sink.hangs:
        sink.hangs.set()
    sink.down()


@pytest.fixture
def ada(db: None) -> User:
    """Answer Ada, who contributes essays."""
    return make_user("Ada")


@pytest.fixture
def ed(db: None) -> User:
    """Answer Ed, an editor."""
    return make_user("Ed", Role.EDITOR)


@pytest.fixture
def mo(db: None) -> User:
    """Answer Mo, who moderates."""
    return make_user("Mo", Role.MODERATOR)


@pytest.fixture
def vera(db: None) -> User:
    """Answer Vera, a reader who votes."""
    return make_user("Vera")


@pytest.fixture
def sam(db: None) -> User:
    """Answer Sam, a stranger with an account and nothing else."""
    return make_user("Sam")
