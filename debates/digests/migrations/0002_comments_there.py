"""Takes the comments that readers see already for announced: nobody is told of what was there before."""

from django.db import migrations


def take_for_announced(apps, schema_editor):
    Comment = apps.get_model("comments", "Comment")
    Announced = apps.get_model("digests", "Announced")
    shown = Comment.objects.filter(visibility__in=["published", "restricted"], announced=None)
    rows = shown.values_list("pk", "debate_id", "created_at").iterator(chunk_size=2000)
    batch = []
    for comment, debate, at in rows:
        batch.append(Announced(comment_id=comment, debate_id=debate, at=at))
        if len(batch) == 2000:
            Announced.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    Announced.objects.bulk_create(batch, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [("digests", "0001_subscriptions")]

    operations = [migrations.RunPython(take_for_announced, migrations.RunPython.noop, elidable=True)]
