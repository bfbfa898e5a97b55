"""Rows for tests, plain functions: `an_order(customer=carmen)`. Each fills what the test does not care about.

They write the rows themselves, so that a test of one action does not lean on another."""

import itertools
import uuid
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from faena.accounts.actions.tokens import new_text
from faena.accounts.models import Invitation, Position, SavedView, Token, User
from faena.agenda.models import Absence, Feed, Visit, VisitKind
from faena.billing.models import Invoice, InvoiceLine, Plan, Subscription
from faena.cash.models import (
    Change,
    Charge,
    ExchangeRate,
    OpeningBalance,
    Payment,
    PaymentMethod,
    Reversal,
    Tender,
)
from faena.company.models import Branch, Company, NumberSeries
from faena.customers.models import AccessLink, Address, Contact, Customer, Device, Merge, SearchTerm
from faena.files.models import File
from faena.gate.grants import Perm
from faena.lib.refs import Ref
from faena.lib.sealing import new_token, seal, token_hash
from faena.lib.taxid import document_key
from faena.lib.text import fold, sort_key
from faena.moving.archive import shelf
from faena.moving.archive.shelf import Shelved
from faena.moving.pasts import Past
from faena.notifications.models import Message, Notice
from faena.orders.models import (
    InternalEntry,
    InternalStatus,
    OrderClosing,
    Part,
    ServiceOrder,
    Signature,
    Stage,
    Status,
    StatusEntry,
    Terms,
)
from faena.tickets.models import Comment, Holding, Ticket, TicketClosing, TicketStatus, TicketType

PASSWORD = "una clave muy larga 7"
_count = itertools.count(1)


@cache
def hashed() -> str:
    return make_password(PASSWORD)


# --- people -----------------------------------------------------------------------------------------------


def a_user(mail: str = "", *, role: str = "operator", name: str = "", **more: Any) -> User:
    """Somebody who works here, with PASSWORD. `mail` "seller" is seller@shop.test."""
    mail = mail or f"user{next(_count)}"
    more.setdefault("language", "en")
    return User.objects.create(
        email=f"{mail}@shop.test", name=name or mail.capitalize(), role=role, password=hashed(), **more
    )


def a_position(name: str = "", **more: Any) -> Position:
    return Position.objects.create(name=name or f"Position {next(_count)}", **more)


def a_saved_view(user: User, **more: Any) -> SavedView:
    """Late orders, shared with everybody."""
    facts: dict[str, Any] = {"name": f"View {next(_count)}", "question": "needs=late", "is_shared": True}
    return SavedView.objects.create(user=user, list_route="orders:list", **{**facts, **more})


def a_token(user: User, *, text: str = "", **more: Any) -> Token:
    text = text or new_text()
    facts = {"name": "Website", "perms": [Perm.ORDER_SEE], "expires_at": timezone.now() + timedelta(days=90)}
    return Token.objects.create(user=user, token_hash=token_hash(text), last_four=text[-4:], **facts | more)


def an_invitation(*, by: User | None = None) -> str:
    """The token of an invitation that was not used yet."""
    token = new_token()
    Invitation.objects.create(
        user=a_user(),
        token_hash=token_hash(token),
        expires_at=timezone.now() + timedelta(days=3),
        by=by or somebody(),
    )
    return token


# --- customers --------------------------------------------------------------------------------------------


def a_customer(*, name: str = "", seller: User | None = None, document: str = "", **more: Any) -> Customer:
    """document: "rif J-12345678-4": the kind, a space, the number."""
    place = next(_count)
    name = name or f"Customer {place}"
    if document:
        kind, _, number = document.partition(" ")
        more |= {"document_kind": kind, "document": number, "document_key": document_key(kind, number)}
    series, _made = NumberSeries.objects.get_or_create(kind="customer", branch=Branch.default())
    series.last += 1
    series.save(update_fields=["last"])
    customer = Customer.objects.create(
        name=name, sort_name=sort_key(name), seller=seller, code=series.last, phone="+584121234567", **more
    )
    a_term(customer, "name", name)
    a_term(customer, "code", str(customer.code))
    return customer


def a_merge(
    kept: Customer | None = None, gone: Customer | None = None, *, by: User | None = None, **more: Any
) -> Merge:
    """Nothing went over; merging by the action is what moves things."""
    kept, gone = kept or a_customer(), gone or a_customer()
    facts = {"before": {}, "after": {}, "document_key": gone.document_key}
    merge = Merge.objects.create(kept=kept, gone=gone, by=by or somebody(), facts=facts, **more)
    Customer.objects.filter(pk=gone.pk).update(merged_into=kept, retired_at=merge.at)
    return merge


def a_term(customer: Customer, field: str, value: str, source: Any = None) -> SearchTerm:
    """What the customer is found by."""
    source = source or customer
    return SearchTerm.objects.create(
        customer=customer,
        field=field,
        value=fold(value),
        source_kind=source._meta.model_name,
        source_id=source.pk,
    )


def a_device(customer: Customer | None = None, **more: Any) -> Device:
    facts = {"kind": "Laptop", "brand": "Lenovo", "model": "T480", "serial": f"SN{next(_count)}"} | more
    return Device.objects.create(customer=customer or a_customer(), serial_key=str(facts["serial"]).casefold(), **facts)


def a_contact(customer: Customer | None = None, **more: Any) -> Contact:
    facts = {"name": "María Mother", "kind": "Mother", "phone": "+584125550177", "email": "maria@example.com"} | more
    return Contact.objects.create(customer=customer or a_customer(), **facts)


def an_address(customer: Customer | None = None, **more: Any) -> Address:
    facts = {"label": "Home", "line": "Calle 8, Nº 12", "district": "Los Rosales", "city": "Caracas"} | more
    return Address.objects.create(customer=customer or a_customer(), **facts)


def a_link(customer: Customer, ref: Any = None, **more: Any) -> AccessLink:
    """A row without a usable token: for pages that list links. Tests of tracking make theirs by the action."""
    blank = {"token_sealed": "x", "code_hash": uuid.uuid4().hex, "code_sealed": "x"}
    link = AccessLink(customer=customer, token_hash=uuid.uuid4().hex, **(blank | more))
    link.ref = ref
    link.save()
    return link


# --- plans ------------------------------------------------------------------------------------------------


def a_plan(**more: Any) -> Plan:
    """100 / 50 Mbps for 30.00 USD a month."""
    facts = {"name": f"Fibre {next(_count)}", "price": 30_00, "currency": "USD", "down_mbps": 100, "up_mbps": 50} | more
    return Plan.objects.create(**facts)


def a_subscription(customer: Customer | None = None, **more: Any) -> Subscription:
    number = next(_count)
    facts = {"price": 30_00, "currency": "USD", "due_day": 10, "login": f"login{number}", "number": number} | more
    facts.setdefault("plan", None)
    facts["plan"] = facts["plan"] or a_plan()
    return Subscription.objects.create(customer=customer or a_customer(), branch=Branch.default(), **facts)


def an_invoice(
    subscription: Subscription | None = None, *, amount: int = 30_00, due: int = 10, by: User | None = None, **more: Any
) -> Any:
    """Of this month, 30.00 USD, due in so many days (before today: minus so many)."""
    subscription = subscription or a_subscription()
    today, by = timezone.localdate(), by or somebody()
    charge_facts = {name: more.pop(name) for name in ("currency", "issued_on") if name in more}
    facts = {"period": today.replace(day=1), "issued_by": by, "customer": subscription.customer} | more
    invoice = Invoice(number=a_number("invoice"), branch=Branch.default(), subscription=subscription, **facts)
    invoice.save()
    concept = f"{subscription.plan.name} · {invoice.period:%m/%Y}"
    invoice.charge = a_charge(
        invoice.customer,
        ref=invoice.as_ref,
        amount=amount,
        concept=concept,
        due_on=today + timedelta(days=due),
        **charge_facts,
    )
    invoice.save(update_fields=["charge"])
    InvoiceLine.objects.create(invoice=invoice, description=concept, amount=amount, by=by)
    return invoice


# --- tickets ----------------------------------------------------------------------------------------------


def a_queue(name: str = "", *, member: User | None = None) -> Position:
    """A position that tickets can go to: somebody who receives them has it."""
    position = a_position(name)
    position.members.add(member or a_user(role="technician"))
    return position


def a_ticket_type(name: str = "", **more: Any) -> TicketType:
    return TicketType.objects.create(name=name or f"Type {next(_count)}", **more)


def a_ticket_status(name: str = "", **more: Any) -> TicketStatus:
    return TicketStatus.objects.create(name=name or f"Ticket status {next(_count)}", **more)


def a_ticket(customer: Customer | None = None, *, holder: Any = None, by: User | None = None, **more: Any) -> Ticket:
    """An open one, due tomorrow; `holder`: a user or a position that has it."""
    by, holder = by or somebody(), holder or a_queue()
    now = more.get("opened_at", timezone.now())
    facts = {
        "number": a_number("ticket"),
        "type": more.pop("type", None) or a_ticket_type(),
        "status": more.pop("status", None) or a_ticket_status(),
        "description": "The line is dead.",
        "opened_at": now,
        "due_at": now + timedelta(hours=24),
    }
    ticket = Ticket.objects.create(
        customer=customer or a_customer(), branch=Branch.default(), opened_by=by, **(facts | more)
    )
    has_it = {"user": holder} if isinstance(holder, User) else {"position": holder}
    Holding.objects.create(ticket=ticket, since=now, by=by, **has_it)
    return ticket


def a_closed_ticket(customer: Customer | None = None, *, text: str = "A new cable.", **more: Any) -> Ticket:
    """One that was solved; `closed_as`, `outcome`: how."""
    kind, outcome = more.pop("closed_as", None), more.pop("outcome", TicketClosing.Outcome.DONE)
    ticket = a_ticket(customer, **more)
    now = max(timezone.now(), ticket.opened_at)
    ticket.holdings.current().update(until=now)
    Ticket.objects.filter(pk=ticket.pk).update(state=Ticket.State.CLOSED, closed_at=now)
    facts = {"opened_type": ticket.type, "type": kind or ticket.type, "text": text, "text_key": fold(text)}
    TicketClosing.objects.create(ticket=ticket, outcome=outcome, by=ticket.opened_by, at=now, **facts)
    ticket.refresh_from_db()
    return ticket


def a_comment(ticket: Ticket, text: str = "I called.", **more: Any) -> Comment:
    return Comment.objects.create(ticket=ticket, text=text, author=more.pop("author", None) or somebody(), **more)


def a_ticket_visit(ticket: Ticket, **more: Any) -> Visit:
    """Booked for a ticket."""
    visit = a_visit(customer=ticket.customer, **more)
    ticket.visits.create(visit=visit)
    return visit


# --- the shop ---------------------------------------------------------------------------------------------


def the_company(**facts: Any) -> Company:
    """The one company row, with these facts. In its `zone` the test goes on: today is that of the shop."""
    if "zone" in facts:
        timezone.activate(ZoneInfo(facts["zone"]))
    Company.objects.filter(pk=1).update(**facts)
    return Company.the()


def a_number(kind: str) -> int:
    """The next of a series, given outside of any rule."""
    series, _made = NumberSeries.objects.get_or_create(kind=kind, branch=Branch.default())
    series.last += 1
    series.save(update_fields=["last"])
    return series.last


def a_method(name: str = "", **more: Any) -> PaymentMethod:
    return PaymentMethod.objects.create(name=name or f"Method {next(_count)}", **more)


# --- orders -----------------------------------------------------------------------------------------------


def a_status(stage: str = Stage.DIAGNOSING, *, name: str = "", **more: Any) -> Status:
    return Status.objects.create(name=name or f"Status {next(_count)}", stage=stage, **more)


def an_internal_status(name: str = "", **more: Any) -> InternalStatus:
    return InternalStatus.objects.create(name=name or f"Internal {next(_count)}", **more)


def an_order(
    customer: Customer | None = None, *, value: int | None = 50_00, by: User | None = None, **more: Any
) -> Any:
    """An open order, received, worth 50.00 USD; value None: to be diagnosed."""
    device = more.pop("device", None)
    customer = customer or (device.customer if device else a_customer())
    branch = Branch.default()
    order = ServiceOrder(
        number=a_number("order"),
        branch=branch,
        customer=customer,
        device=device or a_device(customer),
        opened_by=by or somebody(),
        service_value=value,
        **({"reason": "It does not start."} | more),
    )
    order.save()
    order.charge = a_charge(customer, ref=order.as_ref, amount=value)
    order.save(update_fields=["charge"])
    return order


def a_closed_order(customer: Customer | None = None, **more: Any) -> ServiceOrder:
    """An order that was repaired, paid to the last cent and closed."""
    order = an_order(customer, **more)
    if order.charge.amount:
        a_payment(order.charge, amount=order.charge.amount)
    OrderClosing.objects.create(
        order=order, outcome=ServiceOrder.Outcome.REPAIRED, work_done="Done.", by=order.opened_by
    )
    order.stage, order.outcome, order.closed_at = Stage.CLOSED, ServiceOrder.Outcome.REPAIRED, timezone.now()
    order.save(update_fields=["stage", "outcome", "closed_at"])
    return order


def an_entry(order: ServiceOrder, status: Status | None = None, **more: Any) -> StatusEntry:
    """What the customer was told."""
    author = more.pop("author", None) or order.opened_by
    return StatusEntry.objects.create(order=order, status=status or a_status(), author=author, **more)


def an_internal_entry(order: ServiceOrder, **more: Any) -> InternalEntry:
    """What the workshop told itself."""
    author = more.pop("author", None) or order.opened_by
    return InternalEntry.objects.create(order=order, status=an_internal_status(), author=author, **more)


def a_part(order: ServiceOrder, **more: Any) -> Part:
    facts = {"description": "Power supply", "quantity": 1000, "unit_price": 12_50} | more
    return Part.objects.create(order=order, author=facts.pop("author", order.opened_by), **facts)


def some_terms(text: str = "Devices not collected within 90 days …") -> Terms:
    number = Terms.objects.count() + 1
    return Terms.objects.create(number=number, text=text, sha256=uuid.uuid4().hex * 2, by=somebody())


STROKES = {"w": 1000, "h": 500, "lines": [[[100, 300], [200, 150], [300, 320], [420, 180]], [[500, 260], [700, 250]]]}


def a_signature(order: ServiceOrder, *, strokes: Any = STROKES, **more: Any) -> Signature:
    """Drawn on screen under the order's terms, which it gets when it has none; strokes=None: on paper."""
    if order.terms is None:
        order.terms = some_terms()
        order.save(update_fields=["terms"])
    facts = {"terms": order.terms, "signer": order.customer.name, "by": order.opened_by} | more
    return Signature.objects.create(order=order, strokes=strokes, **facts)


# --- cash -------------------------------------------------------------------------------------------------


def a_charge(customer: Customer | None = None, *, ref: Any = None, amount: int | None = 50_00, **more: Any) -> Charge:
    """50.00 USD owed for one thing."""
    facts = {"account": ref.label if ref else f"X-{next(_count)}", "concept": "Repair", "currency": "USD"} | more
    charge = Charge(customer=customer or a_customer(), amount=amount, **facts)
    charge.ref = ref
    charge.save()
    return charge


def an_opening_balance(
    customer: Customer | None = None, *, amount: int = 40_00, by: User | None = None, **more: Any
) -> Any:
    """40.00 USD that were owed before the program, due a month ago; the old system called it FAC-1042."""
    customer, old = customer or a_customer(), more.pop("old_number", "FAC-1042")
    facts = {"concept": "Invoice 1042", "due_on": timezone.localdate() - timedelta(days=30)} | more
    charge = a_charge(customer, amount=amount, **facts)
    balance = OpeningBalance.objects.create(
        number=a_number("balance"), branch=Branch.default(), customer=customer, charge=charge, old_number=old,
        old_key=old.upper(), by=by or somebody(),
    )  # fmt: skip
    charge.ref, charge.account = balance.as_ref, str(balance)
    charge.save(update_fields=["ref_kind", "ref_id", "ref_label", "account"])
    return balance


def a_payment(
    charge: Charge | None = None, *, amount: int = 10_00, method: Any = None, reference: str = "", **more: Any
) -> Payment:
    """10.00 received in one tender."""
    charge = charge or a_charge()
    payment = Payment.objects.create(
        charge=charge,
        receipt=a_number("receipt"),
        branch=Branch.default(),
        amount=amount,
        **({"cashier": somebody()} | more),
    )
    Tender.objects.create(
        payment=payment,
        method=method or a_method(),
        currency=charge.currency,
        amount=amount,
        amount_in_charge_currency=amount,
        reference=reference,
    )
    return payment


def a_change(payment: Payment | None = None) -> Change:
    """Of 11.00 handed over in cash, 1.00 went back."""
    payment = payment or a_payment(method=a_method(kind="cash"))
    tender = Tender.objects.create(
        payment=payment, method=a_method(kind="cash"), currency="USD", amount=11_00, amount_in_charge_currency=11_00
    )
    return Change.objects.create(
        tender=tender, payment=payment, method=tender.method, currency="USD", amount=1_00, worth=1_00
    )


def a_rate(
    rate: int = 245_50000000, *, unit: str = "USD", other: str = "VES", on: Any = None, by: User | None = None
) -> ExchangeRate:
    """One US$ = Bs. 245,50 from today on."""
    return ExchangeRate.objects.create(
        unit=unit, other=other, rate=rate, on=on or timezone.localdate(), by=by or somebody()
    )


def a_reversal(payment: Payment, *, by: User | None = None) -> Reversal:
    return Reversal.objects.create(payment=payment, reason="Typed twice", by=by or somebody())


# --- the old system -----------------------------------------------------------------------------------------


def a_past(customer: Customer | None = None, **more: Any) -> Past:
    """A repair of three years ago that the old system called 4512."""
    day = timezone.localdate() - timedelta(days=1000)
    facts: dict[str, Any] = {"kind": "order", "old_number": "4512", "state": "Entregado", "device": "Laptop HP"} | more
    facts = {"listed_on": day, "began_on": day, "amount": 60_00, "paid": 60_00, "text": "Pantalla rota"} | facts
    key = fold(" ".join(str(facts[name]) for name in ("old_number", "device", "state", "text")))
    kept = {"old_key": facts["old_number"].upper(), "text_key": key, "currency": "USD", "by": somebody()}
    return Past.objects.create(customer=customer or a_customer(), **(kept | facts))


# --- visits -----------------------------------------------------------------------------------------------


def a_visit_kind(name: str = "", **more: Any) -> VisitKind:
    return VisitKind.objects.create(name=name or f"Kind {next(_count)}", **more)


def moments_of(state: str) -> dict[str, Any]:
    """What a visit in that state has been through."""
    now, gone = timezone.now(), state in ("travelling", "arrived", "done")
    over = {"ended_at": now, "ended_by": somebody()} if state in ("done", "failed", "cancelled") else {}
    given_up = {"is_active": False, "ending": "Nobody was there"} if state in ("failed", "cancelled") else {}
    return {
        "state": state,
        "travel_at": now if gone else None,
        "arrived_at": now if state in ("arrived", "done") else None,
        **over,
        **given_up,
    }


def a_visit(*, technician: User | None = None, hours: float = 0, lasting: float = 1, **more: Any) -> Visit:
    """A visit of one hour, `hours` after tomorrow's beginning; `ref`: what it was booked for."""
    day = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    starts_at = day + timedelta(hours=hours)
    if technician is None and "position" not in more:
        technician = a_user(role="technician")
    facts = {
        "number": a_number("visit"),
        "branch": Branch.default(),
        "kind": more.pop("kind", None) or a_visit_kind(),
        "booked_by": more.pop("booked_by", None) or somebody(),
        "address": "Calle 1",
        "on": day.date(),
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=lasting),
        "minutes": round(lasting * 60),
    }
    customer, ref = more.pop("customer", None) or a_customer(), more.pop("ref", None)
    if "ended_at" not in more:
        facts |= moments_of(more.get("state", "booked"))
    visit = Visit(customer=customer, technician=technician, **(facts | more))
    visit.ref = ref
    visit.save(force_insert=True)
    return visit


def an_absence(technician: User | None = None, **more: Any) -> Absence:
    """From now on, for a day."""
    now = timezone.now()
    facts = {"begins_at": now, "ends_at": now + timedelta(days=1), "made_by": somebody(), "reason": "Doctor"}
    return Absence.objects.create(technician=technician or a_user(role="technician"), **(facts | more))


def a_feed(user: User) -> str:
    """The token of an address at which all visits are read that this user may see."""
    token = new_token()
    sealed = seal(token, purpose="agenda feed")
    Feed.objects.create(user=user, whose="all", token_hash=token_hash(token), token_sealed=sealed)
    return token


# --- others -----------------------------------------------------------------------------------------------


def a_file(*, author: User | None = None, stored: bool = False, **more: Any) -> File:
    """A picture that the job has made ready; `stored`: its bytes are on the disk."""
    facts = {
        "state": File.State.READY,
        "kind": "image/webp",
        "sha256": uuid.uuid4().hex * 2,
        "bytes": 1234,
        "width": 800,
        "height": 600,
        "storage_name": f"pictures/{uuid.uuid4().hex}.webp",
        "thumb_name": f"pictures/{uuid.uuid4().hex}-t.webp",
    }
    file = File.objects.create(author=author or somebody(), **(facts | more))
    if stored:
        for name in (file.storage_name, file.thumb_name):
            default_storage.save(name, ContentFile(b"RIFF....WEBP"))
    return file


def an_attachment(*, author: User | None = None, stored: bool = False, **more: Any) -> File:
    """A PDF as it came; `stored`: its bytes are on the disk."""
    uid = uuid.uuid4()
    facts = {"uid": uid, "name": "offer.pdf", "kind": "application/pdf", "width": 0, "height": 0, "thumb_name": ""}
    file = a_file(author=author, **(facts | {"storage_name": f"attachments/2026-11/{uid.hex}", "next_at": None} | more))
    if stored:
        default_storage.save(file.storage_name, ContentFile(b"%PDF-1.7\n"))
    return file


def an_archive(*, by: User | None = None, **more: Any) -> Shelved:
    """Everything of the company, ready to be saved."""
    shelved = shelf.place(by or somebody())
    shelved.file.write_bytes(b"PK")
    shelved.say(**({"state": shelf.READY, "rows": 3, "files": 1, "size": 2, "sha256": "ab" * 32} | more))
    return shelved


def somebody() -> User:
    """Whoever: a Master made once for a test that does not care who."""
    found = User.objects.filter(email="somebody@shop.test").first()
    return found or a_user("somebody", role="master", name="Somebody")


# --- messages ---------------------------------------------------------------------------------------------


def a_notice(user: User, ref: Ref, **more: Any) -> Notice:
    """Unread: the thing was assigned to the user."""
    facts = {"kind": Notice.Kind.ASSIGNED, "at": timezone.now(), **more}
    return Notice.objects.create(user=user, ref_kind=ref.kind, ref_id=ref.id, ref_label=ref.short, **facts)


def a_message(**more: Any) -> Message:
    """A mail that was given up."""
    facts = {
        "address": "ana@shop.test",
        "language": "en",
        "template": "accounts/invitation",
        "subject": "Your account",
        "data": {"name": "Ana", "by": "Olga", "hours": 72},
        "sealed": seal('{"link": "http://localhost:8000/x/"}', purpose="message"),
        "dedupe_key": f"message-{next(_count)}",
        "state": Message.State.FAILED,
        "attempts": 6,
        "next_at": None,
        "problem": "refused:550",
    }
    return Message.objects.create(**{**facts, **more})
