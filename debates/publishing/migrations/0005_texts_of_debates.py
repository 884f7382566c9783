from django.db import migrations


def make_missing_texts(apps, schema_editor):
    """Every debate has an introduction and a conclusion to write in, empty as they may be."""
    debate = apps.get_model("publishing", "Debate")
    text = apps.get_model("publishing", "Text")
    for kind in ("introduction", "conclusion"):
        missing = debate.objects.exclude(texts__kind=kind)
        text.objects.bulk_create(text(debate=row, kind=kind) for row in missing.iterator())


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_workspace")]

    operations = [migrations.RunPython(make_missing_texts, migrations.RunPython.noop)]
