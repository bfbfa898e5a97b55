"""A canary in every field of an order or a ticket that its customer must not see, and the nose that finds them.

    order = planted(language="es")
    assert leaked(page) == set()
    assert leaked(text_of_the_pdf, allowed=ON_PAPER) == set()

Each canary is one word, so a narrow roll that breaks lines does not hide it."""

import re
from collections.abc import Collection
from typing import Any

from django.utils import timezone

from faena.accounts.models import User
from faena.cash.actions import TenderFacts, receive_payment
from faena.customers.actions import DeviceFacts
from faena.journal.actions import record
from faena.orders.actions import IntakeFacts, add_status, open_order
from faena.orders.models import InternalEntry, ServiceOrder, Stage, StatusEntry
from faena.tickets.actions import CommentFacts, change_status, comment, forward
from faena.tickets.models import Ticket
from tests import factories

# Nobody but the shop reads these, wherever they stand.
INTERNAL = frozenset(
    {
        "unlock", "customer_notes", "customer_contact", "customer_address", "internal_status", "internal_note",
        "internal_author", "withdrawn_status", "withdrawn_note", "part_author", "part_author_mail", "clerk_mail",
        "technician_mail", "seller", "seller_mail", "payment_note", "journal",
    }
)  # fmt: skip
# These are on papers, which are handed over at the counter, and not on the page that a link opens.
ON_PAPER = frozenset(
    {"accessories", "condition", "serial", "reason", "document", "clerk", "technician", "cashier", "reference"}
)
EVERY = INTERNAL | ON_PAPER
# And of a ticket.
OF_TICKET = frozenset(
    {
        "type", "status", "inner_status", "comment", "test", "result", "holder", "queue", "reason", "opener",
        "customer_notes", "customer_contact", "closing_text",
    }
)  # fmt: skip


def canary(field: str) -> str:
    """The word in that field."""
    return "Canary" + field.replace("_", "").capitalize()


def planted(**customer: Any) -> ServiceOrder:
    """An open order with a canary in each field of EVERY, a status, a part and an advance that the customer may see."""
    seller = _somebody("seller", role="seller")
    clerk, technician, author = _somebody("clerk"), _somebody("technician", role="technician"), _somebody("part_author")
    owner = factories.a_customer(
        name="Carmen Customer",
        seller=seller,
        notes=canary("customer_notes"),
        document=f"other {canary('document')}",
        **{"language": "en", "email": "carmen@example.com", **customer},
    )
    factories.a_contact(owner, name=canary("customer_contact"))
    factories.an_address(owner, line=canary("customer_address"))
    facts = IntakeFacts(
        reason=canary("reason"),
        accessories=canary("accessories"),
        condition=canary("condition"),
        unlock_code=canary("unlock"),
        service_value=90_00,
        technician=technician,
    )
    order = open_order(owner, device=DeviceFacts(kind="Phone", serial=canary("serial")), facts=facts, by=clerk)
    add_status(order, status=factories.a_status(Stage.REPAIRING, name="On the bench"), note="New port.", by=technician)
    withdrawn = factories.a_status(name=canary("withdrawn_status"))
    StatusEntry.objects.create(
        order=order, status=withdrawn, note=canary("withdrawn_note"), author=clerk, withdrawn_at=timezone.now()
    )
    InternalEntry.objects.create(
        order=order,
        status=factories.an_internal_status(canary("internal_status")),
        note=canary("internal_note"),
        author=_somebody("internal_author"),
    )
    factories.a_part(order, author=author, unit_price=0)
    tender = TenderFacts(factories.a_method(), 40_00, order.currency, reference=canary("reference"))
    receive_payment(order.account, tenders=[tender], note=canary("payment_note"), by=_somebody("cashier"))
    record("order.edited", order.as_ref, said={"changes": {"reason": [canary("journal"), ""]}}, by=clerk)
    fresh: ServiceOrder = ServiceOrder.objects.on_sheet().get(pk=order.pk)
    return fresh


def planted_ticket(**customer: Any) -> Ticket:
    """An open ticket with a canary in each field of OF_TICKET but its closing's."""
    opener, holder = _somebody("opener"), _somebody("holder")
    owner = factories.a_customer(
        name="Carmen Customer",
        notes=canary("customer_notes"),
        **{"language": "en", "email": "carmen@example.com", **customer},
    )
    factories.a_contact(owner, name=canary("customer_contact"))
    ticket = factories.a_ticket(
        owner,
        type=factories.a_ticket_type(canary("type")),
        status=factories.a_ticket_status(canary("status")),
        holder=factories.a_queue(canary("queue"), member=holder),
        by=opener,
    )
    forward(ticket, to=holder, reason=canary("reason"), version=1, by=opener)
    change_status(ticket, status=factories.a_ticket_status(canary("inner_status")), version=2, by=holder)
    comment(ticket, CommentFacts(canary("comment")), by=holder)
    comment(ticket, CommentFacts(canary("test"), "test", canary("result")), by=holder)
    fresh: Ticket = Ticket.objects.shown().get(pk=ticket.pk)
    return fresh


def leaked(text: str, *, allowed: Collection[str] = ()) -> set[str]:
    """The fields of an order whose canary sings in the text, however its lines are broken."""
    return _heard(text, EVERY - set(allowed))


def leaked_of_ticket(text: str) -> set[str]:
    return _heard(text, OF_TICKET)


def _heard(text: str, fields: Collection[str]) -> set[str]:
    heard = re.sub(r"[\s\u00ad\u200b‐-]", "", text).casefold()
    return {field for field in sorted(fields) if re.search(f"{canary(field).casefold()}(?!mail)", heard)}


def _somebody(field: str, role: str = "operator") -> User:
    """Whose name is one canary and whose e-mail is another."""
    return factories.a_user(canary(f"{field}_mail").lower(), role=role, name=canary(field))
