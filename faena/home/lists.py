"""The orders of one customer, or of one device: on their pages, and a few of them on the record."""

from django.utils.translation import gettext_lazy as _

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
OF_DEVICE = Listing(ServiceOrder, COLUMNS, page=("number", "status", "reason", "opened", "total"), **OF_CUSTOMER.sorts)
ON_RECORD = OF_CUSTOMER.on_page("number", "status", "device", "total")
