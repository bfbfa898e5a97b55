"""Finding customers: the list with its search and filters, the hits of the intake's search box, and a hint at who may
be registered already."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from faena.accounts.models import User
from faena.accounts.requests import StaffRequest
from faena.customers.guessing import guess
from faena.customers.models import Customer
from faena.customers.search import LONGEST_QUERY, MOST_TERMS, Hit, alike, fields_of, find, is_askable
from faena.customers.states import states_of
from faena.gate.doors import requires
from faena.gate.grants import Perm, Scope, may, scope
from faena.gate.roles import Role
from faena.lib.pages import PAGE_SIZE
from faena.lib.phones import format_phone
from faena.lib.taxid import label
from faena.ui.answers import search_text
from faena.ui.listing import Choice, Columns, Filters, Listing, Sort, wants_csv

CUSTOMERS = Listing(
    Customer,
    name=Sort(gettext_lazy("By name"), ("sort_name", "id")),
    newest=Sort(gettext_lazy("Newest first"), ("-id",)),
    oldest=Sort(gettext_lazy("Oldest first"), ("id",)),
)
NOBODY = "none"


@requires(Perm.CUSTOMER_SEE)
@require_GET
def customer_list(request: StaffRequest) -> HttpResponseBase:
    """Customers by name, or those that a text finds, the best first (C1); the same rows as a file."""
    filters, as_file = Filters(request, *_fields(request.user, request.company.modules)), wants_csv(request)
    retired, facts = filters["state"] == "retired", _facts(filters)
    rows = Customer.objects.visible_to(request.user).filter(retired_at__isnull=not retired, **facts)
    hits: list[Hit] = []
    if is_search := is_askable(filters.q):
        hits = find(
            filters.q,
            user=request.user,
            field=filters["field"],
            limit=MOST_TERMS if as_file else PAGE_SIZE + 1,
            retired=retired,
            among=Q(**{f"customer__{name}": value for name, value in facts.items()}),
            country=request.company.country,
        )
        rows = rows.filter(pk__in=[hit.customer.pk for hit in (hits if as_file else hits[:PAGE_SIZE])])
    rows = rows.select_related("seller")
    if as_file:
        columns = _columns(request.company.country)
        return CUSTOMERS.csv(request, rows, _("Customers"), columns, allowed=may(request.user, Perm.LIST_EXPORT))
    listing, found = CUSTOMERS.show(request, rows, filters), {hit.customer.pk: hit for hit in hits}
    best_first = is_search and listing.sort == "name"
    shown = hits[:PAGE_SIZE] if best_first else [found.get(row.pk) or Hit(row) for row in listing.rows]
    states = states_of([hit.customer.pk for hit in shown], user=request.user, modules=request.company.modules)
    context = {
        "listing": listing,
        "rows": shown,
        "states": states,
        "is_search": is_search,
        "more": len(hits) > PAGE_SIZE,
    }
    return render(request, "customers/list.html", context)


@requires(Perm.CUSTOMER_SEE)
@require_GET
def hits(request: StaffRequest) -> HttpResponse:
    """The fragment under the intake's search box: customers, devices by their serial, "create …" last (W11)."""
    wanted = search_text(request, longest=LONGEST_QUERY)
    country = request.company.country
    found = find(wanted, user=request.user, limit=8, country=country)
    return render(request, "customers/_hits.html", {"q": wanted, "hits": found, "fresh": guess(wanted, country)})


@requires(Perm.CUSTOMER_EDIT, repeatable=True)
@require_POST
def alike_customers(request: StaffRequest) -> HttpResponse:
    """The fragment beside a new customer's name and phone: who may be the same. It writes nothing and is a POST only so
    that names and numbers stand in no log."""
    name, phone = (str(request.POST.get(field, ""))[:LONGEST_QUERY] for field in ("name", "phone"))
    found = alike(name, phone, request.user, country=request.company.country)
    context = {"found": found, "for_order": request.GET.get("for") == "order"}
    return render(request, "customers/_alike.html", context)


def _fields(user: User, modules: set[str]) -> list[Choice]:
    """What the list is filtered by; whose customers is asked only of who sees everybody's."""
    states = [("", pgettext("customers", "Current")), ("retired", pgettext("list", "Retired"))]
    kinds = [("", _("Any kind")), *Customer.Kind.choices]
    fields_in = [("any", pgettext("field", "Any")), *fields_of(modules).items()]
    fields = [
        Choice("field", _("Search in"), fields_in, default="any", in_chips=True),
        Choice("kind", _("Kind"), kinds),
        Choice("state", _("State"), states),
    ]
    if scope(user, Perm.CUSTOMER_SEE) is Scope.ALL:
        sellers = User.objects.filter(role=Role.SELLER).order_by("name", "id").values_list("pk", "name")
        fields.append(Choice("seller", _("Seller"), [("", _("Any seller")), (NOBODY, _("Without a seller")), *sellers]))
    return fields


def _facts(filters: Filters) -> dict[str, Any]:
    """What was chosen, as facts of a customer."""
    chosen = filters.chosen
    facts: dict[str, Any] = {"kind": chosen["kind"]} if "kind" in chosen else {}
    if "seller" in chosen:
        facts["seller"] = None if chosen["seller"] == NOBODY else int(chosen["seller"])
    return facts


def _columns(country: str) -> Columns:
    return [
        (gettext_lazy("Code"), lambda row: row.code),
        (gettext_lazy("Name"), lambda row: row.name),
        (gettext_lazy("Trade name"), lambda row: row.trade_name),
        (gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        (gettext_lazy("Kind of document"), lambda row: label(row.document_kind) if row.document else ""),
        (gettext_lazy("Document"), lambda row: row.document_shown),
        (gettext_lazy("Phone"), lambda row: format_phone(row.phone, country)),
        (gettext_lazy("E-mail"), lambda row: row.email),
        (gettext_lazy("Seller"), lambda row: row.seller.name if row.seller else ""),
        (gettext_lazy("Since"), lambda row: row.since),
        (pgettext_lazy("customers", "Retired since"), lambda row: row.retired_at),
    ]
