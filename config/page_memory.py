"""Public pages from this process's memory: for two seconds, before anybody asks who the reader is.

There is nothing to invalidate. What a page says was so at most two seconds ago, and what is unpublished is
gone as soon. Behind an edge, which keeps pages for two seconds itself, nothing is kept: the two would add up.
"""

import gzip
import hashlib
import math
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.cache import cc_delim_re, get_conditional_response, patch_vary_headers

from debates.reading.public import (
    EDGE_HEADER,
    FOR_EVERYBODY,
    FOR_ONE_ORDER,
    FRESH_SECONDS,
    ReaderOrder,
    Turned,
    turned_debates,
)

Handler = Callable[[HttpRequest], HttpResponse]

Address = tuple[str, str, str, str]
"""Scheme, host, path and query."""

LONGEST = 500
"""Characters of an address: by a longer one nothing is kept."""

PATIENCE = 1.0
"""Seconds to wait at most for another who makes the same page; after that one makes it oneself."""

PAGE_BESIDES = 4_000
"""Bytes that a page takes beside its own: address, headers, and what Python adds to each of them."""

ABOUT_THE_BODY = frozenset({"content-type", "content-length", "content-encoding", "content-disposition"})

GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")


@dataclass(frozen=True, slots=True)
class Page:
    """A public page as it was made at `made`, in seconds of a clock that never goes back.

    `body` is gzipped, `tag` the hash of what is in it; `turned` says what of it stands in the reader's order.
    """

    body: bytes
    headers: dict[str, str]
    tag: str
    turned: Turned
    made: float

    def is_fresh(self, now: float) -> bool:
        """Answer whether it may still be shown."""
        return now - self.made < FRESH_SECONDS


class Memory:
    """Pages by what they are kept by: those that were asked for least lately make room for others."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.pages: OrderedDict[Hashable, Page] = OrderedDict()
        self.size = 0

    def find(self, key: Hashable) -> Page | None:
        """Answer what was kept by this key, however old it is."""
        with self.lock:
            page = self.pages.get(key)
            if page is not None:
                self.pages.move_to_end(key)
            return page

    def keep(self, key: Hashable, page: Page, most: int) -> None:
        """Keep a page, and of all pages no more than `most` bytes."""
        with self.lock:
            self._forget(key)
            self.pages[key] = page
            self.size += size_of(page)
            while self.size > most:
                self._forget(next(iter(self.pages)))

    def forget(self, key: Hashable) -> None:
        """Keep nothing by this key."""
        with self.lock:
            self._forget(key)

    def _forget(self, key: Hashable) -> None:
        page = self.pages.pop(key, None)
        self.size -= size_of(page) if page else 0


def size_of(page: Page) -> int:
    """Answer about how many bytes a page takes."""
    return len(page.body) + PAGE_BESIDES


class Turns:
    """Lets one at a time make a page. Sometimes another page must wait too: there are only so many locks."""

    def __init__(self) -> None:
        self.locks = [Lock() for _ in range(64)]

    @contextmanager
    def turn(self, key: Hashable) -> Iterator[None]:
        """Wait for whoever makes this page, and let others wait meanwhile; nobody waits long."""
        lock = self.locks[hash(key) % len(self.locks)]
        held = lock.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if held:
                lock.release()


class PublicPages:
    """Answers public pages, with their tag and compressed: from memory, or made now and kept."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.memory = Memory()
        self.turns = Turns()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the page, or pass on what is no public page."""
        address = address_of(request)
        if address is None:
            return self.get_response(request)
        key, page = self.find(address, request)
        if page is None:
            # Nobody knows yet whether this is a public page: private ones must not wait for each other.
            return self.make(address, request)
        if not page.is_fresh(monotonic()):
            with self.turns.turn(key):
                _key, page = self.find(address, request)
                if page is None or not page.is_fresh(monotonic()):
                    return self.make(address, request)
        return answer_with(page, request, age=monotonic() - page.made)

    def find(self, address: Address, request: HttpRequest) -> tuple[Hashable, Page | None]:
        """Answer what the page of this reader is kept by, and the page, however old.

        Where only another order of it is there, that one, out of date: it says that the page is public.
        """
        latest = self.memory.find(address)
        if latest is None or not latest.turned:
            return address, latest
        key = (address, ReaderOrder(request).turn(latest.turned))
        return key, self.memory.find(key) or replace(latest, made=-math.inf)

    def make(self, address: Address, request: HttpRequest) -> HttpResponse:
        """Answer what the site answers, and keep it if it is a public page."""
        began = monotonic()  # what it says was read after this
        response = self.get_response(request)
        turned = turned_debates(response)
        if turned is None or not is_for_all(response):
            self.memory.forget(address)
            return response
        page = page_of(response, turned, began)
        if may_keep(request, address):
            most = settings.PAGE_MEMORY * 2**20
            self.memory.keep(address, page, most)
            if turned:
                self.memory.keep((address, turned), page, most)
        return answer_with(page, request)


# ---------------------------------------------------------------- what is asked for


def address_of(request: HttpRequest) -> Address | None:
    """Answer what tells pages apart, whoever asks; nothing where no page is asked for.

    The language is in the path. A host that is not ours gets no page here, and is refused further on.
    """
    if request.method not in {"GET", "HEAD"}:
        return None
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    return request.scheme or "", host, request.path_info, request.META.get("QUERY_STRING", "")


def may_keep(request: HttpRequest, address: Address) -> bool:
    """Answer whether to keep what was answered: what HEAD is answered may have lost its body."""
    return request.method == "GET" and sum(map(len, address)) <= LONGEST and not settings.POSITION_ORDER_EDGE


def accepts_gzip(request: HttpRequest) -> bool:
    """Answer whether the reader's browser takes compressed pages."""
    return GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "").lower()) is not None


# ---------------------------------------------------------------- what is answered


def is_for_all(response: HttpResponse) -> bool:
    """Answer whether a page that is marked as public really is.

    What was made for one person gives itself away: who looks at the session varies on the cookie, who asks
    for a token against forgery sets one, and who names a nonce in the policy has it in the page.
    """
    varies = {name.lower() for name in cc_delim_re.split(response.get("Vary", "")) if name}
    return (
        response.status_code == 200  # noqa: PLR2004 - a page; nothing else has a tag
        and not response.streaming
        and not response.cookies
        and not response.has_header("Set-Cookie")
        and varies <= {EDGE_HEADER.lower()}
        and response.get("Cache-Control") in {FOR_EVERYBODY, FOR_ONE_ORDER}
        and "'nonce-" not in response.get("Content-Security-Policy", "")
    )


def page_of(response: HttpResponse, turned: Turned, made: float) -> Page:
    """Answer the page to keep.

    Compressing tells nothing: a public page holds no secret that what a stranger puts into it could be
    compared with. Private pages are never compressed.
    """
    patch_vary_headers(response, ["Accept-Encoding"])
    del response["Content-Length"]
    return Page(
        body=gzip.compress(response.content, compresslevel=6, mtime=0),
        headers=dict(response.items()),
        tag=f'"{hashlib.sha256(response.content).hexdigest()[:32]}"',
        turned=turned,
        made=made,
    )


def answer_with(page: Page, request: HttpRequest, age: float = 0.0) -> HttpResponse:
    """Answer the page to this request: compressed if it may be, or 304 where the browser has it.

    `Age` says how much of its two seconds is gone, so that they don't begin anew in a browser.
    """
    headers = {**page.headers, "Age": str(math.ceil(age))} if age else page.headers
    compressed = accepts_gzip(request)
    response = HttpResponse(page.body if compressed else gzip.decompress(page.body), headers=headers)
    # Weak where it is compressed: the same page in other bytes.
    response["ETag"] = tag = f"W/{page.tag}" if compressed else page.tag
    if compressed:
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    found = get_conditional_response(request, etag=tag, response=response) or response
    if found is not response:
        for name, value in headers.items():
            if name.lower() not in ABOUT_THE_BODY:
                found[name] = value
    return found
