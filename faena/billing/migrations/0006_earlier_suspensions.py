"""The days on which plans were suspended before they were rows, from the history of the plans."""

from zoneinfo import ZoneInfo

from django.db import migrations

SUSPENDED, ENDED = "subscription.suspended", ("subscription.resumed", "subscription.cancelled")


def from_history(apps, schema_editor):
    company = apps.get_model("company", "Company").objects.first()
    zone = ZoneInfo(company.zone) if company else None
    suspensions, lasting, found = apps.get_model("billing", "Suspension"), {}, []
    events = apps.get_model("journal", "Event").objects.filter(about_kind="subscription", verb__in=(SUSPENDED, *ENDED))
    known = set(apps.get_model("billing", "Subscription").objects.values_list("pk", flat=True))
    for verb, plan, at in events.order_by("id").values_list("verb", "about_id", "at").iterator():
        day, last = at.astimezone(zone).date(), lasting.get(plan)
        if plan not in known:
            continue
        if verb != SUSPENDED:
            if last and last.until_on is None:
                last.until_on = max(day, last.from_on)
        elif last and last.until_on == day:
            last.until_on = None
        elif last is None or last.until_on is not None:
            lasting[plan] = suspensions(subscription_id=plan, from_on=day)
            found.append(lasting[plan])
    suspensions.objects.bulk_create(found, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0005_suspensions'),
        ('company', '0004_months_and_due_days'),
        ('journal', '0001_tables'),
    ]

    operations = [
        migrations.RunPython(from_history, migrations.RunPython.noop),
    ]
