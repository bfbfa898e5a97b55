"""A reference that came before is found by an index; a method may refuse it."""

from django.db import migrations, models

from faena.cash.references import ReferenceKey


class Migration(migrations.Migration):
    dependencies = [("cash", "0003_day_of_payment")]

    operations = [
        migrations.AddField(
            "paymentmethod", "refuses_repeats", models.BooleanField("refuses a repeated reference", default=False)
        ),
        migrations.AddIndex(
            "tender", models.Index(models.F("method"), ReferenceKey("reference"), name="tender_by_operation")
        ),
    ]
