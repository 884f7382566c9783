"""Where moderators answer appeals, decide about misuse, lift penalties and keep their desk."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.comments.models import Comment
from debates.moderation import actions
from debates.moderation.measures import Measure, Sanction
from debates.moderation.models import (
    Appeal,
    AppealOutcome,
    Case,
    Decision,
    Desk,
    Misuse,
    Notice,
    Penalty,
    Proposal,
)
from debates.publishing.models import Debate
from tests.comments.screens import NEVER_STORED, client_for, fields_of, parsed, press, words
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
    proposed,
    removed,
    rule,
    settled,
)

FORM = "main form"
PAGES = (
    "/moderating/appeals/",
    "/moderating/penalties/",
    "/moderating/penalties/?all",
    "/moderating/proposals/",
    "/moderating/desk/",
)


@pytest.fixture
def maria(db: Any) -> User:
    """Answer a moderator who has not decided."""
    return make_user("Maria", Role.MODERATOR)


@pytest.fixture
def hers(maria: User) -> Client:
    """Answer Maria's browser."""
    return client_for(maria)


@pytest.fixture
def appeal(comment: Comment, mo: User, vera: User) -> Appeal:
    """Answer Vera's appeal against Mo's decision."""
    now = timezone.now()
    decision = decided(case_of(comment), mo, Measure.REJECT, against(), now=now)
    return appealed(decision, vera, now=now)


def page_of(appeal: Appeal) -> str:
    return f"/moderating/appeals/{appeal.pk}/"


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_for_moderators(page: str, hers: Client, ed: User, vera: User) -> None:
    found = hers.get(page)
    assert found.status_code == 200
    assert found["Cache-Control"] == NEVER_STORED
    for who in (client_for(ed), client_for(vera), Client()):
        assert who.get(page).status_code == 404


def test_the_account_of_a_moderator_leads_there_with_what_waits(
    appeal: Appeal, hers: Client, vera: User
) -> None:
    assert ways(hers) == ["Moderation desk (1 waits)", "Appeals (1 waits)"]
    proposed(vera)
    assert ways(hers) == ["Moderation desk (1 waits)", "Appeals (1 waits)", "Misuse (1 waits)"]


def test_the_account_of_a_moderator_for_whom_nothing_waits_has_one_way(mo: User) -> None:
    assert ways(client_for(mo)) == ["Moderation desk"]


def ways(client: Client) -> list[str]:
    """Answer where the account page leads a moderator."""
    return [link.get_text() for link in parsed(client.get("/account/")).select("a[href^='/moderating/']")]


# ---------------------------------------------------------------- appeals


def test_an_appeal_is_answered_on_one_page(appeal: Appeal, hers: Client, comment: Comment) -> None:
    assert "A removed comment" in words(hers.get("/moderating/appeals/"), f"#appeal-{appeal.pk}")
    page = hers.get(page_of(appeal))
    for part in (WRONG, comment.plain, "Off topic", "It speaks of trains.", "Mo", "Vera", "Rejected"):
        assert part in words(page)
    assert "You" not in words(page).replace("Your answer", "")
    refused = press(hers, page_of(appeal), FORM, outcome="", reply="")
    assert refused.status_code == 400
    assert "Say whether the decision stands." in words(refused, "#errors")
    done = press(hers, page_of(appeal), FORM, outcome="reversed", reply="You are right.")
    assert done["Location"] == "/moderating/appeals/"
    comment.refresh_from_db()
    assert comment.visibility == "published"
    after = words(hers.get(page_of(appeal)))
    assert "The decision was reversed · Maria" in after
    assert "You are right." in after
    assert "None. Nobody waits for an answer." in words(hers.get("/moderating/appeals/"))


def test_who_decided_sees_it_and_is_told_that_another_answers(appeal: Appeal, hers: Client, mo: User) -> None:
    page = client_for(mo).get(page_of(appeal))
    assert "another moderator answers the appeal" in words(page)
    assert parsed(page).select(FORM) == []
    sent = client_for(mo).post(page_of(appeal), {"outcome": "upheld", "reply": "No."})
    assert sent.status_code == 400


def test_what_has_changed_meanwhile_is_shown_anew_with_what_was_typed(
    appeal: Appeal, hers: Client, comment: Comment, sam: User
) -> None:
    sent = {**fields_of(hers.get(page_of(appeal)), FORM), "outcome": "upheld", "reply": "It stands."}
    noticed(comment, sam)
    refused = hers.post(page_of(appeal), sent)
    assert refused.status_code == 400
    assert "This case has changed since you opened it" in words(refused, "#errors")
    assert "It stands." in words(refused, "textarea")
    again = {**fields_of(refused, FORM), "outcome": "upheld"}
    assert again["version"] != sent["version"]
    assert hers.post(page_of(appeal), again).status_code == 302
    appeal.refresh_from_db()
    assert appeal.outcome == AppealOutcome.UPHELD


def test_a_second_answer_learns_of_the_first(appeal: Appeal, hers: Client, mo: User) -> None:
    sent = {**fields_of(hers.get(page_of(appeal)), FORM), "outcome": "reversed", "reply": "Yes."}
    answered(appeal, make_user("Paul", Role.MODERATOR), AppealOutcome.UPHELD, now=timezone.now())
    refused = hers.post(page_of(appeal), sent)
    assert "Paul already answered this appeal" in words(refused, "#errors")


def test_a_notifier_s_appeal_asks_what_is_done_and_why(
    comment: Comment, sam: User, mo: User, hers: Client
) -> None:
    chosen = rule()
    noticed(comment, sam, explanation="It has nothing to do with ships.")
    now = timezone.now()
    decided(Case.objects.get(), mo, Measure.APPROVE, now=now)
    appeal = actions.appeal_outcome(notice=Notice.objects.get(), by=sam, text=WRONG, now=now)
    page = hers.get(page_of(appeal))
    assert "It has nothing to do with ships." in words(page)
    assert "Somebody who reported it" in words(page)
    refused = press(hers, page_of(appeal), FORM, outcome="reversed", reply="Yes.")
    assert "Choose what is done with the comment." in words(refused, "#errors")
    given = {"outcome": "reversed", "reply": "Yes.", "measure": "reject", "rule": str(chosen.pk)}
    assert press(hers, page_of(appeal), FORM, **given, explanation="Ships.").status_code == 302
    result = Decision.objects.get(measure=Measure.REJECT)
    assert (result.rule, result.explanation, result.source) == (chosen, "Ships.", "appeal")


def test_a_notifier_s_appeal_can_name_a_law(comment: Comment, sam: User, mo: User, hers: Client) -> None:
    noticed(comment, sam)
    now = timezone.now()
    decided(Case.objects.get(), mo, Measure.APPROVE, now=now)
    appeal = actions.appeal_outcome(notice=Notice.objects.get(), by=sam, text=WRONG, now=now)
    given = {"outcome": "reversed", "reply": "Yes.", "measure": "restrict", "law": "Press Act, § 5"}
    assert press(hers, page_of(appeal), FORM, **given).status_code == 302
    assert Decision.objects.get(measure=Measure.RESTRICT).law == "Press Act, § 5"


def test_an_appeal_against_a_penalty_is_answered_there_too(vera: User, mo: User, hers: Client) -> None:
    now = timezone.now()
    penalty = penalised(vera, mo, now=now)
    appeal = actions.appeal_penalty(penalty=penalty, by=vera, text=WRONG, now=now)
    page = hers.get(page_of(appeal))
    assert "Of 4 comments that they wrote within 90 days, 3 were removed." in words(page)
    assert press(hers, page_of(appeal), FORM, outcome="reversed", reply="Fair enough.").status_code == 302
    penalty.refresh_from_db()
    assert penalty.lifted_at is not None


def test_the_list_of_appeals_takes_the_same_queries_for_one_and_for_many(
    appeal: Appeal, hers: Client, debate: Debate, mo: User, django_assert_num_queries: Any
) -> None:
    hers.get("/moderating/appeals/")
    for _number in range(2):
        with django_assert_num_queries(4):
            hers.get("/moderating/appeals/")
        zoe = make_user(f"Zoe{_number}")
        for decision in removed(debate, zoe, mo, 3):
            appealed(decision, zoe)


def test_the_page_of_an_appeal_takes_as_many_queries_with_a_long_history(
    appeal: Appeal, hers: Client, comment: Comment, mo: User, django_assert_num_queries: Any
) -> None:
    hers.get(page_of(appeal))
    for _number in range(2):
        with django_assert_num_queries(17):
            hers.get(page_of(appeal))
        noticed(comment, make_user(f"Zoe{_number}"))


# ---------------------------------------------------------------- misuse


def test_a_proposal_is_shown_with_its_facts_and_confirmed(
    debate: Debate, vera: User, mo: User, hers: Client
) -> None:
    now = timezone.now()
    removed(debate, vera, mo, 3, now)
    actions.find_misuse(now=now)
    [proposal] = Proposal.objects.all()
    address = f"/moderating/proposals/{proposal.pk}/"
    assert "Proposed: Warn them." in words(hers.get("/moderating/proposals/"), f"#proposal-{proposal.pk}")
    page = hers.get(address)
    assert words(page, "section[aria-labelledby=facts]").count("Rejected · Off topic") == 3
    refused = press(hers, address, FORM, decision="confirm", reason="")
    assert (refused.status_code, Penalty.objects.count()) == (400, 0)
    assert press(hers, address, FORM, decision="confirm", reason="Three in a row.").status_code == 302
    penalty = Penalty.objects.get()
    assert (penalty.sanction, penalty.proposal) == (Sanction.WARN, proposal)
    assert "Confirmed · Maria : Three in a row." in words(hers.get(address))
    assert parsed(hers.get(address)).select(FORM) == []


def test_a_proposal_about_reports_shows_them_and_is_dismissed(
    debate: Debate, sam: User, mo: User, hers: Client
) -> None:
    now = timezone.now()
    settled(debate, sam, mo, count=5, unfounded=4, now=now)
    actions.find_misuse(now=now)
    address = f"/moderating/proposals/{Proposal.objects.get().pk}/"
    facts = words(hers.get(address), "section[aria-labelledby=facts]")
    assert (facts.count("Nothing was done"), facts.count("Something was done")) == (4, 1)
    assert press(hers, address, FORM, decision="dismiss", reason="He means well.").status_code == 302
    assert "None. Nobody reports" in words(hers.get("/moderating/proposals/"))


def test_a_moderator_sees_no_form_about_themselves(mo: User, maria: User) -> None:
    address = f"/moderating/proposals/{proposed(mo).pk}/"
    page = client_for(mo).get(address)
    assert "about themselves" in words(page)
    assert parsed(page).select(FORM) == []
    assert client_for(mo).post(address, {"decision": "dismiss", "reason": "No."}).status_code == 400


def test_neither_button_is_no_decision(vera: User, hers: Client) -> None:
    address = f"/moderating/proposals/{proposed(vera).pk}/"
    assert hers.post(address, {"reason": "Why not.", "decision": "perhaps"}).status_code == 400


def test_proposals_take_the_same_queries_for_one_and_for_many(
    vera: User, debate: Debate, mo: User, hers: Client, django_assert_num_queries: Any
) -> None:
    one = proposed(vera)
    hers.get("/moderating/proposals/")
    for others in ((make_user("Zoe"), make_user("Yan")), ()):
        with django_assert_num_queries(4):
            hers.get("/moderating/proposals/")
        with django_assert_num_queries(6):
            hers.get(f"/moderating/proposals/{one.pk}/")
        for person in others:
            proposed(person)
        removed(debate, vera, mo, 4, timezone.now())


# ---------------------------------------------------------------- penalties


def test_penalties_in_force_are_listed_and_lifted(vera: User, sam: User, mo: User, hers: Client) -> None:
    now = timezone.now()
    penalty = penalised(vera, mo, now=now)
    warning = penalised(sam, mo, now=now, misuse=Misuse.NOTICES, sanction=Sanction.WARN, days=0)
    listed = hers.get("/moderating/penalties/")
    assert "Vera: Suspended until" in " ".join(words(listed).split(" ")).replace("Vera :", "Vera:")
    assert f"penalty-{warning.pk}" not in listed.content.decode()
    assert f"penalty-{warning.pk}" in hers.get("/moderating/penalties/?all").content.decode()
    address = f"/moderating/penalties/{penalty.pk}/lift/"
    assert "Lift this penalty?" in words(hers.get(address))
    without = hers.post(address, {"reason": " "})
    assert without.status_code == 400
    assert "Say why, in at most 500 characters." in words(without)
    penalty.refresh_from_db()
    assert penalty.lifted_at is None
    reason = {"reason": "She said sorry."}
    assert hers.post(address, reason)["Location"] == "/moderating/penalties/"
    penalty.refresh_from_db()
    assert penalty.lifted_at is not None
    everything = words(hers.get("/moderating/penalties/?all"))
    assert "lifted by Maria" in everything
    assert "She said sorry." in everything
    assert hers.post(address, reason).status_code == 400
    assert "This is over, or was lifted." in words(hers.get(address))


def test_penalties_have_pages_and_take_the_same_queries(
    debate: Debate, mo: User, hers: Client, django_assert_num_queries: Any
) -> None:
    now = timezone.now()
    penalised(make_user("Zoe"), mo, now=now)
    hers.get("/moderating/penalties/")
    with django_assert_num_queries(4):
        hers.get("/moderating/penalties/")
    for number in range(21):
        penalised(make_user(f"Zoe{number}"), mo, now=now)
    with django_assert_num_queries(4):
        page = hers.get("/moderating/penalties/")
    assert len(parsed(page).select("li[id^=penalty-]")) == 20
    [onward] = parsed(page).select("a[rel=next]")
    assert len(parsed(hers.get(f"/moderating/penalties/{onward['href']}")).select("li[id^=penalty-]")) == 2


# ---------------------------------------------------------------- the desk


def test_a_desk_is_made_when_it_is_first_opened_and_kept(hers: Client, maria: User) -> None:
    page = hers.get("/moderating/desk/")
    assert fields_of(page, FORM) == {"keys": "on", "summary_hour": "8"}
    assert "Your time zone is UTC." in words(page)
    assert press(hers, "/moderating/desk/", FORM, summary_hour="21").status_code == 302
    desk = Desk.objects.get()
    assert (desk.user, desk.keys, desk.summary_hour) == (maria, True, 21)
    assert hers.post("/moderating/desk/", {"summary_hour": ""}).status_code == 302
    desk.refresh_from_db()
    assert (desk.keys, desk.summary_hour, desk.next_summary_at) == (False, None, None)
    assert fields_of(hers.get("/moderating/desk/"), FORM) == {"summary_hour": ""}
    assert hers.post("/moderating/desk/", {"summary_hour": "24"}).status_code == 400


def test_the_desk_says_what_waits(hers: Client, comment: Comment) -> None:
    assert "Nothing." in words(hers.get("/moderating/desk/"))
    case_of(comment, NOW + timedelta(days=1))
    assert words(hers.get("/moderating/desk/"), ".numbers") == "New 1"
