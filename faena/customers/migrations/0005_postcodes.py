from django.db import migrations

from faena.lib.text import fold

AT_ONCE = 500


def find_by_postcode(apps, _schema_editor):
    """The terms that an address written down today has of its postcode."""
    addresses, terms = apps.get_model("customers", "Address").objects, apps.get_model("customers", "SearchTerm")
    with_one = addresses.exclude(postcode="").values_list("pk", "customer_id", "postcode")
    terms.objects.bulk_create(
        (
            terms(customer_id=customer, field="address", value=value, source_kind="address", source_id=pk)
            for pk, customer, postcode in list(with_one)
            for value in sorted({fold(postcode), fold(postcode).replace(" ", "")} - {""})
        ),
        batch_size=AT_ONCE,
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    """Addresses are found by their postcode. The way back leaves the terms, which go with the address."""

    dependencies = [
        ("customers", "0004_letters"),
    ]

    operations = [
        migrations.RunPython(find_by_postcode, migrations.RunPython.noop),
    ]
