"""A debate that takes comments, with people whose first ones do not wait."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from debates.publishing.models import Debate
from tests.comments.screens import client_for
from tests.makers import NOW, make_debate


@pytest.fixture(autouse=True)
def nobody_waits(settings: Settings) -> None:
    """Publish first comments too: what holds them has tests of its own."""
    settings.COMMENTS_HELD_FIRST = 0


@pytest.fixture
def debate(ed: User, db: Any) -> Debate:
    """Answer an open debate with two positions."""
    return make_debate(ed, closes_at=NOW + timedelta(days=9))


@pytest.fixture
def reader(vera: User) -> Client:
    """Answer the browser of a reader who is signed in."""
    return client_for(vera)
