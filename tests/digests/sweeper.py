"""A beat and a worker in one process, to be killed: does what the beat asks for, again and again.

`python -m tests.digests.sweeper --ahead 172800` has its clock put forward by two days.
"""

import argparse
import os
from datetime import UTC, datetime, timedelta

import django
import time_machine


def main() -> None:
    """Sweep until somebody ends it, in small batches, so that there are many moments to be killed at."""
    parser = argparse.ArgumentParser(prog="sweeper", description=__doc__)
    parser.add_argument("--ahead", type=float, default=0.0, help="seconds that the clock is ahead")
    ahead = timedelta(seconds=parser.parse_args().ahead)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    from debates.digests import tasks
    from debates.digests.actions import announcing, planning
    from debates.outbox.tasks import deliver

    announcing.BATCH = planning.BATCH = 7
    with time_machine.travel(datetime.now(UTC) + ahead, tick=True):
        while True:
            tasks.tell()
            tasks.plan()
            deliver()


if __name__ == "__main__":
    main()
