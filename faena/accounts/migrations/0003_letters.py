from django.db import migrations

from faena.lib.folding import fold_anew


def fold_letters(apps, _schema_editor):
    """Łukasz is sorted beside Luis and chosen by lukasz."""
    fold_anew(apps.get_model("accounts", "User").objects.all(), "sort_name")


class Migration(migrations.Migration):
    """What is folded is folded with the table of letters. The way back leaves it so."""

    dependencies = [
        ("accounts", "0002_branch_photo_positions"),
    ]

    operations = [
        migrations.RunPython(fold_letters, migrations.RunPython.noop),
    ]
