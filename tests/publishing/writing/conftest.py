"""An editor who is signed in, and texts to write on."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions
from debates.publishing.models import Text
from tests.makers import (
    make_debate,
    make_draft,
    make_user,
    text_of,
)
from tests.publishing.writing.pages import entered


@pytest.fixture
def client(ed: User) -> Client:
    return entered(ed)


@pytest.fixture
def text(ed: User) -> Text:
    return text_of(make_draft(ed), 1)


@pytest.fixture
def public(ed: User) -> Text:
    return text_of(make_debate(ed), 1)


@pytest.fixture
def fay(db: None) -> User:
    return make_user("Fay", Role.EDITOR)


@pytest.fixture
def changed(ed: User, public: Text) -> Text:
    actions.save_text(text=public, source="Essay number 1 argues its case in two paragraphs.", by=ed)
    return public
