"""The moderators' desk: what stands in the queues, and all that decides about a case."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import Tag
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment, WatchedWord
from debates.moderation.actions import Consequence
from debates.moderation.actions.desks import add_note
from debates.moderation.actions.intake import take_in
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.models import Appeal, Case, Desk
from debates.moderation.queries import queue as queues
from debates.moderation.queries.queue import Place, queue_list
from debates.moderation.queues import Queue
from debates.moderation.urgency import Severity
from debates.publishing.models import Debate
from tests.comments.rows import answered, essay_text, first_paragraph, say, written
from tests.comments.screens import client_for, parsed, words
from tests.makers import NOW, make_user
from tests.moderation.rows import against, case_of, decided, noticed, rule

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
QUERIES = 21
"""What a page of the desk costs, however much waits."""


@pytest.fixture
def moderator(mo: User) -> Client:
    return client_for(mo)


def address(queue: str = "new") -> str:
    return f"/moderating/{queue}/"


def rows(response: HttpResponse) -> list[str]:
    """Answer the lines of the list, each in its words."""
    return [" ".join(line.get_text(" ").split()) for line in parsed(response).select(".cases li > a")]


def queue_tabs(response: HttpResponse) -> str:
    return words(response, ".queues")


def many(debate: Debate, number: int) -> list[Case]:
    """Answer so many new cases, the first of them the most urgent."""
    comments = [written(debate, f"Comment {place}", author=debate_reader(place)) for place in range(number)]
    return [case_of(comment, NOW + HOUR * place) for place, comment in enumerate(comments)]


def debate_reader(number: int) -> User:
    return User.objects.filter(display_name=f"R{number}").first() or make_user(f"R{number}")


def open_rows(response: HttpResponse) -> list[str]:
    return [line.rpartition("Comment ")[2] for line in rows(response)]


# ---------------------------------------------------------------- the queues


def test_the_desk_leads_to_the_first_queue_in_which_something_waits(
    comment: Comment, sam: User, moderator: Client
) -> None:
    assert moderator.get("/moderating/")["Location"] == address()
    noticed(comment, sam)
    assert moderator.get("/moderating/")["Location"] == address("reported")


def test_the_account_page_says_how_much_waits(comment: Comment, moderator: Client) -> None:
    case_of(comment)
    link = parsed(moderator.get("/account/")).select_one("a[href='/moderating/']")
    assert link is not None
    assert link.get_text() == "Moderation desk (1 waits)"


def test_a_line_says_how_long_what_where_and_who(
    debate: Debate, vera: User, sam: User, moderator: Client
) -> None:
    text = essay_text(debate, 2)
    comment = say(debate, vera, "The *tide* decides. " * 20, text_id=text.pk)
    noticed(
        comment, sam, ground=Ground.LAW, rule=None, law="§ 1", explanation="So it is.", in_good_faith=True
    )
    Case.objects.update(since=timezone.now() - timedelta(minutes=12, seconds=30))
    [line] = rows(moderator.get(address("reported")))
    start = "B 12 min 1 notice serious Vera The tide decides. The tide decides."
    assert line.startswith(start)
    assert line.endswith("…")
    assert queue_tabs(moderator.get(address())) == "Appealed 0 Reported 1 Held 0 New 0 Decided 0"


def test_the_most_urgent_comes_first_and_the_latest_decision(debate: Debate, mo: User, sam: User) -> None:
    first, second, third = (written(debate, f"Comment {number}") for number in range(3))
    for number, comment in enumerate((first, second, third)):
        noticed(comment, sam, now=NOW + HOUR * number)
    noticed(third, debate_reader(1), now=NOW + HOUR * 3, rule=rule("threats", Severity.SERIOUS))
    found = queue_list(Queue.REPORTED, NOW + HOUR * 4)
    assert [row.words for row in found.rows] == ["Comment 2", "Comment 0", "Comment 1"]
    for number, comment in enumerate((second, first)):
        decided(Case.objects.get(comment=comment), mo, Measure.APPROVE, now=NOW + HOUR * (5 + number))
    found = queue_list(Queue.DECIDED, NOW + HOUR * 9)
    assert [row.words for row in found.rows] == ["Comment 0", "Comment 1"]


@pytest.mark.parametrize("queue", [Queue.NEW, Queue.DECIDED])
def test_pages_together_hold_each_case_once(debate: Debate, queue: Queue) -> None:
    cases = many(debate, 60)
    # Some are as urgent as each other.
    Case.objects.filter(pk__in=[case.pk for case in cases[20:40]]).update(urgent_at=NOW)
    Case.objects.update(queue=queue)
    page, seen = queue_list(queue, NOW), []
    while True:
        seen += [row.pk for row in page.rows]
        if not page.more:
            break
        after = Place.of(page.more.removeprefix("?after="))
        assert after is not None
        page = queue_list(queue, NOW, after=after)
    assert sorted(seen) == [case.pk for case in cases]
    assert len(seen) == 60


def test_the_next_page_is_a_link_and_an_address_of_none_is_not_there(
    debate: Debate, moderator: Client
) -> None:
    many(debate, 26)
    page = moderator.get(address())
    assert open_rows(page) == [str(number) for number in range(25)]
    more = parsed(page).select_one("a[rel=next]")
    assert more is not None
    assert open_rows(moderator.get(str(more["href"]))) == ["25"]
    for wrong in ("x", "1", "1-", f"{10**17}-1"):
        assert moderator.get(address(), {"after": wrong}).status_code == 404
    assert moderator.get("/moderating/other/").status_code == 404


def test_the_case_that_is_open_stands_in_its_list_with_those_around_it(
    debate: Debate, moderator: Client
) -> None:
    cases = many(debate, 40)
    page = moderator.get(f"/moderating/cases/{cases[3].pk}/?queue=new")
    assert open_rows(page) == [str(number) for number in range(25)]
    page = moderator.get(f"/moderating/cases/{cases[30].pk}/?queue=new")
    assert open_rows(page) == [str(number) for number in range(25, 40)]
    desk = parsed(page).select_one("#desk")
    assert desk is not None
    assert (desk["data-previous"], desk["data-next"]) == tuple(
        f"/moderating/cases/{cases[number].pk}/?queue=new" for number in (29, 31)
    )
    marked = parsed(page).select(".cases [aria-current]")
    assert ["Comment 30" in line.get_text() for line in marked] == [True]


def test_a_queue_says_no_more_than_that_there_are_many(
    comment: Comment, monkeypatch: pytest.MonkeyPatch, moderator: Client
) -> None:
    case_of(comment)
    monkeypatch.setattr(queues, "MOST_COUNTED", 0)
    assert "New 0+" in queue_tabs(moderator.get(address()))


def test_an_empty_queue_says_so(moderator: Client) -> None:
    page = moderator.get(address("held"))
    assert words(page, ".cases") == "Comments in this queue Nothing waits here."
    assert parsed(page).select("form.decide") == []


def test_who_is_no_moderator_finds_nothing(comment: Comment, vera: User, ed: User) -> None:
    case = case_of(comment)
    for person in (vera, ed):
        client = client_for(person)
        for page in ("/moderating/", address(), f"/moderating/cases/{case.pk}/"):
            assert client.get(page).status_code == 404


# ---------------------------------------------------------------- a case


def case_of_a_thread(debate: Debate, vera: User, sam: User) -> Case:
    """Answer the case of an answer of Sam's to Vera, who has commented on a paragraph."""
    text = essay_text(debate)
    paragraph, _quote = first_paragraph(text)
    root = say(debate, vera, "It depends.", text_id=text.pk, paragraph=paragraph)
    before = [answered(root, f"Before {number}") for number in range(5)]
    comment = say(debate, sam, "It does *not*.", parent=before[0])
    for number in range(8):
        answered(root, f"After {number}")
    return case_of(comment)


def test_a_comment_is_shown_in_its_context(debate: Debate, vera: User, sam: User, moderator: Client) -> None:
    case = case_of_a_thread(debate, vera, sam)
    page = moderator.get(f"/moderating/cases/{case.pk}/")
    said = [" ".join(part.get_text(" ").split()) for part in parsed(page).select(".case .said")]
    around = ["Before 0", "Before 2", "Before 3", "Before 4"]
    assert said == ["It depends.", *around, "It does not .", *(f"After {number}" for number in range(6))]
    assert "In answer to somebody who has left" in words(page, ".case")
    assert "Should the harbour be dredged?" in words(page, ".case")


def test_the_paragraph_that_a_comment_is_on_is_quoted(debate: Debate, vera: User, moderator: Client) -> None:
    text = essay_text(debate)
    paragraph, quote = first_paragraph(text)
    case = case_of(say(debate, vera, text_id=text.pk, paragraph=paragraph))
    page = moderator.get(f"/moderating/cases/{case.pk}/")
    assert words(page, "blockquote.quote") == quote
    assert "On “The opening of side 1” (A)" in words(page, ".case .about")


def test_moderators_read_what_readers_do_not(comment: Comment, mo: User, moderator: Client) -> None:
    case = case_of(comment)
    decided(case, mo, Measure.REJECT, against())
    page = moderator.get(f"/moderating/cases/{case.pk}/")
    assert words(page, ".judged") == "The tide decides, not the harbour board."
    assert words(page, ".state") == "Removed : Against the rule: Off topic"


def test_why_it_is_here_is_said(debate: Debate, vera: User, sam: User, moderator: Client) -> None:
    WatchedWord.objects.create(entry="tide", folded="tide", severity="suspect")
    rule()
    comment = say(debate, vera)
    take_in(now=NOW)
    noticed(comment, sam, explanation="It speaks\nof trains.")
    page = moderator.get(f"/moderating/cases/{Case.objects.get().pk}/")
    assert words(page, ".why") == "Reported by the screening, for the words: tide"
    assert words(page, ".told").startswith("Off topic · reported by Sam · 1 March 2026, 09:00")
    assert words(page, ".told").endswith("It speaks of trains.")


def test_a_notice_says_how_often_who_sent_it_was_right(
    debate: Debate, mo: User, sam: User, moderator: Client
) -> None:
    for measure, why in ((Measure.REJECT, against()), (Measure.APPROVE, None), (Measure.APPROVE, None)):
        comment = written(debate)
        noticed(comment, sam)
        decided(Case.objects.get(comment=comment), mo, measure, why)
    comment = written(debate)
    noticed(comment, sam)
    page = moderator.get(f"/moderating/cases/{Case.objects.get(comment=comment).pk}/")
    assert "reported by Sam (right before: 1 of 3)" in words(page, ".told")


def test_who_reports_without_an_account_stays_unnamed(comment: Comment, moderator: Client) -> None:
    noticed(comment, None, email="wil@example.org", name="Wil")  # type: ignore[arg-type]
    page = moderator.get(f"/moderating/cases/{Case.objects.get().pk}/")
    assert "reported by somebody without an account" in words(page, ".told")
    assert "wil" not in words(page).lower()


def test_what_was_decided_is_shown_also_where_it_no_longer_holds(
    comment: Comment, mo: User, moderator: Client
) -> None:
    case = case_of(comment)
    week = Consequence(Sanction.SUSPEND, NOW + timedelta(days=7))
    decided(case, mo, Measure.REJECT, against(), consequence=week)
    decided(case, mo, Measure.APPROVE, now=NOW + HOUR)
    page = moderator.get(f"/moderating/cases/{case.pk}/")
    lines = [" ".join(line.get_text(" ").split()) for line in parsed(page).select(".history li")]
    assert lines == [
        "Approved · Mo · 1 March 2026, 10:00 Undo : Approved",
        (
            "Rejected : Off topic · Suspended until 8 March 2026, 09:00 (lifted) · Mo · 1 March 2026, 09:00"
            " · no longer holds It speaks of trains."
        ),
    ]


def test_an_appeal_is_shown_and_keeps_others_from_deciding(
    comment: Comment, mo: User, vera: User, moderator: Client
) -> None:
    case = case_of(comment)
    decision = decided(case, mo, Measure.REJECT, against())
    Appeal.objects.create(decision=decision, appellant=vera, text="It is on topic.", created_at=NOW)
    page = moderator.get(f"/moderating/cases/{case.pk}/")
    assert words(page, ".told").startswith("Appeal · Vera · 1 March 2026, 09:00 · Open")
    assert "Somebody has appealed: answer the appeal." in words(page, ".case")
    assert parsed(page).select("form.decide") == []


def test_nobody_is_offered_to_decide_about_their_own(debate: Debate, mo: User, moderator: Client) -> None:
    case = case_of(say(debate, mo))
    page = moderator.get(f"/moderating/cases/{case.pk}/")
    assert "Nobody decides about their own comments." in words(page, ".case")
    assert parsed(page).select("form.decide") == []


def test_the_author_is_shown_with_what_they_wrote_and_what_was_decided(
    debate: Debate, mo: User, vera: User, moderator: Client
) -> None:
    other = case_of(say(debate, vera, "Something else."))
    week = Consequence(Sanction.SUSPEND, timezone.now() + timedelta(days=7))
    decided(other, mo, Measure.REJECT, against(), consequence=week)
    add_note(case=other, by=mo, text="Asked twice.", now=NOW)
    case = case_of(written(debate, "Here.", author=vera))
    add_note(case=case, by=mo, text="Look again.", now=NOW)
    page = moderator.get(f"/moderating/cases/{case.pk}/")
    told = words(page, ".beside")
    for part in (
        "Vera",
        "Suspended until",
        "Published: 1 · Removed: 1",
        "Something else. Removed · 1 March 2026",
        "Rejected: Off topic 1 March 2026",
        "Look again. Mo ·",
        "Asked twice. On another comment of theirs · Mo",
    ):
        assert part in told
    assert parsed(page).select(f".beside a[href='/moderating/cases/{other.pk}/']") != []


def test_a_comment_of_nobody_here_has_no_history(debate: Debate, moderator: Client) -> None:
    case = case_of(written(debate, imported_from="1", author_name="Wil"))
    page = moderator.get(f"/moderating/cases/{case.pk}/")
    assert "Nobody with an account here has written this." in words(page, ".beside")
    assert parsed(page).select(".for-author") == []
    assert words(page, "#case-title") == "Wil"


def test_no_ballot_and_no_stance_is_shown(debate: Debate, vera: User, moderator: Client) -> None:
    comment = say(debate, vera)
    Comment.objects.filter(pk=comment.pk).update(stance_kind="both")
    page = moderator.get(f"/moderating/cases/{case_of(comment).pk}/")
    assert "stance" not in words(page).lower()


# ---------------------------------------------------------------- what it costs


def test_the_desk_costs_the_same_with_one_case_and_with_many(
    debate: Debate, mo: User, vera: User, sam: User, moderator: Client
) -> None:
    first = case_of(say(debate, vera, "The only one."))
    noticed(first.comment, sam)
    moderator.get(address("reported"))
    with CaptureQueriesContext(connection) as few:
        moderator.get(address("reported"))
    with CaptureQueriesContext(connection) as few_on_case:
        moderator.get(f"/moderating/cases/{first.pk}/")
    for number in range(30):
        comment = written(debate, f"Comment {number}", author=vera)
        noticed(comment, debate_reader(number % 3), now=NOW + HOUR)
        answered(first.comment, f"Answer {number}", author=debate_reader(number % 3))
        add_note(case=first, by=mo, text=f"Note {number}", now=NOW)
    for number in range(3):
        noticed(first.comment, debate_reader(number), now=NOW + HOUR)
    with CaptureQueriesContext(connection) as many_:
        page = moderator.get(address("reported"))
    assert len(parsed(page).select(".cases li")) == 25
    with CaptureQueriesContext(connection) as many_on_case:
        moderator.get(f"/moderating/cases/{first.pk}/")
    assert (len(few), len(many_)) == (QUERIES, QUERIES)
    assert (len(few_on_case), len(many_on_case)) == (QUERIES, QUERIES)


# ---------------------------------------------------------------- keys, notes


def test_keys_can_be_switched_off_and_on(comment: Comment, mo: User, moderator: Client) -> None:
    case = case_of(comment)
    page = f"/moderating/cases/{case.pk}/?queue=new"

    def has_keys() -> bool:
        desk: Tag | None = parsed(moderator.get(page)).select_one("#desk")
        assert desk is not None
        return desk.has_attr("data-keys")

    assert has_keys()
    sent = {"keys": "off", "case": str(case.pk), "queue": "new"}
    assert moderator.post("/moderating/keys/", sent)["Location"] == page
    assert not has_keys()
    assert not Desk.objects.get(user=mo).keys
    assert moderator.post("/moderating/keys/", {"keys": "on"})["Location"] == "/moderating/"
    assert has_keys()


def test_a_note_stays_with_the_case_and_leaves_its_version(
    comment: Comment, mo: User, moderator: Client
) -> None:
    case = case_of(comment)
    response = moderator.post(f"/moderating/cases/{case.pk}/notes/", {"text": " Look. ", "queue": "new"})
    assert response["Location"] == f"/moderating/cases/{case.pk}/?queue=new#notes"
    note = case.notes.get()
    assert (note.text, note.by) == ("Look.", mo)
    assert Case.objects.get().version == case.version


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_a_note_that_is_none_is_refused_and_kept(comment: Comment, moderator: Client, text: str) -> None:
    case = case_of(comment)
    response = moderator.post(f"/moderating/cases/{case.pk}/notes/", {"text": text})
    assert response.status_code == 400
    assert not case.notes.exists()
    assert "This was not done" in words(response, ".notes")
    field = parsed(response).select_one("#notes textarea")
    assert field is not None
    assert field.get_text().strip() == text.strip()


def test_a_moderator_without_the_second_factor_is_shown_the_way(
    comment: Comment, mo: User, moderator: Client, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    assert moderator.get(address())["Location"].startswith("/account/second-factor/")
    assert Role.MODERATOR in mo.roles
