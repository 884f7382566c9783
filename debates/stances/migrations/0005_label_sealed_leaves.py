"""Leaves that were sealed before they were found by their commitment are labelled from what they say."""

import re

from django.db import migrations

HASH = re.compile(r"[0-9a-f]{64}")
BATCH = 2000


def label(apps, schema_editor):
    """Repeat each leaf's commitment beside it, and count the erasures up to it, chain by chain."""
    leaves = apps.get_model("stances", "SealedLeaf").objects
    debate, erasures, batch = None, 0, []
    for leaf in leaves.order_by("debate_id", "place").iterator(BATCH):
        if leaf.debate_id != debate:
            debate, erasures = leaf.debate_id, 0
        erasures += leaf.leaf.get("kind") == "erase"
        committed = leaf.leaf.get("c")
        leaf.commitment = committed if isinstance(committed, str) and HASH.fullmatch(committed) else None
        leaf.erasures = erasures
        batch.append(leaf)
        if len(batch) == BATCH:
            leaves.bulk_update(batch, ["commitment", "erasures"])
            batch = []
    leaves.bulk_update(batch, ["commitment", "erasures"])


class Migration(migrations.Migration):
    dependencies = [("stances", "0004_leaves_by_commitment")]

    operations = [migrations.RunPython(label, migrations.RunPython.noop, elidable=True)]
