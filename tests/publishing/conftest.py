"""An editor who is signed in, and a draft to work on."""

import pytest
from django.test import Client

from accounts.models import User
from debates.publishing.models import Debate
from tests.makers import make_draft
from tests.publishing.writers import signed_in


@pytest.fixture
def editor(ed: User) -> Client:
    return signed_in(ed)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_draft(ed)
