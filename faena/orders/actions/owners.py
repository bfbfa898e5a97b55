"""The wrong customer was chosen at intake: whose order it is, corrected."""

from django.utils.translation import gettext as _

from faena.accounts.models import User
from faena.cases import actions as cases
from faena.cases.actions import locked, record_case
from faena.cash import actions as cash
from faena.customers import actions as customers
from faena.customers.actions import DeviceFacts
from faena.customers.models import Customer, Device
from faena.gate.grants import Perm, may
from faena.gate.rights import check_reach
from faena.journal.actions import record
from faena.journal.unit_of_work import action
from faena.lib.errors import RuleBroken
from faena.lib.limits import LONGEST_REASON, check_text
from faena.lib.text import clean
from faena.orders.models import ServiceOrder


@action(Perm.ORDER_EDIT)
def correct_customer(
    order: ServiceOrder, customer: Customer, *, takes_device: bool = True, reason: str = "", version: int, by: User
) -> ServiceOrder:
    """The order is somebody else's (W11): its account, its link and its history go with it. takes_device: the device
    is the new customer's too, with its earlier orders; else it stays, and the new customer gets one of the same kind.

    While nothing was signed or paid whoever corrects an intake may; afterwards a Master, with a reason. Raises
    Stale, or RuleBroken for a closed or void order, one that came from a ticket or has a visit to come, a customer out
    of reach or retired, beside `reason` without one, and as `move_device` does."""
    for pk in sorted({order.customer_id, customer.pk}):  # before the order, as everywhere
        Customer.lock(pk)
    customer = Customer.objects.get(pk=customer.pk)
    check_reach(customer, by, Perm.CUSTOMER_SEE)
    order = locked(order, Perm.ORDER_EDIT, version=version, by=by)
    reason = clean(reason)
    check_text(reason, LONGEST_REASON, "reason")
    if why := why_not_correct(order, by) or customer.why_retired:
        raise RuleBroken(why, "customer")
    old = order.customer
    if old.pk == customer.pk:
        raise RuleBroken(_("%(order)s is %(name)s's already.") % {"order": order, "name": customer.name}, "customer")
    settled = is_settled(order)
    if settled and not reason:
        raise RuleBroken(_("Say why the customer is corrected."), "reason")

    device = order.device
    order.customer = customer
    order.save_changes("customer")
    order.device = _device_for(order, device, customer, takes_device=takes_device, by=by)
    order.save_changes("device")
    order.charge = cash.set_customer(order.account, customer, by=by)
    cases.link_follows(order, by=by)
    facts = {"number": str(order), "old_id": old.pk, "new_id": customer.pk}
    said = {"old": old.name, "new": customer.name}
    record_case("order.customer_corrected", order, facts=facts, said=said | {"note": reason}, by=by)
    # The order's own history and the new customer's record tell it above; the old one's tells where it went.
    facts = {"number": str(order), "order_id": order.pk}
    record("customer.order_left", old.as_ref, facts=facts, said={"name": customer.name}, customer_id=old.pk, by=by)
    return order


def is_settled(order: ServiceOrder) -> bool:
    """Whether its customer has signed or paid."""
    return order.signed is not None or bool(order.account.paid)


def why_not_correct(order: ServiceOrder, by: User) -> str:
    """What holds an open order back from being another customer's; "" when nothing does."""
    if order.why_finished:
        return order.why_finished
    if order.ref is not None:
        return _("%(order)s came from %(ticket)s, whose customer it has.") % {"order": order, "ticket": order.ref}
    if any(case_visit.visit.is_pending for case_visit in order.visits.select_related("visit")):
        return _("A visit is booked for %(order)s: cancel it first, then book it with the right customer.") % {
            "order": order
        }
    if is_settled(order) and not may(by, Perm.ORDER_CUSTOMER):
        return _("%(order)s is signed or paid: a Master corrects its customer, with a reason.") % {"order": order}
    return ""


def has_other_orders(order: ServiceOrder) -> bool:
    """Whether its device was here in other orders too."""
    return ServiceOrder.objects.filter(device=order.device_id).exclude(pk=order.pk).exists()


def _device_for(order: ServiceOrder, device: Device, customer: Customer, *, takes_device: bool, by: User) -> Device:
    """The order's device as the new customer's: his own with that serial, the very one, or one of the same kind."""
    if device.customer_id == customer.pk:
        return device
    key = device.serial_key
    if key and (his := Device.objects.filter(customer=customer, serial_key=key).first()):
        return his
    if takes_device:
        return customers.move_device(device, customer, by=by)
    return customers.add_device(customer, DeviceFacts(device.kind, device.brand, device.model), by=by)
