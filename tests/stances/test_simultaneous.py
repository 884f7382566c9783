"""Many posts at the same time, each with a connection of its own."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.roles import Role
from accounts.verdicts import Refused
from debates.publishing.models import Debate
from debates.stances import actions
from debates.stances.models import Ballot, Burst, BurstDecision, Cast, PollKey
from debates.stances.options import Phase
from tests.at_once import at_once
from tests.makers import NOW, make_debate, make_user
from tests.stances.votes import BROWSER, ballots, casts, crowd, letter, make_burst, option, vote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def debate(ed: User) -> Debate:
    return make_debate(ed, visitors_vote=True)


def standing(debate: Debate) -> Counter[tuple[str, str]]:
    """Answer how many casts that say something each voter has in each phase."""
    rows = Cast.objects.standing().filter(debate=debate)
    return Counter((row.voter, row.phase) for row in rows)


def test_fifty_posts_of_one_reader_leave_one_ballot(debate: Debate, vera: User) -> None:
    codes = [option(debate, 1), option(debate, 2), "both", "unsure"]
    at_once(50, lambda number: vote(debate, vera, codes[number % 4]))
    assert len(casts(debate)) == 50
    [ballot] = Ballot.objects.all()
    # What stands is what was cast last.
    assert ballot.option == Cast.objects.latest("pk").option
    assert PollKey.objects.count() == 1


def test_fifty_answers_before_reading_leave_the_first(debate: Debate, vera: User) -> None:
    codes = [option(debate, 1), option(debate, 2), "both", "unsure"]

    def attempt(number: int) -> str:
        try:
            return letter(debate, vote(debate, vera, codes[number % 4], phase=Phase.BEFORE).option)
        except Refused as refused:
            return str(refused)

    said = Counter(at_once(50, attempt))
    [(_tier, _phase, stands)] = ballots(debate)
    stays = "You have said already where you stood before reading: that stays as it is."
    assert said == {stands: 1, stays: 49}
    assert casts(debate) == [("verified", "before", stands)]


def test_fifty_posts_of_one_browser_leave_one_ballot(debate: Debate) -> None:
    at_once(50, lambda _number: vote(debate, browser_id=BROWSER, choice="both"))
    assert ballots(debate) == [("unverified", "after", "both")]


def test_the_first_votes_of_a_debate_share_one_key(debate: Debate) -> None:
    readers = [make_user(f"Reader{number}") for number in range(20)]
    at_once(20, lambda number: vote(debate, readers[number], "both"))
    assert PollKey.objects.count() == 1
    assert Ballot.objects.values("voter").distinct().count() == 20
    assert sum(actions.withdraw(debate=debate, by=reader) for reader in readers) == 20


@pytest.mark.parametrize("_round", range(3))
def test_who_votes_and_withdraws_at_once_has_a_ballot_exactly_where_a_cast_stands(
    debate: Debate, vera: User, _round: int
) -> None:
    vote(debate, vera, "unsure", phase=Phase.BEFORE)

    def attempt(number: int) -> None:
        if number % 3:
            vote(debate, vera, "both")
        else:
            actions.withdraw(debate=debate, by=vera)

    at_once(18, attempt)
    stand = {(ballot.voter, ballot.phase) for ballot in Ballot.objects.all()}
    assert set(standing(debate)) == stand


def test_what_is_cast_while_a_withdrawal_waits_stands_with_its_ballot(debate: Debate, vera: User) -> None:
    vote(debate, vera, "unsure", phase=Phase.BEFORE)

    def meanwhile(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            [*Ballot.objects.select_for_update()]
            withdrawal = pool.submit(meanwhile, lambda: actions.withdraw(debate=debate, by=vera))
            wait([withdrawal], timeout=0.5)  # it has found one ballot, and waits for it
            cast = pool.submit(meanwhile, lambda: vote(debate, vera, "both"))
            wait([cast], timeout=1)  # where writers wait for each other it comes after
        withdrawal.result()
        cast.result()
    stands = [("verified", "after", "both")]
    # SQLite lets one writer in after the other, in no order: who withdraws last has withdrawn all.
    if connection.vendor == "sqlite" and not ballots(debate):
        stands, said = [], ""
    else:
        said = "both"
    assert ballots(debate) == stands
    assert casts(debate) == [("verified", "before", ""), ("verified", "after", said)]


@pytest.mark.parametrize("_round", range(3))
def test_a_ballot_that_is_claimed_many_times_at_once_is_counted_once(
    debate: Debate, vera: User, _round: int
) -> None:
    vote(debate, browser_id=BROWSER, choice="both")

    def attempt(_number: int) -> str:
        try:
            claimed = actions.claim_unverified(
                debate=debate, by=vera, browser_id=BROWSER, consent=True, now=NOW
            )
            return f"{len(claimed)} claimed"
        except Refused as refused:
            return str(refused)

    said = Counter(at_once(8, attempt))
    assert said == {"1 claimed": 1, "This browser holds no ballot that could be counted as yours.": 7}
    assert ballots(debate) == [("verified", "after", "both")]
    assert len(standing(debate)) == 1


def test_of_two_moderators_at_once_one_decides(debate: Debate, mo: User) -> None:
    burst = make_burst(debate)
    people = [mo, make_user("Max", Role.MODERATOR)]

    def attempt(number: int) -> str:
        try:
            actions.decide_burst(
                burst=burst, apart=not number, reason="So.", seen=0, by=people[number], now=NOW
            )
        except Refused as refused:
            return str(refused).partition(" already ")[0]
        return "done"

    said = at_once(2, attempt)
    [decision] = BurstDecision.objects.all()
    assert sorted(said) == sorted(["done", str(decision.by)])
    assert Burst.objects.get().apart is decision.apart


def test_a_crowd_that_is_looked_for_many_times_at_once_is_noted_once(debate: Debate) -> None:
    crowd(debate, 12)
    at_once(6, lambda _number: actions.find_bursts(debate=debate, since=NOW))
    assert [*Burst.objects.values_list("start", "count")] == [(NOW, 12)]
