"""M2: a cancelled month is issued again under a new number, and what no plan bills gets an invoice of its own."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from faena.billing import actions
from faena.billing.actions import ItemFacts
from faena.billing.late import proposed
from faena.billing.models import Invoice
from faena.company.models import Company
from faena.journal.models import Event
from faena.journal.rendering import render_event
from faena.lib.errors import RuleBroken
from faena.notifications.models import Message
from tests import factories
from tests.forms_in_pages import forms_of
from tests.unguarded import unguarded
from tests.world import race, won

TODAY = timezone.localdate
THIS = TODAY().replace(day=1)


@pytest.fixture
def carmens(customer, plan):
    return factories.a_subscription(customer, plan=plan, started_on=date(2026, 1, 5))


@pytest.fixture
def cancelled(carmens, admin):
    actions.issue_batch(actions.start_run(THIS, by=admin), by=admin)
    return actions.cancel_invoice(Invoice.objects.get(), reason="Wrong price", by=admin)


def gone(answer):
    return (answer.status_code, answer["Location"])


# --- again ----------------------------------------------------------------------------------------------------


def test_a_cancelled_month_is_issued_again(desk, cancelled, carmens, customer):
    """M2: the same month, a new number, at what it costs now; the two lead to one another, and the mail goes out."""
    factories.a_contact(customer, email="ana@example.com", receives_invoices=True)
    carmens.price = 25_00
    carmens.save()
    page = f"/invoices/{cancelled.pk}/"
    assert f'href="{page}replacement/"' in desk.get(page).content.decode()

    shown = desk.get(f"{page}replacement/").content.decode()
    (form,) = [one for one in forms_of(shown, f"{page}replacement/") if "confirmed" in one.fields]
    answer = desk.post(f"{page}replacement/", form.data)

    again = Invoice.objects.get(replaces=cancelled)
    assert gone(answer) == (303, f"/invoices/{again.pk}/")
    assert (str(cancelled), str(again)) == ("F-000001", "F-000002")
    assert (again.period, again.subscription, again.account.amount, again.balance) == (THIS, carmens, 25_00, 25_00)
    assert f'href="/invoices/{cancelled.pk}/"' in desk.get(f"/invoices/{again.pk}/").content.decode()
    first = desk.get(page).content.decode()
    assert f'href="/invoices/{again.pk}/"' in first
    assert "replacement" not in first
    assert gone(desk.get(f"{page}replacement/")) == (303, page)
    assert Message.objects.get().ref.id == again.pk
    told = render_event(Event.objects.get(verb="invoice.reissued")).text
    assert told == "Ada Admin issued F-000001 again as F-000002"


def test_the_run_leaves_it_alone_before_and_after(cancelled, admin):
    """M2, C19: only somebody's press issues it again."""
    assert not actions.billable(THIS).exists()
    again = actions.reissue_invoice(cancelled, by=admin)
    assert not actions.billable(THIS).exists()

    actions.cancel_invoice(again, reason="Wrong again", by=admin)
    third = actions.reissue_invoice(again, by=admin)

    assert (third.replaces, third.state) == (again, "open")


@pytest.mark.parametrize("what", ["owed", "replaced", "inactive", "retired"])
def test_what_is_not_issued_again(cancelled, carmens, customer, admin, owner, what):
    """M2: each with its sentence, and no number is lost."""
    invoice, words = cancelled, "was issued again as F-000002"
    if what in ("owed", "replaced"):
        again = actions.reissue_invoice(cancelled, by=admin)
    if what == "owed":
        invoice, words = again, "cancel it before"
    if what == "inactive":
        carmens.started_on, words = THIS + timedelta(days=40), "not active on any day"
        carmens.save()
    if what == "retired":
        customer.retired_at = timezone.now()  # before a plan held that back
        customer.save()
        words = "restore the customer first"
    before = Invoice.objects.count()

    with pytest.raises(RuleBroken, match=words):
        actions.reissue_invoice(invoice, by=admin)

    assert Invoice.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_is_issued(cancelled, admin):
    """M2: the lock of the cancelled one, and the database behind it."""
    outcomes = race(lambda place: actions.reissue_invoice(cancelled, by=admin), threads=4)

    assert len(won(outcomes)) == 1
    assert Invoice.objects.filter(replaces=cancelled).count() == 1


def test_the_database_keeps_one_living_invoice_of_a_month(cancelled, carmens, admin):
    """M2: one that is owed is not replaced, nothing is replaced twice, and not by another month."""
    again = actions.reissue_invoice(cancelled, by=admin)
    for wrong in (
        {"replaces": again},
        {"replaces": cancelled},
        {"replaces": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.an_invoice(carmens, **wrong)
    actions.cancel_invoice(again, reason="Wrong", by=admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.an_invoice(carmens, replaces=again, period=date(2026, 1, 1))

    with unguarded(), transaction.atomic():
        factories.an_invoice(carmens, replaces=again, period=date(2026, 1, 1))


# --- of its own -----------------------------------------------------------------------------------------------

ITEMS = [ItemFacts("Installation", 50_00), ItemFacts("Lost router", 35_00)]


def test_an_invoice_has_lines_of_its_own(desk, customer, admin):
    """M2: from the statement, without a plan; it is owed, late and paid as every other one."""
    address = f"/customers/{customer.pk}/invoices/new/"
    assert f'href="{address}"' in desk.get(f"/customers/{customer.pk}/statement/").content.decode()
    (form,) = [one for one in forms_of(desk.get(address).content.decode(), address) if "what_0" in one.fields]
    written = {"what_0": "Installation", "amount_0": "50.00", "what_2": "Lost router", "amount_2": "35.00"}

    answer = desk.post(address, form.data | written)

    invoice = Invoice.objects.get()
    assert gone(answer) == (303, f"/invoices/{invoice.pk}/")
    assert (str(invoice), invoice.subscription, invoice.account.amount) == ("F-000001", None, 85_00)
    assert invoice.account.due_on == TODAY() + timedelta(days=Company.the().least_due_days)
    assert [line.summary for line in invoice.lines.order_by("id")] == ["Installation", "Lost router"]
    for page in (f"/invoices/{invoice.pk}/", "/invoices/", f"/customers/{customer.pk}/statement/"):
        assert "85.00" in desk.get(page).content.decode()
    assert desk.get(f"/invoices/{invoice.pk}/invoice.pdf").status_code == 200
    assert "Nothing to invoice" in desk.get("/invoices/run/").content.decode()
    late = proposed(invoice, Company.the(), invoice.account.due_on + timedelta(days=30))
    assert (late.fine, late.interest) == (1_70, 85)
    told = render_event(Event.objects.get(verb="invoice.issued_once")).text
    assert told.replace("\N{NO-BREAK SPACE}", "") == "Ada Admin issued F-000001: Installation +1, US$85.00"


def test_it_is_mailed_and_cancelled_as_every_other(customer, admin):
    """M2: and it is of no month that could be issued again."""
    factories.a_contact(customer, email="ana@example.com", receives_invoices=True)

    invoice = actions.issue_invoice(customer, items=ITEMS, due_on=TODAY(), by=admin)

    assert Message.objects.get().ref.id == invoice.pk
    actions.cancel_invoice(invoice, reason="Found it", by=admin)
    with pytest.raises(RuleBroken, match="is of no month"):
        actions.reissue_invoice(invoice, by=admin)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"items": []}, "items.0.description"),
        ({"items": [ItemFacts(" ", 1_00)]}, "items.0.description"),
        ({"items": [ITEMS[0], ItemFacts("x" * 121, 1_00)]}, "items.1.description"),
        ({"items": [ITEMS[0], ItemFacts("Visit", 0)]}, "items.1.amount"),
        ({"items": [ITEMS[0], ItemFacts("Visit", -1)]}, "items.1.amount"),
        ({"items": [ITEMS[0]] * 6}, "items.0.description"),
        ({"items": [ItemFacts("All", 10**12)] * 2}, "items.0.amount"),
        ({"due_on": TODAY() - timedelta(days=1)}, "due_on"),
    ],
)
def test_what_is_no_invoice_is_refused_beside_its_line(customer, admin, wrong, field):
    """M2: and no number is lost."""
    with pytest.raises(RuleBroken) as refused:
        actions.issue_invoice(customer, **({"items": ITEMS, "due_on": TODAY()} | wrong), by=admin)

    assert refused.value.at == field
    assert str(actions.issue_invoice(customer, items=ITEMS, due_on=TODAY(), by=admin)) == "F-000001"


def test_a_wrong_line_comes_back_beside_it(desk, customer):
    """M2: everything typed stays; lines that were left empty do not count."""
    address = f"/customers/{customer.pk}/invoices/new/"
    sent = {"due_on": TODAY().isoformat(), "what_0": "Installation", "amount_0": "50.00"}

    no_amount = desk.post(address, sent | {"what_3": "Router", "amount_3": ""})
    no_words = desk.post(address, sent | {"what_3": "", "amount_3": "35.00"})

    assert (no_amount.status_code, no_words.status_code) == (422, 422)
    assert "Write the amount of this line." in no_amount.content.decode()
    assert "Write what the line is for." in no_words.content.decode()
    assert 'value="35.00"' in no_words.content.decode()
    assert not Invoice.objects.exists()
