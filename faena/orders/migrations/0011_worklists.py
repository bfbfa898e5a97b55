from typing import Any

from django.db import migrations, models

OVER = ["closed", "void"]


def tell_what_is_signed(apps: Any, schema_editor: Any) -> None:
    signed = apps.get_model("orders", "Signature").objects.values("order")
    apps.get_model("orders", "ServiceOrder").objects.filter(pk__in=signed).update(is_signed=True)


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_found_at_once")]

    operations = [
        migrations.AddField("serviceorder", "is_signed", models.BooleanField(default=False)),
        migrations.AddIndex(
            "serviceorder",
            models.Index(
                condition=models.Q(
                    models.Q(("stage__in", OVER), _negated=True), ("is_signed", False), ("terms__isnull", False)
                ),
                fields=["id"],
                name="order_to_be_signed",
            ),
        ),
        migrations.RunPython(tell_what_is_signed, migrations.RunPython.noop),
    ]
