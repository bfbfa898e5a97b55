"""What can be done with a customer now; rooms above add what they do for him (home/offers.py)."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from faena.customers.actions.customers import why_not_restore, why_not_retire
from faena.customers.models import Customer, Merge
from faena.gate.grants import Perm
from faena.gate.offers import Offer
from faena.ui.jinja import url


def undoing(merge: Merge) -> Offer:
    """Leads to what it moved; there it is undone."""
    to, names = url("customers:merge", merge.kept_id, merge.pk), {"name": merge.gone.name}
    why = "" if timezone.now() <= merge.undo_until else _("It was merged more than 30 days ago, and stays so.")
    label = _("Undo the merge with %(name)s") % names
    return Offer("unmerge", label, "undo-2", to, Perm.CUSTOMER_RETIRE, why)


def offers_of(customer: Customer) -> list[Offer]:
    """Of the record."""

    def offer(name: str, label: str, icon: str, permission: Perm, why_not: str = "", **more: str) -> Offer:
        facts: dict[str, Any] = {"url": url(f"customers:{more.pop('route', name)}", customer.pk)} | more
        return Offer(name, label, icon, permission=permission, why_not=why_not, **facts)

    edit, retire = Perm.CUSTOMER_EDIT, Perm.CUSTOMER_RETIRE
    contact = offer("contact", _("Add a contact"), "user-plus", edit, route="add_contact")
    return [
        offer("edit", _("Edit"), "pencil", edit, key="e"),
        replace(contact, url=f"{contact.url}?from=record"),
        offer("address", _("Add an address"), "map-pin", edit, route="add_address"),
        offer("device", _("Add a device"), "smartphone", edit, route="add_device"),
        offer("merge", _("Merge with another customer"), "merge", retire, customer.why_retired, route="merging"),
        offer("seller", _("Assign the seller"), "user-check", Perm.CUSTOMER_ASSIGN),
        offer(
            "restore",
            _("Restore"),
            "rotate-ccw",
            retire,
            why_not_restore(customer),
            route="restoration",
            dialog="restore",
        ),
        offer("retire", _("Retire"), "archive", retire, why_not_retire(customer), route="retirement", dialog="retire"),
        offer("data", _("Data of this person"), "eraser", Perm.CUSTOMER_FORGET),
        offer("delete", _("Delete"), "trash-2", retire, route="deletion", dialog="delete", tone="red"),
    ]
