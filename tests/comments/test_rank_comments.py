"""`manage.py rank_comments` puts comments in their order at once, and says by what."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Rank, Ranking
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move, Status
from debates.stances import actions as stances
from tests.comments.rows import rate, say
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db

SLUG = "should-the-harbour-be-dredged"


def output_of(capsys: pytest.CaptureFixture[str], *slugs: str) -> str:
    call_command("rank_comments", *slugs)
    captured = capsys.readouterr()
    assert captured.err == ""  # the bar is for people at a terminal
    return captured.out


@pytest.fixture
def other(ed: User) -> Debate:
    return make_debate(ed, question="Should the lighthouse be sold?")


def test_one_debate_is_ranked_by_its_address(
    debate: Debate, other: Debate, vera: User, sam: User, capsys: pytest.CaptureFixture[str]
) -> None:
    rate(say(debate, vera), sam)
    say(other, vera)
    said = f"{SLUG}: order 1, by all ratings alike, without two sides.\n"
    assert output_of(capsys, SLUG) == said
    assert [*Ranking.objects.values_list("debate", flat=True)] == [debate.pk]
    assert Rank.objects.get().helpful == 1


def test_without_an_address_all_are_ranked_also_those_that_are_over(
    debate: Debate, other: Debate, ed: User, vera: User, capsys: pytest.CaptureFixture[str]
) -> None:
    for order in (1, 2):
        for number in range(5):
            vote(debate, make_user(f"Reader-{order}-{number}"), order)
    say(debate, vera)
    say(other, vera)
    hidden = make_debate(ed, question="Should the pier be moved?")
    say(hidden, vera)
    change_status(debate=hidden, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    make_debate(ed, Status.CLOSED, question="Does anybody comment?")
    for number in (1, 2):
        assert output_of(capsys) == (
            f"{SLUG}: order {number}, valued across 2 sides.\n"
            f"should-the-lighthouse-be-sold: order {number}, by all ratings alike, without two sides.\n"
        )
        change_status(
            debate=debate,
            move=Move.CLOSE if number == 1 else Move.ARCHIVE,
            by=ed,
            now=NOW + timedelta(days=2),
        )
    assert Ranking.objects.count() == 2


@pytest.mark.parametrize("slug", ["nowhere", "should-the-lighthouse-be-sold"])
def test_what_has_no_comments_that_readers_see_is_named_and_nothing_is_ranked(
    debate: Debate, other: Debate, vera: User, slug: str
) -> None:
    say(debate, vera)
    with pytest.raises(CommandError) as refused:
        call_command("rank_comments", SLUG, slug)
    assert str(refused.value) == f"There is no public debate with comments at “{slug}”."
    assert Ranking.objects.count() == 0


def test_where_the_key_is_gone_the_order_stands(
    debate: Debate, ed: User, vera: User, sam: User, capsys: pytest.CaptureFixture[str]
) -> None:
    rate(say(debate, vera), sam)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)
    stances.destroy_key(debate=debate, by=make_user("Root", Role.ADMINISTRATOR), now=NOW)
    assert output_of(capsys) == f"{SLUG}: the order stands as it was: the key of its poll was destroyed.\n"
    assert Ranking.objects.count() == 0


class Terminal(StringIO):
    """Somebody watches it."""

    def isatty(self) -> bool:
        return True


def test_whoever_waits_at_a_terminal_sees_how_far_it_is(
    debate: Debate, vera: User, sam: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(say(debate, vera), sam)
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    call_command("rank_comments", SLUG, stdout=StringIO())
    seen = terminal.getvalue().split("\r")
    for step, share in (("counting ratings", "0/1"), ("scoring", "1/1"), ("writing", "1/1")):
        assert any(line.startswith(f"{SLUG}, {step}: ") and share in line for line in seen), step
