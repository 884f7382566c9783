"""The table of imported posts holds a post once, and a path once."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from debates.importing.models import ImportedPost
from debates.publishing.models import Debate
from tests.makers import make_debate


def make_post(debate: Debate, **fields: object) -> ImportedPost:
    return ImportedPost.objects.create(**{"guid": "g", "path": "/a", "debate": debate, **fields})


@pytest.mark.parametrize(
    "fields", [{"guid": "g", "path": "/b"}, {"guid": "h", "path": "/a"}, {"guid": "", "path": "/c"}]
)
def test_the_table_holds_a_post_and_a_path_once(ed: User, fields: dict[str, str]) -> None:
    debate = make_debate(ed)
    make_post(debate)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_post(debate, **fields)


def test_many_posts_may_have_no_path(ed: User) -> None:
    debate = make_debate(ed)
    make_post(debate, path="")
    make_post(debate, guid="h", path="")
    assert ImportedPost.objects.count() == 2


def test_migrations_are_complete(db: None) -> None:
    call_command("makemigrations", "importing", check=True, dry_run=True, verbosity=0)
