"""What people do at the same moment, by the ids of the rows, for tests.processes: each looks at the row as his page
showed it and then acts."""

from datetime import date, time

from faena.accounts.models import User
from faena.agenda import actions as agenda
from faena.agenda.hours import When
from faena.agenda.models import Visit, VisitKind
from faena.billing import actions as billing
from faena.billing.actions import cancel_subscription, issue_batch, start_run
from faena.billing.models import Invoice, Subscription
from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.cases import Adjustment
from faena.cash.models import Charge, Payment, PaymentMethod
from faena.customers.actions import DeviceFacts
from faena.customers.models import Customer
from faena.lib.errors import RuleBroken
from faena.orders.actions import IntakeFacts, PartFacts, close_order, reopen_order, reverse_collection
from faena.orders.actions import add_part as use_part
from faena.orders.models import Part, ServiceOrder
from faena.tickets import actions as tickets
from faena.tickets.actions import send_to_workshop
from faena.tickets.models import Holding, Ticket, TicketClosing


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


# --- invoices -------------------------------------------------------------------------------------------------


def invoice_all(period: str, by: int) -> int:
    """A whole run in small batches, as the page's job or the command does it; how many it issued."""
    user = User.objects.get(pk=by)
    run = start_run(date.fromisoformat(period), by=user)
    issued = 0
    while looked_at := issue_batch(run, size=3, by=user):
        issued += looked_at
    return issued


def leave_plan(subscription: int, by: int) -> Subscription:
    seen = Subscription.objects.get(pk=subscription)
    return cancel_subscription(seen, reason="Moved", version=seen.version, by=User.objects.get(pk=by))


def pay_invoice(invoice: int, amount: int, method: int, by: int) -> Payment:
    tender = TenderFacts(PaymentMethod.objects.get(pk=method), amount, "USD")
    found, payer = Invoice.objects.get(pk=invoice), User.objects.get(pk=by)
    return billing.pay_invoice(found, tenders=[tender], adjustment=Adjustment(), by=payer)


def cancel_invoice(invoice: int, by: int) -> Invoice:
    return billing.cancel_invoice(Invoice.objects.get(pk=invoice), reason="Mistake", by=User.objects.get(pk=by))


# --- visits -----------------------------------------------------------------------------------------------------


def book(customer: int, kind: int, goes: int, on: str, hour: str, by: int) -> Visit:
    facts = agenda.VisitFacts(
        VisitKind.objects.get(pk=kind),
        User.objects.get(pk=goes),
        date.fromisoformat(on),
        hour=time.fromisoformat(hour),
        address="Calle 8",
    )
    return agenda.book_visit(Customer.objects.get(pk=customer), facts, by=User.objects.get(pk=by))


def move(visit: int, on: str, hour: str, by: int) -> Visit:
    seen, when = Visit.objects.get(pk=visit), When(date.fromisoformat(on), hour=time.fromisoformat(hour))
    return agenda.reschedule_visit(seen, when, reason="Moved", version=seen.version, by=User.objects.get(pk=by))


def take(visit: int, by: int) -> Visit:
    return agenda.take_visit(Visit.objects.get(pk=visit), by=User.objects.get(pk=by))


# --- tickets --------------------------------------------------------------------------------------------------


def take_ticket(ticket: int, by: int) -> Holding:
    return tickets.take(Ticket.objects.get(pk=ticket), by=User.objects.get(pk=by))


def forward_ticket(ticket: int, by: int, to: int, version: int | None = None) -> Holding:
    """version: of the page that was opened before the race; None looks now, and may forward once more."""
    seen, goes_to = Ticket.objects.get(pk=ticket), User.objects.get(pk=to)
    return tickets.forward(seen, to=goes_to, reason="Hers", version=version or seen.version, by=User.objects.get(pk=by))


def close_ticket(ticket: int, by: int) -> TicketClosing:
    seen = Ticket.objects.get(pk=ticket)
    facts = tickets.ClosingFacts("done", seen.type, "A new cable.")
    return tickets.close_ticket(seen, facts, version=seen.version, by=User.objects.get(pk=by))


def send_to_the_workshop(ticket: int, by: int) -> ServiceOrder:
    facts = IntakeFacts(reason="It does not start.")
    return send_to_workshop(Ticket.objects.get(pk=ticket), DeviceFacts("Router"), facts, by=User.objects.get(pk=by))
