"""What `requirements.lock` names is all that a site needs to start; what only we work with may be missing."""

import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.config.test_production_settings import PRODUCTION, run
from tests.config.test_serving import ROOT

# Starts Django as if these modules were not installed.
WITHOUT = """
import sys
absent = frozenset(sys.argv[1].split())
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
import config.celery, config.serving, config.urls, config.wsgi
"""


def only_ours() -> set[str]:
    """Answer the modules that are installed here, and on no site that keeps to its lock."""
    lock = (ROOT / "requirements.lock").read_text()
    locked = {normal(name) for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)}
    return {
        module
        for module, owners in packages_distributions().items()
        if not locked & {normal(owner) for owner in owners}
    }


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("given", [{}, PRODUCTION], ids=["embedded", "production"])
def test_a_site_starts_with_what_its_lock_names(tmp_path: Path, given: dict[str, str]) -> None:
    absent = only_ours()
    assert {"anymail", "pytest"} <= absent
    done = run("-c", WITHOUT, " ".join(absent), var=tmp_path, **given)
    assert done.returncode == 0, done.stderr
