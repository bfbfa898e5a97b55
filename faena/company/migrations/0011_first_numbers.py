"""Where each series of numbers begins; those that there are begin with 1."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("company", "0010_first_steps")]

    operations = [migrations.AddField("numberseries", "first", models.PositiveBigIntegerField(default=1))]
