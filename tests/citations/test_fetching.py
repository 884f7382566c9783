"""Asking a service: a real server on this machine stands in for it."""

import socket
from time import monotonic

import pytest

from debates.citations.fetching import FetchFailed, Service, fetch
from tests.stand_in import Answer, StandIn


def ask(answer: Answer, limit: int = 1000, **fields: float) -> bytes:
    with StandIn(lambda _path: answer) as stand_in:
        service = Service(stand_in.address, "The service", "Tests", **fields)
        return fetch(service, f"{stand_in.address}/x", limit=limit, accept="application/json")


def failure(answer: Answer, **fields: float) -> str:
    with pytest.raises(FetchFailed) as failed:
        ask(answer, **fields)
    return str(failed.value)


def test_an_answer_of_the_largest_size_is_answered_whole() -> None:
    assert ask(Answer(b"x" * 1000)) == b"x" * 1000
    assert ask(Answer(b"x" * 200_000, pieces=9), limit=200_000) == b"x" * 200_000
    assert ask(Answer(b"")) == b""


def test_the_question_says_who_asks_and_nothing_else_about_us() -> None:
    with StandIn(lambda _path: Answer(b"{}")) as stand_in:
        service = Service(stand_in.address, "The service", "Sic et Non (https://a.example)")
        fetch(service, stand_in.address, limit=9, query={"a": "ä&b", "c": 1}, accept="application/json")
    [(path, headers)] = stand_in.asked
    assert path == "/?a=%C3%A4%26b&c=1"
    assert {name: headers[name] for name in headers if name not in {"host", "connection"}} == {
        "user-agent": "Sic et Non (https://a.example)",
        "accept": "application/json",
        "accept-encoding": "identity",
    }


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(b"x" * 1001), "The answer of The service is larger than 1,000 bytes."),
        (Answer(b"x" * 10, length=20), "The answer of The service broke off. Try again later."),
        (Answer(status=404), "The service does not know it."),
        (Answer(status=429), "The service is asked too often now. Try again later."),
        (Answer(status=503), "The service is asked too often now. Try again later."),
        (Answer(status=500), "The service gave no answer (it said 500)."),
        (Answer(status=204), "The service gave no answer (it said 204)."),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(answer: Answer, sentence: str) -> None:
    assert failure(answer) == sentence


def test_no_redirect_is_followed() -> None:
    with StandIn(lambda _path: Answer(b"secret")) as elsewhere:
        moved = Answer(status=302, headers={"Location": elsewhere.address})
        assert failure(moved) == "The service gave no answer (it said 302)."
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "answer",
    [Answer(b"x", wait=5), Answer(b"x" * 50, pieces=50, between=0.1), Answer(b"x" * 20, pieces=2, between=2)],
)
def test_a_slow_answer_is_not_waited_for(answer: Answer) -> None:
    started = monotonic()
    assert (
        failure(answer, patience=0.3, whole=0.6) == "The service takes too long to answer. Try again later."
    )
    assert monotonic() - started < 4


def test_a_service_that_is_away_is_said_to_be() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(FetchFailed, match="cannot be reached now"):
            fetch(Service(address, "It", "Tests"), address, limit=9, accept="*/*")
