"""Limits on what readers without an account do from one network: a crowd of browsers costs nobody anything.

They keep a flood away and are counted in the cache alone, under a name of the network that nobody can make
again after the day. A school or an office fits in; whoever does not can sign in.
"""

from time import time

from django.http import HttpRequest

from accounts.limits import Limit, client_of, network_today

CASTING = Limit("casting", tries=30, seconds=600)
SHOWING = Limit("showing-results", tries=30, seconds=600)


def seconds_to_wait(request: HttpRequest, limit: Limit) -> int:
    """Count a try of the reader's network, and answer how many seconds too early it comes.

    Those who are signed in are not counted.
    """
    if request.user.is_authenticated:
        return 0
    now = time()
    return limit.wait(network_today(client_of(request), now), now)
