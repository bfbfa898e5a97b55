"""How the cash undoes a payment of an order (W34): a closed order is open again by that."""

from typing import Any

from django.utils.translation import gettext as _

from faena.cash.cases import Consequence, Reversing
from faena.cash.models import Payment
from faena.orders.actions import reverse_collection
from faena.orders.models import ServiceOrder


def _reverse(payment: Payment, **facts: Any) -> ServiceOrder:
    return reverse_collection(_order(payment), payment, **facts)


def _consequence(payment: Payment) -> Consequence | None:
    order = _order(payment)
    if not order.is_closed:
        return None
    return Consequence(
        _("%(order)s is closed: it will be open again") % {"order": order},
        _("The customer no longer reads that it was handed back, and its final report is superseded."),
    )


def _order(payment: Payment) -> ServiceOrder:
    return ServiceOrder.objects.get(charge=payment.charge_id)


REVERSING = Reversing(_reverse, _consequence)
