from datetime import UTC, datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations
from django.utils import timezone

ENDS_AT = "ends_at"


def to_accounts(apps, _schema_editor):
    """Whoever is signed in stays so, and sees the session among the own ones from now on."""
    old, new = apps.get_model("sessions", "Session"), apps.get_model("accounts", "Session")
    users = set(apps.get_model("accounts", "User").objects.values_list("pk", flat=True))
    for row in old.objects.filter(expire_date__gt=timezone.now()).iterator():
        data = SessionStore().decode(row.session_data)
        user = int(data.get(SESSION_KEY, 0))
        if user not in users:
            continue
        ends = min(row.expire_date, datetime.fromtimestamp(data[ENDS_AT], UTC)) if ENDS_AT in data else row.expire_date
        new.objects.create(
            session_key=row.session_key, session_data=row.session_data, expire_date=ends, user_id=user
        )
    old.objects.all().delete()


def to_the_framework(apps, _schema_editor):
    old, new = apps.get_model("sessions", "Session"), apps.get_model("accounts", "Session")
    for row in new.objects.exclude(user=None).iterator():
        old.objects.create(session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date)
    new.objects.all().delete()


class Migration(migrations.Migration):
    """The sessions move to the table that says whose they are."""

    dependencies = [
        ("accounts", "0004_sessions"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(to_accounts, to_the_framework),
    ]
