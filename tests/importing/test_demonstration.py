"""The demonstration is complete, fair, and loaded once."""

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.importing.demonstration import load_demonstration
from debates.media.models import Image
from debates.publishing.models import Contributor, Debate, Essay, StatusChange
from debates.publishing.queries import missing_in
from tests.makers import make_user

SLUGS = ["face-recognition-open-photographs", "statue-no-longer-put-up"]


def test_the_demonstration_has_an_open_debate_of_two_and_a_closed_one_of_three(ed: User) -> None:
    loaded = load_demonstration(by=ed, now=timezone.now())
    assert [(d.slug, d.is_open(timezone.now()), d.positions.count()) for d in loaded] == [
        (SLUGS[0], True, 2),
        (SLUGS[1], False, 3),
    ]


def test_nothing_is_missing_in_it_and_nothing_is_to_be_weighed(ed: User) -> None:
    loaded = load_demonstration(by=ed, now=timezone.now())
    assert {d.slug: [str(row.sentence) for row in missing_in(d)] for d in loaded} == {
        slug: [] for slug in SLUGS
    }


def test_readers_without_an_account_vote_in_the_open_one_only(ed: User) -> None:
    loaded = load_demonstration(by=ed, now=timezone.now())
    assert {d.slug: d.visitors_vote for d in loaded} == {SLUGS[0]: True, SLUGS[1]: False}


def test_loading_it_again_changes_nothing(ed: User) -> None:
    load_demonstration(by=ed, now=timezone.now())
    tables: tuple[type[Model], ...] = (Debate, Essay, Contributor, Image, StatusChange, Comment)
    before = [table._base_manager.count() for table in tables]
    assert load_demonstration(by=ed, now=timezone.now()) == ()
    assert [table._base_manager.count() for table in tables] == before


def test_its_moves_are_dated_back_and_in_order(ed: User) -> None:
    now = timezone.now()
    load_demonstration(by=ed, now=now)
    for debate in Debate.objects.all():
        days = [(now - change.at).days for change in debate.status_changes.order_by("pk")]
        assert days == sorted(days, reverse=True)
        assert days[0] > 0


def test_every_persona_says_that_it_is_one(ed: User) -> None:
    load_demonstration(by=ed, now=timezone.now())
    assert [c.name for c in Contributor.objects.exclude(biography__startswith="Sample contributor")] == []
    assert Contributor.objects.count() == 5


def test_invented_readers_have_commented_on_every_side_while_it_was_open(ed: User) -> None:
    now = timezone.now()
    load_demonstration(by=ed, now=now)
    for debate in Debate.objects.all():
        comments = Comment.objects.filter(debate=debate)
        assert debate.published_at is not None
        over = debate.closed_at or now
        assert [c for c in comments if not debate.published_at < c.created_at < over] == []
        assert {c.position for c in comments} == {*debate.positions.all(), None}
        assert comments.exclude(quote="").exists()
        assert comments.exclude(parent=None).exists()
        assert [c for c in comments if c.parent and c.parent.created_at >= c.created_at] == []
        assert [c for c in comments if not c.author_name.endswith(" (invented)")] == []
        assert {c.visibility for c in comments} == {"published"}
    assert Comment.objects.count() == 14


def test_a_reader_cannot_load_it_and_nothing_is_written(vera: User) -> None:
    with pytest.raises(Refused):
        load_demonstration(by=vera, now=timezone.now())
    assert (Debate.objects.count(), Image.objects.count()) == (0, 0)


def test_the_command_takes_the_first_administrator(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    make_user("Ed", Role.EDITOR, Role.ADMINISTRATOR)
    call_command("load_demonstration")
    assert capsys.readouterr().out == "Loaded 2 debate(s).\n"


def test_the_command_takes_the_editor_who_is_named(ed: User) -> None:
    call_command("load_demonstration", by="ED@example.org", verbosity=0)
    assert {change.by for change in StatusChange.objects.all()} == {ed}


@pytest.mark.parametrize("by", [None, "vera@example.org", "nobody@example.org"])
def test_the_command_says_when_there_is_no_editor(vera: User, by: str | None) -> None:
    with pytest.raises(CommandError, match=r"no such editor"):
        call_command("load_demonstration", by=by)
