"""Moderators decide on screen: one case, several, and take it back; what is refused keeps what was typed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.comments import actions as comments
from debates.comments.models import Comment
from debates.moderation.measures import Ground, Measure, Sanction
from debates.moderation.models import Case, Decision, Penalty
from debates.publishing.models import Debate
from tests.comments.rows import written
from tests.comments.screens import client_for, fields_of, parsed, words
from tests.makers import NOW, make_user
from tests.moderation.rows import against, case_of, decided, noticed, rule

pytestmark = pytest.mark.django_db

FORM = "form.decide"


@pytest.fixture
def moderator(mo: User) -> Client:
    return client_for(mo)


@pytest.fixture
def case(comment: Comment) -> Case:
    """Answer the case of Vera’s comment, on a site that has two rules."""
    rule()
    rule("insult")
    return case_of(comment)


def page_of(case: Case) -> str:
    return f"/moderating/cases/{case.pk}/?queue=new"


def press(client: Client, case: Case, measure: str, **typed: Any) -> HttpResponse:
    """Open a case and press a button of its form."""
    return send(client, case, fields_of(client.get(page_of(case)), FORM), measure, **typed)


def send(client: Client, case: Case, fields: dict[str, str], measure: str, **typed: Any) -> HttpResponse:
    return client.post(f"/moderating/cases/{case.pk}/decide/", {**fields, "measure": measure, **typed})


def state(case: Case) -> str:
    return Comment.objects.get(case=case).visibility


# ---------------------------------------------------------------- each measure


def test_a_comment_is_approved_by_one_button(case: Case, mo: User, moderator: Client) -> None:
    press(moderator, case, "approve")
    decision = Decision.objects.get()
    assert (decision.measure, decision.decided_by, decision.ground) == ("approve", mo, "")
    assert Case.objects.get().queue == "decided"


@pytest.mark.parametrize(("measure", "after"), [("reject", "rejected"), ("restrict", "restricted")])
def test_a_comment_is_taken_out_of_sight_for_a_rule(
    case: Case, moderator: Client, measure: str, after: str
) -> None:
    press(moderator, case, measure, ground=str(rule().pk), explanation="Trains.")
    assert state(case) == after
    decision = Decision.objects.get()
    assert (decision.rule, decision.explanation) == (rule(), "Trains.")


def test_a_law_is_a_ground_also_where_it_was_only_named(case: Case, moderator: Client) -> None:
    press(moderator, case, "reject", law="Penal Code, § 130")
    decision = Decision.objects.get()
    assert (decision.ground, decision.law, decision.terms) == (Ground.LAW, "Penal Code, § 130", rule().terms)


def test_a_thread_is_locked_and_unlocked_and_its_case_stays_open(case: Case, moderator: Client) -> None:
    response = press(moderator, case, "lock", ground=str(rule().pk))
    locked = Decision.objects.get()
    # The comment itself is still to be looked at.
    assert response["Location"] == f"{page_of(case)}&done={locked.pk}"
    assert Comment.objects.get().is_locked
    press(moderator, case, "unlock")
    assert not Comment.objects.get().is_locked


@pytest.mark.parametrize(
    ("chosen", "sanction", "days"),
    [
        ("warn", Sanction.WARN, None),
        ("day", Sanction.SUSPEND, 1),
        ("week", Sanction.SUSPEND, 7),
        ("month", Sanction.SUSPEND, 30),
        ("ban", Sanction.BAN, None),
    ],
)
def test_its_author_is_warned_suspended_or_banned(
    case: Case, moderator: Client, chosen: str, sanction: Sanction, days: int | None
) -> None:
    press(moderator, case, "reject", ground=str(rule().pk), consequence=chosen)
    penalty = Penalty.objects.get()
    assert (penalty.person, penalty.sanction) == (case.comment.author, sanction)
    assert (penalty.until - penalty.at if penalty.until else None) == (timedelta(days=days) if days else None)
    assert state(case) == "rejected"


def test_a_comment_stays_as_it_is_where_only_its_author_is_warned(case: Case, moderator: Client) -> None:
    press(moderator, case, "none", ground=str(rule().pk), consequence="warn")
    assert Penalty.objects.get().sanction == Sanction.WARN
    assert state(case) == "published"


def test_a_suspension_to_a_day_ends_where_that_day_ends_for_the_moderator(
    case: Case, mo: User, moderator: Client
) -> None:
    User.objects.filter(pk=mo.pk).update(time_zone="Asia/Kolkata")
    day = timezone.localdate() + timedelta(days=3)
    press(moderator, case, "none", ground=str(rule().pk), consequence="until", until=day.isoformat())
    until = Penalty.objects.get().until
    assert until is not None
    assert until.astimezone(UTC) == datetime(day.year, day.month, day.day, 18, 30, tzinfo=UTC)


# ---------------------------------------------------------------- where it leads


@pytest.fixture
def three(debate: Debate) -> list[Case]:
    """Answer three new cases, the first of them the most urgent."""
    rule()
    found = [written(debate, f"Comment {number}", author=make_user(f"R{number}")) for number in range(3)]
    return [case_of(comment, NOW + timedelta(hours=place)) for place, comment in enumerate(found)]


def test_the_next_case_follows_with_what_was_done_and_the_way_back(
    three: list[Case], moderator: Client
) -> None:
    response = press(moderator, three[1], "reject", ground=str(rule().pk))
    decision = Decision.objects.get()
    assert response["Location"] == f"/moderating/cases/{three[2].pk}/?queue=new&done={decision.pk}"
    page = moderator.get(response["Location"])
    assert words(page, ".toast") == "Rejected: Off topic. Undo"
    undo = parsed(page).select_one(".toast form")
    assert undo is not None
    back = moderator.post(str(undo["action"]), fields_of(page, ".toast form"))
    assert state(three[1]) == "published"
    where, _mark, done = back["Location"].partition("&done=")
    assert where == f"/moderating/cases/{three[1].pk}/?queue=new"
    page = moderator.get(back["Location"])
    assert words(page, ".toast") == "Undone."
    assert Decision.objects.get(pk=done).measure == "undo"


def test_after_the_last_case_of_a_queue_comes_its_first(three: list[Case], moderator: Client) -> None:
    response = press(moderator, three[2], "approve")
    assert f"/moderating/cases/{three[0].pk}/?queue=new&done=" in response["Location"]


def test_an_emptied_queue_says_what_was_done(case: Case, moderator: Client) -> None:
    response = press(moderator, case, "approve")
    assert response["Location"] == f"/moderating/new/?done={Decision.objects.get().pk}"
    page = moderator.get(response["Location"])
    assert words(page, ".toast") == "Approved. Undo"
    assert words(page, ".case") == "Nothing waits here."


def test_what_others_did_is_no_news_to_tell(case: Case, moderator: Client) -> None:
    maria = make_user("Maria", Role.MODERATOR)
    decision = decided(case, maria, Measure.APPROVE)
    for named in (decision.pk, 10**17, "x", "9" * 30):
        page = moderator.get(page_of(case), {"done": named})
        assert (page.status_code, parsed(page).select(".toast")) == (200, [])


# ---------------------------------------------------------------- what is refused


def test_the_second_moderator_is_told_what_the_first_did_and_keeps_what_they_typed(
    case: Case, mo: User, moderator: Client
) -> None:
    fields = fields_of(moderator.get(page_of(case)), FORM)
    maria = make_user("Maria", Role.MODERATOR)
    decided(case, maria, Measure.REJECT, against(), now=timezone.now() - timedelta(seconds=12))
    typed = {"ground": str(rule("insult").pk), "explanation": "He calls her names."}
    response = send(moderator, case, fields, "reject", **typed)
    assert response.status_code == 409
    assert "Maria already rejected this 12 s ago." in words(response, "[role=alert]")
    assert Decision.objects.count() == 1
    kept = fields_of(response, FORM)
    assert (kept["ground"], kept["explanation"]) == (typed["ground"], typed["explanation"])
    assert parsed(response).title is not None
    assert parsed(response).title.get_text().startswith("Not done: ")  # type: ignore[union-attr]
    # Having seen it, they can decide anew.
    assert send(moderator, case, kept, "restrict").status_code == 302
    assert state(case) == "restricted"


def test_nobody_decides_about_a_text_that_they_have_not_read(
    case: Case, vera: User, moderator: Client, comment: Comment
) -> None:
    fields = fields_of(moderator.get(page_of(case)), FORM)
    comments.edit_comment(comment=comment, by=vera, expected_version=1, source="Buy my book.", now=NOW)
    response = send(moderator, case, fields, "approve")
    assert response.status_code == 409
    assert "This comment has changed since you opened the page" in words(response, "[role=alert]")
    assert words(response, ".judged") == "Buy my book."


WRONG: dict[str, tuple[dict[str, str], int, str]] = {
    "no ground": ({}, 409, "Choose the rule that the comment is against, or name the law."),
    "no law": ({"ground": "law"}, 409, "Name the law."),
    "no rule of ours": ({"ground": "1000000"}, 400, "The rules have changed since you opened the page"),
    "no day": ({"consequence": "until"}, 400, "Choose the day."),
    "a day that is over": ({"consequence": "until", "until": "2020-01-01"}, 409, "Choose until when"),
    "a day far away": ({"consequence": "until", "until": "9999-12-31"}, 400, "ends within five years"),
    "no such penalty": ({"consequence": "stoning"}, 400, "Select a valid choice"),
    "no such measure": ({"measure": "erase"}, 400, "Choose what is to be done."),
    "an approval that punishes": ({"measure": "approve", "consequence": "warn"}, 409, "has no ground and no"),
    "too many words": ({"explanation": "x" * 3001}, 400, "at most 3000 characters"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_decision_is_refused_in_words(case: Case, moderator: Client, name: str) -> None:
    typed, status, said = WRONG[name]
    good = {"ground": str(rule().pk)} if "consequence" in typed or "explanation" in typed else {}
    fields = fields_of(moderator.get(page_of(case)), FORM)
    response = send(moderator, case, {**fields, **good}, **{"measure": "reject", **typed})
    assert response.status_code == status
    assert said in words(response, ".case")
    assert not Decision.objects.exists()
    assert state(case) == "published"


def test_a_decision_can_be_undone_from_its_case_once(case: Case, moderator: Client) -> None:
    press(moderator, case, "reject", ground=str(rule().pk))
    fields = fields_of(moderator.get(page_of(case)), "form.undo")
    where = f"/moderating/decisions/{Decision.objects.get().pk}/undo/"
    assert moderator.post(where, fields).status_code == 302
    response = moderator.post(where, fields)
    assert response.status_code == 409
    assert "Mo already undid this 0 s ago." in words(response, "[role=alert]")
    assert moderator.post(where, {}).status_code == 400
    assert Decision.objects.count() == 2


# ---------------------------------------------------------------- many at once


def test_spam_is_rejected_together_and_what_was_not_is_reported(
    three: list[Case], sam: User, moderator: Client, debate: Debate, mo: User
) -> None:
    own = case_of(written(debate, "Mine.", author=mo))
    page = moderator.get("/moderating/new/")
    tokens = [str(box["value"]) for box in parsed(page).select(".cases input[name=case]")]
    assert len(tokens) == 4
    noticed(three[1].comment, sam)
    sent = {"case": [*tokens, "1000000-1-1", "x"], "rule": str(rule().pk)}
    response = moderator.post("/moderating/new/reject/", sent)
    assert words(response, "[role=status]") == "2 of 5 comments were rejected: Off topic."
    told = words(response)
    assert "R1: Comment 1 This case has changed since you opened it: look at it again." in told
    assert "Mo: Mine. Nobody decides about their own comments." in told
    assert "This case is no longer there." in told
    assert [state(case) for case in (*three, own)] == ["rejected", "published", "rejected", "published"]
    assert Decision.objects.count() == 2


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"rule": "1"}, "Choose at least one comment."),
        ({"case": "1-1-1"}, "Choose the rule that they are against."),
        ({"case": "1-1-1", "rule": "1000000"}, "The rules have changed"),
    ],
)
def test_nothing_is_rejected_together_without_comments_and_a_rule(
    case: Case, moderator: Client, sent: dict[str, str], said: str
) -> None:
    response = moderator.post("/moderating/new/reject/", sent)
    assert response.status_code == 400
    assert said in words(response)
    assert not Decision.objects.exists()
