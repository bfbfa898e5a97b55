"""The list of orders: found by number, customer or serial, filtered, sorted, taken as a file."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from faena.accounts.models import User
from faena.accounts.offering import named
from faena.accounts.requests import StaffRequest
from faena.company.models import Branch
from faena.customers.search import OF_DEVICES, matching
from faena.gate.doors import requires
from faena.gate.grants import Perm, may
from faena.gate.roles import Role
from faena.orders.finding import any_status
from faena.orders.models import OPEN_STAGES, ORDER_NUMBERS, OrderQuerySet, ServiceOrder, Stage
from faena.orders.needs import NEEDS, with_money
from faena.ui.listing import DAYS, Choice, Columns, DayFilter, Filters, Listing, Sort, decimal_amount, wants_csv

ORDERS = Listing(
    ServiceOrder,
    newest=Sort(gettext_lazy("Newest first"), ("-id",)),
    oldest=Sort(gettext_lazy("Oldest first"), ("id",)),
    promised=Sort(
        gettext_lazy("Promised soonest"),
        ("promised_at", "id"),
        having=Q(promised_at__isnull=False),
        note=gettext_lazy("only those with a promised date"),
    ),
)
ANY, MINE, NOBODY = "all", "me", "none"


@requires(Perm.ORDER_SEE)
@require_GET
def order_list(request: StaffRequest) -> HttpResponseBase:
    """Orders, open ones unless asked otherwise; a technician's own first (W12). `format=csv`: the same as a file."""
    filters = Filters(request, *_fields(request.user))
    rows = _found(request.user, filters).select_related("customer", "device", "technician", "charge", "status")
    if wants_csv(request):
        rows = with_money(rows)
        return ORDERS.csv(request, rows, _("Orders"), _columns(), allowed=may(request.user, Perm.LIST_EXPORT))
    listing = ORDERS.show(request, rows, filters)
    return render(request, "orders/list.html", {"listing": listing, "is_technician": _repairs(request.user)})


def _fields(user: User) -> list[Choice | DayFilter]:
    stages = [("open", pgettext("orders", "Open")), (ANY, pgettext("orders", "All of them")), *Stage.choices]
    needs = [("", _("Pending: all")), *((name, need.label) for name, need in NEEDS.items())]
    technicians: list[tuple[Any, str]] = [(ANY, _("Any technician")), (NOBODY, _("Without technician"))]
    others = User.objects.technicians().exclude(pk=user.pk)
    technicians += named(others, ServiceOrder.objects, "technician", user)
    if _repairs(user):
        technicians.insert(1, (MINE, pgettext("orders", "Mine")))
    return [
        Choice("stage", _("Stage"), stages, default="open"),
        Choice("status", _("Status"), any_status()),
        Choice("technician", _("Technician"), technicians, default=MINE if _repairs(user) else ANY),
        Choice("needs", _("Needs attention"), needs),
        *DAYS,
    ]


def _found(user: User, filters: Filters) -> OrderQuerySet:
    rows = _matching(filters.q, user) if filters.q else ServiceOrder.objects.visible_to(user)
    rows = rows.filter(filters.within("opened_at"))
    if filters["status"]:  # a status lies on one stage, so it decides alone
        rows = rows.filter(status=int(filters["status"]))
    elif filters["stage"] != ANY:
        rows = rows.filter(stage__in=OPEN_STAGES if filters["stage"] == "open" else [filters["stage"]])
    if filters["technician"] != ANY:
        rows = rows.filter(technician={MINE: user.pk, NOBODY: None}.get(filters["technician"], filters["technician"]))
    return NEEDS[filters["needs"]].of(rows) if filters["needs"] else rows


def _matching(wanted: str, user: User) -> OrderQuerySet:
    """By number ("OS-000123", "123"), by what the customer is found by, or by the device and its serial. One query for
    each, so that each has its index; the scope stands inside them, or SQLite would try every pair of both."""
    seen, terms = ServiceOrder.objects.visible_to(user).order_by(), matching(wanted, user)
    found = [
        seen.filter(customer__in=terms.exclude(field__in=OF_DEVICES).values("customer")),
        seen.filter(device__in=terms.filter(field__in=OF_DEVICES).values("source_id")),
    ]
    if (number := ORDER_NUMBERS.read(wanted)) is not None:
        found.append(seen.filter(branch__in=Branch.objects.values("pk"), number=number))
    first, *others = (rows.values("pk") for rows in found)
    return ServiceOrder.objects.filter(pk__in=first.union(*others))


def _columns() -> Columns:
    """What the file says of an order."""
    return [
        (_("Number"), str),
        (_("Opened"), lambda order: order.opened_at),
        (_("Stage"), lambda order: order.get_stage_display()),
        (_("Status"), lambda order: order.status_name),
        (_("Customer"), lambda order: order.customer.name),
        (_("Phone"), lambda order: order.customer.phone),
        (_("Device"), lambda order: str(order.device)),
        (_("Serial or IMEI"), lambda order: order.device.serial),
        (_("Reason"), lambda order: order.reason),
        (_("Technician"), lambda order: order.technician.name if order.technician else None),
        (_("Promised for"), lambda order: order.promised_at),
        (_("Total"), lambda order: decimal_amount(order.charge.amount, order.currency)),
        (_("Paid"), lambda order: decimal_amount(order.received, order.currency)),
        (_("Balance"), lambda order: decimal_amount(order.left, order.currency)),
        (_("Currency"), lambda order: order.currency),
        (_("Closed"), lambda order: order.closed_at),
    ]


def _repairs(user: User) -> bool:
    return user.role == Role.TECHNICIAN
