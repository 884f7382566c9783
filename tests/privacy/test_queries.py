"""What is kept about somebody: all of it, and nothing of anybody else."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import GRANTABLE, Role
from debates.comments.models import Comment
from debates.moderation.models import Notice
from debates.outbox.models import Suppression
from debates.privacy.queries import parts_about
from debates.publishing.models import Debate, Position
from debates.stances import actions as stances
from debates.stances.models import Ballot, Cast, PollKey
from tests.comments.rows import written
from tests.makers import NOW, make_debate, make_user
from tests.moderation.rows import noticed, proposed
from tests.privacy.lives import contributor, data_in, destroyed, exported, letters_to, reader, rows_of, worker
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db

OF_WORKERS = {
    "administration",
    "corrections",
    "steps_of_debates",
    "editing",
    "images_uploaded",
    "crowds_of_ballots",
    "desk",
    "moderation",
}
"""Parts that a reader and guest has no rows of."""


@pytest.fixture
def life(debate: Debate, vera: User, sam: User, ed: User, mo: User) -> Comment:
    """Answer a comment of Vera, who has done everything; Sam has done the same."""
    destroyed(ed)
    contributor(vera, debate, ed, "heron")
    contributor(sam, make_debate(ed, question="Should the mill be moved?"), ed, "badger")
    reader(sam, debate, mo, "badger")
    vera.grants.create(role=Role.MODERATOR, reason="For the herons.")
    comment = reader(vera, debate, mo, "heron")
    worker(make_user("Will", *GRANTABLE), debate)
    return comment


def test_whoever_has_done_everything_finds_it_in_every_part(life: Comment, vera: User) -> None:
    rows = data_in(exported(vera))
    assert {key for key, found in rows.items() if not found} == OF_WORKERS


def test_whoever_works_here_finds_what_they_did(life: Comment) -> None:
    will = User.objects.get(display_name="Will")
    rows = data_in(exported(will))
    assert {key for key in OF_WORKERS if not rows[key]} == set()
    acts = {row["act"] for key in OF_WORKERS for row in rows[key] if "act" in row}
    assert acts == {
        "gave a role",
        "removed a role",
        "changed something in the administration",
        "made a preview link",
        "decided about a crowd of ballots",
        "decided about a comment",
        "left a note for moderators",
        "imposed a penalty",
        "lifted a penalty",
        "decided about misuse",
    }


def test_nothing_in_it_is_anybody_elses(life: Comment, vera: User) -> None:
    archive = exported(vera)
    words = b"".join(archive.read(name) for name in archive.namelist() if not name.startswith("images/"))
    for others in (b"badger", b"sam@", b"mo@", b"ed@", b"will@", b"Not for others", b"Somebody else"):
        assert others not in words
    assert words.count(b"heron") > 20


def test_no_secret_is_in_it(life: Comment, vera: User) -> None:
    """Nor a pseudonym or a salt, with which an answer could be proved to somebody."""
    archive = exported(vera)
    words = archive.read("data.json").decode() + archive.read("data.html").decode()
    for voter in Ballot.objects.values_list("voter", flat=True):
        assert voter not in words
    for salt in Cast.objects.values_list("salt", flat=True):
        assert bytes(salt).hex() not in words
    assert vera.password not in words
    assert vera.subscriber.nonce not in words


def test_votes_are_in_it_while_the_key_lives(life: Comment, vera: User, debate: Debate) -> None:
    side = Position.objects.get(debate=debate, order=2).label
    said = [(row["phase"], row["answer"], row["position"]) for row in rows_of(vera, "casts")]
    assert said == [("before", "position", "Side 1"), ("after", "position", side), ("after", "both", None)]
    assert [(row["phase"], row["answer"]) for row in rows_of(vera, "ballots")] == [
        ("before", "position"),
        ("after", "both"),
    ]
    assert [row["helpful"] for row in rows_of(vera, "ratings")] == [True]
    PollKey.objects.filter(debate=debate).update(random_bytes=bytes(32), destroyed_at=NOW)
    gone = ("casts", "ballots", "ratings", "results_shown")
    assert [rows_of(vera, key) for key in gone] == [[], [], [], []]
    assert debate.slug in {row["debate"] for row in rows_of(vera, "polls_of_nobody")}


def test_an_answer_that_was_taken_back_is_wiped(debate: Debate, vera: User) -> None:
    vote(debate, vera)
    stances.withdraw(debate=Debate.objects.get(pk=debate.pk), by=vera)
    (row,) = rows_of(vera, "casts")
    assert (row["taken_back"], row["answer"], row["position"], row["receipt"]) == (True, "", None, "")


def test_a_comment_comes_with_its_versions_its_state_and_the_reasons(life: Comment, vera: User) -> None:
    (row,) = rows_of(vera, "comments")
    assert (row["id"], row["state"], row["decided_by"]) == (life.pk, "rejected", "moderation")
    assert row["stance_shown"] == "both"
    texts = [(version["comment"], version["text"]) for version in rows_of(vera, "comment_versions")]
    assert texts == [(life.pk, "My comment, heron."), (life.pk, "My better comment, heron.")]
    (decision,) = (row for row in rows_of(vera, "decisions") if row["measure"] == "reject")
    assert (decision["comment"], decision["rule"], decision["explanation"]) == (
        life.pk,
        "Off topic",
        "Because of heron.",
    )
    assert "suspend" in {row["sanction"] for row in rows_of(vera, "penalties")}


def test_what_went_to_an_address_that_is_not_confirmed_is_not_theirs(vera: User, life: Comment) -> None:
    """Whoever types somebody else's address does not so learn what they get."""
    EmailAddress.objects.create(user=vera, email="nina@example.org", verified=False)
    notice = noticed(written(life.debate), None, email="nina@example.org")
    assert notice.pk not in {row["id"] for row in rows_of(vera, "reports")}
    EmailAddress.objects.update(verified=True)
    assert notice.pk in {row["id"] for row in rows_of(vera, "reports")}


def test_emails_to_any_confirmed_address_are_in_it_in_whatever_case(vera: User, life: Comment) -> None:
    EmailAddress.objects.filter(user=vera).update(email="VERA@example.org")
    own = letters_to("vera@example.org")
    assert own
    assert [row["id"] for row in rows_of(vera, "emails")] == own


def test_which_addresses_are_written_to_no_more_is_in_it(vera: User) -> None:
    EmailAddress.objects.update_or_create(user=vera, defaults={"email": "Vera@Example.org", "verified": True})
    for address in ("vera@example.org", "wren@example.org"):
        Suppression.objects.create(address=address, cause="bounce", evidence="5.1.1", since=NOW)
    (row,) = rows_of(vera, "stopped_addresses")
    assert (row["address"], row["cause"], row["since"]) == ("vera@example.org", "bounce", NOW)


def test_why_a_proposal_was_dismissed_is_the_moderators_business(vera: User, mo: User) -> None:
    found = proposed(vera)
    found.state, found.reason, found.decided_at = "dismissed", "She is new.", NOW
    found.save()
    (row,) = rows_of(vera, "misuse_found")
    assert (row["state"], row["reason"]) == ("dismissed", "")


@pytest.mark.parametrize("times", [1, 30])
def test_it_takes_the_same_queries_however_much_there_is(
    debate: Debate, vera: User, ed: User, times: int
) -> None:
    for number in range(times):
        written(debate, author=vera)
        noticed(written(debate), vera)
        vote(make_debate(ed, question=f"Number {number}?"), vera)
    with CaptureQueriesContext(connection) as asked:
        exported(vera)
    assert len(asked) == 56
    assert Notice.objects.count() == times


def test_every_key_is_documented(vera: User) -> None:
    documented = Path(__file__).parents[2].joinpath("docs/export.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| (.*) \|$", documented, re.MULTILINE)
    assert [(key, re.findall(r"`(\w+)`", keys)) for key, keys in rows] == [
        (part.key, [*part.keys]) for part in parts_about(vera)
    ]


@pytest.mark.parametrize("key", ["comments", "casts", "contributor", "account", "moderation"])
def test_rows_have_the_keys_of_their_part(life: Comment, vera: User, key: str) -> None:
    (part,) = (part for part in parts_about(vera) if part.key == key)
    assert {tuple(row) for row in part.rows()} <= {part.keys}
