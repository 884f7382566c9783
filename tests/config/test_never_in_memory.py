"""What one person alone may see is never kept, whatever a view says of it."""

import pytest
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token

from accounts.middleware import WhoIsSignedIn
from config.page_memory import PublicPages
from debates.reading.public import public_page
from tests.config.kept_pages import Clock, Counting, View, ask, page, times_made

pytestmark = pytest.mark.usefixtures("clock")


def looks_at_the_session(request: HttpRequest) -> HttpResponse:
    return public_page(lambda request: HttpResponse(str(request.session.get("theme"))))(request)


def looks_at_who_is_signed_in(request: HttpRequest) -> HttpResponse:
    return public_page(lambda request: HttpResponse(str(request.user.is_authenticated)))(request)


def with_sessions(view: View) -> View:
    return SessionMiddleware(WhoIsSignedIn(view))


def with_headers(**headers: str) -> View:
    """Answer a public page that something further out changed."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = page(request)
        for name, value in headers.items():
            response[name.replace("_", "-")] = value
        return response

    return answer


def sets_a_cookie(request: HttpRequest) -> HttpResponse:
    response = page(request)
    response.set_cookie("reader", "1")
    return response


@public_page
def holds_a_token(request: HttpRequest) -> HttpResponse:
    get_token(request)
    return HttpResponse("A form.")


@public_page
def not_there(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Not here.", status=404)


@public_page
def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=301, headers={"Location": "/there/"})


def streams(request: HttpRequest) -> HttpResponse:
    return public_page(lambda _request: StreamingHttpResponse(iter([b"Part."])))(request)  # type: ignore[arg-type, return-value]


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Only for one.")


@pytest.mark.django_db
@pytest.mark.parametrize("answer", [looks_at_the_session, looks_at_who_is_signed_in])
def test_a_page_that_looked_at_the_session_is_never_kept(answer: View) -> None:
    assert times_made(with_sessions(answer)) == 2
    assert times_made(with_sessions(page)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        private,
        not_there,
        elsewhere,
        streams,
        sets_a_cookie,
        with_headers(Set_Cookie="reader=1"),
        with_headers(Cache_Control="private"),
        with_headers(Cache_Control="public, max-age=2, no-store"),
        with_headers(Vary="Cookie"),
        with_headers(Vary="Accept-Language"),
        with_headers(Content_Security_Policy="script-src 'nonce-abc'"),
    ],
)
def test_what_is_for_one_person_is_never_kept(answer: View) -> None:
    counting = Counting(answer)
    site = PublicPages(counting)
    for _time in range(2):
        assert ask(site).get("ETag") is None
    assert (counting.asked, len(site.memory.pages)) == (2, 0)


def test_a_page_that_is_no_more_is_forgotten(clock: Clock) -> None:
    answers = iter([page, not_there, page])

    def answer(request: HttpRequest) -> HttpResponse:
        return next(answers)(request)

    site = PublicPages(answer)
    assert ask(site).status_code == 200
    clock.now += 2
    assert ask(site).status_code == 404
    assert len(site.memory.pages) == 0
    assert ask(site).status_code == 200
