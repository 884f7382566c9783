"""Public pages: the same bytes for everybody who sees the same order of positions."""

import hashlib
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from accounts.limits import network_of
from debates.publishing.position_order import BUCKETS, bucket_of, reader_of_the_day
from debates.stances.browsers import browser_of

EDGE_HEADER = "X-Position-Order"
FRESH_SECONDS = 2
SENT = {str(bucket): bucket for bucket in range(BUCKETS)}

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def known_as_public(view: View[P]) -> View[P]:
    """Let `is_public` know of a view; what is wrapped around it keeps that."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def is_public(view: Callable[..., object]) -> bool:
    """Answer whether a view tells everybody the same, also where it finds nothing."""
    return getattr(view, "is_public", False)


def public_page(view: View[P]) -> View[P]:
    """Mark a page that is the same for everybody: an edge may keep it for two seconds."""

    @known_as_public
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
        return with_etag(request, response)

    return answer


def ordered_page(view: View[P]) -> View[P]:
    """Mark a page that is the same for all who see one order of positions.

    Behind an edge that names the order the page is public and varies on that header alone; with no such
    edge the order follows from the reader, so the page is private to the browser that asked.
    """

    @known_as_public
    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if settings.POSITION_ORDER_EDGE:
            response["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
            response["Vary"] = EDGE_HEADER
        else:
            response["Cache-Control"] = "private, no-cache"
        return with_etag(request, response)

    return answer


def with_etag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Answer the response with the hash of its bytes as its tag, or 304 where the browser has them."""
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if response.status_code != 200:  # noqa: PLR2004 - redirects and errors carry no tag
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


class ReaderOrder:
    """The order of positions for one request: from the edge, or else from the reader."""

    def __init__(self, request: HttpRequest, today: date | None = None) -> None:
        self.edge = edge_bucket(request)
        self.reader = browser_of(request) or reader_of_the_day(
            network_of(request.META.get("REMOTE_ADDR", "")),
            request.headers.get("User-Agent", ""),
            today or timezone.now().date(),
            settings.SECRET_KEY,
        )

    def bucket(self, debate_id: int) -> int:
        """Answer the reader's bucket in this debate, 0 to 11."""
        return bucket_of(debate_id, self.reader) if self.edge is None else self.edge


def edge_bucket(request: HttpRequest) -> int | None:
    """Answer the bucket that the edge sent; nothing when no edge is configured or it sent no bucket."""
    sent = request.headers.get(EDGE_HEADER, "")
    return SENT.get(sent) if settings.POSITION_ORDER_EDGE else None
