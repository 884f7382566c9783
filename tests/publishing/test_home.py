"""The editors' home: what waits, how it stands with the debates, and who finds it."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from debates.publishing import actions, numbers
from debates.publishing.models import Approval, Debate, Essay, Invitation, Revision, Suggestion, Text
from debates.publishing.queries.home import MOST, home_of, waiting_count
from debates.publishing.workflow import Move, Round, Status
from tests.comments.rows import written
from tests.makers import NOW, make_debate, make_draft, make_essay, make_user
from tests.publishing.writers import hand_in, make_pair, signed_in
from tests.stances.votes import crowd, vote

pytestmark = pytest.mark.django_db


def section(response: HttpResponse, id_: str) -> str:
    found = BeautifulSoup(response.content, "html.parser").select_one(f"section[aria-labelledby={id_}]")
    return " ".join(found.get_text(" ").split()) if found else ""


def questions(ed: User, name: str) -> list[str]:
    return [line.question for line in getattr(home_of(ed, timezone.now()), name)]


# ---------------------------------------------------------------- what waits


def test_at_first_nothing_waits(ed: User) -> None:
    page = signed_in(ed).get("/editing/")
    assert section(page, "waiting") == "Waiting for you Nothing waits."
    assert (section(page, "drafts"), section(page, "open")) == (
        "My drafts You have no drafts.",
        "Open No debate is open.",
    )
    assert waiting_count() == 0


def test_a_debate_in_review_waits_and_says_who_approved_it(ed: User) -> None:
    debate = make_draft(ed)
    eve = make_user("Eve", Role.EDITOR)
    actions.change_status(debate=debate, move=Move.SUBMIT, by=ed, now=NOW)
    page = signed_in(eve).get("/editing/")
    assert "Debates in review Should the harbour be dredged? waits for another editor’s approval" in section(
        page, "waiting"
    )
    assert waiting_count() == 1
    actions.change_status(debate=debate, move=Move.APPROVE, by=eve, now=NOW)
    assert "approved by Eve" in section(signed_in(ed).get("/editing/"), "waiting")


def test_an_essay_that_was_handed_in_waits_until_its_contributor_approves_it(ed: User) -> None:
    pair = make_pair(ed)
    hand_in(pair.essay)
    assert home_of(ed, NOW).handed_in == ()  # approved as it is
    text = Text.objects.get(essay=pair.essay)
    actions.save_text(text=text, source="Other words.", by=ed, now=NOW)
    [line] = home_of(ed, NOW).handed_in
    assert (line.title, line.contributor) == ("The opening of side 1", "Author A")
    assert line.url == f"/editing/debates/{pair.debate.pk}/#text-{text.pk}"
    assert waiting_count() == 1
    number = Text.objects.get(pk=text.pk).revision
    actions.approve_revision(essay=pair.essay, number=number, by=pair.guest, now=NOW)
    assert (home_of(ed, NOW).handed_in, waiting_count()) == ((), 0)


@pytest.mark.parametrize("status", list(Status))
def test_approvals_are_missing_where_a_debate_is_about_to_come_out(ed: User, status: Status) -> None:
    debate = make_debate(ed, status)
    Approval.objects.all().delete()
    titles = [line.title for line in home_of(ed, NOW).approvals]
    waits = status in {Status.IN_REVIEW, Status.SCHEDULED}
    assert titles == (["The opening of side 1", "The opening of side 2"] if waits else [])
    assert Debate.objects.get().pk == debate.pk


@pytest.mark.parametrize("released", [False, True])
def test_an_essay_of_a_later_round_waits_until_it_is_out(ed: User, released: bool) -> None:
    debate = make_debate(ed)
    for order in (1, 2):
        make_essay(ed, debate.positions.get(order=order), "A reply.", Round.REBUTTAL)
    Approval.objects.all().delete()
    Essay.objects.update(submitted_at=NOW)
    if released:
        Debate.objects.update(rebuttals_published_at=NOW)
    titles = [line.title for line in home_of(ed, NOW).handed_in]
    assert titles == ([] if released else ["The rebuttal of side 1", "The rebuttal of side 2"])


def test_open_notes_and_suggestions_wait_with_how_many_they_are(ed: User, vera: User) -> None:
    pair = make_pair(ed)
    number = Text.objects.get(essay=pair.essay).revision
    notes = [
        actions.add_note(essay=pair.essay, number=number, body=body, by=pair.guest, now=NOW)
        for body in ("One.", "Two.", "Three.")
    ]
    actions.settle_note(note=notes[0], by=ed, now=NOW)
    public = make_debate(ed, question="Should the quay be widened?")
    essay = Essay.objects.filter(position__debate=public).order_by("pk")[0]
    for outcome in ("", "", "declined"):
        Suggestion.objects.create(
            essay=essay,
            revision=1,
            body="A slip.",
            by=vera,
            at=NOW,
            outcome=outcome,
            handled_at=NOW if outcome else None,
        )
    home = home_of(ed, NOW)
    assert [(line.title, line.count, line.url) for line in home.notes] == [
        ("The opening of side 1", 2, f"/editing/essays/{pair.essay.pk}/notes/")
    ]
    assert [(line.question, line.count) for line in home.suggestions] == [("Should the quay be widened?", 2)]
    told = section(signed_in(ed).get("/editing/"), "waiting")
    assert "Open notes The opening of side 1 (2)" in told
    assert "Corrections that readers suggest The opening of side 1 (2)" in told
    assert waiting_count() == 2


# ---------------------------------------------------------------- how it stands


def test_my_drafts_are_those_that_i_have_written_in_and_empty_ones(ed: User) -> None:
    eve = make_user("Eve", Role.EDITOR)
    make_draft(ed, "Mine?")
    make_draft(eve, "Hers?")
    actions.save_debate(debate=Debate(question="Empty?", slug="empty"), by=eve, now=NOW)
    make_debate(ed, question="Out?")
    assert sorted(questions(ed, "drafts")) == ["Empty?", "Mine?"]
    assert sorted(questions(eve, "drafts")) == ["Empty?", "Hers?"]


def test_a_draft_stays_mine_when_the_guest_whom_i_invited_writes_first(ed: User) -> None:
    eve = make_user("Eve", Role.EDITOR)
    pair = make_pair(ed)
    Revision.objects.exclude(by=pair.guest).delete()
    actions.save_text(text=Text.objects.get(essay=pair.essay), source="Hers.", by=pair.guest, now=NOW)
    assert {*Revision.objects.values_list("by", flat=True)} == {pair.guest.pk}
    assert (questions(ed, "drafts"), questions(eve, "drafts")) == ([pair.debate.question], [])
    Invitation.objects.update(invited_by=None)  # as where the inviting editor's account is gone
    assert questions(ed, "drafts") == questions(eve, "drafts") == [pair.debate.question]
    actions.save_text(text=Text.objects.get(essay=pair.other), source="Mine.", by=eve, now=NOW)
    assert (questions(ed, "drafts"), questions(eve, "drafts")) == ([], [pair.debate.question])


def test_scheduled_debates_come_by_their_moment_and_those_that_close_by_theirs(ed: User) -> None:
    now = timezone.now()
    for question, days in (("Second?", 2), ("First?", 1)):
        debate = make_debate(ed, Status.SCHEDULED, question=question)
        Debate.objects.filter(pk=debate.pk).update(publish_at=now + timedelta(days=days))
    for question, hours in (("Sixth day?", 144), ("Over?", -1), ("Tomorrow?", 24), ("Next year?", 9000)):
        debate = make_debate(ed, question=question)
        Debate.objects.filter(pk=debate.pk).update(closes_at=now + timedelta(hours=hours))
    make_debate(ed, question="Endless?")
    assert questions(ed, "scheduled") == ["First?", "Second?"]
    assert questions(ed, "closing") == ["Tomorrow?", "Sixth day?"]
    assert sorted(questions(ed, "open")) == ["Endless?", "Next year?", "Sixth day?", "Tomorrow?"]


def test_numbers_of_a_debate_tell_how_much_and_nothing_of_anybody(ed: User, vera: User) -> None:
    debate = make_debate(ed, visitors_vote=True)
    other = make_debate(ed, question="Should the quay be widened?")
    crowd(debate, 3)
    vote(debate, vera)
    vote(debate, vera, 2)
    written(debate, pk=1000, author=vera)
    written(debate, pk=1001, visibility="held", was_public=False)
    lines = {line.question: line.numbers for line in home_of(ed, NOW).open}
    assert [(str(number.label), number.count) for number in lines[debate.question]] == [
        ("Readers who voted", 4),
        ("Comments", 1),
        ("Comments that wait for a moderator", 1),
    ]
    assert [number.count for number in lines[other.question]] == [0, 0, 0]
    page = signed_in(ed).get("/editing/")
    assert "Readers who voted: 4 · Comments: 1 · Comments that wait for a moderator: 1" in section(
        page, "open"
    )
    assert "Vera" not in page.content.decode()


def test_a_number_that_is_named_again_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers, "REGISTERED", {})
    for count in (1, 2):
        numbers.register(numbers.Number("held", "Held", lambda pks, count=count: dict.fromkeys(pks, count)))
    assert numbers.numbers_of([7]) == {7: (numbers.Counted("Held", 2),)}
    assert numbers.numbers_of([]) == {}


@pytest.mark.parametrize("many", [1, 4])
def test_home_takes_the_same_queries_for_one_of_each_and_for_many(
    ed: User, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        for status in (Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED, Status.PUBLISHED):
            make_debate(ed, status, question=f"{status} {number}?")
    Essay.objects.update(submitted_at=NOW)
    Approval.objects.all().delete()
    for essay in Essay.objects.select_related("position__debate", "text"):
        actions.add_note(essay=essay, number=essay.text.revision, body="Hm.", by=ed, now=NOW)
        Suggestion.objects.create(essay=essay, revision=1, body="A slip.", at=NOW)
    client = signed_in(ed)
    with django_assert_num_queries(16):
        page = client.get("/editing/")
    assert section(page, "drafts").count("draft ") == many


def test_home_is_bounded_and_all_debates_are_on_pages_of_their_own(ed: User) -> None:
    for number in range(MOST + 25):
        Debate.objects.create(question=f"Question {number}?", slug=f"question-{number}")
    client = signed_in(ed)
    assert section(client.get("/editing/"), "drafts").count("Question ") == MOST
    first, second = (client.get(f"/editing/debates/?page={page}") for page in (1, 2))
    shown = [BeautifulSoup(page.content, "html.parser").select("main li a") for page in (first, second)]
    assert [len(links) for links in shown] == [50, 5]
    assert len({link["href"] for links in shown for link in links}) == 55


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=harbour", ["Should the harbour be dredged?"]),
        ("q=HARBOUR+dredged", ["Should the harbour be dredged?"]),
        ("q=should", ["Should the harbour be dredged?", "Should the quay be widened?"]),
        ("q=%25", []),
        ("q=nothing", []),
        ("page=99999999999", ["Should the harbour be dredged?", "Should the quay be widened?"]),
        ("page=x", ["Should the harbour be dredged?", "Should the quay be widened?"]),
        ("page=5", ["Should the harbour be dredged?", "Should the quay be widened?"]),
    ],
)
def test_editors_look_for_a_debate_by_words_of_its_question(ed: User, query: str, found: list[str]) -> None:
    make_draft(ed)
    make_debate(ed, question="Should the quay be widened?")
    page = signed_in(ed).get(f"/editing/debates/?{query}")
    links = BeautifulSoup(page.content, "html.parser").select("main li a")
    assert (page.status_code, sorted(link.get_text() for link in links)) == (200, found)


@pytest.mark.parametrize("path", ["/editing/", "/editing/debates/"])
def test_nobody_else_finds_the_editors_home(ed: User, vera: User, mo: User, path: str) -> None:
    pair = make_pair(ed)
    for person in (vera, mo, pair.guest):
        assert signed_in(person).get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_the_account_page_says_how_much_waits(ed: User) -> None:
    make_debate(ed, Status.IN_REVIEW)
    page = " ".join(
        BeautifulSoup(signed_in(ed).get("/account/").content, "html.parser").get_text(" ").split()
    )
    assert "Write and publish ( 1 waits )" in page or "Write and publish (1 waits)" in page
