"""Old addresses lead to where a public debate or essay is now; and somebody signs an import."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from debates.importing.actions import import_wxr
from debates.importing.models import ImportedPost
from debates.importing.queries import editor, new_address
from debates.publishing import actions
from debates.publishing.models import Debate, Essay
from debates.publishing.workflow import Move
from tests.importing.exports import export, pair
from tests.makers import make_debate, make_user

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DEBATE = "/debates/post-1/"


@pytest.fixture
def debate(ed: User) -> Debate:
    import_wxr(file=export(*pair()), by=ed, now=NOW)
    return Debate.objects.get()


@pytest.mark.parametrize(
    ("path", "query", "address"),
    [
        ("/post-1/", "", DEBATE),
        ("/post-1", "", DEBATE),
        ("/post-2/", "utm_source=x", DEBATE + "let-it-go/"),
        ("/", "p=1", DEBATE),
        ("/", "p=3", DEBATE + "keep-it/"),
        ("/blog/", "x=y&p=3", DEBATE + "keep-it/"),
        ("/", "", None),
        ("", "", None),
        ("/", "p=0", None),
        ("/", "p=99", None),
        ("/", "p=1&p=2", None),
        ("/post-9/", "", None),
        ("/post-1/feed/", "", None),
        ("/" + "x" * 2000, "", None),
    ],
)
def test_old_addresses_lead_to_the_new_ones(
    debate: Debate, path: str, query: str, address: str | None
) -> None:
    assert debate.is_public
    assert new_address(path, query) == address


@pytest.mark.parametrize("letters", ["/café", "/水", "/a b"])
def test_a_path_is_compared_decoded(ed: User, letters: str) -> None:
    debate = make_debate(ed)
    ImportedPost.objects.create(guid="g", path=letters, debate=debate)
    assert new_address(letters + "/", "") == debate.get_absolute_url()


def test_the_site_answers_an_old_address_with_the_new_one(debate: Debate, client: Client) -> None:
    moved = {old: client.get(old) for old in ("/post-2/", "/?p=2")}
    assert {old: (answer.status_code, answer["Location"]) for old, answer in moved.items()} == {
        "/post-2/": (301, DEBATE + "let-it-go/"),
        "/?p=2": (301, DEBATE + "let-it-go/"),
    }
    assert client.get(DEBATE + "let-it-go/").status_code == 200


def test_what_readers_may_not_see_is_not_pointed_to(debate: Debate, ed: User) -> None:
    actions.change_status(debate=debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    assert [new_address("/post-1/", ""), new_address("/post-2/", ""), new_address("/", "p=1")] == [
        None,
        None,
        None,
    ]


def test_an_essay_that_is_gone_leaves_the_way_to_its_debate(debate: Debate) -> None:
    Essay.objects.filter(position__order=1).delete()
    assert new_address("/post-2/", "") == DEBATE


def test_a_number_that_two_sites_used_leads_nowhere(debate: Debate) -> None:
    ImportedPost.objects.create(guid="other", post_id=1, path="/other", debate=debate)
    assert [new_address("/", "p=1"), new_address("/post-1/", "")] == [None, DEBATE]


def test_the_editor_is_the_one_named_else_the_first_administrator(db: None) -> None:
    make_user("Gone", Role.EDITOR, Role.ADMINISTRATOR, is_active=False)
    make_user("Vera")
    ed = make_user("Ed", Role.EDITOR)
    assert [
        editor(None),
        editor("ED@example.org"),
        editor("vera@example.org"),
        editor("gone@example.org"),
    ] == [
        None,
        ed,
        None,
        None,
    ]
    first = make_user("First", Role.EDITOR, Role.ADMINISTRATOR)
    make_user("Second", Role.EDITOR, Role.ADMINISTRATOR)
    assert editor(None) == first
