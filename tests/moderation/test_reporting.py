"""A notice of a comment is taken once, from whoever it is from, with its case and its receipt."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from pytest_django import Settings

from accounts.models import User
from accounts.verdicts import Refused
from debates.comments.models import Comment
from debates.comments.visibility import Cause, Visibility
from debates.moderation import actions
from debates.moderation.actions.reporting import (
    CONFIRMATION,
    KNOWN,
    RECEIPT,
    Report,
    confirm_notice,
    report_comment,
)
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Case, Notice, Outcome, State, Terms
from debates.moderation.queues import Queue
from debates.moderation.urgency import Severity
from debates.outbox.models import Message, Suppression
from tests.at_once import at_once
from tests.makers import NOW, make_user
from tests.moderation.rows import case_of, decided, illegal, moderated, noticed, report

HOUR = timedelta(hours=1)
WIL = "wil@example.org"
VISITOR = AnonymousUser()


def send(comment: Comment, by: Any, what: Report | None = None, now: Any = NOW) -> Notice:
    """Report a comment."""
    return report_comment(comment=comment, by=by, report=what or report(), now=now)


def refusal(comment: Comment, by: Any, what: Report | None = None) -> str:
    """Answer why a notice was not taken, which has written nothing."""
    before = moderated()
    with pytest.raises(Refused) as refused:
        send(comment, by, what)
    assert moderated() == before
    return str(refused.value)


def letters() -> list[tuple[str, str]]:
    """Answer what was promised to whom."""
    return [*Message.objects.order_by("pk").values_list("kind", "recipient")]


# ---------------------------------------------------------------- readers with an account


def test_a_notice_opens_the_case_and_promises_its_receipt(comment: Comment, sam: User) -> None:
    notice = send(comment, sam, report(explanation=" It is about trains. "))
    assert (notice.state, notice.rule and notice.rule.key) == (State.OPEN, "off-topic")
    assert (notice.explanation, notice.comment_revision) == ("It is about trains.", 1)
    assert (notice.notifier, notice.name, notice.email, notice.language) == (sam, "", "", "en")
    case = Case.objects.get()
    assert (case.queue, case.severity) == (Queue.REPORTED, Severity.USUAL)
    assert letters() == [(RECEIPT, "sam@example.org")]
    assert Terms.objects.get().number == 1


def test_a_notice_comes_into_the_case_that_there_is_and_makes_moderators_look_again(
    comment: Comment, sam: User, mo: User
) -> None:
    case = case_of(comment)
    decided(case, mo, Measure.APPROVE)
    before = Case.objects.get().version
    send(comment, sam, report("threats"), now=NOW + HOUR)
    case = Case.objects.get()
    assert (case.queue, case.severity, case.since) == (Queue.REPORTED, Severity.GRAVE, NOW + HOUR)
    assert case.version == before + 1
    assert case.urgent_at == NOW + HOUR - timedelta(hours=72) - timedelta(hours=2)


def test_an_illegal_comment_is_reported_with_all_that_the_law_asks_for(comment: Comment, sam: User) -> None:
    notice = send(comment, sam, illegal())
    assert (notice.ground, notice.rule, notice.law) == (Ground.LAW, None, "Defamation")
    assert (notice.name, notice.email, notice.in_good_faith, notice.is_excepted) == (
        "Wil Ferris",
        "",
        True,
        False,
    )
    assert Case.objects.get().severity == Severity.SERIOUS
    assert not Terms.objects.exists()


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        (illegal(law=" "), "Say which law, in your own words."),
        (illegal(explanation="x" * 19), "Say in at least 20 characters why you think that it is illegal."),
        (illegal(place=""), "Say where exactly it stands."),
        (illegal(in_good_faith=False), "Say that you report in good faith."),
        (illegal(name=" "), "Say who you are."),
        (report("unknown"), "Choose the rule that the comment is against."),
        (report(""), "Choose the rule that the comment is against."),
    ],
)
def test_a_notice_that_does_not_say_enough_is_refused(
    comment: Comment, sam: User, what: Report, sentence: str
) -> None:
    assert refusal(comment, sam, what) == sentence


def test_a_site_without_that_duty_takes_no_notices_of_what_is_illegal(
    comment: Comment, sam: User, settings: Settings
) -> None:
    settings.MODERATION_WITHOUT = frozenset({"notices"})
    assert refusal(comment, sam, illegal()) == "This site takes reports about its own rules alone."
    assert send(comment, sam)


def test_nobody_reports_their_own_comment_or_what_readers_do_not_see(
    comment: Comment, vera: User, sam: User
) -> None:
    assert refusal(comment, vera).startswith("This is your own comment")
    Comment.objects.update(visibility=Visibility.REJECTED, cause=Cause.MODERATION)
    assert refusal(comment, sam) == "Readers do not see this comment."


def test_one_notice_of_a_reader_waits_at_a_time(comment: Comment, sam: User, mo: User) -> None:
    send(comment, sam)
    assert refusal(comment, sam, illegal()) == (
        "You have reported this comment already, and it waits for a moderator."
    )
    decided(Case.objects.get(), mo, Measure.APPROVE)
    assert send(comment, sam, now=NOW + HOUR).state == State.OPEN
    assert Notice.objects.count() == 2


def test_the_database_takes_no_second_open_notice(comment: Comment, sam: User) -> None:
    first = send(comment, sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        noticed(comment, sam)
    Notice.objects.filter(pk=first.pk).update(notifier=None, email=WIL)
    with pytest.raises(IntegrityError), transaction.atomic():
        noticed(comment, None, email=WIL.upper())  # type: ignore[arg-type]
    assert Notice.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"rule": None},
        {"law": "Defamation"},
        {"is_excepted": True},
        {"ground": Ground.LAW},
        {"state": State.UNCONFIRMED},
        {"confirmed_at": None},
        {"state": State.SETTLED},
        {"outcome": Outcome.FOUNDED},
        {"outcome": "lost"},
        {"state": "lost"},
    ],
)
def test_the_database_takes_no_notice_that_contradicts_itself(
    comment: Comment, sam: User, change: dict[str, Any]
) -> None:
    notice = send(comment, sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(**change)


@pytest.mark.django_db(transaction=True)
def test_of_a_reader_who_presses_twice_one_notice_is_taken(comment: Comment, sam: User) -> None:
    def attempt(_number: int) -> str:
        try:
            send(comment, sam)
        except Refused as refused:
            return str(refused)
        return "taken"

    told = sorted(at_once(6, attempt))
    assert told[-1] == "taken"
    assert set(told[:-1]) == {"You have reported this comment already, and it waits for a moderator."}
    assert (Notice.objects.count(), Message.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_many_readers_at_the_same_time_are_all_counted_in_the_case(comment: Comment) -> None:
    readers = [make_user(f"Reader-{number}") for number in range(6)]
    at_once(6, lambda number: send(comment, readers[number]))
    assert Notice.objects.filter(state=State.OPEN).count() == 6
    case = Case.objects.get()
    assert case.since - case.urgent_at == 6 * HOUR * 2


# ---------------------------------------------------------------- visitors


def test_a_visitors_notice_waits_until_its_address_is_confirmed(comment: Comment) -> None:
    case_before = case_of(comment)
    notice = send(comment, VISITOR, report(email=WIL, name="Wil"))
    assert (notice.state, notice.confirmed_at) == (State.UNCONFIRMED, None)
    assert letters() == [(CONFIRMATION, WIL)]
    assert Case.objects.values().get() == Case.objects.filter(pk=case_before.pk).values().get()
    assert Case.objects.get().queue == Queue.NEW
    confirm_notice(notice=notice, token=notice.token, now=NOW + HOUR)
    notice.refresh_from_db()
    assert (notice.state, notice.confirmed_at) == (State.OPEN, NOW + HOUR)
    assert Case.objects.get().queue == Queue.REPORTED
    assert letters()[1:] == [(RECEIPT, WIL)]


def test_who_confirms_a_notice_is_told_of_it_where_mail_came_back_before(comment: Comment) -> None:
    for cause in ("bounce", "complaint"):
        Suppression.objects.create(address=WIL, cause=cause, evidence="5.1.1", since=NOW)
    notice = send(comment, VISITOR, report(email=WIL))
    assert Suppression.objects.standing().count() == 2
    confirm_notice(notice=notice, token=notice.token, now=NOW)
    assert [row.cause for row in Suppression.objects.standing()] == ["complaint"]


def test_a_notice_is_confirmed_by_its_own_link_alone_and_once(comment: Comment) -> None:
    notice = send(comment, VISITOR, report(email=WIL))
    other = send(comment, VISITOR, report(email="ann@example.org"))
    for token in ("", "guessed", other.token):
        with pytest.raises(Refused, match="leads nowhere"):
            confirm_notice(notice=notice, token=token, now=NOW)
    confirm_notice(notice=notice, token=notice.token, now=NOW)
    with pytest.raises(Refused, match="confirmed already"):
        confirm_notice(notice=notice, token=notice.token, now=NOW)
    with pytest.raises(Refused, match="has run out"):
        confirm_notice(notice=other, token=other.token, now=NOW + timedelta(days=7))


def test_without_an_address_only_the_gravest_is_taken_and_at_once(comment: Comment) -> None:
    told = "Give an e-mail address: we ask there whether this report is yours."
    assert refusal(comment, VISITOR) == told
    assert refusal(comment, VISITOR, illegal()) == told
    notice = send(comment, VISITOR, illegal(is_excepted=True, name=""))
    assert (notice.state, notice.is_excepted, notice.address) == (State.OPEN, True, "")
    assert Case.objects.get().severity == Severity.GRAVE
    assert letters() == []
    assert send(comment, VISITOR, illegal(is_excepted=True, name="", email=WIL)).state == State.UNCONFIRMED


def test_who_reports_anew_before_confirming_gets_another_link_in_place_of_the_first(comment: Comment) -> None:
    first = send(comment, VISITOR, report(email=WIL))
    second = send(comment, VISITOR, report("spam", email=WIL.upper()))
    assert [*Notice.objects.all()] == [second]
    assert second.token != first.token
    assert [kind for kind, _address in letters()] == [CONFIRMATION, CONFIRMATION]


def test_who_types_an_address_learns_nothing_of_what_it_has_reported(comment: Comment) -> None:
    first = send(comment, VISITOR, report(email=WIL))
    confirm_notice(notice=first, token=first.token, now=NOW)
    again = [send(comment, VISITOR, report("spam", email=WIL), now=NOW + HOUR) for _time in range(2)]
    assert again == [first, first]
    first.refresh_from_db()
    assert first.rule
    assert first.rule.key == "off-topic"
    assert letters() == [(CONFIRMATION, WIL), (RECEIPT, WIL), (KNOWN, WIL)]


def test_what_holds_for_an_account_holds_for_its_address(comment: Comment, vera: User, sam: User) -> None:
    own = send(comment, VISITOR, report(email="vera@example.org"))
    with pytest.raises(Refused, match="your own comment"):
        confirm_notice(notice=own, token=own.token, now=NOW)
    second = send(comment, VISITOR, report(email="sam@example.org"))
    send(comment, sam)
    with pytest.raises(Refused, match="reported this comment already"):
        confirm_notice(notice=second, token=second.token, now=NOW)
    assert {notice.state for notice in (own, second)} == {State.UNCONFIRMED}


def test_an_address_that_no_letter_reaches_is_refused(comment: Comment) -> None:
    assert "no e-mail address" in refusal(comment, VISITOR, report(email="a b@example.org"))


@pytest.mark.django_db(transaction=True)
def test_a_visitor_who_presses_twice_has_one_notice_to_confirm(comment: Comment) -> None:
    at_once(5, lambda _: send(comment, VISITOR, report(email=WIL)))
    notice = Notice.objects.get()
    assert notice.state == State.UNCONFIRMED
    confirm = [told for told in at_once(4, lambda _: confirmed(notice)) if told == "taken"]
    assert confirm == ["taken"]
    assert [kind for kind, _address in letters()].count(RECEIPT) == 1


def confirmed(notice: Notice) -> str:
    """Confirm a notice, and answer what came of it."""
    try:
        confirm_notice(notice=notice, token=notice.token, now=NOW)
    except Refused as refused:
        return str(refused)
    return "taken"


# ---------------------------------------------------------------- when a decision is taken back


def test_a_notice_without_an_address_is_open_again_beside_those_of_others(
    comment: Comment, sam: User, mo: User
) -> None:
    without = illegal(is_excepted=True, name="")
    nameless = send(comment, VISITOR, without)
    decision = decided(Case.objects.get(), mo, Measure.APPROVE)
    send(comment, sam)
    send(comment, VISITOR, without)
    actions.undo(decision=decision, expected_version=Case.objects.get().version, by=mo, now=NOW)
    nameless.refresh_from_db()
    assert (nameless.state, nameless.outcome) == (State.OPEN, Outcome.NONE)


def test_a_notice_stays_settled_whose_sender_has_sent_another(comment: Comment, mo: User) -> None:
    first = send(comment, VISITOR, report(email=WIL))
    confirm_notice(notice=first, token=first.token, now=NOW)
    decision = decided(Case.objects.get(), mo, Measure.APPROVE)
    send(comment, VISITOR, report(email=WIL.upper()))
    actions.undo(decision=decision, expected_version=Case.objects.get().version, by=mo, now=NOW)
    first.refresh_from_db()
    assert first.state == State.SETTLED
