"""Settings of a site that a test starts beside itself: the real ones, with e-mails in files."""

import os

from config.settings import *  # noqa: F403 - they are all of them

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = os.environ["MAIL_FOLDER"]
SOCIALACCOUNT_REQUESTS_TIMEOUT = 1
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the tests' own
