from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("moderation", "0011_rules_never_edited")]
    operations = [
        migrations.RemoveConstraint(model_name="notice", name="notice_taken_once_confirmed"),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(state="unconfirmed", confirmed_at__isnull=True)
                | models.Q(models.Q(state="unconfirmed", _negated=True), confirmed_at__isnull=False),
                name="notice_taken_once_confirmed",
            ),
        ),
    ]
