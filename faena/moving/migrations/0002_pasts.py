"""What the old system knew of customers."""

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

import faena.lib.refs


class Migration(migrations.Migration):
    dependencies = [
        ("moving", "0001_imports"),
        ("customers", "0009_city_of_customer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "Past",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        "kind",
                        max_length=8,
                        choices=[
                            ("order", "Order"),
                            ("ticket", "Ticket"),
                            ("payment", "Payment"),
                            ("invoice", "Invoice"),
                        ],
                    ),
                ),
                ("old_number", models.CharField(max_length=40, blank=True)),
                ("old_key", models.CharField(max_length=40, blank=True, editable=False)),
                ("listed_on", models.DateField()),
                ("began_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("state", models.CharField(max_length=60, blank=True)),
                ("device", models.CharField(max_length=120, blank=True)),
                ("amount", models.BigIntegerField(null=True)),
                ("paid", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("text", models.TextField(max_length=4000, blank=True)),
                ("text_key", models.TextField(blank=True, editable=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
                ("customer", models.ForeignKey("customers.customer", PROTECT, related_name="pasts")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "listed_on", "id"], name="past_of_customer"),
                    models.Index(fields=["listed_on", "id"], name="past_by_day"),
                    models.Index(fields=["old_key"], name="past_by_old_number"),
                ]
            },
            bases=(faena.lib.refs.Referable, models.Model),
        ),
    ]
