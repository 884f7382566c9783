from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_decisions_append_only")]
    operations = [
        migrations.AddField(
            model_name="terms",
            name="renderer_version",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
    ]
