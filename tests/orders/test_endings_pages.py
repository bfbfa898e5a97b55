"""W16, W34: the pages on which a Master opens a closed order again or reverses a payment, and everything that shows it
afterwards: the sheet, the cash, the customer's page, the files and the reports."""

import csv
import io
import re
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pypdf import PdfReader

from faena.accounts.sessions import CONFIRMED_AT
from faena.cash.actions import TenderFacts, receive_payment
from faena.cash.models import Payment, Reversal
from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.journal.models import Event
from faena.orders.actions import IntakeFacts, add_status, close_order, open_order, void_order
from faena.orders.models import OrderClosing, ServiceOrder, Stage
from tests import factories
from tests.factories import PASSWORD

WHY = "The screen went dark again"


@pytest.fixture
def order(seller, clerk):
    """A phone of Carmen, who reads English: worth 85.00, 40.00 and 45.00 collected, told to be ready."""
    factories.the_company(shows_prices=True)
    customer = factories.a_customer(name="Carmen Customer", seller=seller, language="en")
    facts = IntakeFacts(reason="Screen", service_value=85_00)
    order = open_order(customer, device=DeviceFacts(kind="Phone", model="A54"), facts=facts, by=clerk)
    add_status(order, status=factories.a_status(Stage.READY, name="Come and get it"), by=clerk)
    pay(order, 40_00, clerk)
    pay(order, 45_00, clerk)
    return again(order)


@pytest.fixture
def closed(order, clerk):
    """The same, handed back."""
    return close(order, clerk)


@pytest.fixture
def master(client_of, owner):
    return client_of(owner)


def again(order):
    return ServiceOrder.objects.on_sheet().get(pk=order.pk)


def pay(order, amount, by, name=""):
    return receive_payment(order.charge, tenders=[TenderFacts(factories.a_method(name), amount, "USD")], by=by)


def close(order, by, work_done="New screen."):
    closed = close_order(order, outcome="repaired", work_done=work_done, version=again(order).version, by=by)
    return again(closed)


def reopening(order):
    return f"/orders/{order.pk}/reopening/"


def reversal(order, payment=None):
    return f"/cash/{(payment or order.charge.payments.earliest('id')).pk}/reversal/"


def asks_again(browser):
    """The ten minutes for which a right password is good are over."""
    session = browser.session
    session[CONFIRMED_AT] = 0
    session.save()


def sent(order=None, **more):
    return {"reason": WHY, "current": PASSWORD} | ({"version": again(order).version} if order else {}) | more


def plain(answer):
    """What is read on the page."""
    page = answer.content.decode().rpartition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ").split())


def beside(answer, field):
    """The sentence at a field."""
    found = re.search(rf'id="id_{field}_error"[^>]*>(.*?)</p>', answer.content.decode(), re.S)
    return unescape(re.sub(r"<[^>]+>", "", found[1])).strip() if found else ""


def today(at):
    """A moment as the page writes it, by the shop's clock."""
    return f"today {timezone.localtime(at, ZoneInfo('America/Caracas')):%H:%M}"


def nothing_happened(order):
    return (
        again(order).is_closed and not Reversal.objects.exists() and not OrderClosing.objects.exclude(reopened_at=None)
    )


@pytest.fixture(params=["reopening", "reversal"])
def confirmed_form(request, closed):
    """Either page of the closed order, and a body that it takes."""
    return (reopening(closed), sent(closed)) if request.param == "reopening" else (reversal(closed), sent())


# --- both pages -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["admin", "clerk", "seller", "technician"])
def test_only_a_master_may(confirmed_form, closed, client_of, request, who):
    """W16, W34: opening again and reversing are the Master's alone."""
    browser, (page, body) = client_of(request.getfixturevalue(who)), confirmed_form

    assert (browser.get(page).status_code, browser.post(page, body).status_code) == (403, 403)
    assert nothing_happened(closed)


def test_a_wrong_password_is_refused_beside_its_field(confirmed_form, closed, master):
    """W34: nothing changes, the reason stays, the password does not come back."""
    page, body = confirmed_form

    answer = master.post(page, body | {"current": "not my password 1"})

    assert answer.status_code == 422
    assert beside(answer, "current") == "This is not your password. Type it again."
    assert f'value="{WHY}"' in answer.content.decode()
    assert "not my password 1" not in answer.content.decode()
    assert nothing_happened(closed)


def test_wrong_passwords_are_counted(confirmed_form, closed, master):
    """W34: after ten, the right one does not help for a while either."""
    page, body = confirmed_form
    for _each in range(10):
        assert master.post(page, body | {"current": "a guess"}).status_code == 422

    assert master.post(page, body | {"current": "a guess"}).status_code == 429
    assert master.post(page, body).status_code == 429
    assert nothing_happened(closed)


def test_both_pages_count_together_and_a_right_one_is_not_counted(closed, master):
    """W34: no ten guesses for each page."""
    guess = {"current": "a guess"}
    for _each in range(5):
        master.post(reopening(closed), sent(closed) | guess)
    for _each in range(4):
        master.post(reversal(closed), sent() | guess)
    assert master.post(reversal(closed), sent()).status_code == 303
    asks_again(master)

    other = reversal(closed, closed.charge.payments.latest("id"))
    assert master.post(other, sent() | guess).status_code == 422
    assert master.post(other, sent()).status_code == 429


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_a_reason_is_required(confirmed_form, closed, master, reason):
    """W16, W34: beside its field, also where it only looks like one."""
    page, body = confirmed_form

    answer = master.post(page, body | {"reason": reason})

    assert answer.status_code == 422
    assert beside(answer, "reason") == "Fill this in."
    assert nothing_happened(closed)


def test_without_a_password_nothing_happens(confirmed_form, closed, master):
    page, body = confirmed_form

    answer = master.post(page, {name: typed for name, typed in body.items() if name != "current"})

    assert (answer.status_code, beside(answer, "current")) == (422, "Fill this in.")
    assert nothing_happened(closed)


# --- reopening ------------------------------------------------------------------------------------------------


def test_a_closed_order_is_open_again(closed, master):
    """W16: the sheet says so, with the reason and by whom; and what comes next is offered again."""
    assert "OS-000001 of Carmen Customer will be open again" in plain(master.get(reopening(closed)))

    answer = master.post(reopening(closed), sent(closed))

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{closed.pk}/")
    sheet = master.get(answer["Location"])
    assert "OS-000001 is open again. Its final report is superseded." in plain(sheet)
    assert f"Reopened by Olga Owner · {today(closed.closings.get().reopened_at)} {WHY}" in plain(sheet)
    assert f'href="/orders/{closed.pk}/closing/"' in sheet.content.decode()
    assert again(closed).stage == Stage.READY


def test_an_old_page_opens_nothing(closed, master):
    """Somebody was faster."""
    answer = master.post(reopening(closed), sent(version=closed.version - 1))

    assert answer.status_code == 422
    assert "Somebody else changed this" in plain(answer)
    assert nothing_happened(closed)


@pytest.mark.parametrize("stage", ["open", "void"])
def test_what_is_not_closed_is_not_opened_again(customer, owner, master, stage):
    """W16: back to the sheet with a sentence; what is sent nevertheless is refused with it."""
    order = factories.an_order(customer)
    if stage == "void":
        void_order(order, reason="Typed twice", version=order.version, by=owner)

    answer = master.get(reopening(order))

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{order.pk}/")
    assert f"{order} is not closed." in plain(master.get(answer["Location"]))
    refused = master.post(reopening(order), sent(order))
    assert refused.status_code == 422
    assert f"{order} is not closed." in plain(refused)
    assert not Event.objects.filter(verb="order.reopened").exists()


def test_a_press_twice_opens_it_once(closed, master):
    """A double click has one effect, and the answer of the first."""
    body = sent(closed)

    answers = [master.post(reopening(closed), body) for _each in range(2)]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(303, f"/orders/{closed.pk}/")] * 2
    assert "is not closed" not in plain(master.get(f"/orders/{closed.pk}/"))
    assert Event.objects.filter(verb="order.reopened").count() == 1


# --- reversal -------------------------------------------------------------------------------------------------


def test_the_page_says_what_will_happen(order, clerk, master):
    """W34: the amount, whose it is, and that a closed order opens."""
    while_open = plain(master.get(reversal(order)))
    close(order, clerk)
    once_closed = plain(master.get(reversal(order)))

    assert "US$ 40.00 of Carmen Customer will be owed again" in while_open
    assert "it will be open again" not in while_open
    assert "OS-000001 is closed: it will be open again" in once_closed


def test_a_payment_of_a_closed_order_is_reversed(closed, master, client_of, clerk):
    """W34: the sheet owes it again, the list of the cash keeps both, the files say so."""
    payment = closed.charge.payments.earliest("id")

    answer = master.post(reversal(closed, payment), sent())

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{closed.pk}/")
    sheet = plain(master.get(answer["Location"]))
    assert "R-000001 is reversed: the amount is owed again." in sheet
    assert "Balance US$ 40.00" in sheet
    assert re.search(r"reversed · R-000001 .*− US\$ 40\.00", sheet)
    assert "Reopened by Olga Owner" in sheet
    cash = client_of(clerk).get("/cash/").content.decode()
    (marked,) = re.findall(r'<tr[^>]*class="is-undone".*?</tr>', cash, re.S)
    assert "R-000001" in marked
    assert "Reversed" in marked
    assert "received US$ 85.00, reversed US$ 40.00" in cash.replace("\xa0", " ")
    lines = {line["Receipt"]: line for line in the_file(client_of(clerk), "/cash/")}
    assert (lines["R-000001"]["Reversed by"], lines["R-000001"]["Reason"]) == ("Olga Owner", WHY)
    assert lines["R-000002"]["Reversed"] == ""
    (line,) = the_file(client_of(clerk), "/orders/")
    assert (line["Paid"], line["Balance"], line["Closed"]) == ("45.00", "40.00", "")


def the_file(browser, path):
    answer = browser.file(path, {"format": "csv"})
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))


def test_the_payments_page_tells_who_and_why(order, master, client_of, clerk):
    """W34: both rows stay; its page offers no second reversal."""
    payment = order.charge.payments.earliest("id")
    assert reversal(order, payment) in master.get(f"/cash/{payment.pk}/").content.decode()

    master.post(reversal(order, payment), sent())

    page = client_of(clerk).get(f"/cash/{payment.pk}/")
    assert f"Reversed by Olga Owner · {today(Reversal.objects.get().at)} {WHY}" in plain(page)
    assert reversal(order, payment) not in master.get(f"/cash/{payment.pk}/").content.decode()


def test_an_open_order_stays_as_it_was(order, master):
    """W34: only the payment is undone, and the balance can be collected again."""
    before = again(order)

    answer = master.post(reversal(order), sent())

    after = again(order)
    assert (after.stage, after.version, after.charge.balance) == (before.stage, before.version, 40_00)
    assert f'href="/cash/accounts/{order.charge_id}/"' in master.get(answer["Location"]).content.decode()


def test_a_payment_is_reversed_once(order, master, client_of):
    """W34: whoever comes second is led to the payment and told by whom; a double click is told nothing."""
    payment = order.charge.payments.earliest("id")
    master.post(reversal(order, payment), sent())
    sentence = "R-000001 was already reversed by Olga Owner."
    second = client_of(factories.a_user(role="master"))

    for browser, is_shown in ((master, False), (second, True)):
        for ask in (browser.get, browser.post):
            answer = ask(reversal(order, payment), sent())
            assert (answer.status_code, answer["Location"]) == (303, f"/cash/{payment.pk}/")
            assert (sentence in plain(browser.get(answer["Location"]))) is is_shown
    assert Reversal.objects.count() == 1


def test_a_payment_that_never_was_is_not_found(closed, master):
    """W34."""
    page = "/cash/2000000000/reversal/"

    assert (master.get(page).status_code, master.post(page, sent()).status_code) == (404, 404)
    assert nothing_happened(closed)


def test_a_payment_of_another_order_opens_its_own(closed, customer, master):
    """W34: nothing is opened by a payment that is not its own."""
    other = factories.an_order(customer)
    factories.a_payment(other.charge)

    answer = master.post(reversal(other), sent())

    assert (answer.status_code, answer["Location"]) == (303, f"/orders/{other.pk}/")
    assert again(closed).is_closed


def test_reversing_all_of_it_lets_the_order_be_voided(order, master):
    """W11, W34: refused while money is collected."""
    for payment in Payment.objects.all():
        master.post(reversal(order, payment), sent())

    answer = master.post(f"/orders/{order.pk}/voiding/", {"reason": WHY, "version": again(order).version})

    assert answer.status_code == 303
    assert again(order).is_void


# --- who is offered it ----------------------------------------------------------------------------------------


def test_each_is_offered_only_where_it_is_possible(order, clerk, admin, owner, client_of):
    """No way that ends at a refusal."""

    def offered(user):
        browser = client_of(user)
        sheet, paid = browser.get(f"/orders/{order.pk}/"), browser.get(f"/cash/{Payment.objects.earliest('id').pk}/")
        return reopening(order) in sheet.content.decode(), reversal(order) in paid.content.decode()

    while_open = [offered(user) for user in (owner, admin, clerk)]
    close(order, clerk)

    assert while_open == [(False, True), (False, False), (False, False)]
    assert [offered(user) for user in (owner, admin, clerk)] == [(True, True), (False, False), (False, False)]
    client_of(owner).post(reopening(order), sent(order))
    assert offered(owner) == (False, True)


# --- the customer's page --------------------------------------------------------------------------------------


def tracked(visitor, order):
    token = AccessLink.objects.alive().of(order.as_ref).token
    page = visitor.get(f"/t/{token}/").content.decode().split("</head>")[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ").split())


def test_the_customer_no_longer_reads_that_it_was_handed_back(closed, master, visitor):
    """W1, W16, W34: the step is gone, and what is left to pay is right."""
    delivered = closed.status.name
    before = tracked(visitor, closed)

    master.post(reversal(closed), sent())

    after = tracked(visitor, closed)
    assert delivered in before
    assert "Handed back on" in before
    assert delivered not in after
    assert "Handed back on" not in after
    assert "Come and get it" in after
    assert "Left to pay: US$ 40.00." in after
    assert "Paid US$ 45.00" in after
    assert WHY not in after
    assert "Olga" not in after


def test_a_reopened_order_is_not_late_by_an_old_promise(order, clerk, master):
    """M28: the promise of before the closing is over; the history tells which it was."""
    ServiceOrder.objects.filter(pk=order.pk).update(promised_at=timezone.now() - timedelta(days=2))
    close(order, clerk)

    assert master.post(reopening(order), sent(order)).status_code == 303

    assert again(order).promised_at is None
    assert "Promised for" in master.get(f"/orders/{order.pk}/").content.decode()
    assert "promised_at" in Event.objects.get(verb="order.reopened").facts["changes"]


def test_a_reopened_order_is_followed_without_owing_anything(closed, master, visitor):
    """W16: nothing was reversed."""
    master.post(reopening(closed), sent(closed))

    page = tracked(visitor, closed)
    assert "You can come and collect it." in page
    assert "Left to pay" not in page
    assert WHY not in page


# --- the reports ----------------------------------------------------------------------------------------------


def report(browser, order, query=""):
    """The PDF's words, without spaces: a stamp has its letters apart."""
    answer = browser.get(f"/orders/{order.pk}/report.pdf{query}")
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(answer.content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_a_superseded_report_is_stamped_and_stays_reachable(closed, master):
    """W16: what was handed out can be looked at, marked; its words stay."""
    first = report(master, closed)

    master.post(reversal(closed), sent())

    stamped = report(master, closed)
    assert "SUPERSEDED" not in first
    assert "SUPERSEDED" in stamped
    assert "thisreportnolongerholds" in stamped
    assert [word for word in ("R-000001", "Newscreen.", "US$0.00") if word not in stamped] == []
    assert f'href="/orders/{closed.pk}/report/"' in master.get(f"/orders/{closed.pk}/").content.decode()


def test_a_second_closing_has_a_report_of_its_own(closed, clerk, master):
    """W16: the page leads to both; the usual one is the last."""
    first = closed.closings.get()
    master.post(reversal(closed), sent())
    pay(closed, 40_00, clerk, "Terminal")
    close(again(closed), clerk, work_done="Another screen.")
    second = closed.closings.latest("id")

    page = master.get(f"/orders/{closed.pk}/report/").content.decode()
    latest, old = report(master, closed), report(master, closed, f"?paper={first.pk}")

    assert re.search(rf'href="\?paper={first.pk}">[^<]* · superseded<', page)
    assert re.search(rf'href="\?paper={second.pk}" aria-current="page">[^<·]*<', page)
    assert f"/report.pdf?paper={second.pk}" in page
    assert (
        f"/report.pdf?paper={first.pk}" in master.get(f"/orders/{closed.pk}/report/?paper={first.pk}").content.decode()
    )
    assert [word in latest for word in ("SUPERSEDED", "Anotherscreen.", "R-000001", "R-000003")] == [
        False, True, False, True,
    ]  # fmt: skip
    assert [word in old for word in ("SUPERSEDED", "Newscreen.", "Anotherscreen.", "R-000001", "R-000003")] == [
        True, True, False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("query", ["?paper=", "?paper=x", "?paper=999999", "?paper=%00", "?paper=80", "other"])
def test_a_report_of_nobody_is_the_usual_one(closed, customer, master, query):
    """W16, W31: nor is another order's shown under this one's address."""
    if query == "other":
        other = factories.a_closed_order(customer)
        query = f"?paper={other.closings.get().pk}"

    assert "Newscreen." in report(master, closed, query)
