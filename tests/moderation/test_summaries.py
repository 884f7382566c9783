"""Each moderator gets one summary a day of what waits, at their hour, and none when nothing waits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import grant_role, remove_role
from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.models import Desk
from debates.outbox.models import Message
from tests.makers import NOW, make_user
from tests.moderation.rows import case_of, proposed

DAY = timedelta(days=1)
EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""The first eight o'clock after `NOW`."""


def swept(now: datetime) -> list[tuple[str, str]]:
    """Answer whom the sweep promises a letter, and of which day."""
    before = {*Message.objects.values_list("pk", flat=True)}
    actions.summarise_due(now=now)
    new = Message.objects.exclude(pk__in=before).order_by("recipient")
    return [(message.recipient, message.ids["day"]) for message in new]


def test_who_moderates_gets_a_desk_and_a_summary_at_eight(mo: User, comment: Comment) -> None:
    case_of(comment)
    assert swept(NOW) == []
    assert Desk.objects.get().next_summary_at == EIGHT
    assert swept(EIGHT - timedelta(minutes=1)) == []
    assert swept(EIGHT) == [("mo@example.org", "2026-03-02")]
    assert swept(EIGHT + timedelta(minutes=5)) == []
    assert swept(EIGHT + DAY) == [("mo@example.org", "2026-03-03")]


def test_nothing_comes_when_nothing_waits(mo: User, vera: User) -> None:
    swept(NOW)
    assert swept(EIGHT) == []
    assert Desk.objects.get().next_summary_at == EIGHT + DAY
    proposed(vera)
    assert swept(EIGHT + DAY) != []


def test_after_days_without_a_sweep_one_letter_comes(mo: User, comment: Comment) -> None:
    case_of(comment)
    swept(NOW)
    late = EIGHT + 4 * DAY + timedelta(hours=3)
    assert swept(late) == [("mo@example.org", "2026-03-06")]
    assert Desk.objects.get().next_summary_at == EIGHT + 5 * DAY


def test_a_role_that_has_ended_gets_none_and_one_given_again_does(mo: User, comment: Comment) -> None:
    case_of(comment)
    swept(NOW)
    remove_role(grant=mo.grants.get(), reason="Holidays.", by=None, now=NOW)
    assert swept(EIGHT) == []
    assert Desk.objects.get().next_summary_at is None
    grant_role(person=mo, role=Role.MODERATOR, reason="Back.", by=None, now=EIGHT)
    assert swept(EIGHT + timedelta(minutes=5)) == []
    assert swept(EIGHT + DAY) != []


def test_another_hour_or_none_is_kept(mo: User, comment: Comment) -> None:
    case_of(comment)
    actions.set_desk(by=mo, keys=False, summary_hour=15, now=NOW)
    afternoon = NOW.replace(hour=15)
    desk = Desk.objects.get()
    assert (desk.keys, desk.summary_hour, desk.next_summary_at) == (False, 15, afternoon)
    assert swept(afternoon) != []
    # Later the same day nothing comes again, whatever the hour is changed to.
    actions.set_desk(by=mo, keys=True, summary_hour=18, now=afternoon)
    assert swept(NOW.replace(hour=18)) == []
    actions.set_desk(by=mo, keys=True, summary_hour=None, now=NOW.replace(hour=19))
    assert Desk.objects.get().next_summary_at is None
    assert swept(NOW + 9 * DAY) == []


def test_the_hour_is_that_of_the_moderator_also_after_they_have_moved(mo: User, comment: Comment) -> None:
    case_of(comment)
    swept(NOW)
    User.objects.filter(pk=mo.pk).update(time_zone="Asia/Kolkata")
    swept(NOW)
    assert Desk.objects.get().next_summary_at == datetime(2026, 3, 2, 2, 30, tzinfo=UTC)


def test_every_moderator_gets_one(mo: User, comment: Comment, django_assert_num_queries: Any) -> None:
    case_of(comment)
    make_user("Maria", Role.MODERATOR)
    make_user("Paul", Role.MODERATOR, is_active=False)
    swept(NOW)
    assert [who for who, _day in swept(EIGHT)] == ["maria@example.org", "mo@example.org"]
    # A sweep that finds nothing to do asks who moderates, whose desk there is, and nothing else.
    with django_assert_num_queries(2):
        actions.summarise_due(now=EIGHT)


def test_only_moderators_have_a_desk(vera: User) -> None:
    for act in (
        lambda: actions.keep_desk(by=vera, now=NOW),
        lambda: actions.set_desk(by=vera, keys=True, summary_hour=1, now=NOW),
    ):
        with pytest.raises(Refused, match="Only moderators"):
            act()
    assert not Desk.objects.exists()


def test_opening_a_desk_twice_keeps_it(mo: User) -> None:
    actions.set_desk(by=mo, keys=False, summary_hour=None, now=NOW)
    desk = actions.keep_desk(by=mo, now=NOW)
    assert (desk.keys, desk.summary_hour) == (False, None)


@pytest.mark.parametrize("hour", [24, 99])
def test_the_database_knows_the_hours(mo: User, hour: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Desk.objects.create(user=mo, summary_hour=hour)
