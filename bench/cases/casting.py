"""Votes of signed-in readers against bare views that write the ballot of whoever the form names.

What casting does besides the upsert: it knows who votes, asks whether they may and what the debate offers,
writes the cast beside the ballot, and says what was counted. The second bare view knows who votes, too.
"""

import secrets
from collections.abc import Iterator
from functools import partial
from itertools import count

from django.utils import timezone

from bench.goals import CASTING, CASTING_SIGNED_IN, Round
from bench.people import Form, measured, signed_in
from bench.stage import CONNECTIONS, Stage
from bench.turns import pairs, rate
from debates.publishing.models import Debate
from debates.stances.models import Cast
from debates.stances.shown_order import signed_order

READERS = 96
"""Who vote, again and again: twelve for each client."""


def rounds(stage: Stage) -> Iterator[Round]:
    """Measure casting, and the bare view of whoever is signed in, in parts of the bare view's rate."""
    site = stage.site("full")
    debate = next(one for one in Debate.objects.public().order_by("pk") if one.takes_ballots(timezone.now()))
    readers = [signed_in(f"voter{number}") for number in range(READERS)]
    clients = [readers[place::CONNECTIONS] for place in range(CONNECTIONS)]
    voters = [secrets.token_hex(32) for _ in readers]
    codes = [*(f"p:{position.pk}" for position in debate.positions.all()), "both", "unsure"]
    ballot = {"phase": "after", "order": signed_order(debate.pk, 0), "consent": "on"}
    numbers = count()

    def bare(number: int) -> dict[str, str]:
        return {"voter": voters[number % READERS], "kind": ("both", "unsure")[number // READERS % 2]}

    def cast(number: int) -> dict[str, str]:
        return {**ballot, "stance": codes[number // READERS % len(codes)]}

    forms = (
        Form("bare", f"/bare/{debate.pk}/upsert/", bare),
        Form("signed in", f"/bare/{debate.pk}/upsert/signed-in/", bare),
        Form("casting", f"/debates/{debate.slug}/ballot/", cast, Cast.objects.count),
    )
    by_name = {form.name: partial(measured, form, site, clients, numbers) for form in forms}
    which = {
        CASTING: (by_name["casting"], by_name["bare"]),
        CASTING_SIGNED_IN: (by_name["signed in"], by_name["bare"]),
    }
    return pairs(which, rate)
