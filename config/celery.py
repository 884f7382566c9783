"""The Celery application: its tasks are sweeps that each room defines in `tasks.py`.

`manage.py serve` and `manage.py work` are enough for one machine. Where Redis is the broker, any number of
workers (`celery -A config worker`) run beside one beat (`celery -A config beat`); a second doubles nothing.
"""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sic_et_non")
app.config_from_object("django.conf:settings", namespace="CELERY")
# A schedule in memory leaves no file behind. It starts anew with the process, so a sweep that is due less
# than hourly names its hour (`crontab`) instead of an interval.
app.conf.beat_scheduler = "celery.beat:Scheduler"
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**_: object) -> None:
    """Leave the logs as the settings have them: Celery would set up its own instead."""
