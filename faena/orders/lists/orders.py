"""The list of orders: found by number, customer or serial, filtered, sorted."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from faena.accounts.models import User
from faena.accounts.offering import Offered
from faena.company.models import Branch
from faena.customers import search
from faena.customers.search import FIELDS, OF_DEVICES, Reason, matching
from faena.files.models import File
from faena.gate.roles import Role
from faena.lib.dates import format_age
from faena.lib.named import AmongKeys, Named
from faena.lib.phones import format_phone
from faena.orders.finding import NEWEST, any_status
from faena.orders.models import (
    IS_OPEN,
    ORDER_NUMBERS,
    OrderClosing,
    OrderQuerySet,
    ServiceOrder,
    Stage,
    StatusEntry,
    StatusPhoto,
    Voiding,
)
from faena.orders.needs import NEEDS, without_active
from faena.ui.columns import Amount, Column
from faena.ui.jinja import money
from faena.ui.listing import DAYS, Choice, DayFilter, Filters, Listing, Sort, View


def who_and_how_long(order: Any) -> str:
    """`Teo · 4 days`: who has the order, and since when it has its status (`listed` knows)."""
    who = order.technician.first_name if order.technician else gettext("No technician")
    if not order.is_open:
        return who
    return f"{who} · {format_age(timezone.now() - order.status_since, get_language() or '')}"


def how_soon(order: ServiceOrder) -> str:
    """`1 day late`, or `in 5 hours` where it is promised for the hours to come; else ""."""
    if not order.is_working or order.promised_at is None:
        return ""
    left, language = order.promised_at - timezone.now(), get_language() or ""
    if left < timedelta(0):
        return gettext("%(span)s late") % {"span": format_age(-left, language)}
    return format_age(left, language, ahead=True) if left < SOON else ""


def of_total(order: ServiceOrder) -> str:
    """`of US$ 123.00`; "" while nobody knows how much."""
    total = order.account.amount
    return "" if total is None else gettext("of %(total)s") % {"total": money(total, order.currency)}


SOON = timedelta(days=1)
ORDERS = Listing(
    ServiceOrder,
    [
        Column("photo", _("Photo"), at="desk", look="is-photo", in_file=False),
        Column("number", _("Number"), str, at="title", link="orders:sheet"),
        Column("opened", _("Opened"), lambda order: order.opened_at),
        Column("stage", _("Stage"), lambda order: order.get_stage_display()),
        Column("status", _("Status"), lambda order: order.status_name, at="status", tone=lambda order: order.tone),
        Column(
            "state",
            _("Status"),
            lambda order: order.status_name,
            at="state",
            tone=lambda order: order.tone,
            icon=lambda order: order.icon,
            in_file=False,
        ),
        Column(
            "customer",
            _("Customer"),
            lambda order: order.customer.name,
            at="sub",
            second=lambda order: order.phone_shown,
            width=32,
        ),
        Column("phone", _("Phone"), lambda order: order.customer.phone, kind="phone", width=20),
        Column(
            "device",
            _("Device"),
            lambda order: str(order.device),
            at="title",
            link="orders:sheet",
            second=str,
            sorts=("newest", "oldest"),
            width=32,
        ),
        Column("serial", _("Serial or IMEI"), lambda order: order.device.serial),
        Column("reason", _("Reason"), lambda order: order.reason, width=48),
        Column(
            "technician",
            _("Technician"),
            lambda order: order.technician.name if order.technician else None,
        ),
        Column(
            "promised",
            _("Promised for"),
            lambda order: order.promised_at,
            at="when",
            second=how_soon,
            sorts=("promised", "promised_last"),
        ),
        Column("total", _("Total"), lambda order: Amount(order.charge.amount, order.currency)),
        Column("paid", _("Paid"), lambda order: Amount(order.received, order.currency)),
        Column(
            "balance",
            _("Balance"),
            lambda order: Amount(order.left, order.currency),
            at="sum",
            align="right",
            second=of_total,
        ),
        Column("currency", _("Currency"), lambda order: order.currency),
        Column("closed", _("Closed"), lambda order: order.closed_at),
    ],
    page=("photo", "device", "customer", "state", "promised", "balance"),
    more=("serial", "reason", "opened", "technician", "total", "closed"),
    newest=Sort(_("Newest first"), ("-id",)),
    oldest=Sort(_("Oldest first"), ("id",)),
    promised=Sort(
        _("Promised soonest"),
        ("promised_at", "id"),
        having=Q(promised_at__isnull=False),
        note=_("only those with a promised date"),
    ),
    promised_last=Sort(
        _("Promised latest"),
        ("-promised_at", "-id"),
        having=Q(promised_at__isnull=False),
        note=_("only those with a promised date"),
    ),
)
_having = ServiceOrder.objects.open().filter(technician=OuterRef("pk")).order_by()
_repairing = User.objects.staff().filter(Q(is_active=True, role=Role.TECHNICIAN) | Exists(_having))
_others = Offered(lambda user: _repairing.exclude(pk=user))
ANY, MINE, NOBODY = "all", "me", "none"
ENDED, READIED = "ended", "ready"
OF_DAYS = [
    ("", pgettext_lazy("orders", "Opening")),
    (ENDED, pgettext_lazy("orders", "Closing or voiding")),
    (READIED, pgettext_lazy("orders", "Ready")),
]


def order_fields(user: User) -> list[Choice | DayFilter]:
    """Open ones unless asked otherwise; a technician's own first (W12)."""
    stages = [("open", pgettext_lazy("orders", "Open")), (ANY, pgettext_lazy("orders", "All of them")), *Stage.choices]
    needs = [("", _("Pending: all")), *((name, need.label) for name, need in NEEDS.items())]
    technicians: list[tuple[Any, Any]] = [(ANY, _("Any technician")), (NOBODY, _("Without technician"))]
    technicians += _others.named(ServiceOrder.objects, "technician", user)
    if repairs(user):
        technicians.insert(1, (MINE, pgettext_lazy("orders", "Mine")))
    return [
        Choice("stage", _("Stage"), stages, default="open"),
        Choice("status", _("Status"), any_status()),
        Choice("technician", _("Technician"), technicians, default=MINE if repairs(user) else ANY),
        Choice("needs", _("Needs attention"), needs),
        Choice("days", _("Days of"), OF_DAYS),
        *DAYS,
    ]


def orders_found(user: User, filters: Filters) -> OrderQuerySet:
    """With what the page shows of them; the file also needs their money (orders/needs.py)."""
    rows = _matching(filters.q, user, filters.newest(NEWEST)) if filters.q else ServiceOrder.objects.visible_to(user)
    rows = rows.filter(_of_days(filters))
    if filters["status"]:  # a status lies on one stage, so it decides alone
        rows = rows.filter(status=int(filters["status"]))
    elif filters["stage"] != ANY:
        wanted = IS_OPEN if filters["stage"] == "open" else Q(stage=filters["stage"])
        rows = rows.filter(_or_called(wanted, filters, unless="stage"))
    if filters["technician"] != ANY:
        rows = rows.filter(_or_called(_of_technician(filters["technician"], user), filters, unless="technician"))
    rows = NEEDS[filters["needs"]].of(rows) if filters["needs"] else rows
    return rows.select_related("customer", "device", "technician", "charge", "status")


def status_since() -> Coalesce:
    """Since when an order has the status that it has: its newest one, or its opening."""
    newest = StatusEntry.objects.filter(order=OuterRef("pk"), withdrawn_at=None).order_by("-happened_at", "-id")
    return Coalesce(newest.values("happened_at")[:1], F("opened_at"))


first_photo = (
    StatusPhoto.objects.filter(entry__order=OuterRef("pk"), entry__withdrawn_at=None, withdrawn_at=None)
    .filter(file__state=File.State.READY)
    .order_by("-entry__happened_at", "-entry", "position", "id")
    .values("pk")[:1]
)
_listed: Named[ServiceOrder] = Named(
    lambda _ask: (
        ServiceOrder.objects.filter(AmongKeys())
        .select_related("customer", "device", "technician__photo", "charge", "status")
        .annotate(status_since=status_since(), photo_pk=Subquery(first_photo))
    )
)


def listed(keys: Sequence[int], country: str) -> list[ServiceOrder]:
    """The orders that have these keys, as a page of the list shows them."""
    rows = _listed.rows(keys=list(keys))
    for row in rows:
        row.phone_shown = format_phone(row.customer.phone, country)
    return rows


def order_views(user: User) -> list[View]:
    """The tabs that everybody has; a technician's own orders are his list."""
    mine = [View(pgettext("orders", "Mine"), {}, unless=("technician", "stage", "status"))] if repairs(user) else []
    everybodys = {"technician": ANY} if mine else {}
    return [
        *mine,
        View(pgettext("orders", "Open"), everybodys, unless=("stage", "status")),
        View(NEEDS["late"].label, everybodys | {"needs": "late"}),
        View(NEEDS["unpaid"].label, everybodys | {"needs": "unpaid"}),
        View(pgettext("orders", "All of them"), {"stage": ANY} | everybodys),
    ]


def _of_days(filters: Filters) -> Q:
    """Opened in the days that were chosen, or ended or told to be ready in them, which other tables know by day."""
    if not filters["days"]:
        return filters.within("opened_at")
    if filters["days"] == READIED:
        told = StatusEntry.objects.filter(filters.within("at"), status__stage=Stage.READY, withdrawn_at=None)
        return Q(pk__in=told.values("order"))
    ends = [model.objects.filter(filters.within("at")).values("order") for model in (OrderClosing, Voiding)]
    return Q(pk__in=ends[0]) | Q(pk__in=ends[1])


def _of_technician(wanted: str, user: User) -> Q:
    """Those of one; with NOBODY those that no active technician has, as the worklist counts them."""
    if wanted == NOBODY:
        return without_active()
    return Q(technician=user.pk if wanted == MINE else wanted)


def _or_called(wanted: Q, filters: Filters, *, unless: str) -> Q:
    """What is wanted, or the order whose number is looked for: it is found whatever its state, and whoever has it,
    unless that was chosen."""
    number = ORDER_NUMBERS.read(filters.q)
    return wanted if number is None or unless in filters.chosen else wanted | Q(number=number)


def _matching(wanted: str, user: User, newest: int) -> OrderQuerySet:
    """By number ("OS-000123", "123"), by what the customer is found by, or by the device and its serial. One query for
    each, so that each has its index; the scope stands inside them, or SQLite would try every pair of both."""
    seen = ServiceOrder.objects.visible_to(user).order_by()
    rest = [field for field in FIELDS if field not in OF_DEVICES]
    of_others, of_devices = (matching(wanted, user, newest=newest, fields=fields) for fields in (rest, OF_DEVICES))
    found = [
        seen.filter(customer__in=of_others.values("customer")),
        seen.filter(device__in=of_devices.values("source_id")),
    ]
    if (number := ORDER_NUMBERS.read(wanted)) is not None:
        found.append(seen.filter(branch__in=Branch.objects.values("pk"), number=number))
    first, *others = (rows.values("pk") for rows in found)
    return ServiceOrder.objects.filter(pk__in=first.union(*others))


def why_found(rows: Sequence[ServiceOrder], wanted: str, user: User, country: str) -> dict[int, Reason]:
    """Of those of a page that show neither number, name nor device that was looked for."""
    number = ORDER_NUMBERS.read(wanted)
    asked = {row.pk: (row.customer, row.device_id) for row in rows if row.number != number}
    return search.why_found(wanted, asked, user, shown=("name", "device"), country=country)


def repairs(user: User) -> bool:
    """Whose list begins with his own."""
    return user.role == Role.TECHNICIAN
