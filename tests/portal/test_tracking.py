"""W1, W2: the customer follows the service by link, without account and without script."""

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import mail
from django.utils import timezone

from faena.cases.actions import revoke_link, send_link
from faena.company.models import Company
from faena.customers.actions import DeviceFacts
from faena.customers.models import AccessLink
from faena.orders.actions import (
    IntakeFacts,
    add_status,
    close_order,
    open_order,
    reopen_order,
    void_order,
    withdraw_status,
)
from faena.orders.following import ORDERS
from faena.orders.models import Part, ServiceOrder, Stage
from faena.orders.paper import report, report_for_link
from faena.portal.shown.orders import shown
from faena.upkeep.demo import pictures
from tests import canaries, factories


@pytest.fixture
def order(clerk):
    """A phone that came to be repaired for 50.00; its owner reads English."""
    customer = factories.a_customer(name="Carmen Canário", language="en")
    facts = IntakeFacts(reason="It does not charge.", service_value=50_00)
    return open_order(customer, device=DeviceFacts(kind="Phone", model="A54"), facts=facts, by=clerk)


@pytest.fixture
def address(order):
    """Where the QR leads."""
    return address_of(order)


def address_of(order):
    return f"/t/{AccessLink.objects.alive().of(order.as_ref).token}/"


def read(visitor, address):
    """What stands on the page, as its reader reads it."""
    page = visitor.get(address).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("</head>")[1])).replace("\xa0", " ")


# --- the statuses -------------------------------------------------------------------------------------------


def test_it_shows_the_statuses_newest_first_with_photos(order, address, technician, visitor, jobs):
    """W1: chronological statuses with photos, in the customer's language."""
    add_status(
        order, status=factories.a_status(Stage.REPAIRING, name="On the bench"), note="New port.",
        photos=[pictures.board(1), pictures.board(2)], by=technician,
    )  # fmt: skip
    jobs()

    answer = visitor.get(address)
    page = answer.content.decode()

    assert (answer.status_code, answer["Content-Language"]) == (200, "en")
    assert re.search(r"<h1><span>Your Phone A54:</span> <strong>On the bench</strong></h1>", page)
    first = order.entries.earliest("id").status.name
    assert page.index("On the bench</h3>") < page.index("New port.") < page.index(f"{first}</h3>")
    assert "Photo 1 of 2: On the bench" in page
    assert "Photo 2 of 2: On the bench" in page
    for photo in order.entries.get(status__name="On the bench").photos.all():
        picture = visitor.get(f"{address}photo/{photo.pk}/")
        assert picture["Content-Type"] == "image/webp"
        assert picture["X-Robots-Tag"] == answer["X-Robots-Tag"] == "noindex, nofollow"


def test_a_status_with_words_for_the_customer_says_those(order, address, technician, client_of, visitor):
    """Staff read whose approval is missing, the customer that it is his."""
    words = {"name": "Waiting for customer approval", "customer_name": "Waiting for your approval"}
    add_status(order, status=factories.a_status(Stage.WAITING, **words), by=technician)

    page = read(visitor, address)
    sheet = client_of(technician).get(f"/orders/{order.pk}/").content.decode()

    assert "Waiting for your approval" in page
    assert "Waiting for customer approval" not in page
    assert "Waiting for customer approval" in sheet


def test_a_photo_that_is_still_processed_has_its_place(order, address, technician, visitor):
    """W1: and none that was refused."""
    entry = add_status(order, status=factories.a_status(), photos=[pictures.board(1)], by=technician)
    assert "A photo is on its way" in read(visitor, address)

    file = entry.photos.get().file
    file.state = file.State.REFUSED
    file.save(update_fields=["state"])

    page = visitor.get(address).content.decode()
    assert "A photo is on its way" not in page
    assert "<img" not in page


def test_a_withdrawn_status_and_its_photo_are_gone(order, address, clerk, visitor, jobs):
    """W32: withdrawn is gone for the customer, the photo's own address too."""
    entry = add_status(order, status=factories.a_status(name="Oops"), photos=[pictures.board(1)], by=clerk)
    jobs()
    withdraw_status(entry, by=clerk)

    assert "Oops" not in visitor.get(address).content.decode()
    assert visitor.get(f"{address}photo/{entry.photos.get().pk}/").status_code == 404


def test_the_promise_is_shown_while_it_matters(order, address, visitor):
    """W1: not any more once it can be collected."""
    now = timezone.now()
    for promised, stage, said in (
        (now + timedelta(days=3), Stage.REPAIRING, "Promised for"),
        (now - timedelta(days=3), Stage.REPAIRING, "It takes longer than we promised."),
        (now + timedelta(days=3), Stage.READY, "You can come and collect it. Left to pay: US$ 50.00."),
    ):
        ServiceOrder.objects.filter(pk=order.pk).update(promised_at=promised, stage=stage)
        assert said in read(visitor, address)
    assert "romised" not in read(visitor, address)


def test_a_late_promise_tells_no_day_that_is_over(order, address, visitor):
    """M24: "promised for yesterday" helps nobody; that it takes longer does."""
    for late in (timedelta(minutes=5), timedelta(days=1), timedelta(days=40)):
        ServiceOrder.objects.filter(pk=order.pk).update(promised_at=timezone.now() - late, stage=Stage.REPAIRING)

        lead = visitor.get(address).content.decode().split('<div class="columns">')[0]

        assert "It takes longer than we promised. Call or write to us" in lead
        assert "<time" not in lead
        assert "romised for" not in lead


# --- parts and money ----------------------------------------------------------------------------------------


def test_parts_with_their_warranty(order, address, clerk, visitor):
    """W2, W18: how long while the device is here, until when once it was handed back."""
    factories.a_part(order, description="Screen", unit_price=0, warranty=90)
    factories.a_part(order, description="Tape", quantity=2500, unit_price=0, is_chargeable=False)
    factories.a_part(order, description="Battery", unit_price=0, warranty=1, warranty_unit=Part.WarrantyUnit.MONTHS)

    page = read(visitor, address)
    assert "Screen Warranty: 90 days from delivery" in page
    assert "Battery Warranty: 1 month from delivery" in page
    assert "2.5 × Tape included" in page

    factories.a_payment(order.account, amount=50_00)
    order.refresh_from_db()
    closed = close_order(order, outcome="repaired", work_done="x", version=order.version, by=clerk)
    until = timezone.localdate(closed.closed_at, ZoneInfo(Company.the().zone)) + timedelta(days=90)
    page = read(visitor, address)
    assert f"Warranty until {until.day} " in page
    assert "Handed back on" in page
    assert "You can open this page until" in page


def test_prices_follow_the_company(order, address, visitor):
    """W2: prices, total, paid and balance by company setting."""
    factories.a_part(order, description="Screen", unit_price=12_50)
    type(order.account).objects.filter(pk=order.charge_id).update(amount=62_50)
    factories.a_payment(order.account, amount=20_00)

    Company.objects.update(shows_prices=False)
    page = read(visitor, address)
    assert "Screen" in page
    assert "US$" not in page

    Company.objects.update(shows_prices=True)
    page = read(visitor, address)
    for line in ("Service US$ 50.00", "Parts US$ 12.50", "Total US$ 62.50", "Paid US$ 20.00", "Balance US$ 42.50"):
        assert line in page


def test_no_amount_is_asked_for_where_prices_are_not_shown(order, address, visitor):
    """W2: neither when it can be collected."""
    factories.the_company(shows_prices=False)
    ServiceOrder.objects.filter(pk=order.pk).update(stage=Stage.READY)

    page = read(visitor, address)

    assert "You can come and collect it." in page
    assert "US$" not in page


@pytest.mark.parametrize(("days", "said"), [(30, "Warranty until"), (31, "Warranty ended on")])
def test_a_warranty_holds_on_its_last_day(order, address, visitor, days, said):
    """W18: and is over on the next one."""
    factories.a_part(order, description="Screen", unit_price=0, warranty=30)
    closed_at = timezone.now() - timedelta(days=days)
    ServiceOrder.objects.filter(pk=order.pk).update(stage=Stage.CLOSED, closed_at=closed_at)

    assert said in read(visitor, address)


def test_what_costs_nothing_was_not_paid(order, address, visitor):
    """W2: nobody is told that something is settled of which nothing was owed."""
    ServiceOrder.objects.filter(pk=order.pk).update(service_value=0)
    type(order.account).objects.filter(pk=order.charge_id).update(amount=0)
    assert not shown(ServiceOrder.objects.on_sheet().get(pk=order.pk), Company.the()).account.is_settled

    type(order.account).objects.filter(pk=order.charge_id).update(amount=5_00)
    factories.a_payment(order.account, amount=5_00)
    assert shown(ServiceOrder.objects.on_sheet().get(pk=order.pk), Company.the()).account.is_settled


@pytest.mark.parametrize(
    ("amount", "paid", "heading"),
    [(50_00, 0, "To pay"), (50_00, 20_00, "To pay"), (50_00, 50_00, "Paid in full"), (0, 0, "Nothing to pay")],
)
def test_the_account_is_headed_by_what_is_left_to_do(order, address, visitor, amount, paid, heading):
    """M24: who has paid everything is not told that there is something to pay."""
    ServiceOrder.objects.filter(pk=order.pk).update(service_value=amount)
    type(order.account).objects.filter(pk=order.charge_id).update(amount=amount)
    if paid:
        factories.a_payment(order.account, amount=paid)

    page = visitor.get(address).content.decode()

    headings = {"To pay", "Paid in full", "Nothing to pay"} & set(re.findall(r"<h2>(.*?)</h2>", page))
    assert headings == {heading}


def test_an_account_without_a_value_is_still_to_be_paid(order, address, visitor):
    """M24: nobody knows yet that nothing is left."""
    ServiceOrder.objects.filter(pk=order.pk).update(service_value=None)
    type(order.account).objects.filter(pk=order.charge_id).update(amount=None)

    assert "<h2>To pay</h2>" in visitor.get(address).content.decode()


def test_a_value_that_is_not_known_yet(address, order, visitor):
    """W2: no total and no balance are made up."""
    ServiceOrder.objects.filter(pk=order.pk).update(service_value=None)
    type(order.account).objects.filter(pk=order.charge_id).update(amount=None)

    page = read(visitor, address)

    assert "Service to be diagnosed" in page
    assert "Balance —" in page


def test_the_terms_that_were_signed(order, address, visitor):
    """W9: when, and which version."""
    assert "Terms signed" not in read(visitor, address)

    signature = factories.a_signature(order)

    assert re.search(rf"Terms signed on \d+ \w+ \d{{4}} \(version {signature.terms.number}\)", read(visitor, address))


def test_a_void_order_says_so_and_asks_for_nothing(order, address, owner, visitor):
    """W1: the reason is the shop's."""
    factories.a_part(order, description="Screen", unit_price=0, warranty=90)
    order.refresh_from_db()
    void_order(order, reason="CANARY", version=order.version, by=owner)

    page = read(visitor, address)

    assert "This order was cancelled" in page
    assert "Screen" in page
    assert "Warranty" not in page
    assert "To pay" not in page
    assert "CANARY" not in page


# --- the shop -----------------------------------------------------------------------------------------------


def test_how_to_reach_the_shop(address, visitor):
    """W1: call, a chat that says what it is about, mail, map; only what the shop has filled in."""
    factories.the_company(phone="+582125550142", address="Calle 8, Nº 12 & co", email="shop@example.com")
    page = visitor.get(address).content.decode()
    chat = urlsplit(re.search(r'href="(https://wa\.me/[^"]+)"', page).group(1).replace("&amp;", "&"))
    assert 'href="tel:+582125550142"' in page
    assert 'href="mailto:shop@example.com"' in page
    assert "query=Calle%208%2C%20N%C2%BA%2012%20%26%20co" in page
    assert "OS-000001 (Phone A54)" in parse_qs(chat.query)["text"][0]

    factories.the_company(phone="", address="", email="")
    page = visitor.get(address).content.decode()
    assert "wa.me" not in page
    assert "How to reach us" not in page


@pytest.mark.parametrize(
    ("language", "said"), [("es", "Qué ha pasado"), ("pt-br", "O que aconteceu"), ("en", "What happened")]
)
def test_it_speaks_the_customers_language(order, address, visitor, language, said):
    """W1: whatever the browser asks for."""
    type(order.customer).objects.update(language=language)

    answer = visitor.get(address, headers={"accept-language": "de"})

    assert said in answer.content.decode()
    assert f'<html lang="{language}"' in answer.content.decode()


# --- what it weighs, and what it keeps to itself ------------------------------------------------------------


def test_it_needs_no_script_and_few_bytes(order, address, technician, visitor, jobs):
    """W1: server-rendered, no JavaScript; a long case, its style and the shop's logo stay below 60 kB."""
    logo = factories.a_file(stored=True)
    factories.the_company(logo=logo)
    for place in range(12):
        entry = add_status(order, status=factories.a_status(), note="It goes on. " * 20, by=technician)
        factories.a_part(order, description=f"Part {place}", unit_price=0, warranty=90)
        for photo in range(4):
            entry.photos.create(file=factories.a_file(author=technician), position=photo)

    page = visitor.get(address).content.decode()

    assert "<script" not in page
    assert page.count('loading="lazy"') == 48
    assert f"?{logo.pk}&amp;size=thumb" in page
    sheet = len(Path(finders.find("ui/tracking.css")).read_bytes())
    assert len(page) + sheet < 45_000, "the rest is for the logo"


def test_no_internal_field_is_on_the_page_or_in_the_mail(visitor, clerk, jobs):
    """W1, W19: a canary sits in each of them, and none sings; at the end of the order neither."""
    order = canaries.planted()
    address = address_of(order)
    send_link(order, kind=ORDERS, by=clerk)
    jobs()
    [letter] = mail.outbox
    pages = [visitor.get(address).content.decode(), f"{letter.subject} {letter.body}", letter.alternatives[0][0]]

    factories.a_payment(order.account, amount=50_00)
    close_order(order, outcome="repaired", work_done="Done.", version=order.version, by=clerk)
    pages.append(visitor.get(address).content.decode())

    assert "New port." in pages[0]
    assert [canaries.leaked(page) for page in pages] == [set()] * 4


def test_the_nose_finds_every_canary(client_of, owner):
    """The sheet shows nearly everything to a Master: a canary that were not planted would prove nothing."""
    order = canaries.planted()
    browser = client_of(owner)
    pages = [
        "/orders/parts/",
        f"/orders/{order.pk}/",
        f"/customers/{order.customer_id}/",
        f"/customers/{order.customer_id}/edit/",
    ]
    seen = "".join(browser.get(page).content.decode() for page in pages)

    elsewhere = {field for field in canaries.EVERY if field.endswith("_mail")} | {"payment_note", "reference"}
    assert canaries.leaked(seen) | elsewhere == canaries.EVERY
    assert canaries.leaked("Canary\nSe-\nrial") == {"serial"}


def test_wrong_and_revoked_look_alike(order, address, clerk, visitor):
    """W1: a link that ended tells nothing that a wrong one does not."""
    revoke_link(order, by=clerk)

    ended, wrong = visitor.get(address), visitor.get("/t/this-is-not-a-token-at-all/")

    assert ended.status_code == wrong.status_code == 404
    assert ended.content == wrong.content


BESIDE = [".", ",", ")", "]", "»", "…", "*", "\u200b", "\ufeff", "\u00ad", "%20", ").", "/.", "/)", "/,\u200b", "/_"]


@pytest.mark.parametrize("sign", BESIDE)
def test_a_sign_beside_the_link_is_forgiven(order, address, visitor, clerk, client_of, sign):
    """M24: whoever sends the link on puts it into a sentence; whatever programs take along changes nothing."""
    for written in (f"{address.rstrip('/')}{sign}", f"{address.rstrip('/')}{sign}/", address[:3] + sign + address[3:]):
        if "/" in sign and written.startswith("/t//"):
            continue
        answer = visitor.get(written, follow=True)
        assert answer.status_code == 200, written
        assert "Your Phone A54:" in answer.content.decode()

    label = f"{address.replace('/t/', '/l/').rstrip('/')}{sign}/"
    assert client_of(clerk).get(label)["Location"] == f"/orders/{order.pk}/"
    assert visitor.get(label)["Location"] == address


def test_what_is_forgiven_opens_nothing_else(address, visitor):
    """M24: a letter more or less is another token."""
    token = address.split("/")[2]
    for other in (token[:-1], token[1:], f"{token}x", f"{token}/x", token.swapcase()):
        assert visitor.get(f"/t/{other}/").status_code == 404


def test_pictures_stand_at_the_clean_address(order, address, visitor):
    """M24: the page that was opened with a full stop shows its photos."""
    photo = factories.an_entry(order).photos.create(file=factories.a_file(stored=True))

    page = visitor.get(f"{address.rstrip('/')}./").content.decode()

    assert f'href="{address}photos/photo-{photo.pk}/"' in page


def test_its_photos_are_turned_over_page_by_page(order, address, visitor):
    """W1: without a script, in the order of the case's own page; each leads to its neighbours and back."""
    first, second = (factories.an_entry(order) for _ in range(2))
    for entry, position in ((first, 0), (second, 1), (second, 0)):
        entry.photos.create(file=factories.a_file(stored=True), position=position)
    case = visitor.get(address).content.decode()
    turn = re.findall(rf'href="({address}photos/[^"]+)"', case)

    pages = [visitor.get(one).content.decode() for one in turn]

    assert len(set(turn)) == 3
    assert [re.findall(r'class="way" rel="(\w+)" href="([^"]+)"', page) for page in pages] == [
        [("next", turn[1])],
        [("prev", turn[0]), ("next", turn[2])],
        [("prev", turn[1])],
    ]
    newest = [photo.pk for photo in second.photos.order_by("position")]
    assert [int(one.rpartition("-")[2].strip("/")) for one in turn[:2]] == newest
    assert all(f'href="{address}"' in page and "<script" not in page for page in pages)
    assert visitor.get(f"{address}photos/visit-1/").status_code == 404


@pytest.mark.parametrize("end", ["revoked", "expired"])
def test_a_link_that_ended_opens_no_photo(order, address, clerk, visitor, end):
    """W1: a picture has an address of its own, which ends with the page."""
    photo = factories.an_entry(order).photos.create(file=factories.a_file(stored=True))
    picture = f"{address}photo/{photo.pk}/"
    assert visitor.get(picture).status_code == 200

    if end == "revoked":
        revoke_link(order, by=clerk)
    else:
        AccessLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert visitor.get(picture).status_code == 404


def test_another_order_s_photo_is_not_there(order, address, clerk, visitor, jobs):
    """A token opens its own order and nothing else."""
    other = factories.an_order()
    photo = add_status(other, status=factories.a_status(), photos=[pictures.board(1)], by=clerk).photos.get()
    jobs()

    assert visitor.get(f"{address}photo/{photo.pk}/").status_code == 404


# --- the label on the device --------------------------------------------------------------------------------


def test_a_label_leads_staff_to_the_sheet_and_everybody_else_to_the_page(
    order, address, visitor, client_of, clerk, seller
):
    """B11: a seller who must not see the order is everybody else."""
    label = address.replace("/t/", "/l/")

    assert client_of(clerk).get(label)["Location"] == f"/orders/{order.pk}/"
    assert visitor.get(label)["Location"] == address
    assert client_of(seller).get(label)["Location"] == address


def test_a_label_whose_link_has_ended_still_serves_the_shop(order, address, visitor, client_of, clerk):
    """B11: it stays on the device; to everybody else it looks like any wrong one."""
    revoke_link(order, by=clerk)
    label = address.replace("/t/", "/l/")

    assert client_of(clerk).get(label)["Location"] == f"/orders/{order.pk}/"
    ended, wrong = visitor.get(label), visitor.get("/l/this-is-not-a-token-at-all/")
    assert ended.status_code == wrong.status_code == 404
    assert ended.content == wrong.content
    assert settings.SITE_URL not in ended.content.decode()


# --- the final report, and the number to write to -------------------------------------------------------------


def closing_of(order, clerk):
    factories.a_payment(order.charge, amount=order.charge.amount)
    fresh = ServiceOrder.objects.get(pk=order.pk)
    close_order(fresh, outcome="repaired", work_done="New screen.", version=fresh.version, by=clerk)
    return fresh.closings.get()


def test_the_final_report_stands_on_the_page_while_it_holds(order, address, clerk, owner, visitor):
    """M21: the customer opens it as PDF; not before the order is closed, and not once it was opened again."""
    at = f"{address}report.pdf"
    assert visitor.get(at).status_code == 404

    closing_of(order, clerk)

    assert at in visitor.get(address).content.decode()
    answer = visitor.get(at)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert answer.content.startswith(b"%PDF")
    done = ServiceOrder.objects.get(pk=order.pk)
    reopen_order(done, reason="It broke again.", version=done.version, by=owner)
    assert "report.pdf" not in visitor.get(address).content.decode()
    assert visitor.get(at).status_code == 404


def test_the_report_behind_the_label_names_nobody_of_the_shop(order, technician, clerk):
    """M21: whoever finds the device may read it: no document, signature or technician, and no hidden price."""
    order.customer.document_kind, order.customer.document = "ve_ci", "V12345678"
    order.customer.save(update_fields=["document_kind", "document"])
    ServiceOrder.objects.filter(pk=order.pk).update(technician=technician)
    factories.a_signature(order)
    factories.a_part(order, description="Socket")
    order.charge.refresh_from_db()
    closing = closing_of(order, clerk)
    company = factories.the_company(shows_prices=False)

    said = str(report_for_link(closing, company).data)
    whole = str(report(closing, company).data)

    for secret in ("Tina Technician", order.customer.document_shown, "<svg", "$"):
        assert secret in whole
        assert secret not in said
    assert "Socket" in said


def test_the_shop_has_a_whatsapp_number_of_its_own(address, visitor):
    """M21: the chat goes there and not to the phone, and the number stands in digits."""
    factories.the_company(phone="+582125550142", whatsapp="+584145550199")

    page = visitor.get(address).content.decode()

    assert "https://wa.me/584145550199?" in page
    assert "WhatsApp\N{NO-BREAK SPACE}0414\N{NON-BREAKING HYPHEN}5550199" in page
    assert ">0212\N{NON-BREAKING HYPHEN}5550142<" in page
    assert "wa.me/582125550142" not in page
