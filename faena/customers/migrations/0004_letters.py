from django.db import migrations

from faena.lib.folding import fold_anew
from faena.lib.text import fold


def fold_letters(apps, _schema_editor):
    """Łukasz is found by lukasz and sorted beside Luis. A document or serial that somebody else has by now stays."""
    rows = {name: apps.get_model("customers", name).objects.all() for name in ("Customer", "Device", "SearchTerm")}
    fold_anew(rows["SearchTerm"], "value", drops_doubles=True)
    fold_anew(rows["Customer"], "sort_name")
    fold_anew(rows["Customer"], "document_key", write=document_key)
    fold_anew(rows["Device"], "serial_key")


def document_key(key):
    country, _colon, value = key.partition(":")
    return f"{country}:{fold(value).replace(' ', '').upper()}"


class Migration(migrations.Migration):
    """What is folded is folded with the table of letters. The way back leaves it so."""

    dependencies = [
        ("customers", "0003_cities"),
    ]

    operations = [
        migrations.RunPython(fold_letters, migrations.RunPython.noop),
    ]
