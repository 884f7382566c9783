"""The letters to whoever has reported a comment, as they arrive."""

import re
from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.actions.reporting import Report, confirm_notice, report_comment
from debates.moderation.actions.rules import ensure_rules
from debates.moderation.actions.settling import settle_gone
from debates.moderation.letters.links import appeal_address, notice_address
from debates.moderation.letters.notices import (
    confirmation_letter,
    known_letter,
    outcome_letter,
    receipt_letter,
)
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Case, Notice, State
from debates.outbox import delivery
from debates.outbox.models import Message
from tests.makers import NOW
from tests.moderation.rows import Why, against, decided, illegal, report
from tests.sink import Sink

LATER = NOW + timedelta(minutes=2)
WIL = "wil@example.org"


def deliver(at: object = NOW) -> None:
    """Send what is due by then."""
    with time_machine.travel(at, tick=False):  # type: ignore[arg-type]
        delivery.deliver_due(clock=timezone.now, chance=lambda: 0.0, patience=timedelta(minutes=1))


def parts(mail: EmailMessage) -> tuple[str, str]:
    """Answer the text of a message, its lines joined, and its HTML."""
    text, html = (mail.get_body([kind]) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()


def said(text: str) -> str:
    return " ".join(text.split())


def by_visitor(comment: Comment, what: Report | None = None) -> Notice:
    """Answer a notice from an address, confirmed."""
    given = what or report(email=WIL)
    notice = report_comment(comment=comment, by=AnonymousUser(), report=given, now=NOW)
    return confirm_notice(notice=notice, token=notice.token, now=NOW)


def test_the_link_to_confirm_arrives_at_the_address_and_leads_to_the_notice(
    comment: Comment, sink: Sink
) -> None:
    notice = report_comment(comment=comment, by=AnonymousUser(), report=report(email=WIL), now=NOW)
    deliver()
    [mail] = sink.to(WIL)
    assert mail["Subject"] == "Please confirm your report"
    text, html = parts(mail)
    for words in (
        "Somebody gave this address to report a comment on Sic et Non. Was it you?",
        "Debate: Should the harbour be dredged?",
        "Comment by: Vera",
        "You reported it as against the rule: Keep to the question",
        "The link works until 8 March 2026, 09:00 UTC.",
        "without you the report is deleted, and so is this address.",
    ):
        assert words in said(text)
    link = f"http://localhost:8000/reports/{notice.pk}/{notice.token}/"
    assert re.findall(r"http\S+/reports/\S+", text) == [link]
    assert re.findall(r'href="([^"]+/reports/[^"]+)"', html) == [link]


def test_the_receipt_says_what_happens_next_and_that_people_decide(
    comment: Comment, sam: User, sink: Sink
) -> None:
    notice = report_comment(comment=comment, by=sam, report=illegal(), now=NOW)
    deliver()
    [mail] = sink.to("sam@example.org")
    assert mail["Subject"] == "Your report has come"
    text, html = parts(mail)
    for words in (
        "You reported it as illegal: Defamation",
        "a person reads the comment and what you say, and decides",
        "No automatic means are used for that.",
        "Whoever wrote the comment is not told who reported it.",
        f"http://localhost:8000{comment.get_absolute_url()}",
        "http://localhost:8000/rules/",
        notice_address(notice),
    ):
        assert words in said(text)
    assert notice_address(notice) in html


def test_who_reports_twice_is_told_by_letter(comment: Comment, sink: Sink) -> None:
    notice = by_visitor(comment)
    report_comment(comment=comment, by=AnonymousUser(), report=report("spam", email=WIL), now=NOW)
    deliver()
    mail = sink.to(WIL)[-1]
    assert mail["Subject"] == "You have reported this comment already"
    assert "that you reported on 1 March 2026. One report is enough" in said(parts(mail)[0])
    assert notice_address(notice) in parts(mail)[0]


def test_the_outcome_says_what_was_decided_and_why_in_the_words_of_the_decision(
    comment: Comment, mo: User, sink: Sink
) -> None:
    notice = by_visitor(comment)
    deliver()
    decided(Case.objects.get(), mo, Measure.REJECT, against(explanation="It speaks of <trains> & buses."))
    deliver(NOW + timedelta(seconds=59))
    assert [mail["Subject"] for mail in sink.to(WIL)] == ["Your report has come"]
    deliver(LATER)
    mail = sink.to(WIL)[-1]
    assert mail["Subject"] == "What became of your report"
    text, html = parts(mail)
    for words in (
        "A moderator has removed the comment: readers no longer see what it said.",
        "Against the rule: Keep to the question. A comment has to do with the debate",
        "http://localhost:8000/rules/versions/1/#rule-off-topic",
        "It speaks of <trains> & buses.",
        "A person decided; no automatic means were used for that.",
        notice_address(notice),
    ):
        assert words in said(text)
    assert "&lt;trains&gt; &amp; buses" in html
    assert comment.get_absolute_url() not in text
    assert "appeal" not in text


def test_who_was_told_that_nothing_was_done_is_told_how_to_appeal(
    comment: Comment, mo: User, sink: Sink, settings: Settings
) -> None:
    notice = by_visitor(comment)
    decided(Case.objects.get(), mo, Measure.APPROVE, Why(explanation=""))
    deliver(LATER)
    text, html = parts(sink.to(WIL)[-1])
    assert "A moderator has read the comment, and found that it may stay." in said(text)
    assert "You can also go to court." in said(text)
    assert appeal_address(notice) in text
    assert appeal_address(notice) in html
    settings.MODERATION_WITHOUT = frozenset({"appeals"})
    assert appeal_address(notice) == ""


def test_a_law_is_named_as_the_decision_names_it(comment: Comment, mo: User, sink: Sink) -> None:
    by_visitor(comment, illegal(email=WIL))
    ensure_rules(now=NOW)
    decided(
        Case.objects.get(),
        mo,
        Measure.RESTRICT,
        Why(Ground.LAW, law="§ 187 StGB", explanation="It is untrue."),
    )
    deliver(LATER)
    text = said(parts(sink.to(WIL)[-1])[0])
    assert "A moderator has collapsed the comment" in text
    assert "Illegal: § 187 StGB" in text
    assert "It is untrue." in text


def test_of_a_comment_that_was_withdrawn_before_nobody_decided(comment: Comment, sink: Sink) -> None:
    notice = by_visitor(comment)
    Comment.objects.update(visibility="withdrawn")
    settle_gone(notices=[notice], now=NOW)
    deliver(LATER)
    text = said(parts(sink.to(WIL)[-1])[0])
    assert "The comment was gone before anybody had decided: readers no longer see it." in text
    assert "A person decided" not in text
    assert "court" not in text


# ---------------------------------------------------------------- letters that are not wanted any more


def test_what_is_no_longer_so_is_not_sent(comment: Comment, sam: User, mo: User) -> None:
    notice = report_comment(comment=comment, by=AnonymousUser(), report=report(email=WIL), now=NOW)
    ids = {"notice": notice.pk, "nonce": notice.nonce}
    assert confirmation_letter(ids) is not None
    assert confirmation_letter({**ids, "nonce": "another"}) is None
    assert receipt_letter(ids) is None
    confirm_notice(notice=notice, token=notice.token, now=NOW)
    assert confirmation_letter(ids) is None
    assert receipt_letter(ids) is not None
    assert known_letter(ids) is not None
    assert outcome_letter({**ids, "decision": 0}) is None
    decision = decided(Case.objects.get(), mo, Measure.APPROVE)
    assert receipt_letter(ids) is None
    assert known_letter(ids) is None
    assert outcome_letter({**ids, "decision": decision.pk}) is not None
    assert outcome_letter({**ids, "decision": decision.pk + 1}) is None
    version = Case.objects.get().version
    actions.undo(decision=decision, expected_version=version, by=mo, now=NOW)
    assert Notice.objects.get().state == State.OPEN
    assert outcome_letter({**ids, "decision": decision.pk}) is None


def test_a_deleted_notice_has_no_letter_left(comment: Comment, sink: Sink) -> None:
    report_comment(comment=comment, by=AnonymousUser(), report=report(email=WIL), now=NOW)
    Notice.objects.all().delete()
    deliver()
    assert sink.mails == []
    assert Message.objects.get().state == "suppressed"


@pytest.mark.parametrize("language", ["en", "xx"])
def test_letters_speak_the_language_of_the_notice_where_the_site_has_it(
    comment: Comment, sam: User, language: str
) -> None:
    notice = report_comment(comment=comment, by=sam, report=report(), now=NOW)
    Notice.objects.update(language=language)
    letter = receipt_letter({"notice": notice.pk})
    assert letter is not None
    assert letter.language == "en"
