"""What waits for whoever holds a role: each room names its page once, and the account page leads there.

The rooms stand above the accounts, which so know no page of theirs but by its name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Duty:
    """A page on which something waits for people of a role: `waiting` answers how much does now.

    `page` is the name of its URL, `label` what the link says. One that is not shown `always` is shown only
    where something waits: another leads there.
    """

    role: Role
    page: str
    label: str | Promise
    waiting: Callable[[], int]
    always: bool = True


REGISTERED: dict[str, Duty] = {}
"""The duties by their pages, in the order in which rooms named them. Rooms write here by `register` alone."""


def register(duty: Duty) -> None:
    """Take a duty; the one of the same page is replaced."""
    REGISTERED[duty.page] = duty


def duties_of(role: Role) -> tuple[Duty, ...]:
    """Answer the duties of a role."""
    return tuple(duty for duty in REGISTERED.values() if duty.role is role)
