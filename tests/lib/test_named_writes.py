"""Each read of a change finds what its queryset finds, on both engines."""

import pytest
from django.utils import timezone

from faena.accounts.models import Position, User
from faena.billing import paying
from faena.billing.actions import invoices
from faena.billing.models import Invoice, InvoiceLine
from faena.cases.actions import links
from faena.cash import models as cash
from faena.cash import payment_options, repeats
from faena.cash.actions import charges
from faena.cash.actions import repeats as locked_methods
from faena.cash.models import PaymentMethod, Tender
from faena.cash.views import collecting
from faena.customers.search import terms as search_terms
from faena.customers.search import write_terms
from faena.gate.grants import Scope
from faena.journal import actions
from faena.lib.named import Named
from faena.orders.actions import intake, statuses
from faena.orders.forms import statuses as status_forms
from faena.orders.models import terms
from faena.orders.views import intake as intake_pages
from faena.tickets.actions import destinations
from faena.tickets.actions import statuses as ticket_statuses
from faena.tickets.forms import forwarding, handling
from tests import factories
from tests.lib.test_named import everything, plainly
from tests.steps import make_link

pytestmark = pytest.mark.django_db
REACHES = (Scope.ALL, Scope.OWN)


def reads(customer, clerk):
    """Each read of a change with its shape, values for which it finds something, and for one that is asked by several
    keys its queryset."""
    order, ticket = factories.an_order(customer), factories.a_ticket(customer, holder=clerk)
    invoice, position = factories.an_invoice(factories.a_subscription(customer)), factories.a_queue()
    method = factories.a_method()
    payment = factories.a_payment(order.charge, amount=1, method=method)
    Tender.objects.create(
        payment=payment, method=method, currency="USD", amount=1, amount_in_charge_currency=1, reference="0077"
    )
    factories.a_rate()
    actions.record("ticket.commented", ticket.as_ref, facts={"number": "A", "comment_id": 1}, by=clerk)
    make_link(order.as_ref, customer, by=clerk)
    factories.some_terms()
    write_terms(customer, "customer", customer.pk, {"name": ["José Peña"]})
    entry = factories.an_entry(order)
    about = {"kind": "ticket", "id": ticket.pk}
    pair = {"one": "VES", "other": "USD", "on": timezone.localdate()}
    same = {"method": method.pk, "reference": "77", "besides": 1}
    repeated = repeats.tenders_with(method, "77").select_related("payment__charge")
    of_customer = {"pk": customer.pk, "user": customer.seller_id, "customer": customer.pk}
    status = ticket.status_id
    return [
        (actions._last, (), about),
        (links._not_revoked, (), {"kind": "order", "id": order.pk}),
        (cash._received, (), {"charge": order.charge_id}),
        (cash._in_force, (), pair),
        (payment_options._methods, (), {}),
        (repeats._newest, (False,), same, repeated),
        (repeats._newest, (True,), same, repeated),
        (charges._locked, (), {"pk": order.charge_id}),
        (locked_methods._locked, (), {"keys": [method.pk]}, PaymentMethod.objects.filter(pk=method.pk)),
        *((collecting._seen, (reach,), {"pk": order.charge_id} | {"user": customer.seller_id}) for reach in REACHES),
        *((intake_pages._customer, (reach,), of_customer) for reach in REACHES),
        (intake_pages._devices, (), of_customer),
        (intake._there, (), {"device": order.device_id}),
        (statuses._first_of, (), {"stage": "received"}),
        (statuses._newest, (), {"order": order.pk}),
        (status_forms._with_key, (False,), {"pk": entry.status_id}),
        (status_forms._with_key, (True,), {"pk": entry.status_id, "kept": entry.status_id}),
        (terms._newest, (), {}),
        (paying._of_accounts, (), {"keys": [invoice.charge_id]}, Invoice.objects.with_paid().filter(pk=invoice.pk)),
        (paying._lines, (), {"keys": [invoice.pk]}, InvoiceLine.objects.filter(invoice=invoice)),
        (invoices._with_charge, (), {"pk": invoice.pk}),
        (invoices._lines_of, (), {"keys": [invoice.pk]}, InvoiceLine.objects.filter(invoice=invoice)),
        (search_terms._written, (), {"kind": "customer", "id": customer.pk}),
        (destinations._receiving, (User,), {"pk": clerk.pk}),
        (destinations._receiving, (Position,), {"pk": position.pk}),
        (forwarding._named, ("user",), {"pk": clerk.pk}),
        (forwarding._named, ("position",), {"pk": position.pk}),
        (ticket_statuses._offered, (), {"pk": status}),
        (handling._offered, (), {"pk": status, "kept": status}),
    ]


def test_each_read_of_a_write_finds_what_its_queryset_finds(customer, clerk):
    for read, shape, values, *reference in reads(customer, clerk):
        found = read.rows(*shape, **values)
        wanted = list(reference[0] if reference else read.make(plainly(values), *shape))
        assert found, read.make
        if isinstance(read, Named):
            found, wanted = ([everything(row) for row in rows] for rows in (found, wanted))
        assert found == wanted, read.make
