"""The site's own settings, with addresses for the views that it is measured against."""

from config.settings import *  # noqa: F403 - all of them, so that only the addresses differ

ROOT_URLCONF = "bench.urls"
