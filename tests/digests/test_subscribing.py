"""Subscribing with an account, and by an address alone once it is confirmed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.verdicts import Refused
from debates.digests import policies
from debates.digests.actions import subscribing
from debates.digests.actions.subscribing import ask_by_address, confirm, subscribe
from debates.digests.letters import links
from debates.digests.models import Subscriber, Subscription
from debates.digests.schedule import Frequency
from debates.digests.things import Thing
from debates.outbox.models import Message
from debates.publishing.actions import withdraw_essay
from debates.publishing.models import Debate
from debates.publishing.workflow import Status
from tests.comments.rows import answered, written
from tests.digests.rows import WREN, stored, subscriber, wish, wishes
from tests.makers import NOW, make_debate, make_draft, text_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
DAILY, WEEKLY, NEVER, AT_ONCE = Frequency.DAILY, Frequency.WEEKLY, Frequency.NEVER, Frequency.IMMEDIATELY


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed)


def refusal(act: Callable[[], object]) -> str:
    """Answer the sentence with which something was refused, having written nothing."""
    before = stored()
    with pytest.raises(Refused) as refused:
        act()
    assert stored() == before
    return str(refused.value)


def ask(thing: Thing, email: str = WREN, frequency: Frequency = DAILY, now: datetime = NOW) -> None:
    ask_by_address(email=email, thing=thing, frequency=frequency, language="en", now=now)


def confirmed(row: Subscription, now: datetime = NOW) -> Subscription:
    return confirm(subscription=row, token=token_of(row), now=now)


def token_of(row: Subscription) -> str:
    return links.confirmation_address(row).rstrip("/").rpartition("/")[2]


# ---------------------------------------------------------------- with an account


def test_subscribe_makes_the_row_of_the_account_and_plans_its_digest(debate: Debate, vera: User) -> None:
    row = subscribe(by=vera, thing=Thing.about(debate), frequency=WEEKLY, now=NOW)
    assert wishes(row) == {f"debate:{debate.pk}": "weekly", "replies": "daily"}
    assert (row.user, row.email, row.confirmed_at) == (vera, "", NOW)
    # Replies come daily, at seven on the account's own clock.
    assert row.next_due_at == datetime(2026, 3, 2, 7, tzinfo=UTC)


def test_subscribe_again_changes_how_often_and_never_ends_it(debate: Debate, vera: User) -> None:
    thing = Thing.about(debate)
    for frequency in (DAILY, AT_ONCE, WEEKLY):
        row = subscribe(by=vera, thing=thing, frequency=frequency, now=NOW)
        assert wishes(row)[thing.target] == frequency
    row = subscribe(by=vera, thing=thing, frequency=NEVER, now=NOW)
    assert wishes(row) == {"replies": "daily"}
    # Of replies it is remembered: no row would mean daily.
    row = subscribe(by=vera, thing=Thing.replies(), frequency=NEVER, now=NOW)
    assert (wishes(row), row.next_due_at) == ({"replies": "never"}, None)


def test_from_when_on_somebody_is_told_follows_from_what_they_were_told(debate: Debate, vera: User) -> None:
    thing, since = Thing.about(debate), []
    for step, frequency in enumerate((DAILY, WEEKLY, DAILY, AT_ONCE, DAILY)):
        row = subscribe(by=vera, thing=thing, frequency=frequency, now=NOW + step * HOUR)
        since.append(row.subscriptions.get(target=thing.target).since - NOW)
    assert since == [0 * HOUR, 0 * HOUR, 0 * HOUR, 3 * HOUR, 4 * HOUR]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_subscribe_to_a_debate_that_readers_do_not_see_is_refused(
    ed: User, vera: User, status: Status
) -> None:
    thing = Thing.about(make_draft(ed))
    Debate.objects.update(status=status, withdrawn_at=NOW, withdrawal_note="A mistake.")
    thing.debate.refresh_from_db()  # type: ignore[union-attr]
    told = "This debate is not there."
    assert refusal(lambda: subscribe(by=vera, thing=thing, frequency=DAILY, now=NOW)) == told
    assert refusal(lambda: ask(thing)) == told


def test_what_readers_no_longer_see_can_still_be_left(ed: User, debate: Debate, vera: User) -> None:
    thing = Thing.about(debate)
    subscribe(by=vera, thing=thing, frequency=DAILY, now=NOW)
    essay = text_of(debate, 1).essay
    assert essay is not None
    withdraw_essay(essay=essay, note="A mistake.", by=ed, now=NOW)
    thing = Thing.about(Debate.objects.get())
    assert wishes(subscribe(by=vera, thing=thing, frequency=NEVER, now=NOW)) == {"replies": "daily"}


def test_whoever_follows_an_answer_follows_its_thread(debate: Debate, vera: User) -> None:
    root = written(debate)
    inner = answered(answered(root), "Deeper.")
    row = subscribe(by=vera, thing=Thing.below(inner), frequency=AT_ONCE, now=NOW)
    assert wishes(row) == {"replies": "daily", f"thread:{root.pk}": "immediately"}
    held = written(debate, visibility="held", was_public=False)
    thing = Thing.below(held)
    told = "This comment is not there."
    assert refusal(lambda: subscribe(by=vera, thing=thing, frequency=DAILY, now=NOW)) == told


def test_one_person_wants_so_many_things_and_no_more(vera: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debates.digests.actions.wishes.MOST", 3)
    for code in ("fr", "nl"):
        subscribe(by=vera, thing=Thing.new_in(code), frequency=DAILY, now=NOW)
    told = "You follow as many things as one can: stop following some of them first."
    more = Thing.new_in("de")
    assert refusal(lambda: subscribe(by=vera, thing=more, frequency=DAILY, now=NOW)) == told
    # What is there can be changed, and what is left makes room.
    subscribe(by=vera, thing=Thing.new_in("nl"), frequency=WEEKLY, now=NOW)
    subscribe(by=vera, thing=Thing.new_in("nl"), frequency=NEVER, now=NOW)
    subscribe(by=vera, thing=more, frequency=DAILY, now=NOW)


def test_an_account_without_a_confirmed_address_is_told_to_add_one() -> None:
    nob = User.objects.create_user(None, display_name="Nob")
    told = refusal(lambda: subscribe(by=nob, thing=Thing.new_debates(), frequency=DAILY, now=NOW))
    assert told == "Your account has no confirmed e-mail address: add one first."


# ---------------------------------------------------------------- by an address alone


def test_what_is_asked_for_by_an_address_waits_and_is_told_to_nobody(debate: Debate) -> None:
    ask(Thing.about(debate), frequency=WEEKLY)
    row = Subscription.objects.get()
    assert (row.frequency, row.asked, row.asked_at) == ("never", "weekly", NOW)
    assert row.subscriber.confirmed_at is None
    assert row.subscriber.next_due_at is None
    assert not Subscription.objects.wanted().exists()
    message = Message.objects.get()
    assert (message.recipient, message.ids) == (WREN, {"subscription": row.pk})


def test_confirm_begins_it_and_twice_changes_nothing(debate: Debate) -> None:
    ask(Thing.about(debate), frequency=WEEKLY)
    row = Subscription.objects.get()
    later = NOW + HOUR
    confirmed(row, later)
    row.refresh_from_db()
    assert (row.frequency, row.asked, row.asked_at, row.since) == ("weekly", "", None, later)
    person = Subscriber.objects.get()
    assert (person.confirmed_at, person.covered_until) == (later, later)
    # Saturday at seven, on the clock of the site.
    assert person.next_due_at == datetime(2026, 3, 7, 7, tzinfo=UTC)
    before = stored()
    confirmed(row, later + HOUR)
    assert stored() == before


def test_confirm_by_a_link_of_something_else_is_refused(debate: Debate, ed: User) -> None:
    ask(Thing.about(debate))
    ask(Thing.new_debates())
    ask(Thing.new_debates(), "finch@example.org")
    first, second, of_another = Subscription.objects.order_by("pk")
    for wrong in ("", "guessed", token_of(second), token_of(of_another)):
        told = refusal(lambda wrong=wrong: confirm(subscription=first, token=wrong, now=NOW))
        assert told == "This link does not open these settings."
    token = token_of(first)
    first.delete()
    assert (
        refusal(
            lambda: confirm(
                subscription=Subscription(pk=first.pk, subscriber=second.subscriber), token=token, now=NOW
            )
        )
        == "This link does not open these settings."
    )


def test_a_link_confirms_for_a_week(debate: Debate) -> None:
    ask(Thing.about(debate))
    row = Subscription.objects.get()
    told = refusal(lambda: confirmed(row, NOW + WEEK))
    assert told == "This can no longer be confirmed: subscribe again."
    assert not subscribing.is_open(row, NOW + WEEK)
    confirmed(row, NOW + WEEK - timedelta(seconds=1))


def test_asking_for_what_somebody_gets_changes_nothing_of_it(debate: Debate) -> None:
    """Nor does asking for it at other times: until whoever reads mail there says so."""
    wren = subscriber()
    wish(wren, Thing.about(debate), WEEKLY)
    ask(Thing.about(debate), frequency=WEEKLY)
    row = Subscription.objects.get()
    assert (row.frequency, row.asked, row.asked_at) == ("weekly", "", None)
    ask(Thing.about(debate), WREN.upper(), AT_ONCE, now=NOW + HOUR)
    row.refresh_from_db()
    assert (row.frequency, row.asked) == ("weekly", "immediately")
    assert {*Message.objects.values_list("recipient", flat=True)} == {WREN}
    confirmed(row, NOW + HOUR)
    assert wishes(wren) == {f"debate:{debate.pk}": "immediately"}


def test_asking_again_within_ten_minutes_makes_one_letter(debate: Debate) -> None:
    thing = Thing.about(debate)
    for minute in (0, 5, 9, 10):
        ask(thing, frequency=AT_ONCE if minute == 5 else DAILY, now=NOW + timedelta(minutes=minute))
    assert Message.objects.count() == 2
    assert Subscription.objects.get().asked == "daily"
    ask(Thing.new_debates())
    assert Message.objects.count() == 3


def test_the_address_of_an_account_belongs_to_the_account(debate: Debate, vera: User) -> None:
    ask(Thing.about(debate), "Vera@Example.org", AT_ONCE)
    person = Subscriber.objects.get()
    assert (person.user, person.email) == (vera, "")
    assert wishes(person) == {f"debate:{debate.pk}": "never", "replies": "daily"}
    assert Message.objects.get().recipient == "vera@example.org"
    row = Subscription.objects.get(debate=debate)
    # The link was sent to her alone: it needs no signing in.
    confirmed(row)
    assert wishes(person)[f"debate:{debate.pk}"] == "immediately"


def test_an_address_that_an_account_has_not_confirmed_is_nobodys(debate: Debate) -> None:
    User.objects.create_user("una@example.org", display_name="Una")
    ask(Thing.about(debate), "una@example.org")
    assert Subscriber.objects.get().user is None


@pytest.mark.parametrize(
    "email", ["", "wren", "wren@example.org\n", "a b@example.org", "Wren <w@example.org>"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    told = refusal(lambda: ask(Thing.new_debates(), email))
    assert told == "This is no e-mail address that we can write to."


def test_visitors_ask_for_no_replies_and_for_nothing_never(debate: Debate) -> None:
    assert refusal(lambda: ask(Thing.replies())) == "Sign in to be told of replies: only accounts comment."
    told = refusal(lambda: ask(Thing.new_debates(), frequency=NEVER))
    assert told == "Choose how often you want to be told."


def test_who_wants_as_much_as_one_can_is_asked_for_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debates.digests.actions.wishes.MOST", 1)
    ask(Thing.new_debates())
    before = stored()
    ask(Thing.new_in("fr"))
    assert stored() == before
    assert policies.may_be_told(AnonymousUser(), Thing.new_in("fr"))


def test_a_thread_that_was_locked_meanwhile_is_refused(debate: Debate) -> None:
    root = written(debate, is_locked=True)
    told = "This thread is locked: it takes no more answers."
    assert refusal(lambda: ask(Thing.below(root))) == told
