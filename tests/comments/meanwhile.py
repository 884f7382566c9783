"""What may happen while somebody writes a comment, and what they are then told."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from accounts.models import Standing, User
from debates.comments.models import Discussion, WatchedWord
from debates.publishing.actions import change_status
from debates.publishing.models import Debate
from debates.publishing.workflow import Move
from tests.comments.rows import say
from tests.makers import NOW

TYPED = "The tide *decides*, not the harbour board."


def close(debate: Debate, ed: User, vera: User) -> None:
    change_status(debate=debate, move=Move.CLOSE, by=ed, now=NOW)


def lock(debate: Debate, ed: User, vera: User) -> None:
    Discussion.objects.create(debate=debate, locked=True)


def suspend(debate: Debate, ed: User, vera: User) -> None:
    until = timezone.now() + timedelta(days=2)
    Standing.objects.create(user=vera, suspended_until=until)


def ban(debate: Debate, ed: User, vera: User) -> None:
    WatchedWord.objects.create(entry="tide", folded="tide", severity="banned")


def flood(debate: Debate, ed: User, vera: User) -> None:
    for number in range(5):
        say(debate, vera, f"Comment {number}", now=timezone.now())


def repeat(debate: Debate, ed: User, vera: User) -> None:
    say(debate, vera, TYPED, now=timezone.now())


Happening = Callable[[Debate, User, User], None]
MEANWHILE: dict[str, tuple[Happening, str]] = {
    "closed": (close, "This debate takes no more comments."),
    "locked": (lock, "The comments of this debate are locked for now."),
    "suspended": (suspend, "You can’t take part until"),
    "banned word": (ban, "This comment holds a word that this site does not publish"),
    "too fast": (flood, "You have written several comments in a few minutes"),
    "said before": (repeat, "You have said exactly this here already."),
}
