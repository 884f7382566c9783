"""Settings, by the twelve factors: everything that differs between installations comes from the environment.

With no setting at all the site runs embedded: SQLite, a cache in memory, a worker beside it, and only on
this machine. `PRODUCTION=true` asks for what a public site needs, and refuses to start without it.
"""

from email.utils import formataddr
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.environment import (
    BASE_DIR,
    PRODUCTION,
    VAR_DIR,
    address_of_server,
    embedded_secret,
    mailbox,
    number,
    required,
    switch,
    text,
    together,
    var_dir,
)
from config.mail_provider import anymail, mail_provider
from config.site import Site

env = environ.Env()

# ---------------------------------------------------------------- where things are

# `BASE_DIR`, `VAR_DIR` and `PRODUCTION` are settings too: the environment's other words follow from them.
DEBUG = switch("DEBUG", default=False)

# ---------------------------------------------------------------- security

SITE_CONTACT = required("SITE_CONTACT", "editors@localhost")
SECRET_KEY = required("SECRET_KEY", "") or embedded_secret("secret_key")
# The half of the key to the ballots' pseudonyms that no database holds. It is not SECRET_KEY: that one may be
# changed at any time, this one never while anybody should find their ballot again.
POLL_SECRET = required("POLL_SECRET", "") or embedded_secret("poll_secret")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BASE_URL = required("BASE_URL", f"http://localhost:{env.str('PORT', default='') or 8000}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

# `HTTPS` follows the site's own address, so that a production set-up can be rehearsed on one machine.
HTTPS = BASE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
# Who asks for these asks from beside the site, without encryption.
SECURE_REDIRECT_EXEMPT = [r"^health/(ready/)?$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
}

# ---------------------------------------------------------------- applications

INSTALLED_APPS = [
    "config.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    # For “2 minutes ago”, and “now” where it is not even one.
    "django.contrib.humanize",
    "csp",
    "django_htmx",
    # For its widget and script alone: its addresses are never among ours.
    "markdownx",
    # Before allauth, so that its templates come second.
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "debates.media",
    "debates.outbox",
    "debates.publishing",
    "debates.stances",
    "debates.comments",
    "debates.moderation",
    "debates.digests",
    "debates.privacy",
    "debates.importing",
    "debates.reading",
    "config",
]

MIDDLEWARE = [
    "config.middleware.ForTheEdge",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # What a public page is kept with is all that the others add to it, so it comes before them.
    "config.page_memory.PublicPages",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "config.middleware.LanguageFromPath",
    "config.middleware.RefuseInvalidText",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.WhoIsSignedIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.middleware.SignedInHint",
    "accounts.middleware.SecondFactorWall",
    "accounts.middleware.OwnSite",
    "accounts.middleware.AccountsElsewhere",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.site",
            ],
        },
    },
]

# ---------------------------------------------------------------- accounts

AUTHENTICATION_BACKENDS = ["accounts.backends.AccountBackend"]
SESSION_ENGINE = "accounts.session_store"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:account"
LOGOUT_REDIRECT_URL = "reading:home"

# Editors, moderators and administrators use their powers only with a passkey or an authenticator app.
SECOND_FACTOR_REQUIRED = switch("SECOND_FACTOR_REQUIRED", default=PRODUCTION)

ACCOUNT_ADAPTER = "debates.outbox.account_mail.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
# The password stands here so that there is a place for one at signing in; signing up asks for none.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.sign_up.SignUpDetails"
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "request_login_code": "accounts.forms.RequestCodeForm",
    "confirm_login_code": "accounts.forms.SignInCodeForm",
    "confirm_email_verification_code": "accounts.forms.AddressCodeForm",
    "add_email": "accounts.forms.NewAddressForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "confirm_password_reset_code": "accounts.forms.ForgottenPasswordCodeForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "reauthenticate": "accounts.forms.ConfirmByPasswordForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
# An address gets few codes, whoever asks for them; somebody who guesses has few tries.
ACCOUNT_RATE_LIMITS = {"request_login_code": "20/m/ip,5/5m/key", "confirm_email": "5/5m/key"}
# How many proxies stand in front: the one next to the site says where a request came from.
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXIES", default=1 if HTTPS else 0)

MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.SecondStepForm",
    "reauthenticate": "accounts.forms.ConfirmByCodeForm",
    "activate_totp": "accounts.forms.AddAppForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# A clock that is half a minute off still works.
MFA_TOTP_TOLERANCE = 1

# Accounts elsewhere.
# Accounts elsewhere, switched on by the environment alone.
SOCIALACCOUNT_ADAPTER = "accounts.elsewhere.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_FORMS = {
    "signup": "accounts.forms.SignUpFromElsewhereForm",
    "disconnect": "accounts.forms.DisconnectForm",
}
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
# Whom to write to about the requests of this site: Wikimedia asks every client to say so.
ELSEWHERE_USER_AGENT = f"Sic et Non ({quote(f'{BASE_URL}; {SITE_CONTACT}', safe=':/;@ ')})"
if text("WIKIMEDIA_CLIENT_ID"):
    INSTALLED_APPS.append("allauth.socialaccount.providers.mediawiki")
    SOCIALACCOUNT_PROVIDERS["mediawiki"] = {
        "APPS": [
            {
                "client_id": text("WIKIMEDIA_CLIENT_ID"),
                "secret": together("WIKIMEDIA_CLIENT_SECRET", "WIKIMEDIA_CLIENT_ID"),
                "name": "Wikimedia",
            }
        ],
        "REST_API": address_of_server(
            "WIKIMEDIA_REST_API",
            text("WIKIMEDIA_REST_API", "https://meta.wikimedia.org/w/rest.php"),
            encrypted=HTTPS,
        ),
        "USER_AGENT": ELSEWHERE_USER_AGENT,
    }
if text("OIDC_CLIENT_ID"):
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "client_id": text("OIDC_CLIENT_ID"),
                "secret": together("OIDC_CLIENT_SECRET", "OIDC_CLIENT_ID"),
                "name": together("OIDC_NAME", "OIDC_CLIENT_ID"),
                "settings": {
                    "server_url": address_of_server(
                        "OIDC_SERVER_URL", together("OIDC_SERVER_URL", "OIDC_CLIENT_ID"), encrypted=HTTPS
                    )
                },
            }
        ],
        "OAUTH_PKCE_ENABLED": True,
    }

# ---------------------------------------------------------------- database, cache, tasks

DATABASES = {"default": env.db_url_config(required("DATABASE_URL", f"sqlite:///{VAR_DIR / 'db.sqlite3'}"))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    with var_dir():
        pass
    # Writers wait for each other instead of failing; readers never wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    # Threads of a test need a file: each connection to a database in memory is another database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    # A pool keeps connections open itself: CONN_MAX_AGE stays 0 beside it.
    # What the address asks for beside (`?sslmode=verify-full`) stays.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 4, "timeout": 5}
    # A connection that has asked one of `accounts.questions` five times has the server prepare it.
    prepared = env.bool("PREPARED_STATEMENTS", default=True)
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = 5 if prepared else None

REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "config.cache.TolerantRedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Limits on tries are kept here: a crowd must not push them out.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# MiB of public pages that each process keeps at most, each for two seconds; 0 keeps none.
PAGE_MEMORY = number("PAGE_MEMORY", default=0 if DEBUG else 32)

# Tasks are sweeps of rows: a broker in memory loses nothing, and no result is ever waited for.
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600} if REDIS_URL else {}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
# A task that was given to a worker which died, or lost its connection, comes again: sweeps double nothing.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A sweep that goes on while the broker is away does no harm; one that is cut off leaves a message uncertain.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# Far above what a sweep takes, far below the broker's visibility time-out: a process that hangs is replaced.
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
# Seconds between two looks at the outbox. A tick that finds no free worker before the next is dropped.
OUTBOX_TICK = env.float("OUTBOX_TICK", default=5.0 if REDIS_URL else 2.0)
CELERY_BEAT_SCHEDULE = {
    "hand over e-mails": {
        "task": "outbox.deliver",
        "schedule": OUTBOX_TICK,
        "options": {"expires": OUTBOX_TICK},
    },
    "publish what is due": {"task": "publishing.publish_due", "schedule": 15.0},
    "close what is due": {"task": "publishing.close_due", "schedule": 60.0},
    "seal ballots": {"task": "stances.seal", "schedule": 60.0},
    "renew results": {"task": "stances.renew_results", "schedule": 60.0},
    "rank comments": {
        "task": "comments.rank",
        "schedule": float(number("COMMENTS_RANKED_EVERY", default=600)),
    },
    "take comments to the moderators": {"task": "moderation.take_in", "schedule": 15.0},
    "tell what happened": {"task": "digests.tell", "schedule": 60.0},
    "plan digests": {"task": "digests.plan", "schedule": 120.0},
    "tidy subscriptions": {"task": "digests.tidy", "schedule": 3600.0},
    "find misuse": {"task": "moderation.find_misuse", "schedule": crontab(minute=41)},
    "bring standings into line": {"task": "moderation.restate", "schedule": crontab(minute=11)},
    "sum up what waits": {"task": "moderation.summarise", "schedule": 300.0},
    "forget ended sessions": {
        "task": "accounts.forget_ended_sessions",
        "schedule": crontab(hour=3, minute=17),
    },
    "forget who reported": {"task": "moderation.forget", "schedule": crontab(hour=3, minute=37)},
}

# ---------------------------------------------------------------- polls

# Results are renewed at most once in so many seconds, and only for so many answers given or taken back.
RESULTS_EVERY = number("RESULTS_EVERY", default=3600)
RESULTS_LEAST = number("RESULTS_LEAST", default=5)

# ---------------------------------------------------------------- what editors look up elsewhere

# Off unless named. Only these services are asked, never an address that somebody typed.
CITATION_LOOKUP_URL = text("CITATION_LOOKUP_URL")
if CITATION_LOOKUP_URL:
    CITATION_LOOKUP_URL = address_of_server("CITATION_LOOKUP_URL", CITATION_LOOKUP_URL, encrypted=HTTPS)
COMMONS_API_URL = text("COMMONS_API_URL")
if COMMONS_API_URL:
    COMMONS_API_URL = address_of_server("COMMONS_API_URL", COMMONS_API_URL, encrypted=HTTPS)
# Where the files lie that Commons speaks of.
COMMONS_FILE_HOST = text("COMMONS_FILE_HOST", "upload.wikimedia.org").lower()

# ---------------------------------------------------------------- comments

# A comment with more links than this waits for a moderator, and so do the first ones of an account, and those
# of somebody of whom so many were lately rejected; 0 switches each of them off.
COMMENT_LINKS = number("COMMENT_LINKS", default=3)
COMMENTS_HELD_FIRST = number("COMMENTS_HELD_FIRST", default=1)
COMMENT_REJECTIONS = number("COMMENT_REJECTIONS", default=3)
# So many comments of one person within so many seconds, and no more.
COMMENTS_MOST = number("COMMENTS_MOST", default=5)
COMMENTS_WITHIN = number("COMMENTS_WITHIN", default=300)

# ---------------------------------------------------------------- moderation

# Duties of the Digital Services Act that this site does without, as very small publishers may: any of
# notices, statements, appeals, misuse, report, apart by spaces. All are on by default.
MODERATION_WITHOUT = frozenset(text("MODERATION_WITHOUT").split())
if unknown := MODERATION_WITHOUT - {"notices", "statements", "appeals", "misuse", "report"}:
    raise ImproperlyConfigured(f"MODERATION_WITHOUT knows no {', '.join(sorted(unknown))}.")

# ---------------------------------------------------------------- e-mail

SITE_NAME = required("SITE_NAME", "Sic et Non")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = formataddr((SITE_NAME, required("SITE_EMAIL", "debates@localhost")))

# Seconds to wait for each answer of the mail server.
EMAIL_TIMEOUT = env.float("EMAIL_TIMEOUT", default=10.0)
# Seconds for which a sender alone may touch what it holds. A sender may need ten answers for one message (a
# broken conversation, a new one), and must not be given up while it still waits for one of them.
OUTBOX_LEASE = env.float("OUTBOX_LEASE", default=120.0)
# Seconds before a message that the server would not take yet is tried again; each next wait is twice as long.
OUTBOX_FIRST_WAIT = env.float("OUTBOX_FIRST_WAIT", default=40.0)
if OUTBOX_LEASE <= 10 * EMAIL_TIMEOUT:
    raise ImproperlyConfigured(
        "Set OUTBOX_LEASE to more than ten times EMAIL_TIMEOUT: a message may need ten answers of the server."
    )

# Where an e-mail ends a list of letters, for those that offer it: an alias that hands what it gets to
# `manage.py unsubscribe`. Without one, letters name only the web address that does it.
UNSUBSCRIBE_MAILTO = mailbox("UNSUBSCRIBE_MAILTO")

# To whom a mail server says that it could not bring a letter: an alias that hands what it gets to
# `manage.py bounce`. Without one it is the address that letters come from.
BOUNCES_TO = mailbox("BOUNCES_TO")

# A provider's API in place of a mail server: it reports itself what came back.
EMAIL_PROVIDER = mail_provider()
EMAIL_URL = "" if EMAIL_PROVIDER else required("EMAIL_URL", "")
# Embedded, e-mails are files, which a page shows to whoever sits at this machine.
EMAIL_FILES = None if EMAIL_URL or EMAIL_PROVIDER else VAR_DIR / "mail"
if EMAIL_PROVIDER:
    ANYMAIL = anymail(EMAIL_PROVIDER, EMAIL_TIMEOUT)
    EMAIL_BACKEND = "debates.outbox.provider_api.EmailBackend"
    INSTALLED_APPS.append("anymail")
elif EMAIL_URL:
    EMAIL_SCHEME = EMAIL_URL.partition("://")[0]
    if EMAIL_SCHEME not in {"smtp", "smtp+tls", "smtp+ssl"}:
        raise ImproperlyConfigured("Begin EMAIL_URL with smtp://, smtp+tls:// or smtp+ssl://.")
    EMAIL_SERVER = env.email_url_config(EMAIL_URL)
    EMAIL_HOST = EMAIL_SERVER["EMAIL_HOST"] or "localhost"
    EMAIL_PORT = EMAIL_SERVER["EMAIL_PORT"] or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[EMAIL_SCHEME]
    EMAIL_HOST_USER = EMAIL_SERVER["EMAIL_HOST_USER"] or ""
    EMAIL_HOST_PASSWORD = EMAIL_SERVER["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS = EMAIL_SCHEME == "smtp+tls"
    EMAIL_USE_SSL = EMAIL_SCHEME == "smtp+ssl"
    EMAIL_BACKEND = "debates.outbox.smtp.EmailBackend"
else:
    EMAIL_BACKEND = "debates.outbox.mail_files.EmailBackend"

# ---------------------------------------------------------------- languages and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# ---------------------------------------------------------------- files

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Embedded, files are served from where they lie: no collecting step, and an edit shows at once.
WHITENOISE_USE_FINDERS = not PRODUCTION
if not PRODUCTION:
    with var_dir():
        STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_AUTOREFRESH = DEBUG

FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# ---------------------------------------------------------------- the publication

SITE = Site(
    name=SITE_NAME,
    tagline=env.str("SITE_TAGLINE", default="Opposing essays, side by side"),
    logo=required("SITE_LOGO", "reading/logo.svg"),
    contact=SITE_CONTACT,
    imprint=Path(required("SITE_IMPRINT", str(BASE_DIR / "config" / "site_texts" / "imprint.md"))),
    privacy=Path(required("SITE_PRIVACY", str(BASE_DIR / "config" / "site_texts" / "privacy.md"))),
    licence_name=required("SITE_LICENCE_NAME", "CC BY-SA 4.0"),
    licence_url=required("SITE_LICENCE_URL", "https://creativecommons.org/licenses/by-sa/4.0/"),
    base_url=BASE_URL,
    postal_address=env.str("SITE_POSTAL_ADDRESS", default=""),
)

# An edge in front of the site may choose the order of positions: it sends `X-Position-Order`, 0 to 11,
# over whatever a client sent. Without such an edge the header is a stranger's, and is ignored.
POSITION_ORDER_EDGE = switch("POSITION_ORDER_EDGE", default=False)

# ---------------------------------------------------------------- logs

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
