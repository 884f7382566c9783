"""Settings of a site that stands behind an edge: the real ones, with a few addresses that test the edge."""

from config.settings import *  # noqa: F403 - they are all of them

ROOT_URLCONF = "tests.deploy.urls"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the tests' own
