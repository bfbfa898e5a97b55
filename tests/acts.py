"""One of everything that actions act on, and each action called with one fact that a test chooses: as anything but our
forms may call it."""

from dataclasses import replace
from datetime import date, time, timedelta
from functools import cached_property

from django.utils import timezone

from faena.accounts import actions as accounts
from faena.accounts.actions import NewShop, Person
from faena.agenda import actions as agenda
from faena.agenda.actions import VisitFacts
from faena.agenda.hours import When
from faena.agenda.models import VisitKind
from faena.billing import actions as billing
from faena.billing.actions import SubscriptionFacts
from faena.billing.models import Plan
from faena.cash import actions as cash
from faena.cash.actions import TenderFacts
from faena.cash.cases import Adjustment
from faena.cash.models import OpeningBalance
from faena.company.actions import CompanyFacts, Export, begin_export, edit_company
from faena.company.catalogue.actions import add_row, edit_row
from faena.company.models import Company
from faena.customers import actions as customers
from faena.customers.actions import AddressFacts, ContactFacts, CustomerFacts, DeviceFacts
from faena.orders import actions as orders
from faena.orders.actions import IntakeChange, IntakeFacts, PartFacts
from faena.orders.models import Status
from faena.tickets import actions as tickets
from faena.tickets.actions import ClosingFacts, CommentFacts, OpeningFacts
from faena.tickets.models import TicketType
from tests import factories


class Shop:
    """What is acted on is made when it is first asked for."""

    def __init__(self, owner, technician):
        self.by, self.technician = owner, technician

    @cached_property
    def customer(self):
        return factories.a_customer()

    @cached_property
    def order(self):
        return factories.an_order(self.customer)

    @cached_property
    def free_order(self):
        """Nothing holds it back from being closed."""
        return factories.an_order(self.customer, value=0)

    @cached_property
    def ticket(self):
        return factories.a_ticket(self.customer, holder=self.queue)

    @cached_property
    def queue(self):
        return factories.a_queue(member=self.technician)

    @cached_property
    def subscription(self):
        return factories.a_subscription(self.customer)

    @cached_property
    def kind(self):
        return factories.a_visit_kind()

    @cached_property
    def visit(self):
        return factories.a_visit(technician=self.technician, customer=self.customer)

    @property
    def tomorrow(self):
        return timezone.localdate() + timedelta(days=1)

    # --- each action, by the name of what happens --------------------------------------------------------------

    def intake(self, **bad):
        device = {name: bad.pop(name) for name in ("kind", "brand", "model", "serial") if name in bad}
        who = {name: bad.pop(name) for name in ("name", "phone", "document", "language") if name in bad}
        if "document" in who:
            who |= {"document_kind": "other"}
        facts = IntakeFacts(**{"reason": "It does not start."} | bad)
        new = CustomerFacts(**{"name": "Ana New"} | who)
        return orders.open_order(new, device=DeviceFacts(**{"kind": "Phone"} | device), facts=facts, by=self.by)

    def edit_intake(self, **bad):
        change = IntakeChange(**{"reason": "It starts."} | bad)
        return orders.edit_intake(self.order, change, version=self.order.version, by=self.by)

    def advance(self, **bad):
        return self.intake(advance=self.tender(**bad))

    def tender(self, **bad):
        return TenderFacts(**{"method": factories.a_method(), "amount": 1_00, "currency": "USD"} | bad)

    def collect(self, note="", **bad):
        return cash.collect(self.order.charge, tenders=[self.tender(**bad)], note=note, by=self.by)

    def collect_several(self, note="", **bad):
        facts = {"accounts": [self.order.charge], "adjustments": {}, "note": note}
        return cash.collect_several(self.customer, tenders=[self.tender(**bad)], **facts, by=self.by)

    def add_part(self, **bad):
        return orders.add_part(self.order, PartFacts(**{"description": "Fan", "unit_price": 1_00} | bad), by=self.by)

    def close_order(self, **bad):
        facts = {"outcome": "repaired", "work_done": "A new fan."} | bad
        factories.a_status("closed")
        return orders.close_order(self.free_order, **facts, version=self.free_order.version, by=self.by)

    def void(self, reason):
        return orders.void_order(self.order, reason=reason, version=self.order.version, by=self.by)

    def reopen_order(self, reason):
        order = factories.a_closed_order(self.customer)
        return orders.reopen_order(order, reason=reason, version=order.version, by=self.by)

    def reverse(self, reason):
        payment = factories.a_payment(self.order.charge)
        return orders.reverse_collection(self.order, payment, reason=reason, by=self.by)

    def sign(self, **bad):
        order = factories.an_order(self.customer, terms=factories.some_terms())
        facts = {"signer": "Carmen", "strokes": None} | bad
        return orders.sign_terms(order, terms=order.terms_id, **facts, by=self.by)

    def add_status(self, **bad):
        return orders.add_status(self.order, status=factories.a_status(), **bad, by=self.by)

    def tell(self, text="It is ready.", channels=("whatsapp",)):
        entry = factories.an_entry(self.order)
        [told] = orders.tell_customer(entry, channels=channels, text=text, by=self.by)
        return told

    def word(self, kind="ready", language="en", text="Come by."):
        return orders.write_wording(kind, language, text=text, version=0, by=self.by)

    def edit_status(self, note):
        entry = factories.an_entry(self.order)
        return orders.edit_status(entry, status=entry.status, note=note, version=1, by=self.by)

    def add_internal(self, **bad):
        return orders.add_internal(self.order, status=factories.an_internal_status(), **bad, by=self.by)

    def edit_internal(self, note):
        entry = factories.an_internal_entry(self.order)
        return orders.edit_internal(entry, status=entry.status, note=note, version=1, by=self.by)

    def open_ticket(self, **bad):
        kind = factories.a_ticket_type(goes_to=self.queue)
        factories.a_ticket_status()
        facts = OpeningFacts(**{"type": kind, "description": "No signal."} | bad)
        return tickets.open_ticket(self.customer, facts, by=self.by)

    def close_ticket(self, **bad):
        kind = factories.a_ticket_type()
        facts = ClosingFacts(**{"outcome": "done", "type": kind, "text": "A new cable."} | bad)
        return tickets.close_ticket(self.ticket, facts, version=None, by=self.by)

    def reopen_ticket(self, reason):
        closed = factories.a_closed_ticket(self.customer)
        return tickets.reopen_ticket(closed, reason=reason, to=self.queue, version=None, by=self.by)

    def comment(self, **bad):
        return tickets.comment(self.ticket, CommentFacts(**{"text": "I called."} | bad), by=self.by)

    def forward(self, reason):
        return tickets.forward(self.ticket, to=factories.a_queue(), reason=reason, version=None, by=self.by)

    def negotiate(self, reason="", at=None):
        at = at or timezone.now() + timedelta(days=3)
        return tickets.negotiate(self.ticket, at=at, reason=reason, version=None, by=self.by)

    def priority(self, value):
        status = self.ticket.status
        return tickets.change_status(self.ticket, status=status, priority=value, version=None, by=self.by)

    def book(self, **bad):
        usual = {"kind": self.kind, "goes": self.technician, "on": self.tomorrow, "period": "morning", "address": "C 8"}
        return agenda.book_visit(self.customer, VisitFacts(**usual | bad), by=self.by)

    def move(self, reason="Rain.", **bad):
        when = When(**{"on": self.tomorrow, "hour": time(10)} | bad)
        return agenda.reschedule_visit(self.visit, when, reason=reason, version=1, by=self.by)

    def shift(self, reason="", **bad):
        when = When(**{"on": self.tomorrow, "hour": time(10)} | bad)
        return agenda.move_visit(self.visit, when, goes=self.technician, reason=reason, version=1, by=self.by)

    def be_away(self, **bad):
        begins = timezone.now() + timedelta(days=1)
        usual = {"begins_at": begins, "ends_at": begins + timedelta(hours=2)}
        return agenda.add_absence(self.technician, **usual | bad, by=self.by)

    def give(self, reason):
        other = factories.a_user(role="technician")
        return agenda.give_visit(self.visit, goes=other, reason=reason, version=1, by=self.by)

    def swap(self, reason="Nearer."):
        other = factories.a_visit(technician=factories.a_user(role="technician"))
        one, _other = agenda.swap_visits(self.visit, other=other, reason=reason, version=1, by=self.by)
        return one

    def finish(self, note):
        return agenda.finish(factories.a_visit(technician=self.technician, state="arrived"), note=note, by=self.by)

    def fail(self, reason):
        return agenda.fail(factories.a_visit(technician=self.technician, state="arrived"), reason=reason, by=self.by)

    def subscribe(self, **bad):
        facts = {"plan": factories.a_plan(), "price": 1_00, "due_day": 5, "started_on": date(2026, 1, 1)} | bad
        return billing.subscribe(self.customer, SubscriptionFacts(**facts), by=self.by)

    def suspend(self, reason):
        return billing.suspend_subscription(self.subscription, reason=reason, version=1, by=self.by)

    def cancel_subscription(self, reason):
        return billing.cancel_subscription(self.subscription, reason=reason, version=1, by=self.by)

    def cancel_invoice(self, reason):
        return billing.cancel_invoice(factories.an_invoice(self.subscription), reason=reason, by=self.by)

    def balance(self, **bad):
        facts = cash.BalanceFacts(**{"concept": "Invoice 1042", "amount": 40_00} | bad)
        return cash.open_balance(self.customer, facts=facts, by=self.by)

    def balances(self, **bad):
        facts = cash.BalanceFacts(**{"concept": "Invoice 1042", "amount": 40_00} | bad)
        (key,) = cash.open_balances([(self.customer.pk, facts)], by=self.by)
        return OpeningBalance.objects.get(pk=key)

    def void_balance(self, reason):
        return cash.void_balance(factories.an_opening_balance(self.customer), reason=reason, by=self.by)

    def discount(self, amount):
        invoice = factories.an_invoice(self.subscription)
        return billing.pay_invoice(invoice, tenders=[self.tender()], adjustment=Adjustment(discount=amount), by=self.by)

    def register(self, **bad):
        return customers.create_customer(CustomerFacts(**{"name": "Ana"} | bad), by=self.by)

    def edit_customer(self, **bad):
        facts = CustomerFacts(**{"name": "Ana"} | bad)
        return customers.edit_customer(self.customer, facts, version=1, by=self.by)

    def contact(self, **bad):
        return customers.add_contact(self.customer, ContactFacts(**{"name": "Eva"} | bad), by=self.by)

    def address(self, **bad):
        return customers.add_address(self.customer, AddressFacts(**{"line": "Calle 8"} | bad), by=self.by)

    def device(self, **bad):
        return customers.add_device(self.customer, DeviceFacts(**{"kind": "Phone"} | bad), by=self.by)

    def take_on(self, role="seller", **bad):
        person = Person(**{"name": "Eva", "email": "eva@shop.test", "language": "en"} | bad)
        return accounts.create_user(person, role=role, by=self.by)

    def correct(self, **bad):
        person = Person(**{"name": "Tina", "email": self.technician.email, "language": "en"} | bad)
        return accounts.edit_user(self.technician, person, by=self.by)

    def company(self, **bad):
        company = Company.the()
        facts = replace(CompanyFacts.of(company), **bad)
        return edit_company(company, facts=facts, version=company.version, by=self.by)

    def export(self, *, reason):
        return begin_export(Export("Orders", "/orders/", "csv", "", lambda most: most), reason=reason, by=self.by)

    def found(self, **bad):
        """The set-up of an installation without anybody."""
        type(self.by).objects.filter(role="master").update(role="operator")
        usual = {"name": "Shop", "country": "VE", "language": "es", "currency": "USD", "zone": "America/Caracas"}
        return accounts.set_up(NewShop(**usual | bad), name="Eva", email="eva@shop.test", password=factories.PASSWORD)

    def row(self, model, **bad):
        usual = {
            Plan: {"price": 1_00, "currency": "USD"},
            TicketType: {"hours": 1},
            VisitKind: {"minutes": 30},
            Status: {"stage": "ready"},
        }
        return add_row(model, facts={"name": "New", **usual.get(model, {}), **bad}, by=self.by)

    def row_edited(self, **bad):
        row = factories.a_plan()
        return edit_row(row, facts={"name": row.name, **bad}, version=1, by=self.by)
