"""The orders of one customer, or of one device: on their pages, and a few of them on the record. What the old system
knew of a customer."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.moving.pasts import Past
from faena.orders.lists.orders import ORDERS
from faena.orders.models import ServiceOrder
from faena.ui.columns import Amount, Column
from faena.ui.jinja import day
from faena.ui.listing import Listing, Sort

COLUMNS = [
    ORDERS.columns["number"],
    ORDERS.columns["status"],
    Column("device", _("Device"), lambda order: str(order.device), at="sub"),
    Column("reason", _("Reason"), lambda order: order.reason, at="sub", in_file=False),
    ORDERS.columns["serial"],
    Column("opened", _("Opened"), lambda order: order.opened_at, at="meta", on_page=lambda order: day(order.opened_at)),
    ORDERS.columns["closed"],
    Column("total", _("Total"), at="amount", align="right"),
    Column("value", _("Value"), lambda order: Amount(order.charge.amount, order.currency)),
    Column(
        "left",
        _("Left to pay"),
        lambda order: Amount(order.left, order.currency),
        at="meta",
        align="right",
        is_named=True,
        on_page=lambda order: Amount(order.left, order.currency) if order.left else None,
    ),
    ORDERS.columns["currency"],
]
OF_CUSTOMER = Listing(
    ServiceOrder,
    COLUMNS,
    page=("number", "status", "device", "opened", "total", "left"),
    newest=Sort(_("Newest first"), ("-id",)),
    oldest=Sort(_("Oldest first"), ("id",)),
)
OF_DEVICE = Listing(
    ServiceOrder, COLUMNS, page=("number", "status", "reason", "opened", "total"), more=(), **OF_CUSTOMER.sorts
)
ON_RECORD = OF_CUSTOMER.on_page("number", "status", "device", "total")
PASTS = Listing(
    Past,
    [
        Column("past", _("What"), str, at="title", link="home:past", second=lambda past: past.device or None),
        Column("kind", _("Kind"), lambda past: past.get_kind_display()),
        Column("old_number", _("Old number"), lambda past: past.old_number),
        Column("device", _("Device"), lambda past: past.device),
        Column("began", pgettext_lazy("of the old system", "Begun"), lambda past: past.began_on, at="meta"),
        Column("ended", pgettext_lazy("of the old system", "Ended"), lambda past: past.ended_on, at="desk"),
        Column("state", _("State"), lambda past: past.state, at="status", tone=lambda past: "grey"),
        Column(
            "amount",
            _("Amount"),
            lambda past: Amount(past.amount, past.currency),
            at="amount",
            align="right",
            on_page=lambda past: None if past.amount is None else Amount(past.amount, past.currency),
        ),
        Column("paid", pgettext_lazy("money", "Paid"), lambda past: Amount(past.paid, past.currency)),
        Column("currency", _("Currency"), lambda past: past.currency),
        Column("text", _("Text"), lambda past: past.text, width=60),
    ],
    page=("past", "state", "began", "ended", "amount"),
    newest=Sort(_("Newest first"), ("-listed_on", "-id")),
    oldest=Sort(_("Oldest first"), ("listed_on", "id")),
)
