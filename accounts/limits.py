"""How often one client may ask for the same thing within a time.

Counted in the cache, which may forget: a limit keeps a flood away, it guards no secret. allauth counts for
its own pages by itself.
"""

from dataclasses import dataclass
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries within so many seconds; windows follow each other by the clock."""

    name: str
    tries: int
    seconds: int

    def wait(self, who: str, now: float) -> int:
        """Count a try at `now`, in seconds since 1970, and answer how many seconds too early it comes."""
        window, past = divmod(int(now), self.seconds)
        # The cache holds no address of anybody: what is counted is a digest.
        key = f"limit:{self.name}:{window}:{sha256(who.encode()).hexdigest()}"
        cache.add(key, 0, timeout=self.seconds)
        try:
            count = cache.incr(key)
        except ValueError:  # forgotten since the line before
            count = 1
        return 0 if count <= self.tries else self.seconds - past


def client_of(request: HttpRequest) -> str:
    """Answer where a request came from, as far as the proxies in front of the site are known."""
    return str(get_adapter().get_client_ip(request))
