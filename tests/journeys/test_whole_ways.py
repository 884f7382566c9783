"""The whole way of a vote, to results that can be counted again; and of ratings, to another order."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from debates.comments.models import Comment, Rating
from debates.comments.tasks import rank_comments
from debates.publishing.models import Debate
from debates.stances.models import Cast
from debates.stances.options import Phase
from debates.stances.tasks import renew_results, seal_ballots
from tests.comments.rows import rate, written
from tests.journeys.conftest import Windows
from tests.journeys.signing_in import entered
from tests.makers import make_user
from tests.stances.votes import vote

pytestmark = pytest.mark.browser

SLUG = "face-recognition-open-photographs"
DEBATE = f"/debates/{SLUG}/"


@pytest.fixture
def debate(windows: Windows) -> Debate:
    return Debate.objects.get(slug=SLUG)


def readers(debate: Debate, name: str, many: int, before: int | None, after: int) -> list[User]:
    """Answer readers who have voted alike: for the positions of this order."""
    now = timezone.now()
    people = [make_user(f"{name}{number}") for number in range(many)]
    for reader in people:
        if before:
            vote(debate, reader, before, phase=Phase.BEFORE, now=now)
        vote(debate, reader, after, now=now)
    return people


def cast(page: Page, place: str, answer: str, button: str) -> None:
    """Choose an answer above or below the essays, and send the ballot that opens there."""
    section = page.locator(place)
    section.locator(".stances").get_by_role("link", name=answer).click()
    expect(section.get_by_role("radio", name=answer)).to_be_checked()
    section.get_by_role("button", name=button, exact=True).click()


def recounted() -> str:
    out = StringIO()
    call_command("recount", SLUG, stdout=out)
    return out.getvalue()


def test_from_a_vote_before_reading_to_results_with_movement_that_are_counted_again(
    windows: Windows, debate: Debate
) -> None:
    readers(debate, "Stays", 30, 1, 1)
    readers(debate, "Doubts", 12, 2, 2)
    readers(debate, "Moves", 18, 2, 1)
    first, second = (position.label for position in debate.positions.order_by("order"))
    page = entered(windows, make_user("Vera"), DEBATE)
    cast(page, ".before", second, "Vote")
    expect(page.locator("#said-before")).to_contain_text("Noted: before reading you answered")
    for essay in page.locator(".essay-end").all():
        essay.scroll_into_view_if_needed()
    cast(page, ".vote", second, "Vote")
    expect(page.locator("#said-after")).to_contain_text("You voted “B: ")
    page.locator(".vote").get_by_role("radio", name=first).check()
    page.locator(".vote").get_by_role("button", name="Change my vote").click()
    expect(page.locator("#said-after")).to_contain_text("You voted “A: ")
    # Another browser, without an account: counted apart.
    other = windows.open(DEBATE)
    cast(other, ".vote", "Both persuade me", "Vote")
    expect(other.locator("#said-after")).to_contain_text("Both persuade me")

    seal_ballots()
    renew_results()
    expect(page.get_by_role("link", name="Show results", exact=False)).to_have_count(1)
    page.get_by_role("link", name="Show results").click()
    page.get_by_role("button", name="Show results").click()
    expect(page.locator(".headline")).to_contain_text("61 readers voted.")
    expect(page.locator(".headline")).to_contain_text(
        f"Of 61 who voted before and after reading, 19 changed their answer; more moved towards A: {first}"
    )
    expect(page.get_by_role("img", name="How readers’ answers moved")).to_be_visible()

    assert recounted().endswith("The recount holds.\n")
    row = Cast.objects.filter(kind="position", phase=Phase.AFTER).order_by("pk")[0]
    Cast.objects.filter(pk=row.pk).update(kind="both", position=None)
    with pytest.raises(CommandError, match="The recount does not hold"):
        recounted()


def threads(page: Page) -> list[str]:
    """Answer what the comments on the page say, in their order."""
    return page.locator(".threads > li > .comment .said").all_inner_texts()


def helpful(page: Page, comment: Comment, button: str) -> None:
    """Rate a comment where it stands."""
    buttons = page.locator(f"#comment-{comment.pk} .own")
    buttons.get_by_role("button", name=button, exact=True).click()
    expect(buttons.get_by_role("button", name=button, exact=True, pressed=True)).to_be_visible()


def test_what_both_sides_find_helpful_comes_first_after_the_next_ranking(
    windows: Windows, debate: Debate
) -> None:
    for depth in (3, 2, 1):
        Comment.objects.filter(debate=debate, depth=depth).order_by("-number").delete()
    long_ago = timezone.now() - timedelta(days=3)
    bridge = written(debate, "It speaks to both.", created_at=long_ago)
    applause = written(debate, "It pleases one side.", created_at=long_ago + timedelta(hours=1))
    sides = {1: readers(debate, "For", 7, None, 1), 2: readers(debate, "Against", 7, None, 2)}
    # Its own side applauds it, and more of them than have seen the other.
    for order, people in sides.items():
        for person in people[1:]:
            rate(applause, person, order == 1, now=timezone.now())
        for person in people[1:4]:
            rate(bridge, person, True, now=timezone.now())
    page = windows.open(f"{DEBATE}comments/")
    assert threads(page) == ["It pleases one side.", "It speaks to both."]
    for people in sides.values():
        window = entered(windows, people[0], f"{DEBATE}comments/")
        helpful(window, bridge, "Helpful")
        helpful(window, applause, "Not helpful" if people is sides[2] else "Helpful")
    assert Rating.objects.filter(comment__in=[bridge, applause]).count() == 12 + 6 + 4

    rank_comments()
    page.reload()
    expect(page.locator(".threads .said").first).to_have_text("It speaks to both.")
    assert threads(page) == ["It speaks to both.", "It pleases one side."]
    expect(page.locator(f"#comment-{bridge.pk}")).to_contain_text("8 of 8 readers found this helpful.")
    page.get_by_role("link", name="Newest").click()
    assert threads(page) == ["It pleases one side.", "It speaks to both."]
