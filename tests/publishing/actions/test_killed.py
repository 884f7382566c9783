"""A worker that is killed between any two steps of a publication: never one side alone, and then once."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from debates.publishing import actions
from debates.publishing.workflow import Status
from tests.makers import bring_to, make_draft, make_reference, text_of
from tests.outbox.fleet import ROOT, test_database_url

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_killed_after_any_statement_leaves_all_sides_or_none(ed: User, tmp_path: Path) -> None:
    draft = make_draft(ed)
    make_reference(ed, draft)
    for order in (1, 2):
        actions.save_text(text=text_of(draft, order), source="Both cite it [@disputes].", by=ed)
    debate = bring_to(draft, Status.SCHEDULED, ed)
    assert debate.publish_at is not None
    late = debate.publish_at + timedelta(hours=3)
    env = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONPATH": str(ROOT),
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": test_database_url(),
        "REDIS_URL": "",
    }
    program = [sys.executable, str(ROOT / "tests" / "publishing" / "killed.py"), late.isoformat()]
    run = subprocess.run(program, cwd=ROOT, env=env, capture_output=True, text=True, timeout=180, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    *dead, alive = lines
    scheduled = {"status": "scheduled", "published": False, "moves": ["submit", "schedule"]}
    published = {"status": "published", "published": True, "moves": ["submit", "schedule", "publish"]}
    seen = [{name: line[name] for name in scheduled} for line in dead]
    # Before the end of the transaction nothing has happened; after it everything has. There is no third.
    before = [line for line in seen if line == scheduled]
    assert seen == [scheduled] * len(before) + [published] * (len(seen) - len(before))
    # It died between steps that write: the state, its record, and the numbers of each text.
    assert len(before) >= 8
    assert all(line["died"] for line in dead)
    assert not alive["died"]
    assert {name: alive[name] for name in scheduled} == published
    assert actions.publish_due(now=late) == 0
    page = Client().get(debate.get_absolute_url())
    assert page.content.decode().count("Both cite it") >= 2
