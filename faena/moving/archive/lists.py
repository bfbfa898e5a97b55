"""What people open in a spreadsheet: customers, orders, parts, payments, invoices and tickets with names in the place
of keys, as CSV in the company's language. The tables beside them hold everything; these are read by no program."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from faena.billing.models import Invoice
from faena.cash.models import Payment
from faena.customers.models import Customer
from faena.orders.models import Part, ServiceOrder
from faena.tickets.models import Ticket
from faena.ui.columns import Amount, Column
from faena.ui.spreadsheets import csv_pieces

AT_ONCE = 500  # rows


@dataclass(frozen=True)
class Sheet:
    """Rows of `model`, read together with what stands beside them in `joins`. `came`: the column that says when each
    came, a day or a moment."""

    model: type[Model]
    came: str
    joins: Sequence[str]
    columns: Sequence[Column]


SHEETS = {
    "customers": Sheet(
        Customer,
        "created_at",
        ["seller"],
        [
            Column("code", _("Code"), lambda row: row.code),
            Column("name", _("Name"), lambda row: row.name),
            Column("trade_name", _("Trade name"), lambda row: row.trade_name),
            Column("document", _("Document"), lambda row: row.document),
            Column("phone", _("Phone"), lambda row: row.phone, kind="phone"),
            Column("email", _("E-mail"), lambda row: row.email),
            Column("seller", _("Seller"), lambda row: row.seller and row.seller.name),
            Column("since", _("Since"), lambda row: row.since),
            Column("retired", _("Retired"), lambda row: row.retired_at),
            Column("notes", _("Notes"), lambda row: row.notes),
        ],
    ),
    "orders": Sheet(
        ServiceOrder,
        "opened_at",
        ["customer", "device", "charge", "technician", "status"],
        [
            Column("number", _("Number"), str),
            Column("opened", _("Opened"), lambda row: row.opened_at),
            Column("stage", _("Stage"), lambda row: row.get_stage_display()),
            Column("status", _("Status"), lambda row: row.status and row.status.name),
            Column("code", _("Code"), lambda row: row.customer.code),
            Column("customer", _("Customer"), lambda row: row.customer.name),
            Column("device", _("Device"), lambda row: str(row.device)),
            Column("serial", _("Serial or IMEI"), lambda row: row.device.serial),
            Column("reason", _("Reason"), lambda row: row.reason),
            Column("technician", _("Technician"), lambda row: row.technician and row.technician.name),
            Column("promised", _("Promised for"), lambda row: row.promised_at),
            Column("total", _("Total"), lambda row: row.charge and Amount(row.charge.amount, row.charge.currency)),
            Column("paid", _("Paid"), lambda row: row.charge and Amount(row.charge.received, row.charge.currency)),
            Column("currency", _("Currency"), lambda row: row.charge and row.charge.currency),
            Column("closed", _("Closed"), lambda row: row.closed_at),
        ],
    ),
    "parts": Sheet(
        Part,
        "at",
        ["order__charge", "author"],
        [
            Column("order", _("Order"), lambda row: str(row.order)),
            Column("added", _("Added"), lambda row: row.at),
            Column("description", _("Description"), lambda row: row.description),
            Column("quantity", _("Quantity"), lambda row: Decimal(row.quantity) / 1000),
            Column("unit_price", _("Unit price"), lambda row: Amount(row.unit_price, _currency(row.order))),
            Column("total", _("Total"), lambda row: Amount(row.total, _currency(row.order))),
            Column("currency", _("Currency"), lambda row: _currency(row.order)),
            Column("charged", _("Charged to the customer"), lambda row: row.is_chargeable),
            Column("author", _("Added by"), lambda row: row.author.name),
        ],
    ),
    "payments": Sheet(
        Payment,
        "at",
        ["charge__customer", "cashier", "reversal"],
        [
            Column("receipt", _("Receipt"), str),
            Column("moment", _("Date and time"), lambda row: row.at),
            Column("account", _("Account"), lambda row: row.charge.account),
            Column("concept", _("Concept"), lambda row: row.charge.concept),
            Column("code", _("Code"), lambda row: row.charge.customer.code),
            Column("customer", _("Customer"), lambda row: row.charge.customer.name),
            Column("amount", _("Amount"), lambda row: Amount(row.amount, row.charge.currency)),
            Column("currency", _("Currency"), lambda row: row.charge.currency),
            Column("cashier", _("Cashier"), lambda row: row.cashier.name),
            Column("note", _("Note"), lambda row: row.note),
            Column("reversed", pgettext_lazy("payment", "Reversed"), lambda row: hasattr(row, "reversal")),
        ],
    ),
    "invoices": Sheet(
        Invoice,
        "charge__issued_on",
        ["customer", "charge"],
        [
            Column("invoice", _("Invoice"), str),
            Column("code", _("Code"), lambda row: row.customer.code),
            Column("customer", _("Customer"), lambda row: row.customer.name),
            Column("concept", pgettext_lazy("money", "Concept"), lambda row: row.account.concept),
            Column("issued", _("Issued"), lambda row: row.account.issued_on),
            Column("due", _("Due"), lambda row: row.account.due_on),
            Column("amount", _("Amount"), lambda row: Amount(row.account.amount, row.account.currency)),
            Column(
                "paid", pgettext_lazy("money", "Paid"), lambda row: Amount(row.account.received, row.account.currency)
            ),
            Column("currency", _("Currency"), lambda row: row.account.currency),
            Column("cancelled", pgettext_lazy("invoice", "Cancelled"), lambda row: row.account.cancelled_at),
        ],
    ),
    "tickets": Sheet(
        Ticket,
        "opened_at",
        ["customer", "type", "status"],
        [
            Column("ticket", _("Number"), str),
            Column("opened", _("Opened"), lambda row: row.opened_at),
            Column("code", _("Code"), lambda row: row.customer.code),
            Column("customer", _("Customer"), lambda row: row.customer.name),
            Column("type", _("Type"), lambda row: row.type.name),
            Column("status", _("Status"), lambda row: row.status and row.status.name),
            Column("subject", _("Subject"), lambda row: row.subject),
            Column("description", _("Description"), lambda row: row.description),
            Column("due", _("Due"), lambda row: row.due_at),
            Column("closed", _("Closed"), lambda row: row.closed_at),
        ],
    ),
}


def lines_of(name: str, using: str, since: date | None = None) -> Iterator[bytes]:
    """The sheet in pieces, in the language, zone and marks of numbers that are active. `since`: of what came from that
    day on."""
    sheet = SHEETS[name]
    return csv_pieces(sheet.columns, _pieces(came_since(sheet, using, since).iterator(chunk_size=AT_ONCE)))


def came_since(sheet: Sheet, using: str, since: date | None) -> "QuerySet[Any]":
    """Its rows, from a day on that begins in the active zone; None: all of them."""
    rows = sheet.model._base_manager.using(using).select_related(*sheet.joins).order_by("pk")
    if since is None:
        return rows
    begins = since if sheet.came.endswith("_on") else timezone.make_aware(datetime.combine(since, time()))
    return rows.filter(**{f"{sheet.came}__gte": begins})


def _pieces(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, AT_ONCE)):
        yield some


def _currency(order: ServiceOrder) -> str:
    return order.charge.currency if order.charge else ""
