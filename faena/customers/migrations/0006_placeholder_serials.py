from django.db import migrations

from faena.customers.serials import serial_key

AT_ONCE = 2_000


def forget_placeholders(apps, _schema_editor):
    """`S/N`, `0000` or `sin serial` tell no device from another: what was typed stays, nothing is found by it."""
    devices, terms = (apps.get_model("customers", name).objects for name in ("Device", "SearchTerm"))
    written = devices.exclude(serial_key="").values_list("pk", "serial")
    none = [pk for pk, serial in written.iterator(AT_ONCE) if not serial_key(serial)]
    for start in range(0, len(none), AT_ONCE):
        some = none[start : start + AT_ONCE]
        devices.filter(pk__in=some).update(serial_key="")
        terms.filter(source_kind="device", source_id__in=some, field="serial").delete()


class Migration(migrations.Migration):
    """The way back leaves it so."""

    dependencies = [
        ("customers", "0005_postcodes"),
    ]

    operations = [
        migrations.RunPython(forget_placeholders, migrations.RunPython.noop),
    ]
