"""A debate to take part in."""

import pytest

from accounts.models import User
from debates.publishing.models import Debate
from tests.makers import make_debate


@pytest.fixture
def debate(ed: User) -> Debate:
    """Answer a debate that readers vote on and comment."""
    return make_debate(ed)
