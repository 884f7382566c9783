"""The pages on which moderators decide about bursts of ballots."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from accounts.models import User
from accounts.roles import Role
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from debates.stances import actions
from debates.stances.models import Burst, BurstDecision
from debates.stances.queries.bursts import rarity_of
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import crowd, make_burst, poll

pytestmark = pytest.mark.django_db

BURSTS = "/moderating/bursts/"
HOUR = timedelta(hours=1)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


@pytest.fixture
def burst(debate: Debate) -> Burst:
    return make_burst(debate)


@pytest.fixture
def moderator(mo: User) -> Client:
    return client_for(mo)


def client_for(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def parsed(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def words(element: Tag | None) -> str:
    assert element is not None
    return " ".join(element.get_text(" ").split())


def lines(client: Client, address: str = BURSTS) -> list[Tag]:
    response = client.get(address)
    assert response.status_code == 200
    return parsed(response).select(".list > ul > li")


def buttons(line: Tag) -> dict[str, str]:
    """Answer what each button about a burst is called, and what it decides."""
    return {words(button): str(button["value"]) for button in line.select("button")}


def press(client: Client, button: str, reason: str, **typed: str) -> HttpResponse:
    """Press a button about the first burst of the page, with this reason."""
    [line, *_others] = lines(client)
    form = line.form
    assert form is not None
    seen = form.select_one("input[name=seen]")
    assert seen is not None
    [decision] = [value for name, value in buttons(line).items() if name.startswith(button)]
    sent = {"seen": str(seen["value"]), "decision": decision, "reason": reason, **typed}
    return client.post(str(form["action"]), sent)


def said(client: Client) -> str:
    return words(parsed(client.get(BURSTS)).select_one("[role=status]"))


# ---------------------------------------------------------------- what moderators see


def test_a_burst_is_shown_with_all_that_decides(burst: Burst, moderator: Client) -> None:
    [line] = lines(moderator)
    text = words(line)
    assert "Should the harbour be dredged?" in text
    assert "40 ballots came, against 1 expected. By chance that practically never happens." in text
    assert line.select_one(f"a[href='{burst.debate.get_absolute_url()}']")
    assert [*buttons(line).values()] == ["apart", "counted"]


@pytest.mark.parametrize(
    ("zone", "when"),
    [
        ("Asia/Kolkata", "1 March 2026, 14:30–14:40 (09:00–09:10 UTC)"),
        ("Pacific/Auckland", "1 March 2026, 22:00–22:10 (09:00–09:10 UTC)"),
        ("Pacific/Kiritimati", "1 March 2026, 23:00–23:10 (09:00–09:10 UTC)"),
        ("Pacific/Pago_Pago", "28 February 2026, 22:00–22:10 (1 March 2026, 09:00–09:10 UTC)"),
        ("UTC", "1 March 2026, 09:00–09:10"),
    ],
)
def test_the_time_is_the_moderators_own_with_utc_beside_it(
    burst: Burst, mo: User, moderator: Client, zone: str, when: str
) -> None:
    User.objects.filter(pk=mo.pk).update(time_zone=zone)
    assert words(lines(moderator)[0].p) == f"Not decided yet · {when}"


def test_a_median_between_two_numbers_is_shown_as_it_is(debate: Debate, moderator: Client) -> None:
    make_burst(debate, count=1200, expected=1.5)
    assert "1200 ballots came, against 1.5 expected." in words(lines(moderator)[0])


@pytest.mark.parametrize(
    ("probability", "times"),
    [(9e-7, "a million"), (1e-9, "a million"), (9e-10, "a billion"), (9e-13, "a trillion"), (0.0, "")],
)
def test_how_improbable_it_is_is_said_in_words(probability: float, times: str) -> None:
    never = "By chance that practically never happens."
    assert rarity_of(probability) == (
        f"By chance that happens less than once in {times} times." if times else never
    )


def test_a_page_without_bursts_says_so(moderator: Client) -> None:
    [line] = lines(moderator)
    assert words(line) == "None. No ten minutes have brought an unusual number of ballots."


def test_a_debate_that_readers_do_not_see_is_named_and_not_linked(
    burst: Burst, ed: User, moderator: Client
) -> None:
    change_status(debate=burst.debate, move=Move.UNPUBLISH, by=ed, now=NOW, note="For a test.")
    [line] = lines(moderator)
    assert "Should the harbour be dredged?" in words(line)
    assert line.select("a") == []


def test_undecided_ones_come_first_and_the_newest_of_each(
    debate: Debate, mo: User, moderator: Client
) -> None:
    for number in range(4):
        burst = make_burst(debate, NOW + number * HOUR)
        if number % 2:
            actions.decide_burst(burst=burst, apart=number > 1, reason="So.", seen=0, by=mo, now=NOW)
    shown = [words(line.p) for line in lines(moderator)]
    assert shown == [
        "Not decided yet · 1 March 2026, 11:00–11:10",
        "Not decided yet · 1 March 2026, 09:00–09:10",
        "Set apart · 1 March 2026, 12:00–12:10",
        "Counted · 1 March 2026, 10:00–10:10",
    ]


def test_older_ones_are_on_the_next_page(debate: Debate, moderator: Client) -> None:
    for number in range(21):
        make_burst(debate, NOW + number * HOUR)
    first = parsed(moderator.get(BURSTS))
    assert (len(first.select(".list > ul > li")), first.select("a[rel=prev]")) == (20, [])
    [following] = first.select("a[rel=next]")
    second = parsed(moderator.get(f"{BURSTS}{following['href']}"))
    [line] = second.select(".list > ul > li")
    assert "1 March 2026, 09:00–09:10" in words(line)
    [back] = second.select("a[rel=prev]")
    assert (back["href"], second.select("a[rel=next]")) == ("?page=1", [])


@pytest.mark.parametrize("number", ["", "0", "x", "-1", "2", "²", "1.5", "9" * 7, "9" * 5000])
def test_a_page_that_is_none_is_not_found(burst: Burst, moderator: Client, number: str) -> None:
    assert moderator.get(BURSTS, {"page": number}).status_code == 404


@pytest.mark.parametrize("many", [1, 9])
def test_the_page_costs_the_same_for_one_burst_and_for_many(
    ed: User, mo: User, moderator: Client, django_assert_num_queries: DjangoAssertNumQueries, many: int
) -> None:
    for number in range(many):
        burst = make_burst(make_debate(ed, question=f"Number {number}?"))
        actions.decide_burst(burst=burst, apart=True, reason="So.", seen=0, by=mo, now=NOW)
    # The session, the account, its roles, the bursts, and their decisions.
    with django_assert_num_queries(5):
        moderator.get(BURSTS)


def test_no_page_says_or_asks_what_the_ballots_answer(debate: Debate, moderator: Client) -> None:
    crowd(debate, 40, NOW)
    actions.find_bursts(debate=debate, since=NOW)
    burst = Burst.objects.get()
    with CaptureQueriesContext(connection) as asked:
        pages = [moderator.get(address) for address in (BURSTS, f"{BURSTS}{burst.pk}/")]
    assert not any("ballot" in query["sql"] or "cast" in query["sql"] for query in asked)
    for page in pages:
        assert "Side 1" not in page.content.decode()
        assert "is not shown here: the decision must not depend on it" in words(parsed(page).main)


def test_nothing_is_kept_by_a_cache(burst: Burst, moderator: Client) -> None:
    for address in (BURSTS, f"{BURSTS}{burst.pk}/"):
        assert "no-store" in moderator.get(address)["Cache-Control"]


# ---------------------------------------------------------------- deciding


def test_a_burst_is_set_apart_and_counted_again_with_reasons(burst: Burst, moderator: Client) -> None:
    answer = press(moderator, "Set apart", "All at once, from nowhere.")
    assert (answer.status_code, answer["Location"]) == (302, BURSTS)
    assert said(moderator) == "The ballots of 1 March 2026, 09:00–09:10 are set apart."
    [line] = lines(moderator)
    assert words(line.p).startswith("Set apart · ")
    assert [*buttons(line).values()] == ["counted"]
    press(moderator, "Count again", "A school class, says its teacher.")
    assert said(moderator) == "The ballots of 1 March 2026, 09:00–09:10 are counted."
    [line] = lines(moderator)
    assert [*buttons(line).values()] == ["apart"]
    history = [words(item) for item in line.select("ol li")]
    assert [text.partition(" Mo, ")[0] for text in history] == [
        "Set apart: All at once, from nowhere.",
        "To be counted: A school class, says its teacher.",
    ]
    assert not Burst.objects.get().apart


def test_a_burst_is_left_in_the_count_and_no_longer_waits(burst: Burst, moderator: Client) -> None:
    assert press(moderator, "Leave in the count", "It was in the newspaper.").status_code == 302
    [line] = lines(moderator)
    assert words(line.p).startswith("Counted · ")


def test_what_somebody_decided_meanwhile_is_said_and_what_was_typed_is_kept(
    burst: Burst, mo: User, moderator: Client
) -> None:
    max_ = client_for(make_user("Max", Role.MODERATOR, time_zone="Asia/Kolkata"))
    form = {"seen": "0", "decision": "apart", "reason": "I think so, too."}
    at = NOW + timedelta(minutes=62)
    actions.decide_burst(burst=burst, apart=True, reason="One machine.", seen=0, by=mo, now=at)
    before = poll()
    answer = max_.post(f"{BURSTS}{burst.pk}/", form)
    assert (answer.status_code, poll()) == (400, before)
    page = parsed(answer)
    told = "Mo already set these ballots apart, on 1 March 2026, 15:32. Nothing was changed."
    assert told in words(page.select_one("#errors"))
    typed = page.textarea
    assert typed is not None
    assert words(typed) == "I think so, too."
    # From here the decision can be taken back, by whoever has now seen it.
    seen = page.select_one("input[name=seen]")
    assert seen is not None
    assert [*buttons(page.main or page).values()] == ["counted"]
    again = {**form, "seen": str(seen["value"]), "decision": "counted"}
    assert max_.post(f"{BURSTS}{burst.pk}/", again).status_code == 302


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"reason": ""}, "Say why: the decision is recorded with its reason."),
        ({"reason": " \n\t "}, "Say why: the decision is recorded with its reason."),
        ({"reason": "x" * 501}, "Ensure this value has at most 500 characters"),
        ({"decision": ""}, "Choose what shall happen to these ballots."),
        ({"decision": "deleted"}, "Select a valid choice."),
        ({"seen": ""}, "This field is required."),
        ({"seen": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"seen": "x"}, "Enter a whole number."),
        ({"seen": "9" * 40}, "Nobody has decided about these ballots yet: look at them again."),
        ({"seen": "9" * 5000}, "Enter a whole number."),
    ],
)
def test_what_was_tampered_with_is_refused_in_words(
    burst: Burst, moderator: Client, typed: dict[str, str], told: str
) -> None:
    before = poll()
    answer = press(moderator, "Set apart", **{"reason": "One machine.", **typed})
    assert answer.status_code == 400
    assert told in words(parsed(answer).select_one("#errors"))
    assert poll() == before


def test_characters_that_are_no_text_are_refused(burst: Burst, moderator: Client) -> None:
    assert press(moderator, "Set apart", "One\0machine.").status_code == 400
    assert BurstDecision.objects.count() == 0


def test_a_reason_is_text_and_nothing_else(burst: Burst, moderator: Client) -> None:
    press(moderator, "Set apart", "<script>alert(1)</script>")
    assert b"<script>alert" not in moderator.get(BURSTS).content


def test_a_form_from_elsewhere_is_refused(burst: Burst, mo: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mo)
    sent = {"seen": "0", "decision": "apart", "reason": "One machine."}
    assert strict.post(f"{BURSTS}{burst.pk}/", sent).status_code == 403
    assert BurstDecision.objects.count() == 0


@pytest.mark.parametrize("pk", [0, 10**30])
def test_a_burst_that_is_not_there_is_not_found(moderator: Client, pk: int) -> None:
    assert moderator.get(f"{BURSTS}{pk}/").status_code == 404
    assert moderator.post(f"{BURSTS}{pk}/").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR, Role.CONTRIBUTOR])
def test_for_other_roles_the_pages_are_not_there(burst: Burst, role: Role) -> None:
    client = client_for(make_user("Somebody", role))
    for address in (BURSTS, f"{BURSTS}{burst.pk}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{BURSTS}{burst.pk}/", {"decision": "apart", "reason": "x"}).status_code == 404
    assert BurstDecision.objects.count() == 0


def test_who_lacks_only_a_second_factor_is_shown_where_to_add_one(
    burst: Burst, moderator: Client, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    answer = moderator.get(BURSTS)
    assert answer["Location"] == "/account/second-factor/?next=%2Fmoderating%2Fbursts%2F"


# ---------------------------------------------------------------- the way there


def duties(client: Client) -> list[str]:
    page = parsed(client.get("/account/"))
    return [words(link) for link in page.select(f"a[href='{BURSTS}']")]


def test_the_account_page_leads_moderators_there_and_says_how_many_wait(
    debate: Debate, mo: User, moderator: Client
) -> None:
    assert duties(moderator) == []
    burst, _other = make_burst(debate), make_burst(debate, NOW + HOUR)
    assert duties(moderator) == ["Bursts of ballots (2 wait)"]
    actions.decide_burst(burst=burst, apart=False, reason="So.", seen=0, by=mo, now=NOW)
    assert duties(moderator) == ["Bursts of ballots (1 waits)"]


def test_nobody_else_is_led_there(burst: Burst, ed: User, mo: User, settings: Settings) -> None:
    assert duties(client_for(ed)) == []
    settings.SECOND_FACTOR_REQUIRED = True
    assert duties(client_for(mo)) == []
