"""Finding customers: the list with its search, and the hits of the intake's search box."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from faena.accounts.requests import StaffRequest
from faena.customers.guessing import guess
from faena.customers.models import Customer
from faena.customers.search import FIELDS, LONGEST_QUERY, SHORTEST_QUERY, Hit, find
from faena.gate.doors import requires
from faena.gate.grants import Perm
from faena.lib.pages import PAGE_SIZE, Page, capped_count, keyset_page
from faena.ui.answers import asked


@requires(Perm.CUSTOMER_SEE)
@require_GET
def customer_list(request: StaffRequest) -> HttpResponse:
    """Customers by name, or those that a text finds (C1)."""
    wanted, field = asked(request, longest=LONGEST_QUERY), request.GET.get("field", "")
    field = field if field in FIELDS else "any"
    retired = request.GET.get("state") == "retired"
    context: dict[str, Any] = {"q": wanted, "field": field, "fields": FIELDS, "retired": retired}
    if len(wanted) >= SHORTEST_QUERY:
        country = request.company.country
        hits = find(wanted, user=request.user, field=field, limit=PAGE_SIZE + 1, retired=retired, country=country)
        context |= {"rows": hits[:PAGE_SIZE], "page": Page([]), "count": len(hits), "capped": len(hits) > PAGE_SIZE}
    else:
        rows = Customer.objects.visible_to(request.user).filter(retired_at__isnull=not retired)
        count, capped = capped_count(rows)
        page = keyset_page(rows.select_related("seller"), ("sort_name", "id"), request.GET.get("page"))
        context |= {"rows": [Hit(row) for row in page.rows], "page": page, "count": count, "capped": capped}
    return render(request, "customers/list.html", context)


@requires(Perm.CUSTOMER_SEE)
@require_GET
def hits(request: StaffRequest) -> HttpResponse:
    """The fragment under the intake's search box: customers, devices by their serial, "create …" last (W11)."""
    wanted = asked(request, longest=LONGEST_QUERY)
    country = request.company.country
    found = find(wanted, user=request.user, limit=8, country=country)
    return render(request, "customers/_hits.html", {"q": wanted, "hits": found, "fresh": guess(wanted, country)})
