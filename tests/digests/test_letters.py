"""What letters say: alike for everybody who is told the same, nothing hidden, in parts that read well."""

import re
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime, timedelta
from itertools import product

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from debates.comments.models import Comment, Rank, Ranking
from debates.digests import targets
from debates.digests.actions.announcing import announce_events
from debates.digests.actions.commenting import announce_comments
from debates.digests.actions.finding import SOON, find_events
from debates.digests.actions.planning import plan_due
from debates.digests.actions.valuing import note_valued
from debates.digests.letters import digest, links
from debates.digests.letters.digest import digest_letters
from debates.digests.letters.happening import event_letters
from debates.digests.letters.wording import on_one_line, wrapped
from debates.digests.models import Digest, Subscriber, Subscription, Valued
from debates.digests.queries.shapes import DebateNews
from debates.digests.schedule import Frequency
from debates.outbox.composing import compose, made_up
from debates.outbox.models import Message
from debates.publishing.actions import change_status
from debates.publishing.models import Contributor, Debate, Position
from debates.publishing.workflow import Move, Status
from debates.stances.options import Phase
from tests.comments.rows import answered, written
from tests.digests.people import (
    AFTER_EIGHT,
    EIGHT,
    body,
    follows,
    opened,
    reader,
    subscriber,
    the_letter,
    wants,
)
from tests.makers import NOW, make_debate, rewrite, text_of
from tests.stances.snapshots import MATRIX, make_snapshot
from tests.stances.votes import vote

pytestmark = pytest.mark.django_db

AT_ONCE = Frequency.IMMEDIATELY
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
NEW = targets.new_debates()
CLOSES = NOW + timedelta(days=30)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, closes_at=CLOSES)


def tell(now: datetime = NOW) -> None:
    """Find what happened, and promise letters at once."""
    find_events(now=now)
    announce_events(now=now)
    announce_comments(now=now)


def digests(now: datetime = AFTER_EIGHT) -> int:
    """Plan the digests that are due."""
    note_valued(now=now - HOUR)
    return plan_due(now=now)


def html_text(mail: str) -> str:
    """Answer what the HTML part says, without its marks."""
    return " ".join(re.sub(r"<style.*?</style>|<[^>]*>", " ", mail, flags=re.DOTALL).split())


# ---------------------------------------------------------------- at once


def test_a_new_debate_is_its_question_and_a_sentence_of_each_side(debate: Debate) -> None:
    reader("a@example.org", NEW, AT_ONCE)
    tell()
    mail = the_letter("a@example.org")
    assert mail is not None
    assert mail["Subject"] == "Should the harbour be dredged?"
    said, html = body(mail), body(mail, "html")
    for part in (said, html_text(html)):
        assert [part.count(f"The claim of side {order}") for order in (1, 2)] == [1, 1]
        assert "Read both (1 min)" in part
        assert "Readers vote until 31 March 2026, 09:00 UTC." in part
    assert f"http://localhost:8000/debates/{debate.slug}/" in said


def test_every_letter_says_where_one_leaves_and_chooses(debate: Debate) -> None:
    person = reader("a@example.org", NEW, AT_ONCE)
    tell()
    mail = the_letter("a@example.org")
    assert mail is not None
    leave = links.unsubscribe_address(person, "new-debates")
    assert mail["List-Unsubscribe"].strip() == f"<{leave}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Id"] == "<new-debates.localhost>"
    for part in ("plain", "html"):
        assert leave in body(mail, part)
        assert links.preferences_address(person) in body(mail, part)
        assert ".invalid" not in body(mail, part)


def test_the_order_of_positions_turns_from_one_to_the_next(debate: Debate) -> None:
    orders = set()
    for name in ("a", "b"):
        person = reader(f"{name}@example.org", NEW, AT_ONCE)
        orders.add(person.pk % 2)
    tell()
    first = {
        address: re.findall(r"- The claim of side (\d)", body(the_letter(address)))
        for address in ("a@example.org", "b@example.org")
    }
    assert sorted(first.values()) == [["1", "2"], ["2", "1"]]
    assert orders == {0, 1}


def test_closing_soon_says_until_when(ed: User) -> None:
    debate = make_debate(ed, closes_at=NOW + SOON)
    person = reader("a@example.org", follows(debate), AT_ONCE)
    tell()
    mails = [opened(message, NOW) for message in Message.objects.order_by("pk")]
    assert [mail and mail["Subject"] for mail in mails] == [
        "Should the harbour be dredged?",
        "Closing soon: Should the harbour be dredged?",
    ]
    assert "Readers vote until 3 March 2026, 09:00 UTC." in body(mails[1])
    assert opened(Message.objects.latest("pk"), NOW + SOON) is None
    assert person.pk


def test_a_result_is_told_in_the_sentence_of_the_site(debate: Debate, ed: User) -> None:
    reader("a@example.org", follows(debate), AT_ONCE)
    make_snapshot(debate, matrix=MATRIX)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW + HOUR)
    tell(NOW + HOUR)
    mail = opened(Message.objects.latest("pk"), NOW + HOUR)
    assert mail is not None
    assert mail["Subject"] == "Result: Should the harbour be dredged?"
    page = f"http://localhost:8000/debates/{debate.slug}/results/"
    assert "412 readers voted; more moved towards" in " ".join(body(mail).split())
    assert page in body(mail)


def test_a_correction_is_told_with_what_was_wrong(debate: Debate, ed: User) -> None:
    tell()
    reader("a@example.org", follows(debate), AT_ONCE)
    rewrite(text_of(debate, 1), "It began in 1921.", ed, correction="The year was 1921 & not <1912>.")
    tell(NOW + HOUR)
    mail = the_letter("a@example.org")
    assert mail is not None
    assert mail["Subject"] == "Corrected: Should the harbour be dredged?"
    assert "- The opening of side 1: The year was 1921 & not <1912>." in body(mail)
    assert "1921 &amp; not &lt;1912&gt;" in body(mail, "html")


@pytest.mark.parametrize("why", ["hidden", "unsubscribed", "never", "closed account"])
def test_a_letter_that_is_no_longer_wanted_or_true_is_none(debate: Debate, sam: User, why: str) -> None:
    wants(subscriber(sam), NEW, AT_ONCE)
    tell()
    if why == "hidden":
        Debate.objects.update(status=Status.IN_REVIEW)
    if why == "unsubscribed":
        Subscription.objects.all().delete()
    if why == "never":
        Subscription.objects.update(frequency=Frequency.DAILY)
    if why == "closed account":
        User.objects.update(is_active=False)
    assert the_letter("sam@example.org") is None


@pytest.mark.parametrize("count", [1, 6])
def test_letters_of_an_event_ask_the_same_however_many_they_are(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        reader(f"{number}@example.org", NEW, AT_ONCE)
    tell()
    many = [*Message.objects.values_list("ids", flat=True)]
    with django_assert_num_queries(5), time_machine.travel(NOW, tick=False):
        assert None not in event_letters(many)


# ---------------------------------------------------------------- digests


def test_a_digest_is_grouped_by_debate_newest_first(debate: Debate, ed: User) -> None:
    person = reader("a@example.org", NEW)
    wants(person, follows(debate))
    tell()
    rewrite(text_of(debate, 1), "It began in 1921.", ed, correction="The year.")
    other = make_debate(ed, question="Should the quay be widened?", positions=3)
    Debate.objects.filter(pk=other.pk).update(published_at=NOW + HOUR)
    tell(NOW + HOUR)
    digests()
    mail = the_letter("a@example.org")
    assert mail is not None
    assert mail["Subject"] == "Should the quay be widened? (and 1 more)"
    said = body(mail)
    assert said.index("Should the quay be widened?") < said.index("Should the harbour be dredged?")
    assert said.count("Should the harbour be dredged?") == 1
    assert said.index("Should the harbour be dredged?") < said.index("The year.")
    assert ("Read all 3 (1 min)" in said, "Read both (1 min)" in said) == (True, True)
    assert mail["List-Id"] == "<digest.localhost>"


def valued(debate: Debate, order: int, source: str, place: int = 1, **fields: object) -> Comment:
    """Answer a comment on a position that the last ranking puts in this place."""
    text = text_of(debate, order)
    assert text.essay is not None
    position = text.essay.position
    comment = written(debate, source, text=text, position=position)
    ranked = {"score": 0.5, "helpful": 3, "ratings": 4, "place": place, **fields}
    Ranking.objects.get_or_create(debate=debate, defaults={"number": 1, "taken_at": NOW})
    Rank.objects.create(comment=comment, debate=debate, position=position, **ranked)
    return comment


def test_the_most_valued_comment_of_each_side_is_told_to_everybody_alike(debate: Debate) -> None:
    for name in ("a", "b"):
        wants(reader(f"{name}@example.org", targets.new_in_language("fr")), follows(debate))
    for order, place in product((1, 2), (1, 2)):
        valued(debate, order, f"Number {place} on side {order}.", place=2 * place + order)
    announce_comments(now=NOW + HOUR)
    digests()
    for name in ("a", "b"):
        said = body(the_letter(f"{name}@example.org"))
        assert "4 new comments" in said
        assert sorted(re.findall(r"Number \d on side \d", said)) == [
            "Number 1 on side 1",
            "Number 1 on side 2",
        ]


def test_no_side_stands_alone_with_a_comment(debate: Debate) -> None:
    reader("a@example.org", follows(debate))
    valued(debate, 1, "Only one side has a comment.")
    announce_comments(now=NOW + HOUR)
    digests()
    said = body(the_letter("a@example.org"))
    assert ("1 new comment" in said, "Only one side" in said) == (True, False)


@pytest.mark.parametrize("unfit", [{"is_new": True}, {"helpful": 0, "ratings": 0}, {"place": None}])
def test_a_comment_that_nobody_values_yet_is_not_the_most_valued(
    debate: Debate, unfit: dict[str, object]
) -> None:
    valued(debate, 1, "Nobody has found this helpful.", **unfit)
    note_valued(now=NOW)
    assert Valued.objects.count() == 0


def test_the_most_valued_are_told_once(debate: Debate, vera: User) -> None:
    reader("a@example.org", follows(debate))
    for order in (1, 2):
        valued(debate, order, f"The best of side {order}.")
    announce_comments(now=NOW + HOUR)
    digests()
    written(debate, "One more, of which nobody thinks anything.", author=vera, created_at=EIGHT + HOUR)
    announce_comments(now=EIGHT + HOUR)
    digests(AFTER_EIGHT + DAY)
    first, second = (
        body(opened(message, AFTER_EIGHT + day * DAY))
        for day, message in enumerate(Message.objects.order_by("pk"))
    )
    assert ("The best of side 1." in first, "The best of side 1." in second) == (True, False)
    assert "1 new comment" in second


def test_the_most_valued_comment_changes_and_goes(debate: Debate) -> None:
    first = valued(debate, 1, "The first.")
    note_valued(now=NOW)
    assert note_valued(now=NOW + HOUR) == 0
    Rank.objects.update(place=2)
    second = valued(debate, 1, "The second.")
    note_valued(now=NOW + 2 * HOUR)
    assert [*Valued.objects.values_list("comment", "since")] == [(second.pk, NOW + 2 * HOUR)]
    Comment.objects.filter(pk__in=[first.pk, second.pk]).update(visibility="rejected")
    note_valued(now=NOW + 3 * HOUR)
    assert Valued.objects.count() == 0


def test_two_people_who_want_the_same_get_the_same(debate: Debate) -> None:
    """But for their own addresses; and whoever has voted is told what everybody is."""
    people = [reader(f"{name}@example.org", NEW) for name in ("a", "b", "c")]
    tell()
    digests()
    made_up.cache_clear()
    own = {}
    for person in people:
        said = body(the_letter(person.email), "html")
        for address in (links.unsubscribe_address(person, "digest"), links.preferences_address(person)):
            assert said.count(address) == 1
            said = said.replace(address, "")
        own.setdefault(person.pk % 2, set()).add(said)
    assert [len(said) for said in own.values()] == [1, 1]
    assert made_up.cache_info().misses == 2


def test_a_digest_betrays_no_stance_and_no_result_while_the_debate_is_open(
    debate: Debate, vera: User, ada: User
) -> None:
    """Whoever has voted, and for what, gets to the letter what somebody gets who has not."""
    make_snapshot(debate, (74_119, 63_533, 52_379, 41_291))
    said = {}
    valued(debate, 1, "The best of side 1.")
    valued(debate, 2, "The best of side 2.")
    for person, choice in ((vera, 1), (ada, 2)):
        for phase in (Phase.BEFORE, Phase.AFTER):
            vote(debate, person, choice, phase=phase)
        found = subscriber(person, covered_until=EIGHT - DAY, weekly_covered_until=EIGHT - DAY)
        wants(found, NEW)
        wants(found, follows(debate))
    for name in ("c", "d"):
        wants(reader(f"{name}@example.org", NEW), follows(debate))
    find_events(now=NOW)
    announce_comments(now=NOW + HOUR)
    digests()
    for message in Message.objects.all():
        text = body(opened(message))
        assert not re.search("74.?119|63.?533|52.?379|41.?291|231.?322|readers? voted|moved towards", text)
        lines = [
            line for line in text.splitlines() if "/unsubscribe/" not in line and "/preferences/" not in line
        ]
        person = Subscriber.objects.get(digests=message.ids["digest"])
        said.setdefault(person.pk % 2, set()).add("\n".join(lines))
    assert [len(alike) for alike in said.values()] == [1, 1]


def test_nothing_of_what_letters_tell_says_what_somebody_answered() -> None:
    assert {field.name for field in fields(DebateNews)} & {"stance", "ballot", "shares", "votes"} == set()


def test_a_result_is_in_the_digest_once_it_is_public(debate: Debate, ed: User) -> None:
    reader("a@example.org", follows(debate))
    make_snapshot(debate, matrix=MATRIX)
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW + HOUR)
    tell(NOW + HOUR)
    digests()
    assert "412 readers voted; more moved towards" in " ".join(body(the_letter("a@example.org")).split())


def test_what_is_no_longer_true_is_left_out_when_it_is_sent(debate: Debate, ed: User) -> None:
    reader("a@example.org", NEW)
    tell()
    digests()
    Debate.objects.update(status=Status.IN_REVIEW)
    assert the_letter("a@example.org") is None


def test_who_unsubscribes_before_it_is_sent_gets_none(debate: Debate) -> None:
    reader("a@example.org", NEW)
    tell()
    digests()
    Subscription.objects.update(frequency=Frequency.NEVER)
    assert the_letter("a@example.org") is None
    Subscriber.objects.all().delete()
    assert digest_letters([{"digest": 1}]) == [None]


@pytest.mark.parametrize("count", [1, 8])
def test_digests_of_a_cohort_ask_the_same_however_many_they_are(
    debate: Debate, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        wants(reader(f"{number}@example.org", NEW), follows(debate))
    valued(debate, 1, "The best.")
    tell()
    digests()
    many = [*Message.objects.values_list("ids", flat=True)]
    with django_assert_num_queries(11), time_machine.travel(AFTER_EIGHT, tick=False):
        assert None not in digest_letters(many)
    digest.CONTENTS.forget()


def test_languages_are_the_readers_own(debate: Debate) -> None:
    reader("a@example.org", NEW, language="xx")
    tell()
    digests()
    mail = the_letter("a@example.org")
    assert mail is not None
    assert mail["Content-Language"] == "en"


# ---------------------------------------------------------------- what a letter may hold


def hostile(debate: Debate, ed: User, mark: str) -> None:
    """Fill a debate with what is long and strange wherever somebody can write."""
    long = (mark * 300)[:900].strip() + "."
    Debate.objects.filter(pk=debate.pk).update(question=long[:250])
    for position in Position.objects.filter(debate=debate):
        Position.objects.filter(pk=position.pk).update(claim=long[:200], label=long[:40])
    Contributor.objects.update(name=long[:100], role=long[:100])
    for order in range(1, 3):
        comment = valued(debate, order, long)
        answered(comment, long, author=ed)


@pytest.mark.parametrize("mark", ["&<\"'>", "😀", "é", "ש", "W ", "\u202e1", "=?utf-8?q?a?= "])
def test_thirty_debates_full_of_strange_words_stay_below_the_limit(ed: User, vera: User, mark: str) -> None:
    person = subscriber(vera, covered_until=EIGHT - DAY, weekly_covered_until=EIGHT - DAY)
    wants(person, NEW)
    wants(person, targets.replies())
    for number in range(22):
        debate = make_debate(ed, question=f"Question {number}", positions=6 if number < 3 else 2)
        wants(person, follows(debate))
        hostile(debate, ed, mark)
    Comment.objects.filter(parent=None).update(author=vera)
    find_events(now=NOW)
    announce_comments(now=NOW + HOUR)
    digests()
    mail = the_letter("vera@example.org")
    assert mail is not None
    assert len(mail["Subject"]) <= 250
    assert "more debate" in body(mail)
    assert "more comment" in body(mail)
    assert mark[0] in body(mail)
    assert "<script" not in body(mail, "html")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a\nb\r\nBcc: c", "a b Bcc: c"),
        ("a\x0b\x0cb", "a b"),
        ("x" * 400, "x" * 199 + "…"),
        ("a\u2028b", "a b"),
    ],
)
def test_a_subject_is_one_line(given: str, expected: str) -> None:
    assert on_one_line(given) == expected


def test_text_is_wrapped_and_addresses_stay_whole() -> None:
    address = "https://debates.example/" + "a" * 90
    said = wrapped(f"- {'word ' * 30}\n\n\n\n  {'quoted ' * 20}\n{address}\n")
    lines = said.splitlines()
    assert max(len(line) for line in lines if line != address) <= 72
    assert address in lines
    assert "\n\n\n" not in said
    assert [line for line in lines if line.startswith("  quoted")] == [
        line for line in lines if "quoted" in line
    ]


def test_html_is_whole_and_loads_nothing(debate: Debate) -> None:
    reader("a@example.org", NEW, AT_ONCE)
    tell()
    html = body(the_letter("a@example.org"), "html")
    assert "prefers-color-scheme: dark" in html
    assert not re.search(r"<(img|script|link|iframe|svg)|url\(|src=", html)
    assert 'style="' in html


def test_a_letter_of_somebody_else_never_holds_my_addresses(debate: Debate) -> None:
    people = [reader(f"{name}@example.org", NEW) for name in ("a", "b", "c", "d")]
    tell()
    digests()
    secrets: Callable[[Subscriber], set[str]] = lambda person: {  # noqa: E731 - read beside its use
        links.unsubscribe_token(person, links.MailingList.DIGEST),
        links.preferences_token(person),
    }
    for person in people:
        whole = str(the_letter(person.email))
        others = set().union(*(secrets(other) for other in people if other != person))
        assert not [secret for secret in others if secret in whole]


def test_composing_puts_own_addresses_in_after_everything_else(debate: Debate) -> None:
    reader("a@example.org", NEW)
    tell()
    digests()
    with time_machine.travel(AFTER_EIGHT, tick=False):
        (letter,) = digest_letters([{"digest": Digest.objects.get().pk}])
    assert letter is not None
    assert letter.own
    assert ".invalid" in letter.text
    assert ".invalid" not in str(compose(letter, recipient="a@example.org", now=NOW).message())
