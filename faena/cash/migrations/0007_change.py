"""What was given back of cash; and which methods are cash."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q
from django.db.models.deletion import PROTECT

from faena.lib.money import MAX_AMOUNT, RATE_SCALE


class Migration(migrations.Migration):
    dependencies = [("cash", "0006_received")]

    operations = [
        migrations.AddField(
            "paymentmethod",
            "kind",
            models.CharField(
                "kind",
                max_length=8,
                choices=[
                    ("cash", "Cash"),
                    ("card", "Card"),
                    ("mobile", "Mobile payment"),
                    ("transfer", "Transfer"),
                    ("other", "Another"),
                ],
                default="other",
            ),
        ),
        migrations.AddConstraint(
            "paymentmethod",
            models.CheckConstraint(
                condition=Q(kind__in=["cash", "card", "mobile", "transfer", "other"]), name="payment_method_kind_known"
            ),
        ),
        migrations.CreateModel(
            "Change",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("method_name", models.CharField(blank=True, max_length=60)),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField()),
                ("rate", models.BigIntegerField(default=RATE_SCALE)),
                ("rate_unit", models.CharField(blank=True, max_length=3)),
                ("rate_on", models.DateField(default=django.utils.timezone.localdate)),
                ("worth", models.BigIntegerField()),
                ("method", models.ForeignKey("cash.paymentmethod", PROTECT, related_name="+")),
                ("payment", models.ForeignKey("cash.payment", PROTECT, related_name="changes")),
                ("tender", models.OneToOneField("cash.tender", PROTECT, related_name="change")),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            amount__gt=0, amount__lte=MAX_AMOUNT, worth__gte=0, worth__lte=MAX_AMOUNT, rate__gt=0
                        ),
                        name="change_is_positive",
                    )
                ],
            },
        ),
    ]
