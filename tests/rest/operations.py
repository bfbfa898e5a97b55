"""Every operation of the API with an address that works: who tests all of them reads them from here."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.utils import timezone

import config.api  # noqa: F401  # it registers the routes
from faena.gate.grants import Perm
from faena.rest.description import description
from faena.rest.routes import ROOT


@dataclass(frozen=True)
class Operation:
    """method "POST"; path "/orders/{order_id}/closing"; said: what the description says of it."""

    name: str
    method: str
    path: str
    perm: Perm
    said: dict[str, Any] = field(hash=False, compare=False)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def keys(self) -> list[str]:
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def is_read(self) -> bool:
        return self.method == "GET"

    def at(self, keys: dict[str, Any]) -> str:
        return self.path.format(**keys)


@cache
def operations() -> tuple[Operation, ...]:
    return tuple(
        Operation(one["operationId"], method.upper(), path.removeprefix(ROOT), Perm(one["x-permission"]), one)
        for path, methods in description()["paths"].items()
        for method, one in methods.items()
    )


# The name of a key, in a path or a body, -> its value in a case of tests/routes.py. Looked up as "room:name" first.
KEYS: dict[str, Any] = {
    "order_id": lambda case: case.order.pk,
    "customer_id": lambda case: case.customer.pk,
    "device_id": lambda case: case.device.pk,
    "status_id": lambda case: case.order.status_id or case.entry.status_id,
    "orders:case_id": lambda case: case.order.pk,
    "orders:entry_id": lambda case: case.entry.pk,
    "orders:internal_id": lambda case: case.order.internal_entries.earliest("id").pk,
    "orders:part_id": lambda case: case.order.parts.earliest("id").pk,
    "orders:file_id": lambda case: case.file.pk,
    "orders:photo_id": lambda case: case.photo.pk,
    "orders:telling_id": lambda case: case.telling.pk,
    "orders:terms_id": lambda case: case.order.terms_id,
    "cash:charge_id": lambda case: case.order.charge_id,
    "cash:payment_id": lambda case: case.payment.pk,
    "cash:collection_id": lambda case: case.collection.pk,
    "cash:balance_id": lambda case: case.balance.pk,
    "cash:number": lambda case: 1,
    "moving:past_id": lambda case: case.past.pk,
    "contact_id": lambda case: case.contact.pk,
    "address_id": lambda case: case.address.pk,
    "seller_id": lambda case: case.customer.seller_id,
    "customers:merge_id": lambda case: case.merge.pk,
    "customers:gone_id": lambda case: case.merge.kept_id,
    "accounts:user_id": lambda case: case.customer.seller_id,
    "accounts:view_id": lambda case: first("accounts.SavedView"),
    "company:name": lambda case: "positions",
    "company:row_id": lambda case: first("accounts.Position"),
    "notifications:notice_id": lambda case: first("notifications.Notice"),
    "notifications:message_id": lambda case: first("notifications.Message"),
    "moving:import_id": lambda case: first("moving.Import"),
    "agenda:visit_id": lambda case: case.visit.pk,
    "agenda:photo_id": lambda case: case.visit_photo.pk,
    "agenda:kind_id": lambda case: case.visit.kind_id,
    "agenda:technician_id": lambda case: case.visit.technician_id,
    "billing:subscription_id": lambda case: case.subscription.pk,
    "billing:plan_id": lambda case: case.subscription.plan_id,
    "billing:invoice_id": lambda case: case.invoice.pk,
    "tickets:ticket_id": lambda case: case.ticket.pk,
    "tickets:case_id": lambda case: case.ticket.pk,
    "tickets:picture_id": lambda case: case.ticket_picture.pk,
    "tickets:comment_id": lambda case: case.ticket_picture.comment_id,
    "tickets:status_id": lambda case: case.ticket.status_id,
    "tickets:type_id": lambda case: case.ticket.type_id,
    "tickets:kind_id": lambda case: case.visit.kind_id,
    "tickets:technician_id": lambda case: case.visit.technician_id,
    "tickets:subscription_id": lambda case: case.subscription.pk,
}


def first(model: str) -> int | None:
    """The key of the first row of a table that no case has."""
    row = apps.get_model(model)._base_manager.order_by("pk").first()
    return row and int(row.pk)


def key_of(name: str, room: str, case: Any) -> int | str | None:
    found = KEYS.get(f"{room}:{name}", KEYS.get(name))
    value: int | str | None = found(case) if found else None
    return value


# Of a body what nobody makes up: (operation, field) -> value.
TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
VALUES: dict[tuple[str, str], Any] = {
    ("agenda_add_absence", "begins_at"): f"{TOMORROW}T08:00:00Z",
    ("agenda_add_absence", "ends_at"): f"{TOMORROW}T18:00:00Z",
    ("agenda_reschedule_visit", "on"): TOMORROW,
    ("agenda_reschedule_visit", "period"): "morning",
    ("agenda_reschedule_visit", "hour"): None,
    ("agenda_reschedule_visit", "minutes"): None,
    ("agenda_move_visit", "goes"): None,
    ("agenda_move_visit", "on"): TOMORROW,
    ("agenda_move_visit", "period"): "morning",
    ("agenda_move_visit", "hour"): None,
    ("agenda_move_visit", "minutes"): None,
    ("billing_subscribe", "price"): None,
    ("billing_subscribe", "due_day"): 10,
    ("billing_subscribe", "started_on"): None,
    ("billing_subscribe", "ip"): "",
    ("billing_subscribe", "mac"): "",
    ("billing_subscribe", "login"): "",
    ("billing_change_subscription", "price"): None,
    ("billing_change_subscription", "due_day"): None,
    ("billing_change_subscription", "started_on"): None,
    ("billing_change_subscription", "ip"): "",
    ("billing_change_subscription", "mac"): "",
    ("billing_issue_invoice", "items"): [{"description": "Cable", "amount": 5_00}],
    ("billing_issue_invoice", "due_on"): TOMORROW,
    ("billing_start_run", "period"): TOMORROW,
    ("billing_set_keeping", "years"): 7,
    ("tickets_open_ticket", "channel"): "phone",
    ("tickets_open_ticket", "priority"): None,
    ("tickets_open_ticket", "destination"): None,
    ("tickets_open_ticket", "contact_id"): None,
    ("tickets_open_ticket", "follows_id"): None,
    ("tickets_change_status", "priority"): 4,
    ("tickets_change_status", "is_visible"): False,
    ("tickets_agree_on_date", "at"): f"{TOMORROW}T18:00:00Z",
    ("tickets_add_comment", "kind"): "comment",
    ("tickets_add_comment", "channel"): "",
    ("tickets_close_ticket", "outcome"): "done",
    ("tickets_close_ticket", "cancels_visits"): True,
    ("tickets_send_to_workshop", "device"): {"kind": "Router"},
    ("tickets_send_to_workshop", "technician_id"): None,
    ("orders_close_order", "outcome"): "repaired",
    ("orders_open_order", "advance"): None,
    ("orders_open_order", "day_reason"): "",
    ("orders_assign_technician", "technician_id"): None,
    ("orders_undo_assignment", "before_id"): None,
    ("orders_set_value", "value"): 70_00,
    ("orders_add_status", "channels"): "",
    ("orders_add_part", "quantity"): 1000,
    ("orders_add_part", "unit_price"): 10_00,
    ("orders_add_part", "warranty"): 0,
    ("orders_add_part", "warranty_unit"): "days",
    ("orders_sign_terms", "strokes"): None,
    ("orders_tell_customer", "channels"): ["whatsapp"],
    ("orders_set_reminding", "first_days"): 3,
    ("orders_set_reminding", "again_days"): 15,
    ("orders_write_wording", "text"): "",
    ("cash_print_receipt", "paper"): "a4",
    ("cash_print_collection", "paper"): "a4",
    ("cash_open_balance", "amount"): 40_00,
    ("cash_open_balance", "currency"): "USD",
    ("cash_open_balance", "due_on"): None,
    ("orders_open_order", "customer"): None,
    ("orders_open_order", "device"): {"kind": "Phone"},
    ("orders_open_order", "device_id"): None,
    ("orders_open_order", "promised_at"): None,
    ("orders_open_order", "service_value"): 1000,
    ("orders_open_order", "technician_id"): None,
    ("accounts_keep_view", "route"): "orders:list",
    ("accounts_set_own_notices", "muted"): ["moved"],
    ("accounts_set_own_notices", "quiet_from"): None,
    ("accounts_set_own_notices", "quiet_to"): None,
    ("accounts_choose_language", "language"): "es",
    ("accounts_edit_profile", "phone"): "",
    ("accounts_edit_profile", "language"): "es",
    ("company_set_first_number", "kind"): "order",
    ("company_confirm_test_print", "paper"): "a4",
    ("company_set_working_hours", "hours"): {"0": [{"start": "08:00", "end": "12:00"}]},
    ("company_add_row", "facts"): {},
    ("company_edit_row", "facts"): {},
    ("customers_create_customer", "kind"): "person",
    ("customers_create_customer", "document"): "",
    ("customers_create_customer", "document_kind"): "",
    ("customers_create_customer", "phone"): "",
    ("customers_create_customer", "email"): "",
    ("customers_create_customer", "language"): "es",
    ("customers_edit_customer", "kind"): "person",
    ("customers_edit_customer", "document"): None,
    ("customers_edit_customer", "document_kind"): None,
    ("customers_edit_customer", "phone"): "",
    ("customers_edit_customer", "email"): "",
    ("customers_edit_customer", "language"): "es",
    ("customers_edit_customer", "since"): "2026-01-02",
    ("customers_add_contact", "phone"): "",
    ("customers_add_contact", "other_phone"): "",
    ("customers_add_contact", "email"): "",
    ("customers_edit_contact", "phone"): "",
    ("customers_edit_contact", "other_phone"): "",
    ("customers_edit_contact", "email"): "",
    ("customers_switch_sending", "what"): "receives_invoices",
    ("customers_merge_customers", "takes"): [],
    ("moving_choose_table", "encoding"): "",
    ("moving_choose_table", "delimiter"): "",
    ("moving_choose_table", "table"): "",
    ("moving_choose_table", "header"): None,
    ("moving_choose_columns", "kinds"): ["customers"],
    ("moving_choose_columns", "columns"): [{"place": 0, "fields": ["name"]}],
    ("moving_check_import", "answers"): {},
    ("summary_set_ready_goal", "days"): 5,
}
