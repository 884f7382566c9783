"""An open debate with a comment of Vera's, whose first ones do not wait."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from accounts.models import User
from debates.comments.models import Comment
from debates.publishing.models import Debate
from tests.comments.rows import say
from tests.makers import NOW, make_debate


@pytest.fixture(autouse=True)
def nobody_waits(settings: Settings) -> None:
    """Publish first comments too: what holds them is the screening's."""
    settings.COMMENTS_HELD_FIRST = 0


@pytest.fixture
def debate(ed: User, db: Any) -> Debate:
    """Answer an open debate with two positions."""
    return make_debate(ed, closes_at=NOW + timedelta(days=9))


@pytest.fixture
def comment(debate: Debate, vera: User) -> Comment:
    """Answer a comment of Vera's that readers see."""
    return say(debate, vera)
