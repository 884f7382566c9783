"""Somebody's own pages: what was decided, why, and how they appeal, also while they are barred."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.actions import Consequence
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import Appeal, AppealOutcome, Case, Decision, Notice, Penalty
from debates.publishing.models import Debate
from tests.comments.rows import say
from tests.comments.screens import NEVER_STORED, client_for, parsed, press, words
from tests.makers import make_user
from tests.moderation.rows import (
    WRONG,
    against,
    answered,
    appealed,
    case_of,
    decided,
    noticed,
    penalised,
    removed,
)

LIST = "/account/decisions/"
FORM = "main form"


@pytest.fixture
def rejection(comment: Comment, mo: User) -> Decision:
    """Answer a decision of now by which Vera's comment was removed and she was suspended."""
    now = timezone.now()
    suspended = Consequence(Sanction.SUSPEND, now + timedelta(days=7))
    return decided(case_of(comment), mo, Measure.REJECT, against(), consequence=suspended, now=now)


@pytest.fixture
def her(vera: User) -> Client:
    """Answer Vera's browser."""
    return client_for(vera)


def address_of(decision: Decision) -> str:
    return f"{LIST}{decision.pk}/"


# ---------------------------------------------------------------- the account, and my comments


def test_the_account_of_somebody_suspended_says_so_and_leads_to_why(rejection: Decision, her: Client) -> None:
    page = her.get("/account/")
    assert "You can’t take part until" in words(page, ".notice")
    assert [link["href"] for link in parsed(page).select(".notice a")] == [LIST]
    assert her.get(LIST).status_code == 200


def test_the_account_of_everybody_else_says_nothing_of_it(her: Client) -> None:
    assert parsed(her.get("/account/")).select(".notice") == []


@pytest.mark.parametrize("page", ["/debates/{slug}/comment/", "/debates/{slug}/ballot/"])
def test_where_somebody_suspended_tries_they_are_led_to_why(
    rejection: Decision, her: Client, page: str, debate: Debate
) -> None:
    Debate.objects.update(closes_at=None)
    shown = her.get(page.format(slug=debate.slug))
    assert "You can’t take part until" in words(shown)
    assert parsed(shown).select(f'main a[href="{LIST}"]')


def test_my_comments_show_each_with_state_reasons_and_the_way_to_appeal(
    rejection: Decision, her: Client, comment: Comment, vera: User, mo: User
) -> None:
    page = her.get("/account/comments/")
    said = words(page, f"#comment-{comment.pk}")
    for part in (
        "Removed",
        "Your comment was removed",
        "Off topic (rules, version 1)",
        "It speaks of trains.",
        "All reasons",
        "Appeal",
    ):
        assert part in said
    assert parsed(page).select(f'a[href="{address_of(rejection)}appeal/"]')
    appeal = appealed(rejection, vera, now=timezone.now())
    assert "Your appeal waits for an answer." in words(her.get("/account/comments/"))
    maria = make_user("Maria", Role.MODERATOR)
    answered(appeal, maria, AppealOutcome.UPHELD, reply="Trains are no ships.", now=timezone.now())
    said = words(her.get("/account/comments/"), f"#comment-{comment.pk}")
    assert "the decision stands. Trains are no ships." in said
    assert not parsed(her.get("/account/comments/")).select(f'a[href="{address_of(rejection)}appeal/"]')


def test_my_comments_say_that_a_comment_came_back_by_an_appeal(
    rejection: Decision, her: Client, comment: Comment, vera: User
) -> None:
    now = timezone.now()
    answered(appealed(rejection, vera, now=now), make_user("Maria", Role.MODERATOR), now=now)
    said = words(her.get("/account/comments/"), f"#comment-{comment.pk} .notice")
    assert "Your comment is published again" in said
    assert "Your appeal was answered: the decision was reversed. You are right." in said


def test_my_comments_show_no_reasons_where_nothing_was_decided(her: Client, comment: Comment) -> None:
    assert parsed(her.get("/account/comments/")).select(f"#comment-{comment.pk} .notice") == []


def test_my_comments_take_the_same_queries_for_one_decision_and_for_many(
    her: Client, debate: Debate, vera: User, mo: User, django_assert_num_queries: Any
) -> None:
    removed(debate, vera, mo, 1)
    her.get("/account/comments/")
    for count in (1, 9):
        with django_assert_num_queries(6):
            assert her.get("/account/comments/").status_code == 200
        removed(debate, vera, mo, count)


# ---------------------------------------------------------------- the list


def test_the_list_shows_decisions_and_penalties_the_newest_first(
    rejection: Decision, her: Client, debate: Debate, vera: User, mo: User
) -> None:
    second = decided(case_of(say(debate, make_user("Zoe"))), mo, Measure.REJECT, against())
    third = decided(Case.objects.get(comment=rejection.case.comment_id), mo, Measure.RESTRICT, against())
    penalised(vera, mo, now=timezone.now())
    page = her.get(LIST)
    assert page["Cache-Control"] == NEVER_STORED
    rows = parsed(page).select("li[id^=decision-]")
    assert [row["id"] for row in rows] == [f"decision-{third.pk}", f"decision-{rejection.pk}"]
    assert "no longer holds" in rows[1].get_text()
    assert "You were suspended until" in words(page, "section[aria-labelledby=penalties]")
    assert f"decision-{second.pk}" not in page.content.decode()


def test_what_was_taken_back_at_once_is_not_listed(rejection: Decision, her: Client, mo: User) -> None:
    version = Case.objects.get().version
    actions.undo(decision=rejection, expected_version=version, by=mo, now=rejection.at + timedelta(seconds=9))
    assert "None. Nobody has decided" in words(her.get(LIST))


def test_what_was_taken_back_later_is(rejection: Decision, her: Client, mo: User) -> None:
    version = Case.objects.get().version
    later = rejection.at + timedelta(seconds=60)
    back = actions.undo(decision=rejection, expected_version=version, by=mo, now=later)
    assert [row["id"] for row in parsed(her.get(LIST)).select("li[id^=decision-]")] == [
        f"decision-{back.pk}",
        f"decision-{rejection.pk}",
    ]
    assert "Readers see it." in words(her.get(address_of(back)))
    assert "This decision no longer holds" in words(her.get(address_of(rejection)))


def test_the_list_has_pages_and_takes_the_same_queries_for_one_and_for_many(
    her: Client, debate: Debate, vera: User, mo: User, django_assert_num_queries: Any
) -> None:
    removed(debate, vera, mo, 1)
    her.get(LIST)
    for count in (1, 20):
        with django_assert_num_queries(6):
            page = her.get(LIST)
        removed(debate, vera, mo, count)
    page = her.get(LIST)
    assert len(parsed(page).select("li[id^=decision-]")) == 20
    [onward] = parsed(page).select("a[rel=next]")
    assert len(parsed(her.get(LIST + str(onward["href"]))).select("li[id^=decision-]")) == 2
    for place in ("-1", "x", "9" * 19):
        assert her.get(f"{LIST}?after={place}").status_code == 404


# ---------------------------------------------------------------- statements, and appeals


def test_the_statement_says_what_its_letter_says(rejection: Decision, her: Client, comment: Comment) -> None:
    page = her.get(address_of(rejection))
    said = words(page)
    for part in (
        "Your comment was removed",
        comment.source,
        "You were suspended until",
        "version 1 of the rules",
        "Nobody had reported it.",
        "A person decided.",
        "go to court",
    ):
        assert part in said
    assert page["Cache-Control"] == NEVER_STORED


def test_only_the_author_reads_it(rejection: Decision, sam: User, mo: User, vera: User) -> None:
    penalty = penalised(vera, mo, now=timezone.now())
    pages = [address_of(rejection), f"{address_of(rejection)}appeal/"]
    pages += [f"/account/penalties/{penalty.pk}/", f"/account/penalties/{penalty.pk}/appeal/"]
    for page in pages:
        assert client_for(vera).get(page).status_code == 200
        for person in (sam, mo):
            assert client_for(person).get(page).status_code == 404
        assert Client().get(page).status_code == 302


def test_an_approval_that_changes_nothing_has_no_statement(comment: Comment, mo: User, her: Client) -> None:
    decision = decided(case_of(comment), mo, Measure.APPROVE)
    assert her.get(address_of(decision)).status_code == 404


def test_an_author_appeals_on_a_page_and_sees_what_becomes_of_it(
    rejection: Decision, her: Client, comment: Comment
) -> None:
    page = f"{address_of(rejection)}appeal/"
    refused = press(her, page, FORM, text="Too short.")
    assert refused.status_code == 400
    assert "Say why, in 20 to 3,000 characters." in words(refused, "#errors")
    assert "Too short." in words(refused, "textarea")
    assert not Appeal.objects.exists()
    sent = press(her, page, FORM, text=WRONG)
    assert sent["Location"] == address_of(rejection)
    after = her.get(address_of(rejection))
    assert "Your appeal has come." in words(after, "[role=status]")
    assert "Your appeal waits for an answer." in words(after)
    assert WRONG in words(after, "details")
    assert "You have appealed against this already." in words(her.get(page))
    answered(
        Appeal.objects.get(), make_user("Maria", Role.MODERATOR), reply="You are right.", now=timezone.now()
    )
    after = her.get(address_of(rejection))
    assert "the decision was reversed." in words(after)
    assert "You are right." in words(after, ".notice blockquote")
    comment.refresh_from_db()
    assert comment.visibility == "published"


def test_what_cannot_be_appealed_against_says_why(comment: Comment, mo: User, her: Client) -> None:
    decision = decided(case_of(comment), mo, Measure.REJECT, against())
    page = her.get(f"{address_of(decision)}appeal/")
    assert "A decision can be appealed against for six months." in words(page)
    assert parsed(page).select(FORM) == []
    sent = her.post(f"{address_of(decision)}appeal/", {"text": WRONG})
    assert sent.status_code == 400
    assert "for six months" in words(sent, "#errors")


def test_a_suspension_for_misuse_is_appealed_against_on_its_page(vera: User, mo: User, her: Client) -> None:
    penalty = penalised(vera, mo, now=timezone.now())
    page = f"/account/penalties/{penalty.pk}/"
    assert "Three of them in a week." in words(her.get(page))
    assert press(her, f"{page}appeal/", FORM, text=WRONG)["Location"] == page
    assert "Your appeal waits for an answer." in words(her.get(page))
    assert Appeal.objects.get().penalty == penalty


def test_the_page_of_a_penalty_leads_to_its_decision(rejection: Decision, her: Client) -> None:
    penalty = Penalty.objects.get()
    page = her.get(f"/account/penalties/{penalty.pk}/")
    assert parsed(page).select(f'a[href="{address_of(rejection)}"]')


# ---------------------------------------------------------------- whoever reported


@pytest.fixture
def notice(comment: Comment, mo: User) -> Notice:
    """Answer the notice of Nina, who has no account: nothing was done."""
    found = noticed(comment, None, email="nina@example.org")  # type: ignore[arg-type]
    decided(Case.objects.get(), mo, Measure.APPROVE, now=timezone.now())
    return Notice.objects.get(pk=found.pk)


def link_of(notice: Notice) -> str:
    return f"/notices/{notice.pk}/{notice.token}/appeal/"


def test_the_link_of_a_notice_shows_what_became_of_it_and_takes_an_appeal(
    notice: Notice, comment: Comment
) -> None:
    nina = Client()
    page = nina.get(link_of(notice))
    assert page["Referrer-Policy"] == "same-origin"
    assert page["Cache-Control"] == NEVER_STORED
    for part in ("A moderator has read the comment and left it as it is.", comment.plain, "Send the appeal"):
        assert part in words(page)
    assert press(nina, link_of(notice), FORM, text=WRONG)["Location"] == link_of(notice)
    assert "Your appeal waits for an answer." in words(nina.get(link_of(notice)))
    assert parsed(nina.get(link_of(notice))).select(FORM) == []
    assert nina.post(link_of(notice), {"text": WRONG}).status_code == 400
    assert Appeal.objects.count() == 1


def test_a_link_that_is_guessed_leads_nowhere(notice: Notice) -> None:
    for address in (f"/notices/{notice.pk}/guessed/appeal/", f"/notices/0/{notice.token}/appeal/"):
        assert Client().get(address).status_code == 404


def test_whoever_has_an_account_signs_in_to_appeal(comment: Comment, sam: User, vera: User, mo: User) -> None:
    noticed(comment, sam)
    decided(Case.objects.get(), mo, Measure.APPROVE, now=timezone.now())
    notice = Notice.objects.get()
    asked = Client().get(link_of(notice))
    assert asked["Location"].startswith("/account/login/?next=")
    assert client_for(vera).get(link_of(notice)).status_code == 404
    assert press(client_for(sam), link_of(notice), FORM, text=WRONG).status_code == 302
    assert Appeal.objects.get().appellant == sam


def test_a_comment_that_readers_no_longer_see_is_not_shown_to_whoever_reported(
    comment: Comment, sam: User, mo: User
) -> None:
    noticed(comment, sam)
    decided(Case.objects.get(), mo, Measure.REJECT, against(), now=timezone.now())
    page = client_for(sam).get(link_of(Notice.objects.get()))
    assert comment.plain not in words(page)
    assert "Readers no longer see this comment." in words(page)
