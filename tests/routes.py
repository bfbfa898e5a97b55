"""Every route of the program with an address that works: who tests all pages reads them from here.

A route with a part that no example knows fails the tests: tell EXAMPLES what it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from faena.accounts.tokens import new_setup_token
from faena.agenda.models import VisitPhoto, VisitSignature
from faena.cash.models import Collection, ReceiptPrint
from faena.gate.doors import Door, door_of
from faena.journal.actions import record
from faena.orders.models import OrderFile, OrderVisit, StatusPhoto, Telling, Terms
from faena.orders.sign_links import sign_token
from faena.tickets.models import CommentFile, TicketType, TicketVisit
from tests import factories
from tests.hooks.a_delivery import a_delivery
from tests.moving.an_import import a_preset, an_import
from tests.steps import make_link


@dataclass(frozen=True)
class Route:
    """name "orders:sheet"; parts: its variable parts with the kind of each; door: who may open it."""

    name: str
    pattern: str
    parts: dict[str, str] = field(hash=False)
    door: Door | None
    view: Any = field(hash=False, compare=False)

    def __str__(self) -> str:
        return self.name or self.pattern

    def url(self, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={part: values[part] for part in self.parts})


@cache
def routes() -> tuple[Route, ...]:
    """Those of people; the ones of programs are asked in tests/rest."""
    return tuple(route for route in every_route() if not (route.door and route.door.kind == "api"))


@cache
def every_route() -> tuple[Route, ...]:
    return tuple(_leaves(get_resolver().url_patterns, "", "", {}))


def _leaves(patterns: Any, space: str, before: str, above: dict[str, str]) -> Iterator[Route]:
    for each in patterns:
        path = before + str(each.pattern)
        parts = above | {name: type(kind).__name__ for name, kind in each.pattern.converters.items()}
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            yield from _leaves(each.url_patterns, inner, path, parts)
        elif isinstance(each, URLPattern):
            if not parts:
                parts = dict.fromkeys(re.findall(r"\(\?P<(\w+)>", path), "StringConverter")
            yield Route(space + (each.name or ""), path, parts, door_of(each.callback), each.callback)


# --- examples -----------------------------------------------------------------------------------------------


@dataclass
class Case:
    """One customer with one of everything that hangs on him."""

    customer: Any
    order: Any
    closed: Any
    entry: Any
    photo: Any
    file: Any
    payment: Any
    collection: Any
    subscription: Any
    invoice: Any
    ticket: Any
    visit: Any
    visit_photo: Any
    closed_ticket: Any
    ticket_event: Any
    ticket_picture: Any
    device: Any
    contact: Any
    address: Any
    signed: Any
    token: str
    closed_token: str
    ticket_token: str
    sign_token: str
    signed_visit: Any
    telling: Any
    merge: Any
    balance: Any
    past: Any


def a_case(customer: Any, *, by: Any) -> Case:
    terms = Terms.in_force() or factories.some_terms()
    order, signed = (factories.an_order(customer, by=by, terms=terms) for _ in range(2))
    factories.a_signature(signed)
    entry = factories.an_entry(order, author=by)
    photo = StatusPhoto.objects.create(entry=entry, file=factories.a_file(author=by, stored=True))
    file = OrderFile.objects.create(order=order, file=factories.an_attachment(author=by, stored=True), is_visible=True)
    record("order.files_shown", order.as_ref, facts={"number": str(order), "files": 1}, by=by)
    factories.a_part(order)
    factories.an_internal_entry(order, author=by)
    payment = factories.a_payment(order.charge)
    ReceiptPrint.objects.create(payment=payment, number=1, by=by)
    closed = factories.a_closed_order(customer, by=by)
    link = make_link(order.as_ref, customer, by=by)
    contact, address = factories.a_contact(customer), factories.an_address(customer)
    subscription = factories.a_subscription(customer)
    invoice = factories.an_invoice(subscription, by=by)
    factories.a_payment(invoice.charge)
    collection = Collection.objects.create(customer=customer, cashier=by, came_on=timezone.localdate())
    part = factories.a_payment(invoice.charge, amount=1_00, collection=collection)
    ReceiptPrint.objects.create(payment=part, number=1, by=by)
    ticket = factories.a_ticket(customer, contact=contact, subscription=subscription, by=by)
    visit = factories.a_visit(customer=customer, contact=contact, ref=ticket.as_ref, booked_by=by)
    TicketVisit.objects.create(ticket=ticket, visit=visit)
    signed_visit = factories.a_visit(customer=customer, booked_by=by, state="done", hours=11)
    VisitSignature.objects.create(visit=signed_visit, signer="Carmen", strokes=factories.STROKES, by=by)
    visit_photo = VisitPhoto.objects.create(visit=visit, file=factories.a_file(author=by, stored=True), is_visible=True)
    OrderVisit.objects.create(
        order=order, visit=factories.a_visit(customer=customer, ref=order.as_ref, booked_by=by, hours=9)
    )
    comment = factories.a_comment(ticket, author=by)
    picture = CommentFile.objects.create(comment=comment, file=factories.a_file(author=by, stored=True))
    facts = {"number": str(ticket), "comment_id": comment.pk}
    event = record("ticket.commented", ticket.as_ref, facts=facts, customer_id=customer.pk, by=by)
    return Case(
        customer=customer,
        order=order,
        closed=closed,
        entry=entry,
        photo=photo,
        file=file,
        payment=payment,
        collection=collection,
        subscription=subscription,
        invoice=invoice,
        ticket=ticket,
        visit=visit,
        visit_photo=visit_photo,
        closed_ticket=factories.a_closed_ticket(customer, by=by),
        ticket_event=event,
        ticket_picture=picture,
        device=order.device,
        contact=contact,
        address=address,
        signed=signed,
        token=link.token,
        telling=Telling.objects.create(
            order=order, entry=entry, channel="whatsapp", address="+584145550199", text="It is ready.", author=by
        ),
        ticket_token=make_link(ticket.as_ref, customer, by=by).token,
        sign_token=sign_token(factories.an_order(customer, terms=factories.some_terms()), by),
        signed_visit=signed_visit,
        closed_token=make_link(closed.as_ref, customer, by=by).token,
        merge=factories.a_merge(factories.a_customer(seller=customer.seller), by=by),
        balance=factories.an_opening_balance(customer, by=by),
        past=factories.a_past(customer, by=by),
    )


# part of a route -> its value in a case. Looked up as "room:route:part", then as "room:part".
EXAMPLES: dict[str, Any] = {
    "customers:pk": lambda case: case.customer.pk,
    "customers:device_pk": lambda case: case.device.pk,
    "customers:contact_pk": lambda case: case.contact.pk,
    "customers:address_pk": lambda case: case.address.pk,
    "customers:merge:pk": lambda case: case.merge.kept_id,
    "customers:merge_pk": lambda case: case.merge.pk,
    "home:pk": lambda case: case.customer.pk,
    "home:past_pk": lambda case: case.past.pk,
    "home:device_pk": lambda case: case.device.pk,
    "orders:case_pk": lambda case: case.order.pk,
    "orders:pk": lambda case: case.order.pk,
    "orders:report:pk": lambda case: case.closed.pk,
    "orders:report_page:pk": lambda case: case.closed.pk,
    "orders:report_picture:pk": lambda case: case.closed.pk,
    "orders:signature_svg:pk": lambda case: case.signed.pk,
    "orders:entry_pk": lambda case: case.entry.pk,
    "orders:internal_pk": lambda case: case.order.internal_entries.earliest("id").pk,
    "orders:part_pk": lambda case: case.order.parts.earliest("id").pk,
    "orders:telling_pk": lambda case: case.telling.pk,
    "orders:file_pk": lambda case: case.file.pk,
    "orders:photo_pk": lambda case: case.photo.pk,
    "cash:pk": lambda case: case.payment.pk,
    "cash:customer_pk": lambda case: case.customer.pk,
    "cash:collection_pk": lambda case: case.collection.pk,
    "cash:balances:pk": lambda case: case.customer.pk,
    "cash:balance_pk": lambda case: case.balance.pk,
    "cash:charge_pk": lambda case: case.order.charge_id,
    "orders:reopening:pk": lambda case: case.closed.pk,
    "billing:pk": lambda case: case.customer.pk,
    "billing:subscription_pk": lambda case: case.subscription.pk,
    "billing:invoice_pk": lambda case: case.invoice.pk,
    "agenda:pk": lambda case: case.customer.pk,
    "agenda:photo_pk": lambda case: case.visit_photo.pk,
    "agenda:signature:visit_pk": lambda case: case.signed_visit.pk,
    "agenda:visit_pk": lambda case: case.visit.pk,
    "tickets:pk": lambda case: case.customer.pk,
    "tickets:case_pk": lambda case: case.ticket.pk,
    "tickets:ticket_pk": lambda case: case.ticket.pk,
    "tickets:reopen:ticket_pk": lambda case: case.closed_ticket.pk,
    "tickets:event_pk": lambda case: case.ticket_event.pk,
    "tickets:comment_pk": lambda case: case.ticket_picture.comment_id,
    "tickets:picture_pk": lambda case: case.ticket_picture.pk,
    "portal:token": lambda case: case.token,
    "portal:report:token": lambda case: case.closed_token,
    "portal:file_pk": lambda case: case.file.pk,
    "portal:visit_photo:photo_pk": lambda case: case.visit_photo.pk,
    "portal:visit_photo:token": lambda case: case.ticket_token,
    "portal:sign:token": lambda case: case.sign_token,
    "portal:name": lambda case: f"photo-{case.photo.pk}",
    "portal:photo_pk": lambda case: case.photo.pk,
}
MISSING = {
    "IntConverter": 2_000_000_000,
    "StringConverter": "no-such-thing-no-such-thing-no-such",
    "TokenConverter": "no-such-thing-no-such-thing-no-such",
    "SlugConverter": "x",
}


@dataclass
class Things:
    """What the examples are taken from: Carmen's case, the stranger's case, and rows that belong to nobody."""

    own: Case
    foreign: Case
    shared: dict[str, Any]

    def values(self, route: Route, which: str = "own") -> dict[str, Any]:
        """which: "own", "foreign" or "missing"."""
        return {part: self._value(route, part, kind, which) for part, kind in route.parts.items()}

    def url(self, route: Route, which: str = "own") -> str:
        return route.url(self.values(route, which))

    def _value(self, route: Route, part: str, kind: str, which: str) -> Any:
        key = self._key(route, part)
        if which == "missing":
            return MISSING[kind]
        if key in self.shared:
            return self.shared[key]
        return EXAMPLES[key](self.foreign if which == "foreign" else self.own)

    def _key(self, route: Route, part: str) -> str:
        for key in _keys(route, part):
            if key in EXAMPLES or key in self.shared:
                return key
        raise LookupError(f"tests/routes.py has no example for <{part}> of {route.name} ({route.pattern}).")


def parts_of_a_customer(route: Route) -> list[str]:
    """Those of its parts that name something which belongs to one customer."""
    return [part for part in route.parts if any(key in EXAMPLES for key in _keys(route, part))]


def of_one_customer(route: Route) -> bool:
    """Whether it shows something that belongs to one customer."""
    return bool(parts_of_a_customer(route))


def _keys(route: Route, part: str) -> list[str]:
    room = route.name.split(":")[0] if ":" in route.name else ""
    return [f"{route.name}:{part}", f"{room}:{part}"]


def things(customer: Any, stranger: Any, *, by: Any) -> Things:
    """`by` did everything that was done, in a shop with two currencies and both modules."""
    factories.the_company(second_currency="VES", has_care=True)
    factories.a_rate(by=by)
    TicketType.objects.update(goes_to=factories.a_queue())
    factories.a_notice(by, customer.as_ref)
    shared = {
        "moving:archive_file:name": factories.an_archive(by=by).name,
        "moving:pk": an_import(by=by).pk,
        "moving:forget:pk": a_preset(by=by).pk,
        "moving:kind": "customers",
        "notifications:pk": factories.a_message().pk,
        "positions:pk": factories.a_position().pk,
        "payment_methods:pk": factories.a_method().pk,
        "plans:pk": factories.a_plan().pk,
        "ticket_types:pk": factories.a_ticket_type().pk,
        "ticket_statuses:pk": factories.a_ticket_status().pk,
        "visit_kinds:pk": factories.a_visit_kind().pk,
        "agenda:token": factories.a_feed(by),
        "agenda:absence_pk": factories.an_absence().pk,
        "agenda:day": (timezone.localdate() + timedelta(days=1)).isoformat(),
        "statuses:pk": factories.a_status().pk,
        "cash:number": 1,
        "home:key": "intake",
        "orders:terms_pk": factories.some_terms("Nothing is kept longer than 90 days.").pk,
        "internal_statuses:pk": factories.an_internal_status().pk,
        "accounts:pk": factories.a_user(role="operator", name="Petra Person", photo=factories.a_file(stored=True)).pk,
        **dict.fromkeys(("accounts:view:pk", "accounts:delete_view:pk"), factories.a_saved_view(by).pk),
        **dict.fromkeys(("hooks:pk", "hooks:delivery_pk"), a_delivery(by).pk),
        "accounts:token": factories.an_invitation(by=by),
        "accounts:setup:token": new_setup_token(),
        "account_reset_password_from_key:uidb36": "1",
        "account_reset_password_from_key:key": "set-password",
    }
    return Things(a_case(customer, by=by), a_case(stranger, by=by), shared)
