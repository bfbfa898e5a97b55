"""C5, C6, C19: the pages of invoices: the statement, one of them, all of them, the monthly run, and collecting."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.utils import timezone
from pypdf import PdfReader

from faena.billing import actions
from faena.billing.models import Invoice, InvoiceRun
from faena.billing.months import next_month
from faena.billing.statement import StatementTotals, counted, statement_of
from faena.cash.models import Payment
from faena.customers.models import Customer
from faena.lib.dates import format_month
from tests import factories
from tests.lib.test_brcode import checksum, decoded

THIS = timezone.localdate().replace(day=1)


@pytest.fixture
def carmens(customer, plan):
    return factories.a_subscription(customer, plan=plan)


@pytest.fixture
def method():
    return factories.a_method("Drawer")


@pytest.fixture
def teller(client_of, clerk):
    return client_of(clerk)


def months(subscription, *facts):
    """Invoices of this month and the ones before it, the newest first; facts: (amount, due in so many days, paid)."""
    made = []
    for back, (amount, due, paid) in enumerate(facts):
        invoice = factories.an_invoice(subscription, amount=amount, due=due, period=next_month(THIS, -back))
        if paid:
            factories.a_payment(invoice.charge, amount=paid)
        made.append(invoice)
    return made


def bare(text):
    """What is read: without tags, an amount close to its sign."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).replace("\xa0", "").split())


def plain(answer):
    return bare(answer.content.decode().split("<main")[-1].partition(">")[2])


def rows(answer):
    """The cells of the list, each with its first line."""
    body = re.search(r"<tbody.*?</tbody>", answer.content.decode(), re.S)
    found = re.findall(r"<tr.*?</tr>", body[0], re.S) if body else []
    return [[bare(cell) for cell in re.findall(r"<td.*?(?=<span class=.second|</td>)", row, re.S)] for row in found]


def paper(answer):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).replace("\xa0", "")


def gone(answer):
    return (answer.status_code, answer["Location"])


# --- the statement --------------------------------------------------------------------------------------------


def test_the_statement_tells_each_invoice_and_the_balance_after_it(desk, customer, carmens):
    """C5: due, concept, amount, paid on, left, balance so far, state; totals open and overdue on top."""
    new, late, paid = months(carmens, (30_00, 5, 0), (25_00, -25, 5_00), (20_00, -55, 20_00))

    answer = desk.get(f"/customers/{customer.pk}/statement/")

    today = timezone.localdate()
    shown = [[row[0], row[1], row[4], row[6], row[7]] for row in rows(answer)]
    assert shown == [
        [str(new), "Open", "US$30.00", "US$30.00", "US$50.00"],
        [str(late), "Overdue", "US$25.00", "US$20.00", "US$20.00"],
        [str(paid), "Paid", "US$20.00", "", "US$0.00"],
    ]
    assert rows(answer)[2][5] == f"{today.day} {today:%b %Y}"
    assert "Left to pay US$50.00 Overdue US$20.00" in plain(answer)


def test_what_is_due_today_is_not_overdue(carmens):
    """C5: in the totals as in the state of each."""
    months(carmens, (30_00, 0, 0), (25_00, -1, 0))

    assert statement_of(counted(Invoice.objects.all()), timezone.localdate()).totals == [
        StatementTotals("USD", 55_00, 25_00)
    ]


def test_a_cancelled_invoice_stays_and_counts_for_nothing(desk, customer, carmens, admin):
    """C5, C6."""
    invoice = months(carmens, (30_00, 5, 0))[0]
    actions.cancel_invoice(invoice, reason="The line was down", by=admin)

    answer = desk.get(f"/customers/{customer.pk}/statement/")

    assert [[row[1], row[6], row[7]] for row in rows(answer)] == [["Cancelled", "", "US$0.00"]]


def test_days_choose_by_the_due_day_and_leave_the_balance_as_it_is(desk, customer, carmens):
    """C5: from and to; page, file and paper alike."""
    _new, late, _old = months(carmens, (30_00, 5, 0), (25_00, -25, 0), (20_00, -55, 0))
    day = (timezone.localdate() - timedelta(days=25)).isoformat()
    address = f"/customers/{customer.pk}/statement/?from={day}&to={day}"

    assert [[row[0], row[7]] for row in rows(desk.get(address))] == [[str(late), "US$45.00"]]

    file = list(
        csv.reader(io.StringIO(b"".join(desk.file(address + "&format=csv").streaming_content).decode("utf-8-sig")))
    )
    assert [line[0] for line in file] == ["Invoice", str(late)]
    assert file[1][1:] == [day, late.charge.concept, "25.00", "", "0.00", "25.00", "45.00", "USD", "Overdue"]

    printed = paper(desk.get(address.replace("statement/", "statement.pdf")))
    assert str(late) in printed
    assert str(_new) not in printed


def test_the_paper_speaks_the_customers_language(desk, customer, carmens):
    """C5."""
    months(carmens, (30_00, 5, 0))
    type(customer).objects.filter(pk=customer.pk).update(language="pt-br")

    answer = desk.get(f"/customers/{customer.pk}/statement.pdf")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "30,00" in paper(answer)
    assert customer.name in paper(answer)


def test_a_statement_without_invoices_says_so(desk, customer):
    assert "No invoice yet" in plain(desk.get(f"/customers/{customer.pk}/statement/"))


def test_many_invoices_come_in_pages(desk, customer, carmens):
    """C5: the balance goes on over the pages."""
    for back in range(27):
        factories.an_invoice(carmens, period=next_month(THIS, -back), amount=1_00)

    first = desk.get(f"/customers/{customer.pk}/statement/")
    older = re.search(r'rel="next" href="([^"]+)"', first.content.decode())[1]

    assert rows(first)[0][7] == "US$27.00"
    assert [row[7] for row in rows(desk.get(unescape(older)))] == ["US$2.00", "US$1.00"]


def test_a_seller_reads_the_statements_of_his_own(client_of, seller, customer, stranger):
    """W31, C5."""
    own, other = (
        months(factories.a_subscription(customer), (30_00, 5, 0))[0],
        factories.an_invoice(factories.a_subscription(stranger)),
    )
    browser = client_of(seller)

    assert browser.get(f"/customers/{customer.pk}/statement/").status_code == 200
    assert browser.get(f"/customers/{stranger.pk}/statement/").status_code == 404
    assert browser.get(f"/invoices/{other.pk}/").status_code == 404
    assert [row[0] for row in rows(browser.get("/invoices/"))] == [str(own)]


# --- one of them ----------------------------------------------------------------------------------------------


def test_one_invoice_tells_everything(desk, customer, carmens, admin):
    """C6: number, issue, due, month, lines, payments, who issued it."""
    invoice = factories.an_invoice(carmens, by=admin, due=3)
    factories.a_payment(invoice.charge, amount=10_00)

    page = plain(desk.get(f"/invoices/{invoice.pk}/"))

    for said in (invoice.charge.concept, "Left to pay US$20.00", "Total US$30.00", "Paid US$10.00",
                 customer.name, "Issued by Ada Admin", f"{THIS:%B %Y}", "R-000001"):  # fmt: skip
        assert said in page, said
    assert "Pay by PIX" not in page


def test_it_is_told_by_whatsapp_in_the_customers_language(desk, carmens, customer):
    """C6, B9: one press, with what is left and until when."""
    Customer.objects.filter(pk=customer.pk).update(language="pt-br")
    invoice = factories.an_invoice(carmens, due=3)

    link = re.search(r'href="(https://wa\.me/[^"]+)"', desk.get(f"/invoices/{invoice.pk}/").content.decode())[1]

    said = unquote(unescape(link)).replace("\xa0", " ")
    assert f"{invoice} (Fibre 100 · {THIS:%m/%Y}): US$ 30,00" in said
    assert "vence em" in said
    factories.a_payment(invoice.charge, amount=30_00)
    assert "wa.me" not in desk.get(f"/invoices/{invoice.pk}/").content.decode()


def test_its_paper(desk, carmens):
    """C6."""
    Customer.objects.update(language="en")
    invoice = factories.an_invoice(carmens)
    factories.a_payment(invoice.charge, amount=10_00)

    printed = paper(desk.get(f"/invoices/{invoice.pk}/invoice.pdf"))

    for said in (str(invoice), "US$30.00", "US$20.00", "R-000001", "not a fiscal document"):
        assert said in printed, said


def test_in_brazil_it_is_paid_by_pix(desk, carmens, customer):
    """C6: copy-and-paste and QR for what is left, where the shop has a key."""
    factories.the_company(
        currency="BRL",
        pix_key="pix@provedor.com.br",
        name="Provedor Água Boa",
        address="Rua 1, 20, 53020-140",
        city="Olinda",
    )
    invoice = factories.an_invoice(carmens, currency="BRL", amount=99_90)
    factories.a_payment(invoice.charge, amount=10_00)

    page = desk.get(f"/invoices/{invoice.pk}/").content.decode()

    text = unescape(re.search(r'data-copy="([^"]+)"', page)[1])
    read = decoded(text)
    assert (read["54"], read["26.01"], read["62.05"]) == ("89.90", "pix@provedor.com.br", str(invoice).replace("-", ""))
    assert (read["59"], read["60"], read["63"]) == ("PROVEDOR AGUA BOA", "OLINDA", checksum(text[:-4]))
    assert 'src="data:image/svg+xml' in page
    assert "br.gov.bcb.pix" in paper(desk.get(f"/invoices/{invoice.pk}/invoice.pdf")).replace("\n", "")
    factories.a_payment(invoice.charge, amount=89_90)
    assert "data-copy" not in desk.get(f"/invoices/{invoice.pk}/").content.decode()


def test_the_code_of_an_overdue_invoice_asks_what_the_counter_would(desk, carmens, customer):
    """M5: with the fine and the interest of today, and the page, the paper and the chat say so."""
    Customer.objects.update(language="en", phone="+5511987654321")
    factories.the_company(currency="BRL", pix_key="pix@provedor.com.br", pix_kind="email", city="Olinda")
    invoice = factories.an_invoice(carmens, currency="BRL", amount=100_00, due=-15)

    page = desk.get(f"/invoices/{invoice.pk}/").content.decode()

    text = unescape(re.search(r'data-copy="([^"]+)"', page)[1])
    assert decoded(text)["54"] == "102.50"
    told = "The code pays R$102.50: it counts the fine and the interest up to"
    assert told in plain(desk.get(f"/invoices/{invoice.pk}/")).replace("R$ ", "R$")
    printed = paper(desk.get(f"/invoices/{invoice.pk}/invoice.pdf")).replace("\n", " ")
    assert "it counts the fine and the interest" in printed
    chat = unquote(unescape(re.search(r'href="(https://wa\.me/[^"]+)"', page)[1]))
    assert "it counts the fine and the interest" in chat
    counter = plain(desk.get(f"/cash/accounts/{invoice.charge_id}/"))
    assert "2.00" in counter
    assert "0.50" in counter


def test_a_key_that_may_be_a_strangers_makes_no_code(desk, carmens):
    """M5: one from before keys had a kind; the page says why."""
    factories.the_company(currency="BRL", pix_key="11987654374", city="Olinda")
    invoice = factories.an_invoice(carmens, currency="BRL")

    page = desk.get(f"/invoices/{invoice.pk}/")

    assert "data-copy" not in page.content.decode()
    assert "can be a phone as well as a document" in plain(page)


def test_it_is_cancelled_with_a_reason(desk, carmens):
    """C6."""
    invoice = factories.an_invoice(carmens)
    address = f"/invoices/{invoice.pk}/cancellation/"
    assert "US$30.00 will not be owed any more" in plain(desk.get(address))

    refused = desk.post(address, {"reason": " "})
    answer = desk.post(address, {"reason": "The line was down"})

    assert refused.status_code == 422
    assert gone(answer) == (303, f"/invoices/{invoice.pk}/")
    assert "The line was down" in plain(desk.get(f"/invoices/{invoice.pk}/"))
    assert gone(desk.get(address)) == (303, f"/invoices/{invoice.pk}/")


def test_it_says_to_whom_it_was_mailed(client_of, desk, seller, customer, plan, admin):
    """C6, C8: to whoever may send messages again; addresses are personal."""
    factories.a_contact(customer, email="pagos@carmen.example", receives_invoices=True)
    subscription = factories.a_subscription(customer, plan=plan)
    actions.issue_batch(actions.start_run(timezone.localdate().replace(day=1), by=admin), by=admin)
    page = f"/invoices/{Invoice.objects.get(subscription=subscription).pk}/"

    address_shown = "pagos@carmen.example"
    assert address_shown in plain(desk.get(page))
    theirs = client_of(seller).get(page)
    assert theirs.status_code == 200
    assert address_shown not in theirs.content.decode()


def test_only_who_manages_cancels_and_runs(teller, carmens):
    """An operator sees invoices and does neither."""
    invoice = factories.an_invoice(carmens)

    assert teller.get(f"/invoices/{invoice.pk}/").status_code == 200
    assert teller.get(f"/invoices/{invoice.pk}/cancellation/").status_code == 403
    assert teller.get("/invoices/run/").status_code == 403
    assert "/cancellation/" not in teller.get(f"/invoices/{invoice.pk}/").content.decode()


def test_a_master_reverses_a_payment_of_it(client_of, owner, carmens):
    """W34: with the password once more; the invoice owes it again."""
    invoice = factories.an_invoice(carmens)
    payment = factories.a_payment(invoice.charge, amount=30_00)
    browser = client_of(owner)
    address = f"/cash/{payment.pk}/reversal/"
    assert address in browser.get(f"/cash/{payment.pk}/").content.decode()

    wrong = browser.post(address, {"reason": "Typed twice", "current": "guess"})
    answer = browser.post(address, {"reason": "Typed twice", "current": factories.PASSWORD})

    assert wrong.status_code == 422
    assert gone(answer) == (303, f"/invoices/{invoice.pk}/")
    assert Invoice.objects.with_paid().get().state == "open"
    factories.the_company(has_care=False)
    assert browser.get(address).status_code == 404


# --- collecting -----------------------------------------------------------------------------------------------


def test_the_cash_finds_it_by_number_and_collects(teller, carmens, method):
    """C6: payments through the cash, with a receipt."""
    invoice = factories.an_invoice(carmens)
    found = teller.get(f"/cash/new/?q={invoice}")
    assert gone(found) == (302, f"/cash/accounts/{invoice.charge_id}/")

    answer = teller.post(found["Location"], {"tenders-0-method": f"{method.pk}-USD", "tenders-0-amount": "30"})

    payment = Payment.objects.get()
    assert gone(answer) == (303, f"/cash/{payment.pk}/?registered")
    assert str(invoice) in plain(teller.get(f"/cash/{payment.pk}/"))
    assert Invoice.objects.with_paid().get().state == "paid"


def test_collecting_late_proposes_fine_and_interest(teller, carmens, method):
    """C6: chosen at first, counted into what is proposed, and each can be left away."""
    invoice = factories.an_invoice(carmens, amount=30_00, due=-15)
    address = f"/cash/accounts/{invoice.charge_id}/"

    page = teller.get(address)

    assert "Fine for late payment, 2 % US$0.60" in plain(page)
    assert "Interest, 1 % a month, 15 days US$0.15" in plain(page)
    assert 'value="30.75"' in page.content.decode()
    assert "To pay US$30.75" in plain(page)
    assert 'name="discount"' not in page.content.decode()

    teller.post(address, {"tenders-0-method": f"{method.pk}-USD", "tenders-0-amount": "30.60", "fine": "60"})

    fresh = Invoice.objects.with_paid().get()
    assert [(line.kind, line.amount) for line in fresh.lines.order_by("id")] == [("plan", 30_00), ("fine", 60)]
    assert fresh.state == "paid"


def test_what_stood_on_the_page_yesterday_is_refused(teller, carmens, method):
    """C6: the page comes back with today's."""
    invoice = factories.an_invoice(carmens, amount=30_00, due=-15)
    sent = {"tenders-0-method": f"{method.pk}-USD", "tenders-0-amount": "30.74", "fine": "60", "interest": "14"}

    answer = teller.post(f"/cash/accounts/{invoice.charge_id}/", sent)

    assert answer.status_code == 422
    assert "others by now" in plain(answer)
    assert re.search(r'name="interest"[^>]*value="15"|value="15"[^>]*name="interest"', answer.content.decode())
    assert not Payment.objects.exists()


def test_a_fine_that_is_proposed_no_more_is_refused(teller, carmens, method):
    """C6: two who collect; the second was told what the first has added already, and it is not left away in silence."""
    invoice = factories.an_invoice(carmens, amount=30_00, due=-15)
    address = f"/cash/accounts/{invoice.charge_id}/"
    sent = {"tenders-0-method": f"{method.pk}-USD", "tenders-0-amount": "10", "fine": "60", "interest": "15"}
    teller.post(address, sent)

    answer = teller.post(address, sent)

    assert answer.status_code == 422
    assert "others by now" in plain(answer)
    assert [payment.amount for payment in Payment.objects.all()] == [10_00]
    assert gone(teller.post(address, {"tenders-0-method": f"{method.pk}-USD", "tenders-0-amount": "20.75"}))[0] == 303


def test_the_sums_follow_what_is_chosen(teller, carmens, method):
    """C6: while it is written."""
    invoice = factories.an_invoice(carmens, amount=30_00, due=-15)
    sent = {"tenders-0-method": f"{method.pk}-USD", "tenders-0-amount": "30.00", "fine": "60"}

    text = plain(teller.post(f"/cash/accounts/{invoice.charge_id}/sums/", sent))

    assert "Balance US$30.00 Fine US$0.60 To pay US$30.60" in text
    assert "Left to pay US$0.60" in text


def test_who_manages_may_give_a_discount(desk, teller, carmens, method):
    """C6: what others send of it is not even read."""
    invoice = factories.an_invoice(carmens, amount=30_00)
    address, sent = (
        f"/cash/accounts/{invoice.charge_id}/",
        {"tenders-0-method": f"{method.pk}-USD", "tenders-0-amount": "25", "discount": "5"},
    )
    teller.post(address, sent)
    assert Invoice.objects.with_paid().get().balance == 5_00

    desk.post(address, {**sent, "tenders-0-amount": "1", "discount": "4"})

    assert Invoice.objects.with_paid().get().state == "paid"


def test_an_order_is_collected_as_ever(teller, customer, method):
    """Nothing is proposed for what is no invoice."""
    order = factories.an_order(customer)

    page = teller.get(f"/cash/accounts/{order.charge_id}/").content.decode()

    assert 'name="fine"' not in page
    assert 'name="discount"' not in page


# --- all of them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "place"), [("open", 0), ("overdue", 1), ("paid", 2), ("cancelled", 3)])
def test_the_list_is_filtered_by_state(desk, carmens, admin, state, place):
    """C5."""
    made = months(carmens, (30_00, 5, 0), (25_00, -25, 5_00), (20_00, -55, 20_00), (10_00, -80, 0))
    actions.cancel_invoice(made[3], reason="Mistake", by=admin)

    assert [row[0] for row in rows(desk.get(f"/invoices/?state={state}"))] == [str(made[place])]


def test_the_list_finds_by_number_customer_and_month(desk, carmens, customer, stranger):
    mine = months(carmens, (30_00, 5, 0), (25_00, -25, 0))
    other = factories.an_invoice(factories.a_subscription(stranger))

    def found(question):
        return [row[0] for row in rows(desk.get(f"/invoices/?{question}"))]

    assert found(f"q={mine[1].number}") == [str(mine[1])]
    assert found(f"q={stranger.name.split()[0]}") == [str(other)]
    assert found(f"month={next_month(THIS, -1):%Y-%m}") == [str(mine[1])]
    assert len(found("")) == 3


# --- the run --------------------------------------------------------------------------------------------------


def test_the_run_shows_first_whom_it_would_invoice(desk, customer, carmens, plan):
    """C19: line by line and in all; nothing is written."""
    factories.a_subscription(customer, plan=plan, price=12_50, due_day=31)
    factories.a_subscription(customer, plan=plan, state="inactive", reason="Away")

    page = desk.get("/invoices/run/")

    assert "Invoices 2 Total US$42.50" in plain(page)
    assert "Plans that get none: 1 inactive." in plain(page)
    assert [row[4] for row in rows(page)] == ["US$30.00", "US$12.50"]
    assert not Invoice.objects.exists()
    assert not InvoiceRun.objects.exists()


def test_the_run_says_that_a_cancelled_invoice_is_not_replaced(desk, carmens, admin):
    """Not by the run; whoever looks for the button reads where it is."""
    actions.cancel_invoice(factories.an_invoice(carmens), reason="Line was down", by=admin)

    page = desk.get("/invoices/run/")

    said = "1 invoice of November 2026 is cancelled. The run issues no other; its own page does."
    assert said.replace("November 2026", format_month(THIS, "en")) in plain(page)
    assert 'action="/invoices/run/start/"' not in page.content.decode()


def test_one_press_issues_them_in_the_background(desk, carmens, jobs):
    """C19: the page tells how far it came, and what came of it."""
    answer = desk.post("/invoices/run/start/", {"month": f"{THIS:%Y-%m}"})
    assert gone(answer) == (303, f"/invoices/run/?month={THIS:%Y-%m}")
    running = desk.get(answer["Location"])
    assert "0 of 1" in plain(running)
    assert 'hx-trigger="every 2s"' in running.content.decode()

    jobs()

    done = desk.get(answer["Location"])
    assert f"{THIS:%B %Y} has 1 invoice" in plain(done)
    assert "every 2s" not in done.content.decode()
    assert Invoice.objects.get().issued_by.name == "Ada Admin"


@pytest.mark.parametrize("month", ["", "2026-13", "1999-01", "9999-12", "x" * 50])
def test_another_month_than_those_offered_is_refused(desk, carmens, month):
    answer = desk.post("/invoices/run/start/", {"month": month}, follow=True)

    assert answer.status_code == 200
    assert "Choose a month" in answer.content.decode()
    assert not InvoiceRun.objects.exists()


def test_with_care_switched_off_there_are_none(desk, carmens, customer, method):
    """An unused module answers 404; what is owed can still be collected."""
    invoice = factories.an_invoice(carmens)
    factories.the_company(has_care=False)

    for address in ("/invoices/", f"/invoices/{invoice.pk}/", "/invoices/run/", f"/customers/{customer.pk}/statement/"):
        assert desk.get(address).status_code == 404, address
    assert desk.get(f"/cash/accounts/{invoice.charge_id}/").status_code == 200
