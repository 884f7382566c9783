"""Reporting a comment, confirming it, and seeing what became of it, as people do on the pages."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from debates.comments.actions import save_discussion
from debates.comments.models import Comment
from debates.moderation.actions import appeal_outcome
from debates.moderation.actions.reporting import report_comment
from debates.moderation.first_rules import RULES
from debates.moderation.measures import Ground, Measure
from debates.moderation.models import Case, Notice, State, Terms
from debates.moderation.queries.notices import own_notices, view_of, with_surroundings
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.comments.screens import NEVER_STORED, client_for, parsed, words
from tests.makers import NOW, make_user
from tests.moderation.rows import against, decided, moderated, noticed, report
from tests.moderation.test_notice_policies import ignore

WIL = "wil@example.org"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """Stand at the moment at which everything else in these tests happens."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def reader(sam: User) -> Client:
    return client_for(sam)


@pytest.fixture
def visitor(db: None) -> Client:
    return Client()


def page_of(comment: Comment, rest: str = "") -> str:
    return f"/comments/{comment.pk}/report/{rest}"


def fields(page: Any) -> list[str]:
    """Answer the names of the fields that the form on a page shows."""
    shown = parsed(page).select("main form [name]:not([type=hidden])")
    return list(dict.fromkeys(str(field["name"]) for field in shown))


def errors(page: Any) -> list[str]:
    return [" ".join(item.get_text().split()) for item in parsed(page).select("#errors li")]


def said_of(client: Client, address: str) -> str:
    """Answer what the page says that one was led to."""
    status = parsed(client.get(address)).select_one("[role=status]")
    return status.get_text().strip() if status else ""


LAW = {
    "law": "Defamation",
    "explanation": "She never sold the harbour, which can be read in the register.",
    "place": "Here",
    "in_good_faith": "on",
    "name": "Wil Ferris",
}

# ---------------------------------------------------------------- the way there


def test_each_comment_that_is_shown_leads_to_the_page_on_which_it_is_reported(
    debate: Debate, comment: Comment
) -> None:
    written(debate, visibility="rejected")
    for path in ("", "comments/", f"comments/{comment.pk}/"):
        page = BeautifulSoup(Client().get(f"/debates/{debate.slug}/{path}").content, "html.parser")
        links = [link["href"] for link in page.find_all("a", string="Report")]
        assert (path, links) == (path, [page_of(comment)])


def test_a_comment_is_reported_also_where_nobody_comments_any_more(debate: Debate, comment: Comment) -> None:
    save_discussion(debate=debate, by=None, closes_at=None, locked=True, premoderated=False)
    page = BeautifulSoup(Client().get(f"/debates/{debate.slug}/comments/").content, "html.parser")
    links = [link.get_text() for link in page.select(".do a")]
    assert links == ["Report"]


# ---------------------------------------------------------------- against the rules


def test_a_reader_chooses_a_rule_and_sees_the_notice(comment: Comment, reader: Client) -> None:
    page = reader.get(page_of(comment))
    assert page.headers["Cache-Control"] == NEVER_STORED
    assert fields(page) == ["rule", "explanation"]
    for rule in RULES:
        assert rule.text in words(page)
    assert "The tide decides" in words(page)
    assert not Terms.objects.exists()
    answer = reader.post(page_of(comment), {"rule": "threats", "explanation": "Line\r\nline"})
    notice = Notice.objects.get()
    assert answer["Location"] == f"/account/reports/{notice.pk}/"
    assert said_of(reader, answer["Location"]) == "Thank you. Your report has reached the moderators."
    assert (notice.rule and notice.rule.key, notice.explanation) == ("threats", "Line\nline")


def test_who_chose_no_rule_is_told_and_loses_nothing(comment: Comment, reader: Client) -> None:
    before = moderated()
    page = reader.post(page_of(comment), {"rule": "", "explanation": "<b>It shouts."})
    assert page.status_code == 400
    assert errors(page) == ["The rule that it is against: Choose the rule that the comment is against."]
    assert parsed(page).select_one("#errors a[href='#id_rule']") is not None
    assert parsed(page).select_one("fieldset#id_rule") is not None
    typed = parsed(page).select_one("textarea[name=explanation]")
    assert typed is not None
    assert typed.get_text().strip() == "<b>It shouts."
    assert moderated() == before


def test_who_has_reported_it_already_is_shown_that_notice(
    comment: Comment, sam: User, reader: Client
) -> None:
    notice = report_comment(comment=comment, by=sam, report=report(), now=NOW)
    for rest in ("", "illegal/"):
        page = reader.get(page_of(comment, rest))
        assert "You reported this comment on 1 March 2026. It waits for a moderator." in words(page)
        assert fields(page) == []
        assert parsed(page).select_one(f"a[href='/account/reports/{notice.pk}/']") is not None
    again = reader.post(page_of(comment), {"rule": "spam"})
    assert again.status_code == 400
    assert errors(again) == ["You have reported this comment already, and it waits for a moderator."]


def test_whoever_may_not_is_told_why_and_asked_nothing(
    comment: Comment, vera: User, sam: User, reader: Client
) -> None:
    own = client_for(vera).get(page_of(comment))
    assert "This is your own comment: you can withdraw it, and need not report it." in words(own)
    ignore(sam)
    ignored = reader.get(page_of(comment))
    assert "We take no reports from you until 31 March 2026, 09:00." in words(ignored)
    assert fields(own) == fields(ignored) == []
    refused = reader.post(page_of(comment), {"rule": "spam"})
    assert (refused.status_code, errors(refused)) == (
        400,
        ["We take no reports from you until 31 March 2026, 09:00."],
    )


def test_a_comment_that_is_gone_is_not_reported_and_one_that_nobody_saw_is_not_there(
    debate: Debate, reader: Client
) -> None:
    removed = written(debate, visibility="rejected", source="Secret words.")
    held = written(debate, visibility="held", was_public=False)
    page = reader.get(page_of(removed))
    assert "Readers do not see this comment." in words(page)
    assert "Secret words." not in words(page)
    assert reader.get(page_of(held)).status_code == 404


# ---------------------------------------------------------------- illegal


def test_what_is_illegal_is_reported_with_its_place_filled_in(comment: Comment, reader: Client) -> None:
    page = reader.get(page_of(comment, "illegal/"))
    assert fields(page) == ["law", "explanation", "place", "is_excepted", "name", "in_good_faith"]
    place = parsed(page).select_one("textarea[name=place]")
    assert place is not None
    assert place.get_text().strip() == (
        f"http://localhost:8000{comment.get_absolute_url()}\n“The tide decides, not the harbour board.”"
    )
    assert parsed(page).select_one("input[name=name][value=Sam]") is not None
    answer = reader.post(page_of(comment, "illegal/"), LAW)
    notice = Notice.objects.get()
    assert answer["Location"] == f"/account/reports/{notice.pk}/"
    assert (notice.ground, notice.law, notice.name, notice.place) == (
        Ground.LAW,
        "Defamation",
        "Wil Ferris",
        "Here",
    )


MISSING = {
    "law": "The law that it is against: Say which law, in your own words.",
    "explanation": "Why you think that it is illegal: "
    "Say in at least 20 characters why you think that it is illegal.",
    "place": "Where exactly it stands: Say where exactly it stands.",
    "name": "Your name: Say who you are.",
    "email": "Your e-mail address: Give an e-mail address: we ask there whether this report is yours.",
    "in_good_faith": "I report this in good faith: as far as I know, what I say is accurate and complete: "
    "Say that you report in good faith.",
}


@pytest.mark.parametrize("missing", MISSING)
def test_each_thing_that_the_law_asks_for_is_asked_for(
    comment: Comment, visitor: Client, missing: str
) -> None:
    sent = {**LAW, "email": WIL}
    page = visitor.post(page_of(comment, "illegal/"), {**sent, missing: ""})
    assert (page.status_code, errors(page)) == (400, [MISSING[missing]])
    short = visitor.post(page_of(comment, "illegal/"), {**sent, "explanation": "Too short."})
    assert errors(short) == [MISSING["explanation"]]
    assert not Notice.objects.exists()


def test_the_gravest_needs_no_name_and_no_address(comment: Comment, visitor: Client) -> None:
    sent = {**LAW, "name": "", "is_excepted": "on"}
    answer = visitor.post(page_of(comment, "illegal/"), sent)
    assert answer["Location"] == page_of(comment, "thanks/")
    assert said_of(visitor, answer["Location"]) == "Thank you. Your report has reached the moderators."
    notice = Notice.objects.get()
    assert (notice.state, notice.is_excepted, notice.name, notice.email) == (State.OPEN, True, "", "")


def test_a_site_without_that_duty_has_no_such_page(
    comment: Comment, reader: Client, settings: Settings
) -> None:
    assert "It is against the law" in words(reader.get(page_of(comment)))
    settings.MODERATION_WITHOUT = frozenset({"notices"})
    assert "It is against the law" not in words(reader.get(page_of(comment)))
    assert reader.get(page_of(comment, "illegal/")).status_code == 404
    assert reader.post(page_of(comment, "illegal/"), LAW).status_code == 404


# ---------------------------------------------------------------- visitors


def test_a_visitor_reports_confirms_by_a_button_and_sees_the_notice(
    comment: Comment, visitor: Client
) -> None:
    page = visitor.get(page_of(comment))
    assert fields(page) == ["rule", "explanation", "name", "email"]
    link = parsed(page).select_one("main .form > p a[href*=login]")
    assert link is not None
    assert link["href"] == f"/account/login/?next=%2Fcomments%2F{comment.pk}%2Freport%2F"
    answer = visitor.post(page_of(comment), {"rule": "spam", "email": WIL, "name": "Wil"})
    assert answer["Location"] == page_of(comment, "thanks/")
    assert said_of(visitor, answer["Location"]) == (
        f"We have sent a link to {WIL}: open it within seven days."
    )
    notice = Notice.objects.get()
    address = f"/reports/{notice.pk}/{notice.token}/"
    other = Client()
    opened = other.get(address)
    assert opened.headers["Cache-Control"] == NEVER_STORED
    assert opened.headers["Referrer-Policy"] == "same-origin"
    assert Notice.objects.get().state == State.UNCONFIRMED
    assert "Confirm your report" in words(opened)
    assert other.post(address)["Location"] == address
    assert said_of(other, address) == "Thank you. Your report has reached the moderators."
    assert Notice.objects.get().state == State.OPEN
    assert "It waits for a moderator." in words(other.get(address))
    again = other.post(address)
    assert (again.status_code, "This report is confirmed already." in words(again)) == (400, True)


def test_a_visitor_without_an_address_is_asked_for_one(comment: Comment, visitor: Client) -> None:
    for email, told in (("", MISSING["email"]), ("a b", "Your e-mail address: Enter a valid email address.")):
        page = visitor.post(page_of(comment), {"rule": "spam", "email": email})
        assert (page.status_code, errors(page)) == (400, [told])
    assert not Notice.objects.exists()


def test_a_visitor_is_told_the_same_whatever_the_address_has_sent(comment: Comment, visitor: Client) -> None:
    noticed(comment, None, email=WIL)  # type: ignore[arg-type]
    heard = set()
    for email in (WIL, "ann@example.org"):
        answer = visitor.post(page_of(comment), {"rule": "off-topic", "email": email})
        heard.add((answer["Location"], said_of(visitor, answer["Location"]).replace(email, "…")))
    assert heard == {(page_of(comment, "thanks/"), "We have sent a link to …: open it within seven days.")}


def test_a_link_that_is_not_one_leads_nowhere(comment: Comment, visitor: Client) -> None:
    notice = noticed(comment, None, email=WIL)  # type: ignore[arg-type]
    for address in (f"/reports/{notice.pk}/guessed/", f"/reports/999999/{notice.token}/"):
        for answer in (visitor.get(address), visitor.post(address)):
            assert answer.status_code == 404
            assert "This link leads nowhere" in words(answer)


def test_a_link_that_has_run_out_says_so_and_offers_no_button(comment: Comment, visitor: Client) -> None:
    what = report(email=WIL)
    notice = report_comment(comment=comment, by=AnonymousUser(), report=what, now=NOW)
    address = f"/reports/{notice.pk}/{notice.token}/"
    with time_machine.travel(NOW.replace(day=8), tick=False):
        assert "This link has run out: report the comment once more." in words(visitor.get(address))
        assert parsed(visitor.get(address)).select("main form") == []
        assert visitor.post(address).status_code == 400
    assert Notice.objects.get().state == State.UNCONFIRMED


# ---------------------------------------------------------------- limits


def test_a_reader_who_reports_too_often_waits_and_loses_nothing(
    debate: Debate, sam: User, reader: Client
) -> None:
    for _number in range(20):
        assert reader.post(page_of(written(debate)), {"rule": "spam"}).status_code == 302
    page = reader.post(page_of(written(debate)), {"rule": "spam", "explanation": "One more."})
    assert (page.status_code, page.headers["Retry-After"]) == (429, "3600")
    assert errors(page) == ["Those are many reports in a short time. Send this one in 60 minutes."]
    assert "One more." in words(page)
    assert Notice.objects.count() == 20


def test_nobody_has_more_than_five_letters_sent_to_an_address(debate: Debate, visitor: Client) -> None:
    for number in range(6):
        answer = visitor.post(page_of(written(debate)), {"rule": "spam", "email": WIL})
        assert (number, answer.status_code) == (number, 302 if number < 5 else 429)
    assert visitor.post(page_of(written(debate)), {"rule": "spam", "email": "a@b.org"}).status_code == 302


def test_a_network_reports_twenty_times_an_hour_without_an_account(
    debate: Debate, visitor: Client, reader: Client
) -> None:
    told = [
        visitor.post(page_of(written(debate)), {"rule": "spam", "email": f"{number}@example.org"}).status_code
        for number in range(21)
    ]
    assert told == [302] * 20 + [429]
    assert reader.post(page_of(written(debate)), {"rule": "spam"}).status_code == 302


# ---------------------------------------------------------------- what became of it


def test_whoever_reported_reads_what_was_decided_and_why(
    comment: Comment, sam: User, mo: User, reader: Client
) -> None:
    notice = report_comment(comment=comment, by=sam, report=report(explanation="Look."), now=NOW)
    decided(Case.objects.get(), mo, Measure.REJECT, against(explanation="It speaks of trains."))
    for client, address in (
        (reader, f"/account/reports/{notice.pk}/"),
        (Client(), f"/reports/{notice.pk}/{notice.token}/"),
    ):
        page = client.get(address)
        assert "A moderator has removed the comment" in words(page)
        assert "Against the rule: Keep to the question ." in words(page)
        assert "It speaks of trains." in words(page)
        assert "Look." in words(page)
        assert "The tide decides" not in words(page)
        assert parsed(page).select_one("a[href='/rules/versions/1/#rule-off-topic']") is not None


def test_whoever_may_appeal_is_led_there_once_and_then_to_what_became_of_it(
    comment: Comment, sam: User, mo: User, reader: Client
) -> None:
    notice = report_comment(comment=comment, by=sam, report=report(), now=NOW)
    decided(Case.objects.get(), mo, Measure.APPROVE)
    for client, address in (
        (reader, f"/account/reports/{notice.pk}/"),
        (Client(), f"/reports/{notice.pk}/{notice.token}/"),
    ):
        assert links_to_appeal(client.get(address)) == ["Appeal"]
    appeal_outcome(notice=Notice.objects.get(), by=sam, text="It says what nobody may say.", now=NOW)
    page = reader.get(f"/account/reports/{notice.pk}/")
    assert "You have appealed against this." in words(page)
    assert links_to_appeal(page) == ["Your appeal, and what became of it"]


@pytest.mark.parametrize("days", [183, 185])
def test_whoever_comes_too_late_is_not_led_to_an_appeal(
    comment: Comment, sam: User, mo: User, reader: Client, days: int
) -> None:
    notice = report_comment(comment=comment, by=sam, report=report(), now=NOW)
    decided(Case.objects.get(), mo, Measure.APPROVE)
    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        shown = view_of(with_surroundings(Notice.objects.all()).get(pk=notice.pk), timezone.now())
    assert bool(shown.appeal_url) is (days == 183)


def links_to_appeal(page: Any) -> list[str]:
    return [link.get_text() for link in parsed(page).select("main a[href$='/appeal/']")]


def test_a_notice_is_not_there_for_anybody_else(comment: Comment, sam: User, mo: User) -> None:
    notice = noticed(comment, sam)
    assert client_for(mo).get(f"/account/reports/{notice.pk}/").status_code == 404


def test_the_list_of_my_reports_says_what_became_of_each(
    debate: Debate, comment: Comment, sam: User, mo: User, reader: Client
) -> None:
    assert "You have not reported anything." in words(reader.get("/account/reports/"))
    report_comment(comment=comment, by=sam, report=report(), now=NOW)
    decided(Case.objects.get(), mo, Measure.APPROVE)
    report_comment(comment=written(debate), by=sam, report=report("spam"), now=NOW)
    noticed(comment, make_user("Other"))
    listed = parsed(reader.get("/account/reports/")).select("main li")
    rows = [" ".join(row.get_text(" ").split()) for row in listed]
    assert len(rows) == 2
    assert rows[0].endswith("It waits for a moderator.")
    assert rows[1].endswith("A moderator has read the comment, and found that it may stay.")
    account = parsed(reader.get("/account/"))
    assert account.select_one("a[href='/account/reports/']") is not None


def test_the_list_goes_on_on_further_pages(debate: Debate, sam: User, reader: Client) -> None:
    for _number in range(21):
        noticed(written(debate), sam)
    first = parsed(reader.get("/account/reports/"))
    assert len(first.select("main .list > ul > li")) == 20
    rest = first.select_one("a[rel=next]")
    assert rest is not None
    second = parsed(reader.get(f"/account/reports/{rest['href']}"))
    assert len(second.select("main .list > ul > li")) == 1
    assert reader.get("/account/reports/?after=x").status_code == 404


def test_lists_and_pages_cost_the_same_queries_however_much_there_is(
    debate: Debate, comment: Comment, sam: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for many in (1, 9):
        for _number in range(many):
            noticed(written(debate), sam)
        with django_assert_num_queries(1):
            own_notices(sam)


def test_a_page_that_asks_costs_the_same_queries_however_many_have_reported(
    debate: Debate, comment: Comment, reader: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    noticed(comment, make_user("First"))
    reader.get(page_of(comment))
    for many in (1, 6):
        for number in range(many):
            noticed(comment, make_user(f"R-{many}-{number}"))
        with django_assert_num_queries(7):
            assert reader.get(page_of(comment)).status_code == 200
