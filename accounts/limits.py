"""How often one client may ask for the same thing within a time.

Counted in the cache, which may forget: a limit keeps a flood away, it guards no secret. allauth counts for
its own pages by itself.
"""

import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
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


DAY = 24 * 60 * 60


def client_of(request: HttpRequest) -> str:
    """Answer where a request came from, as far as proxies in front of the site are known; "" for nowhere.

    Raises nothing: a page that only wants to tell readers apart is shown whatever a proxy says.
    """
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a socket without an address
        return ""


def network_of(address: str) -> str:
    """Answer the network that an address is in: the first 24 bits of IPv4, 48 of IPv6.

    An address that cannot be read is its own network.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    # A server that listens for both kinds is told of an IPv4 address inside one of IPv6.
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))  # noqa: PLR2004


def network_today(address: str, now: float) -> str:
    """Answer a name for the network of an address on the day, in UTC, of `now`, in seconds since 1970.

    It is made with a key by chance that only the cache holds, and only for that day: afterwards nobody can
    find out which network a name stood for, not even by trying all of them.
    """
    day, past = divmod(int(now), DAY)
    key = cache.get_or_set(f"network:{day}", lambda: secrets.token_hex(32), timeout=DAY - past)
    return hmac.digest(str(key).encode(), network_of(address).encode(), "sha256").hex()
