"""What people do at the same moment, by the ids of the rows, for tests.processes: each looks at the row as his page
showed it and then acts."""

from faena.accounts.models import User
from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Charge, Payment, PaymentMethod
from faena.lib.errors import RuleBroken
from faena.orders.actions import PartFacts, close_order, reopen_order, reverse_collection
from faena.orders.actions import add_part as use_part
from faena.orders.models import Part, ServiceOrder


def pay(charge: int, amount: int, method: int, by: int) -> Payment:
    """Collect that much (minor units)."""
    tender = TenderFacts(PaymentMethod.objects.get(pk=method), amount, "USD")
    return receive_payment(Charge.objects.get(pk=charge), tenders=[tender], by=User.objects.get(pk=by))


def pay_the_rest(charge: int, method: int, by: int) -> Payment:
    """Collect what the page says is left; where nothing is left, the page offers no payment."""
    left = Charge.objects.get(pk=charge).balance
    if not left:
        raise RuleBroken("Nothing is left to collect.")
    return pay(charge, left, method, by)


def close(order: int, by: int) -> ServiceOrder:
    seen = ServiceOrder.objects.get(pk=order)
    done = {"outcome": ServiceOrder.Outcome.REPAIRED, "work_done": "Done."}
    return close_order(seen, version=seen.version, by=User.objects.get(pk=by), **done)


def add_part(order: int, by: int) -> Part:
    facts = PartFacts(description="Fan", unit_price=5_00)
    return use_part(ServiceOrder.objects.get(pk=order), facts, by=User.objects.get(pk=by))


def reverse(order: int, payment: int, by: int) -> ServiceOrder:
    seen, paid = ServiceOrder.objects.get(pk=order), Payment.objects.get(pk=payment)
    return reverse_collection(seen, paid, reason="Typed twice", by=User.objects.get(pk=by))


def reopen(order: int, by: int) -> ServiceOrder:
    seen = ServiceOrder.objects.get(pk=order)
    return reopen_order(seen, reason="Closed too early", version=seen.version, by=User.objects.get(pk=by))
