"""A site in production starts with everything that it needs, or not at all."""

import json
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
    "POLL_SECRET": "only for this test, and another than the one above",
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


def test_production_never_makes_its_own_secrets(tmp_path: Path) -> None:
    run("manage.py", "check", var=tmp_path, **PRODUCTION)
    assert not (tmp_path / "secret_key").exists()
    assert not (tmp_path / "poll_secret").exists()


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


SECRETS = ["SECRET_KEY", "POLL_SECRET"]


@pytest.mark.parametrize("name", SECRETS)
def test_embedded_secret_is_its_owners_alone_and_stays_the_same(tmp_path: Path, name: str) -> None:
    read = ("-c", f"from config.settings import {name}; print({name})")
    first, second = (run(*read, var=tmp_path).stdout for _ in range(2))
    assert first == second
    assert len(first.strip()) > 50
    assert stat.S_IMODE((tmp_path / name.lower()).stat().st_mode) == 0o600


@pytest.mark.parametrize("name", SECRETS)
def test_two_sites_have_two_secrets(tmp_path: Path, name: str) -> None:
    read = ("-c", f"from config.settings import {name}; print({name})")
    one, other = (run(*read, var=tmp_path / folder).stdout for folder in ("one", "other"))
    assert one != other


def test_one_site_has_two_secrets(tmp_path: Path) -> None:
    done = run("-c", "from config.settings import *; print(SECRET_KEY == POLL_SECRET)", var=tmp_path)
    assert done.stdout == "False\n"


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


# ---------------------------------------------------------------- what is wanted, and how it is said

WIKIMEDIA = {"WIKIMEDIA_CLIENT_ID": "quay", "WIKIMEDIA_CLIENT_SECRET": "secret"}
OIDC = {
    "OIDC_CLIENT_ID": "quay",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_SERVER_URL": "https://people.example/realms/quay/",
    "OIDC_NAME": "Harbour Board",
}


def setting(expression: str, var: Path, **env: str) -> str:
    """Answer what a setting is where this is set."""
    program = f"from config import settings; print(settings.{expression})"
    done = run("-c", program, var=var, **env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def refusal(var: Path, **env: str) -> str:
    """Answer the sentence with which the site does not start."""
    done = run("manage.py", "check", var=var, **env)
    assert done.returncode != 0
    return done.stderr.strip().removeprefix("Can't start: ")


@pytest.mark.parametrize("production", [False, True])
@pytest.mark.parametrize(
    ("given", "missing"),
    [(WIKIMEDIA, "WIKIMEDIA_CLIENT_SECRET"), *((OIDC, name) for name in OIDC if name != "OIDC_CLIENT_ID")],
)
@pytest.mark.parametrize("value", [None, " "])
def test_half_a_way_to_sign_in_elsewhere_is_refused(
    tmp_path: Path, production: bool, given: dict[str, str], missing: str, value: str | None
) -> None:
    env = {**(PRODUCTION if production else {}), **given, missing: value or ""}
    if value is None:
        del env[missing]
    first = next(iter(given))
    assert refusal(tmp_path, **env) == f"Set {missing} too: {first} is set, and does not work alone."


@pytest.mark.parametrize("given", [WIKIMEDIA, OIDC, {**WIKIMEDIA, **OIDC}])
def test_a_whole_way_to_sign_in_elsewhere_is_switched_on_by_the_environment_alone(
    tmp_path: Path, given: dict[str, str]
) -> None:
    done = run("manage.py", "check", var=tmp_path, **PRODUCTION, **given)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")
    on = {"mediawiki" if name.startswith("WIKIMEDIA") else "openid_connect" for name in given}
    assert setting("SOCIALACCOUNT_PROVIDERS.keys()", tmp_path, **PRODUCTION, **given) == (
        f"dict_keys({[name for name in ('mediawiki', 'openid_connect') if name in on]})"
    )


@pytest.mark.parametrize("given", [{}, {"OIDC_NAME": "Harbour Board"}, {"WIKIMEDIA_CLIENT_ID": ""}])
def test_without_a_client_there_is_no_way_to_sign_in_elsewhere(tmp_path: Path, given: dict[str, str]) -> None:
    assert setting("SOCIALACCOUNT_PROVIDERS", tmp_path, **PRODUCTION, **given) == "{}"
    assert ".providers." not in setting("INSTALLED_APPS", tmp_path, **PRODUCTION, **given)


def test_where_people_sign_in_elsewhere_and_whom_to_write_to_is_said(tmp_path: Path) -> None:
    env = {**PRODUCTION, **WIKIMEDIA, **OIDC}
    wiki = "SOCIALACCOUNT_PROVIDERS['mediawiki']"
    assert setting(f"{wiki}['REST_API']", tmp_path, **env) == "https://meta.wikimedia.org/w/rest.php"
    agent = "Sic et Non (https://debates.example; editors@debates.example)"
    assert setting(f"{wiki}['USER_AGENT']", tmp_path, **env) == agent
    app = setting("SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]", tmp_path, **env)
    assert "'server_url': 'https://people.example/realms/quay'" in app


def test_whom_to_write_to_fits_into_a_header_in_any_script(tmp_path: Path) -> None:
    env = {**PRODUCTION, **WIKIMEDIA, "SITE_CONTACT": "rédaction@quai.example\r\nX-Injected: 1"}
    agent = setting("SOCIALACCOUNT_PROVIDERS['mediawiki']['USER_AGENT']", tmp_path, **env)
    assert agent.isascii()
    assert "\n" not in agent
    assert agent.startswith("Sic et Non (https://debates.example; r%C3%A9daction@quai.example%0D%0AX")


@pytest.mark.parametrize(
    "url", ["people.example", "http://people.example", "https://", "ftp://people.example", "https://a/?b=c"]
)
@pytest.mark.parametrize("name", ["OIDC_SERVER_URL", "WIKIMEDIA_REST_API"])
def test_an_encrypted_site_asks_only_encrypted_ones_who_people_are(
    tmp_path: Path, name: str, url: str
) -> None:
    assert refusal(tmp_path, **{**PRODUCTION, **WIKIMEDIA, **OIDC, name: url}) == (
        f"{name} is “{url}”: set it to an address that begins with https://."
    )


def test_a_site_that_is_tried_on_one_machine_asks_its_neighbour(tmp_path: Path) -> None:
    env = {**OIDC, "OIDC_SERVER_URL": "http://localhost:9000"}
    assert "http://localhost:9000" in setting("SOCIALACCOUNT_PROVIDERS", tmp_path, **env)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({}, False),
        (PRODUCTION, True),
        ({**PRODUCTION, "SECOND_FACTOR_REQUIRED": ""}, True),
        ({**PRODUCTION, "SECOND_FACTOR_REQUIRED": "True"}, True),
        ({**PRODUCTION, "SECOND_FACTOR_REQUIRED": "no"}, False),
        ({"SECOND_FACTOR_REQUIRED": "1"}, True),
    ],
)
def test_a_second_factor_is_asked_for_in_production_unless_somebody_says_no(
    tmp_path: Path, given: dict[str, str], asked: bool
) -> None:
    assert setting("SECOND_FACTOR_REQUIRED", tmp_path, **given) == str(asked)


@pytest.mark.parametrize("name", ["SECOND_FACTOR_REQUIRED", "PRODUCTION", "DEBUG", "POSITION_ORDER_EDGE"])
@pytest.mark.parametrize("value", ["ture", "ja", "2", "-"])
def test_a_switch_that_is_neither_on_nor_off_is_refused(tmp_path: Path, name: str, value: str) -> None:
    assert refusal(tmp_path, **{name: value}) == f"{name} is “{value}”: set it to true or false."


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({}, 0),
        (PRODUCTION, 1),
        ({**PRODUCTION, "BASE_URL": "http://debates.example"}, 0),
        ({**PRODUCTION, "TRUSTED_PROXIES": ""}, 1),
        ({**PRODUCTION, "TRUSTED_PROXIES": "2"}, 2),
        ({**PRODUCTION, "TRUSTED_PROXIES": "0"}, 0),
    ],
)
def test_an_encrypted_site_stands_behind_one_proxy_unless_somebody_says_how_many(
    tmp_path: Path, given: dict[str, str], count: int
) -> None:
    assert setting("ALLAUTH_TRUSTED_PROXY_COUNT", tmp_path, **given) == str(count)


@pytest.mark.parametrize("value", ["-1", "one", "1.5", "²", "1e3"])
def test_a_number_of_proxies_that_is_none_is_refused(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, TRUSTED_PROXIES=value) == (
        f"TRUSTED_PROXIES is “{value}”: set it to a number, 0 or more."
    )


@pytest.mark.parametrize(("said", "threshold"), [({}, 5), ({"PREPARED_STATEMENTS": "false"}, None)])
def test_what_the_address_of_the_database_asks_for_stays_beside_the_pool(
    tmp_path: Path, said: dict[str, str], threshold: int | None
) -> None:
    told = "import json; from config.settings import DATABASES; print(json.dumps(DATABASES['default']))"
    url = f"{PRODUCTION['DATABASE_URL']}?sslmode=verify-full"
    done = run("-c", told, var=tmp_path, **{**PRODUCTION, "DATABASE_URL": url, **said})
    assert json.loads(done.stdout)["OPTIONS"] == {
        "sslmode": "verify-full",
        "pool": {"min_size": 1, "max_size": 4, "timeout": 5},
        "prepare_threshold": threshold,
    }
