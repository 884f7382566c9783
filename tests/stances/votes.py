"""Ballots as tests cast them, and what then stands in the tables."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.signing import get_cookie_signer
from django.db import models
from django.test import Client

from accounts.verdicts import Refused
from debates.publishing.models import Debate
from debates.stances import actions
from debates.stances.browsers import COOKIE, SALT
from debates.stances.models import Ballot, Burst, BurstDecision, Cast, PollKey, ResultsShown
from debates.stances.options import Option, Phase
from tests.makers import NOW

BROWSER = "5b7e4f0c2d1a49c8a2f6d3b1e0c9a8f7"


def known_as(client: Client, browser: str = BROWSER) -> None:
    """Have the client's browser keep this id, as if it had voted or asked for results before."""
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + SALT).sign(browser)


def option(debate: Debate, order: int) -> str:
    """Answer the code of the position with this order."""
    return f"p:{debate.positions.get(order=order).pk}"


def vote(debate: Debate, by: Any = None, choice: int | str = 1, **given: Any) -> Cast:
    """Answer what was cast: after reading, with consent, for the position of this order or for this code.

    Without an account a browser votes, by its `browser_id`. Who is `exposed` was shown results before.
    """
    code = option(debate, choice) if isinstance(choice, int) else choice
    said: dict[str, Any] = {"phase": Phase.AFTER, "arm": 0, "consent": True, "now": NOW, **given}
    if said.pop("exposed", False):
        browser = said.get("browser_id", "")
        actions.show_results(debate=debate, by=by, browser_id=browser, now=said["now"])
    read = Debate.objects.select_related("poll_key").get(pk=debate.pk)
    return actions.cast_ballot(debate=read, by=by or AnonymousUser(), option=code, **said)


def crowd(debate: Debate, size: int, now: datetime = NOW, name: str = "", **given: Any) -> None:
    """Have so many browsers vote at this moment; another `name` is a crowd of others."""
    for number in range(size):
        vote(debate, browser_id=f"{name}{number}", **{"choice": 1 + number % 2, "now": now, **given})


def make_burst(debate: Debate, start: datetime = NOW, **fields: Any) -> Burst:
    """Answer a burst about which nobody has decided, as it is noted."""
    whole = {"count": 40, "expected": 1.0, "probability": 4.6e-49, **fields}
    return Burst.objects.create(debate=debate, start=start, **whole)


def letter(debate: Debate, choice: Option | None) -> str:
    """Answer the letter of a position, or both or unsure; nothing for what is erased."""
    if choice is None:
        return ""
    return debate.positions.get(pk=choice.position).letter if choice.position else choice.code


def ballots(debate: Debate) -> list[tuple[str, str, str]]:
    """Answer what stands, as tier, phase and letter."""
    rows = Ballot.objects.filter(debate=debate).order_by("pk")
    return [(row.tier, row.phase, letter(debate, row.option)) for row in rows]


def casts(debate: Debate) -> list[tuple[str, str, str]]:
    """Answer everything that was ever answered, oldest first, as tier, phase and letter."""
    rows = Cast.objects.filter(debate=debate).order_by("pk")
    return [(row.tier, row.phase, letter(debate, row.option)) for row in rows]


def poll() -> dict[str, list[dict[str, Any]]]:
    """Answer every row of the room, so that a test can say that nothing was written."""
    tables: tuple[type[models.Model], ...] = (PollKey, Ballot, Cast, ResultsShown, Burst, BurstDecision)
    return {table.__name__: [*table._base_manager.order_by("pk").values()] for table in tables}


def refusal(act: Callable[[], object]) -> str:
    """Answer the sentence with which an action was refused, having written nothing."""
    before = poll()
    with pytest.raises(Refused) as refused:
        act()
    assert poll() == before
    return str(refused.value)
