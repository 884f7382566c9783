"""What somebody chooses to get, and how they stop it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.verdicts import Refused
from debates.digests.actions.preferring import Wishes, leave_list, save_own, save_wishes, stop_everything
from debates.digests.actions.subscribers import subscriber_of
from debates.digests.actions.times import renew_due
from debates.digests.letters import links
from debates.digests.lists import MailingList
from debates.digests.models import Digest, Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.digests.rows import stored, subscriber, wish, wishes
from tests.makers import NOW, make_debate

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()
DAILY, WEEKLY, NEVER, AT_ONCE = Frequency.DAILY, Frequency.WEEKLY, Frequency.NEVER, Frequency.IMMEDIATELY
LATER = NOW + timedelta(hours=2)


def chosen(frequencies: dict[str, Frequency] | None = None, **more: Any) -> Wishes:
    return Wishes(frequencies or {}, **{"hour": 7, "weekday": 5, **more})


def refusal(act: Callable[[], object]) -> str:
    """Answer the sentence with which something was refused, having written nothing."""
    before = stored()
    with pytest.raises(Refused) as refused:
        act()
    assert stored() == before
    return str(refused.value)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


@pytest.fixture
def wren(debate: Debate) -> Subscriber:
    """Answer somebody without an account, who wants one thing of each kind."""
    row = subscriber()
    wish(row, Thing.new_debates(), DAILY)
    wish(row, Thing.new_in("fr"), AT_ONCE)
    wish(row, Thing.about(debate), WEEKLY)
    wish(row, Thing.below(written(debate)), AT_ONCE)
    renew_due(row, NOW)
    return row


def save(row: Subscriber, wished: Wishes, now: datetime = LATER) -> Subscriber:
    token = links.preferences_token(row)
    return save_wishes(subscriber=row, by=NOBODY, token=token, wishes=wished, now=now)


# ---------------------------------------------------------------- choosing


def test_save_own_makes_the_row_of_whoever_has_said_nothing_yet(vera: User) -> None:
    vera.time_zone = "America/New_York"
    vera.save()
    row = save_own(by=vera, wishes=chosen({"replies": WEEKLY, "new": DAILY}, hour=18, weekday=0), now=NOW)
    assert wishes(row) == {"new": "daily", "replies": "weekly"}
    # Six in the evening on her clock, which is five hours behind.
    assert (row.hour, row.weekday, row.next_due_at) == (18, 0, datetime(2026, 3, 1, 23, tzinfo=UTC))


def test_what_is_not_named_stays_and_what_is_not_hers_is_not_taken(vera: User, debate: Debate) -> None:
    row = save_own(by=vera, wishes=chosen({"new": DAILY}), now=NOW)
    wished = chosen({f"debate:{debate.pk}": DAILY, "thread:1": DAILY, "nonsense": DAILY}, hour=9)
    save_own(by=vera, wishes=wished, now=NOW)
    assert wishes(row) == {"new": "daily", "replies": "daily"}


def test_never_ends_a_thing_and_of_replies_is_remembered(wren: Subscriber, vera: User) -> None:
    save(wren, chosen(dict.fromkeys(wishes(wren), NEVER) | {"new": DAILY}))
    assert wishes(wren) == {"new": "daily"}
    own = save_own(by=vera, wishes=chosen({"replies": NEVER, "new": NEVER}), now=NOW)
    assert wishes(own) == {"replies": "never"}


def test_who_has_no_account_is_told_of_no_replies(wren: Subscriber) -> None:
    save(wren, chosen({"replies": DAILY}))
    assert "replies" not in wishes(wren)


def test_the_last_wish_of_an_address_stays_switched_off(wren: Subscriber) -> None:
    save(wren, chosen(dict.fromkeys(wishes(wren), NEVER)))
    (row,) = wren.subscriptions.all()
    assert (row.frequency, row.since) == ("never", LATER)
    wren.refresh_from_db()
    assert wren.next_due_at is None


def test_one_thing_more_is_a_topic_or_a_language(wren: Subscriber, debate: Debate) -> None:
    save(wren, chosen(added=(Thing.new_in("nl"), WEEKLY)))
    assert wishes(wren)["new:language:nl"] == "weekly"
    told = "Choose a topic or a language."
    for thing in (Thing.about(debate), Thing.replies()):
        assert refusal(lambda thing=thing: save(wren, chosen(added=(thing, DAILY)))) == told


def test_what_ends_makes_room_for_what_begins(vera: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debates.digests.actions.wishes.MOST", 2)
    row = save_own(by=vera, wishes=chosen(added=(Thing.new_in("nl"), DAILY)), now=NOW)
    wished = chosen({"new": DAILY, "new:language:nl": NEVER})
    save_own(by=vera, wishes=wished, now=NOW)
    assert wishes(row) == {"new": "daily", "replies": "daily"}


def test_an_address_has_its_own_clock_and_an_account_that_of_the_account(
    wren: Subscriber, vera: User
) -> None:
    save(wren, chosen(hour=8, time_zone="Asia/Tokyo"))
    wren.refresh_from_db()
    # Eight in the morning in Tokyo, nine hours ahead.
    assert wren.next_due_at == datetime(2026, 3, 1, 23, tzinfo=UTC)
    own = save_own(by=vera, wishes=chosen(time_zone="Asia/Tokyo", language="fr"), now=NOW)
    assert (own.time_zone, own.language) == ("UTC", "en")
    before = stored()
    with pytest.raises(ValidationError):
        save(wren, chosen(time_zone="Moon/Base"))
    assert stored() == before


@pytest.mark.parametrize("values", [{"hour": 24}, {"weekday": 7}])
def test_hours_and_days_that_there_are_not_are_held_off_by_the_table(
    wren: Subscriber, values: dict[str, int]
) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
        save(wren, chosen(**values))


def test_only_the_person_and_their_link_choose(wren: Subscriber, vera: User, sam: User) -> None:
    own = subscriber_of(user=vera, now=NOW)
    told = "This link does not open these settings."
    for by, token in ((sam, ""), (NOBODY, ""), (NOBODY, links.preferences_token(wren)), (sam, "guessed")):
        act = {"subscriber": own, "by": by, "token": token, "now": NOW}
        assert refusal(lambda act=act: save_wishes(wishes=chosen({"new": DAILY}), **act)) == told
        assert refusal(lambda act=act: stop_everything(**act)) == told
    save(own, chosen({"new": DAILY}))
    assert wishes(own)["new"] == "daily"


# ---------------------------------------------------------------- when


def test_nobody_has_two_digests_of_one_day(wren: Subscriber) -> None:
    """Whoever had today's at seven and moves to the evening gets the next one tomorrow evening."""
    Digest.objects.create(
        subscriber=wren,
        period=date(2026, 3, 1),
        covers_from=NOW - timedelta(days=1),
        weekly_from=NOW - timedelta(days=7),
        covers_until=NOW,
        planned_at=NOW,
    )
    save(wren, chosen(hour=20), now=NOW)
    wren.refresh_from_db()
    assert wren.next_due_at == datetime(2026, 3, 2, 20, tzinfo=UTC)
    # Back to an earlier hour: still tomorrow, not the day after.
    save(wren, chosen(hour=6), now=NOW)
    wren.refresh_from_db()
    assert wren.next_due_at == datetime(2026, 3, 2, 6, tzinfo=UTC)


def test_who_wanted_no_digests_is_told_from_now_on(wren: Subscriber) -> None:
    wren.subscriptions.exclude(frequency=AT_ONCE).delete()
    renew_due(wren, NOW)
    assert wren.next_due_at is None
    save(wren, chosen({"new": DAILY}))
    wren.refresh_from_db()
    assert (wren.covered_until, wren.weekly_covered_until) == (LATER, LATER)
    # A change of mind in between takes nothing away of what is not told yet.
    save(wren, chosen({"new": WEEKLY}), now=LATER + timedelta(hours=1))
    wren.refresh_from_db()
    assert wren.covered_until == LATER


def test_who_is_not_confirmed_is_never_due() -> None:
    row = subscriber(confirmed_at=None)
    wish(row, Thing.new_debates(), DAILY)
    renew_due(row, NOW)
    assert row.next_due_at is None


# ---------------------------------------------------------------- stopping


@pytest.mark.parametrize(
    ("mailing_list", "ended"),
    [
        (MailingList.NEW_DEBATES, {"new", "new:language:fr"}),
        (MailingList.DEBATE, {"debate"}),
        (MailingList.THREADS, {"thread"}),
        (MailingList.REPLIES, set()),
        (MailingList.DIGEST, {"new", "debate"}),
    ],
)
def test_a_list_ends_and_the_others_go_on(
    wren: Subscriber, mailing_list: MailingList, ended: set[str]
) -> None:
    before = wishes(wren)
    token = links.unsubscribe_token(wren, mailing_list)
    act = {"subscriber": wren, "mailing_list": mailing_list, "token": token}
    assert leave_list(**act, now=LATER) is bool(ended)  # type: ignore[arg-type]
    names = {target for target in before if target in ended or target.partition(":")[0] in ended - {"new"}}
    assert wishes(wren) == before | dict.fromkeys(names, "never")
    wren.refresh_from_db()
    assert (wren.next_due_at is None) == (mailing_list is MailingList.DIGEST)
    # Twice changes nothing.
    again = stored()
    assert leave_list(**act, now=LATER + timedelta(days=1)) is False  # type: ignore[arg-type]
    assert stored() == again


def test_a_list_is_not_left_by_the_secret_of_another(wren: Subscriber) -> None:
    token = links.unsubscribe_token(wren, MailingList.DEBATE)
    act = {"subscriber": wren, "mailing_list": MailingList.DIGEST, "now": LATER}
    for wrong in (token, "", "guessed"):
        told = refusal(lambda wrong=wrong: leave_list(token=wrong, **act))
        assert told == "This link does not open these settings."


def test_replies_end_for_an_account_also_by_its_digest(vera: User) -> None:
    own = subscriber_of(user=vera, now=NOW)
    for mailing_list in (MailingList.REPLIES, MailingList.DIGEST):
        own.subscriptions.update(frequency=DAILY)
        token = links.unsubscribe_token(own, mailing_list)
        assert leave_list(subscriber=own, mailing_list=mailing_list, token=token, now=LATER)
        assert wishes(own) == {"replies": "never"}


def test_stop_everything_leaves_what_was_wanted_in_the_list(wren: Subscriber, vera: User) -> None:
    before = wishes(wren)
    token = links.preferences_token(wren)
    assert stop_everything(subscriber=wren, by=NOBODY, token=token, now=LATER)
    assert wishes(wren) == dict.fromkeys(before, "never")
    assert not stop_everything(subscriber=wren, by=NOBODY, token=token, now=LATER)
    # An account that has said nothing is told of replies: it says never to them, too.
    own = subscriber("", user=vera)
    stop_everything(subscriber=own, by=vera, token="", now=LATER)
    assert wishes(own) == {"replies": "never"}
    assert not Subscription.objects.wanted().exists()
