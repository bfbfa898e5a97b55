"""Payments of several accounts that were received at once; those of before were received alone."""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("cash", "0004_repeated_references"),
        ("customers", "0006_placeholder_serials"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Collection",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("came_on", models.DateField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("cashier", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
                ("customer", models.ForeignKey("customers.customer", PROTECT, related_name="+")),
            ],
            options={"abstract": False},
        ),
        migrations.AddField(
            "payment", "collection", models.ForeignKey("cash.collection", PROTECT, null=True, related_name="payments")
        ),
    ]
