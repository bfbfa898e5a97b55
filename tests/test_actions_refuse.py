"""Actions called as anything but our forms may call them: a text that is longer than its column, a value that nobody
offers, a number or a moment that no shop has, a sign that no database keeps. Each is refused beside its fact, and
nothing is stored.

A new action with a text, a choice, a number or a moment gets a line here."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from faena.accounts import actions as accounts
from faena.accounts.models import Position
from faena.agenda import actions as agenda
from faena.agenda.models import VisitKind
from faena.billing import actions as billing
from faena.billing.models import Plan
from faena.cash import actions as cash
from faena.company.actions import set_first_number
from faena.customers import actions as customers
from faena.journal.models import Event
from faena.lib.errors import CODES, RuleBroken
from faena.orders import actions as orders
from faena.orders.models import Status
from faena.summary.actions import set_ready_goal
from faena.tickets.models import TicketStatus, TicketType
from tests import factories
from tests.acts import Shop
from tests.browser.photos import jpeg
from tests.fingerprint import fingerprint

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(owner, technician):
    factories.the_company(has_care=True)
    return Shop(owner, technician)


# "action fact": what calls it with a text, the longest that it takes
TEXTS = {
    "add_status note": (lambda shop, text: shop.add_status(note=text), 1000),
    "edit_status note": (Shop.edit_status, 1000),
    "tell_customer text": (lambda shop, text: shop.tell(text=text), 2500),
    "write_wording text": (lambda shop, text: shop.word(text=text), 1000),
    "add_internal note": (lambda shop, text: shop.add_internal(note=text), 1000),
    "edit_internal note": (Shop.edit_internal, 1000),
    "open_order reason": (lambda shop, text: shop.intake(reason=text), 2000),
    "open_order accessories": (lambda shop, text: shop.intake(accessories=text), 250),
    "open_order condition": (lambda shop, text: shop.intake(condition=text), 250),
    "open_order unlock_code": (lambda shop, text: shop.intake(unlock_code=text), 40),
    "open_order customer.name": (lambda shop, text: shop.intake(name=text), 120),
    "open_order customer.document": (lambda shop, text: shop.intake(document=text), 40),
    "open_order device.kind": (lambda shop, text: shop.intake(kind=text), 40),
    "open_order device.serial": (lambda shop, text: shop.intake(serial=text), 60),
    "open_order advance.reference": (lambda shop, text: shop.advance(reference=text), 60),
    "edit_intake reason": (lambda shop, text: shop.edit_intake(reason=text), 2000),
    "edit_intake unlock_code": (lambda shop, text: shop.edit_intake(unlock_code=text), 40),
    "add_part description": (lambda shop, text: shop.add_part(description=text), 120),
    "close_order work_done": (lambda shop, text: shop.close_order(work_done=text), 4000),
    "void_order reason": (Shop.void, 200),
    "reopen_order reason": (Shop.reopen_order, 200),
    "reverse_collection reason": (Shop.reverse, 200),
    "sign_terms signer": (lambda shop, text: shop.sign(signer=text), 120),
    "publish_terms text": (lambda shop, text: orders.publish_terms(text, version=0, by=shop.by), 20_000),
    "collect note": (lambda shop, text: shop.collect(note=text), 200),
    "collect tenders.0.reference": (lambda shop, text: shop.collect(reference=text), 60),
    "collect_several note": (lambda shop, text: shop.collect_several(note=text), 200),
    "collect_several tenders.0.reference": (lambda shop, text: shop.collect_several(reference=text), 60),
    "open_ticket description": (lambda shop, text: shop.open_ticket(description=text), 4000),
    "close_ticket text": (lambda shop, text: shop.close_ticket(text=text), 4000),
    "reopen_ticket reason": (Shop.reopen_ticket, 500),
    "open_ticket subject": (lambda shop, text: shop.open_ticket(subject=text), 120),
    "comment text": (lambda shop, text: shop.comment(text=text), 4000),
    "comment result": (lambda shop, text: shop.comment(kind="test", result=text), 300),
    "forward reason": (Shop.forward, 1000),
    "negotiate reason": (lambda shop, text: shop.negotiate(reason=text), 300),
    "book_visit address": (lambda shop, text: shop.book(address=text), 250),
    "book_visit notes": (lambda shop, text: shop.book(notes=text), 2000),
    "reschedule_visit reason": (lambda shop, text: shop.move(reason=text), 200),
    "move_visit reason": (lambda shop, text: shop.shift(reason=text), 200),
    "add_absence reason": (lambda shop, text: shop.be_away(reason=text), 120),
    "give_visit reason": (Shop.give, 200),
    "swap_visits reason": (Shop.swap, 200),
    "cancel_visit reason": (lambda shop, text: agenda.cancel_visit(shop.visit, reason=text, by=shop.by), 1000),
    "finish note": (Shop.finish, 1000),
    "fail reason": (Shop.fail, 1000),
    "subscribe login": (lambda shop, text: shop.subscribe(login=text), 60),
    "subscribe address": (lambda shop, text: shop.subscribe(address=text), 250),
    "subscribe access_point": (lambda shop, text: shop.subscribe(access_point=text), 60),
    "suspend_subscription reason": (Shop.suspend, 200),
    "cancel_subscription reason": (Shop.cancel_subscription, 200),
    "open_balance concept": (lambda shop, text: shop.balance(concept=text), 120),
    "open_balance old_number": (lambda shop, text: shop.balance(old_number=text), 40),
    "open_balances balances.0.concept": (lambda shop, text: shop.balances(concept=text), 120),
    "void_balance reason": (Shop.void_balance, 200),
    "cancel_invoice reason": (Shop.cancel_invoice, 200),
    "create_customer name": (lambda shop, text: shop.register(name=text), 120),
    "create_customer trade_name": (lambda shop, text: shop.register(trade_name=text), 120),
    "create_customer notes": (lambda shop, text: shop.register(notes=text), 2000),
    "edit_customer name": (lambda shop, text: shop.edit_customer(name=text), 120),
    "add_contact name": (lambda shop, text: shop.contact(name=text), 80),
    "add_contact kind": (lambda shop, text: shop.contact(kind=text), 40),
    "add_address line": (lambda shop, text: shop.address(line=text), 200),
    "add_address label": (lambda shop, text: shop.address(label=text), 40),
    "add_address postcode": (lambda shop, text: shop.address(postcode=text), 16),
    "add_device model": (lambda shop, text: shop.device(model=text), 60),
    "create_user name": (lambda shop, text: shop.take_on(name=text), 80),
    "edit_user name": (lambda shop, text: shop.correct(name=text), 80),
    "edit_company name": (lambda shop, text: shop.company(name=text), 120),
    "edit_company address": (lambda shop, text: shop.company(address=text), 250),
    "begin_export reason": (lambda shop, text: shop.export(reason=text), 200),
    "set_up shop.name": (lambda shop, text: shop.found(name=text), 120),
    "add_row name": (lambda shop, text: shop.row(Position, name=text), 60),
    "add_row customer_name": (lambda shop, text: shop.row(Status, customer_name=text), 60),
    "add_row script": (lambda shop, text: shop.row(TicketType, script=text), 2000),
    "edit_row name": (lambda shop, text: shop.row_edited(name=text), 60),
}  # fmt: skip

# What is one of a closed set.
CHOICES = {
    "close_order outcome": lambda shop, value: shop.close_order(outcome=value),
    "tell_customer channels": lambda shop, value: shop.tell(channels=[value]),
    "write_wording kind": lambda shop, value: shop.word(kind=value),
    "write_wording language": lambda shop, value: shop.word(language=value),
    "add_part warranty_unit": lambda shop, value: shop.add_part(warranty=3, warranty_unit=value),
    "close_ticket outcome": lambda shop, value: shop.close_ticket(outcome=value),
    "open_ticket channel": lambda shop, value: shop.open_ticket(channel=value),
    "open_ticket priority": lambda shop, value: shop.open_ticket(priority=value),
    "change_status priority": Shop.priority,
    "comment channel": lambda shop, value: shop.comment(kind="heard", channel=value),
    "comment kind": lambda shop, value: shop.comment(kind=value),
    "book_visit period": lambda shop, value: shop.book(period=value),
    "reschedule_visit period": lambda shop, value: shop.move(hour=None, period=value),
    "move_visit period": lambda shop, value: shop.shift(hour=None, period=value),
    "make_feed whose": lambda shop, value: agenda.make_feed(value, by=shop.by),
    "create_customer kind": lambda shop, value: shop.register(kind=value),
    "create_customer language": lambda shop, value: shop.register(language=value),
    "edit_customer kind": lambda shop, value: shop.edit_customer(kind=value),
    "edit_customer language": lambda shop, value: shop.edit_customer(language=value),
    "create_customer document_kind": lambda shop, value: shop.register(document_kind=value, document="12345678"),
    "open_order customer.language": lambda shop, value: shop.intake(language=value),
    "switch_sending what": lambda shop, value: customers.switch_sending(
        factories.a_contact(shop.customer), value, on=True, version=1, by=shop.by
    ),
    "set_first_number kind": lambda shop, value: set_first_number(value, first=9, by=shop.by),
    "open_balance currency": lambda shop, value: shop.balance(currency=value),
    "create_user role": lambda shop, value: shop.take_on(role=value),
    "create_user language": lambda shop, value: shop.take_on(language=value),
    "edit_user language": lambda shop, value: shop.correct(language=value),
    "give_role role": lambda shop, value: accounts.give_role(shop.technician, role=value, by=shop.by),
    "choose_language language": lambda shop, value: accounts.choose_language(
        shop.technician, language=value, by=shop.technician
    ),
    "set_up shop.language": lambda shop, value: shop.found(language=value),
    "set_up shop.currency": lambda shop, value: shop.found(currency=value),
    "edit_company country": lambda shop, value: shop.company(country=value, phone=""),
    "edit_company language": lambda shop, value: shop.company(language=value),
    "edit_company slip_paper": lambda shop, value: shop.company(slip_paper=value),
    "edit_company currency": lambda shop, value: shop.company(currency=value),
    "edit_company zone": lambda shop, value: shop.company(zone=value),
    "print_receipt paper": lambda shop, value: cash.print_receipt(
        factories.a_payment(shop.order.charge), paper=value, by=shop.by
    ),
    "add_row technology": lambda shop, value: shop.row(Plan, technology=value),
    "add_row currency": lambda shop, value: shop.row(Plan, currency=value),
    "add_row priority": lambda shop, value: shop.row(TicketType, priority=value),
    "add_row tone": lambda shop, value: shop.row(TicketStatus, tone=value),
    "add_row icon": lambda shop, value: shop.row(TicketStatus, icon=value),
    "add_row stage": lambda shop, value: shop.row(Status, stage=value),
    "edit_row technology": lambda shop, value: shop.row_edited(technology=value),
}

# Moments and days; each is given those that no clock of a shop shows.
MOMENTS = {
    "add_absence begins_at": lambda shop, at: shop.be_away(begins_at=at),
    "add_absence ends_at": lambda shop, at: shop.be_away(ends_at=at),
    "open_order promised_at": lambda shop, at: shop.intake(promised_at=at),
    "edit_intake promised_at": lambda shop, at: shop.edit_intake(promised_at=at),
    "negotiate at": lambda shop, at: shop.negotiate(at=at),
}
DAYS = {
    "create_customer since": lambda shop, on: shop.register(since=on),
    "edit_customer since": lambda shop, on: shop.edit_customer(since=on),
    "open_balance due_on": lambda shop, on: shop.balance(due_on=on),
    "open_balances balances.0.due_on": lambda shop, on: shop.balances(due_on=on),
    "subscribe started_on": lambda shop, on: shop.subscribe(started_on=on),
    "book_visit on": lambda shop, on: shop.book(on=on),
    "reschedule_visit on": lambda shop, on: shop.move(on=on),
    "move_visit on": lambda shop, on: shop.shift(on=on),
    "start_run period": lambda shop, on: billing.start_run(on, by=shop.by),
}
BAD_MOMENTS = [datetime(2026, 11, 21, 16), datetime(1, 1, 1, 12, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)]
BAD_DAYS = [date(1, 1, 1), date(9999, 12, 1)]

# Amounts and other numbers.
NUMBERS = {
    "set_ready_goal days": lambda shop, number: set_ready_goal(days=number, version=1, by=shop.by),
    "open_order service_value": lambda shop, number: shop.intake(service_value=number),
    "open_order advance.amount": lambda shop, number: shop.advance(amount=number),
    "set_value value": lambda shop, number: orders.set_value(shop.order, value=number, version=1, by=shop.by),
    "collect tenders.0.amount": lambda shop, number: shop.collect(amount=number),
    "collect_several tenders.0.amount": lambda shop, number: shop.collect_several(amount=number),
    "add_part quantity": lambda shop, number: shop.add_part(quantity=number),
    "add_part unit_price": lambda shop, number: shop.add_part(unit_price=number),
    "add_part warranty": lambda shop, number: shop.add_part(warranty=number),
    "set_first_number first": lambda shop, number: set_first_number("order", first=number, by=shop.by),
    "open_balance amount": lambda shop, number: shop.balance(amount=number),
    "open_balances balances.0.amount": lambda shop, number: shop.balances(amount=number),
    "pay_invoice adjustment.discount": Shop.discount,
    "subscribe price": lambda shop, number: shop.subscribe(price=number),
    "subscribe due_day": lambda shop, number: shop.subscribe(due_day=number),
    "book_visit minutes": lambda shop, number: shop.book(minutes=number),
    "move_visit minutes": lambda shop, number: shop.shift(minutes=number),
    "edit_company tracking_days": lambda shop, number: shop.company(tracking_days=number),
    "edit_company session_hours": lambda shop, number: shop.company(session_hours=number),
    "edit_company remember_days": lambda shop, number: shop.company(remember_days=number),
    "edit_company export_reason_rows": lambda shop, number: shop.company(export_reason_rows=number),
    "edit_company fine_bp": lambda shop, number: shop.company(fine_bp=number),
    "edit_company interest_bp": lambda shop, number: shop.company(interest_bp=number),
    "add_row price": lambda shop, number: shop.row(Plan, price=number),
    "add_row down_mbps": lambda shop, number: shop.row(Plan, down_mbps=number),
    "add_row hours": lambda shop, number: shop.row(TicketType, hours=number),
    "add_row minutes": lambda shop, number: shop.row(VisitKind, minutes=number),
}
BAD_NUMBERS = [-1, 2**63, -(2**63) - 1]


def check_refused(shop, name, act, bad):
    """Beside the fact that the name of the line says, with nothing stored."""
    at = name.split()[1]
    with transaction.atomic():
        with pytest.raises(RuleBroken) as refused:
            act(shop, bad)
        assert (refused.value.at, refused.value.code in CODES) == (at, True), refused.value.sentence
        assert refused.value.sentence
        transaction.set_rollback(True)


@pytest.fixture
def stored():
    """Nothing of what is refused stays, whatever the test made first."""
    before = Event.objects.count()
    yield
    assert Event.objects.count() == before


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("name", TEXTS)
def test_a_text_ends_with_its_column(name, shop):
    """The longest is taken: it is what forms allow."""
    act, most = TEXTS[name]

    with transaction.atomic():
        act(shop, "A" * most)
        transaction.set_rollback(True)

    shop = Shop(shop.by, shop.technician)
    check_refused(shop, name, act, "A" * (most + 1))


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_a_sign_that_no_database_keeps_is_left_out_or_refused(name, sign, shop):
    act, _most = TEXTS[name]
    facts, refused_at = {}, name.split()[1]

    with transaction.atomic():
        try:
            facts = vars(act(shop, f"a{sign}b"))
        except RuleBroken as refused:
            refused_at = refused.at
        transaction.set_rollback(True)

    assert refused_at == name.split()[1]
    assert not [text for text in facts.values() if isinstance(text, str) and sign in text]


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("name", CHOICES)
def test_only_what_is_offered_is_taken(name, shop):
    check_refused(shop, name, CHOICES[name], "banana")


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("name", MOMENTS)
@pytest.mark.parametrize("at", BAD_MOMENTS, ids=["without a zone", "year 1", "year 9999"])
def test_a_moment_is_one_of_this_time(name, at, shop):
    check_refused(shop, name, MOMENTS[name], at)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("on", BAD_DAYS, ids=["year 1", "year 9999"])
def test_a_day_is_one_of_this_time(name, on, shop):
    check_refused(shop, name, DAYS[name], on)


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("number", BAD_NUMBERS)
def test_a_number_has_bounds(name, number, shop):
    check_refused(shop, name, NUMBERS[name], number)


def test_what_is_no_picture_is_told_by_its_place(shop):
    sent = [SimpleUploadedFile("a.jpg", jpeg()), SimpleUploadedFile("b.jpg", b"This is none.")]

    check_refused(shop, "add_status photos.1", lambda shop, photos: shop.add_status(photos=photos), sent)


def test_nothing_of_a_refused_order_stays(shop):
    """Neither the customer nor the device nor the number that were made before it was refused."""
    shop.order  # noqa: B018  # makes what it stands on
    before = fingerprint()

    for bad in ({"promised_at": BAD_MOMENTS[1]}, {"reason": "A" * 2001}, {"service_value": -1}):
        with pytest.raises(RuleBroken):
            shop.intake(**bad)

    assert fingerprint() == before
