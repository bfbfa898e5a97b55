"""Whose price differs from that of the plan keeps it as one that was agreed specially: nobody pays more by an upgrade."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def agreed(apps, schema_editor):
    subscriptions = apps.get_model("billing", "Subscription").objects
    plans = apps.get_model("billing", "Plan").objects
    same = plans.filter(pk=OuterRef("plan"), price=OuterRef("price"), currency=OuterRef("currency"))
    subscriptions.filter(~Exists(same)).update(has_own_price=True)


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0003_own_price'),
    ]

    operations = [
        migrations.RunPython(agreed, migrations.RunPython.noop),
    ]
