"""What the works ask for: keys, words and links of the filled shop, some hundred of each, as JSON.

python -m tools.bench.drawn"""

import json
import os
import random
import sys
from typing import Any

AT_MOST = 300


def drawn() -> dict[str, list[Any]]:
    from django.db.models import Count, Q
    from django.utils import timezone

    from faena.billing.models import Invoice
    from faena.customers.models import AccessLink, Customer, SearchTerm
    from faena.orders.models import WORKING_STAGES, ServiceOrder, Status
    from faena.tickets.models import Ticket

    customers = Customer.objects.current().filter(pk__in=_some_keys(Customer))
    with_tickets = Ticket.objects.filter(pk__in=_some_keys(Ticket)).values("customer")
    tickets = Count("tickets")
    busy = Customer.objects.filter(pk__in=with_tickets).annotate(n=tickets).filter(n__gte=3)
    names = SearchTerm.objects.filter(field="name", customer__in=customers)
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    links = AccessLink.objects.filter(alive, ref_kind="order", revoked_at=None).order_by("-pk")[:AT_MOST]
    is_going = ServiceOrder.objects.filter(stage__in=WORKING_STAGES).order_by("-pk")
    statuses = Status.objects.offered().filter(stage__in=WORKING_STAGES, waits_for_parts=False)
    return {
        "customers": list(customers.values_list("pk", flat=True)),
        "busy": list(busy.values_list("pk", flat=True)),
        "documents": list(customers.exclude(document="").values_list("document", flat=True)),
        "rare": [name.split()[-1] for name in names.values_list("value", flat=True)][:50],
        "invoiced": list(Invoice.objects.filter(pk__in=_some_keys(Invoice)).values_list("customer", flat=True)),
        "orders": list(ServiceOrder.objects.filter(pk__in=_some_keys(ServiceOrder)).values_list("pk", flat=True)),
        "open_orders": list(is_going.values_list("pk", flat=True)[: 5 * AT_MOST]),
        "order_statuses": list(statuses.values_list("pk", flat=True)),
        "tickets": list(Ticket.objects.filter(pk__in=_some_keys(Ticket)).values_list("pk", flat=True)),
        "open_tickets": list(Ticket.objects.open().order_by("-pk").values_list("pk", flat=True)[: 5 * AT_MOST]),
        "tokens": [link.token for link in links if link.token],
    }


def _some_keys(model: Any) -> list[int]:
    """Of rows that may be gone; the demo's own, which are few, come up as well."""
    last = model.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return random.Random(last).sample(range(1, last + 1), min(AT_MOST, last))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    json.dump(drawn(), sys.stdout)
