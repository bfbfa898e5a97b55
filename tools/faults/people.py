"""The people of a shop under faults: a Master, and those who write. In the shop's environment it prints them as JSON:

python -m tools.faults.people"""

import json
import os
import sys

PASSWORD = "una clave muy larga 7"
STAFF = 8


def people() -> dict[str, object]:
    from django.contrib.auth.hashers import make_password

    from faena.accounts.models import User
    from faena.orders.models import InternalStatus, Status

    hashed = make_password(PASSWORD)

    def a_user(name: str, role: str) -> str:
        facts = {"email": f"{name}@shop.test", "name": name.capitalize(), "language": "en"}
        return str(User.objects.create(role=role, password=hashed, **facts).email)

    a_user("owner", "master")
    return {
        "staff": [a_user(f"writer{place}", "operator") for place in range(STAFF)],
        "password": PASSWORD,
        "internal_status": InternalStatus.objects.offered()[0].pk,
        "status": Status.objects.offered().filter(waits_for_parts=False)[0].pk,
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    json.dump(people(), sys.stdout)
