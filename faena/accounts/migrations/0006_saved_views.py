import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Filters of a list, kept under a name."""

    dependencies = [
        ("accounts", "0005_sessions_move"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_route", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=40, verbose_name="name")),
                ("question", models.CharField(max_length=1000)),
                ("is_shared", models.BooleanField(default=False, verbose_name="for everybody")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("user"),
                models.F("list_route"),
                django.db.models.functions.text.Lower("name"),
                name="view_name_once",
            ),
        ),
    ]
