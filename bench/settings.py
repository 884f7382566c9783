"""The site's own settings, with addresses for the views that it is measured against."""

from config.environment import BASE_DIR
from config.settings import *  # noqa: F403 - all of them, so that only the addresses differ
from config.settings import TEMPLATES

ROOT_URLCONF = "bench.urls"

_naive = TEMPLATES[0]
# The same templates, where `bench/templates` has none instead.
TEMPLATES = [
    *TEMPLATES,
    {**_naive, "NAME": "naive", "DIRS": [BASE_DIR / "bench" / "templates", *_naive["DIRS"]]},  # type: ignore[misc]
]
