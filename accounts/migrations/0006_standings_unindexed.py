from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_premoderated")]

    operations = [migrations.RemoveIndex(model_name="standing", name="standing_suspended")]
