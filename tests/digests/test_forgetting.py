"""What was told long ago is forgotten, and nothing is told again for it."""

from datetime import timedelta

import pytest

from accounts.models import User
from debates.digests import targets
from debates.digests.actions import forgetting
from debates.digests.actions.commenting import announce_comments
from debates.digests.actions.finding import find_events
from debates.digests.actions.forgetting import KEPT_FOR, forget_told
from debates.digests.actions.planning import plan_due
from debates.digests.models import Announced, Digest, Event, Told
from tests.comments.rows import answered, written
from tests.digests.people import AFTER_EIGHT, EIGHT, letters, reader, subscriber, wants
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(ed: User, vera: User, ada: User) -> None:
    debate = make_debate(ed)
    wants(subscriber(vera, covered_until=EIGHT - timedelta(days=1)), targets.replies())
    for number in range(3):
        reader(f"{number}@example.org", targets.new_debates())
    answered(written(debate, author=vera), author=ada)
    find_events(now=NOW)
    announce_comments(now=NOW)
    plan_due(now=AFTER_EIGHT)


def counts() -> tuple[int, ...]:
    return tuple(table.objects.count() for table in (Digest, Told, Announced, Event))


def test_what_is_not_long_ago_stays(told: None) -> None:
    assert forget_told(now=NOW + KEPT_FOR) == 0
    # Four who asked, and Ada: whoever comments is told of answers.
    assert counts() == (5, 1, 2, 1)


def test_what_is_long_ago_goes_and_is_not_told_again(told: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    now = AFTER_EIGHT + KEPT_FOR + timedelta(seconds=1)
    assert forget_told(now=now) == 8
    assert counts() == (0, 0, 0, 1)
    before = letters()
    find_events(now=now)
    announce_comments(now=now)
    plan_due(now=now)
    assert letters() == before
