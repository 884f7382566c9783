"""The Celery application: its tasks are sweeps that each room defines in `tasks.py`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("sic_et_non")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
