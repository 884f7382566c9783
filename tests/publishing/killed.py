"""Publish what is due in processes of their own that die, by kill -9, after each statement in turn.

Started with the settings of a test's database in the environment. Says for each process after how many
statements it died and what stood in the tables then, as a line of JSON; the last one lived.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - the settings come first

from debates.publishing import actions  # noqa: E402
from debates.publishing.models import Debate, StatusChange  # noqa: E402

MOST = 200


def publish_and_die(after: int, now: datetime) -> None:
    """Publish what is due; the process ends without a word once it has sent so many statements."""
    sent = 0

    def count(execute: Any, *asked: Any) -> Any:
        nonlocal sent
        answer = execute(*asked)
        sent += 1
        if sent == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

    with connection.execute_wrapper(count):
        actions.publish_due(now=now)


def tell(after: int, died: bool) -> None:
    """Say what stands in the tables, once nobody who died holds the debate any more."""
    with transaction.atomic():
        debate = Debate.objects.select_for_update().get()
        said = {
            "after": after,
            "died": died,
            "status": debate.status,
            "published": debate.published_at is not None,
            "moves": list(StatusChange.objects.order_by("pk").values_list("move", flat=True)),
        }
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def apart(work: Callable[[], None]) -> bool:
    """Do the work in a process of its own, and answer whether that was killed.

    This process itself never opens a connection: its children would share it, and live on in it.
    """
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - whatever it is, the process ends here
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    _pid, ended = os.waitpid(child, 0)
    if os.WIFEXITED(ended) and os.WEXITSTATUS(ended):
        sys.exit("A process failed.")
    return os.WIFSIGNALED(ended)


def main(now: datetime) -> None:
    """Let one process after the other die a statement later, until one lives."""
    for after in range(1, MOST):
        died = apart(partial(publish_and_die, after, now))
        apart(partial(tell, after, died))
        if not died:
            return


main(datetime.fromisoformat(sys.argv[1]))
