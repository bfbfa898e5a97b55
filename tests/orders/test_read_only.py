"""W16, W11: an order that is over is read-only: for every route that belongs to one order, whatever is sent to it, and
in the database."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from faena.cash.models import Charge, Payment, ReceiptPrint, Tender
from faena.journal.context import KEY_FIELD
from faena.orders.actions import close_order, void_order
from faena.orders.models import InternalEntry, OrderClosing, OrderFile, Part, ServiceOrder, StatusEntry, StatusPhoto
from faena.upkeep.demo import pictures
from tests import factories
from tests import routes as house
from tests.fingerprint import fingerprint
from tests.test_bad_input import plausible, post_forms, undone
from tests.world import sign_in

pytestmark = pytest.mark.slow("each way of changing an order, in three states")

# What may still change something once an order is over: prints, its link, and what a Master undoes with the password.
# Every other route leaves every table as it is.
# its customer may still be written to.
LINKS = {"orders:confirm_telling", "orders:tell", "orders:link_mails", "orders:link_renewal", "orders:link_revocation"}
AFTER_CLOSING = {"cash:prints", *LINKS, "orders:reopening", "cash:reversal"}
AFTER_VOIDING = {"cash:prints", *LINKS}

OF_AN_ORDER = [
    route
    for route in house.routes()
    if (route.name.startswith("orders:") and {"pk", "case_pk"} & set(route.parts))
    or (route.name.startswith("cash:") and {"pk", "charge_pk"} & set(route.parts))
]
BY_NAME = {route.name: route for route in OF_AN_ORDER}
# What a person would choose otherwise than the form proposes.
CHOSEN = {
    "cash:collect": {"tenders-0-received": ""},
    "cash:reversal": {"current": factories.PASSWORD},
    "orders:part": {"warranty": "90"},
    "orders:parts": {"warranty": "90"},
    "orders:signature": {"way": "paper"},
    "orders:value": {"value": "60.00"},
}
FIRST = {"orders:link_renewal": "orders:link_revocation"}  # a link that works is left as it is


@dataclass
class Whole:
    """An order with one of everything that hangs on it."""

    order: Any
    entry: Any
    photo: Any
    withdrawn_entry: Any
    withdrawn_photo: Any
    file: Any
    withdrawn_file: Any
    payment: Any
    telling: Any

    def parts(self, route: house.Route) -> dict[str, Any]:
        withdrawn = route.name in {"orders:restore", "orders:restore_photo", "orders:restore_file"}
        return {
            "pk": self.payment if route.name.startswith("cash:") else self.order,
            "case_pk": self.order,
            "charge_pk": self.order.account,
            "entry_pk": self.withdrawn_entry if withdrawn else self.entry,
            "photo_pk": self.withdrawn_photo if withdrawn else self.photo,
            "file_pk": self.withdrawn_file if withdrawn else self.file,
            "telling_pk": self.telling,
            "part_pk": self.order.parts.earliest("id"),
            "internal_pk": self.order.internal_entries.earliest("id"),
        }

    def url(self, route: house.Route) -> str:
        """A part of an address that is not known here fails the test: say what it is."""
        return route.url({part: row.pk for part, row in self.parts(route).items()} | {"number": 1})

    def version(self, route: house.Route) -> int:
        """Of the row that the route is about."""
        named = [part for part in ("entry_pk", "part_pk", "internal_pk") if part in route.parts]
        return self.parts(route)[named[0]].version if named else ServiceOrder.objects.get(pk=self.order.pk).version


def whole(customer, by, **facts):
    case = house.a_case(customer, by=by)
    order = ServiceOrder.objects.on_sheet().get(pk=case.order.pk)
    ServiceOrder.objects.filter(pk=order.pk).update(**facts)
    factories.an_entry(order, author=by)  # the last one cannot be withdrawn
    gone = factories.an_entry(order, author=by, withdrawn_at=timezone.now(), withdrawn_by=by)
    hidden = StatusPhoto.objects.create(
        entry=case.entry, file=factories.a_file(stored=True), withdrawn_at=timezone.now(), withdrawn_by=by
    )
    taken_back = OrderFile.objects.create(
        order=order, file=factories.an_attachment(), withdrawn_at=timezone.now(), withdrawn_by=by
    )
    return Whole(order, case.entry, case.photo, gone, hidden, case.file, taken_back, case.payment, case.telling)


@pytest.fixture
def customer(customer):
    """Carmen, whose link can be mailed."""
    customer.email = "carmen@example.com"
    customer.save(update_fields=["email"])
    return customer


@pytest.fixture
def terms(db):
    return factories.some_terms()


@pytest.fixture
def closed(customer, owner, terms):
    """Paid and handed back. It never had terms, so that nothing but its end keeps anybody from signing any."""
    over = whole(customer, owner, terms=None)
    factories.a_payment(over.order.charge, amount=40_00)
    close_order(over.order, outcome="repaired", work_done="Done.", version=over.order.version, by=owner)
    return over


@pytest.fixture
def void(customer, owner, terms):
    """Its advance was given back first."""
    over = whole(customer, owner, terms=None)
    factories.a_reversal(over.payment)
    void_order(over.order, reason="Typed twice", version=over.order.version, by=owner)
    return over


@pytest.fixture
def twin(customer, owner, terms):
    """The same, open: its pages show the forms that are then sent to the one that is over."""
    return whole(customer, owner)


@pytest.fixture
def bodies(twin, owner, technician, customer):
    """What a person would send to each route, from the pages of open orders: one to work on, and one to end."""
    factories.some_terms("Thirty days.")  # so that the twin's can be renewed
    free = {"pk": factories.an_order(customer, value=0).pk}
    browser, forms = sign_in(owner), {}
    for route in OF_AN_ORDER:
        for url in (twin.url(route), *([route.url(free)] if set(route.parts) == {"pk"} else [])):
            forms |= {form.action: form for form in post_forms(browser, url) if form.action not in forms}
    found = {}
    for route in OF_AN_ORDER:
        ended = route.name in {"orders:closing", "orders:voiding"}
        if form := forms.get(route.url(free) if ended else twin.url(route)):
            found[route.name] = sendable(form) | CHOSEN.get(route.name, {})
    found["orders:technician"]["technician"] = technician.pk
    found["orders:reopening"] = {"reason": "It failed again", "current": factories.PASSWORD}
    return found


def sendable(form) -> dict[str, Any]:
    body: dict[str, Any] = {name: values for name, values in plausible(form).items() if name != KEY_FIELD}
    files = [one.name for one in form.fields.values() if one.kind == "file"]
    sent = {"attachments": [SimpleUploadedFile("offer.pdf", b"%PDF-1.7")]}
    return body | {name: sent.get(name, [pictures.board(1)]) for name in files}


def changes(browser, over, route, body) -> bool:
    """Whether a POST with this body changes any table, apart from the keys of the buttons that were pressed."""
    with undone(browser):
        if route.name in FIRST:
            browser.post(over.url(BY_NAME[FIRST[route.name]]))
        before = fingerprint()
        answer = browser.post(over.url(route), body)
        assert answer.status_code in {200, 303, 404, 405, 422}, f"{route}: {answer.status_code}"
        after = fingerprint()
    return any(after[table] != before[table] for table in after if table != "journal_operation")


def changing(browser, over, bodies) -> set[str]:
    """The routes that change something, with a plausible body or with none."""
    found = set()
    for route in OF_AN_ORDER:
        version = {"version": over.version(route)}
        for body in ({}, version, bodies.get(route.name, {}) | version):
            if changes(browser, over, route, body):
                found.add(route.name)
    return found


# --- every route ----------------------------------------------------------------------------------------------


def test_a_closed_order_is_read_only_for_every_route(closed, bodies, owner):
    """W16: even for the Master, but for what stands in AFTER_CLOSING."""
    assert changing(sign_in(owner), closed, bodies) == AFTER_CLOSING


def test_a_void_order_is_read_only_for_every_route(void, bodies, owner):
    """W11: and it is not opened again."""
    assert changing(sign_in(owner), void, bodies) == AFTER_VOIDING


def test_an_open_order_is_changed_by_the_same(twin, bodies, owner, customer):
    """The two above are real: while the order is open, what they send is taken by every route that takes anything."""
    browser = sign_in(owner)
    takes = {route.name for route in OF_AN_ORDER if browser.get(twin.url(route)).status_code == 405} | set(bodies)
    other_ends = {"orders:closing", "orders:voiding", "orders:reopening"}
    # The one asks only; the buttons of the other lead elsewhere; a status is undone only as long as nothing followed.
    quiet = {"cash:sums", "orders:sheet", "orders:undo"}

    assert changing(browser, twin, bodies) == takes - other_ends - quiet
    free = factories.an_order(customer, value=0)
    for name in other_ends - {"orders:reopening"}:
        with undone(browser):
            answer = browser.post(BY_NAME[name].url({"pk": free.pk}), bodies[name] | {"version": free.version})
        assert answer.status_code == 303, name


@pytest.mark.parametrize("end", ["closed", "void"])
def test_the_pages_of_an_order_that_is_over_lead_away_or_only_show(end, request, owner):
    """W16: no form is filled in for nothing; a GET writes nothing."""
    over, browser = request.getfixturevalue(end), sign_in(owner)
    before = fingerprint()

    answers = {route.name: browser.get(over.url(route)).status_code for route in OF_AN_ORDER}

    assert set(answers.values()) <= {200, 303, 404, 405}
    assert fingerprint() == before


# --- the database -----------------------------------------------------------------------------------------------

# Columns of a closed order's rows that the database lets go: what reopening writes, and what says nothing of the work
# or the money. The stage changes only behind the mark of a reopening (tests/test_guards.py).
FREE = {
    "orders_serviceorder": {"stage", "unlock_sealed", "version"},
    "orders_closing": {"reopened_at", "reopened_by_id", "reopen_reason"},
    "cash_charge": {
        "concept", "due_on", "issued_on", "ref_kind", "ref_id", "ref_label",
    },
}  # fmt: skip


def test_a_closed_order_is_read_only_in_the_database(closed):
    """W16: no row that hangs on it is changed or deleted, column by column."""
    order, charge = closed.order.pk, closed.order.charge_id
    rows = [
        *ServiceOrder.objects.filter(pk=order),
        *Charge.objects.filter(pk=charge),
        *(
            row
            for model in (StatusEntry, InternalEntry, Part, OrderClosing)
            for row in model.objects.filter(order=order)
        ),
        *StatusPhoto.objects.filter(entry__order=order),
        *Payment.objects.filter(charge=charge),
        *Tender.objects.filter(payment__charge=charge),
        *ReceiptPrint.objects.filter(payment__charge=charge),
    ]

    changed: dict[str, set[str]] = {}
    deleted = set()
    for row in rows:
        table = row._meta.db_table
        if taken(f"DELETE FROM {table} WHERE id = {row.pk}"):
            deleted.add(table)
        for field in row._meta.local_concrete_fields:
            column, where = field.column, f"WHERE id = {row.pk}"
            if field.primary_key or not taken(f'UPDATE {table} SET "{column}" = "{column}" {where}'):
                continue
            # what may only be blanked lets the same words pass, and no others
            if column in FREE.get(table, ()) or taken(f'UPDATE {table} SET "{column}" = {another(field)} {where}'):
                changed.setdefault(table, set()).add(column)

    assert len({row._meta.db_table for row in rows}) == 10
    assert deleted == set()
    assert changed == FREE


def another(field) -> str:
    """A value that is not there yet."""
    texts = {"JSONField": """'{"x": 1}'""", "UUIDField": f"'{'0' * 31}7'", "BooleanField": f'NOT "{field.column}"'}
    texts |= dict.fromkeys(("CharField", "TextField"), "'x'") | {"DateField": "'2001-01-01'"}
    return texts.get(
        field.get_internal_type(),
        "CURRENT_TIMESTAMP" if "Date" in type(field).__name__ else f'COALESCE("{field.column}", 0) + 1',
    )


def taken(statement: str) -> bool:
    """Whether the database does it; it is undone in any case."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
            connection.check_constraints()
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True
