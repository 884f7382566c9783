"""Small sites with a memory in front, and a clock to keep time for it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.page_memory import PublicPages
from debates.reading.public import ReaderOrder, ordered_page, public_page

View = Callable[[HttpRequest], HttpResponse]


class Clock:
    """The clock of the memory, which stands still until a test moves it."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


class Counting:
    """A site of one view, and how often that was asked."""

    def __init__(self, answer: View) -> None:
        self.answer = answer
        self.asked = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        return self.answer(request)


@public_page
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"A page at {request.get_full_path()}. " * 20, headers={"X-Kept": "yes"})


def ask(site: PublicPages, path: str = "/", method: str = "GET", **headers: str) -> HttpResponse:
    request = RequestFactory().generic(method, path, headers=headers)
    return site(request)


def times_made(answer: View, **headers: str) -> int:
    """Answer how often a page is made that is asked for twice."""
    counting = Counting(answer)
    site = PublicPages(counting)
    assert ask(site, **headers).getvalue() == ask(site, **headers).getvalue()
    return counting.asked


@ordered_page
def ordered(request: HttpRequest, order: ReaderOrder) -> HttpResponse:
    return HttpResponse(f"Positions {order.arm(7, 2)}.")
