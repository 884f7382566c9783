"""A site in production starts with everything that it needs, or not at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PRODUCTION = {
    "PRODUCTION": "true",
    "SECRET_KEY": "only for this test, and long enough to pass for one that is kept",
    "ALLOWED_HOSTS": "debates.example",
    "BASE_URL": "https://debates.example",
    "DATABASE_URL": "postgresql://site@127.0.0.1:1/site",
    "SITE_NAME": "The Quay",
    "SITE_EMAIL": "debates@debates.example",
    "EMAIL_URL": "smtp+tls://site:secret@mail.example",
    "SITE_LOGO": "reading/logo.svg",
    "SITE_CONTACT": "editors@debates.example",
    "SITE_IMPRINT": str(ROOT / "config" / "site_texts" / "imprint.md"),
    "SITE_PRIVACY": str(ROOT / "config" / "site_texts" / "privacy.md"),
    "SITE_LICENCE_NAME": "CC BY 4.0",
    "SITE_LICENCE_URL": "https://creativecommons.org/licenses/by/4.0/",
}
NEEDED = [name for name in PRODUCTION if name != "PRODUCTION"]


def run(*command: str, var: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    """Answer how the command went where nothing but this is set."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**kept, "VAR_DIR": str(var), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_with_everything_set_starts(tmp_path: Path) -> None:
    done = run("manage.py", "check", var=tmp_path, **PRODUCTION)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


def test_production_never_makes_its_own_secret(tmp_path: Path) -> None:
    run("manage.py", "check", var=tmp_path, **PRODUCTION)
    assert not (tmp_path / "secret_key").exists()


@pytest.mark.parametrize("missing", NEEDED)
@pytest.mark.parametrize("how", ["unset", "empty"])
def test_production_refuses_to_start_and_names_what_is_missing(
    tmp_path: Path, missing: str, how: str
) -> None:
    env = {**PRODUCTION, missing: ""}
    if how == "unset":
        del env[missing]
    refused = run("manage.py", "check", var=tmp_path, **env)
    assert refused.returncode != 0
    assert refused.stderr.strip().endswith(f"Set {missing}: a site in production does not start without it.")


def test_embedded_secret_is_its_owners_alone_and_stays_the_same(tmp_path: Path) -> None:
    read = ("-c", "from config.settings import SECRET_KEY; print(SECRET_KEY)")
    first, second = (run(*read, var=tmp_path).stdout for _ in range(2))
    assert first == second
    assert len(first.strip()) > 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_sites_have_two_secrets(tmp_path: Path) -> None:
    read = ("-c", "from config.settings import SECRET_KEY; print(SECRET_KEY)")
    one, other = (run(*read, var=tmp_path / name).stdout for name in ("one", "other"))
    assert one != other


# ---------------------------------------------------------------- the mail server

MAIL = ("-c", "from config import settings as s; print(s.EMAIL_BACKEND, s.EMAIL_FILES, s.DEFAULT_FROM_EMAIL)")
NAMES = "EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL"
SERVER = ("-c", f"from config.settings import *; print({NAMES})")


def test_without_a_mail_server_mails_are_files(tmp_path: Path) -> None:
    assert run(*MAIL, var=tmp_path).stdout == (
        f"debates.outbox.mail_files.EmailBackend {tmp_path}/mail Sic et Non <debates@localhost>\n"
    )


def test_with_a_mail_server_there_are_no_files(tmp_path: Path) -> None:
    assert run(*MAIL, var=tmp_path, **PRODUCTION).stdout == (
        "debates.outbox.smtp.EmailBackend None The Quay <debates@debates.example>\n"
    )


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("smtp://mail.example", "mail.example 25   False False"),
        ("smtp+tls://site:s%40y@mail.example", "mail.example 587 site s@y True False"),
        ("smtp+ssl://site:say@mail.example:4465", "mail.example 4465 site say False True"),
    ],
)
def test_a_mail_server_is_named_by_one_address(tmp_path: Path, url: str, means: str) -> None:
    assert run(*SERVER, var=tmp_path, EMAIL_URL=url).stdout == f"{means}\n"


@pytest.mark.parametrize("url", ["dummymail://", "smtps://mail.example", "mail.example"])
def test_an_address_that_is_no_mail_servers_is_refused(tmp_path: Path, url: str) -> None:
    refused = run("manage.py", "check", var=tmp_path, EMAIL_URL=url)
    assert refused.returncode != 0
    assert refused.stderr.strip().endswith("Begin EMAIL_URL with smtp://, smtp+tls:// or smtp+ssl://.")


def test_a_lease_that_is_shorter_than_the_wait_for_the_mail_server_is_refused(tmp_path: Path) -> None:
    refused = run("manage.py", "check", var=tmp_path, EMAIL_TIMEOUT="12")
    assert refused.returncode != 0
    assert refused.stderr.strip().endswith(
        "Set OUTBOX_LEASE to more than ten times EMAIL_TIMEOUT: a message may need ten answers of the server."
    )
    assert run("manage.py", "check", var=tmp_path, EMAIL_TIMEOUT="11.9").returncode == 0
