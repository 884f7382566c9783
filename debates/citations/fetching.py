"""Asking one service over the web, within bounds: a time, a size, and no way to anywhere else."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Final
from urllib.parse import urlsplit

import requests

# Seconds to wait for a connection and for each piece of an answer; seconds for the whole of it.
PATIENCE: Final = 5.0
WHOLE: Final = 15.0
CHUNK: Final = 64 * 1024


class FetchFailed(Exception):  # noqa: N818 - it says what happened to the question
    """A service gave no answer that can be used; the message is a plain sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service that may be asked: its address, what it is called, who asks, and for how long at most.

    `patience` is seconds to wait for each piece of an answer, `whole` seconds for all of it.
    """

    address: str
    name: str
    asked_by: str
    patience: float = PATIENCE
    whole: float = WHOLE

    @property
    def host(self) -> str:
        """Answer the host, with its port where the address says one."""
        return urlsplit(self.address).netloc.lower()


def fetch(
    service: Service, address: str, *, limit: int, query: Mapping[str, str | int] | None = None, accept: str
) -> bytes:
    """Answer what the service says at this address, at most `limit` bytes.

    The caller has made sure that the address is the service's own. No redirect is followed, no cookie kept,
    and no proxy or password of the environment used. Raises `FetchFailed`.
    """
    until = monotonic() + service.whole
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(
                address,
                params=dict(query or {}),
                headers={"User-Agent": service.asked_by, "Accept": accept, "Accept-Encoding": "identity"},
                timeout=service.patience,
                allow_redirects=False,
                stream=True,
            ) as response:
                check_status(service, response.status_code)
                return read(service, response, limit, until)
    except requests.Timeout as error:
        raise too_slow(service) from error
    except requests.RequestException as error:
        raise FetchFailed(f"{service.name} cannot be reached now. Try again later.") from error


def check_status(service: Service, status: int) -> None:
    """Raise `FetchFailed` unless this is the status of an answer."""
    if status == requests.codes.not_found:
        raise FetchFailed(f"{service.name} does not know it.")
    if status in (requests.codes.too_many_requests, requests.codes.service_unavailable):
        raise FetchFailed(f"{service.name} is asked too often now. Try again later.")
    if status != requests.codes.ok:
        raise FetchFailed(f"{service.name} gave no answer (it said {status}).")


def read(service: Service, response: requests.Response, limit: int, until: float) -> bytes:
    """Answer the body, having read no more than the limit, and not for longer than until then."""
    read: list[bytes] = []
    left = limit
    while True:
        # Whatever has arrived: a whole piece may never come from one that sends a byte at a time.
        try:
            piece = response.raw.read1(min(CHUNK, left + 1))
        except Exception as error:
            raise reading_failed(service, error) from error
        if not piece:
            return b"".join(read)
        left -= len(piece)
        if left < 0:
            raise FetchFailed(f"The answer of {service.name} is larger than {limit:,} bytes.")
        if monotonic() > until:
            raise too_slow(service)
        read.append(piece)


def reading_failed(service: Service, error: Exception) -> FetchFailed:
    """Answer the refusal of a body that broke off; here urllib3 raises errors of its own."""
    if "timed out" in str(error).lower():
        return too_slow(service)
    return FetchFailed(f"The answer of {service.name} broke off. Try again later.")


def too_slow(service: Service) -> FetchFailed:
    """Answer the refusal of an answer that takes too long."""
    return FetchFailed(f"{service.name} takes too long to answer. Try again later.")
