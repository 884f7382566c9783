"""Public pages: the same bytes for everybody who sees the same order of positions."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.limits import client_of, network_of
from debates.publishing.position_order import BUCKETS, arm_of, bucket_of, reader_of_the_day
from debates.stances.browsers import browser_of

EDGE_HEADER = "X-Position-Order"
FRESH_SECONDS = 2
FOR_EVERYBODY = f"public, max-age={FRESH_SECONDS}"
FOR_ONE_ORDER = "private, no-cache"
SENT = {str(bucket): bucket for bucket in range(BUCKETS)}

MARK = "turned_debates"

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

Turned = tuple[tuple[int, int, int], ...]
"""What a page shows in the reader's order: each debate by number, how many positions it has, and the arm."""


def known_as_public(view: View[P]) -> View[P]:
    """Let `is_public` know of a view; what is wrapped around it keeps that."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(view: Callable[..., object]) -> bool:
    """Answer whether a view tells everybody the same, also where it finds nothing."""
    return getattr(view, "is_public", False)


def public_page(view: View[P]) -> View[P]:
    """Mark a page that is the same for everybody: whoever stands in between may keep it for two seconds."""

    @known_as_public
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = FOR_EVERYBODY
        setattr(response, MARK, ())
        return response

    return answer


def ordered_page(view: "Callable[Concatenate[HttpRequest, ReaderOrder, P], HttpResponse]") -> View[P]:
    """Mark a page that is the same for all who see one order of positions, which the view is given.

    Behind an edge that names the order the page is public and varies on that header alone; with no such
    edge the order follows from the reader, so the page is private to the browser that asked.
    """

    @known_as_public
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        order = ReaderOrder(request)
        response = view(request, order, *args, **kwargs)
        if settings.POSITION_ORDER_EDGE:
            response["Cache-Control"] = FOR_EVERYBODY
            response["Vary"] = EDGE_HEADER
        else:
            response["Cache-Control"] = FOR_ONE_ORDER
        setattr(response, MARK, tuple(order.turned))
        return response

    return answer


def turned_debates(response: HttpResponse) -> Turned | None:
    """Answer what a public page shows in the reader's order; nothing where it is no public page."""
    marked: Any = getattr(response, MARK, None)
    return marked  # type: ignore[no-any-return]  # as it was set above


class ReaderOrder:
    """The order of positions for one request: from the edge, or else from the reader.

    `turned` holds what was shown in it.
    """

    def __init__(self, request: HttpRequest, today: date | None = None) -> None:
        self.turned: list[tuple[int, int, int]] = []
        self.edge = edge_bucket(request)
        self.reader = browser_of(request) or reader_of_the_day(
            network_of(client_of(request)),
            request.headers.get("User-Agent", ""),
            today or timezone.now().date(),
            settings.SECRET_KEY,
        )

    def bucket(self, debate_id: int) -> int:
        """Answer the reader's bucket in this debate, 0 to 11."""
        return bucket_of(debate_id, self.reader) if self.edge is None else self.edge

    def arm(self, debate_id: int, positions: int) -> int:
        """Answer the arm that the reader sees of a debate with so many positions, and note it as shown."""
        arm = arm_of(self.bucket(debate_id), positions)
        self.turned.append((debate_id, positions, arm))
        return arm

    def turn(self, turned: Turned) -> Turned:
        """Answer the same debates as this reader sees them."""
        return tuple(
            (debate, positions, arm_of(self.bucket(debate), positions)) for debate, positions, _arm in turned
        )


def edge_bucket(request: HttpRequest) -> int | None:
    """Answer the bucket that the edge sent; nothing when no edge is configured or it sent no bucket."""
    sent = request.headers.get(EDGE_HEADER, "")
    return SENT.get(sent) if settings.POSITION_ORDER_EDGE else None
