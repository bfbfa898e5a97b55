from django.db import migrations, models


class Migration(migrations.Migration):
    """Terms are looked up within a field. The guards make the trigram index anew, with the field in it."""

    dependencies = [
        ("customers", "0001_tables"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="searchterm", name="search_term_ordered"),
        migrations.AddIndex(
            model_name="searchterm",
            index=models.Index(
                fields=["field", "value"],
                name="search_term_of_field",
                opclasses=["text_pattern_ops", "text_pattern_ops"],
            ),
        ),
        migrations.RunSQL(
            ["DROP INDEX IF EXISTS search_term_trigrams", "DROP INDEX IF EXISTS search_term_beginnings"],
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
