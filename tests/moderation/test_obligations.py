"""Each duty of the Digital Services Act is on, and has a switch."""

import os
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from accounts.models import User
from debates.comments.models import Comment
from debates.moderation.measures import Measure
from debates.moderation.models import Decision
from debates.moderation.obligations import Obligation, is_on
from debates.outbox.models import Message
from tests.moderation.rows import against, case_of, decided


@pytest.mark.parametrize("obligation", [*Obligation])
def test_a_duty_is_on_until_the_site_does_without_it(settings: Settings, obligation: Obligation) -> None:
    assert all(is_on(each) for each in Obligation)
    settings.MODERATION_WITHOUT = frozenset({obligation.value})
    assert {each for each in Obligation if not is_on(each)} == {obligation}


def started(without: str) -> subprocess.CompletedProcess[str]:
    """Answer what a site says that is started without these duties."""
    code = "from django.conf import settings; print(*sorted(settings.MODERATION_WITHOUT))"
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "MODERATION_WITHOUT": without},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_setting_takes_the_names_of_all_duties() -> None:
    names = [obligation.value for obligation in Obligation]
    assert started(" ".join(names)).stdout.split() == sorted(names)


def test_a_site_does_not_start_with_a_name_that_it_does_not_know() -> None:
    found = started("report vacations")
    assert found.returncode != 0
    assert "MODERATION_WITHOUT knows no vacations." in found.stderr


def test_without_statements_nobody_gets_a_letter_and_the_reasons_are_kept(
    comment: Comment, mo: User, settings: Settings
) -> None:
    settings.MODERATION_WITHOUT = frozenset({"statements"})
    decided(case_of(comment), mo, Measure.REJECT, against())
    assert not Message.objects.exists()
    assert Decision.objects.get().explanation == "It speaks of trains."
