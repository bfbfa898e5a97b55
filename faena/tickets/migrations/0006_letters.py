from django.db import migrations

from faena.lib.folding import fold_anew


def fold_letters(apps, _schema_editor):
    """A solution is found by the words of its text, whatever their letters."""
    fold_anew(apps.get_model("tickets", "TicketClosing").objects.all(), "text_key")


class Migration(migrations.Migration):
    """What is folded is folded with the table of letters. The way back leaves it so."""

    dependencies = [
        ("tickets", "0005_name_of_closing"),
    ]

    operations = [
        migrations.RunPython(fold_letters, migrations.RunPython.noop),
    ]
