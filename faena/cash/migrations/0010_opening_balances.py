"""What customers owed before the company came to the program, and why a Master said that it is not owed."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

import faena.lib.refs


class Migration(migrations.Migration):
    dependencies = [
        ("cash", "0008_kinds_of_methods"),
        ("company", "0010_first_steps"),
        ("customers", "0009_city_of_customer"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            "OpeningBalance",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField()),
                ("old_number", models.CharField(max_length=40, blank=True)),
                ("old_key", models.CharField(max_length=40, blank=True, editable=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("branch", models.ForeignKey("company.branch", PROTECT, related_name="+")),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
                ("charge", models.OneToOneField("cash.charge", PROTECT, related_name="+")),
                ("customer", models.ForeignKey("customers.customer", PROTECT, related_name="opening_balances")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["customer", "id"], name="opening_balance_of_customer"),
                    models.Index(fields=["old_key"], name="opening_balance_by_old"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["branch", "number"], name="opening_balance_number_once")
                ],
            },
            bases=(faena.lib.refs.Referable, models.Model),
        ),
        migrations.CreateModel(
            "BalanceVoiding",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.ForeignKey(settings.AUTH_USER_MODEL, PROTECT, related_name="+")),
                (
                    "opening_balance",
                    models.OneToOneField("cash.openingbalance", PROTECT, related_name="voiding"),
                ),
            ],
            options={"abstract": False},
        ),
    ]
