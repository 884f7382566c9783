"""How mail leaves and where it comes back to: said whole by the environment, or the site does not start."""

from pathlib import Path

import pytest

from tests.config.test_production_settings import PRODUCTION, refusal, run, setting

BY_PROVIDER = {name: value for name, value in PRODUCTION.items() if name != "EMAIL_URL"} | {
    "EMAIL_WEBHOOK_SECRET": "provider:correct-horse-battery"
}
POSTMARK = {**BY_PROVIDER, "EMAIL_PROVIDER": "postmark", "POSTMARK_SERVER_TOKEN": "token"}
MAILGUN = {
    **BY_PROVIDER,
    "EMAIL_PROVIDER": "Mailgun",
    "MAILGUN_API_KEY": "key",
    "MAILGUN_WEBHOOK_SIGNING_KEY": "signing",
    "MAILGUN_API_URL": "https://api.eu.mailgun.net/v3",
}


@pytest.mark.parametrize("given", [POSTMARK, MAILGUN], ids=["postmark", "mailgun"])
def test_a_provider_takes_the_place_of_a_mail_server(tmp_path: Path, given: dict[str, str]) -> None:
    done = run("manage.py", "check", var=tmp_path, **given)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")
    told = "EMAIL_BACKEND, settings.EMAIL_FILES, sorted(settings.ANYMAIL)"
    names = sorted({name for name in given if name.startswith(("MAILGUN", "POSTMARK"))})
    assert setting(told, tmp_path, **given) == (
        f"debates.outbox.provider_api.EmailBackend None {[*names, 'REQUESTS_TIMEOUT', 'WEBHOOK_SECRET']}"
    )


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (POSTMARK, "POSTMARK_SERVER_TOKEN"),
        (POSTMARK, "EMAIL_WEBHOOK_SECRET"),
        (MAILGUN, "MAILGUN_API_KEY"),
        (MAILGUN, "MAILGUN_WEBHOOK_SIGNING_KEY"),
    ],
)
def test_a_provider_without_its_secrets_is_refused(
    tmp_path: Path, given: dict[str, str], missing: str
) -> None:
    assert refusal(tmp_path, **{**given, missing: ""}) == (
        f"Set {missing} too: EMAIL_PROVIDER is set, and does not work alone."
    )


@pytest.mark.parametrize("secret", ["short", "provider:short", ":correct-horse-battery", "a b:" + "x" * 20])
def test_a_secret_that_can_be_guessed_is_refused(tmp_path: Path, secret: str) -> None:
    assert refusal(tmp_path, **{**POSTMARK, "EMAIL_WEBHOOK_SECRET": secret}) == (
        "Give EMAIL_WEBHOOK_SECRET as name:password, with a password of 16 characters or more."
    )


def test_a_provider_that_nobody_has_tried_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, **{**POSTMARK, "EMAIL_PROVIDER": "pigeon"}) == (
        "EMAIL_PROVIDER is “pigeon”: set it to mailgun or postmark."
    )


@pytest.mark.parametrize(
    ("name", "value"), [("EMAIL_URL", "smtp://mail.example"), ("BOUNCES_TO", "bounces@debates.example")]
)
def test_mail_goes_one_way_and_comes_back_by_it(tmp_path: Path, name: str, value: str) -> None:
    assert refusal(tmp_path, **{**POSTMARK, name: value}) == (
        f"Set {name} or EMAIL_PROVIDER, not both: mail goes one way, and comes back by it."
    )


@pytest.mark.parametrize("name", ["BOUNCES_TO", "UNSUBSCRIBE_MAILTO"])
def test_a_mailbox_is_one_plain_address(tmp_path: Path, name: str) -> None:
    assert setting(name, tmp_path, **{name: "a.b+c@debates.example"}) == "a.b+c@debates.example"
    for wrong in (
        "debates.example",
        "a@b@c",
        "A <a@b.example>",
        "a@b.example, c@d.example",
        "a@zürich.example",
    ):
        assert refusal(tmp_path, **{name: wrong}) == f"Give {name} as one plain e-mail address."


def test_a_provider_without_its_package_is_refused(tmp_path: Path) -> None:
    program = "import sys; sys.modules['anymail'] = None; from config import settings"
    done = run("-c", program, var=tmp_path, **POSTMARK)
    assert done.returncode != 0
    assert done.stderr.strip().endswith("Install django-anymail: EMAIL_PROVIDER is set, and needs it.")
