from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("company", "0009_export_reason")]

    operations = [
        migrations.AddField("company", "has_first_steps", models.BooleanField(default=False)),
    ]
