"""C19: the monthly run issues one invoice for each active plan and month, however often it is started."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from faena.billing import actions, jobs
from faena.billing.models import Invoice, InvoiceLine, InvoiceRun, Subscription
from faena.billing.months import due_on, next_month
from faena.billing.pix import pix_of
from faena.cash.models import Charge
from faena.company.models import Company, NumberSeries
from faena.journal.chain import broken_links
from faena.journal.models import Event
from faena.lib.dates import format_day
from faena.lib.errors import RuleBroken
from faena.notifications.jobs import INTERRUPTED
from faena.notifications.models import Message
from tests import factories
from tests.unguarded import unguarded

TODAY = timezone.localdate
THIS = TODAY().replace(day=1)


@pytest.fixture
def three(customer, plan):
    """Three subscriptions of one plan, begun before this month."""
    return [factories.a_subscription(customer, plan=plan, started_on=date(2026, 1, 5)) for _ in range(3)]


def whole_run(period, by):
    run = actions.start_run(period, by=by)
    while actions.issue_batch(run, size=2, by=by):
        pass
    run.refresh_from_db()
    return run


def test_each_subscriber_gets_one_invoice(three, admin):
    """C19: with its number, its account, its line and its event; the numbers have no gap."""
    run = whole_run(THIS, admin)

    invoices = list(Invoice.objects.order_by("number").select_related("charge"))
    assert [str(invoice) for invoice in invoices] == ["F-000001", "F-000002", "F-000003"]
    assert [invoice.subscription for invoice in invoices] == three
    assert {(one.period, one.issued_by, one.customer_id) for one in invoices} == {(THIS, admin, three[0].customer_id)}
    for invoice in invoices:
        charge = invoice.account
        assert (charge.account, charge.ref.id, charge.ref.kind) == (str(invoice), invoice.pk, "invoice")
        assert (charge.amount, charge.currency, charge.issued_on) == (30_00, "USD", TODAY())
        assert charge.concept == f"Fibre 100 · {THIS:%m/%Y}"
        line = invoice.lines.get()
        assert (line.kind, line.amount, line.description) == ("plan", 30_00, charge.concept)
    assert (run.total, run.issued, run.is_running) == (3, 3, False)
    assert Event.objects.filter(verb="invoice.issued", customer_id=three[0].customer_id).count() == 3
    assert list(broken_links(Event.objects.order_by("about_kind", "about_id", "seq"))) == []


def test_a_second_run_issues_nothing_more(three, admin, owner):
    """C19: whoever has an invoice for the month is left out; a newcomer gets his."""
    whole_run(THIS, admin)

    with pytest.raises(RuleBroken, match="Nothing is left to invoice"):
        actions.start_run(THIS, by=owner)

    newcomer = factories.a_subscription(three[0].customer, plan=three[0].plan)
    run = whole_run(THIS, owner)
    assert (run.total, run.issued, run.by) == (1, 1, owner)
    assert Invoice.objects.get(number=4).subscription == newcomer
    assert InvoiceRun.objects.count() == 1


def test_another_month_is_another_invoice(three, admin):
    whole_run(THIS, admin)

    whole_run(next_month(THIS), admin)

    assert Invoice.objects.count() == 6
    assert NumberSeries.objects.get(kind="invoice").last == 6


def test_who_gets_none(customer, plan, admin):
    """C19: inactive or cancelled in the whole month, free, not yet begun, of a retired customer."""
    subscription = factories.a_subscription
    subscription(customer, plan=plan, state="inactive", reason="Away")
    subscription(customer, plan=plan, state="cancelled", reason="Moved", cancelled_on=THIS)
    subscription(customer, plan=plan, price=0)
    subscription(customer, plan=plan, started_on=next_month(THIS))
    subscription(factories.a_customer(retired_at=timezone.now()), plan=plan)

    assert list(actions.billable(THIS)) == []

    begins_on_the_last = subscription(customer, plan=plan, started_on=next_month(THIS) - timedelta(days=1))
    assert list(actions.billable(THIS)) == [begins_on_the_last]


def test_a_cancelled_invoice_is_not_issued_again(three, admin):
    """C6: not by the run, only by somebody's press."""
    whole_run(THIS, admin)
    actions.cancel_invoice(Invoice.objects.first(), reason="Line was down", by=admin)

    assert not actions.billable(THIS).exists()


@pytest.mark.parametrize(
    ("period", "due_day", "issued", "due"),
    [
        (date(2026, 11, 1), 10, date(2026, 11, 1), date(2026, 11, 10)),
        (date(2026, 2, 1), 31, date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 1), 30, date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 1), 5, date(2026, 11, 26), date(2026, 12, 5)),
        (date(2026, 11, 1), 5, date(2026, 11, 26), date(2026, 11, 26)),
    ],
)
def test_the_due_day_clips_to_the_month_and_never_lies_before_the_issue(period, due_day, issued, due):
    """C4, C5."""
    assert due_on(period, due_day, issued) == due


def test_a_run_goes_on_where_it_was_left(three, admin):
    """C19: each batch is kept by itself; pressing again while it runs changes nothing."""
    run = actions.start_run(THIS, by=admin)
    actions.issue_batch(run, size=1, by=admin)

    again = actions.start_run(THIS, by=admin)

    again.refresh_from_db()
    assert (again.pk, again.issued, again.total, again.is_running) == (run.pk, 1, 3, True)
    jobs.issue_month.func(run.pk)
    assert Invoice.objects.count() == 3
    assert actions.issue_batch(run, by=admin) == 0


@pytest.mark.parametrize("minutes", [5, -5], ids=["long ago", "by a clock that was ahead"])
def test_a_lost_run_gets_another_job(minutes, three, admin, jobs):
    """C19: after a kill it goes on by itself, and each has one invoice."""
    run = actions.start_run(THIS, by=admin)
    actions.issue_batch(run, size=1, by=admin)
    InvoiceRun.objects.update(progressed_at=timezone.now() - timedelta(minutes=minutes))

    from faena.billing.jobs import resume_runs

    assert resume_runs() == 1
    jobs()
    run.refresh_from_db()
    assert (run.is_running, run.issued, Invoice.objects.count()) == (False, 3, 3)
    assert resume_runs() == 0


def test_a_run_that_ended_long_ago_gets_no_job(three, admin):
    """C19: it is over, not lost."""
    whole_run(THIS, admin)
    InvoiceRun.objects.update(progressed_at=timezone.now() - timedelta(days=1))

    assert jobs.resume_runs() == 0


def test_a_batch_costs_the_same_however_many_it_issues(customer, plan, admin, django_assert_max_num_queries):
    """C19: at most so many statements for 2 and for 60, with whom to mail them to."""
    factories.a_contact(customer, receives_invoices=True)
    for many in (2, 60):
        for _ in range(many):
            factories.a_subscription(customer, plan=plan)
        run = actions.start_run(THIS, by=admin)
        with django_assert_max_num_queries(28):
            assert actions.issue_batch(run, by=admin) == many
        actions.issue_batch(run, by=admin)


def test_it_is_mailed_to_the_contacts_who_receive_invoices(plan, admin, jobs):
    """C8: in the customer's language, to each address once, with what PIX is paid by; and nobody else is written to."""
    factories.the_company(country="BR", currency="BRL", pix_key="caixa@faena.example", city="São Paulo")
    factories.the_company(name="Rede & Cia")
    customer = factories.a_customer(name="Padaria Estrela", language="pt-br", email="loja@estrela.example")
    receives = {"customer": customer, "receives_invoices": True}
    factories.a_contact(**receives, name="Davi", email="Davi@estrela.example")
    factories.a_contact(**receives, name="Davi again", email="davi@Estrela.example")
    factories.a_contact(**receives, name="Unreachable", email="")
    factories.a_contact(customer, name="Silent", email="silent@estrela.example", receives_notices=True)
    factories.a_contact(factories.a_customer(name="Without a plan"), receives_invoices=True)
    factories.a_subscription(customer, plan=plan, price=1_234_50, currency="BRL", started_on=date(2026, 1, 5))

    whole_run(THIS, admin)
    jobs()

    (letter,) = mail.outbox
    invoice = Invoice.objects.get()
    assert letter.to == ["Davi@estrela.example"]
    assert str(invoice) in letter.subject
    said = letter.body.replace("\xa0", " ")
    assert "Davi," in said
    assert f"Padaria Estrela: Fibre 100 · {THIS:%m/%Y}" in said
    assert "R$ 1.234,50" in said
    assert format_day(invoice.account.due_on, "pt-br") in said
    assert pix_of(invoice, Company.the()).text in said.splitlines()
    message = Message.objects.get()
    assert (message.language, message.ref.id, message.state) == ("pt-br", invoice.pk, "sent")


def test_nobody_is_mailed_twice(three, admin):
    """C8, C19: an invoice is mailed by the batch that issues it."""
    for whose in ("ana@example.com", "luis@example.com"):
        factories.a_contact(three[0].customer, email=whose, receives_invoices=True)
    whole_run(THIS, admin)
    assert Message.objects.count() == 6

    factories.a_subscription(three[0].customer, plan=three[0].plan)
    run = whole_run(THIS, admin)

    assert run.issued == 1
    assert Message.objects.count() == 8
    assert set(Message.objects.values_list("address", flat=True)) == {"ana@example.com", "luis@example.com"}


def test_a_mail_that_waits_is_not_sent_of_a_cancelled_invoice(three, admin, jobs):
    """C6, C8: nobody is asked to pay what is not owed any more; what may have left stays on record."""
    factories.a_contact(three[0].customer, email="ana@example.com", receives_invoices=True)
    whole_run(THIS, admin)
    waiting, tried, owed = Invoice.objects.order_by("number")
    Message.objects.filter(ref_id=tried.pk).update(problem=INTERRUPTED)

    for invoice in (waiting, tried):
        actions.cancel_invoice(invoice, reason="Twice.", by=admin)
    assert set(Message.objects.values_list("ref_id", flat=True)) == {tried.pk, owed.pk}
    jobs()

    assert str(waiting) not in "".join(letter.subject for letter in mail.outbox)
    assert str(owed) in "".join(letter.subject for letter in mail.outbox)


def test_a_batch_that_breaks_leaves_nothing(three, admin, monkeypatch):
    """No number is lost, nothing half-written stays."""
    factories.a_contact(three[0].customer, receives_invoices=True)
    run = actions.start_run(THIS, by=admin)
    monkeypatch.setattr(InvoiceRun, "save", lambda *_, **__: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.issue_batch(run, by=admin)

    assert not Invoice.objects.exists()
    assert not Charge.objects.exists()
    assert not Message.objects.exists()
    assert not NumberSeries.objects.filter(kind="invoice", last__gt=0).exists()


@pytest.mark.parametrize("months", [-13, 2])
def test_a_month_that_is_too_far_away_is_refused(three, admin, months):
    with pytest.raises(RuleBroken, match="Choose a month"):
        actions.start_run(next_month(THIS, months), by=admin)


def test_the_database_keeps_a_second_invoice_out(three, admin):
    """C19: UNIQUE(subscription, period)."""
    factories.an_invoice(three[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        factories.an_invoice(three[0])


@pytest.mark.parametrize(
    "change",
    [
        lambda: Invoice.objects.update(number=7),
        lambda: Invoice.objects.update(period=date(2020, 1, 1)),
        lambda: Invoice.objects.update(charge=None),
        lambda: InvoiceLine.objects.update(amount=1),
        lambda: InvoiceLine.objects.all().delete(),
        lambda: Invoice.objects.all()._raw_delete("default"),
    ],
)
def test_the_database_keeps_an_issued_invoice_as_it_is(three, change):
    """C6; without its guards it would not."""
    factories.an_invoice(three[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        change()

    with unguarded(), transaction.atomic():
        InvoiceLine.objects.update(amount=1)


def test_a_subscriber_who_was_suspended_meanwhile_gets_none(three, admin):
    """What is looked up is read again under its lock."""
    run = actions.start_run(THIS, by=admin)
    Subscription.objects.filter(pk=three[1].pk).update(state="inactive", reason="Away")

    assert actions.issue_batch(run, by=admin) == 2

    assert set(Invoice.objects.values_list("subscription", flat=True)) == {three[0].pk, three[2].pk}
