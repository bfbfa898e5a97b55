"""An account knows what came in on it; on those of before it is counted."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, OuterRef, Q, Subquery, Sum


def count_what_came_in(apps: Any, schema_editor: Any) -> None:
    payments = apps.get_model("cash", "Payment").objects.filter(reversal=None)
    total = payments.filter(charge=OuterRef("pk")).order_by().values("charge").annotate(total=Sum("amount"))
    paid = apps.get_model("cash", "Charge").objects.filter(pk__in=payments.values("charge"))
    paid.update(received=Subquery(total.values("total")))


class Migration(migrations.Migration):
    dependencies = [("cash", "0005_collections")]

    operations = [
        migrations.AddField("charge", "received", models.BigIntegerField(default=0)),
        migrations.AddIndex(
            "charge",
            models.Index(
                condition=Q(Q(("amount", None), ("amount__gt", F("received")), _connector="OR"), ("cancelled_at", None)),
                fields=["id"],
                name="charge_open",
            ),
        ),
        migrations.RunPython(count_what_came_in, migrations.RunPython.noop),
    ]
