"""The day on which money came, where it is another than that of its entry: NULL says the same, so no row is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cash", "0002_rates_receipts")]

    operations = [
        migrations.AddField("tender", "came_on", models.DateField(blank=True, null=True)),
        migrations.AddField("payment", "day_reason", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
    ]
