"""The letters about decisions, appeals and penalties, and the summary, as they arrive."""

import re
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.actions import Consequence, Why
from debates.moderation.actions.informing import inform
from debates.moderation.letters import appeals, statements, summaries
from debates.moderation.measures import Ground, Measure, Sanction, Source
from debates.moderation.models import AppealOutcome, Case, Decision, Misuse, Notice
from debates.outbox import delivery
from debates.outbox.models import Message
from tests.makers import NOW, make_user
from tests.moderation.rows import (
    WRONG,
    against,
    answered,
    appealed,
    case_of,
    decided,
    noticed,
    penalised,
)
from tests.sink import Sink

HOSTILE = '<script>alert(1)</script> "quoted" & \u202eodd'
COURT = "You can also turn to an out-of-court dispute settlement body"
FROM_US = "http://localhost:8000"


def deliver() -> None:
    """Send what is due an hour after everything."""
    later = timezone.now() + timedelta(hours=1)
    delivery.deliver_due(clock=lambda: later, chance=lambda: 0.0, patience=timedelta(minutes=1))


def parts(mail: EmailMessage) -> tuple[str, str]:
    """Answer the text and the HTML of a message, the text with its white space made single spaces."""
    text, html = (mail.get_body([kind]) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return " ".join(text.get_content().split()), html.get_content()


def arrived(sink: Sink, address: str = "vera@example.org") -> tuple[str, str, str]:
    """Answer subject, text and HTML of the last message that this person got."""
    deliver()
    mail = sink.to(address)[-1]
    return (str(mail["Subject"]), *parts(mail))


def links(html: str, part: str) -> list[str]:
    return re.findall(rf'href="([^"]*/{part}[^"]*)"', html)


# ---------------------------------------------------------------- decisions


def test_a_removal_arrives_with_everything_that_the_law_asks_for(
    comment: Comment, sam: User, mo: User, sink: Sink
) -> None:
    now = timezone.now()
    noticed(comment, sam)
    suspended = Consequence(Sanction.SUSPEND, now + timedelta(days=7))
    case = Case.objects.get()
    decision = decided(case, mo, Measure.REJECT, against(), consequence=suspended, now=now)
    subject, text, html = arrived(sink)
    assert subject == "Your comment was removed"
    until, appeal = now + timedelta(days=7), now + timedelta(days=184)
    for words in (
        "A moderator has removed your comment: readers see in its place that it was, and why.",
        "Should the harbour be dredged?",
        f"> {comment.source}",
        f"You were suspended until {until:%-d %B %Y, %H:%M}. Until then you cannot vote, comment or rate.",
        "It holds wherever this site is read, until another decision takes its place.",
        "We find that it is against this rule of the site (version 1 of the rules): Off topic.",
        "Off topic. Keep to the question. It speaks of trains.",
        "Your comment was reported to us. We do not tell who reports.",
        "No automatic means were used to find it.",
        "A person decided. No automatic means were used to decide.",
        f"Appeal against this: {FROM_US}/account/decisions/{decision.pk}/appeal/",
        f"until {appeal:%-d %B %Y}; it costs nothing.",
        COURT,
        f"{FROM_US}/account/decisions/{decision.pk}/ -- Sic et Non",
    ):
        assert words in text
    assert "Sam" not in text + html
    assert links(html, "account/") == [
        f"{FROM_US}/account/decisions/{decision.pk}/appeal/",
        f"{FROM_US}/account/decisions/{decision.pk}/",
    ]
    assert comment.source in html


def hold(comment: Comment) -> Decision:
    """Answer the hold of the screening, with its letter promised."""
    case = case_of(comment)
    decision = Decision.objects.create(
        case=case,
        number=1,
        measure=Measure.HOLD,
        before="published",
        after="held",
        comment_revision=1,
        case_version=case.version,
        ground=Ground.SCREENING,
        source=Source.SCREENING,
        automated_detection=True,
        automated_decision=True,
        explanation="It holds many links.",
        at=NOW,
    )
    with transaction.atomic():
        inform(decision=decision, now=NOW)
    return decision


def test_a_hold_says_that_nobody_has_judged_yet(comment: Comment, sink: Sink) -> None:
    hold(comment)
    subject, text, _html = arrived(sink)
    assert subject == "Your comment waits for a moderator"
    for words in (
        "An automatic check holds your comment. Nobody has judged it yet: a moderator will.",
        "It holds many links.",
        "The automatic check that every comment goes through picked yours out.",
        "Automatic means were used to find it. It is held by automatic means; no person has decided yet.",
        "You need not do anything: a moderator reads your comment, and we write to you again.",
        COURT,
    ):
        assert words in text
    assert "Appeal against this" not in text


def test_who_has_appealed_before_the_letter_comes_is_told_what_else_they_can_do(
    comment: Comment, mo: User, vera: User, sink: Sink
) -> None:
    appealed(decided(case_of(comment), mo, Measure.REJECT, against()), vera)
    deliver()
    letters = (parts(mail)[0] for mail in sink.to(vera.email))
    (text,) = (letter for letter in letters if "What you can do" in letter)
    assert "Appeal against this" not in text
    assert "What you can do You can turn to an out-of-court dispute settlement body" in text


def test_a_publication_gives_no_reasons(comment: Comment, mo: User, sink: Sink) -> None:
    Comment.objects.filter(pk=comment.pk).update(visibility="held", cause="screening")
    decided(case_of(comment), mo, Measure.APPROVE)
    subject, text, html = arrived(sink)
    assert subject == "Your comment is published"
    assert "A moderator has read your comment, and readers see it." in text
    assert COURT not in text
    assert links(html, "debates/") == [FROM_US + comment.get_absolute_url()]


def test_a_decision_taken_back_says_so_and_what_holds_again(comment: Comment, mo: User, sink: Sink) -> None:
    later = NOW + timedelta(minutes=9)
    first = decided(case_of(comment), mo, Measure.REJECT, against())
    second = decided(Case.objects.get(), mo, Measure.RESTRICT, against(), now=later)
    actions.undo(
        decision=second,
        expected_version=Case.objects.get().version,
        by=mo,
        now=later + timedelta(minutes=2),
    )
    subject, text, _html = arrived(sink)
    assert subject == "A decision about your comment was taken back"
    assert "was taken back. Readers do not see it." in text
    assert f"An earlier decision holds again; its reasons: {FROM_US}/account/decisions/{first.pk}/" in text


def test_the_ground_of_a_law_and_of_ones_own_initiative_are_told(
    comment: Comment, mo: User, sink: Sink
) -> None:
    against()  # the rules that are in force
    decided(
        case_of(comment), mo, Measure.RESTRICT, Why(Ground.LAW, law="Press Act, § 5", explanation="See it.")
    )
    subject, text, _html = arrived(sink)
    assert subject == "Your comment was collapsed"
    assert "We find that it is illegal; version 1 of our rules was in force. The law: Press Act, § 5" in text
    assert "A moderator came upon your comment. Nobody had reported it." in text


def test_a_warning_and_a_lock_have_words_of_their_own(comment: Comment, mo: User, sink: Sink) -> None:
    decided(case_of(comment), mo, Measure.LOCK, against())
    assert arrived(sink)[0] == "Your thread takes no more answers"
    decided(Case.objects.get(), mo, Measure.NONE, against(), consequence=Consequence(Sanction.WARN))
    subject, text, _html = arrived(sink)
    assert subject == "You were warned"
    assert "A moderator has read your comment and left it as it is. This is about you." in text
    assert "Nothing else follows from it." in text


def test_what_was_taken_back_or_superseded_has_no_letter(comment: Comment, mo: User) -> None:
    decision = decided(case_of(comment), mo, Measure.REJECT, against())
    assert statements.statement_letter({"decision": decision.pk}) is not None
    actions.undo(decision=decision, expected_version=Case.objects.get().version, by=mo, now=NOW)
    assert statements.statement_letter({"decision": decision.pk}) is None
    assert statements.statement_letter({"decision": 0}) is None


def test_a_letter_speaks_of_the_reader_s_own_time(comment: Comment, mo: User, vera: User, sink: Sink) -> None:
    User.objects.filter(pk=vera.pk).update(time_zone="Asia/Kolkata")
    decided(case_of(comment), mo, Measure.REJECT, against())
    assert "1 March 2026, 14:30" in arrived(sink)[1]


def test_words_of_people_are_only_words(comment: Comment, mo: User, sink: Sink) -> None:
    comment.revisions.update(source=HOSTILE)
    decided(case_of(comment), mo, Measure.REJECT, against(explanation=HOSTILE))
    _subject, text, html = arrived(sink)
    assert text.count(HOSTILE) == 2
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2


# ---------------------------------------------------------------- appeals


def test_receipt_and_answer_of_an_author_s_appeal(comment: Comment, mo: User, vera: User, sink: Sink) -> None:
    decision = decided(case_of(comment), mo, Measure.REJECT, against())
    deliver()
    appeal = appealed(decision, vera)
    subject, text, html = arrived(sink)
    assert subject == "Your appeal has come"
    assert f"Your comment was removed (Should the harbour be dredged?) You wrote: > {WRONG}" in text
    assert links(html, "account/") == [f"{FROM_US}/account/decisions/{decision.pk}/"]
    answered(appeal, make_user("Maria", Role.MODERATOR))
    subject, text, _html = arrived(sink)
    assert subject == "The answer to your appeal"
    assert "the decision was reversed. Readers see the comment again." in text
    assert "The moderator who has looked at it anew writes: You are right." in text
    assert f"You had written: > {WRONG}" in text
    assert COURT in text
    assert "Maria" not in text


def test_a_notifier_without_an_account_is_led_to_the_page_of_their_link(
    comment: Comment, mo: User, sink: Sink
) -> None:
    now = timezone.now()
    noticed(comment, None, email="nina@example.org")  # type: ignore[arg-type]
    decided(Case.objects.get(), mo, Measure.APPROVE, now=now)
    notice = Notice.objects.get()
    _subject, text, html = arrived(sink, "nina@example.org")
    assert "found that it may stay" in text
    assert links(html, "notices/") == [f"{FROM_US}/notices/{notice.pk}/{notice.token}/appeal/"]
    appeal = actions.appeal_outcome(notice=notice, by=None, text=WRONG, now=now, knows_link=True)
    _subject, text, html = arrived(sink, "nina@example.org")
    assert "The comment that you had reported was left as it is" in text
    assert links(html, "notices/") == [f"{FROM_US}/notices/{notice.pk}/{notice.token}/appeal/"]
    answered(appeal, make_user("Maria", Role.MODERATOR), AppealOutcome.UPHELD, reply="It argues.")
    _subject, text, _html = arrived(sink, "nina@example.org")
    assert "the decision stands. The comment that you had reported" in text
    assert "It argues." in text


def test_an_author_is_told_that_somebody_appealed_who_had_reported(
    comment: Comment, sam: User, mo: User, sink: Sink
) -> None:
    notice = noticed(comment, sam)
    decided(Case.objects.get(), mo, Measure.APPROVE)
    appeal = actions.appeal_outcome(notice=notice, by=sam, text=WRONG, now=NOW)
    maria = make_user("Maria", Role.MODERATOR)
    answered(appeal, maria, measure=Measure.REJECT, why=against(), now=timezone.now())
    subject, text, html = arrived(sink)
    assert subject == "Your comment was removed"
    assert "Somebody who had reported your comment appealed against what came of that." in text
    assert "Appeal against this" in text
    assert "Sam" not in text + html


def test_an_appeal_that_is_answered_has_no_receipt_any_more(comment: Comment, mo: User, vera: User) -> None:
    appeal = appealed(decided(case_of(comment), mo, Measure.REJECT, against()), vera)
    assert appeals.answered_letter({"appeal": appeal.pk}) is None
    answered(appeal, make_user("Maria", Role.MODERATOR))
    assert appeals.received_letter({"appeal": appeal.pk}) is None


# ---------------------------------------------------------------- penalties


def test_a_suspension_for_misuse_arrives_with_its_statement(vera: User, mo: User, sink: Sink) -> None:
    now = timezone.now()
    penalty = penalised(vera, mo, now=now)
    subject, text, html = arrived(sink)
    assert subject == "You were suspended"
    for words in (
        "Of 4 comments that you wrote within 90 days, 3 were removed.",
        "A moderator has looked at this and writes: Three of them in a week.",
        "This site counts such things by itself; a person decided.",
        "Appeal against this",
        COURT,
    ):
        assert words in text
    assert links(html, "account/")[0] == f"{FROM_US}/account/penalties/{penalty.pk}/appeal/"
    actions.lift_penalty(penalty=penalty, reason="She said sorry.", by=mo, now=now)
    subject, text, html = arrived(sink)
    assert subject == "Your suspension is over"
    assert "A moderator has lifted this: nothing of it holds any more. They write: She said sorry." in text
    assert "She said sorry." in html
    assert statements.penalty_letter({"penalty": penalty.pk}) is None


def test_a_warning_about_reports_says_what_it_is(sam: User, mo: User, sink: Sink) -> None:
    penalised(sam, mo, now=timezone.now(), misuse=Misuse.NOTICES, sanction=Sanction.WARN, days=0)
    subject, text, _html = arrived(sink, "sam@example.org")
    assert subject == "You were warned"
    assert "Of 4 comments that you reported within 90 days, nothing came of 3." in text


# ---------------------------------------------------------------- the summary


def test_the_summary_lists_what_waits_with_the_oldest(
    comment: Comment, sam: User, vera: User, mo: User, sink: Sink
) -> None:
    User.objects.filter(pk=mo.pk).update(time_zone="Asia/Kolkata")
    noticed(comment, sam)
    penalty = penalised(vera, mo)
    actions.appeal_penalty(penalty=penalty, by=vera, text=WRONG, now=NOW)
    actions.set_desk(by=mo, keys=True, summary_hour=9, now=NOW)
    actions.summarise_due(now=NOW + timedelta(days=1))
    subject, text, html = arrived(sink, "mo@example.org")
    assert subject == "2 things wait for moderators"
    assert "Reported: 1 · the oldest since 1 March 2026, 14:30" in text
    assert "Appeals against penalties: 1 · the oldest since 1 March 2026, 14:30" in text
    assert f"{FROM_US}/moderating/appeals/" in links(html, "moderating/")
    assert links(html, "moderating/desk")[-1] == f"{FROM_US}/moderating/desk/"


def test_no_summary_is_sent_when_nothing_waits_any_more_or_the_role_has_ended(
    comment: Comment, mo: User
) -> None:
    ids: dict[str, Any] = {"user": mo.pk, "day": "2026-03-02"}
    assert summaries.summary_letter(ids) is None
    case = case_of(comment)
    assert summaries.summary_letter(ids) is not None
    mo.grants.all().delete()
    assert summaries.summary_letter(ids) is None
    mo.grants.create(role=Role.MODERATOR, reason="Back.")
    decided(case, mo, Measure.APPROVE)
    assert summaries.summary_letter(ids) is None


def test_a_site_without_the_duty_writes_no_statements(comment: Comment, mo: User, settings: Any) -> None:
    settings.MODERATION_WITHOUT = frozenset({"statements"})
    decided(case_of(comment), mo, Measure.REJECT, against())
    assert not Message.objects.exists()
